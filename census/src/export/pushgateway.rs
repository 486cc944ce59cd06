//! Pushes to the Prometheus Pushgateway, for jobs that end before anybody scrapes them.

mod group;

use std::fmt;
use std::time::{Duration, Instant};

use ureq::http::header::{AUTHORIZATION, CONTENT_TYPE};
use ureq::http::{HeaderValue, Request, Uri};

use crate::export::http::{self, Client};
use crate::export::prometheus::{self, Format, Names, render};
use crate::export::{ExportError, Exporter};
use crate::model::View;
use crate::snapshot::Snapshot;
use group::Group;

/// An exporter that pushes to a Pushgateway, each time in the place of the last.
///
/// ```no_run
/// use census::export::Pushgateway;
///
/// let gateway = Pushgateway::new("http://127.0.0.1:9091", "nightly-report");
/// let census = census::start().export(gateway).run()?;
/// // … the job …
/// drop(census); // The last push.
/// # Ok::<(), census::StartError>(())
/// ```
///
/// What it pushes stays there when the program has ended, until the next run of the job, which
/// begins at zero: use `increase()` with care. Jobs that run side by side need a
/// [`group`](Pushgateway::group) each, or one takes the place of the other.
pub struct Pushgateway {
    url: String,
    group: Group,
    names: Names,
    authorization: Option<HeaderValue>,
    /// Where to push, once it is known to be an address.
    to: Option<Uri>,
    client: Client,
}

impl Pushgateway {
    /// Pushes to the gateway at an address, in the group of a job.
    pub fn new(url: impl Into<String>, job: impl Into<String>) -> Self {
        Pushgateway {
            url: url.into(),
            group: Group::of_job(job.into()),
            names: Names::default(),
            authorization: None,
            to: None,
            client: Client::new(),
        }
    }

    /// The group has a label more: the machine, or what else tells jobs apart that run at once.
    ///
    /// ```
    /// use census::export::Pushgateway;
    ///
    /// let url = "http://127.0.0.1:9091";
    /// let gateway = Pushgateway::new(url, "import").group("instance", "shop-7");
    /// ```
    pub fn group(mut self, label: impl Into<String>, value: impl Into<String>) -> Self {
        self.group.push(label.into(), value.into());
        self
    }

    /// Calls views by these names.
    pub fn names(mut self, names: Names) -> Self {
        self.names = names;
        self
    }

    /// Says who pushes, to a gateway behind a proxy that asks. The password is in no message.
    pub fn basic_auth(mut self, user: &str, password: &str) -> Self {
        self.authorization = Some(http::basic_auth(user, password));
        self
    }
}

impl Exporter for Pushgateway {
    fn name(&self) -> &str {
        "pushgateway"
    }

    fn accept(&self, views: &[&'static View]) -> Result<(), ExportError> {
        prometheus::accept(views, self.names)?;
        for view in views {
            let labels = prometheus::labels(view, self.names);
            if let Some(label) = labels.iter().find(|label| self.group.has(label)) {
                return Err(ExportError::new(format!(
                    "view `{}` has the label `{label}`, and so has the group, whose value the \
                     gateway puts in its place; rename the tag, or leave it out of the group",
                    view.name()
                )));
            }
        }
        Ok(())
    }

    /// Finds out whether there can be such an address and such a group; asks nobody.
    fn begin(&mut self) -> Result<(), ExportError> {
        let path = self.group.path().map_err(ExportError::new)?;
        self.to = Some(http::address(&self.url, &path)?);
        Ok(())
    }

    fn export(&mut self, snapshot: &Snapshot, deadline: Instant) -> Result<(), ExportError> {
        if self.to.is_none() {
            self.begin()?;
        }
        let page = render(snapshot, Format::Text, self.names);
        let mut request = Request::put(self.to.clone().unwrap_or_default())
            .header(CONTENT_TYPE, Format::Text.content_type());
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        let request = request.body(&page[..]);
        let request = request
            .map_err(|error| ExportError::new("there is no such request").caused_by(error))?;
        let answer = self.client.send(request, deadline)?;
        if answer.status.is_success() {
            return Ok(());
        }
        let refused = ExportError::new(format!("{} answered {answer}", http::shown(&self.url)));
        // 400 is of the page, 401 of the password: they will be the same the next time.
        Err(match answer.status.as_u16() {
            408 | 429 | 500.. => refused.retry_after(answer.pause.unwrap_or(Duration::ZERO)),
            _ => refused,
        })
    }
}

impl fmt::Debug for Pushgateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pushgateway")
            .field("url", &http::shown(&self.url))
            .field("group", &self.group)
            .field("names", &self.names)
            .finish_non_exhaustive()
    }
}
