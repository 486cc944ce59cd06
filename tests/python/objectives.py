"""A strict Cloud Monitoring for objectives, of Google's own classes and the documented rules.

    objectives.py FILE

listens on a free port, says which, and takes descriptors, services, objectives and alert policies. FILE
gets a line for each request: its method, its path and what became of it. What is posted to `/check/…`
is judged and not kept.
"""

import json
import re
import sys
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, unquote, urlsplit

import strict
from google.api import metric_pb2
from google.cloud.monitoring_v3 import types
from google.protobuf.json_format import ParseDict, ParseError
from strict import Broken, require

DAY = 86_400
LABEL = re.compile(r"[a-z0-9_-]{1,63}")
KEY = re.compile(r"[a-z][a-z0-9_-]{0,62}")
SERVICE = re.compile(r"[a-z0-9-]+")
OBJECTIVE = re.compile(r"[a-zA-Z0-9_:.-]+")
TERM = re.compile(r'(metric\.type|resource\.type|metric\.labels\.[a-z_]+) ?= ?"([^"\\]+)"')
BURN = re.compile(
    r'select_slo_burn_rate\("projects/([^/"]+)/services/([^/"]+)/serviceLevelObjectives/([^/"]+)", '
    r'"([0-9]+)(ns|us|ms|s|m|h)"\)'
)
SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600}
RESOURCES = {"global", "generic_task", "gce_instance", "k8s_pod", "k8s_container"}
Kind = metric_pb2.MetricDescriptor.MetricKind
Type = metric_pb2.MetricDescriptor.ValueType


def user_labels(labels):
    require(len(labels) <= 64, "there are at most 64 labels")
    for key, value in labels.items():
        require(KEY.fullmatch(key), f"`{key}` is a label's key")
        require(LABEL.fullmatch(value), f"`{value}` is a label's value")


def series(text, kept):
    """The descriptor of a filter's metric, and its terms."""
    terms = text.split(" AND ")
    found = {}
    for term in terms:
        match = TERM.fullmatch(term)
        require(match, f"`{term}` is a term of a filter")
        require(match[1] not in found, "a filter says a thing once")
        found[match[1]] = match[2]
    require(found.get("resource.type") in RESOURCES, "a filter says a type of resource")
    require(len(text) <= 2048, "a filter has at most 2048 characters")
    descriptor = DESCRIPTORS.get(found.get("metric.type"))
    require(descriptor or not kept, "the metric referenced by the provided filter is unknown")
    keys = {term.split(".")[2] for term in found if term.startswith("metric.labels.")}
    if descriptor:
        require(keys <= {label.key for label in descriptor.labels}, "labels are the metric's")
    return descriptor, found


def descriptor(body):
    new = ParseDict(body, metric_pb2.MetricDescriptor())
    require(new.metric_kind == Kind.CUMULATIVE, "what an objective counts is cumulative")
    require(new.value_type == Type.INT64, "what an objective counts is a whole number")
    require(new.unit == "1", "calls have no unit")
    DESCRIPTORS[new.type] = new


def service(body):
    new = ParseDict(body, types.Service.pb()())
    require(new.WhichOneof("identifier") == "custom", "a service is of one kind")
    require(not new.name, "a name is the server's to say")
    require(new.display_name, "a service has a name to display")
    user_labels(new.user_labels)


def objective(body, kept=True):
    new = ParseDict(body, types.ServiceLevelObjective.pb()())
    require(not new.name, "a name is the server's to say")
    require(new.display_name, "an objective has a name to display")
    require(0 < new.goal <= 0.9999, "a goal is above 0 and at most 0.9999")
    user_labels(new.user_labels)
    period = new.WhichOneof("period")
    if period == "rolling_period":
        seconds = new.rolling_period.ToSeconds()
        require(seconds % DAY == 0 and 1 <= seconds // DAY <= 30, "a period is of 1 to 30 days")
    else:
        require(period == "calendar_period", "an objective has a period")
    indicator = new.service_level_indicator
    require(indicator.WhichOneof("type") == "request_based", "the indicator is of requests")
    request = indicator.request_based
    if request.WhichOneof("method") == "good_total_ratio":
        ratio = request.good_total_ratio
        filters = [ratio.good_service_filter, ratio.bad_service_filter, ratio.total_service_filter]
        filters = [text for text in filters if text]
        require(len(filters) == 2, "a ratio has two filters")
        found = [series(text, kept)[1] for text in filters]
        require(found[0] != found[1], "the two filters differ")
        require(found[0]["metric.type"] == found[1]["metric.type"], "they are of one metric")
    else:
        require(request.WhichOneof("method") == "distribution_cut", "an indicator has a method")
        series(request.distribution_cut.distribution_filter, kept)
        span = request.distribution_cut.range_
        require(span.min_ < span.max_, "the minimum of the range must be less than its maximum")


def policy(body):
    new = ParseDict(body, types.AlertPolicy.pb()())
    require(not new.name, "a name is the server's to say")
    require(new.display_name, "a policy has a name to display")
    require(1 <= len(new.conditions) <= 6, "a policy has 1 to 6 conditions")
    names = [condition.display_name for condition in new.conditions]
    require(all(names) and len(set(names)) == len(names), "each has a name of its own")
    require(new.combiner, "it is said how conditions go together")
    require(new.severity, "it is said how severe it is")
    user_labels(new.user_labels)
    text = new.documentation
    require(text.mime_type == "text/markdown", "the documentation is Markdown")
    require(0 < len(text.content) <= 8192, "it has at most 8192 characters")
    require(len(text.content.encode()) <= 10240, "it has at most 10240 bytes")
    require(0 < len(text.subject) <= 255, "its subject has at most 255 characters")
    require(len(text.links) <= 3, "it has at most 3 links")
    for link in text.links:
        require(link.url.startswith("https://"), "a link is one")
    close = new.alert_strategy.auto_close.ToSeconds()
    require(1800 <= close <= 7 * DAY, "it closes after half an hour at least")
    for channel in new.notification_channels:
        require(re.fullmatch(r"projects/[^/]+/notificationChannels/[^/]+", channel), "a channel")
    burns = 0
    for condition in new.conditions:
        kind = condition.WhichOneof("condition")
        if kind == "condition_threshold":
            burns += threshold(condition.condition_threshold)
        else:
            require(kind == "condition_prometheus_query_language", "a condition is of a kind")
            query(condition.condition_prometheus_query_language)
    if burns:
        require(burns == 2 and new.combiner == types.AlertPolicy.ConditionCombinerType.AND,
                "a burn is of two windows, both")


def threshold(condition):
    require(condition.comparison == types.ComparisonType.COMPARISON_GT, "more is worse")
    require(condition.duration.ToSeconds() % 60 == 0, "a duration is of whole minutes")
    if not condition.filter.startswith("select_"):
        series(condition.filter, True)
        require(len(condition.aggregations) == 1, "series are added up")
        period = condition.aggregations[0].alignment_period.ToSeconds()
        require(60 <= period <= 25 * 3600, "an alignment is of a minute to 25 hours")
        return 0
    match = BURN.fullmatch(condition.filter)
    require(match, f"`{condition.filter}` selects a burn rate")
    require(not condition.aggregations, "a burn rate is not added up")
    require(float(match[4]) * SECONDS[match[5]] <= DAY, "it is looked back for at most 24 hours")
    require(condition.threshold_value >= 1, "a burn below one lasts the period")
    name = (match[2], match[3])
    require(name in OBJECTIVES, f"there is no objective {name}")
    budget = 1 - OBJECTIVES[name]["goal"]
    require(condition.threshold_value * budget < 1, "it can be reached")
    return 1


def query(condition):
    require(condition.query.count("(") == condition.query.count(")"), "brackets are closed")
    require('monitored_resource="' in condition.query, "a query says a type of resource")
    require("custom_googleapis_com:" in condition.query, "its metric is called as in PromQL")
    seconds = condition.evaluation_interval.ToSeconds()
    require(seconds > 0 and seconds % 30 == 0, "it is evaluated every whole half minutes")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.act()

    def do_POST(self):
        self.act()

    def do_PATCH(self):
        self.act()

    def act(self):
        length = int(self.headers["Content-Length"] or 0)
        body = self.rfile.read(length)
        try:
            status, answer = self.take(body)
        except (Broken, ParseError, ValueError) as broken:
            status, answer = 400, {"error": {"code": 400, "message": str(broken)}}
        why = answer["error"]["message"] if status == 400 else ""
        with open(sys.argv[1], "a", encoding="utf-8") as file:
            print(f"{self.command} {self.path} {status} {why}".replace("\n", " "), file=file)
        strict.answer(self, status, json.dumps(answer, indent=2).encode())

    def take(self, body):
        strict.has_token(self)
        read = {}
        if self.command != "GET":
            read = strict.read_json(body)
            strict.lower_camel(read, "userLabels")
        url = urlsplit(self.path)
        asked = {key: values[0] for key, values in parse_qs(url.query).items()}
        _, first, *path = unquote(url.path).split("/")
        if first == "check":
            objective(read, kept=False)
            return 200, {}
        require((first, path[0]) == ("v3", "projects"), "the path is one of version 3")
        path = path[2:]
        match self.command, path:
            case "POST", ["metricDescriptors"]:
                descriptor(read)
                return 200, read
            case _, ["services", *rest] if not rest or rest[1:] == []:
                service(read)
                return self.keep(SERVICES, SERVICE, rest, asked.get("serviceId"), None, read)
            case _, ["services", owner, "serviceLevelObjectives", *rest]:
                require(owner in SERVICES, f"there is no service {owner}")
                objective(read)
                own = asked.get("serviceLevelObjectiveId")
                return self.keep(OBJECTIVES, OBJECTIVE, rest, own, owner, read)
            case "GET", ["alertPolicies"]:
                found = re.fullmatch(r'user_labels\.census_policy="([^"]+)"', asked["filter"])
                require(found, "policies are asked for by a label")
                found = [one for one in POLICIES if one["userLabels"]["census_policy"] == found[1]]
                return 200, {"alertPolicies": found, "totalSize": len(found)} if found else {}
            case "POST", ["alertPolicies"]:
                policy(read)
                name = f"projects/p/alertPolicies/{len(POLICIES) + 1000}"
                conditions = read["conditions"]
                for at, condition in enumerate(conditions):
                    condition["name"] = f"{name}/conditions/{at}"
                POLICIES.append({"conditions": conditions, "name": name, **read})
                return 200, POLICIES[-1]
            case "PATCH", ["alertPolicies", number]:
                policy(read)
                POLICIES[int(number) - 1000].update(read)
                return 200, read
        raise Broken(f"{self.command} {self.path} is no method")

    def keep(self, store, legal, rest, own, owner, read):
        name = rest[0] if rest else own
        require(name and legal.fullmatch(name), f"`{name}` is an id")
        key = (owner, name) if owner else name
        if self.command == "POST" and key in store:
            return 409, {"error": {"code": 409, "status": "ALREADY_EXISTS"}}
        require(self.command == "POST" or key in store, f"there is no {key}")
        store[key] = read
        return 200, read


DESCRIPTORS, SERVICES, OBJECTIVES, POLICIES = {}, {}, {}, []
strict.serve(Handler)
