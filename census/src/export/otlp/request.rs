//! The bodies of an export's requests: as many as keep each at a length that receivers take, and
//! more where one is refused for a part of what is in it.

use std::collections::VecDeque;

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

/// Requests of one export that may be refused for what is in them before no more are divided, nor
/// views sent that were refused alone: one view of a thousand is found by ten, and a backend that
/// refuses all of them is not to be asked about each at every interval.
pub(super) const REFUSALS_MAX: usize = 32;

/// The requests of a snapshot.
#[derive(Debug)]
pub(super) struct Requests<'a> {
    snapshot: &'a Snapshot,
    /// What no request has yet. Views of two groups are in no request together.
    groups: VecDeque<Group<'a>>,
    refusals: usize,
    encoding: Encoding,
    temporality: Temporality,
    gzip: bool,
}

/// Views that may go together.
#[derive(Debug)]
struct Group<'a> {
    views: Vec<&'a ViewData>,
    /// Whether it is one that was refused alone by an export before.
    is_again: bool,
}

/// What is sent in one request.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) views: Vec<&'a ViewData>,
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
    /// All requests of a snapshot: one for all views, and one for each that was refused alone.
    pub(super) fn of(
        snapshot: &'a Snapshot,
        delivered: &Delivered,
        encoding: Encoding,
        temporality: Temporality,
        gzip: bool,
    ) -> Self {
        let is_shunned =
            |data: &&ViewData| delivered.shunned().any(|name| name == data.view().name());
        let views = snapshot.views().iter().filter(|data| !is_shunned(data)).collect();
        let again = delivered.shunned().filter_map(|name| snapshot.view(name));
        let again = again.map(|data| Group { views: vec![data], is_again: true });
        let groups = std::iter::once(Group { views, is_again: false }).chain(again).collect();
        Requests { snapshot, groups, refusals: 0, encoding, temporality, gzip }
    }

    /// The next one, without the views that were delivered by a try before.
    pub(super) fn next(
        &mut self,
        delivered: &Delivered,
        resource: &Resource,
        scope: &InstrumentationScope,
    ) -> Option<Part<'a>> {
        while let Some(Group { mut views, is_again }) = self.groups.pop_front() {
            views.retain(|data| !delivered.has(data, self.snapshot));
            if views.is_empty() || (is_again && self.refusals >= REFUSALS_MAX) {
                continue;
            }
            let mut writer = Writer::of(self.encoding);
            let fits = |data: &&&ViewData| {
                let fits = writer.len() < BYTES_MAX;
                if fits {
                    write(writer.as_dyn(), data, self.snapshot, self.temporality, delivered);
                }
                fits
            };
            let rest = views.split_off(views.iter().take_while(fits).count());
            self.groups.push_front(Group { views: rest, is_again });
            let bytes = (writer.len() > 0).then(|| writer.finish(resource, scope));
            return Some(Part { views, body: bytes.map(|bytes| Body::of(bytes, self.gzip)) });
        }
        None
    }

    /// Takes a part back that was refused for what is in it, to send its halves; gives it back
    /// where it is one view, or enough was refused.
    pub(super) fn divide(&mut self, mut part: Part<'a>) -> Option<Part<'a>> {
        self.refusals += 1;
        if part.views.len() < 2 || self.refusals >= REFUSALS_MAX {
            return Some(part);
        }
        let rest = part.views.split_off(part.views.len() / 2);
        self.groups.push_front(Group { views: rest, is_again: false });
        self.groups.push_front(Group { views: part.views, is_again: false });
        None
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
