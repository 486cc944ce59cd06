//! The bodies of an export's requests: as many as keep each at a length that receivers take.

use opentelemetry_proto::tonic::common::v1::InstrumentationScope;
use opentelemetry_proto::tonic::resource::v1::Resource;

use super::delivered::Delivered;
use super::metric::{Write, write};
use super::{Encoding, Temporality, json, protobuf};
use crate::export::gzip::gzip;
use crate::snapshot::{Snapshot, ViewData};

/// Bytes after which a request takes no further view: what gRPC takes, and so what receivers and
/// proxies are made for; the OpenTelemetry collector takes five times as much.
const BYTES_MAX: usize = 4 << 20;

/// The requests of a snapshot.
#[derive(Debug)]
pub(super) struct Requests<'a> {
    snapshot: &'a Snapshot,
    /// Those that no request has yet.
    views: &'a [ViewData],
    encoding: Encoding,
    temporality: Temporality,
    gzip: bool,
}

/// What is sent in one request.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) views: &'a [ViewData],
    /// `None` where nothing has happened in them.
    pub(super) body: Option<Body>,
}

/// The body of a request.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    pub(super) gzipped: bool,
}

impl<'a> Requests<'a> {
    /// All requests of a snapshot.
    pub(super) fn of(
        snapshot: &'a Snapshot,
        encoding: Encoding,
        temporality: Temporality,
        gzip: bool,
    ) -> Self {
        Requests { snapshot, views: snapshot.views(), encoding, temporality, gzip }
    }

    /// The next one, without the views that were delivered by a try before.
    pub(super) fn next(
        &mut self,
        delivered: &Delivered,
        resource: &Resource,
        scope: &InstrumentationScope,
    ) -> Option<Part<'a>> {
        let there = |data: &&ViewData| delivered.has(data, self.snapshot);
        let gone = self.views.iter().take_while(there).count();
        let left = &self.views[gone..];
        let mut writer = Writer::of(self.encoding);
        let fits = |data: &&ViewData| {
            let fits = writer.len() < BYTES_MAX;
            if fits {
                write(writer.as_dyn(), data, self.snapshot, self.temporality, delivered);
            }
            fits
        };
        let (views, rest) = left.split_at(left.iter().take_while(fits).count());
        self.views = rest;
        if views.is_empty() {
            return None;
        }
        let bytes = (writer.len() > 0).then(|| writer.finish(resource, scope));
        Some(Part { views, body: bytes.map(|bytes| Body::of(bytes, self.gzip)) })
    }
}

impl Body {
    fn of(bytes: Vec<u8>, compressed: bool) -> Self {
        match compressed.then(|| gzip(&bytes)).flatten() {
            Some(bytes) => Body { bytes, gzipped: true },
            None => Body { bytes, gzipped: false },
        }
    }
}

/// A request that is being written, in either encoding.
enum Writer {
    Protobuf(protobuf::Writer),
    Json(json::Writer),
}

impl Writer {
    fn of(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Protobuf => Writer::Protobuf(protobuf::Writer::default()),
            Encoding::Json => Writer::Json(json::Writer::default()),
        }
    }

    fn as_dyn(&mut self) -> &mut dyn Write {
        match self {
            Writer::Protobuf(writer) => writer,
            Writer::Json(writer) => writer,
        }
    }

    fn len(&self) -> usize {
        match self {
            Writer::Protobuf(writer) => writer.len(),
            Writer::Json(writer) => writer.len(),
        }
    }

    fn finish(self, resource: &Resource, scope: &InstrumentationScope) -> Vec<u8> {
        match self {
            Writer::Protobuf(writer) => writer.finish(resource, scope),
            Writer::Json(writer) => writer.finish(resource, scope),
        }
    }
}
