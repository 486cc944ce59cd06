//! Our reader of Rust beside `syn`'s: the sources of all crates that a build of this workspace
//! takes, and what both see in them.

mod ours;
mod theirs;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, thread};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, Block, Expr, FnModifiers, ForeignItemFn, ImplItemFn, Item, ItemEnum, ItemFn,
    ItemImpl, MacroDelimiter, Pat, Signature, Token, TraitItemFn, Type, Visibility,
};

use crate::syntax::text;

/// Of so many files one is read, or of as many as `CENSUS_CORPUS_EVERY` says: without optimisation
/// all of them take minutes.
const EVERY: usize = 80;
/// Bytes of a file that is looked at. What is generated is larger, and alike.
const FILE_BYTES_MAX: u64 = 100_000;
/// Functions that are compared, at least: with fewer the test would say little.
const FUNCTIONS_MIN: usize = 500;
/// What `syn` needs for what is nested deeply, in a build without optimisation.
const STACK_BYTES: usize = 1 << 26;

/// What stands before a function's body, wherever it stands.
struct Head<'a> {
    attributes: &'a [Attribute],
    visibility: &'a Visibility,
    modifiers: &'a FnModifiers,
    signature: &'a Signature,
}

impl<'a> Head<'a> {
    fn method(method: &'a ImplItemFn) -> Self {
        let ImplItemFn { attrs, vis, modifiers, sig, .. } = method;
        Head { attributes: attrs, visibility: vis, modifiers, signature: sig }
    }
}

/// What has been compared, and what was not the same.
#[derive(Default)]
struct Comparison {
    file: PathBuf,
    counts: BTreeMap<&'static str, usize>,
    faults: Vec<String>,
}

impl Comparison {
    fn compare(&mut self, what: &'static str, written: &TokenStream, ours: &str, theirs: &str) {
        *self.counts.entry(what).or_default() += 1;
        if ours != theirs {
            let (file, written) = (self.file.display(), written.to_string());
            let fault = format!("{file}: {what} {written}\n ours: {ours}\n syn's: {theirs}\n");
            self.faults.push(fault);
        }
    }

    fn function(&mut self, head: &Head<'_>) {
        let (whole, theirs) = (theirs::whole(head), theirs::function(head));
        self.compare("function", &whole, &ours::item(whole.clone()), &theirs);
        let given = theirs::given(head);
        if theirs.ends_with('\n') {
            self.compare("function of a macro", &whole, &ours::item(given), &theirs);
        }
        let generics = &head.signature.generics;
        self.generics(generics);
    }

    fn generics(&mut self, generics: &syn::Generics) {
        let tokens = generics.to_token_stream();
        let ours = ours::generics(tokens.clone(), generics);
        self.compare("generics", &tokens, &ours, &theirs::generics(generics));
    }

    fn bodiless(&mut self, tokens: TokenStream) {
        self.compare("bodiless", &tokens, &ours::item(tokens.clone()), "bodiless");
    }

    fn expressions(&mut self, all: &Punctuated<Expr, Token![,]>) {
        let tokens = all.to_token_stream();
        let theirs = all.iter().map(text).collect::<Vec<_>>().join("\n");
        self.compare("expressions", &tokens, &ours::expressions(tokens.clone()), &theirs);
    }
}

/// From the inside out: a body is empty when what is around it is compared.
impl VisitMut for Comparison {
    fn visit_block_mut(&mut self, block: &mut Block) {
        visit_mut::visit_block_mut(self, block);
        block.stmts.clear();
    }

    fn visit_item_mut(&mut self, item: &mut Item) {
        visit_mut::visit_item_mut(self, item);
        let word = match item {
            Item::Struct(item) => {
                let tokens = item.to_token_stream();
                self.compare("type", &tokens, &ours::closed(tokens.clone()), "struct");
                "struct"
            }
            Item::Enum(_) => "enum",
            Item::Mod(item) if item.unsafety.is_none() => "mod",
            Item::Use(_) => "use",
            Item::Static(_) => "static",
            Item::Type(_) => "type",
            _ => return,
        };
        let tokens = item.to_token_stream();
        self.compare("item", &tokens, &ours::item(tokens.clone()), word);
    }

    fn visit_item_fn_mut(&mut self, item: &mut ItemFn) {
        visit_mut::visit_item_fn_mut(self, item);
        let ItemFn { attrs, vis, modifiers, sig, .. } = item;
        self.function(&Head { attributes: attrs, visibility: vis, modifiers, signature: sig });
    }

    fn visit_impl_item_fn_mut(&mut self, item: &mut ImplItemFn) {
        visit_mut::visit_impl_item_fn_mut(self, item);
        self.function(&Head::method(item));
    }

    fn visit_trait_item_fn_mut(&mut self, item: &mut TraitItemFn) {
        visit_mut::visit_trait_item_fn_mut(self, item);
        if item.default.is_none() {
            self.bodiless(item.to_token_stream());
        }
        let TraitItemFn { attrs, modifiers, sig, .. } = item;
        let visibility = &Visibility::Inherited;
        self.function(&Head { attributes: attrs, visibility, modifiers, signature: sig });
    }

    fn visit_foreign_item_fn_mut(&mut self, item: &mut ForeignItemFn) {
        visit_mut::visit_foreign_item_fn_mut(self, item);
        self.bodiless(item.to_token_stream());
        let ForeignItemFn { attrs, vis, modifiers, sig, .. } = item;
        self.function(&Head { attributes: attrs, visibility: vis, modifiers, signature: sig });
    }

    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        visit_mut::visit_item_impl_mut(self, item);
        let tokens = item.to_token_stream();
        let ours = ours::block(&tokens, &item.generics);
        self.compare("block", &tokens, &ours, &theirs::block(item));
        self.generics(&item.generics);
    }

    fn visit_item_enum_mut(&mut self, item: &mut ItemEnum) {
        visit_mut::visit_item_enum_mut(self, item);
        let tokens = item.to_token_stream();
        self.compare("enum", &tokens, &ours::closed(tokens.clone()), &theirs::closed(item));
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        // The types in these are looked at with them.
        match ty {
            Type::Array(_) | Type::FnPtr(_) | Type::Slice(_) => {
                visit_mut::visit_type_mut(self, ty);
            }
            // Nobody writes these in a signature, where braces are the body.
            Type::Macro(it) if matches!(it.mac.delimiter, MacroDelimiter::Brace(_)) => return,
            _ => {}
        }
        let (tokens, theirs) = (ty.to_token_stream(), theirs::ty(ty));
        self.compare("type", &tokens, &ours::ty_of(tokens.clone()), &theirs);
        self.compare("type of a macro", &tokens, &ours::ty_of(given(tokens.clone())), &theirs);
        self.compare("promise", &tokens, ours::promise(tokens.clone()), theirs::promise(ty));
    }

    fn visit_pat_mut(&mut self, pattern: &mut Pat) {
        if let Pat::Type(typed) = pattern {
            self.visit_type_mut(&mut typed.ty);
            return self.visit_pat_mut(&mut typed.pat);
        }
        if let Pat::Guard(guarded) = pattern {
            self.visit_expr_mut(&mut guarded.guard);
            return self.visit_pat_mut(&mut guarded.pat);
        }
        let (tokens, theirs) = (pattern.to_token_stream(), theirs::pattern(pattern));
        self.compare("pattern", &tokens, &ours::pattern(tokens.clone()), &theirs);
        let ours = ours::pattern(given(tokens.clone()));
        self.compare("pattern of a macro", &tokens, &ours, &theirs);
    }

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        match expression {
            Expr::Call(call) => self.expressions(&call.args),
            Expr::MethodCall(call) => self.expressions(&call.args),
            Expr::Array(array) => self.expressions(&array.elems),
            Expr::Tuple(tuple) => self.expressions(&tuple.elems),
            _ => {}
        }
    }
}

/// As a `macro_rules!` hands it on: in a group without signs.
fn given(tokens: TokenStream) -> TokenStream {
    TokenTree::Group(Group::new(Delimiter::None, tokens)).into()
}

fn joined(all: impl Iterator<Item = String>) -> String {
    all.collect::<Vec<_>>().join(" ")
}

/// The folders of the packages in our lock file, as cargo finds them.
fn packages() -> Vec<PathBuf> {
    let cargo = env::var_os("CARGO").expect("a test under cargo");
    let metadata = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo");
    assert!(metadata.status.success(), "{}", String::from_utf8_lossy(&metadata.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let manifests = packages.iter().filter_map(|package| package["manifest_path"].as_str());
    manifests.filter_map(|manifest| Path::new(manifest).parent()).map(Path::to_owned).collect()
}

/// All files of Rust in a folder.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Reads files with both. What `syn` does not read, as a later Rust's syntax, is left out.
fn compared(files: &[PathBuf]) -> Comparison {
    let mut comparison = Comparison::default();
    for file in files {
        let Ok(written) = fs::read_to_string(file) else { continue };
        let Ok(mut syntax) = syn::parse_file(&written) else { continue };
        comparison.file.clone_from(file);
        comparison.visit_file_mut(&mut syntax);
    }
    comparison
}

#[test]
fn what_we_read_of_rust_is_what_syn_reads() {
    let mut files = Vec::new();
    for package in packages() {
        sources(&package.join("src"), &mut files);
    }
    assert!(files.len() > 1_000, "of cargo's packages there are {} files only", files.len());
    files.retain(|file| file.metadata().is_ok_and(|file| file.len() < FILE_BYTES_MAX));
    let every = env::var("CENSUS_CORPUS_EVERY").map_or(EVERY, |every| every.parse().unwrap());
    let mut files: Vec<_> = files.into_iter().skip(every / 2).step_by(every).collect();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/ui/pass"), &mut files);
    let Comparison { counts, faults, .. } = thread::scope(|scope| {
        let builder = thread::Builder::new().stack_size(STACK_BYTES);
        builder.spawn_scoped(scope, || compared(&files)).unwrap().join().unwrap()
    });
    println!("{} files, {counts:?}, {} not the same", files.len(), faults.len());
    assert!(counts["function"] > FUNCTIONS_MIN, "{counts:?}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
