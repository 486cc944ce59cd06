//! Which format and which coding a client wants, from the header fields of its request.

use super::Names;

/// A format that Prometheus reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Prometheus' text format, version 0.0.4.
    #[default]
    Text,
    /// OpenMetrics, version 1.0.0: units, and when each series began to count, are in it.
    OpenMetrics,
}

impl Format {
    /// The value of the header field `Content-Type`.
    pub const fn content_type(self) -> &'static str {
        match self {
            Format::Text => "text/plain; version=0.0.4; charset=utf-8",
            Format::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }

    /// The format for a request, from its header field `Accept`: what the client likes best. It is
    /// text where it likes neither, as Prometheus' own clients have it.
    ///
    /// ```
    /// use census::export::prometheus::{Format, Names};
    ///
    /// let browser = "text/html,application/xhtml+xml,*/*;q=0.8";
    /// let prometheus = "application/openmetrics-text;version=1.0.0,text/plain;q=0.5";
    /// assert_eq!(Format::negotiate(Some(browser), Names::Convention), Format::Text);
    /// assert_eq!(Format::negotiate(Some(prometheus), Names::Convention), Format::OpenMetrics);
    /// assert_eq!(Format::negotiate(Some(prometheus), Names::OpenCensus), Format::Text);
    /// ```
    pub fn negotiate(accept: Option<&str>, names: Names) -> Format {
        let (mut metrics, mut text) = (0.0, Liking::default());
        for choice in choices(accept.unwrap_or("*/*")) {
            match choice.name.as_str() {
                "application/openmetrics-text" if choice.is_version(&["1.0.0"]) => {
                    metrics = choice.quality.max(metrics);
                }
                "text/plain" if choice.is_version(&["0.0.4"]) => text.see(2, choice.quality),
                "text/*" => text.see(1, choice.quality),
                "*/*" => text.see(0, choice.quality),
                _ => {}
            }
        }
        let text_first = names == Names::OpenCensus && text.quality > 0.0;
        if metrics > 0.0 && metrics >= text.quality && !text_first {
            Format::OpenMetrics
        } else {
            Format::Text
        }
    }
}

/// Whether a client takes gzip, from its header field `Accept-Encoding`.
pub(super) fn takes_gzip(accept_encoding: Option<&str>) -> bool {
    let mut gzip = Liking::default();
    for choice in choices(accept_encoding.unwrap_or("")) {
        match choice.name.as_str() {
            "gzip" | "x-gzip" => gzip.see(1, choice.quality),
            "*" => gzip.see(0, choice.quality),
            _ => {}
        }
    }
    gzip.quality > 0.0
}

/// How much a client likes something: what is said most specifically counts.
#[derive(Default)]
struct Liking {
    specific: u8,
    quality: f32,
}

impl Liking {
    fn see(&mut self, specific: u8, quality: f32) {
        if specific > self.specific {
            *self = Liking { specific, quality };
        } else if specific == self.specific {
            self.quality = self.quality.max(quality);
        }
    }
}

/// One of a list such as `text/plain;version=0.0.4;q=0.5`.
struct Choice<'a> {
    /// In lower case.
    name: String,
    version: Option<&'a str>,
    /// 1 where it is not said, 0 where it is no number: what is garbled is not liked.
    quality: f32,
}

impl Choice<'_> {
    fn is_version(&self, served: &[&str]) -> bool {
        self.version.is_none_or(|version| served.contains(&version))
    }
}

fn choices(field: &str) -> impl Iterator<Item = Choice<'_>> {
    field.split(',').map(|item| {
        let mut parts = item.split(';').map(str::trim);
        let name = parts.next().unwrap_or("").to_ascii_lowercase();
        let mut choice = Choice { name, version: None, quality: 1.0 };
        for (key, value) in parts.filter_map(|part| part.split_once('=')) {
            let value = value.trim().trim_matches('"');
            match key.trim() {
                "q" | "Q" => choice.quality = quality(value),
                key if key.eq_ignore_ascii_case("version") => choice.version = Some(value),
                _ => {}
            }
        }
        choice
    })
}

fn quality(text: &str) -> f32 {
    text.parse().ok().filter(|quality| (0.0..=1.0).contains(quality)).unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn negotiate(accept: &str) -> Format {
        Format::negotiate(Some(accept), Names::Convention)
    }

    #[test]
    fn every_prometheus_gets_openmetrics() {
        let two = "application/openmetrics-text;version=1.0.0,\
                   application/openmetrics-text;version=0.0.1;q=0.75,\
                   text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
        let three = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,\
                     application/openmetrics-text;version=0.0.1;q=0.5,\
                     text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,\
                     text/plain;version=0.0.4;q=0.3,*/*;q=0.2";
        assert_eq!(negotiate(two), Format::OpenMetrics);
        assert_eq!(negotiate(three), Format::OpenMetrics);
        let text_only = "text/plain;version=0.0.4;q=0.6,*/*;q=0.1";
        assert_eq!(negotiate(text_only), Format::Text);
    }

    #[test]
    fn who_says_nothing_or_nonsense_gets_text() {
        assert_eq!(Format::negotiate(None, Names::Convention), Format::Text);
        for accept in ["", "*/*", ";;,,=", "image/png", "application/openmetrics-text;q=high"] {
            assert_eq!(negotiate(accept), Format::Text, "for `{accept}`");
        }
        assert_eq!(negotiate("application/openmetrics-text;version=0.0.1"), Format::Text);
        assert_eq!(negotiate("application/openmetrics-text;q=0, */*;q=0"), Format::Text);
    }

    #[test]
    fn the_greater_quality_wins_and_the_more_specific_says_it() {
        assert_eq!(
            negotiate("text/plain;q=0.2, application/openmetrics-text"),
            Format::OpenMetrics
        );
        assert_eq!(
            negotiate("Application/OpenMetrics-Text; Version=\"1.0.0\""),
            Format::OpenMetrics
        );
        assert_eq!(negotiate("text/plain, application/openmetrics-text;q=0.9"), Format::Text);
        assert_eq!(
            negotiate("*/*, text/plain;q=0.1, application/openmetrics-text;q=0.5"),
            Format::OpenMetrics
        );
    }

    #[test]
    fn opencensus_names_come_as_text_unless_only_openmetrics_will_do() {
        let both = "application/openmetrics-text, text/plain;q=0.1";
        let one = "application/openmetrics-text";
        assert_eq!(Format::negotiate(Some(both), Names::OpenCensus), Format::Text);
        assert_eq!(Format::negotiate(Some(one), Names::OpenCensus), Format::OpenMetrics);
    }

    #[test]
    fn gzip_is_for_those_who_take_it() {
        for field in ["gzip", "GZIP", "deflate, gzip;q=0.5", "*", "x-gzip", "identity, *;q=0.1"] {
            assert!(takes_gzip(Some(field)), "for `{field}`");
        }
        for field in ["", "identity", "gzip;q=0", "*, gzip;q=0", "br", "gzip;q=2"] {
            assert!(!takes_gzip(Some(field)), "for `{field}`");
        }
        assert!(!takes_gzip(None));
    }
}
