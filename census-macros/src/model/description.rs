//! What a doc comment says, for the people who read the dashboards.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The lines of the first paragraph of a doc comment, as one; `None` where there is none.
pub(crate) fn description(attributes: &[Attribute]) -> Option<String> {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    });
    let text = lines.collect::<Vec<_>>().join("\n");
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
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_the_first_paragraph_on_one_line() {
        let item: syn::ItemStatic = syn::parse_quote! {
            /// Items in a cart
            /// when it is paid.
            ///
            /// More.
            #[cfg(unix)]
            static X: u8 = 0;
        };
        assert_eq!(description(&item.attrs).as_deref(), Some("Items in a cart when it is paid."));
        assert_eq!(conditions(&item.attrs).len(), 1);
    }
}
