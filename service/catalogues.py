"""Open the world that is asked: catalogue files, or the active version of a store."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from graph.catalogue import digest, parse
from graph.errors import CatalogueError, Fault, QuestionError
from graph.opening import FORMS, open_store
from graph.store import Store
from loaders.yaml_catalogue import builtin, check_paths, load
from loaders.yaml_reader import Limits, read_yaml
from queries.ask import World
from service.kept_catalogue import kept
from service.settings import Settings


def beneath(paths: Sequence[Path]) -> tuple[Path, ...]:
    """What an own catalogue is read over: the built-in files, unless it says otherwise.

    A header `catalogue: {name: …}` without `extends` says that it stands alone.
    """
    own = [f for p in paths for f in (sorted(p.glob("*.yaml")) if p.is_dir() else [p])]
    inside = {f.resolve() for f in builtin()}
    if any(f.resolve() in inside for f in own):
        return ()
    headers = [h for f in own if (h := _header(f))]
    if headers and not any("extends" in h for h in headers):
        return ()
    return builtin()


def _header(path: Path) -> dict[str, object]:
    """The header of a file; the loader reports what is wrong with it."""
    limits = Limits()
    try:
        with path.open("rb") as stream:
            data = read_yaml(stream.read(limits.max_bytes + 1), str(path), limits).data
    except (OSError, CatalogueError):
        return {}
    header = data.get("catalogue") if isinstance(data, dict) else None
    return header if isinstance(header, dict) else {}


def faults(paths: Sequence[Path]) -> list[Fault]:
    """All faults of catalogue files; without paths, of the built-in ones."""
    return check_paths(paths, beneath=beneath(paths)) if paths else check_paths()


def open_world(paths: Sequence[Path] = (), store: str = "") -> World:
    """The catalogue of the paths, of a store, or the built-in one."""
    if store and paths:
        raise QuestionError("Name catalogue files or a store, not both.")
    if store:
        content = need_store(store).export()
        return World(parse(content), hashlib.sha256(content).hexdigest())
    if not paths:
        return World(*kept(load))
    catalogue = load(paths, beneath=beneath(paths))
    return World(catalogue, digest(catalogue))


def need_store(store: str) -> Store:
    """The store of a command that cannot do without, opened with the settings' credentials."""
    if not store:
        raise QuestionError(f"Name a store: --store {FORMS}; or set BANDWAY_STORE.")
    return open_store(store, Settings.from_environment().credentials)
