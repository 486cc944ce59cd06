"""What Grafana's own classes make of a dashboard.

    grafana.py FILE

They read the file and write it again; what they do not know, and would not draw, is missing then.
"""

import json
import sys

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

# What later schemas have: how many repeated panels stand side by side; and of annotations, what the
# data source for Prometheus has of its own.
LATER = {"maxPerRow", "titleFormat"}


def lost(said, read, path):
    """The places of what was said and not read."""
    if isinstance(said, dict) and isinstance(read, dict):
        for key, value in said.items():
            if key in read:
                yield from lost(value, read[key], f"{path}.{key}")
            elif key not in LATER:
                yield f"{path}.{key}"
    elif isinstance(said, list) and isinstance(read, list) and len(said) == len(read):
        for at, (one, other) in enumerate(zip(said, read)):
            yield from lost(one, other, f"{path}[{at}]")
    elif said != read:
        yield path


register_default_plugins()
with open(sys.argv[1], encoding="utf-8") as file:
    dashboard = json.load(file)
written = JSONEncoder(sort_keys=True, indent=2).encode(Dashboard.from_json(dashboard))
missing = list(lost(dashboard, json.loads(written), "dashboard"))
if missing:
    sys.exit(f"Grafana does not know {', '.join(missing)}")
