//! The rows of the comparison, a file each, and the floors under them.

#[cfg(feature = "peers")]
mod autometrics;
pub mod census;
pub mod floor;
#[cfg(feature = "peers")]
mod footprints;
#[cfg(feature = "peers")]
mod hotpath;
#[cfg(feature = "peers")]
mod measured;
#[cfg(feature = "peers")]
mod metered;
#[cfg(feature = "peers")]
mod metrics;
#[cfg(feature = "peers")]
mod metriken;
#[cfg(feature = "peers")]
mod nm;
#[cfg(feature = "peers")]
mod opentelemetry;
#[cfg(feature = "peers")]
mod prometheus;
#[cfg(feature = "peers")]
mod prometheus_client;

use crate::row::Row;

#[cfg(feature = "peers")]
pub use footprints::footprints;

/// All rows, in the order of the table; without the feature `peers`, census and the floors only.
pub fn all() -> Vec<Row> {
    let mut rows = floor::rows();
    rows.extend(census::rows());
    #[cfg(feature = "peers")]
    rows.extend(others());
    rows
}

#[cfg(feature = "peers")]
fn others() -> impl Iterator<Item = Row> {
    let rooms = [
        prometheus::rows(),
        prometheus_client::rows(),
        metrics::rows(),
        opentelemetry::rows(),
        measured::rows(),
        metriken::rows(),
        nm::rows(),
        autometrics::rows(),
        metered::rows(),
        hotpath::rows(),
    ];
    rooms.into_iter().flatten()
}
