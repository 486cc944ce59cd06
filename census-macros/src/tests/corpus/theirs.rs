//! What `syn` reads, as text: what `ours` is compared with.

use syn::punctuated::Punctuated;
use syn::{
    AttrStyle, Attribute, Fields, FnArg, GenericArgument, GenericParam, Generics, ImplItem,
    ItemEnum, ItemImpl, Meta, Pat, Path, PathArguments, PathSegment, QSelf, ReceiverKind,
    ReturnType, Signature, Token, Type, TypeParamBound, Visibility,
};

use super::{Head, joined};
use crate::syntax::text;

/// A function without its body.
pub(super) fn function(head: &Head<'_>) -> String {
    let Head { attributes, visibility, modifiers, signature } = head;
    let default = text(modifiers.defaultness);
    let (outer, inner): (Vec<_>, Vec<_>) =
        attributes.iter().partition(|attribute| matches!(attribute.style, AttrStyle::Outer));
    let arguments = signature.inputs.iter().map(argument);
    let rest = signature.variadic.iter().map(|rest| format!("rest {}", text(rest.dots)));
    let arguments: Vec<_> = arguments.chain(rest).collect();
    format!(
        "{} / {} {default} / const {} async {} fn {} / self {}\n{}\n({})\n-> {}\n{}",
        joined(outer.into_iter().map(attribute)),
        text(*visibility),
        signature.constness.is_some(),
        signature.asyncness.is_some(),
        signature.ident,
        signature.receiver().is_some(),
        text(whole(head)),
        arguments.join("\n"),
        match &signature.output {
            ReturnType::Default => "nothing".to_owned(),
            ReturnType::Type(_, ty) => text(ty),
        },
        joined(inner.into_iter().map(attribute)),
    )
}

/// All of it, with empty braces for a body.
pub(super) fn whole(head: &Head<'_>) -> proc_macro2::TokenStream {
    let Head { attributes, visibility, modifiers, signature } = head;
    let of = |style: fn(&AttrStyle) -> bool| attributes.iter().filter(move |it| style(&it.style));
    let outer = of(|style| matches!(style, AttrStyle::Outer));
    let inner = of(|style| matches!(style, AttrStyle::Inner(_)));
    let default = modifiers.defaultness;
    quote::quote!(#(#outer)* #visibility #default #signature { #(#inner)* })
}

fn argument(argument: &FnArg) -> String {
    match argument {
        FnArg::Receiver(receiver) => {
            let is_reference = matches!(receiver.kind, ReceiverKind::Reference(..));
            format!("{} self {is_reference}", joined(receiver.attrs.iter().map(attribute)))
        }
        FnArg::Typed(typed) => {
            let attributes = joined(typed.attrs.iter().map(attribute));
            format!("{attributes} {}: {}", text(&typed.pat), text(&typed.ty))
        }
    }
}

fn attribute(attribute: &Attribute) -> String {
    let name = |path: &Path| path.segments[path.segments.len() - 1].ident.to_string();
    match &attribute.meta {
        Meta::Path(path) => name(path),
        Meta::List(list) => format!("{}({})", name(&list.path), text(&list.tokens)),
        Meta::NameValue(named) => format!("{}={}", name(&named.path), text(&named.value)),
    }
}

/// What stands between the brackets, and which of it are types.
pub(super) fn generics(generics: &Generics) -> String {
    let types = generics.params.iter().map(|parameter| match parameter {
        GenericParam::Type(ty) => ty.ident.to_string(),
        _ => "-".to_owned(),
    });
    format!("<{}> {}", text(&generics.params), joined(types))
}

/// The type's last word, and the members.
pub(super) fn block(block: &ItemImpl) -> String {
    let members = block.items.iter().map(|item| match item {
        ImplItem::Fn(method) => function(&Head::method(method)),
        other => format!("other {}", text(other)),
    });
    format!(
        "impl{} {}\n{}",
        generics(&block.generics),
        last_word(&block.self_ty)
            .filter(|word| !block.generics.type_params().any(|ty| ty.ident == word))
            .unwrap_or_default(),
        members.collect::<Vec<_>>().join("\n")
    )
}

fn last_word(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(ty) => ty.path.segments.last().map(|last| last.ident.to_string()),
        Type::Reference(reference) => last_word(&reference.elem),
        Type::Paren(paren) => last_word(&paren.elem),
        Type::Group(group) => last_word(&group.elem),
        _ => None,
    }
}

pub(super) fn closed(item: &ItemEnum) -> String {
    let cases = item.variants.iter().map(|case| match &case.fields {
        Fields::Unit => case.ident.to_string(),
        fields => format!("{}{}", case.ident, text(fields)),
    });
    format!("enum {}<{}> {}", item.ident, text(&item.generics.params), joined(cases))
}

pub(super) fn ty(ty: &Type) -> String {
    match ty {
        Type::Never(_) => "!".to_owned(),
        Type::Reference(reference) => {
            let (lifetime, mutable) = (text(&reference.lifetime), text(reference.mutability));
            format!("&{lifetime}{mutable} {}", self::ty(&reference.elem))
        }
        Type::Ptr(_) => "*".to_owned(),
        Type::Paren(paren) => format!("({})", self::ty(&paren.elem)),
        Type::Group(group) => self::ty(&group.elem),
        Type::Tuple(tuple) => format!("tuple({})", joined(tuple.elems.iter().map(self::ty))),
        Type::ImplTrait(ty) => format!("impl {}", bounds(&ty.bounds)),
        Type::TraitObject(ty) if ty.dyn_token.is_some() => format!("dyn {}", bounds(&ty.bounds)),
        Type::Path(ty) if !is_called(&ty.path) => path(ty.qself.as_ref(), &ty.path),
        _ => "other".to_owned(),
    }
}

fn bounds(bounds: &Punctuated<TypeParamBound, Token![+]>) -> String {
    joined(bounds.iter().map(|bound| match bound {
        TypeParamBound::Lifetime(_) | TypeParamBound::PreciseCapture(_) => "'".to_owned(),
        TypeParamBound::Trait(bound)
            if bound.lifetimes.is_none() && bound.maybe.is_none() && !is_called(&bound.path) =>
        {
            segment(&bound.path.segments[bound.path.segments.len() - 1])
        }
        _ => "?".to_owned(),
    }))
}

/// Whether it is `Fn(…)`, which is more than a path.
fn is_called(path: &Path) -> bool {
    let is = |segment: &PathSegment| matches!(segment.arguments, PathArguments::Parenthesized(_));
    path.segments.iter().any(is)
}

/// Its words behind `<T as Shop>`.
fn path(of: Option<&QSelf>, path: &Path) -> String {
    let from = of.map_or(0, |of| of.position);
    let words = path.segments.iter().skip(from).map(segment).collect::<Vec<_>>();
    format!("{}{}", if of.is_some() { "<>" } else { "" }, words.join("::"))
}

fn segment(segment: &PathSegment) -> String {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return segment.ident.to_string();
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(self::ty(ty)),
        GenericArgument::AssocType(of) if of.ident == "Output" && of.generics.is_none() => {
            Some(format!("Output={}", ty(&of.ty)))
        }
        _ => None,
    });
    match joined(types) {
        types if types.is_empty() => segment.ident.to_string(),
        types => format!("{}<{types}>", segment.ident),
    }
}

pub(super) fn pattern(pattern: &Pat) -> String {
    let inside = |all: &Punctuated<Pat, Token![,]>| joined(all.iter().map(self::pattern));
    match pattern {
        Pat::Wild(_) => "_".to_owned(),
        Pat::Rest(_) => "..".to_owned(),
        Pat::Ident(name) => {
            let is_bound = name.subpat.is_some();
            let is_plain = name.by_ref.is_none() && !is_bound;
            format!("name {} {is_plain} {is_bound}", name.ident)
        }
        Pat::Or(or) => format!("any {}", joined(or.cases.iter().map(self::pattern))),
        Pat::Paren(paren) => format!("({})", self::pattern(&paren.pat)),
        Pat::Tuple(tuple) => format!("tuple({})", inside(&tuple.elems)),
        Pat::Path(it) => path(it.qself.as_ref(), &it.path),
        Pat::TupleStruct(it) => {
            format!("{}({})", path(it.qself.as_ref(), &it.path), inside(&it.elems))
        }
        Pat::Struct(it) => {
            let fields = joined(it.fields.iter().map(|field| self::pattern(&field.pat)));
            format!("{}{{{fields} {}}}", path(it.qself.as_ref(), &it.path), it.rest.is_some())
        }
        _ => "other".to_owned(),
    }
}

/// What a type promises for later, as `promised` has it.
pub(super) fn promise(ty: &Type) -> &'static str {
    let first = |segment: &PathSegment| match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => {
            arguments.args.iter().find_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty.clone()),
                _ => None,
            })
        }
        _ => None,
    };
    match ty {
        Type::Paren(paren) => promise(&paren.elem),
        Type::Group(group) => promise(&group.elem),
        Type::ImplTrait(ty) => promised(&ty.bounds),
        Type::Path(ty) if !is_called(&ty.path) => {
            let last = &ty.path.segments[ty.path.segments.len() - 1];
            match (last.ident.to_string().as_str(), first(last)) {
                ("BoxFuture" | "LocalBoxFuture", _) => "future",
                ("BoxStream" | "LocalBoxStream", _) => "stream",
                ("Pin", Some(Type::Path(ty))) if text(&ty).contains("Box<") => {
                    promise(&Type::Path(ty))
                }
                ("Box", Some(Type::TraitObject(ty))) if ty.dyn_token.is_some() => {
                    promised(&ty.bounds)
                }
                _ => "nothing",
            }
        }
        _ => "nothing",
    }
}

fn promised(bounds: &Punctuated<TypeParamBound, Token![+]>) -> &'static str {
    let mut promised = "nothing";
    for bound in bounds {
        let TypeParamBound::Trait(bound) = bound else { continue };
        match bound.path.segments.last().map(|last| last.ident.to_string()).as_deref() {
            _ if bound.lifetimes.is_some() || bound.maybe.is_some() => {}
            Some("Stream") => return "stream",
            Some("Future") => promised = "future",
            _ => {}
        }
    }
    promised
}

/// The same function, as it comes out of a `macro_rules!` that was given its parts.
pub(super) fn given(head: &Head<'_>) -> proc_macro2::TokenStream {
    let Head { attributes, visibility, modifiers, signature } = head;
    let group = |tokens: &dyn quote::ToTokens| super::given(tokens.to_token_stream());
    let arguments = signature.inputs.pairs().map(|pair| match (pair.value(), pair.punct()) {
        (FnArg::Receiver(receiver), comma) => quote::quote!(#receiver #comma),
        (FnArg::Typed(typed), comma) => {
            let (attributes, pattern, ty) = (&typed.attrs, group(&typed.pat), group(&typed.ty));
            quote::quote!(#(#attributes)* #pattern: #ty #comma)
        }
    });
    let variadic = &signature.variadic;
    let output = match &signature.output {
        ReturnType::Default => quote::quote!(),
        ReturnType::Type(_, ty) => {
            let ty = group(ty);
            quote::quote!(-> #ty)
        }
    };
    let Signature { constness, asyncness, safety, abi, ident, generics, .. } = signature;
    let (parameters, bounds) = (generics, &generics.where_clause);
    let visibility: &Visibility = visibility;
    let (visibility, default) = (group(visibility), modifiers.defaultness);
    let outer = attributes.iter().filter(|it| matches!(it.style, AttrStyle::Outer));
    quote::quote! {
        #(#outer)* #visibility #default #constness #asyncness #safety #abi fn #ident #parameters
        (#(#arguments)* #variadic) #output #bounds {}
    }
}
