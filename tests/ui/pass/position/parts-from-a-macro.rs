#![deny(warnings)]
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use census::{TagValue, measured};

struct Cart(u8);

macro_rules! function {
    ($vis:vis $name:ident($pattern:pat => $of:ty) -> $to:ty $body:block) => {
        #[measured(count = "ui/calls", errors = "ui/errors")]
        $vis fn $name($pattern: $of) -> $to $body
    };
}
function!(pub(crate) pay((a, mut b) => (u8, Vec<u8>)) -> Result<u8, String> {
    b.push(a);
    Ok(b.pop().ok_or("nothing")?)
});
function!(open(Cart(items) => Cart) -> Option<u8> { Some(items) });
function!(abort(_ => u8) -> ! { panic!() });
function!(later(a => u8) -> Pin<Box<dyn Future<Output = u8>>> { Box::pin(async move { a }) });

macro_rules! boxed {
    ($name:ident $promised:ty, $made:expr) => {
        #[measured(count = "ui/boxed", errors = "ui/boxed/errors", future)]
        fn $name() -> Pin<Box<$promised>> { Box::pin($made) }
    };
}
boxed!(ready dyn Future<Output = Option<u8>>, std::future::ready(Some(2)));

macro_rules! item {
    ($item:item) => { #[measured(count = "ui/{type}/{method}")] $item };
}
item! {
    impl Cart {
        fn items(&self) -> u8 { self.0 }
    }
}

macro_rules! closed {
    ($vis:vis $name:ident = $number:expr) => {
        #[derive(TagValue, Clone, Copy)]
        $vis enum Kind { $name = $number, Other }
    };
}
closed!(pub First = 1 << 2);

fn main() {
    assert_eq!((pay((1, vec![])), open(Cart(2)), Cart(3).items()), (Ok(1), Some(2), 3));
    assert_eq!((Kind::First as u8, Kind::Other as u8), (4, 5));
    let mut context = Context::from_waker(Waker::noop());
    assert_eq!(pin!(later(3)).poll(&mut context), Poll::Ready(3));
    assert_eq!(pin!(ready()).poll(&mut context), Poll::Ready(Some(2)));
    let _: fn(u8) -> ! = abort;
}
