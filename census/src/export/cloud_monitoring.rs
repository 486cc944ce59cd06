//! The exporter for those who have been with OpenCensus: Google Cloud Monitoring, once Stackdriver.

mod api;
mod batch;
mod clash;
mod credentials;
mod describe;
mod descriptor;
mod detect;
mod distribution;
mod exemplar;
mod json;
mod label;
mod metadata;
mod monitored_resource;
mod naming;
mod pace;
mod refusal;
mod secure;
mod series;
mod session;
mod settings;
mod stamp;
mod task;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub use credentials::Credentials;
pub use monitored_resource::MonitoredResource;

use crate::export::{ExportError, Exporter, Resource};
use crate::model::View;
use crate::snapshot::Snapshot;
use credentials::Source;
use metadata::Metadata;
use naming::Naming;
use session::Session;
use settings::{Of, Settings};

/// How far apart Cloud Monitoring wants two points of a series of a user's metric.
const PERIOD: Duration = Duration::from_secs(5);

/// A longer one would be a mistake of units: a point must not be dated further ahead.
const PERIOD_MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// What the environment says, or what a test says in its place.
type Variable<'a> = &'a dyn Fn(&str) -> Option<String>;

/// An exporter to Google Cloud Monitoring, as OpenCensus' was: the same names, labels and values.
///
/// ```no_run
/// use census::export::CloudMonitoring;
///
/// #[census::measured(count = "shop/requests", errors = "shop/failures")]
/// fn serve() -> Result<(), ()> {
///     Ok(())
/// }
///
/// let _census = census::start().export(CloudMonitoring::new("my-project")).run()?;
/// let _ = serve(); // `custom.googleapis.com/opencensus/shop/requests`
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// | | by default | otherwise |
/// |---|---|---|
/// | metric | `custom.googleapis.com/opencensus/VIEW` | [`domain`], [`prefix`] |
/// | label of all | `opencensus_task="rust-PID@HOST"` | [`label`], [`without_task_label`] |
/// | resource | that of the environment, or the machine | [`resource`], [`monitored_resource`] |
/// | credentials | those that Google's libraries find | [`credentials`] |
///
/// A metric's descriptor is made before its first point. The series of all metrics go out in
/// requests of 200. A series has a point every five seconds at the most: exports on a shorter
/// interval are passed over, and a flush waits, within its deadline. What the server refuses is
/// reported once, and stops nothing else; what it cannot take now is sent again.
///
/// The resource is `k8s_container`, `k8s_pod`, `gce_instance` or a `generic_task` on Cloud Run,
/// where the metadata server tells; `global` where nobody does.
///
/// [`domain`]: Self::domain
/// [`prefix`]: Self::prefix
/// [`label`]: Self::label
/// [`without_task_label`]: Self::without_task_label
/// [`resource`]: Self::resource
/// [`monitored_resource`]: Self::monitored_resource
/// [`credentials`]: Self::credentials
pub struct CloudMonitoring {
    settings: Settings,
    credentials: Option<Credentials>,
    source: Option<Source>,
    session: Option<Session>,
}

impl CloudMonitoring {
    /// Exports to a project, which is named by its id or its number.
    pub fn new(project: impl Into<String>) -> Self {
        Self::of(Some(project.into()))
    }

    /// Exports to the project of the environment: `GOOGLE_CLOUD_PROJECT`, that of the credentials,
    /// or the machine's own.
    pub fn from_env() -> Self {
        Self::of(None)
    }

    fn of(project: Option<String>) -> Self {
        let settings = Settings {
            project,
            endpoint: api::ENDPOINT.into(),
            naming: Naming { domain: naming::DOMAIN.into(), prefix: naming::PREFIX.into() },
            labels: vec![(task::KEY.into(), task::value())],
            of: Of::Made(Resource::new()),
            period: PERIOD,
            descriptors: true,
            metadata: Metadata::of(&environment),
            on_warning: Arc::new(|warning| eprintln!("census: cloud-monitoring: {warning}")),
        };
        let credentials = Some(Credentials::find());
        CloudMonitoring { settings, credentials, source: None, session: None }
    }

    /// The domain of the metrics, instead of `custom.googleapis.com`: `workload.googleapis.com`,
    /// say.
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.settings.naming.domain = domain.into();
        self
    }

    /// What stands between the domain and a view's name, instead of `opencensus`; may be empty.
    /// What OpenCensus' Go library called `MetricPrefix` stands behind it: `opencensus/PREFIX`.
    pub fn prefix(mut self, prefix: impl AsRef<str>) -> Self {
        self.settings.naming.prefix = prefix.as_ref().trim_matches('/').into();
        self
    }

    /// A label of all series, or another value for one; a view's tag of that key goes before it.
    pub fn label(mut self, key: impl AsRef<str>, value: impl Into<String>) -> Self {
        let (key, value) = (label::key(key.as_ref()), value.into());
        match self.settings.labels.iter_mut().find(|(known, _)| *known == key) {
            Some(known) => known.1 = value,
            None => self.settings.labels.push((key, value)),
        }
        self
    }

    /// Leaves out `opencensus_task`. Two processes must never write the same series: leave it out
    /// only where the monitored resource or a label tells them apart.
    pub fn without_task_label(mut self) -> Self {
        self.settings.labels.retain(|(key, _)| key != task::KEY);
        self
    }

    /// What the series are of, in Cloud Monitoring's own terms.
    pub fn monitored_resource(mut self, resource: MonitoredResource) -> Self {
        self.settings.of = Of::Given(resource);
        self
    }

    /// What the series are of, in OpenCensus' terms; what it does not say is found out as without
    /// it.
    pub fn resource(mut self, resource: Resource) -> Self {
        self.settings.of = Of::Made(resource);
        self
    }

    /// Where the tokens come from.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Another address than `https://monitoring.googleapis.com`: a private endpoint, an emulator.
    /// Without TLS it gets a token only on this machine.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.settings.endpoint = endpoint.into();
        self
    }

    /// Another metadata server than the machine's, for an emulator: `http://127.0.0.1:8080`. The
    /// variable `GCE_METADATA_HOST` does the same.
    pub fn metadata_server(mut self, address: impl AsRef<str>) -> Self {
        self.settings.metadata = Metadata::at(address.as_ref());
        self
    }

    /// How far apart two points of a series are at least, instead of five seconds: longer to pay
    /// for fewer points, zero for an emulator that does not mind.
    pub fn sampling_period(mut self, period: Duration) -> Self {
        self.settings.period = period.min(PERIOD_MAX);
        self
    }

    /// Makes no descriptors: others have, or who exports may not. Without one the server guesses
    /// unit and description by the first point.
    pub fn without_descriptors(mut self) -> Self {
        self.settings.descriptors = false;
        self
    }

    /// Says what to do with what should be known, but costs no point: a descriptor that differs,
    /// say. By default it prints a line to the standard error.
    pub fn on_warning(mut self, act: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.settings.on_warning = Arc::new(act);
        self
    }

    /// What a view's metric is called: its type. For what is written beside a program: objectives,
    /// policies, dashboards.
    ///
    /// ```
    /// use census::export::CloudMonitoring;
    /// use census::{Aggregation, Measure, View};
    ///
    /// static REQUESTS: Measure<i64> = Measure::new("shop/requests", "1");
    /// let view = View::new("shop/requests", &REQUESTS, Aggregation::Count);
    /// let exporter = CloudMonitoring::new("my-project").domain("workload.googleapis.com");
    /// let metric_type = exporter.metric_type(&view)?;
    /// assert_eq!(metric_type, "workload.googleapis.com/opencensus/shop/requests");
    /// # Ok::<(), census::export::ExportError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A domain or a prefix that cannot stand in a type, or a type that is too long.
    pub fn metric_type(&self, view: &View) -> Result<String, ExportError> {
        let naming = &self.settings.naming;
        naming.check().and_then(|()| naming.metric_type(view)).map_err(ExportError::new)
    }

    /// The descriptor of a view's metric, in JSON: for who makes them before the program runs, or
    /// in its place, [`without_descriptors`](Self::without_descriptors).
    ///
    /// # Errors
    ///
    /// As of [`metric_type`](Self::metric_type).
    pub fn descriptor(&self, view: &View) -> Result<String, ExportError> {
        let Settings { naming, labels, .. } = &self.settings;
        let metric_type = self.metric_type(view)?;
        Ok(descriptor::of(view, &metric_type, &naming.display_name(view), labels).to_string())
    }

    /// Reads the credentials that are on this machine.
    fn open(&mut self) -> Result<(), ExportError> {
        if let Some(credentials) = &mut self.credentials {
            self.settings.check(credentials.are_some())?;
            self.source = Some(credentials.open(&environment, &self.settings.metadata)?);
            self.credentials = None;
        }
        Ok(())
    }
}

fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

impl Exporter for CloudMonitoring {
    fn name(&self) -> &str {
        "cloud-monitoring"
    }

    fn accept(&self, views: &[&'static View]) -> Result<(), ExportError> {
        self.settings.naming.check().map_err(ExportError::new)?;
        clash::check(views, &self.settings.naming, &self.settings.labels).map_err(ExportError::new)
    }

    /// Nobody is asked here: this is the application's thread.
    fn begin(&mut self) -> Result<(), ExportError> {
        self.open()
    }

    fn spacing(&self) -> Duration {
        self.settings.period
    }

    fn export(&mut self, snapshot: &Snapshot, deadline: Instant) -> Result<(), ExportError> {
        self.open()?;
        let session = match &mut self.session {
            Some(session) => session,
            none => {
                let session = self.settings.session(&mut self.source, &environment, deadline)?;
                none.insert(session)
            }
        };
        session.export(&self.settings, snapshot, deadline)
    }
}

impl fmt::Debug for CloudMonitoring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CloudMonitoring")
            .field("settings", &self.settings)
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}
