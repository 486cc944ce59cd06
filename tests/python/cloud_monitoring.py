"""A strict Cloud Monitoring, which reads with Google's own classes and keeps the documented rules.

    cloud_monitoring.py FILE

listens on a free port, says which, and appends to FILE a line for each series that it writes. A body
that breaks a rule is answered as Cloud Monitoring does, and FILE gets a line that begins with
`refused`. Of two points of a series the later is kept, and looked at when the next one comes.
"""

import json
import math
import re
import sys
import time
from http.server import BaseHTTPRequestHandler
from threading import Lock
from urllib.parse import unquote

import strict
from google.api import metric_pb2
from google.cloud.monitoring_v3 import types
from google.protobuf.json_format import MessageToDict, ParseDict, ParseError
from strict import Broken, require

SECOND = 1_000_000_000
PERIOD = 5 * SECOND  # Between two points of a series.
DOMAINS = ("custom.googleapis.com", "external.googleapis.com", "workload.googleapis.com")
TYPE = re.compile(r"[a-z.]+(/[A-Za-z0-9_.-]+)+")
KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}")
RESOURCES = {
    "global": set(),
    "generic_task": {"location", "namespace", "job", "task_id"},
    "gce_instance": {"instance_id", "zone"},
    "k8s_pod": {"location", "cluster_name", "namespace_name", "pod_name"},
    "k8s_container": {
        "location", "cluster_name", "namespace_name", "pod_name", "container_name",
    },
}
WHOLE = {"int64Value", "count", "bucketCounts"}
Kind = metric_pb2.MetricDescriptor.MetricKind
Type = metric_pb2.MetricDescriptor.ValueType
TYPES = {
    "int64_value": Type.INT64,
    "double_value": Type.DOUBLE,
    "distribution_value": Type.DISTRIBUTION,
}


def whole(value, name=""):
    """Whole numbers of 64 bits as numbers, which protobuf's reader of JSON lets pass."""
    if isinstance(value, dict):
        for key, item in value.items():
            whole(item, key)
    elif isinstance(value, list):
        for item in value:
            whole(item, name)
    elif name in WHOLE:
        require(isinstance(value, str), f"{name}, of 64 bits, is a string")


def labels(keys):
    keys = list(keys)
    require(len(keys) <= 30, "a metric has at most 30 labels")
    require(len(set(keys)) == len(keys), "a label stands there once")
    for key in keys:
        require(KEY.fullmatch(key), f"`{key}` is a label's key")


def metric(name):
    require(TYPE.fullmatch(name) and len(name) <= 200, f"`{name}` is a type of at most 200 bytes")
    require(name.split("/")[0] in DOMAINS, f"`{name}` is in a domain of users")


def nanoseconds(stamp):
    return stamp.ToNanoseconds()


class Store:
    def __init__(self):
        self.lock = Lock()
        self.descriptors = {}
        self.last = {}

    def describe(self, project, body):
        new = ParseDict(body, metric_pb2.MetricDescriptor())
        metric(new.type)
        labels(label.key for label in new.labels)
        require(new.metric_kind in (Kind.GAUGE, Kind.CUMULATIVE), "a kind that users may have")
        require(new.value_type in TYPES.values(), "a type of values that users may have")
        require(new.unit, "a unit")
        require(new.display_name, "a name to display")
        old = self.descriptors.setdefault((project, new.type), new)
        require(
            (old.metric_kind, old.value_type) == (new.metric_kind, new.value_type),
            "a metric keeps its kind and the type of its values",
        )
        return MessageToDict(old)

    def write(self, project, body):
        request = types.CreateTimeSeriesRequest.pb()(name=f"projects/{project}")
        ParseDict(body, request)
        every = request.time_series
        require(1 <= len(every) <= 200, "a request has 1 to 200 series")
        written, refused, seen = [], {}, set()
        for at, series in enumerate(every):
            try:
                key, point = self.series(project, series, seen)
            except Broken as broken:
                refused.setdefault(str(broken), []).append(at)
            else:
                self.last[key] = point
                written.append(MessageToDict(series))
        return written, refused

    def series(self, project, series, seen):
        metric(series.metric.type)
        labels(series.metric.labels)
        for value in series.metric.labels.values():
            require(len(value.encode()) <= 1024, "a label's value has at most 1024 bytes")
        known = RESOURCES.get(series.resource.type)
        require(known is not None, f"`{series.resource.type}` is a resource of users' metrics")
        has = {key for key, value in series.resource.labels.items() if value}
        require(has - {"project_id"} == known, f"`{series.resource.type}` has its labels: {known}")
        require(
            series.resource.labels.get("project_id", project) == project, "the project is this one"
        )
        key = (project, series.metric.type, *sorted(series.metric.labels.items()))
        key += tuple(sorted(series.resource.labels.items()))
        require(key not in seen, "a series stands in a request once")
        seen.add(key)
        require(len(series.points) == 1, "a series has one point")
        descriptor = self.descriptors.get((project, series.metric.type))
        require(descriptor is not None, f"`{series.metric.type}` is described before its points")
        point = series.points[0]
        value = point.value.WhichOneof("value")
        require(TYPES.get(value) == descriptor.value_type, "a value is of its metric's type")
        require(series.metric_kind == descriptor.metric_kind, "a series is of its metric's kind")
        unknown = set(series.metric.labels) - {label.key for label in descriptor.labels}
        require(not unknown, f"labels that the metric has, not {unknown}")
        interval = self.interval(key, point.interval, descriptor.metric_kind)
        if value == "distribution_value":
            distribution(point.value.distribution_value)
        elif value == "double_value":
            require(math.isfinite(point.value.double_value), "a number is finite")
        return key, interval

    def interval(self, key, interval, kind):
        end, now = nanoseconds(interval.end_time), time.time_ns()
        start = nanoseconds(interval.start_time) if interval.HasField("start_time") else None
        require(now - 25 * 3600 * SECOND < end, "a point is at most 25 hours old")
        require(end < now + 300 * SECOND, "a point is at most 5 minutes ahead")
        if kind == Kind.GAUGE:
            require(start in (None, end), "a gauge is of one moment")
        else:
            require(start is not None and start < end, "a cumulative point has a start before its end")
        if key in self.last:
            before, last = self.last[key]
            require(end > last, "points come in their order")
            require(end - last >= PERIOD, "points are five seconds apart")
            require(start == before or start > last, "a start stays, or is behind the last end")
        return start, end


def distribution(data):
    bounds = list(data.bucket_options.explicit_buckets.bounds)
    counts = list(data.bucket_counts)
    require(bounds, "a distribution has a bound")
    require(all(map(math.isfinite, bounds)), "bounds are finite")
    require(all(a < b for a, b in zip(bounds, bounds[1:])), "bounds increase")
    require(len(bounds) < 200, "a distribution has at most 200 buckets")
    require(len(counts) == len(bounds) + 1, "a bucket more than bounds")
    require(all(count >= 0 for count in counts), "no count is negative")
    require(sum(counts) == data.count or max(counts) == 2**63 - 1, "the counts make the count")
    deviation = data.sum_of_squared_deviation
    require(deviation >= 0, "no sum of squares is negative")
    require(data.count > 1 or deviation == 0, "one value does not deviate")
    require(data.count > 0 or data.mean == 0, "nothing has a mean of zero")
    if data.count:
        lower, upper = [-math.inf, *bounds], [*bounds, math.inf]
        least = sum(count * at for count, at in zip(counts, lower) if count) / data.count
        most = sum(count * at for count, at in zip(counts, upper) if count) / data.count
        slack = 1e-9 * max(1, abs(data.mean))
        require(least - slack <= data.mean <= most + slack, "the mean is where the buckets are")
    exemplars = list(data.exemplars)
    values = [exemplar.value for exemplar in exemplars]
    require(values == sorted(values), "exemplars stand by their values")
    for exemplar in exemplars:
        bucket = sum(bound <= exemplar.value for bound in bounds)
        require(counts[bucket] > 0, "an exemplar is of a bucket that has values")
        kinds = [attachment.type_url for attachment in exemplar.attachments]
        require(len(set(kinds)) == len(kinds), "an exemplar has one attachment of a type")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        _, _, _, project, _, name = unquote(self.path).split("/", 5)
        found = STORE.descriptors.get((project, name))
        if found is None:
            self.answer(404, {"error": {"code": 404, "status": "NOT_FOUND", "message": name}})
        else:
            self.answer(200, MessageToDict(found))

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with STORE.lock:
            try:
                self.take(body)
            except (Broken, ParseError, ValueError) as broken:
                self.refuse(str(broken))

    def take(self, body):
        require(self.headers["Content-Type"] == "application/json", "the body is JSON")
        strict.has_token(self)
        read = strict.read_json(body)
        strict.lower_camel(read, "labels")
        whole(read)
        _, version, projects, project, what = self.path.split("/")
        require((version, projects) == ("v3", "projects"), "the path is one of version 3")
        if what == "metricDescriptors":
            self.answer(200, STORE.describe(project, read))
            return
        require(what == "timeSeries", "what is written is a descriptor or series")
        written, refused = STORE.write(project, read)
        for series in written:
            note(json.dumps(series, sort_keys=True))
        if refused:
            rules = [f"{rule}: timeSeries[{','.join(map(str, at))}]" for rule, at in refused.items()]
            count = sum(map(len, refused.values()))
            self.refuse("; ".join(rules), {
                "@type": "type.googleapis.com/google.monitoring.v3.CreateTimeSeriesSummary",
                "totalPointCount": count + len(written),
                "successPointCount": len(written),
                "errors": [{"status": {"code": 3}, "pointCount": count}],
            })
        else:
            self.answer(200, {})

    def refuse(self, why, *details):
        note(f"refused: {why}")
        error = {"code": 400, "status": "INVALID_ARGUMENT", "message": why, "details": details}
        self.answer(400, {"error": error})

    def answer(self, status, body):
        strict.answer(self, status, json.dumps(body).encode())


def note(line):
    with open(sys.argv[1], "a", encoding="utf-8") as file:
        print(line.replace("\n", " "), file=file)


STORE = Store()
strict.serve(Handler)
