#![deny(warnings)]
use std::{pin::Pin, rc::Rc, sync::Arc};

use census::measured;

struct Cart<'a, T, const N: usize>(&'a [T; N]);

impl<'a, T: Clone, const N: usize> Cart<'a, T, N> {
    #[measured(errors = "new")]
    pub(crate) fn new(items: &'a [T; N]) -> Option<Self> { Some(Self(items)) }
    #[measured(errors = "by-ref")]
    fn by_ref(&self) -> Option<&T> { self.0.first() }
    #[measured(errors = "by-mut")]
    fn by_mut(&mut self) -> Option<&'a T> { self.0.last() }
    #[measured(errors = "by-value")]
    fn by_value(mut self) -> Option<[T; N]> { self.0 = self.0; Some(self.0.clone()) }
    #[measured(errors = "by-box")]
    fn by_box(self: Box<Self>) -> Option<Self> { Some(*self) }
    #[measured(errors = "by-arc")]
    async fn by_arc(self: Arc<Self>) -> Option<usize> { Some(Arc::strong_count(&self)) }
    #[measured(errors = "by-rc")]
    fn by_rc(self: &Rc<Self>) -> Option<usize> { Some(Rc::strong_count(self)) }
    #[measured(errors = "pinned")]
    fn pinned(self: Pin<&mut Self>) -> Option<&mut Self> where T: Unpin { Some(self.get_mut()) }
}

trait Pay {
    fn pay(&self) -> Result<u8, String>;
    #[measured(errors = "pay-later")]
    fn pay_later(&self) -> Result<u8, String> { self.pay() }
    fn pay_async(&self) -> impl Future<Output = Result<u8, String>> + Send;
}

impl Pay for u8 {
    #[measured(count = "pay", errors = "pay/errors")]
    fn pay(&self) -> Result<u8, String> { Ok(*self) }
    #[measured(errors = "pay/async")]
    async fn pay_async(&self) -> Result<u8, String> { Ok(*self) }
}

/// Documented.
#[measured(errors = "unsafe")]
#[must_use]
#[inline(always)]
unsafe fn dereference(pointer: *const u8) -> Option<u8> {
    #![allow(unsafe_op_in_unsafe_fn)]
    Some(*pointer)
}

#[cfg_attr(all(), measured(errors = "extern"))]
extern "C" fn foreign(r#type: u8) -> u8 { r#type }

#[measured(errors = "impl-trait")]
fn impl_trait(
    f: impl Fn(u8) -> u8,
    #[cfg(any())] gone: u8,
) -> Result<impl Iterator<Item = u8>, ()> {
    #[measured(count = "nested")]
    fn nested() -> u8 { 1 }
    Ok((0..nested()).map(f))
}

#[measured(errors = "r#raw")]
#[cfg(any())]
fn gone() {}

#[measured(errors = "labels")]
fn labels(limit: u8) -> Option<u8> {
    let value = 'found: {
        for i in 0..limit {
            if i == 3 { break 'found i; }
        }
        return None;
    };
    Some(loop { break value; })
}

fn main() {
    let items = [1, 2];
    let mut cart = Cart::new(&items).unwrap();
    assert_eq!((cart.by_ref().copied(), cart.by_mut().copied()), (Some(1), Some(2)));
    assert!(Pin::new(&mut cart).pinned().is_some());
    assert_eq!(Box::new(cart).by_box().unwrap().by_value(), Some(items));
    assert_eq!(Rc::new(Cart(&items)).by_rc(), Some(1));
    drop(Arc::new(Cart(&items)).by_arc());
    assert_eq!((1.pay(), 2.pay_later()), (Ok(1), Ok(2)));
    drop(1.pay_async());
    assert_eq!((unsafe { dereference(&5) }, foreign(5)), (Some(5), 5));
    assert_eq!(impl_trait(|i| i + 1).unwrap().sum::<u8>(), 1);
    assert_eq!((labels(3), labels(4)), (None, Some(3)));
}
