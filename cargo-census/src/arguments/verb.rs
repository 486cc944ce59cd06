//! The commands there are, each with its words and its options: what is understood, and what the
//! help says.

/// A command.
#[derive(Debug)]
pub struct Verb {
    /// The word for it.
    pub name: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
    /// The words that it takes; those in brackets may be left out.
    pub words: &'static [&'static str],
    /// The options of its own.
    pub own: &'static [Opt],
    /// What else there is to say, at the end of its help.
    pub more: &'static str,
}

/// An option.
#[derive(Debug)]
pub struct Opt {
    /// Its name behind `--`.
    pub long: &'static str,
    /// Its letter behind `-`.
    pub short: Option<char>,
    /// What its value is called in the help; none makes it a switch.
    pub value: Option<&'static str>,
    /// Whether it may be given more than once.
    pub many: bool,
    /// What it does.
    pub about: &'static str,
}

const fn value(long: &'static str, value: &'static str, about: &'static str) -> Opt {
    Opt { long, short: None, value: Some(value), many: false, about }
}

const fn values(long: &'static str, value: &'static str, about: &'static str) -> Opt {
    Opt { long, short: None, value: Some(value), many: true, about }
}

const fn switch(long: &'static str, about: &'static str) -> Opt {
    Opt { long, short: None, value: None, many: false, about }
}

const fn letter(short: char, option: Opt) -> Opt {
    Opt { short: Some(short), ..option }
}

/// How the program is built, where no file is named.
pub const BUILD: &[Opt] = &[
    letter('p', value("package", "SPEC", "The package that it is in")),
    value("bin", "NAME", "The program, where there are several"),
    value("example", "NAME", "An example instead"),
    letter('r', switch("release", "Build it with optimisations")),
    value("profile", "NAME", "Build it with this profile"),
    letter('F', values("features", "LIST", "Build it with these features")),
    value("target", "TRIPLE", "Build it for this target"),
    value("manifest-path", "PATH", "The `Cargo.toml` to build"),
];

const FORMAT: Opt = value("format", "FORMAT", "`text`, or `json` for programs");

const SCRAPE_INTERVAL: Opt =
    value("scrape-interval", "TIME", "How often it is scraped, as `15s`; else `1m`");

const EXPORT_INTERVAL: Opt =
    value("export-interval", "TIME", "How often it sends, where nobody scrapes it; else the same");

/// What a program does not say of itself, and an export has to know.
const EXPORT: &[Opt] = &[
    letter('o', value("out", "FOLDER", "Where the files go; a single one is printed without")),
    value("names", "NAMES", "What its exporter calls views: `convention`, or `opencensus`"),
    SCRAPE_INTERVAL,
    EXPORT_INTERVAL,
    value("min-events", "NUMBER", "Bad calls that an alert waits for; else 2 to 5, by `expect`"),
    values("label", "KEY=VALUE", "A label that its series have from elsewhere, as `job=shop`"),
    switch("descriptions", "Tell doc comments in the page, which then changes with them"),
    value("env-file", "FILE", "A file of its environment, as `OTEL_…` and `CENSUS_…` variables"),
    value("project", "ID", "Cloud Monitoring: the project; else `GOOGLE_CLOUD_PROJECT`"),
    value("domain", "DOMAIN", "Cloud Monitoring: of its metrics; else as its environment says"),
    value(
        "metric-prefix",
        "PREFIX",
        "Cloud Monitoring: of its metrics; else as its environment says",
    ),
    value("resource-type", "TYPE", "Cloud Monitoring: what its series are of, as `k8s_container`"),
    values("page-channel", "NAME", "Cloud Monitoring: a notification channel for pages"),
    values("ticket-channel", "NAME", "Cloud Monitoring: a notification channel for tickets"),
    switch("latency-cut", "Cloud Monitoring: judge latencies by buckets, failures counted in"),
    switch("lines", "Tell functions with their lines, which move with every edit"),
];

/// All of them.
pub const VERBS: &[Verb] = &[
    Verb {
        name: "list",
        about: "List the objectives of a program",
        words: &["[PROGRAM]"],
        own: &[FORMAT],
        more: "\
A line for each: its id, what share of the calls must be what, over which time, whose it is, how
many functions serve it, and where it is declared. As JSON it has all that is known.",
    },
    Verb {
        name: "check",
        about: "Find what is wrong with objectives, as the whole program shows it",
        words: &["[PROGRAM]"],
        own: &[
            values("for", "BACKEND", "Also judge by what this backend takes; several with commas"),
            values("allow", "CODE", "Pass over findings of this kind; several with commas"),
            FORMAT,
        ],
        more: "\
Most of it the compiler says already; here it is said of any program, with what only the whole
of it shows. Each finding has a code, the way out and its place; exit code 1 says that there are
some.",
    },
    Verb {
        name: "explain",
        about: "Say what an objective allows, and how soon its alerts tell",
        words: &["ID", "[PROGRAM]"],
        own: &[SCRAPE_INTERVAL, EXPORT_INTERVAL],
        more: "\
ID is that of an objective, as `checkout-latency`, or of a declaration, as `checkout`: then both of
its objectives are explained. The times are those of the alerts that `export` writes: give both
the same options.",
    },
    Verb {
        name: "diff",
        about: "Say what changed from one program to another, and what it costs",
        words: &["OLD", "[NEW]"],
        own: &[FORMAT],
        more: "\
OLD and NEW are programs or lock files; where NEW is left out, cargo builds it. Each change is told
with its cost: history that ends, numbers that mean two things for a while, exports that are out of
date. Comments, lines and versions are no changes. Exit code 1 says that there are some.",
    },
    Verb {
        name: "export",
        about: "Write rules, policies, dashboards or pages for a backend",
        words: &["TO", "[PROGRAM]"],
        own: EXPORT,
        more: "\
TO is one of:
  prometheus        Recording and alerting rules, and their tests for promtool
  cloud-monitoring  Descriptor, objectives, policies; a script and Terraform that make them
  grafana           A dashboard on what the rules for Prometheus record
  sloth             Sloth's own files, a service each, for who makes rules with it
  openslo           OpenSLO v1, for exchange: it has no alerts over two windows
  markdown          A page that a team can file
  lock              What `cargo census diff` compares a later program with",
    },
];

impl Verb {
    /// Its options, its own and those for the build.
    pub fn options(&self) -> impl Iterator<Item = &'static Opt> {
        self.own.iter().chain(BUILD)
    }

    /// How it is written: `cargo census diff OLD [NEW] [OPTIONS]`.
    pub fn usage(&self) -> String {
        format!("cargo census {} {} [OPTIONS]", self.name, self.words.join(" "))
    }
}
