"""What the provider for Google Cloud says of a Terraform file, by its published schema.

    terraform.py SCHEMA FILE

SCHEMA is `lib` of the package `@cdktf/provider-google`, in which each resource of the provider stands as
an interface: its arguments, their types, and which of them must be given. An argument that is not there,
one of another type, one that is missing, and a reference to nothing are each an error.
"""

import json
import pathlib
import re
import sys

HEAD = re.compile(r"^export interface (\w+) ", re.M)
MEMBER = re.compile(r"^    readonly (\w+)(\?)?: ([^;{]+|\{[^}]+\});", re.M)
GETTER = re.compile(r"^    get (\w+)\(\): ", re.M)
REFERENCE = re.compile(r"\$\{(google_\w+)\.([\w-]+)\.(\w+)\}")
# Arguments that Terraform itself gives every resource.
META = {"depends_on", "count", "for_each", "provider", "lifecycle"}


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


class Resource:
    """A resource of the provider: its interfaces, and what can be asked of it."""

    def __init__(self, schema, kind):
        name = kind.removeprefix("google_").replace("_", "-")
        source = (schema / name / "index.d.ts").read_text(encoding="utf-8")
        heads = list(HEAD.finditer(source))
        ends = [head.start() for head in heads[1:]] + [len(source)]
        bodies = [source[head.end():end].split("\n}", 1)[0] for head, end in zip(heads, ends)]
        self.interfaces = {
            head[1]: {name: (not free, kind.strip()) for name, free, kind in MEMBER.findall(body)}
            for head, body in zip(heads, bodies)
        }
        self.config = camel("_" + name.replace("-", "_")) + "Config"
        self.attributes = set(GETTER.findall(source))


def wrong(path, why):
    sys.exit(f"{path}: {why}")


def block(resource, interface, said, path):
    known = resource.interfaces[interface]
    if not isinstance(said, dict):
        wrong(path, "it is a block")
    given = {camel(name): name for name in said if name not in META}
    for name, written in given.items():
        if name not in known or name == written and re.search("[A-Z]", name):
            wrong(path, f"there is no argument `{written}`")
        value(resource, known[name][1], said[written], f"{path}.{written}")
    for name, (must, _) in known.items():
        if must and name not in given:
            wrong(path, f"`{name}` must be given")


def value(resource, kind, said, path):
    kind = kind.replace(" | cdktf.IResolvable", "")
    refers = isinstance(said, str) and REFERENCE.fullmatch(said)
    if kind.startswith("{"):
        if not isinstance(said, dict) or not all(isinstance(one, str) for one in said.values()):
            wrong(path, "it is a map of strings")
    elif kind.endswith("[]"):
        for at, one in enumerate(said if isinstance(said, list) else [said]):
            value(resource, kind[:-2], one, f"{path}[{at}]")
    elif kind in resource.interfaces:
        block(resource, kind, said, path)
    elif kind == "string":
        if not isinstance(said, str):
            wrong(path, f"it is a string, not {said!r}")
    elif kind == "number":
        if not refers and (isinstance(said, bool) or not isinstance(said, (int, float))):
            wrong(path, f"it is a number, not {said!r}")
    elif kind == "boolean":
        if not refers and not isinstance(said, bool):
            wrong(path, f"it is a boolean, not {said!r}")
    else:
        wrong(path, f"the schema has `{kind}`, which is not known here")


def main():
    schema, file = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    text = file.read_text(encoding="utf-8")
    said = json.loads(text)
    if set(said) != {"terraform", "resource"}:
        wrong(file, "it has `terraform` and `resource`")
    kinds = {kind: Resource(schema, kind) for kind in said["resource"]}
    for kind, resources in said["resource"].items():
        for name, arguments in resources.items():
            if not re.fullmatch(r"[A-Za-z_][\w-]*", name):
                wrong(file, f"`{name}` is no name of a resource")
            block(kinds[kind], kinds[kind].config, arguments, f"{kind}.{name}")
    for kind, name, attribute in REFERENCE.findall(text):
        if name not in said["resource"].get(kind, {}):
            wrong(file, f"there is no {kind}.{name}")
        if camel(attribute) not in kinds[kind].attributes:
            wrong(file, f"{kind} has no attribute `{attribute}`")
    for one in text.split("${")[1:]:
        if not REFERENCE.match("${" + one):
            wrong(file, f"`${{{one[:40]}` is no reference")


main()
