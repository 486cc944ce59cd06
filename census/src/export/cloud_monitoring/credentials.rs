//! Who is allowed to write: where a token comes from.

mod file;
mod grant;
mod secret;
mod service_account;
mod token;
mod user;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub(super) use grant::of_answer;
pub(super) use secret::Secret;
pub(super) use token::{Source, Tokens};

use super::Variable;
use super::metadata::Metadata;
use crate::export::ExportError;

/// What a token may be used for.
const SCOPE: &str = "https://www.googleapis.com/auth/monitoring.write";

/// Where the tokens come from that requests carry.
///
/// Nothing of it is ever printed.
///
/// ```
/// use census::export::{CloudMonitoring, Credentials};
///
/// let exporter = CloudMonitoring::new("my-project")
///     .credentials(Credentials::file("/etc/shop/service-account.json"));
/// ```
pub struct Credentials(Kind);

enum Kind {
    Find,
    File(PathBuf),
    MetadataServer,
    None,
    By(Custom),
}

/// Makes a token, and says how long it is good for.
pub(super) type Custom = Box<dyn FnMut() -> Result<(String, Duration), ExportError> + Send>;

impl Credentials {
    /// Looks where Google's libraries do, in their order: the file that
    /// `GOOGLE_APPLICATION_CREDENTIALS` names, the one that `gcloud auth application-default login`
    /// has left, the metadata server. The default.
    pub fn find() -> Self {
        Credentials(Kind::Find)
    }

    /// A file: a service account's key, or what `gcloud` writes for a user.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Credentials(Kind::File(path.into()))
    }

    /// The service account of the machine, on Compute Engine, GKE and Cloud Run.
    pub fn metadata_server() -> Self {
        Credentials(Kind::MetadataServer)
    }

    /// None: for an emulator, and for a proxy that adds them.
    pub fn none() -> Self {
        Credentials(Kind::None)
    }

    /// Tokens that a function makes, each with the time it is good for; called on the exporter's
    /// thread. For whatever is not known here: workload identity federation, impersonation.
    pub fn by(
        token: impl FnMut() -> Result<(String, Duration), ExportError> + Send + 'static,
    ) -> Self {
        Credentials(Kind::By(Box::new(token)))
    }

    /// Whether requests carry a token.
    pub(super) fn are_some(&self) -> bool {
        !matches!(self.0, Kind::None)
    }

    /// Reads what there is to read on this machine; asks nobody.
    ///
    /// # Errors
    ///
    /// A file that is not there or is none.
    pub(super) fn open(
        &mut self,
        variable: Variable<'_>,
        metadata: &Metadata,
    ) -> Result<Source, ExportError> {
        match &mut self.0 {
            Kind::None => Ok(Source::None),
            Kind::By(_) => match std::mem::replace(&mut self.0, Kind::None) {
                Kind::By(custom) => Ok(Source::Custom(custom)),
                _ => Ok(Source::None),
            },
            Kind::MetadataServer => Ok(Source::Metadata(metadata.clone())),
            Kind::File(path) => file::read(path),
            Kind::Find => match find(variable, &|path| path.is_file()) {
                Some(path) => file::read(&path),
                None => Ok(Source::Metadata(metadata.clone())),
            },
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Find => f.write_str("find"),
            Kind::File(path) => write!(f, "file `{}`", path.display()),
            Kind::MetadataServer => f.write_str("metadata server"),
            Kind::None => f.write_str("none"),
            Kind::By(_) => f.write_str("by a function"),
        }
    }
}

/// The file to read: the one that is named, there or not, or the one that `gcloud` has left.
fn find(variable: Variable<'_>, is_file: &dyn Fn(&Path) -> bool) -> Option<PathBuf> {
    let given = |name| variable(name).filter(|value| !value.is_empty());
    if let Some(path) = given("GOOGLE_APPLICATION_CREDENTIALS") {
        return Some(path.into());
    }
    let folder = match (given("CLOUDSDK_CONFIG"), given("APPDATA"), given("HOME")) {
        (Some(folder), ..) => PathBuf::from(folder),
        (None, Some(data), _) if cfg!(windows) => Path::new(&data).join("gcloud"),
        (None, _, Some(home)) => Path::new(&home).join(".config/gcloud"),
        _ => return None,
    };
    let path = folder.join("application_default_credentials.json");
    is_file(&path).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_looked_for_where_googles_libraries_do() {
        let found = |variables: &[(&str, &str)], there: &str| {
            let variable = |name: &str| {
                let mut of = variables.iter().filter(|(key, _)| *key == name);
                of.next().map(|(_, value)| (*value).to_owned())
            };
            find(&variable, &|path| path == Path::new(there)).map(|path| path.display().to_string())
        };
        const HOME: (&str, &str) = ("HOME", "/h");
        const GCLOUD: &str = "/h/.config/gcloud/application_default_credentials.json";
        let named = ("GOOGLE_APPLICATION_CREDENTIALS", "/a.json");
        assert_eq!(found(&[HOME, named], GCLOUD).as_deref(), Some("/a.json"));
        assert_eq!(found(&[HOME, (named.0, "")], GCLOUD).as_deref(), Some(GCLOUD));
        assert_eq!(found(&[HOME], "/elsewhere"), None);
        let sdk = ("CLOUDSDK_CONFIG", "/sdk");
        let there = "/sdk/application_default_credentials.json";
        assert_eq!(found(&[HOME, sdk], there).as_deref(), Some(there));
        assert_eq!(found(&[], GCLOUD), None);
    }
}
