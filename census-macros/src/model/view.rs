//! What `declare_view!` declares.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{Error, Lit, Result};

use crate::faults::Faults;
use crate::model::description::{conditions, description};
use crate::model::rows::Rows;
use crate::model::{Aggregation, Given, Names, Text};
use crate::parse::{Amount, Value, view as parsed};
use crate::syntax::{Attribute, Path};

const KEYS: &[&str] = &["measure", "tags", "aggregation", "rows_max", "rows_expire_after"];

/// The views of one macro.
pub(crate) struct Views {
    pub(crate) krate: Option<Path>,
    pub(crate) views: Vec<View>,
}

/// One of them.
pub(crate) struct View {
    pub(crate) attributes: Vec<Attribute>,
    /// The `cfg`s among the attributes.
    pub(crate) conditions: Vec<Attribute>,
    pub(crate) description: Option<String>,
    pub(crate) visibility: TokenStream,
    pub(crate) ident: Ident,
    pub(crate) name: Text,
    pub(crate) measure: On,
    pub(crate) tags: Vec<Path>,
    pub(crate) aggregation: Aggregation,
    pub(crate) rows: Rows,
}

/// What it is a view of.
pub(crate) enum On {
    /// A static.
    Measure(Path),
    /// The name of a measure, which is looked for when the program starts.
    Name(Text),
}

impl TryFrom<parsed::Input> for Views {
    type Error = Error;

    fn try_from(input: parsed::Input) -> Result<Self> {
        let parsed::Input { krate, views, mut faults } = input;
        let views: Vec<_> = views.into_iter().map(|view| View::of(view, &mut faults)).collect();
        let views = views.into_iter().collect::<Option<Vec<_>>>();
        let mut names = Names::default();
        for view in views.as_deref().unwrap_or_default() {
            names.add(&view.ident.to_string(), Some(&view.name), &mut faults);
        }
        let views = views.map(|views| Views { krate, views });
        if let (Some(views), false) = (&views, faults.any()) {
            views.compare(&mut faults);
        }
        faults.or(views)
    }
}

impl View {
    fn of(parsed: parsed::View, faults: &mut Faults) -> Option<Self> {
        let parsed::View { declared, name, args } = parsed;
        let before = faults.any();
        let mut given = Given::sort(args, KEYS, &[], faults);
        let name = Text::name("the view's name", name, faults);
        let (measure, aggregation) = (given.take("measure"), given.take("aggregation"));
        if !before && !given.unknown {
            for (key, missing, way) in [
                ("measure", measure.is_none(), "measure: CART_ITEMS"),
                ("aggregation", aggregation.is_none(), "aggregation: count"),
            ] {
                if missing {
                    let message = format!("the view has no `{key}`: write `{way},`");
                    faults.at(&declared.ident, message);
                }
            }
        }
        let measure = measure.and_then(|arg| On::of(arg.value, faults));
        let aggregation = aggregation.and_then(|arg| Aggregation::of(arg.value, faults));
        let rows = Rows::of(&mut given, faults);
        let tags = match given.take("tags") {
            Some(arg) => tags(arg.value, faults),
            None => Some(Vec::new()),
        };
        Some(View {
            conditions: conditions(&declared.attributes),
            description: description(&declared.attributes),
            attributes: declared.attributes,
            visibility: declared.visibility,
            ident: declared.ident,
            name: name?,
            measure: measure?,
            tags: tags?,
            aggregation: aggregation?,
            rows: rows?,
        })
    }
}

impl On {
    fn of(value: Value, faults: &mut Faults) -> Option<Self> {
        match value {
            Value::Path(path) => Some(On::Measure(path)),
            Value::Literal(Amount { minus: None, literal: Lit::Str(_) }) => {
                Text::name("measure", value, faults).map(On::Name)
            }
            Value::Applied(word, name) if word == "named" => {
                Text::name("named", *name, faults).map(On::Name)
            }
            other => {
                faults.at(
                    other,
                    "`measure` takes the path to a measure, as in `CART_ITEMS`, or the name of \
                     one, as in `\"shop/latency\"` and `named(names::LATENCY)`",
                );
                None
            }
        }
    }
}

fn tags(value: Value, faults: &mut Faults) -> Option<Vec<Path>> {
    const TAKES: &str = "`tags` takes tag keys in brackets, as in `[REGION, TENANT]`";
    let Value::List(list) = value else {
        faults.at(value, TAKES);
        return None;
    };
    let mut tags: Vec<Path> = Vec::new();
    for value in list.values {
        let Value::Path(path) = value else {
            faults.at(value, TAKES);
            return None;
        };
        let text = path.to_token_stream().to_string();
        if let Some(first) = tags.iter().find(|tag| tag.to_token_stream().to_string() == text) {
            faults.twice(first, &path, format!("the tag key `{text}` is given twice"));
        } else {
            tags.push(path);
        }
    }
    Some(tags)
}
