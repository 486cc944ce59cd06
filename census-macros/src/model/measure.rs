//! What `declare_measure!` declares.

use proc_macro2::{Ident, TokenStream};
use syn::{Error, Result};

use crate::faults::Faults;
use crate::model::description::{conditions, description};
use crate::model::{Given, Names, Text};
use crate::parse::measure as parsed;
use crate::syntax::ty::Kind;
use crate::syntax::{Attribute, Path, Type};

/// The measures of one macro.
pub(crate) struct Measures {
    pub(crate) krate: Option<Path>,
    pub(crate) measures: Vec<Measure>,
}

/// One of them.
pub(crate) struct Measure {
    pub(crate) attributes: Vec<Attribute>,
    /// The `cfg`s among the attributes.
    pub(crate) conditions: Vec<Attribute>,
    pub(crate) description: Option<String>,
    pub(crate) visibility: TokenStream,
    pub(crate) ident: Ident,
    /// `i64` or `f64`.
    pub(crate) kind: Type,
    pub(crate) name: Text,
    pub(crate) unit: Text,
}

impl TryFrom<parsed::Input> for Measures {
    type Error = Error;

    fn try_from(input: parsed::Input) -> Result<Self> {
        let parsed::Input { krate, measures, mut faults } = input;
        let measures: Vec<_> =
            measures.into_iter().map(|measure| Measure::of(measure, &mut faults)).collect();
        let measures = measures.into_iter().collect::<Option<Vec<_>>>();
        let mut names = Names::default();
        for measure in measures.as_deref().unwrap_or_default() {
            names.add(&measure.ident.to_string(), Some(&measure.name), &mut faults);
        }
        let measures = measures.map(|measures| Measures { krate, measures });
        if let (Some(measures), false) = (&measures, faults.any()) {
            measures.compare(&mut faults);
        }
        faults.or(measures)
    }
}

impl Measure {
    fn of(parsed: parsed::Measure, faults: &mut Faults) -> Option<Self> {
        let parsed::Measure { declared, kind, name, args } = parsed;
        let before = faults.any();
        let mut given = Given::sort(args, &["unit"], &[], faults);
        if !is_kind(&kind) {
            faults.at(&kind, "the values of a measure are of type `i64` or `f64`");
        }
        let name = Text::name("the measure's name", name, faults);
        let unit = match given.take("unit") {
            Some(arg) => Text::unit(arg.value, faults),
            None => {
                if !given.unknown && !before {
                    faults.at(
                        &declared.ident,
                        "the measure has no unit: write `, unit = \"1\"` behind its name, or a \
                         UCUM code such as `\"By\"` or `\"ms\"`",
                    );
                }
                None
            }
        };
        Some(Measure {
            conditions: conditions(&declared.attributes),
            description: description(&declared.attributes),
            attributes: declared.attributes,
            visibility: declared.visibility,
            ident: declared.ident,
            kind,
            name: name?,
            unit: unit?,
        })
    }
}

fn is_kind(ty: &Type) -> bool {
    match ty.kind() {
        Kind::Path(path) => path.is("i64") || path.is("f64"),
        Kind::Parenthesized(inner) => is_kind(&inner),
        _ => false,
    }
}
