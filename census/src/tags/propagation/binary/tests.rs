use super::*;

fn read(bytes: &[u8]) -> Result<String, String> {
    let tags = decode(bytes, &TagFilter::new());
    tags.map(|tags| tags.to_string()).map_err(|error| error.to_string())
}

fn map(tags: &[(&str, &str)]) -> TagMap {
    let mut draft = Draft::default();
    for (key, value) in tags {
        draft.push(Tag { key, value, ttl: TagTtl::Unlimited });
    }
    draft.build().unwrap()
}

#[test]
fn a_tag_is_what_opencensus_writes() {
    // OpenCensus' vectors A28 and A34.
    assert_eq!(read(b"\0\0\x02k1\x02v1").as_deref(), Ok("{k1=v1}"));
    assert_eq!(encode(map(&[("k1", "v1")]).iter()), b"\0\0\x02k1\x02v1");
    assert_eq!(encode(TagMap::new().iter()), [0]);
    let four = [("key1", "val1"), ("key2", "val2"), ("key3", "val3"), ("key4", "val4")];
    assert_eq!(
        encode(map(&four).iter()),
        b"\0\0\x04key1\x04val1\0\x04key2\x04val2\0\x04key3\x04val3\0\x04key4\x04val4"
    );
}

#[test]
fn nothing_is_no_tags() {
    assert_eq!(read(b"").as_deref(), Ok("{}")); // OpenCensus' vector A34.
    assert_eq!(read(b"\0").as_deref(), Ok("{}"));
}

#[test]
fn what_was_written_is_read() {
    // OpenCensus' vector A30, and lengths of one byte and of two.
    let odd = "k3 is very weird <>.,?/'\";:`~!@#$%^&*()_-+={[}]|\\";
    let (long, longer) = ("x".repeat(127), "y".repeat(255));
    for tags in [
        map(&[]),
        map(&[("k1", "v1")]),
        map(&[("k1", "v1"), ("k2", "v2"), (odd, "v3")]),
        map(&[(&long, &"x".repeat(128)), (&longer, &longer), ("empty", "")]),
    ] {
        assert_eq!(decode(&encode(tags.iter()), &TagFilter::new()).unwrap(), tags);
    }
}

#[test]
fn one_bad_tag_and_there_is_none() {
    // OpenCensus' vector A29.
    assert_eq!(
        read(b"\0\0\x02k1\x02v1\0\x02k\x19\x02v1").unwrap_err(),
        "`grpc-tags-bin` cannot be read: the key of the tag at byte 8 is not 1 to 255 bytes of \
         ASCII"
    );
    assert!(read(b"\0\0\x00\x02v1").unwrap_err().contains("key of the tag at byte 1"));
    assert!(read(b"\0\0\x01k\x02\xc3\xbc").unwrap_err().contains("value of the tag at byte 1"));
    let long = [b"\0\0\x01k\x80\x02".as_slice(), &[b'v'; 256]].concat();
    assert!(read(&long).unwrap_err().contains("value of the tag at byte 1"));
}

#[test]
fn a_tag_that_is_cut_off_is_an_error_wherever_that_is() {
    let whole = encode(map(&[("k1", "v1"), ("k2", &"v".repeat(200))]).iter());
    for length in (2..whole.len()).filter(|length| *length != 8) {
        let error = read(&whole[..length]).unwrap_err();
        assert!(error.contains("ends within the tag at byte"), "{length}: {error}");
    }
    // A length that no machine has, and one that never ends.
    assert!(read(b"\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7fk").is_err());
    assert!(read(&[&[0, 0][..], &[0xff; 40]].concat()).is_err());
    assert!(read(b"\0\0\x81\x80\0k\x01v").is_ok()); // Longer than it need be, as varints may.
}

#[test]
fn a_later_version_is_an_error() {
    // OpenCensus' vectors A34 and A35.
    assert_eq!(
        read(b"\x04key1\x04val1").unwrap_err(),
        "`grpc-tags-bin` cannot be read: it has version 4, and 0 is known"
    );
    assert!(read(b"\x01\0\x02k1\x02v1").is_err());
}

#[test]
fn a_field_that_is_not_known_ends_the_reading() {
    // OpenCensus' vector A35; Go has an error there, against the specification.
    assert_eq!(read(b"\0\0\x02k1\x02v1\x01\x02k2\x02v2").as_deref(), Ok("{k1=v1}"));
}

#[test]
fn the_last_of_equal_keys_holds() {
    assert_eq!(read(b"\0\0\x01k\x01a\0\x01j\x01b\0\x01k\x01c").as_deref(), Ok("{j=b, k=c}"));
}

#[test]
fn there_are_8192_bytes_of_tags_and_no_more() {
    // OpenCensus' vector A35: 32 tags of 256 bytes, and one byte.
    let keys: Vec<String> = (0..32).map(|at| format!("k{at:02}")).collect();
    let value = "v".repeat(253);
    let tags = map(&keys.iter().map(|key| (key.as_str(), value.as_str())).collect::<Vec<_>>());
    let mut bytes = encode(tags.iter());
    assert_eq!(decode(&bytes, &TagFilter::new()).unwrap(), tags);
    bytes.extend(b"\0\x01k\0");
    assert_eq!(
        read(&bytes).unwrap_err(),
        "`grpc-tags-bin` cannot be read: it has more than 8192 bytes"
    );
    // One key again and again makes a small map; reading it is no less work.
    assert!(read(&[&[0][..], &b"\0\x01k\x01v".repeat(5000)].concat()).is_err());
}
