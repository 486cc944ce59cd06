"""OpenCensus' own codec of tags in Python, asked about `grpc-tags-bin`.

    tags.py FILE

answers each line of FILE with one: `decode HEX` with the tags in JSON, `encode JSON` with the bytes
in hexadecimal, each behind `= `; what the codec refuses with `! ` and why.
"""

import json
import sys

from opencensus.tags import tag_key, tag_map, tag_value
from opencensus.tags.propagation.binary_serializer import BinarySerializer


def decode(text):
    tags = BinarySerializer().from_byte_array(bytes.fromhex(text))
    return json.dumps(list(tags.map.items()))


def encode(text):
    tags = tag_map.TagMap()
    for key, value in json.loads(text):
        tags.insert(tag_key.TagKey(key), tag_value.TagValue(value))
    return BinarySerializer().to_byte_array(tags).hex()


for line in open(sys.argv[1], encoding="utf-8"):
    ask, _, text = line.rstrip("\n").partition(" ")
    try:
        print("=", {"decode": decode, "encode": encode}[ask](text))
    except (IndexError, UnicodeDecodeError, ValueError) as error:
        print("!", type(error).__name__)
