//! The macro of objectives.

/// Declares objectives: which share of calls is to be good, and over which time.
///
/// ```
/// use census::{declare_slo, measured};
///
/// enum CheckoutError {
///     CardDeclined,
///     NotFound(u32),
///     Database,
/// }
///
/// declare_slo! {
///     /// Customers can pay.
///     pub slo CHECKOUT = "doc-checkout" {
///         service = "shop";
///         window  = 28d;
///         availability >= 99.9%;
///         latency < 250ms for 99%;
///         exclude = Err(CheckoutError::CardDeclined | CheckoutError::NotFound(_));
///         expect  = 500/h;
///         alert { page = "oncall-shop"; runbook = "https://runbooks.example/checkout"; }
///     }
/// }
///
/// #[measured(latency = "doc/slo/latency", slo = CHECKOUT)]
/// fn checkout(id: u32) -> Result<(), CheckoutError> {
///     match id {
///         0 => Err(CheckoutError::NotFound(id)),
///         1 => Err(CheckoutError::CardDeclined),
///         2 => Err(CheckoutError::Database),
///         _ => Ok(()),
///     }
/// }
///
/// let scope = census::testing::scope();
/// (0..10).for_each(|id| drop(checkout(id)));
/// let events = scope.snapshot().only("census/slo_events").to_string();
/// assert!(events.contains("slo=doc-checkout-availability  outcome=good  count=7"), "{events}");
/// assert!(events.contains("slo=doc-checkout-availability  outcome=bad  count=1"));
/// assert!(events.contains("slo=doc-checkout-availability  outcome=excluded  count=2"));
/// ```
///
/// Each call is decided once, when it ended, and counted exactly in `census/slo_events{slo,
/// outcome}`: no objective depends on the buckets of a histogram. All series are there at zero
/// from [`start`](crate::start()) on. A declaration holds one objective or two, whose ids are its
/// own with `-availability` and `-latency` behind it.
///
/// # Keys
///
/// `window`, and one of the goals at least.
///
/// | key | value | else |
/// |---|---|---|
/// | `window` | `28d`, `4w`; or a period: `day`, `week`, `fortnight`, `month` | |
/// | `availability` | `>= 99.9%`: at most four digits behind the dot | |
/// | `latency` | `< 250ms for 99%`, which `p99 < 250ms` says too | |
/// | `service` | a label: small letters, digits, `-`, `_` | the package's name |
/// | `good` | a pattern of results that are good, all others being bad | what is no failure |
/// | `bad` | a pattern of results that are bad, be they failures or not | what is a failure |
/// | `exclude` | a pattern of results that do not count | none |
/// | `classify` | `explicit`: each result is in one of the three patterns | |
/// | `returns` | the type that the patterns match, where they do not say it | |
/// | `cancel` | `exclude` or `bad`: futures that were dropped | `exclude` |
/// | `panic` | `bad` or `exclude` | `bad` |
/// | `none` | `good`, `bad` or `exclude`: calls that returned `None` | to be said |
/// | `expect` | calls in a time: `500/h`, `20/s` | |
/// | `owner` | a label: who answers for it | |
/// | `alert` | `{ page = "…"; ticket = "…"; runbook = "https://…"; }` | |
///
/// With `classify = explicit` a new variant of an error does not compile before somebody has said
/// what it is:
///
/// ```
/// # enum CheckoutError { CardDeclined, Database }
/// census::declare_slo! {
///     slo PAY = "doc-explicit" {
///         window = 28d;
///         availability >= 99.9%;
///         good = Ok(_);
///         bad = Err(CheckoutError::Database);
///         exclude = Err(CheckoutError::CardDeclined);
///         classify = explicit;
///     }
/// }
/// ```
///
/// The id is a string literal of small letters, digits and `-`. Backends know the objective's
/// history by it: under another id it begins anew. `crate = path;` before the first objective says
/// where census is, if not at `::census`.
///
/// # What a call is
///
/// | it ended with | availability | latency |
/// |---|---|---|
/// | a good result | good | good if it took less than the threshold, else bad |
/// | a bad one: `Err`, unless there is a pattern | bad | excluded |
/// | an excluded one | excluded | excluded |
/// | a panic | as `panic` says | bad if it took no less than the threshold, else excluded |
/// | its future dropped | as `cancel` says | the same |
/// | either, while a [`maintenance`](crate::maintenance()) goes on | excluded | excluded |
///
/// Failures that are fast do not make a latency better, and a call that was given up after the
/// threshold is known to be slow. Many functions may serve one objective; of calls within a call of
/// the same objective, the outermost counts, on its own thread or in its own future. A thread or a
/// task that is spawned in a call is none of it.
///
/// # What is refused
///
/// What a program can get wrong about objectives is told by the compiler, where it stands: a goal
/// without its `%` or of 100 %, a threshold that is no bound of the function's own histogram (with
/// the nearest ones; `buckets = auto` has it among the default ones), so little expected traffic
/// that a single failure would page, patterns of another type than the function returns, a result
/// that is in none of them where `classify = explicit` is said, a function that cannot fail.
///
/// Two objectives of one id do not link: the linker names `census_slo_declared_twice__<id>`, and
/// where both stand in one crate the compiler names both places. A package whose `main.rs` and
/// `lib.rs` both say `mod slo;` declares everything twice; so does a build with two versions of a
/// library that declares objectives, which is better left to programs. Unit tests link all the
/// same, as they may hold their own crate twice; what the linker does not see, [`check`] and
/// [`start`] refuse.
///
/// [`check`]: crate::check
/// [`start`]: crate::start()
///
/// # What it becomes
///
/// A unit struct, by which functions name the objective, and which derefs to a
/// [`Slo`](crate::Slo); a static that counts; and a record in the section `census_slo` of the
/// program, [`slo::record`](crate::slo::record), from which `cargo census` makes alerts, dashboards
/// and documents without running it.
///
/// ```text
/// pub struct CHECKOUT;
/// impl Deref for CHECKOUT { type Target = Slo; … }
/// #[used] #[link_section = "census_slo"] static RECORD: [u8; 417] = …;
/// ```
///
/// ```
/// # census::declare_slo! {
/// #     slo CHECKOUT = "doc-deref" { window = 28d; availability >= 99.9%; }
/// # }
/// assert_eq!(CHECKOUT.budget_remaining(), 1.0);
/// assert_eq!(CHECKOUT.spec().window.days(), 28);
/// ```
pub use census_macros::declare_slo;
