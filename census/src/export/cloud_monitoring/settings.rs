//! What a user has chosen, and what of it has to be looked up.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::api::Api;
use super::credentials::{Source, Tokens};
use super::detect;
use super::metadata::Metadata;
use super::monitored_resource::MonitoredResource;
use super::naming::Naming;
use super::session::Session;
use super::{Variable, secure};
use crate::export::http::{Client, shown};
use crate::export::{ExportError, Resource};

/// What is done with what the user should know, but need not.
pub(super) type OnWarning = Arc<dyn Fn(&str) + Send + Sync>;

/// What the series are of.
#[derive(Clone, Debug)]
pub(super) enum Of {
    /// This.
    Given(MonitoredResource),
    /// What is made of this and of what is found.
    Made(Resource),
}

pub(super) struct Settings {
    /// Where it is not said, the environment, the credentials or the metadata server know it.
    pub(super) project: Option<String>,
    pub(super) endpoint: String,
    pub(super) naming: Naming,
    /// The labels of all series. No two keys are equal.
    pub(super) labels: Vec<(String, String)>,
    pub(super) of: Of,
    pub(super) period: Duration,
    /// Whether metrics are described.
    pub(super) descriptors: bool,
    pub(super) metadata: Metadata,
    pub(super) on_warning: OnWarning,
}

impl Settings {
    /// Checks what can be checked without asking anybody.
    pub(super) fn check(&self, with_token: bool) -> Result<(), ExportError> {
        self.naming.check().map_err(ExportError::new)?;
        if let Some(project) = &self.project {
            check_project(project)?;
        }
        if with_token {
            secure::check(&self.endpoint)?;
        }
        Ok(())
    }

    /// Finds out what is not said: which project, which resource. Takes the credentials once it
    /// knows.
    ///
    /// # Errors
    ///
    /// There is no project, or a variable is not in its form.
    pub(super) fn session(
        &self,
        source: &mut Option<Source>,
        variable: Variable<'_>,
        deadline: Instant,
    ) -> Result<Session, ExportError> {
        let nobody = Source::None;
        let of = source.as_ref().unwrap_or(&nobody);
        let project = self.find_project(of, variable, deadline)?;
        let resource = match &self.of {
            Of::Given(resource) => resource.clone(),
            Of::Made(given) => {
                let environment = Resource::from_variables(variable).map_err(|error| {
                    ExportError::new("the resource is not known").caused_by(error)
                })?;
                let known = given.clone().or(environment);
                let machine = self.machine(of, variable, deadline)?;
                MonitoredResource::of(&known.or(machine), &project)
            }
        };
        let api = Api {
            client: Client::new(),
            base: format!("{}/v3/projects/{project}", self.endpoint.trim_end_matches('/')),
            quota_project: of.quota_project().map(str::to_owned),
            tokens: Tokens::of(source.take().unwrap_or(nobody)),
        };
        Ok(Session::new(api, project, resource.json(), self.period))
    }

    /// What the machine says of itself. One of Google's is asked until it answers: its series
    /// would be those of `global` for ever. One that may be Google's is asked once.
    fn machine(
        &self,
        source: &Source,
        variable: Variable<'_>,
        deadline: Instant,
    ) -> Result<Resource, ExportError> {
        let ask = || detect::resource(variable, &self.metadata, deadline);
        if source.is_of_machine() {
            self.metadata.token(deadline)?; // It is Google's, and may not be up yet.
            ask()
        } else if detect::is_likely(variable) {
            Ok(ask().unwrap_or_else(|error| {
                (self.on_warning)(&format!("the resource may be more than is known: {error}"));
                Resource::new()
            }))
        } else {
            Ok(Resource::new())
        }
    }

    fn find_project(
        &self,
        source: &Source,
        variable: Variable<'_>,
        deadline: Instant,
    ) -> Result<String, ExportError> {
        let given = |name| variable(name).filter(|value| !value.is_empty());
        let known = self
            .project
            .clone()
            .or_else(|| given("GOOGLE_CLOUD_PROJECT"))
            .or_else(|| given("GCLOUD_PROJECT"))
            .or_else(|| source.project().map(str::to_owned))
            .or_else(|| self.metadata.ask("project/project-id", deadline).ok().flatten());
        let project = known.ok_or_else(|| {
            let error = ExportError::new(
                "no project: say it, `CloudMonitoring::new(\"my-project\")`, or set \
                 `GOOGLE_CLOUD_PROJECT`",
            );
            error.retry_after(Duration::ZERO) // The metadata server may not be up yet.
        })?;
        check_project(&project)?;
        Ok(project)
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("project", &self.project)
            .field("endpoint", &shown(&self.endpoint))
            .field("naming", &self.naming)
            .field("labels", &self.labels)
            .field("of", &self.of)
            .field("period", &self.period)
            .field("descriptors", &self.descriptors)
            .finish_non_exhaustive()
    }
}

fn check_project(project: &str) -> Result<(), ExportError> {
    let legal = |it: char| it.is_ascii_alphanumeric() || "-.:".contains(it);
    if !project.is_empty() && project.chars().all(legal) {
        return Ok(());
    }
    Err(ExportError::new(format!(
        "`{project}` is no project: write its id or its number, without `projects/`"
    )))
}
