//! The lists of census itself, which the linker puts together by their names alone.
//!
//! A program may hold two versions of census, or two checkouts of one. Two lists of one name would
//! be one to the linker, with entries of two layouts in it: so each has a name that no other has.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Result, Token};

use crate::parse::Declared;
use crate::syntax::Type;

/// Makes a list of `pub static NAME: [Type];`, under a name of this copy's own.
pub(crate) fn tokens(item: TokenStream) -> Result<TokenStream> {
    let List { declared: Declared { attributes, visibility, ident: name }, ty } =
        syn::parse2(item)?;
    let own = format_ident!("{name}_OF_CENSUS_{:016X}", copy());
    let site = (name == "FUNCTIONS").then(|| site(&format!("linkme_{own}")));
    Ok(quote! {
        #[linkme::distributed_slice]
        #(#attributes)*
        #visibility static #own: #ty;
        #visibility use #own as #name;
        #site
    })
}

/// `pub static NAME: Type;`
struct List {
    declared: Declared,
    ty: Type,
}

impl Parse for List {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let declared = input.parse()?;
        input.parse::<Token![:]>()?;
        let ty = input.parse()?;
        input.parse::<Token![;]>()?;
        Ok(List { declared, ty })
    }
}

/// `site!`: a measured function's static, in the list, as a `&'static Function`. What is the same
/// in all of them stands here: the compiler writes that quicker than a macro of ours.
///
/// It is what `#[linkme::distributed_slice]` expands into, written out where sections are ELF's:
/// the attribute and its macros would be a fifth of what the compiler does before it generates
/// code.
fn site(section: &str) -> TokenStream {
    quote! {
        #[cfg(any(target_os = "linux", target_os = "android", target_os = "fuchsia"))]
        #[doc(hidden)]
        #[macro_export]
        macro_rules! __census_site {
            ($new:ident $name:literal [$($said:tt)*] $($more:tt)*) => {{
                #[used]
                #[unsafe(link_section = #section)]
                static SITE: $crate::__private::Function = $crate::__private::$new(
                    ::core::concat!(::core::module_path!(), "::", $name),
                    $($said)*
                ) $($more)*;
                &SITE
            }};
        }

        #[cfg(not(any(target_os = "linux", target_os = "android", target_os = "fuchsia")))]
        #[doc(hidden)]
        #[macro_export]
        macro_rules! __census_site {
            ($new:ident $name:literal [$($said:tt)*] $($more:tt)*) => {{
                $crate::__private::FUNCTIONS! {
                    #![linkme_macro = $crate::__private::FUNCTIONS]
                    static SITE: $crate::__private::Function = $crate::__private::$new(
                        ::core::concat!(::core::module_path!(), "::", $name),
                        $($said)*
                    ) $($more)*;
                }
                &SITE
            }};
        }

        #[doc(hidden)]
        pub use __census_site as site;
    }
}

/// What tells this copy of census from every other: its version, and the end of the path that cargo
/// has it at, where the revision of a checkout stands. The rest of the path is the machine's.
fn copy() -> u64 {
    let path = env!("CARGO_MANIFEST_DIR").rsplit(['/', '\\']).take(3);
    let mut text = String::from(env!("CARGO_PKG_VERSION"));
    path.for_each(|part| text = format!("{part}/{text}"));
    // FNV-1a: the same on every machine and with every compiler.
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
