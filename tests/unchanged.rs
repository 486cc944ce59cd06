//! What measuring a function leaves as it was: the drop order, `Send`, borrows, the future's size.
#![allow(clippy::toplevel_ref_arg)] // Whoever writes it, it drops as before.

use std::cell::{Cell, RefCell};
use std::future::{Future, pending, ready};
use std::pin::{Pin, pin};
use std::task::{Context, Waker};

use census::measured;

thread_local! {
    static DROPPED: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Says its name when it is dropped.
struct Loud(&'static str);

impl Drop for Loud {
    fn drop(&mut self) {
        DROPPED.with_borrow_mut(|dropped| dropped.push_str(self.0));
    }
}

impl Loud {
    fn receiver(self, _b: Loud) -> Option<u8> {
        let _local = Loud("L");
        Some(1)
    }

    #[measured(errors = "unchanged/receiver")]
    fn measured_receiver(self, _b: Loud) -> Option<u8> {
        let _local = Loud("L");
        Some(1)
    }

    async fn async_receiver(self: Box<Self>, _b: Loud) -> Option<u8> {
        let _local = Loud("L");
        ready(Some(1)).await
    }

    #[measured(errors = "unchanged/async_receiver")]
    async fn measured_async_receiver(self: Box<Self>, _b: Loud) -> Option<u8> {
        let _local = Loud("L");
        ready(Some(1)).await
    }
}

/// One function plain, one with a guard, one whose outcome is asked for, one with tags.
macro_rules! four_times {
    ($plain:ident $guarded:ident $judged:ident $tagged:ident, $($function:tt)*) => {
        four_times!(@ [] $plain, $($function)*);
        four_times!(@ [#[measured(count = "unchanged/guarded")]] $guarded, $($function)*);
        four_times!(@ [#[measured(errors = "unchanged/judged")]] $judged, $($function)*);
        four_times!(
            @ [#[measured(
                count = "unchanged/tagged",
                in_flight = "unchanged/tagged/in_flight",
                tags("one" = 1, "some" = |result| result.is_some()),
            )]]
            $tagged, $($function)*
        );
    };
    (@ [$($attribute:tt)*] $name:ident, async $parameters:tt -> $output:ty $body:block) => {
        $($attribute)*
        async fn $name $parameters -> $output $body
    };
    (@ [$($attribute:tt)*] $name:ident, $parameters:tt -> $output:ty $body:block) => {
        $($attribute)*
        fn $name $parameters -> $output $body
    };
}

four_times!(names names_guarded names_judged names_tagged,
    (a: Loud, _b: Loud, mut c: Loud) -> Option<u8> {
    let _first = Loud("1");
    let _second = Loud("2");
    c.0 = "C";
    (a.0 == "a").then_some(1)
});

four_times!(patterns patterns_guarded patterns_judged patterns_tagged,
    ((a, _): (Loud, Loud), _: Loud, (_, b): (Loud, Loud), ref c: Loud) -> Option<u8> {
    let _local = Loud("L");
    Some((a.0.len() + b.0.len() + c.0.len()) as u8)
});

four_times!(moved moved_guarded moved_judged moved_tagged,
    (a: Loud, b: Loud, really: bool) -> Option<u8> {
    let _local = Loud("L");
    if really {
        drop(a);
        return None;
    }
    Some(b.0.len() as u8)
});

four_times!(later later_guarded later_judged later_tagged,
    async (a: Loud, _b: Loud, _: Loud, (c, d): (Loud, Loud)) -> Option<u8> {
    let _local = Loud("L");
    ready(()).await;
    Some((a.0.len() + c.0.len() + d.0.len()) as u8)
});

four_times!(parts parts_guarded parts_judged parts_tagged,
    async ((a, _): (Loud, Loud), b: Loud, (_, c): (Loud, Loud)) -> Option<u8> {
    let _local = Loud("L");
    pending::<()>().await;
    Some((a.0.len() + b.0.len() + c.0.len()) as u8)
});

fn dropped<T>(act: impl FnOnce() -> T) -> String {
    DROPPED.with_borrow_mut(String::clear);
    act();
    DROPPED.with_borrow(String::clone)
}

fn poll(future: impl Future) -> bool {
    pin!(future).poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

#[test]
fn arguments_and_locals_drop_in_their_order() {
    let plain = dropped(|| names(Loud("a"), Loud("b"), Loud("c")));
    assert_eq!(plain, "21Cba");
    assert_eq!(dropped(|| names_guarded(Loud("a"), Loud("b"), Loud("c"))), plain);
    assert_eq!(dropped(|| names_judged(Loud("a"), Loud("b"), Loud("c"))), plain);
    assert_eq!(dropped(|| names_tagged(Loud("a"), Loud("b"), Loud("c"))), plain);

    macro_rules! call {
        ($function:ident) => {
            dropped(|| {
                let (ax, yb) = ((Loud("a"), Loud("x")), (Loud("y"), Loud("b")));
                $function(ax, Loud("w"), yb, Loud("c"))
            })
        };
    }
    assert_eq!(call!(patterns), "Lcbywax");
    assert_eq!(call!(patterns_guarded), "Lcbywax");
    assert_eq!(call!(patterns_judged), "Lcbywax");
    assert_eq!(call!(patterns_tagged), "Lcbywax");

    for really in [true, false] {
        let plain = dropped(|| moved(Loud("a"), Loud("b"), really));
        assert_eq!(dropped(|| moved_guarded(Loud("a"), Loud("b"), really)), plain);
        assert_eq!(dropped(|| moved_judged(Loud("a"), Loud("b"), really)), plain);
        assert_eq!(dropped(|| moved_tagged(Loud("a"), Loud("b"), really)), plain);
    }

    let plain = dropped(|| Loud("a").receiver(Loud("b")));
    assert_eq!(plain, "Lba");
    assert_eq!(dropped(|| Loud("a").measured_receiver(Loud("b"))), plain);
}

#[test]
fn arguments_of_futures_drop_in_their_order() {
    macro_rules! call {
        ($function:ident) => {
            dropped(|| {
                let cd = (Loud("c"), Loud("d"));
                assert!(poll($function(Loud("a"), Loud("b"), Loud("w"), cd)));
            })
        };
    }
    assert_eq!(call!(later), "Ldcwba");
    assert_eq!(call!(later_guarded), "Ldcwba");
    assert_eq!(call!(later_judged), "Ldcwba");
    assert_eq!(call!(later_tagged), "Ldcwba");

    let plain = dropped(|| poll(Box::new(Loud("a")).async_receiver(Loud("b"))));
    assert_eq!(plain, "Lba");
    assert_eq!(dropped(|| poll(Box::new(Loud("a")).measured_async_receiver(Loud("b")))), plain);
}

#[test]
fn a_future_that_is_dropped_drops_in_its_order() {
    macro_rules! call {
        ($function:ident, $poll:expr) => {
            dropped(|| {
                let (ax, yc) = ((Loud("a"), Loud("x")), (Loud("y"), Loud("c")));
                let future = $function(ax, Loud("b"), yc);
                if $poll {
                    assert!(!poll(future));
                }
            })
        };
    }
    assert_eq!(call!(parts, true), "Lcybax");
    assert_eq!(call!(parts_guarded, true), "Lcybax");
    assert_eq!(call!(parts_judged, true), "Lcybax");
    assert_eq!(call!(parts_tagged, true), "Lcybax");

    let unpolled = call!(parts, false);
    assert_eq!(call!(parts_guarded, false), unpolled);
    assert_eq!(call!(parts_judged, false), unpolled);
    assert_eq!(call!(parts_tagged, false), unpolled);
}

#[measured(errors = "unchanged/send", latency = "unchanged/send_latency")]
async fn holds_a_cell(cell: Cell<u8>, text: &str) -> Result<usize, ()> {
    ready(()).await;
    cell.set(1);
    Ok(text.len())
}

#[measured(errors = "unchanged/not_send")]
async fn is_not_send(text: std::rc::Rc<str>) -> Result<usize, ()> {
    ready(()).await;
    Ok(text.len())
}

#[test]
fn a_future_is_send_when_its_body_is() {
    fn is_send<T: Send>(_: &T) {}
    is_send(&holds_a_cell(Cell::new(0), "x"));
    assert!(poll(is_not_send("x".into())));
}

struct Cart {
    items: Vec<u8>,
}

impl Cart {
    #[measured(errors = "unchanged/borrows")]
    fn first(&mut self) -> Option<&mut u8> {
        if self.items.is_empty() {
            return None;
        }
        self.items.iter_mut().next()
    }

    #[measured(errors = "unchanged/borrows")]
    async fn last(&mut self) -> Option<&mut u8> {
        ready(()).await;
        self.items.last_mut()
    }

    #[measured(errors = "unchanged/borrows")]
    fn pinned(self: Pin<&mut Self>) -> &mut [u8] {
        &mut self.get_mut().items
    }
}

#[measured(errors = "unchanged/borrows")]
fn rest<'a>(mut bytes: &'a mut [u8], with: &mut dyn FnMut(u8)) -> Result<&'a mut [u8], ()> {
    with(bytes[0]);
    bytes = &mut bytes[1..];
    with(bytes[0]);
    Ok(bytes)
}

#[measured(errors = "unchanged/borrows")]
fn longest<'a>(one: &'a str, other: &'a str) -> &'a str {
    if one.len() > other.len() { one } else { other }
}

#[test]
fn what_was_borrowed_can_be_returned() {
    let mut cart = Cart { items: vec![1, 2] };
    assert_eq!(cart.first(), Some(&mut 1));
    assert!(poll(cart.last()));
    assert_eq!(Pin::new(&mut cart).pinned(), [1, 2]);
    let mut seen = 0;
    assert_eq!(rest(&mut cart.items, &mut |byte| seen += byte), Ok(&mut [2][..]));
    assert_eq!((seen, longest("a", "ab")), (3, "ab"));
}

async fn plain_wait(bytes: [u8; 64], text: String) -> usize {
    ready(()).await;
    usize::from(bytes[0]) + text.len()
}

#[measured(
    count = "unchanged/size/requests",
    latency = "unchanged/size/latency",
    in_flight = "unchanged/size/in_flight"
)]
async fn guarded_wait(bytes: [u8; 64], text: String) -> usize {
    ready(()).await;
    usize::from(bytes[0]) + text.len()
}

#[measured(errors = "unchanged/size/failures", latency = "unchanged/size/latency")]
async fn judged_wait(bytes: [u8; 64], text: String) -> usize {
    ready(()).await;
    usize::from(bytes[0]) + text.len()
}

#[test]
fn a_future_grows_by_a_guard_and_not_by_its_arguments() {
    let plain = size_of_val(&plain_wait([0; 64], String::new()));
    let guarded = size_of_val(&guarded_wait([0; 64], String::new()));
    let judged = size_of_val(&judged_wait([0; 64], String::new()));
    assert!(guarded <= plain + 32, "{guarded} over {plain}");
    assert!(judged <= plain + 80, "{judged} over {plain}");
}
