//! The macros beside `#[measured]`: what is declared, and what is recorded by hand.

/// Declares measures: what can be measured, beside functions.
///
/// ```
/// use census::{declare_measure, declare_view, record};
///
/// declare_measure! {
///     /// Items in a cart when it is paid.
///     pub static CART_ITEMS: i64 = "doc/cart/items", unit = "1";
///     /// What is in it is worth.
///     pub static CART_VALUE: f64 = "doc/cart/value", unit = "EUR";
/// }
///
/// assert_eq!(CART_ITEMS.name(), "doc/cart/items");
/// record!(CART_ITEMS = 3, CART_VALUE = 41.5);
/// ```
///
/// Each becomes a [`Measure`](crate::Measure) and an entry in the list that
/// [`start`](crate::start()) goes through. The first paragraph of its documentation is its
/// description on dashboards:
///
/// ```text
/// /// Items in a cart when it is paid.
/// pub static CART_ITEMS: Measure<i64> =
///     Measure::new("doc/cart/items", "1").describe("Items in a cart when it is paid.");
/// ```
///
/// The values are of type `i64` or `f64`. Name and unit are string literals, or paths of `const`s
/// of type `&str`. `crate = path;` before the first says where census is, if not at `::census`.
///
/// A measure costs nothing until a view on it is registered.
pub use census_macros::declare_measure;

/// Declares views: what is made of a measure's measurements, under which name.
///
/// ```
/// use census::{TagKey, declare_measure, declare_view, record};
///
/// const REGION: TagKey = TagKey::new("region");
///
/// declare_measure! {
///     static ITEMS: i64 = "doc/view/items", unit = "1";
/// }
/// declare_view! {
///     /// Items in a cart, by region.
///     pub static ITEMS_BY_REGION = "doc/view/items_by_region" {
///         measure: ITEMS,
///         tags: [REGION],
///         aggregation: distribution[1, 2, 5, 10],
///     }
///     pub static ITEMS_SOLD = "doc/view/items_sold" { measure: ITEMS, aggregation: sum }
/// }
///
/// let scope = census::testing::scope();
/// record!(ITEMS = 3);
/// record!(ITEMS = 4);
/// assert_eq!(
///     scope.snapshot().view("doc/view/items_sold").unwrap().to_string(),
///     "doc/view/items_sold [1]\n  sum=7\n"
/// );
/// ```
///
/// Each becomes a [`View`](crate::View) and an entry in the list that [`start`](crate::start())
/// goes through.
///
/// | key | value |
/// |---|---|
/// | `measure` | the path of a [`Measure`](crate::Measure), or the name of any: see below |
/// | `aggregation` | `count`, `sum`, `last_value`, `distribution[1, 2.5]`, `distribution(PATH)` |
/// | `tags` | the paths of [`TagKey`](crate::TagKey)s that tell its rows apart; else none |
/// | `rows_max` | [how many rows](crate::View::rows_max) it keeps, as in `500`; else 2,000 |
/// | `rows_expire_after` | [when](crate::View::rows_expire_after) idle rows go, as in `10min` |
///
/// A path of bounds is that of a `const` of type `&[f64]`, of a time that of a `Duration`. Bounds
/// are in the unit of the measure, finite and strictly increasing, at most 200. `crate = path;`
/// before the first view says where census is, if not at `::census`.
///
/// # Views on what a function measures
///
/// The `count`, `errors` and `latency` of a [`measured`](macro@crate::measured) function are
/// measures without a path: a view gives the name, in a string literal or, where it stands in a
/// `const` of type `&str`, as `named(PATH)`. So it chooses other tags than the function's own views
/// have, or other bounds:
///
/// ```
/// use census::{TagKey, declare_view, measured};
///
/// const SHOP: TagKey = TagKey::new("shop");
/// const LATENCY: &str = "doc/on_name/latency";
///
/// #[measured(count = "doc/on_name/orders", latency = LATENCY, tags(shop = shop, "item" = item))]
/// fn order(shop: &str, item: u32) {}
///
/// declare_view! {
///     static BY_SHOP = "doc/on_name/by_shop" {
///         measure: "doc/on_name/orders", tags: [SHOP], aggregation: count,
///     }
///     static SLOW = "doc/on_name/slow" {
///         measure: named(LATENCY), aggregation: distribution[0.5],
///     }
/// }
///
/// (1..4).for_each(|item| order("berlin", item));
/// assert_eq!(
///     census::read(BY_SHOP.name()).unwrap().to_string(),
///     "doc/on_name/by_shop [1]\n  shop=berlin  count=3\n"
/// );
/// assert_eq!(census::read(SLOW.name()).unwrap().count(), 3);
/// ```
///
/// The measure may be of any crate. It is looked for when the program starts: where none has the
/// name, [`start`](crate::start()) refuses it, and [`check`](crate::check) does in a test, with the
/// place of the view and the name that may be meant. Calls of a function that has such a view leave
/// the fast path, as with every further view.
pub use census_macros::declare_view;

/// Records values of one measure or of several.
///
/// ```
/// use census::{declare_measure, declare_view, record};
///
/// declare_measure! {
///     static ITEMS: i64 = "doc/record/items", unit = "1";
///     static VALUE: f64 = "doc/record/value", unit = "EUR";
/// }
/// declare_view! {
///     static SOLD = "doc/record/sold" { measure: ITEMS, aggregation: sum }
///     static EARNED = "doc/record/earned" { measure: VALUE, aggregation: sum }
/// }
///
/// let scope = census::testing::scope();
/// record!(ITEMS = 3, VALUE = 41.5);
/// assert_eq!(
///     scope.snapshot().only("doc/record/").to_string(),
///     "doc/record/earned [EUR]\n  sum=41.5\ndoc/record/sold [1]\n  sum=3\n"
/// );
/// ```
///
/// It is one call of [`Measure::record`](crate::Measure::record) for each, from the left to the
/// right, and has the type `()`. It returns nothing, never blocks and never panics. With census
/// [switched off](crate#switched-off) the values are not evaluated.
pub use census_macros::record;

/// Makes an enum a closed set of tag values: known when the program is compiled, one for each
/// variant.
///
/// ```
/// use census::tags::ClosedTag;
/// use census::{TagKey, TagMap, TagValue};
///
/// #[derive(TagValue)]
/// enum Status {
///     Ok,
///     NotFound,
///     #[tag("5xx")]
///     Failed,
/// }
/// const STATUS: TagKey = TagKey::closed::<Status>("status");
///
/// assert_eq!(Status::VALUES, ["ok", "not_found", "5xx"]);
/// assert_eq!(Status::Failed.index(), 2);
///
/// let tags = TagMap::new().edit().insert(STATUS, Status::NotFound).build()?;
/// assert_eq!(tags.get(STATUS), Some("not_found"));
/// # Ok::<(), census::tags::TagMapError>(())
/// ```
///
/// A value is the variant's name in snake case, or what `#[tag("…")]` says: printable ASCII, at
/// most 255 bytes, and no two are equal. `#[tag(crate = path)]` on the enum says where census is,
/// if not at `::census`.
///
/// It goes on enums whose variants carry no data, and implements [`ClosedTag`] and [`AsTag`], so
/// that a variant can be given wherever a tag takes a value, and the enum as the set of a key:
/// [`TagKey::closed`].
///
/// ```text
/// impl ClosedTag for Status {
///     const VALUES: &'static [&'static str] = &["ok", "not_found", "5xx"];
///     fn index(&self) -> usize { match self { Status::Ok => 0, … } }
/// }
/// impl AsTag for Status { … }
/// impl From<Status> for TagValue<'_> { … } // And from `&Status`.
/// ```
///
/// A record with closed tags only finds its cells by the values' indices: there is no hash, no
/// comparison and no lookup.
///
/// [`AsTag`]: crate::tags::AsTag
/// [`ClosedTag`]: crate::tags::ClosedTag
/// [`TagKey::closed`]: crate::TagKey::closed
pub use census_macros::TagValue;
