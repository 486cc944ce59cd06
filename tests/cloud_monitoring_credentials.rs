//! Tokens: from a file or a machine, renewed when refused, and seen by nobody.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant, SystemTime};

use census::Snapshot;
use census::export::{CloudMonitoring, Credentials, ExportError, Exporter, MonitoredResource};
use census_tests::backend::{Backend, Reply, Request};
use serde_json::{Value, json};

/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(30);

/// What must not be seen anywhere.
const SECRET: &str = "s3cret";

/// A backend that is all at once: it makes tokens, and takes them as long as they are good.
fn backend(good: fn(&str) -> bool) -> Backend {
    let mut made = 0;
    Backend::start(move |request| {
        if request.path == "/token" || request.path.ends_with("/default/token") {
            made += 1;
            let token = format!("{SECRET}-{made}");
            return Reply::json(
                200,
                json!({"access_token": token, "expires_in": 3600}).to_string(),
            );
        }
        let bearer = request.header("authorization").unwrap_or_default();
        match bearer.strip_prefix("Bearer ").is_some_and(good) {
            true => Reply::json(200, "{}"),
            false => Reply::json(
                401,
                json!({"error": {"code": 401, "message": bearer, "status": "UNAUTHENTICATED"}})
                    .to_string(),
            ),
        }
    })
}

/// A file of its own, that is there as long as this.
struct File(PathBuf);

impl File {
    fn of(json: &Value) -> Self {
        static FILES: AtomicUsize = AtomicUsize::new(0);
        let name = format!("census-{}-{}.json", std::process::id(), FILES.fetch_add(1, Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::write(&path, json.to_string()).expect("a file");
        File(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn user(token_uri: &str) -> File {
    File::of(&json!({
        "type": "authorized_user",
        "client_id": "id",
        "client_secret": SECRET,
        "refresh_token": "s3cret/refresh+",
        "quota_project_id": "shop-quota",
        "token_uri": token_uri,
    }))
}

fn service_account(token_uri: &str) -> File {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/service_account.json");
    let text = fs::read_to_string(path).expect("the golden account");
    let mut json: Value = serde_json::from_str(&text).expect("JSON");
    json["token_uri"] = token_uri.into();
    File::of(&json)
}

fn exporter(backend: &Backend, credentials: Credentials) -> CloudMonitoring {
    CloudMonitoring::new("demo-project")
        .endpoint(backend.url())
        .monitored_resource(MonitoredResource::new("global"))
        .credentials(credentials)
        .sampling_period(Duration::ZERO)
}

/// Exports what there is of the library's own.
fn export(exporter: &mut CloudMonitoring) -> Result<(), ExportError> {
    exporter.export(&census::snapshot(), Instant::now() + LONG)
}

fn tokens(requests: &[Request]) -> Vec<&str> {
    let mut tokens: Vec<_> =
        requests.iter().filter_map(|request| request.header("authorization")).collect();
    tokens.dedup();
    tokens
}

#[test]
fn a_service_account_signs_and_its_token_is_kept() {
    let backend = backend(|_| true);
    let file = service_account(&format!("{}/token", backend.url()));
    let mut exporter = exporter(&backend, Credentials::file(&file.0));
    for _ in 0..2 {
        assert!(export(&mut exporter).is_ok());
    }
    let requests = backend.requests();
    let asked: Vec<_> = requests.iter().filter(|request| request.path == "/token").collect();
    assert_eq!(asked.len(), 1);
    let grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=ey";
    assert!(asked[0].text().starts_with(grant), "{}", asked[0].text());
    assert_eq!(tokens(&requests), ["Bearer s3cret-1"]);
}

#[test]
fn a_user_of_gcloud_pays_with_the_quota_project() {
    let backend = backend(|_| true);
    let file = user(&format!("{}/token", backend.url()));
    assert!(export(&mut exporter(&backend, Credentials::file(&file.0))).is_ok());
    let requests = backend.requests();
    assert_eq!(
        requests[0].text(),
        "grant_type=refresh_token&client_id=id&client_secret=s3cret&\
         refresh_token=s3cret%2Frefresh%2B"
    );
    assert_eq!(requests[1].header("x-goog-user-project"), Some("shop-quota"));
    assert_eq!(tokens(&requests), ["Bearer s3cret-1"]);
}

#[test]
fn a_machine_of_googles_has_a_token_for_who_says_so() {
    let backend = backend(|_| true);
    let exporter = exporter(&backend, Credentials::metadata_server());
    assert!(export(&mut exporter.metadata_server(backend.url())).is_ok());
    let requests = backend.requests();
    assert_eq!(requests[0].path, "/computeMetadata/v1/instance/service-accounts/default/token");
    assert_eq!(requests[0].header("metadata-flavor"), Some("Google"));
    assert_eq!(tokens(&requests), ["Bearer s3cret-1"]);
}

// Regression: the series were `global` as long as the process ran, for one answer that was lost.
#[test]
fn a_machine_that_does_not_know_itself_yet_is_asked_again() {
    let mut asked = HashMap::<String, u32>::new();
    let backend = Backend::start(move |request| {
        let token = json!({"access_token": SECRET, "expires_in": 3600}).to_string();
        let Some(path) = request.path.strip_prefix("/computeMetadata/v1/") else {
            return Reply::json(200, "{}");
        };
        let times = asked.entry(path.to_owned()).or_default();
        *times += 1;
        match (path, *times) {
            (_, 1) => Reply::of(503),
            ("instance/id", 2..=4) => Reply::dropped(),
            (path, _) if path.ends_with("/token") => Reply::json(200, token),
            _ => Reply::of(200).body("it"),
        }
    });
    let mut exporter = CloudMonitoring::new("demo-project")
        .endpoint(backend.url())
        .metadata_server(backend.url())
        .credentials(Credentials::metadata_server());
    let mut errors = Vec::new();
    while let Err(error) = export(&mut exporter) {
        assert!(error.retry().is_some(), "{error}");
        errors.push(error.to_string());
    }
    assert_eq!(errors.len(), 2, "the token's, and that of the machine's id: {errors:?}");
    let requests = backend.requests();
    let points = requests.iter().find(|request| request.path.ends_with("/timeSeries"));
    let points = points.expect("points").text();
    assert!(points.contains("\"type\":\"gce_instance\""), "{points}");
}

#[test]
fn a_token_that_is_refused_is_renewed_at_once_and_once() {
    let backend_that_revokes = backend(|token| token != "s3cret-1");
    let file = user(&format!("{}/token", backend_that_revokes.url()));
    let mut exporter_ = exporter(&backend_that_revokes, Credentials::file(&file.0));
    assert!(export(&mut exporter_).is_ok());
    assert_eq!(tokens(&backend_that_revokes.requests()), ["Bearer s3cret-1", "Bearer s3cret-2"]);

    let backend_that_never = backend(|_| false);
    let file = user(&format!("{}/token", backend_that_never.url()));
    let mut exporter_ = exporter(&backend_that_never, Credentials::file(&file.0));
    assert!(export(&mut exporter_).is_err());
    assert_eq!(backend_that_never.requests().len(), 4, "two tokens, two tries");
}

#[test]
fn a_token_is_renewed_before_its_end() {
    let backend = backend(|_| true);
    let mut made = 0;
    let credentials = Credentials::by(move || {
        made += 1;
        Ok((format!("t{made}"), Duration::from_millis(200)))
    });
    let mut exporter = exporter(&backend, credentials);
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_millis(500) {
        assert!(export(&mut exporter).is_ok());
    }
    assert!(tokens(&backend.requests()).len() > 2, "renewed at half of their time");
}

#[test]
fn nobody_sees_a_secret() {
    // It repeats what it is sent, as some do.
    let echo = Backend::start(|request| {
        let said = request.text().to_owned() + request.header("authorization").unwrap_or_default();
        let said = said + &"\n".repeat(9) + &"x".repeat(9999);
        let error = json!({"error": "invalid_grant", "error_description": said});
        Reply::json(400, error.to_string())
    });
    let uri = format!("{}/token", echo.url());
    let mut shown = String::new();
    for file in [user(&uri), service_account(&uri)] {
        let mut exporter = exporter(&echo, Credentials::file(&file.0));
        shown += &format!("{exporter:?}{exporter:#?}");
        assert!(exporter.begin().is_ok());
        let error = export(&mut exporter).expect_err("a refusal");
        assert!(error.retry().is_none());
        let said = error.to_string();
        assert!(said.len() < 600 && !said.contains('\n'), "{said}");
        shown += &format!("{error} {error:?} {exporter:?}{exporter:#?}");
    }
    assert!(shown.contains("no token for the user of `gcloud`: 400 invalid_grant"), "{shown}");
    assert!(shown.contains("run `gcloud auth application-default login`"), "{shown}");
    assert!(!shown.contains("s3cret") && !shown.contains("PRIVATE KEY"), "{shown}");
    assert!(!shown.contains("assertion=ey"), "{shown}");

    let backend = backend(|_| false);
    let mut exporter = exporter(&backend, Credentials::by(|| Ok((SECRET.into(), LONG))));
    let error = export(&mut exporter).expect_err("a refusal");
    let shown = format!("{error} {error:?} {exporter:?}");
    assert!(shown.contains("401 UNAUTHENTICATED") && !shown.contains(SECRET), "{shown}");
}

// Regression: what stood in the place of the status' name was passed on as it was.
#[test]
fn a_server_that_repeats_the_token_tells_it_nobody() {
    const TOKEN: &str = "ya29.abcdefghij";
    // Wherever its words are cut, it is not known by its beginning either.
    for padding in (240..300).step_by(3) {
        let echo = Backend::start(move |request| {
            let sent = request.header("authorization").unwrap_or_default();
            let told = format!("{}authorization: {sent}", "x".repeat(padding));
            match padding % 2 {
                0 => Reply::of(403).body(told),
                _ => {
                    let error = json!({"code": 400, "status": told.clone(), "message": told});
                    Reply::json(400, json!({"error": error}).to_string())
                }
            }
        });
        let mut exporter = exporter(&echo, Credentials::by(|| Ok((TOKEN.into(), LONG))));
        let error = export(&mut exporter).expect_err("a refusal");
        let shown = format!("{error} {error:?} {exporter:?}");
        assert!(shown.contains("xxx") && !shown.contains("ya29"), "{shown}");
        let sent = echo.requests();
        assert_eq!(sent[0].header("authorization"), Some("Bearer ya29.abcdefghij"));
    }
}

#[test]
fn a_token_server_that_is_overwhelmed_is_asked_again_when_it_says() {
    let busy = Backend::start(|_| Reply::of(503).header("Retry-After", "7"));
    let file = user(&format!("{}/token", busy.url()));
    let error = export(&mut exporter(&busy, Credentials::file(&file.0))).expect_err("busy");
    assert_eq!(error.retry(), Some(Duration::from_secs(7)));
}

#[test]
fn what_is_wrong_is_said_where_the_program_starts() {
    let begin = |mut exporter: CloudMonitoring| match exporter.begin() {
        Ok(()) => String::new(),
        Err(error) => error.to_string(),
    };
    let missing = CloudMonitoring::new("p").credentials(Credentials::file("/nowhere.json"));
    assert!(begin(missing).starts_with("credentials `/nowhere.json` cannot be read: "));
    let open = CloudMonitoring::new("p").endpoint("http://example.com");
    assert!(begin(open).contains("would get a token without TLS"));
    let emulator = CloudMonitoring::new("p").endpoint("http://example.com");
    assert_eq!(begin(emulator.credentials(Credentials::none())), "");
    assert!(begin(CloudMonitoring::new("projects/p")).starts_with("`projects/p` is no project: "));
}

#[test]
fn without_a_project_the_machines_own_is_taken() {
    let backend = Backend::start(|request| match request.path.as_str() {
        "/computeMetadata/v1/project/project-id" => Reply::of(200).body("machine-project"),
        _ => Reply::json(200, "{}"),
    });
    let mut exporter = CloudMonitoring::from_env()
        .endpoint(backend.url())
        .metadata_server(backend.url())
        .credentials(Credentials::none())
        .monitored_resource(MonitoredResource::new("global"));
    let empty = Snapshot::new(SystemTime::now(), Vec::new());
    assert!(exporter.export(&empty, Instant::now() + LONG).is_ok());
    assert!(export(&mut exporter).is_ok());
    let requests = backend.requests();
    assert!(requests.iter().any(|it| it.path.starts_with("/v3/projects/machine-project/")));
}
