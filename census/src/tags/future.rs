//! Tags that go with a future, whichever threads poll it.

use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::context::Lent;
use super::map::TagMap;

/// Futures that take tags along.
///
/// ```
/// use census::tags::InTags;
/// use census::{TagKey, TagMap};
///
/// const REGION: TagKey = TagKey::new("region");
///
/// async fn region() -> Option<String> {
///     TagMap::current().get(REGION).map(str::to_owned)
/// }
///
/// # fn block_on<T>(future: impl Future<Output = T>) -> T {
/// #     let mut context = std::task::Context::from_waker(std::task::Waker::noop());
/// #     let future = std::pin::pin!(future);
/// #     let std::task::Poll::Ready(it) = future.poll(&mut context) else { panic!() };
/// #     it
/// # }
/// let tags = TagMap::new().edit().insert(REGION, "eu").build()?;
/// assert_eq!(block_on(region().in_tags(tags)).as_deref(), Some("eu"));
/// assert_eq!(block_on(region()), None);
/// # Ok::<(), census::tags::TagMapError>(())
/// ```
///
/// A task that is spawned has no tags but those it takes along:
/// `tokio::spawn(handle(request).in_current_tags())`.
pub trait InTags: Future + Sized {
    /// These tags are current whenever the future is polled, and while it is dropped; in between,
    /// and for who polls it, those that were.
    fn in_tags(self, tags: TagMap) -> Tagged<Self> {
        Tagged { future: Some(self), tags }
    }

    /// The same, with the tags that are current now.
    fn in_current_tags(self) -> Tagged<Self> {
        self.in_tags(TagMap::current())
    }
}

impl<F: Future> InTags for F {}

pin_project! {
    /// A future and the tags it works under, made by [`InTags`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct Tagged<F> {
        // `None` once it is dropped, which is before the tags are.
        #[pin]
        future: Option<F>,
        tags: TagMap,
    }

    impl<F> PinnedDrop for Tagged<F> {
        fn drop(this: Pin<&mut Self>) {
            // A call that is cancelled ends here, and is recorded with its tags.
            let mut this = this.project();
            let _lent = Lent::new(this.tags);
            this.future.set(None);
        }
    }
}

impl<F: Future> Future for Tagged<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let _lent = Lent::new(this.tags);
        match this.future.as_pin_mut() {
            Some(future) => future.poll(context),
            None => Poll::Pending, // Only while it is dropped, where nobody can poll it.
        }
    }
}
