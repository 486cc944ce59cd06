//! Who hears of an objective: what goes into labels and messages of backends that have limits.

use syn::LitStr;

use crate::faults::Faults;
use crate::model::slo::{equals, string};
use crate::parse::{Entry, Says};
use crate::spelling;
use crate::syntax::Attribute;

const KEYS: &[&str] = &["page", "ticket", "runbook"];

/// Characters that Cloud Monitoring lets a label's value have.
const LABEL_CHARS_MAX: usize = 63;

/// Characters of the documentation of an alert.
const DESCRIPTION_CHARS_MAX: usize = 4_096;

/// Bytes of a link; half of what a subject may have.
const LINK_BYTES_MAX: usize = 2_048;

/// `alert { page = "…"; ticket = "…"; runbook = "…"; }`
#[derive(Clone, Default)]
pub(crate) struct Alert {
    pub(crate) page: Option<LitStr>,
    pub(crate) ticket: Option<LitStr>,
    pub(crate) runbook: Option<LitStr>,
}

impl Alert {
    pub(super) fn of(entry: Entry, faults: &mut Faults) -> Self {
        let mut alert = Alert::default();
        let Says::Block(entries) = entry.says else {
            faults.at(entry.key, "write `alert { page = \"…\"; ticket = \"…\"; }`");
            return alert;
        };
        for Entry { key, says, .. } in entries {
            let word = key.to_string();
            let place = match word.as_str() {
                "page" => &mut alert.page,
                "ticket" => &mut alert.ticket,
                "runbook" => &mut alert.runbook,
                _ => {
                    let meant = spelling::nearest(&word, KEYS);
                    faults.at(&key, spelling::unknown("key", &word, meant, KEYS));
                    continue;
                }
            };
            if let Some(first) = place {
                faults.twice(&*first, &key, format!("`{word}` is given twice"));
                continue;
            }
            *place = match says {
                Says::Value(sign, value) if equals(&word, &sign, faults) => match word.as_str() {
                    "runbook" => link(value, faults),
                    _ => label(&word, value, faults),
                },
                Says::Value(..) => None,
                Says::Block(_) => {
                    faults.at(&key, format!("`{word}` takes no braces: write `{word} = \"…\";`"));
                    None
                }
            };
        }
        alert
    }
}

/// A word that becomes a label: `oncall-shop`.
pub(super) fn label(
    of: &str,
    value: proc_macro2::TokenStream,
    faults: &mut Faults,
) -> Option<LitStr> {
    let label = string(of, value, faults)?;
    let text = label.value();
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    let wrong = if text.is_empty() || !text.starts_with(|c: char| c.is_ascii_lowercase()) {
        "begins with a small letter".to_owned()
    } else if let Some(other) = text.chars().find(|c| !legal(*c)) {
        format!("is made of small letters, digits, `-` and `_`, not `{other}`")
    } else if text.len() > LABEL_CHARS_MAX {
        format!("has at most {LABEL_CHARS_MAX} characters, not {}", text.len())
    } else {
        return Some(label);
    };
    faults.at(label, format!("`{of}` becomes a label, which {wrong}"));
    None
}

fn link(value: proc_macro2::TokenStream, faults: &mut Faults) -> Option<LitStr> {
    let link = string("runbook", value, faults)?;
    let text = link.value();
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    if host.is_none_or(str::is_empty) || text.contains(|c: char| c.is_whitespace()) {
        faults.at(link, "a runbook is a link, as in `\"https://runbooks.example/checkout\"`");
        return None;
    }
    if text.len() > LINK_BYTES_MAX {
        faults.at(link, format!("a link has at most {LINK_BYTES_MAX} bytes, not {}", text.len()));
        return None;
    }
    Some(link)
}

/// The doc comment stands in the documentation of alerts.
pub(super) fn check_description(
    attributes: &[Attribute],
    description: Option<&str>,
    faults: &mut Faults,
) {
    let chars = description.map_or(0, |description| description.chars().count());
    if chars > DESCRIPTION_CHARS_MAX
        && let Some(doc) = attributes.iter().find(|attribute| attribute.is("doc"))
    {
        faults.at(
            doc,
            format!(
                "the first paragraph describes alerts, and has at most {DESCRIPTION_CHARS_MAX} \
                 characters, not {chars}"
            ),
        );
    }
}
