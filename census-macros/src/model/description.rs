//! What a doc comment says, for the people who read the dashboards.

use syn::LitStr;

use crate::syntax::Attribute;
use crate::syntax::attribute::Says;

/// The lines of the first paragraph of a doc comment, as one; `None` where there is none.
pub(crate) fn description(attributes: &[Attribute]) -> Option<String> {
    let mut text = String::new();
    for attribute in attributes {
        if let Says::Value(_, line) = &attribute.says
            && attribute.is("doc")
            && let Ok(line) = syn::parse2::<LitStr>(line.clone())
        {
            text += &line.value();
            text.push('\n');
        }
    }
    let paragraph: Vec<&str> = text
        .lines()
        .map(str::trim)
        .skip_while(|line| line.is_empty())
        .take_while(|line| !line.is_empty())
        .collect();
    (!paragraph.is_empty()).then(|| paragraph.join(" "))
}

/// The conditions under which the item exists at all, for what stands beside it.
pub(crate) fn conditions(attributes: &[Attribute]) -> Vec<Attribute> {
    attributes.iter().filter(|attribute| attribute.is("cfg")).cloned().collect()
}

#[cfg(test)]
mod tests {
    use syn::parse::Parser;

    use super::*;

    #[test]
    fn a_description_is_the_first_paragraph_on_one_line() {
        let item = quote::quote! {
            /// Items in a cart
            /// when it is paid.
            ///
            /// More.
            #[cfg(unix)]
        };
        let attributes = Attribute::outer.parse2(item).expect("attributes");
        assert_eq!(description(&attributes).as_deref(), Some("Items in a cart when it is paid."));
        assert_eq!(conditions(&attributes).len(), 1);
    }
}
