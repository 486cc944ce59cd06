"""What the strict receivers share: rules that are broken, and JSON as a server of today reads it."""

import json
from http.server import ThreadingHTTPServer


class Broken(Exception):
    """A rule that a request breaks."""


def require(holds, rule):
    if not holds:
        raise Broken(rule)


def unique(pairs):
    """An object of JSON, each key once."""
    read = dict(pairs)
    require(len(read) == len(pairs), "a key stands in an object once")
    return read


def constant(name):
    raise Broken(f"{name} is no JSON")


def read_json(body):
    return json.loads(body, object_pairs_hook=unique, parse_constant=constant)


def lower_camel(value, free, name=""):
    """Names in snake_case, which protobuf's reader lets pass; those in `free` are the user's."""
    if isinstance(value, dict):
        for key, item in value.items():
            require("_" not in key or name == free, f"{key} is in lowerCamelCase")
            lower_camel(item, free, key)
    elif isinstance(value, list):
        for item in value:
            lower_camel(item, free, name)


def has_token(handler):
    token = handler.headers["Authorization"] or ""
    require(token.startswith("Bearer ") and len(token) > 7, "there is a token")


def answer(handler, status, text, content_type="application/json"):
    handler.send_response(status)
    handler.send_header("Content-Type", content_type)
    handler.send_header("Content-Length", str(len(text)))
    handler.end_headers()
    handler.wfile.write(text)


def serve(handler):
    """Serves on a free port, and says which."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    print(f"listening on http://127.0.0.1:{server.server_port} ", flush=True)
    server.serve_forever()
