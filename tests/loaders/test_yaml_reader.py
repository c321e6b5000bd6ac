"""The YAML reader: YAML 1.2 values, lines, and a corpus of hostile files."""

from __future__ import annotations

import time

import pytest

from graph.errors import CatalogueError
from loaders.yaml_reader import Limits, read_yaml

MEBIBYTE = 1024 * 1024
ALIAS_BOMB = b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n".encode()
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)

HOSTILE = {
    "alias bomb": (ALIAS_BOMB, "Anchors and aliases"),
    "alias without anchor": (b"a: *b", "Anchors and aliases"),
    "anchors in a row": (b"&a " * 1000, "Anchors and aliases"),
    "100,000 brackets": (b"[" * 100_000, "nested more than 40 deep"),
    "100,000 brackets on lines": (b"[\n" * 100_000, "nested more than 40 deep"),
    "100,000 braces": (b"{a: " * 100_000, "nested more than 40 deep"),
    "100,000 hyphens": (b"- " * 100_000, "nested more than 40 deep"),
    "deep blocks": (b"".join(b" " * n + b"a:\n" for n in range(1000)), "nested more than"),
    "keys of keys": (b"? " * MEBIBYTE, "A key is a list or a mapping"),
    "list as key": (b"? [a]\n: b", "A key is a list or a mapping"),
    "empty key": (b"'': b", "A key is empty"),
    "duplicate key": (b"a: 1\nb: 2\na: 3\n", "stands twice"),
    "duplicate key in quotes": (b"a: 1\n'a': 3\n", "stands twice"),
    "duplicate key far down": (b"a:\n - b: {c: 1, c: 2}\n", "stands twice"),
    "UTF-16": ("a: 1".encode("utf-16"), "byte order mark"),
    "UTF-16 without a mark": ("a: 1".encode("utf-16-le"), "control character"),
    "UTF-32": ("a: 1".encode("utf-32"), "byte order mark"),
    "UTF-8 with a mark": (b"\xef\xbb\xbfa: 1", "byte order mark"),
    "Latin-1": ("label: Café".encode("latin-1"), "not UTF-8"),
    "overlong UTF-8": (b"a: \xc0\xaf", "not UTF-8"),
    "lone surrogate": (b"a: \xed\xa0\x80", "not UTF-8"),
    "NUL": (b"a: b\x00c", "control character (U+0000)"),
    "escaped NUL": (b'a: "b\\0c"', "control character"),
    "escaped surrogate": (b'a: "\\ud800"', "not YAML"),
    "terminal escape": (b"a: \x1b[31m", "control character (U+001B)"),
    "text direction": ("a: b\u202ec".encode(), "control character (U+202E)"),
    "escaped text direction": (b'a: "\\u202e"', "control character"),
    "Python object": (b"!!python/object/apply:os.system ['true']", "Tags"),
    "Python name": (b"a: !!python/name:os.system", "Tags"),
    "own tag": (b"a: !secret x", "Tags"),
    "plain tag": (b"a: !!str 5", "Tags"),
    "tag directive": (b"%TAG ! tag:x,2000:\n---\na: 1", "Directives"),
    "version directive": (b"%YAML 1.1\n---\na: 1", "Directives"),
    "two documents": (b"a: 1\n---\nb: 2\n", "second document"),
    "tab": (b"a:\n\tb: 1\n", "indented with a tab"),
    "binary": (bytes(range(256)) * 64, "not UTF-8"),
    "archive": (b"PK\x03\x04" + b"\x14\x00" * 20, "control character"),
    "empty": (b"", "empty"),
    "blank": (b"\n\n  \n", "empty"),
    "comment alone": (b"# nothing\n", "empty"),
    "null": (b"~\n", "empty"),
    "open quote": (b"a: '" + b"''" * MEBIBYTE, "not YAML"),
    "open bracket": (b"a: [b, c\n", "not YAML"),
    "key as long as the file": (b"a" * 4 * MEBIBYTE + b": b", "not YAML"),
    "mapping in a value": (b"a: b: c: d", "not YAML"),
    "large file": (b"a: b\n" * 2 * MEBIBYTE, "larger than 8388608 bytes"),
    "many values": (b"[" + b"1," * 3 * MEBIBYTE + b"]", "more than 400000 values"),
    "many keys": (
        b"".join(b"k%d: 1\n" % n for n in range(500_000)),
        "more than 400000 values",
    ),
    "infinite": (b"a: .inf", "cannot be stored"),
    "not a number": (b"a: .nan", "cannot be stored"),
    "number too large": (b"a: 1e999", "cannot be stored"),
    "number of 5,000 digits": (b"a: " + b"9" * 5000, "too long"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_within_two_seconds(name: str) -> None:
    content, message = HOSTILE[name]
    start = time.process_time()
    with pytest.raises(CatalogueError) as caught:
        read_yaml(content, "bad.yaml")
    assert time.process_time() - start < 2
    (fault,) = caught.value.faults
    assert message in fault.message
    assert fault.file == "bad.yaml"
    assert fault.line >= 1
    assert fault.remedy
    assert len(str(fault)) < 400


def test_a_refusal_names_the_line() -> None:
    with pytest.raises(CatalogueError) as caught:
        read_yaml(b"a: 1\nb:\n  c: 2\n  d: 3\n  c: 4\n", "bad.yaml")
    (fault,) = caught.value.faults
    assert fault.line == 5
    assert "first on line 3" in fault.message


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("Off", "Off"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("12", 12),
        ("-7", -7),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("2026-12-10", "2026-12-10"),
        ("'5'", "5"),
        ('"true"', "true"),
        ("8a", "8a"),
        ("2:1", "2:1"),
        ("<<", "<<"),
        ("''", ""),
    ],
)
def test_a_scalar_is_read_by_the_core_schema_of_yaml_1_2(text: str, value: object) -> None:
    read = read_yaml(f"a: {text}".encode(), "x.yaml").data["a"]
    assert read == value
    assert type(read) is type(value)


def test_keys_are_text_and_values_keep_their_order() -> None:
    data = read_yaml(b"entries: {5: a, no: b, 1.0: c}", "x.yaml").data
    assert list(data["entries"]) == ["5", "no", "1.0"]


def test_every_value_has_its_line() -> None:
    document = read_yaml(b"# first\na:\n  b: 1\n  c:\n    - d\n    - e: [f,\n       g]\n", "x.yaml")
    assert document.data == {"a": {"b": 1, "c": ["d", {"e": ["f", "g"]}]}}
    assert document.line(("a", "b")) == 3
    assert document.line(("a", "c", 0)) == 5
    assert document.line(("a", "c", 1, "e", 1)) == 7
    assert document.line(("a", "c", 1, "unknown", 9)) == 6
    assert document.line(("unknown",)) == 2


def test_limits_can_be_set_lower() -> None:
    with pytest.raises(CatalogueError, match="nested more than 2 deep"):
        read_yaml(b"{a: {b: {c: d}}}", "x.yaml", Limits(max_depth=2))
    with pytest.raises(CatalogueError, match="more than 3 values"):
        read_yaml(b"[a, b, c]", "x.yaml", Limits(max_nodes=3))
    with pytest.raises(CatalogueError, match="larger than 4 bytes"):
        read_yaml(b"a: bc", "x.yaml", Limits(max_bytes=4))


def test_depth_up_to_the_limit_is_read() -> None:
    data = read_yaml(b"[" * 40 + b"]" * 40, "x.yaml").data
    for _ in range(39):
        (data,) = data
    assert data == []
