"""A picture of plain words, for an answer that has nothing to draw: why, and what is near."""

from __future__ import annotations

from collections.abc import Iterable

from queries.sentence_parts import Block, every
from visualise.styles import INK, QUIET, RULE
from visualise.svg import Markup, el, frame, text, wrap

HEADS = ("verdict", "blocking", "nearest", "unstated", "coming")


def picture(
    blocks: Iterable[Block], *, width: float = 720, name: str = "notice", foot: str = ""
) -> str:
    """The verdict, what is in the way, what is near and whom to ask, as SVG."""
    found = [b for b in blocks if b.kind in HEADS and (b.heading or b.lines)]
    head = found[0].heading if found else ""
    y, parts = 8.0, list[Markup]()
    for index, block in enumerate(found):
        rows = wrap(block.heading, width - 24, 18 if not index else 15, bold=True)
        if block.heading:
            y += 8
            parts.append(text(rows, 12, y + 18, size=18 if not index else 15, gap=22, fill=INK,
                              font_weight="bold"))  # fmt: skip
            y += 22 * len(rows) + 6
        for line in every(block.lines):
            told = wrap(line.text, width - 40, 14)
            parts.append(text(told, 24, y + 15, size=14, gap=18, fill=INK))
            y += 18 * len(told) + 6
            if line.ask:
                asked = wrap(f"Ask: “{line.ask}”", width - 52, 14)
                bar = el("rect", x=26, y=y + 2, width=3, height=18 * len(asked), fill=RULE)
                parts += [bar, text(asked, 36, y + 15, size=14, gap=18, fill=QUIET)]
                y += 18 * len(asked) + 8
    return frame(name, width, y + 14, head, "The same words stand beside the picture.", *parts,
                 foot=foot)  # fmt: skip
