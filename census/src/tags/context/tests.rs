use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use super::*;
use crate::model::TagKey;

const K: TagKey = TagKey::new("k");

fn tags(value: &str) -> TagMap {
    TagMap::new().edit().upsert(K, value).build().unwrap()
}

/// What is current, and that its id says the same.
fn current() -> String {
    assert_eq!(current_id(), with_current(TagMap::id));
    with_current(|tags| tags.get(K).unwrap_or("-").to_owned())
}

#[test]
fn the_newest_scope_wins_and_the_old_one_comes_back() {
    assert_eq!(current(), "-");
    {
        let _a = tags("a").enter();
        assert_eq!(current(), "a");
        assert_eq!(tags("b").scope(current), "b");
        {
            let _none = TagMap::new().enter();
            assert_eq!(current(), "-");
        }
        assert_eq!(current(), "a");
    }
    assert_eq!(current(), "-");
}

#[test]
fn a_panic_ends_its_scopes() {
    let _a = tags("a").enter();
    let end = catch_unwind(|| {
        let _b = tags("b").enter();
        tags("c").scope(|| panic!("as it must"))
    });
    assert!(end.is_err());
    assert_eq!(current(), "a");
}

#[test]
fn another_thread_has_what_it_is_handed() {
    let _a = tags("a").enter();
    let handed = TagMap::current();
    let seen = thread::spawn(move || (current(), handed.scope(current), current()));
    assert_eq!(seen.join().unwrap(), ("-".to_owned(), "a".to_owned(), "-".to_owned()));
}

#[test]
fn a_guard_closes_what_was_opened_inside_of_its_scope() {
    let a = tags("a").enter();
    let b = tags("b").enter();
    let c = tags("c").enter();
    drop(b);
    assert_eq!(current(), "a");
    let d = tags("d").enter(); // In the place where `b` was.
    drop(c);
    assert_eq!(current(), "d");
    drop(a);
    assert_eq!(current(), "-");
    drop(d);
    assert_eq!(current(), "-");
}

#[test]
fn a_guard_that_is_forgotten_ends_with_the_scope_around_it() {
    let a = tags("a").enter();
    tags("b").scope(|| std::mem::forget(tags("c").enter()));
    assert_eq!(current(), "a");
    std::mem::forget(tags("d").enter());
    drop(a);
    assert_eq!(current(), "-");
}

#[test]
fn a_call_keeps_its_tags_whatever_is_closed_around_it() {
    let _a = tags("a").enter();
    let b = tags("b").enter();
    let _c = tags("c").enter();
    tags("d").scope(|| {
        let _e = tags("e").enter();
        drop(b);
        assert_eq!(current(), "e");
    });
    assert_eq!(current(), "a");
}

#[test]
fn a_call_gets_its_tags_back() {
    let mut home = tags("a");
    let id = home.id();
    {
        let _lent = Lent::new(&mut home);
        std::mem::forget(tags("b").enter());
    }
    assert_eq!((home.id(), current()), (id, "-".to_owned()));
}

#[test]
fn a_thread_that_ends_has_no_tags_and_no_panic() {
    struct Late(Option<TagScope>);

    impl Drop for Late {
        fn drop(&mut self) {
            drop(self.0.take());
            // Whether or not the stack is gone by now.
            let seen = (current_id(), with_current(TagMap::id));
            let mut home = tags("late");
            let entered = home.clone().enter();
            let lent = Lent::new(&mut home);
            drop((entered, lent));
            assert_eq!(home.get(K), Some("late"));
            SEEN.lock().unwrap().push(seen);
        }
    }

    static SEEN: std::sync::Mutex<Vec<(u64, u64)>> = std::sync::Mutex::new(Vec::new());
    thread_local! { static BEFORE: RefCell<Option<Late>> = const { RefCell::new(None) } }
    thread_local! { static AFTER: RefCell<Option<Late>> = const { RefCell::new(None) } }

    thread::spawn(|| {
        BEFORE.with(|late| *late.borrow_mut() = Some(Late(None)));
        let scope = tags("a").enter();
        AFTER.with(|late| *late.borrow_mut() = Some(Late(Some(scope))));
    })
    .join()
    .unwrap();
    assert_eq!(*SEEN.lock().unwrap(), [(0, 0), (0, 0)]);
}

#[test]
fn reading_while_a_scope_is_opened_finds_none() {
    let _a = tags("a").enter();
    STACK.with(|stack| {
        let _busy = stack.open.borrow_mut();
        assert_eq!(with_current(TagMap::id), id::EMPTY);
        drop(tags("b").enter());
    });
    assert_eq!(current(), "a");
    let unwound = catch_unwind(AssertUnwindSafe(|| with_current(|_| panic!("as it must"))));
    assert!(unwound.is_err());
    assert_eq!(tags("b").scope(current), "b");
}
