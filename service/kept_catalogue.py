"""The built-in catalogue as it was read before: reading and checking it again takes half a second.

What is kept is canonical JSON under the hash of everything that it was made from, with its own hash
in front; what does not fit is read anew. `BANDWAY_CACHE=off` keeps nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import graph
import loaders
from graph.catalogue import Catalogue, dump, parse
from graph.errors import CatalogueError
from loaders.yaml_catalogue import builtin

OFF = "off"
KEPT = 3
"""How many catalogues are kept, of this and of other versions."""


def folder() -> Path | None:
    """Where catalogues are kept; None where none is to be."""
    named = os.environ.get("BANDWAY_CACHE", "")
    if named == OFF:
        return None
    if named:
        return Path(named)
    try:
        home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    except RuntimeError:  # nobody's home is known
        return None
    return Path(home) / "bandway"


def kept(read: Callable[[], Catalogue]) -> tuple[Catalogue, str]:
    """The built-in catalogue and its hash: the kept one, or what `read` gives, kept from now on."""
    place = folder()
    path = place / f"built-in-{_made_from()}" if place is not None else None
    found = _taken(path) if path is not None else None
    if found is not None:
        return found
    catalogue = read()
    content = dump(catalogue)
    digest = hashlib.sha256(content).hexdigest()
    if path is not None:
        _keep(path, digest.encode() + b"\n" + content)
    return catalogue, digest


def _made_from() -> str:
    """The hash of the files of the catalogue, and of the code that reads them."""
    code = [p for m in (graph, loaders) for p in Path(next(iter(m.__path__))).glob("*.py")]
    whole = hashlib.sha256()
    for path in (*builtin(), *sorted(code)):
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()[:32]


def _taken(path: Path) -> tuple[Catalogue, str] | None:
    """What is kept there, if it is whole."""
    try:
        digest, _, content = path.read_bytes().partition(b"\n")
        if hashlib.sha256(content).hexdigest().encode() != digest:
            return None
        return parse(content), digest.decode()
    except (OSError, CatalogueError):
        return None


def _keep(path: Path, content: bytes) -> None:
    """Write it whole or not at all; where nothing can be written, nothing is kept."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as stream:
            stream.write(content)
        Path(stream.name).replace(path)
        _forget(path.parent.glob("built-in-*"))


def _forget(paths: Iterable[Path]) -> None:
    """Remove all but the newest."""
    for path in sorted(paths, key=lambda p: p.stat().st_mtime, reverse=True)[KEPT:]:
        path.unlink(missing_ok=True)
