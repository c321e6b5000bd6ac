"""The built-in catalogue is read once and kept; what is kept is never trusted blindly."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.catalogue import Catalogue, digest, dump
from loaders.yaml_catalogue import load
from service.kept_catalogue import KEPT, kept


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BANDWAY_CACHE", str(tmp_path / "deep" / "er"))
    return tmp_path / "deep" / "er"


def never() -> Catalogue:
    raise AssertionError("it was read again")


def test_the_second_time_it_is_not_read_again(place: Path) -> None:
    first, name = kept(load)
    again, same = kept(never)
    assert name == same == digest(first)
    assert dump(again) == dump(first)
    assert len(list(place.iterdir())) == 1


@pytest.mark.parametrize("damage", [b"", b"x", b"{}"])
def test_what_is_damaged_is_read_anew(place: Path, damage: bytes) -> None:
    _, name = kept(load)
    (path,) = place.iterdir()
    path.write_bytes(damage + path.read_bytes()[: 1000 if damage else 0])
    assert kept(load)[1] == name
    assert kept(never)[1] == name


def test_one_changed_byte_is_seen(place: Path) -> None:
    _, name = kept(load)
    (path,) = place.iterdir()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    assert kept(load)[1] == name


def test_nothing_is_kept_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("BANDWAY_CACHE", str(tmp_path / "file"))
    assert kept(load)[1]
    monkeypatch.setenv("BANDWAY_CACHE", "off")
    assert kept(load)[1]
    assert (tmp_path / "file").read_text() == "no folder"


def test_a_changed_catalogue_is_another_one(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"built-in-{n}" for n in range(KEPT + 2)]
    kept(load)
    for name in names:
        (place / name).write_text("of another version")
    monkeypatch.setattr("service.kept_catalogue._made_from", lambda: "other")
    with pytest.raises(AssertionError):
        kept(never)
    kept(load)
    assert len(list(place.iterdir())) == KEPT
