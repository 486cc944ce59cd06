//! A shop, for tests: one declaration with all there is to say, and one with the least.

use census::TimeUnit;

use super::{
    Class, Classes, Goal, Latency, Origin, Place, Program, Site, Slo, Span, Traffic, Unit, Window,
};

/// Both declarations.
pub(crate) fn program() -> Program {
    Program { slos: vec![checkout(), search()], strays: Vec::new() }
}

/// `checkout`: two objectives over 28 days, two functions, every option given.
pub(crate) fn checkout() -> Slo {
    Slo {
        id: "checkout".to_owned(),
        service: "shop".to_owned(),
        description: "Customers can pay.".to_owned(),
        window: Window::Rolling { days: 28 },
        availability: Some(Goal { ppm: 999_000 }),
        latency: Some(Latency { threshold: Span::from_ms(250), goal: Goal { ppm: 990_000 } }),
        classes: Classes {
            good: Some("Ok(_)".to_owned()),
            bad: None,
            exclude: Some("Err(CheckoutError::CardDeclined)".to_owned()),
            cancelled: Class::Excluded,
            panicked: Class::Bad,
            none: None,
        },
        expect: Some(Traffic { count: 5_000, per_seconds: 3_600 }),
        page: Some("oncall-shop".to_owned()),
        ticket: Some("shop-backlog".to_owned()),
        runbook: Some("https://runbooks.example/checkout".to_owned()),
        owner: Some("team-shop".to_owned()),
        panics_abort: false,
        origin: origin("shop::slo"),
        place: place("src/slo.rs", 7),
        sites: vec![site("checkout", 21), site("checkout_legacy", 40)],
    }
}

/// `search`: one objective over a month, nothing else given, one function.
pub(crate) fn search() -> Slo {
    Slo {
        id: "search".to_owned(),
        service: "shop".to_owned(),
        description: String::new(),
        window: Window::Month,
        availability: Some(Goal { ppm: 995_000 }),
        latency: None,
        classes: Classes::default(),
        expect: None,
        page: None,
        ticket: None,
        runbook: None,
        owner: None,
        panics_abort: false,
        origin: origin("shop::search"),
        place: place("src/search.rs", 3),
        sites: vec![Site {
            function: "shop::search::search".to_owned(),
            place: place("src/search.rs", 4),
            count: None,
            errors: None,
            latency: None,
            unit: None,
            bounds: Vec::new(),
        }],
    }
}

/// A function in `src/pay.rs` with three views, whose buckets have the threshold of `checkout`.
pub(crate) fn site(function: &str, line: u32) -> Site {
    Site {
        function: format!("shop::pay::{function}"),
        place: place("src/pay.rs", line),
        count: Some(format!("shop/{function}/requests")),
        errors: Some(format!("shop/{function}/failures")),
        latency: Some(format!("shop/{function}/latency")),
        unit: Some(Unit(TimeUnit::Seconds)),
        bounds: [5, 25, 100, 250, 1_000, 2_500].map(Span::from_ms).to_vec(),
    }
}

/// A module of the package `shop`.
pub(crate) fn origin(module: &str) -> Origin {
    Origin {
        package: "shop".to_owned(),
        version: Some("1.2.0".to_owned()),
        module: module.to_owned(),
    }
}

/// A place.
pub(crate) fn place(file: &str, line: u32) -> Place {
    Place { file: file.to_owned(), line: Some(line) }
}
