"""Imports one small catalogue after another until it is killed; says so after each.

Called as: importer.py STORE FIRST. The catalogue of import n is `flavoured(n)`.
"""

from __future__ import annotations

import sys
from itertools import count

from graph.catalogue import Catalogue
from graph.opening import open_store
from graph.store import save

FLAVOURS = 6


def flavoured(number: int) -> Catalogue:
    """400 strands; a third of them differ between flavours, and some come and go."""
    flavour = number % FLAVOURS
    entries = {
        f"s{n}": {"kind": "strand", "label": f"{n} in {flavour if n % 3 == 0 else 'all'} " * 5}
        for n in range(400)
        if n % FLAVOURS != flavour
    }
    return Catalogue.model_validate({"name": f"flavour-{flavour}", "entries": entries})


def main() -> None:
    """Publish and acknowledge, for ever."""
    store = open_store(sys.argv[1])
    print("ready", flush=True)
    for number in count(int(sys.argv[2])):
        version = save(store, flavoured(number), f"import {number}")
        print(version, number, flush=True)


if __name__ == "__main__":
    main()
