"""The tour: each page at phone and desktop as a small picture, and `docs/tour.md` to show them.

`python -m tests.browser.tour` writes both anew; with names of pages, only their pictures.
"""

from __future__ import annotations

import base64
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from graph.catalogue import digest
from loaders.yaml_catalogue import load
from queries.ask import World
from tests.browser.kinds import KINDS
from tests.browser.looking import visit
from tests.browser.serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Page

DOCS = Path(__file__).resolve().parents[2] / "docs"
FOLDER = DOCS / "tour"
WINDOWS = {"phone": (390, 844), "desktop": (1366, 900)}
LARGEST, TOTAL = {"phone": 27_000, "desktop": 33_000}, 1_000_000
SCALES = {"phone": 0.9, "desktop": 0.7}
SCROLLED = {
    "route-lit": ("route-conditional", "figure.bw-figure"),
    "explore-chosen": ("explore-chosen", "#network-canvas"),
}
TYPED = {"form-routes": ("Where you want to be", "technician")}
STOPS = {
    "start": ("Start", "One question in one's own words, or from lists."),
    "which": ("Which do you mean?", "What fits several posts is asked back; nothing is guessed."),
    "route-stated": ("A route that is stated", "How the sources say people do it, step by step."),
    "route-conditional": (
        "A route with conditions",
        "Possible, if somebody agrees: that is first.",
    ),
    "route-lit": ("A route on the map", "The same route, lit; on a phone as a column of steps."),
    "route-closed": ("A closed door", "What is in the way, what is nearest, and when it changes."),
    "route-not-stated": ("Not written down", "Whom to ask, in words to copy, and what is nearest."),
    "gaps": ("My gaps", "What a goal asks for, part by part."),
    "next": ("What next", "What is open from here, and what to ask."),
    "ladder": ("Qualifications", "By level and kind of work, with the gaps."),
    "map": ("The career map", "One kind of work; each line says how sure the way is."),
    "explore": ("The network", "Posts and the ways on at first; more kinds when asked for."),
    "explore-chosen": (
        "One entry in the network",
        "All that it is linked with, of every kind; the address keeps it.",
    ),
    "roles": ("Find a role", "By words, band and kind of work."),
    "role": ("A role", "What the sources say, and one step each way."),
    "about": ("About the data", "The catalogue, its day and its sources."),
    "search": ("Search", "Small slips of spelling are forgiven."),
    "not-found": ("An error", "What is wrong, and what is near."),
    "form-routes": (
        "A form",
        "The same question, choice by choice. Long lists narrow as one types: by title, other name"
        " or id.",
    ),
}
LOOKED = """
## What looking changed

After these pictures, and each page on paper, were looked at:

- The network was a tangle of every kind and line, and only the start led there. It now begins with
  posts, trainee posts and the ways on, packed close, headings always in sight; other kinds and
  lines come when asked for. The menu, the map and each entry lead to it.
- Lists of up to 270 choices had to be scrolled. One can type in them; without JavaScript they are
  lists as before.
- A route's picture cut its title after one line. The title is whole now.
- The heading "22 posts." had a full stop, and the table of qualifications began with those of no
  level.
- On paper the tools of the pictures stood above them, each link had its address behind it, and the
  map was cut at the edge of the sheet. Now the map lies on its side with its legend, on A4 or on
  larger paper; folded sources and forms stay away; the address of the answer is at the foot.
- The larger menu took three rows on a phone. Its words are shorter and fit in two.
"""


def picture(page: Page, window: str) -> bytes:
    """The window as WebP, as fine as the size allows."""
    session = page.context.new_cdp_session(page)
    wide, high = WINDOWS[window]
    top = page.evaluate("() => scrollY")
    clip = {"x": 0, "y": top, "width": wide, "height": high, "scale": SCALES[window]}
    for quality in range(80, 0, -10):
        asked = {"format": "webp", "quality": quality, "clip": clip}
        taken = base64.b64decode(session.send("Page.captureScreenshot", asked)["data"])
        if len(taken) <= LARGEST[window]:
            return taken
    raise RuntimeError(f"no picture of {page.url} within {LARGEST[window]} bytes")


def document() -> str:
    """The page that shows them."""
    lines = [
        "# A tour in pictures",
        "",
        "Each page on a desktop and on a phone, over the built-in catalogue as of 30 November 2026",
        "(the closed door as of 9 December 2026). `python -m tests.browser.tour` takes them anew.",
    ]
    for name, (title, line) in STOPS.items():
        lines += ["", f"## {title}", "", line, ""]
        lines += [
            f'<img src="tour/{name}-{window}.webp" width="{wide}" alt="{title}, on a {window}">'
            for window, wide in (("desktop", 640), ("phone", 195))
        ]
    return "\n".join(lines) + "\n" + LOOKED


def main(names: list[str]) -> int:
    """Take the pictures; write the document when all of them are taken."""
    from tests.browser_here import NoBrowser, chromium

    catalogue = load()
    FOLDER.mkdir(exist_ok=True)
    try:
        with chromium() as browser, served(World(catalogue, digest(catalogue))) as base:
            for name in names or STOPS:
                for window, size in WINDOWS.items():
                    with visit(browser, base, size) as (page, _):
                        kind, place = SCROLLED.get(name, (name, "html"))
                        page.goto(KINDS[kind], wait_until="networkidle")
                        page.locator(place).first.evaluate("(e) => e.scrollIntoView()")
                        if name in TYPED:
                            label, line = TYPED[name]
                            page.get_by_role("combobox", name=label, exact=True).fill(line)
                            page.keyboard.press("ArrowDown")
                        taken = picture(page, window)
                        (FOLDER / f"{name}-{window}.webp").write_bytes(taken)
    except NoBrowser as error:
        print(f"No pictures were taken: {error}", file=sys.stderr)
        return 1
    if not names:
        (DOCS / "tour.md").write_text(document(), encoding="utf-8")
    kept = sorted(FOLDER.glob("*.webp"))
    total = sum(path.stat().st_size for path in kept)
    print(f"{len(kept)} pictures, {total / 1000:.0f} kB, in {FOLDER.relative_to(DOCS.parent)}")
    return int(total > TOTAL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
