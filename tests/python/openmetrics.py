"""Reads bodies with the strict OpenMetrics parser; ends with 1 at the first that it refuses."""

import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families

for path in sys.argv[1:]:
    with open(path, encoding="utf-8", newline="") as body:
        try:
            families = list(text_string_to_metric_families(body.read()))
        except ValueError as refusal:
            sys.exit(f"{path}: {refusal}")
    print(f"{path}: {len(families)} families")
