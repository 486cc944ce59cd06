use super::*;

fn read(header: &str) -> Result<String, String> {
    let tags = decode(header, &TagFilter::new());
    tags.map(|tags| tags.to_string()).map_err(|error| error.to_string())
}

fn write(tags: &[(&str, &str)]) -> Result<String, BaggageError> {
    let tags = tags.iter().map(|(key, value)| Tag { key, value, ttl: TagTtl::Unlimited });
    encode(tags)
}

#[test]
fn members_are_separated_by_commas() {
    // OpenCensus' vector A36, of the text format that came before this one.
    assert_eq!(write(&[("k1", "v1"), ("k2", "v2")]).as_deref(), Ok("k1=v1,k2=v2"));
    assert_eq!(read("k1=v1,k2=v2").as_deref(), Ok("{k1=v1, k2=v2}"));
    assert_eq!((write(&[]).as_deref(), read("").as_deref()), (Ok(""), Ok("{}")));
    assert_eq!(
        read("k1,v1,k2=v2").unwrap_err(),
        "`baggage` cannot be read: the member at byte 0 is not `key=value`"
    );
}

#[test]
fn what_the_format_forbids_is_encoded() {
    let odd = [("a b/c", "1, 2; 3=\"4\\\" 100%"), ("~.*", "/path?x=y&z#~"), ("e", "")];
    let header = write(&odd).unwrap();
    assert_eq!(header, "a%20b%2Fc=1%2C%202%3B%203=%224%5C%22%20100%25,~.*=/path?x=y&z#~,e=");
    assert_eq!(read(&header).as_deref(), Ok("{a b/c=1, 2; 3=\"4\\\" 100%, e=, ~.*=/path?x=y&z#~}"));
}

#[test]
fn examples_of_the_w3c_are_read() {
    let first =
        "key1=value1;property1;property2, key2 = value2, key3=value3; propertyKey=propertyValue";
    assert_eq!(read(first).as_deref(), Ok("{key1=value1, key2=value2, key3=value3}"));
    let second = "userId=alice,serverNode=DF%2028,isProduction=false";
    assert_eq!(read(second).as_deref(), Ok("{isProduction=false, serverNode=DF 28, userId=alice}"));
}

#[test]
fn members_that_are_no_tags_are_left_to_others() {
    let long = "x".repeat(256);
    let header = format!("user=Am%C3%A9lie,a=1,bad=%FF,long={long},{long}=1,tab=%09, ,b=%zz");
    assert_eq!(read(&header).as_deref(), Ok("{a=1, b=%zz}"));
}

#[test]
fn a_member_without_a_key_or_an_equals_sign_is_an_error() {
    for header in ["a", "a=1,b", "=1", "a=1, =", "a=1,;p=1", "a;p=1"] {
        assert!(read(header).is_err(), "`{header}`");
    }
    assert!(read("a=1, b").unwrap_err().contains("byte 4"));
}

#[test]
fn the_last_of_equal_keys_holds() {
    assert_eq!(read("k=a,j=b,k=c").as_deref(), Ok("{j=b, k=c}"));
}

#[test]
fn there_are_64_members_and_8192_bytes_and_no_more() {
    let keys: Vec<String> = (0..65).map(|at| format!("k{at}")).collect();
    let tags: Vec<_> = keys.iter().map(|key| (key.as_str(), "v")).collect();
    assert!(write(&tags[..64]).is_ok());
    assert_eq!(
        write(&tags).unwrap_err().to_string(),
        "a baggage has at most 64 members and 8192 bytes, not 65 and 379; let a filter hold some \
         back"
    );
    let long = " ".repeat(250); // Three bytes each.
    let tags: Vec<_> = keys[..11].iter().map(|key| (key.as_str(), long.as_str())).collect();
    assert!(write(&tags[..10]).is_ok());
    assert!(write(&tags).is_err());
    assert!(read(&"k=v,".repeat(2048)).is_ok());
    assert!(read(&"k=v,".repeat(2049)).unwrap_err().contains("more than 8192 bytes"));
}
