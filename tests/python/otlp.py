"""A strict OTLP/HTTP receiver of metrics, which reads with OpenTelemetry's own classes.

    otlp.py FILE

listens on a free port, says which, and appends to FILE a line of JSON for each point that it takes.
A body that breaks a rule of the protocol or of the data model is answered with 400, and FILE gets a
line that begins with `refused`.
"""

import base64
import gzip
import json
import math
import re
import sys
from http.server import BaseHTTPRequestHandler
from threading import Lock

import strict
from google.protobuf.json_format import MessageToDict, ParseDict, ParseError
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2 as service
from opentelemetry.proto.metrics.v1 import metrics_pb2
from strict import Broken, require

NAME = re.compile(r"[A-Za-z][-A-Za-z0-9_./]{0,254}")
HEXADECIMAL = {"traceId": re.compile(r"[0-9a-f]{32}"), "spanId": re.compile(r"[0-9a-f]{16}")}
WHOLE = {"int64", "uint64", "fixed64", "sfixed64", "sint64"}
DELTA = metrics_pb2.AGGREGATION_TEMPORALITY_DELTA
CUMULATIVE = metrics_pb2.AGGREGATION_TEMPORALITY_CUMULATIVE


def kind(field):
    """The name of a field's type, as .proto files write it."""
    for name in dir(field):
        if name.startswith("TYPE_") and getattr(field, name) == field.type:
            return name[len("TYPE_"):].lower()
    return ""


def proto(message, descriptor, where="request"):
    """Checks what OTLP says of JSON and protobuf's own reader lets pass; ids become base64."""
    require(isinstance(message, dict), f"{where} is an object")
    fields = {field.json_name: field for field in descriptor.fields}
    read = {}
    for name, value in message.items():
        at = f"{where}.{name}"
        require(name in fields, f"{at} is a field, in lowerCamelCase")
        field = fields[name]
        values = value if isinstance(value, list) else [value]
        values = [item(value, field, at) for value in values]
        read[name] = values if isinstance(value, list) else values[0]
    return read


def item(value, field, at):
    of = kind(field)
    if of == "message":
        return proto(value, field.message_type, at)
    if of == "enum":
        require(type(value) is int, f"{at} is an enum, and so a number")
    elif field.name.endswith("_unix_nano"):
        require(isinstance(value, str) and value.isdigit(), f"{at} is a time, and so a string")
    elif of in WHOLE:
        require(type(value) is int, f"{at} is a number: some receivers drop strings")
    elif of == "double":
        special = value in ("NaN", "Infinity", "-Infinity")
        require(type(value) in (int, float) or special, f"{at} is a number")
    elif field.json_name in HEXADECIMAL:
        fits = isinstance(value, str) and HEXADECIMAL[field.json_name].fullmatch(value)
        require(fits, f"{at} is an id in hexadecimal digits")
        return base64.b64encode(bytes.fromhex(value)).decode()
    return value


def read(body, content_type):
    if content_type == "application/x-protobuf":
        request = service.ExportMetricsServiceRequest()
        request.ParseFromString(body)
        return request
    require(content_type == "application/json", "the content type is one of the two")
    request = service.ExportMetricsServiceRequest()
    ParseDict(proto(strict.read_json(body), request.DESCRIPTOR), request)
    return request


def attributes(given, where):
    keys = [attribute.key for attribute in given]
    require(all(keys), f"an attribute of {where} has a key")
    require(len(set(keys)) == len(keys), f"no two attributes of {where} have the same key")
    for attribute in given:
        require(attribute.value.WhichOneof("value"), f"an attribute of {where} has a value")
    return {attribute.key: MessageToDict(attribute.value) for attribute in given}


def histogram(point, where):
    bounds, counts = list(point.explicit_bounds), list(point.bucket_counts)
    require(len(counts) == len(bounds) + 1, f"{where} has a bucket more than bounds")
    require(sum(counts) == point.count, f"the buckets of {where} add up to its count")
    require(all(map(math.isfinite, bounds)), f"the bounds of {where} are finite")
    require(sorted(set(bounds)) == bounds, f"the bounds of {where} increase")
    if point.HasField("sum"):
        require(point.count or not point.sum, f"{where} has no sum of no values")
        require(point.sum >= 0, f"{where} has no sum where values are negative")
    for exemplar in point.exemplars:
        require(exemplar.time_unix_nano, f"an exemplar of {where} has a time")
        require(exemplar.WhichOneof("value"), f"an exemplar of {where} has a value")
        require(len(exemplar.trace_id) in (0, 16), f"a trace of {where} has 16 bytes")
        require(len(exemplar.span_id) in (0, 8), f"a span of {where} has 8 bytes")
        attributes(exemplar.filtered_attributes, f"an exemplar of {where}")


def points(request):
    """The points of a request that breaks no rule, each with all that it is of."""
    require(request.resource_metrics, "a request has a resource")
    for of_resource in request.resource_metrics:
        resource = attributes(of_resource.resource.attributes, "the resource")
        require(resource.get("service.name"), "a resource has a service.name")
        for of_scope in of_resource.scope_metrics:
            require(of_scope.scope.name, "a scope has a name")
            seen = set()
            for metric in of_scope.metrics:
                name = metric.name
                require(NAME.fullmatch(name), f"`{name}` is a legal name")
                require(len(metric.unit) <= 63, f"{name} has a unit of 63 characters at most")
                of = metric.WhichOneof("data")
                require(of in ("gauge", "sum", "histogram"), f"{name} is of a kind that we send")
                data = getattr(metric, of)
                require(data.data_points, f"{name} has points")
                temporality = getattr(data, "aggregation_temporality", None)
                require(temporality in (None, DELTA, CUMULATIVE), f"{name} has a temporality")
                for point in data.data_points:
                    tags = attributes(point.attributes, name)
                    row = (name, json.dumps(tags, sort_keys=True))
                    require(row not in seen, f"{row} is there once")
                    seen.add(row)
                    start, time = point.start_time_unix_nano, point.time_unix_nano
                    require(time, f"{name} has a time")
                    require(temporality is None or 0 < start < time, f"{name} has an interval")
                    if of == "histogram":
                        histogram(point, name)
                    else:
                        value = point.WhichOneof("value")
                        require(value, f"{name} has a value")
                        if getattr(data, "is_monotonic", False):
                            require(getattr(point, value) >= 0, f"{name} never falls")
                    yield {
                        "resource": resource,
                        "scope": MessageToDict(of_scope.scope),
                        "metric": [name, metric.unit, metric.description, of, temporality],
                        "monotonic": getattr(data, "is_monotonic", None),
                        "tags": tags,
                        "point": {**MessageToDict(point), "attributes": None},
                    }


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers["Content-Length"]))
        content_type = self.headers.get("Content-Type", "").split(";")[0]
        try:
            require(self.path == "/v1/metrics", "metrics are sent to /v1/metrics")
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            lines = [json.dumps(point, sort_keys=True) for point in points(read(body, content_type))]
            status, said = 200, b"{}" if content_type == "application/json" else b""
        except (Broken, DecodeError, ParseError, ValueError, OSError) as why:
            lines = [f"refused: {why}"]
            status, said = 400, str(why).encode()
        with LOCK, open(sys.argv[1], "a", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in lines)
        strict.answer(self, status, said, content_type)


LOCK = Lock()
strict.serve(Receiver)
