use proptest::prelude::*;

use super::*;
use crate::tags::map::Draft;
use crate::tags::tag::{Tag, TagTtl};

fn tag(at: usize) -> (String, String, TagTtl) {
    let ttl = if at.is_multiple_of(3) { TagTtl::NoPropagation } else { TagTtl::Unlimited };
    (format!("k{at}"), format!("v{at}"), ttl)
}

fn map<'a>(tags: impl IntoIterator<Item = &'a (String, String, TagTtl)>) -> TagMap {
    let mut draft = Draft::default();
    for (key, value, ttl) in tags {
        draft.push(Tag { key, value, ttl: *ttl });
    }
    draft.build().unwrap()
}

#[test]
fn what_stays_and_what_a_filter_holds_is_not_sent() {
    let tags = map(&(0..7).map(tag).collect::<Vec<_>>());
    let read = |propagation: Propagation| {
        Propagation::new().from_grpc(&propagation.to_grpc(&tags)).unwrap().to_string()
    };
    assert_eq!(read(Propagation::new()), "{k1=v1, k2=v2, k4=v4, k5=v5}");
    let filter = TagFilter::new().exclude(KeyMatch::equal("k4")).include(KeyMatch::any());
    assert_eq!(read(Propagation::new().send(filter)), "{k1=v1, k2=v2, k5=v5}");
}

#[test]
fn only_what_passes_the_filter_is_taken_and_of_strangers_nothing() {
    let bytes = Propagation::new().to_grpc(&map(&(0..7).map(tag).collect::<Vec<_>>()));
    let one = TagFilter::new().include(KeyMatch::equal("k2"));
    let some = Propagation::new().receive(one);
    assert_eq!(some.from_grpc(&bytes).unwrap().to_string(), "{k2=v2}");
    let none = Propagation::new().untrusted();
    assert_eq!(none.from_grpc(&bytes).unwrap().to_string(), "{}");
    assert_eq!(none.from_grpc(b"\x07 no tags at all").unwrap().to_string(), "{}");
    #[cfg(feature = "baggage")]
    {
        assert_eq!(some.from_baggage("k1=a,k2=b").unwrap().to_string(), "{k2=b}");
        assert_eq!(none.from_baggage("nonsense").unwrap().to_string(), "{}");
    }
}

proptest! {
    #[test]
    fn what_is_sent_arrives(
        tags in prop::collection::vec(("[ -~]{1,255}", "[ -~]{0,255}"), 0..16),
    ) {
        let tags: Vec<_> = tags.into_iter().map(|(k, v)| (k, v, TagTtl::Unlimited)).collect();
        let tags = map(&tags);
        let propagation = Propagation::new();
        prop_assert_eq!(propagation.from_grpc(&propagation.to_grpc(&tags)), Ok(tags.clone()));
        #[cfg(feature = "baggage")]
        if let Ok(header) = propagation.to_baggage(&tags) {
            prop_assert_eq!(propagation.from_baggage(&header), Ok(tags));
        }
    }

    #[test]
    fn whatever_is_received_is_read_or_refused(bytes: Vec<u8>, tail: Vec<u8>) {
        let propagation = Propagation::new();
        let _ = propagation.from_grpc(&bytes);
        let _ = propagation.from_grpc(&[b"\0\0\x02k1\x02v1".as_slice(), &tail].concat());
        #[cfg(feature = "baggage")]
        let _ = propagation.from_baggage(&String::from_utf8_lossy(&bytes));
    }
}
