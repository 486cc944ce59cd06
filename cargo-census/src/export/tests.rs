//! The command line of exports, over a lock file instead of a program.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use super::*;
use crate::objective::{Goal, fixture};
use crate::{command, lock};

/// A folder of this test's own, with the shop's lock file in it.
fn folder(test: &str, program: &Program) -> PathBuf {
    let name = format!("cargo-census-export-{test}-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    let _ = fs::remove_dir_all(&folder); // There is none, unless a run was killed.
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("lock.json"), lock::full(program)).unwrap();
    folder
}

/// What comes of a command line, in which `@` is the lock file.
fn run(line: &str, folder: &std::path::Path) -> Result<Answer, Failure> {
    let words = line.split_whitespace().map(|word| match word {
        "@" => folder.join("lock.json").into_os_string(),
        word => OsString::from(word),
    });
    command::run(words)
}

fn refused(line: &str, folder: &std::path::Path) -> (Ending, String) {
    let failure = run(line, folder).unwrap_err();
    (failure.ending, failure.message.lines().next().unwrap_or_default().to_owned())
}

#[test]
fn files_go_where_they_are_told_to() {
    let folder = folder("out", &fixture::program());
    let out = folder.join("a/b");
    let line = format!("export prometheus @ --lines --label job=shop --out {}", out.display());
    let answer = run(&line, &folder).unwrap();
    let names = ["shop-checkout", "shop-search"]
        .map(|name| ["rules.yaml", "rules.test.yaml"].map(|end| out.join(format!("{name}.{end}"))));
    let paths = names.as_flattened().iter().map(|path| format!("{}\n", path.display()));
    assert_eq!(answer.text, paths.collect::<String>());
    let rules = fs::read_to_string(out.join("shop-checkout.rules.yaml")).unwrap();
    assert!(rules.contains("shop::pay::checkout (src/pay.rs:21)"), "{rules}");
    assert!(rules.contains(r#"{slo="checkout-latency",job="shop",outcome="bad"}"#), "{rules}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_cannot_be_exported_is_told() {
    let folder = folder("refused", &fixture::program());
    let of = |line| refused(line, &folder);
    let usage = |message: &str| (Ending::Usage, message.to_owned());
    assert_eq!(of("export"), usage("what to export to is missing"));
    assert!(of("export nagios @").1.starts_with("nothing is exported to `nagios`: there is `prom"));
    assert_eq!(
        of("export prometheus @"),
        usage("`prometheus` makes 4 files: say where they go, `--out FOLDER`")
    );
    assert_eq!(
        of("export prometheus @ --label job"),
        usage("`--label job`: write `KEY=VALUE`, as `job=shop`")
    );
    assert_eq!(
        of("export prometheus @ --scrape-interval 200ms"),
        usage("`--scrape-interval 200ms`: write whole seconds or more, as `15s` or `1m`")
    );
    assert_eq!(
        of("export prometheus @ --min-events 0"),
        usage("`--min-events 0`: write a whole number, at least 1")
    );
    assert!(of("export cloud-monitoring @ --project p").1.starts_with("no resource: say what"));
    assert_eq!(
        of("export cloud-monitoring @ --resource-type global --project a/b"),
        usage("`a/b` is no project: write its id or its number")
    );
    let into_a_file = format!("export prometheus @ --out {}/lock.json", folder.display());
    assert_eq!(of(&into_a_file).0, Ending::NotWritten);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn names_are_those_of_the_exporter_that_reads_the_same_variables() {
    let folder = folder("variables", &fixture::program());
    let file = folder.join("shop.env");
    let variables = "GOOGLE_CLOUD_PROJECT=p\nCENSUS_CLOUD_MONITORING_PREFIX=\"shop\"\n\
                     OTEL_RESOURCE_ATTRIBUTES=cloud.region=eu,service.namespace=n,\
                     service.name=s,service.instance.id=i\n";
    fs::write(&file, variables).unwrap();
    let out = folder.join("out");
    let line = format!(
        "export cloud-monitoring @ --domain workload.googleapis.com --env-file {} --out {}",
        file.display(),
        out.display()
    );
    run(&line, &folder).unwrap();
    let objective = out.join("objectives/search-availability.json");
    let objective = fs::read_to_string(objective).unwrap();
    for part in [
        r#"metric.type=\"workload.googleapis.com/shop/census/slo_events\""#,
        r#"resource.type=\"generic_task\""#,
    ] {
        assert!(objective.contains(part), "{objective}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_no_backend_can_hold_is_not_exported() {
    let mut twice = fixture::program();
    twice.slos[1].id = "checkout".to_owned();
    let mut all = fixture::program();
    all.slos[0].availability = Some(Goal { ppm: Goal::ALL_PPM });
    let cases = [
        (twice, "`checkout` is declared twice"),
        (all, "`checkout-availability` promises all, or nothing, or for no time"),
    ];
    for (at, (program, why)) in cases.into_iter().enumerate() {
        let folder = folder(&format!("check-{at}"), &program);
        let message = format!("{why}; `cargo census check` says more");
        assert_eq!(refused("export prometheus @", &folder), (Ending::Found, message));
        fs::remove_dir_all(folder).unwrap();
    }
}

#[test]
fn the_help_tells_of_every_target() {
    let help = run("export --help", &std::env::temp_dir()).unwrap().text;
    for target in TARGETS {
        assert!(help.contains(&format!("\n  {:<18}", target.name)), "of `{}`", target.name);
    }
}

#[test]
fn an_edit_of_a_comment_changes_no_file() {
    let mut edited = fixture::program();
    for slo in &mut edited.slos {
        slo.description.push_str(" And more.");
        slo.place.line = slo.place.line.map(|line| line + 3);
        slo.sites.iter_mut().for_each(|site| {
            site.place.line = site.place.line.map(|line| line + 3);
        });
    }
    let (before, after) = (folder("before", &fixture::program()), folder("after", &edited));
    for target in TARGETS {
        let made = [&before, &after].map(|folder| {
            let out = folder.join("out");
            let line = format!(
                "export {} @ --project p --resource-type global --out {}",
                target.name,
                out.display()
            );
            let paths = run(&line, folder).unwrap().text;
            paths.lines().map(|path| fs::read_to_string(path).unwrap()).collect::<Vec<_>>()
        });
        assert_eq!(made[0], made[1], "of `{}`", target.name);
    }
    [before, after].iter().for_each(|folder| fs::remove_dir_all(folder).unwrap());
}
