"""The JSON Schema that editors use is the one of the models."""

from __future__ import annotations

import json

from graph.entries import KINDS
from loaders.catalogue_schema import path, schema_text


def test_the_schema_file_is_up_to_date() -> None:
    assert path().read_text(encoding="utf-8") == schema_text(), (
        "The models have changed: run `python -m loaders.catalogue_schema`."
    )


def test_the_schema_knows_every_kind() -> None:
    entries = json.loads(schema_text())["properties"]["entries"]["patternProperties"]
    (entry,) = entries.values()
    assert set(entry["discriminator"]["mapping"]) == set(KINDS)


def test_one_item_may_stand_for_a_list() -> None:
    role = json.loads(schema_text())["$defs"]["Role"]["properties"]
    one, many = role["strands"]["anyOf"]
    assert one["type"] == "string"
    assert many["type"] == "array"
