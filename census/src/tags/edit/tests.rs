use super::*;
use crate::tags::map::TAG_MAP_BYTES_MAX;

const K1: TagKey = TagKey::new("k1");
const K2: TagKey = TagKey::new("k2");
const K3: TagKey = TagKey::new("k3");
const K4: TagKey = TagKey::new("k4");
const K5: TagKey = TagKey::new("k5");

/// OpenCensus' vector A31 begins each case so.
fn base(edit: Edit) -> Edit {
    edit.insert(K1, "v1")
        .insert(K2, "v2")
        .update(K3, "v3")
        .upsert(K4, "v4")
        .insert(K2, "v2")
        .delete(K1)
}

fn built(edit: Edit) -> String {
    edit.build().unwrap().to_string()
}

#[test]
fn changes_are_made_in_their_order() {
    // OpenCensus' vector A31.
    let begin = || base(TagMap::new().edit());
    assert_eq!(built(begin().insert(K5, "v5")), "{k2=v2, k4=v4, k5=v5}");
    assert_eq!(built(begin().insert(K1, "v1")), "{k1=v1, k2=v2, k4=v4}");
    assert_eq!(built(begin().update(K1, "v1")), "{k2=v2, k4=v4}");
    assert_eq!(built(begin().update(K5, "v5")), "{k2=v2, k4=v4}");
    assert_eq!(built(begin().update(K2, "w2").upsert(K4, "w4")), "{k2=w2, k4=w4}");
}

#[test]
fn one_bad_value_and_there_is_no_map() {
    let tags = base(TagMap::new().edit()).build().unwrap();
    let error = tags.edit().delete(K2).insert(K5, "v\x19").upsert(K1, "ü").build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "tag `k5`: a tag value is printable ASCII, and `\\u{19}` is not, at byte 1; shorten or \
         encode it, or make it with `TagValue::lossy`"
    );
    assert_eq!(tags.to_string(), "{k2=v2, k4=v4}");
    // Of a tag that is not set, too.
    assert!(tags.edit().update(K5, "ü").build().is_err());
    assert!(tags.edit().insert(K2, "ü").build().is_err());
}

#[test]
fn a_ttl_is_of_the_change_that_set_the_tag() {
    // OpenCensus' vector A32.
    use TagTtl::{NoPropagation as Stays, Unlimited};
    let make = |edit: fn(Edit) -> Edit| edit(TagMap::new().edit()).build().unwrap();

    let tags = make(|edit| edit.insert_with(K5, 5, Stays).insert(K4, 4));
    assert_eq!(tags.to_string(), "{k4=4, k5=5 (stays)}");

    let tags = make(|edit| edit.insert_with(K5, 5, Stays));
    assert_eq!(built(tags.edit().insert_with(K5, 6, Unlimited)), "{k5=5 (stays)}");

    let tags = make(|edit| edit.insert(K5, 5).insert_with(K4, 4, Stays));
    let edit = tags.edit().update(K5, 5).update_with(K4, 4, Unlimited);
    assert_eq!(built(edit), "{k4=4, k5=5}");

    let tags = make(|edit| edit.insert_with(K5, 5, Stays).insert_with(K4, 4, Stays));
    assert_eq!(built(tags.edit().delete(K5)), "{k4=4 (stays)}");
    assert_eq!(built(tags.edit().update(K5, 6)), "{k4=4 (stays), k5=6}");
}

#[test]
fn what_changes_nothing_gives_the_same_map() {
    let tags = TagMap::new().edit().insert(K1, "v1").build().unwrap();
    let same = tags.edit().upsert(K1, "v1").delete(K2).update(K3, "x").build().unwrap();
    assert_eq!(same.id(), tags.id());
    let equal = tags.edit().delete(K1).insert(K1, "v1").build().unwrap();
    assert_ne!(equal.id(), tags.id());
    assert_eq!(equal, tags);
    let empty = tags.edit().delete(K1).build().unwrap();
    assert_eq!((empty.id(), empty.is_empty()), (0, true));
}

#[test]
fn a_map_has_8192_bytes_and_no_more() {
    let keys: Vec<String> = (0..32).map(|at| format!("k{at:02}")).collect();
    let mut edit = TagMap::new().edit();
    for key in &keys {
        edit = edit.upsert(TagKey::new(Box::leak(key.clone().into())), "v".repeat(253));
    }
    let tags = edit.build().unwrap(); // 32 * (3 + 253) bytes.
    assert_eq!(tags.iter().map(|tag| tag.key().len() + tag.value().len()).sum::<usize>(), 8192);
    let error = tags.edit().upsert(K1, "").build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the tags of a map have at most 8192 bytes, not 8194; delete or shorten some"
    );
    // What was replaced on the way does not count.
    let last = TagKey::new("k31");
    let edit = (0..TAG_MAP_BYTES_MAX).fold(tags.edit(), |edit, at| edit.upsert(last, at));
    assert_eq!(edit.build().unwrap().get(last), Some("8191"));
}

#[test]
fn a_map_finds_every_key_it_has() {
    let edit = [K4, K1, K5, K2]
        .into_iter()
        .fold(TagMap::new().edit(), |edit, key| edit.upsert(key, key.name().to_uppercase()));
    let tags = edit.build().unwrap();
    let found = [K1, K2, K3, K4, K5].map(|key| tags.get(key).unwrap_or("-"));
    assert_eq!(found, ["K1", "K2", "-", "K4", "K5"]);
    assert_eq!(tags.len(), 4);
    assert_eq!(TagMap::new().get(K1), None);
}
