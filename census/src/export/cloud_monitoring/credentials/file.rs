//! A file with credentials, of either kind.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::service_account::ServiceAccount;
use super::token::Source;
use super::user::User;
use crate::export::ExportError;

/// Reads a file.
///
/// # Errors
///
/// It cannot be read, or holds something else. No error tells what is in it.
pub(super) fn read(path: &Path) -> Result<Source, ExportError> {
    let text = fs::read_to_string(path).map_err(|error| {
        let message = format!("credentials `{}` cannot be read", path.display());
        ExportError::new(message).caused_by(error)
    })?;
    parse(&text).map_err(|why| {
        ExportError::new(format!("credentials `{}` cannot be used: {why}", path.display()))
    })
}

fn parse(text: &str) -> Result<Source, String> {
    // The parser's own message could quote a line.
    let json: Value = serde_json::from_str(text).map_err(|error| {
        format!("they are no JSON (line {}, column {})", error.line(), error.column())
    })?;
    match json["type"].as_str() {
        Some("service_account") => Ok(Source::ServiceAccount(Box::new(ServiceAccount::of(&json)?))),
        Some("authorized_user") => Ok(Source::User(User::of(&json)?)),
        Some(other) => Err(format!(
            "their type is `{other}`, and `service_account` and `authorized_user` are known; make \
             tokens of others with `Credentials::by`"
        )),
        None => Err("they have no `type`".into()),
    }
}

/// A field that must be there.
pub(super) fn field(json: &Value, name: &str) -> Result<String, String> {
    match json[name].as_str() {
        Some(text) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err(format!("they have no `{name}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_file_is_said_and_nothing_of_it_shown() {
        let table = [
            ("\"s3cret", "they are no JSON (line 1, column 7)"),
            ("{}", "they have no `type`"),
            (r#"{"type":"service_account","private_key":"s3cret"}"#, "they have no `client_email`"),
            (
                r#"{"type":"service_account","client_email":"a@b","private_key":"s3cret"}"#,
                "their `private_key` is no RSA key in PKCS#8 and PEM",
            ),
            (r#"{"type":"authorized_user","refresh_token":"s3cret"}"#, "they have no `client_id`"),
        ];
        for (text, why) in table {
            let said = format!("{:?}", parse(text));
            assert!(said.contains(why) && !said.contains("s3cret"), "{said}");
        }
        let said = format!("{:?}", parse(r#"{"type":"external_account"}"#));
        assert!(
            said.contains("`external_account`") && said.contains("`Credentials::by`"),
            "{said}"
        );
        let missing = read(Path::new("/nowhere/a.json")).map(drop);
        let said = missing.expect_err("no file").to_string();
        assert!(said.starts_with("credentials `/nowhere/a.json` cannot be read: "), "{said}");
    }

    #[test]
    fn a_users_file_is_read_and_not_shown() {
        let text = r#"{"type":"authorized_user","client_id":"id","client_secret":"s3cret",
                       "refresh_token":"s3cret too","quota_project_id":"shop"}"#;
        let source = parse(text).expect("a user");
        assert_eq!((source.project(), source.quota_project()), (Some("shop"), Some("shop")));
        assert!(!format!("{source:?}").contains("s3cret"));
    }
}
