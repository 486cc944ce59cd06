//! Tests of the rules, for `promtool test rules`: what must fire does, and nothing else.

mod series;

use super::alerts::{self, Alert, WRONG_SECONDS};
use super::guarded::{BASE, Guarded};
use super::promql::plain;
use crate::burn::Severity;
use crate::duration;
use crate::objective::Class;
use crate::ratio::Ratio;
use crate::yaml::Yaml;
use series::{Values, between};

/// Steps after which there is enough in every window to tell a rate.
const SETTLED: u64 = 10;

/// Steps by which an alert may come late: it sees what was recorded before it.
const LAG: u64 = 2;

/// The first bad calls of a process, all at once.
const BURST: u64 = 7;

/// The whole file, of the rules in the file of this name beside it.
pub(super) fn document(guarded: &[Guarded<'_>], rules: &str) -> String {
    let interval = guarded.iter().map(Guarded::interval).min().unwrap_or(BASE);
    let cases = guarded.iter().flat_map(|one| {
        let case = Case { guarded: one, step: interval };
        case.all()
    });
    // Otherwise promtool takes them in any order.
    let order = guarded.iter().flat_map(|one| {
        ["sli-recordings", "meta-recordings", "alerts"].map(|what| one.group_name(what))
    });
    let document = Yaml::map([
        ("rule_files", Yaml::List(vec![Yaml::text(rules)])),
        ("group_eval_order", Yaml::List(order.map(Yaml::text).collect())),
        ("evaluation_interval", Yaml::text(duration::promql(interval))),
        ("tests", Yaml::List(cases.collect())),
    ]);
    document.document(&[
        "Made by `cargo census export prometheus`. Run them: `promtool test rules FILE`.",
    ])
}

/// The tests of one objective.
struct Case<'a> {
    guarded: &'a Guarded<'a>,
    /// Seconds between two values.
    step: u64,
}

/// What is to be found at a time.
enum Expected {
    /// The alerts of a name: their labels and annotations.
    Alerts { at: u64, name: String, alerts: Vec<Yaml> },
    /// One number without labels; none.
    Number { at: u64, expression: String, number: Option<u64> },
}

impl Case<'_> {
    fn all(&self) -> Vec<Yaml> {
        let mut cases = self.burns();
        cases.extend(
            [self.lasting(), self.sudden(), self.single(), self.quiet(), self.burst()]
                .into_iter()
                .flatten(),
        );
        cases.extend([self.absent(), self.partial()]);
        cases
    }

    /// At a share of bad calls between two thresholds, those alerts fire that it is above.
    fn burns(&self) -> Vec<Yaml> {
        let mut thresholds: Vec<Ratio> =
            self.guarded.plan.tiers.iter().map(|tier| tier.threshold).collect();
        thresholds.sort_unstable();
        thresholds.dedup();
        let above = thresholds.iter().skip(1).copied().chain([Ratio::ONE]);
        let shares = thresholds.iter().zip(above).map(|(low, high)| between(*low, high));
        shares.map(|share| self.burn(share)).collect()
    }

    fn burn(&self, share: Ratio) -> Yaml {
        let value = format!("{}%", share.percent());
        let fired = Severity::ALL.into_iter().filter_map(|severity| {
            let mut tiers = self.guarded.plan.of(severity);
            tiers.any(|tier| tier.threshold < share).then_some(())?;
            Some(self.fired(&alerts::burn(self.guarded, severity)?, &value, &[]))
        });
        let fired: Vec<Yaml> = fired.collect();
        let at = SETTLED * self.step;
        let name = self.name("ErrorBudgetBurn");
        self.case(
            &format!("{value} of the calls are bad"),
            self.mix(share),
            &[Expected::Alerts { at, name, alerts: fired }],
        )
    }

    /// Below the lowest threshold nothing fires.
    fn lasting(&self) -> Option<Yaml> {
        let lowest = self.guarded.plan.tiers.iter().map(|tier| tier.threshold).min()?;
        let share = between(lowest.times(Ratio::new(1, 2)), lowest);
        let at = SETTLED * self.step;
        let name = self.name("ErrorBudgetBurn");
        Some(self.case(
            &format!("{}% of the calls are bad, and the budget lasts", share.percent()),
            self.mix(share),
            &[Expected::Alerts { at, name, alerts: Vec::new() }],
        ))
    }

    /// The only call of a quiet hour is bad: nothing fires, neither then nor later.
    fn single(&self) -> Option<Yaml> {
        let tiers = &self.guarded.plan.tiers;
        if tiers.is_empty() || tiers.iter().any(|tier| self.guarded.events_min(tier) < 2) {
            return None; // Who wants to hear of a single one, does.
        }
        let times = [1, 2, 3, SETTLED];
        let expected = times.map(|after| Expected::Alerts {
            at: (SETTLED + after) * self.step,
            name: self.name("ErrorBudgetBurn"),
            alerts: Vec::new(),
        });
        let bad = Values::at(0).stay(SETTLED).then(1).stay(2 * SETTLED);
        let series = self.series(bad, Values::at(0).stay(3 * SETTLED));
        Some(self.case("one bad call in a quiet hour", series, &expected))
    }

    /// Quiet times neither spoil the share over the budget's window, nor weigh as much as others;
    /// and while all is counted, nothing else is wrong.
    fn quiet(&self) -> Option<Yaml> {
        let idle = BASE / self.step + SETTLED;
        let after = 2 * BASE / self.step;
        let at = |steps: u64| steps * self.step;
        let end = at(2 * SETTLED + idle + after);
        if end >= self.guarded.period() {
            return None;
        }
        let bad = Values::at(0).stay(SETTLED + idle).rise(50, SETTLED).stay(after);
        let good = Values::at(0).rise(1, SETTLED).stay(idle).rise(50, SETTLED).stay(after);
        let (now, period) =
            (self.guarded.bad_ratio(BASE), self.guarded.bad_ratio(self.guarded.period()));
        let calls = &self.guarded.calls;
        let bad_calls = format!("sum({})", calls.of_class(Class::Bad));
        let good_calls = format!("sum({})", calls.of_class(Class::Good));
        let number = |at, expression, number| Expected::Number { at, expression, number };
        let silent = |end_of_name: &str| Expected::Alerts {
            at: end,
            name: self.name(end_of_name),
            alerts: Vec::new(),
        };
        let expected = [
            number(at(0), format!("count({now} or {period})"), None),
            number(at(SETTLED), format!("sum({now} == bool 0)"), Some(1)),
            number(at(SETTLED + idle), format!("count({now})"), None),
            number(at(SETTLED + idle), format!("sum({period} == bool 0)"), Some(1)),
            number(
                end,
                format!(
                    "sum(abs({period} - on () group_left {bad_calls} / ({bad_calls} + \
                     {good_calls})) < bool 0.01)"
                ),
                Some(1),
            ),
            silent("SliAbsent"),
            silent("SliInsane"),
        ];
        Some(self.case("quiet, a storm, quiet again", self.series(bad, good), &expected))
    }

    /// The fastest tier tells of a burn that the next one does not see, for so many good calls that
    /// came before.
    fn sudden(&self) -> Option<Yaml> {
        let mut tiers = self.guarded.plan.of(Severity::Page);
        let (fast, slow) = (tiers.next()?, tiers.next()?);
        let (between_them, burning) = (fast.long_seconds.div_ceil(self.step) + LAG, SETTLED);
        if (SETTLED + between_them + burning) * self.step >= slow.long_seconds {
            return None;
        }
        let share = between(fast.threshold, Ratio::ONE);
        let (bad, calls) = share.parts();
        let times = self.guarded.events_min(fast);
        let (bad, calls) = (bad.saturating_mul(times), calls.saturating_mul(times));
        // Of which all bad ones are half of what the slower tier waits for.
        let busy = Ratio::whole(2 * bad).over(slow.threshold)?.ceil();
        let series = self.series(
            Values::at(0).stay(SETTLED + between_them).rise(bad, burning),
            Values::at(0).rise(busy, SETTLED).stay(between_them).rise(calls - bad, burning),
        );
        let page = |after, number| Expected::Number {
            at: (SETTLED + between_them + after) * self.step,
            expression: format!("sum({})", self.paging()),
            number,
        };
        let name = format!("{}% of the calls are bad, after good times", share.percent());
        Some(self.case(&name, series, &[page(0, None), page(burning, Some(1))]))
    }

    /// The alert that pages, while it does.
    fn paging(&self) -> String {
        let name = self.name("ErrorBudgetBurn");
        format!("ALERTS{{alertname={name:?},alertstate=\"firing\",sloth_severity=\"page\"}}")
    }

    /// The first bad calls of a process count, as their counter was there before, at zero.
    fn burst(&self) -> Option<Yaml> {
        let page = self.guarded.plan.of(Severity::Page).next()?;
        let calls = BURST.max(self.guarded.events_min(page));
        let at = (SETTLED + LAG + 1) * self.step;
        let bad = Values::at(0).stay(SETTLED).then(calls).stay(SETTLED);
        let series = self.series(bad, Values::at(0).stay(2 * SETTLED));
        let recorded = self.guarded.recording("slo:sli_bad:increase5m");
        let expected = [
            Expected::Number {
                at,
                expression: format!("sum({recorded} >= bool {calls})"),
                number: Some(1),
            },
            Expected::Number { at, expression: format!("sum({})", self.paging()), number: Some(1) },
        ];
        Some(self.case(&format!("the first {calls} bad calls, all at once"), series, &expected))
    }

    /// Where nothing is counted at all, that is told.
    fn absent(&self) -> Yaml {
        let alert = alerts::absent(self.guarded);
        let mut labels = vec![("slo", self.guarded.objective.id())];
        labels.push(("outcome", Class::Bad.word().to_owned()));
        let settings = self.guarded.settings;
        labels.extend(settings.labels.iter().map(|(key, value)| (key.as_str(), value.clone())));
        let fired = self.fired(&alert, "", &labels);
        let at = WRONG_SECONDS + self.step;
        let up = Yaml::map([
            ("series", Yaml::text("up")),
            ("values", Values::at(0).stay(at / self.step).yaml()),
        ]);
        let expected = [Expected::Alerts { at, name: alert.name.clone(), alerts: vec![fired] }];
        self.case("no counters", vec![up], &expected)
    }

    /// Where an outcome is missing, that is told; where none is, nothing is.
    fn partial(&self) -> Yaml {
        let alert = alerts::insane(self.guarded);
        let at = WRONG_SECONDS + self.step;
        let steps = at / self.step;
        let mut series = self.series(Values::at(0).stay(steps), Values::at(0).rise(1, steps));
        series.remove(0);
        let fired = self.fired(&alert, "", &[]);
        let expected = [Expected::Alerts { at, name: alert.name.clone(), alerts: vec![fired] }];
        self.case("no counter of bad calls", series, &expected)
    }

    /// So large a share of bad calls, from the beginning.
    fn mix(&self, share: Ratio) -> Vec<Yaml> {
        let (bad, calls) = share.parts();
        let tiers = self.guarded.plan.tiers.iter();
        let times = tiers.map(|tier| self.guarded.events_min(tier)).max().unwrap_or(1).max(1);
        let values = |each: u64| Values::at(0).rise(each.saturating_mul(times), 2 * SETTLED);
        self.series(values(bad), values(calls - bad))
    }

    /// The three counters, of which that of excluded calls rises faster than both others.
    fn series(&self, bad: Values, good: Values) -> Vec<Yaml> {
        let steps = bad.steps().max(good.steps());
        let excluded = Values::at(0).rise(1_000, steps);
        let of = |class, values: &Values| {
            Yaml::map([
                ("series", Yaml::text(self.guarded.calls.of_class(class))),
                ("values", values.yaml()),
            ])
        };
        vec![of(Class::Bad, &bad), of(Class::Good, &good), of(Class::Excluded, &excluded)]
    }

    fn name(&self, end: &str) -> String {
        self.guarded.camel_case() + end
    }

    /// An alert that has fired at a value, with labels from its expression.
    fn fired(&self, alert: &Alert, value: &str, from_expression: &[(&str, String)]) -> Yaml {
        let own = alert.labels.iter().map(|(key, text)| ((*key).to_owned(), plain(text)));
        let mut labels: Vec<(String, String)> = own.collect();
        if let Yaml::Map(recorded) = self.guarded.labels(None)
            && !labels.iter().any(|(key, _)| key == "sloth_id")
        {
            labels.extend(recorded.into_iter().filter_map(|(key, value)| match value {
                Yaml::Text(value) => Some((key, value)),
                _ => None,
            }));
        }
        let more = from_expression.iter().map(|(key, text)| ((*key).to_owned(), text.clone()));
        labels.extend(more);
        let texts = |(key, text): (String, String)| (key, Yaml::text(text));
        let annotations = alert.told(value).map(|(key, text)| (key.to_owned(), text));
        Yaml::map([
            ("exp_labels", Yaml::map(labels.into_iter().map(texts))),
            ("exp_annotations", Yaml::map(annotations.map(texts))),
        ])
    }

    fn case(&self, name: &str, series: Vec<Yaml>, expected: &[Expected]) -> Yaml {
        let time = |seconds: &u64| Yaml::text(duration::promql(*seconds));
        let mut case = vec![
            ("name", Yaml::text(format!("{}: {name}", self.guarded.sloth_id))),
            ("interval", time(&self.step)),
            ("input_series", Yaml::List(series)),
        ];
        let alerts = expected.iter().filter_map(|expected| match expected {
            Expected::Alerts { at, name, alerts } => Some(Yaml::map([
                ("eval_time", time(at)),
                ("alertname", Yaml::text(name)),
                ("exp_alerts", Yaml::List(alerts.clone())),
            ])),
            Expected::Number { .. } => None,
        });
        let numbers = expected.iter().filter_map(|expected| match expected {
            Expected::Number { at, expression, number } => {
                let samples = number.iter().map(|number| {
                    Yaml::map([("labels", Yaml::text("{}")), ("value", Yaml::number(number))])
                });
                Some(Yaml::map([
                    ("expr", Yaml::text(expression)),
                    ("eval_time", time(at)),
                    ("exp_samples", Yaml::List(samples.collect())),
                ]))
            }
            Expected::Alerts { .. } => None,
        });
        for (key, tests) in [
            ("alert_rule_test", alerts.collect::<Vec<_>>()),
            ("promql_expr_test", numbers.collect()),
        ] {
            if !tests.is_empty() {
                case.push((key, Yaml::List(tests)));
            }
        }
        Yaml::map(case)
    }
}
