"""SVG text, safe whatever the labels hold: cleaning, escaping, estimated widths, wrapping.

Only attributes are used, no style sheets: a picture looks alike in a page with a strict policy,
in a file of its own, and as PNG.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
SLACK = 1.08
BOLD = 1.07
ELLIPSIS = "…"
ASIDE = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
WIDTHS = {
    **dict.fromkeys("ijl'", 0.222), **dict.fromkeys(" !,./:;I[]\\ft|", 0.278),
    **dict.fromkeys('r()-`{}"', 0.345), **dict.fromkeys("cksvxyzJ*", 0.5),
    **dict.fromkeys("FTZ~+<>=", 0.611), **dict.fromkeys("ABEKPSVXY&", 0.667),
    **dict.fromkeys("CDHNRUw", 0.722), **dict.fromkeys("GOQ", 0.778),
    **dict.fromkeys("mM%", 0.86), **dict.fromkeys("W@—", 1.0),
}  # fmt: skip


class Markup(str):
    """Text that is SVG already; any other text is escaped on its way in."""

    __slots__ = ()


@dataclass(frozen=True)
class Line:
    """One line of wrapped text; `word_goes_on` where the next line continues the same word."""

    text: str
    word_goes_on: bool = False


def clean(text: str) -> str:
    """The text without control signs and hidden changes of direction, white space as one blank."""
    return " ".join(ASIDE.sub("", CONTROL.sub(" ", text)).split())


def escape(text: str) -> str:
    """Text made safe between tags and in attributes."""
    for sign, safe in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, safe)
    return text.replace("'", "&#39;")


def number(value: float) -> str:
    """A number as short as a picture needs it."""
    return f"{value:.1f}".removesuffix(".0").replace("-0", "0" if round(value, 1) == 0 else "-0")


def el(name: str, *inside: str, **attributes: str | float | None) -> Markup:
    """An element; `_` in names is `-`, a name may end in `_`, None leaves an attribute out."""
    told = []
    for key, value in attributes.items():
        if value is None:
            continue
        shown = number(value) if isinstance(value, int | float) else escape(clean(value))
        told.append(f' {key.rstrip("_").replace("_", "-")}="{shown}"')
    body = "".join(i if isinstance(i, Markup) else escape(clean(i)) for i in inside)
    return Markup(
        f"<{name}{''.join(told)}>{body}</{name}>" if body else f"<{name}{''.join(told)}/>"
    )


def join(parts: Iterable[str]) -> Markup:
    """Several pieces of markup as one."""
    return Markup("".join(p if isinstance(p, Markup) else escape(clean(p)) for p in parts))


def joins_on(sign: str) -> bool:
    """Whether a sign belongs to the one before it: an accent, a joiner, a shade of an emoji."""
    return (
        unicodedata.combining(sign) > 0
        or sign in "\u200c\u200d\ufe0e\ufe0f"
        or "\U0001f3fb" <= sign <= "\U0001f3ff"
    )


def width(text: str, size: float, bold: bool = False) -> float:
    """The estimated width of a text, with some slack, since nothing here can measure a font."""
    total = 0.0
    for sign in text:
        if joins_on(sign):
            continue
        wide = unicodedata.east_asian_width(sign) in "WF" or ord(sign) > 0x1F000
        total += 1.25 if wide else WIDTHS.get(sign, 0.556 if sign < "\u0250" else 0.7)
    return total * size * SLACK * (BOLD if bold else 1)


def _pieces(word: str, most: float, size: float, bold: bool) -> list[str]:
    """A word that is too long, cut after a stroke or hyphen where it has one, else anywhere."""
    found, piece = [], ""
    for sign in word:
        whole = not piece or joins_on(sign) or piece[-1] == "\u200d"
        if not whole and width(piece + sign, size, bold) > most:
            cut = max(piece.rfind("/"), piece.rfind("-")) + 1
            cut = cut if 2 < cut < len(piece) else len(piece)
            found.append(piece[:cut])
            piece = piece[cut:]
        piece += sign
    return [*found, piece]


def wrap(
    text: str, most: float, size: float, *, bold: bool = False, lines: int | None = None
) -> list[Line]:
    """The text in lines no wider than `most`; with `lines`, what is left over ends in `…`."""
    found: list[Line] = []
    current = ""
    for word in clean(text).split(" "):
        wider = f"{current} {word}" if current else word
        if width(wider, size, bold) <= most:
            current = wider
            continue
        if current:
            found.append(Line(current))
        *full, current = _pieces(word, most, size, bold)
        found += [Line(piece, word_goes_on=True) for piece in full]
    found.append(Line(current))
    if lines is not None and len(found) > lines:
        last = found[lines - 1].text
        while last and width(last + ELLIPSIS, size, bold) > most:
            last = last[:-1]
        found = [*found[: lines - 1], Line(last.rstrip() + ELLIPSIS)]
    return found


def text(
    lines: Iterable[Line],
    x: float,
    y: float,
    *,
    size: float = 14,
    gap: float | None = None,
    underline: bool = False,
    **attributes: str | float | None,
) -> Markup:
    """Lines as one `<text>`, so that they are read as one; `y` is the first base line."""
    step = gap or size * 1.22
    decoration = "underline" if underline else None
    parts: list[str] = []
    lines = list(lines)
    for index, line in enumerate(lines):
        at = {"x": x, "y": y + index * step} if len(lines) > 1 else {}
        parts.append(
            el("tspan", line.text, text_decoration=decoration, **at)
            if at or underline
            else line.text
        )
        if index + 1 < len(lines) and not line.word_goes_on:
            parts.append(Markup(" "))
    place = {} if len(lines) > 1 else {"x": x, "y": y}
    return el("text", *parts, font_size=size, **place, **attributes)


def frame(
    name: str,
    width_: float,
    height: float,
    title: str,
    told: str,
    *inside: str,
    foot: str = "",
) -> str:
    """A whole picture on white ground at its native size, with its name and a line at its foot."""
    rows = wrap(foot, width_ - 24, 13) if foot else []
    below = text(rows, 12, height + 14, size=13, gap=17, fill="#43525c") if rows else Markup("")
    height += 17 * len(rows) + 8 if rows else 0
    return el(
        "svg",
        el("title", title, id=f"{name}-title"),
        el("desc", told, id=f"{name}-desc"),
        el("rect", width=width_, height=height, fill="#ffffff"),
        *inside,
        below,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width_)} {number(height)}",
        width=width_,
        height=height,
        role="group",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
        font_family=FONT,
        class_="bw-picture",
    )
