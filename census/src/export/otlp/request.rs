//! The bodies of an export's requests: as many as keep each at a length that receivers take, and
//! more where one is refused for a part of what is in it.

use std::borrow::Cow;
use std::collections::VecDeque;

use opentelemetry_proto::tonic::common::v1::InstrumentationScope;
use opentelemetry_proto::tonic::resource::v1::Resource;

use super::delivered::{Delivered, Shunned, row_of};
use super::metric::{Write, write};
use super::{Encoding, Temporality, json, protobuf};
use crate::export::gzip::gzip;
use crate::snapshot::{Row, Snapshot, ViewData};

/// Bytes after which a request takes no further view: what gRPC takes, and so what receivers and
/// proxies are made for; the OpenTelemetry collector takes five times as much.
const BYTES_MAX: usize = 4 << 20;

/// Requests of one export that may be refused for what is in them before no more are divided: one
/// row of a thousand in one view of a thousand is found by twenty, and a backend that refuses all
/// of them is not to be asked about each at every interval.
const REFUSALS_MAX: usize = 32;

/// The requests of a snapshot.
#[derive(Debug)]
pub(super) struct Requests<'a> {
    snapshot: &'a Snapshot,
    /// What no request has yet. Nothing of two groups is in one request.
    groups: VecDeque<Vec<Piece<'a>>>,
    refusals: usize,
    encoding: Encoding,
    temporality: Temporality,
    gzip: bool,
}

/// A view with all of its rows, or some.
type Piece<'a> = Cow<'a, ViewData>;

/// What is sent in one request.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) pieces: Vec<Piece<'a>>,
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
    /// All requests of a snapshot: at first one, and one of what was refused alone.
    pub(super) fn of(
        snapshot: &'a Snapshot,
        delivered: &Delivered,
        encoding: Encoding,
        temporality: Temporality,
        gzip: bool,
    ) -> Self {
        let (mut pieces, mut again) = (Vec::new(), Vec::new());
        for data in snapshot.views() {
            match divided(data, delivered) {
                None => pieces.push(Cow::Borrowed(data)),
                Some(rest) => pieces.push(Cow::Owned(rest)),
            }
        }
        for Shunned { view, tags } in delivered.shunned() {
            let row = snapshot.view(view).and_then(|data| Some((data, row_of(data, tags)?)));
            again.extend(row.map(|(data, row)| piece(data, std::slice::from_ref(row))));
        }
        let groups = [pieces, again].into();
        Requests { snapshot, groups, refusals: 0, encoding, temporality, gzip }
    }

    /// The next one, without the views that were delivered by a try before.
    pub(super) fn next(
        &mut self,
        delivered: &Delivered,
        resource: &Resource,
        scope: &InstrumentationScope,
    ) -> Option<Part<'a>> {
        while let Some(mut pieces) = self.groups.pop_front() {
            pieces.retain(|data| !delivered.has(data, self.snapshot));
            if pieces.is_empty() {
                continue;
            }
            let mut writer = Writer::of(self.encoding);
            let fits = |data: &&Piece<'_>| {
                let fits = writer.len() < BYTES_MAX;
                if fits {
                    write(writer.as_dyn(), data, self.snapshot, self.temporality, delivered);
                }
                fits
            };
            let rest = pieces.split_off(pieces.iter().take_while(fits).count());
            self.groups.push_front(rest);
            let bytes = (writer.len() > 0).then(|| writer.finish(resource, scope));
            let body = bytes.map(|bytes| Body::of(bytes, self.gzip));
            return Some(Part { pieces, body });
        }
        None
    }

    /// Takes a part back that was refused for what is in it, to send its halves; gives it back
    /// where it is one row, or enough was refused.
    pub(super) fn divide(&mut self, part: Part<'a>) -> Option<Part<'a>> {
        self.refusals += 1;
        if self.refusals >= REFUSALS_MAX || part.row().is_some() {
            return Some(part);
        }
        let mut pieces = part.pieces;
        let rest = match &pieces[..] {
            [one] => {
                let (first, rest) = one.rows().split_at(one.rows().len() / 2);
                let rest = vec![piece(one, rest)];
                pieces = vec![piece(one, first)];
                rest
            }
            more => pieces.split_off(more.len() / 2),
        };
        self.groups.push_front(rest);
        self.groups.push_front(pieces);
        None
    }
}

impl Part<'_> {
    /// The one row that it is, if it is one.
    pub(super) fn row(&self) -> Option<&ViewData> {
        match &self.pieces[..] {
            [one] if one.rows().len() < 2 => Some(one),
            _ => None,
        }
    }
}

/// A view without the rows that go by themselves; `None` where there are none of those.
fn divided(data: &ViewData, delivered: &Delivered) -> Option<ViewData> {
    let mine = delivered.shunned().filter(|it| it.view == data.view().name());
    let mine: Vec<&[_]> = mine.map(|it| &it.tags[..]).collect();
    if mine.is_empty() {
        return None;
    }
    let rest = data.rows().iter().filter(|row| !mine.contains(&&row.tags[..]));
    Some(ViewData::new(data.view(), rest.cloned().collect()))
}

fn piece<'a>(of: &ViewData, rows: &[Row]) -> Piece<'a> {
    Cow::Owned(ViewData::new(of.view(), rows.to_vec()))
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
