"""The look of an organisation: its logo, colour and font, checked once at the start.

Neutral by default. The styles are a file of our own address, so that no page needs inline ones.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.api import conditional
from service.pages import Room
from service.problems import NotHere
from service.settings import Settings, SettingsError

LEAST = 4.5
LARGEST = 200_000
HEX = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9 -]{0,39}")
SIGNS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
COLOURED = """\
.bw-header, .nhsuk-button { background: %(accent)s; }
.nhsuk-button { box-shadow: 0 4px 0 %(dark)s; }
.nhsuk-button:hover { background: %(dark)s; }
.nhsuk-button--secondary, .nhsuk-button--secondary:visited { background: #fff; color: %(accent)s; \
border-color: %(accent)s; box-shadow: 0 4px 0 %(accent)s; }
.nhsuk-button--secondary:not(:focus):not(:active)::before { border-color: %(accent)s; }
.nhsuk-button--secondary::after { box-shadow: 0 4px 0 %(accent)s; }
.nhsuk-button--secondary:hover { background: %(accent)s; color: #fff; }
.bw-typeahead__option[aria-selected="true"] { background: %(accent)s; }
.nhsuk-button:focus:not(:hover) { background: #ffeb3b; color: #212b32; }
.bw-footer, .bw-box, .bw-verdict, .bw-start, .bw-tool { border-color: %(accent)s; }
@media print { .bw-header { background: #fff; } }
"""
WRITTEN = """\
html, body, button, input, select, textarea, [class*="nhsuk-"], [class*="bw-"]:not(svg) \
{ font-family: %s; }
"""


@dataclass(frozen=True)
class Theme:
    """Styles that go over our own, and a logo with its type; both may be empty."""

    css: str = ""
    logo: bytes = b""
    logo_type: str = ""


def theme_of(settings: Settings) -> Theme:
    """The theme of the settings; raises SettingsError for what cannot be used."""
    logo, kind = _logo(settings)
    css = ""
    if settings.accent:
        accent = colour(settings.accent)
        css += COLOURED % {"accent": accent, "dark": _darker(accent)}
    if settings.font:
        css += WRITTEN % fonts(settings.font)
    return Theme(css, logo, kind)


def colour(text: str) -> str:
    """A colour as #rrggbb on which white can be read."""
    if not HEX.fullmatch(text):
        raise SettingsError(f"BANDWAY_ACCENT={text!r} is not a colour: write it as #24343f.")
    digits = text[1:] if len(text) == 7 else "".join(2 * d for d in text[1:])
    found = contrast(f"#{digits}")
    if found < LEAST:
        raise SettingsError(
            f"BANDWAY_ACCENT={text}: white on it has a contrast of {found:.2f} to 1, and needs"
            f" {LEAST} to 1 to be read. Choose a darker colour."
        )
    return f"#{digits.lower()}"


def contrast(accent: str) -> float:
    """How well white can be read on a colour, from 1 to 21 (WCAG 2)."""
    parts = [int(accent[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _darker(accent: str) -> str:
    return "#" + "".join(f"{int(accent[i : i + 2], 16) * 6 // 10:02x}" for i in (1, 3, 5))


def fonts(text: str) -> str:
    """Names of fonts that readers may have, in quotes, with what everybody has at the end."""
    names = [name.strip() for name in text.split(",")]
    for name in names:
        if not NAME.fullmatch(name):
            raise SettingsError(
                f"BANDWAY_FONT={text!r}: {name!r} is not the plain name of a font. Write names of"
                " letters, digits, blanks and hyphens, with commas between: Lato, Open Sans."
            )
    return ", ".join([*(f'"{name}"' for name in names), "Arial", "sans-serif"])


def _logo(settings: Settings) -> tuple[bytes, str]:
    if not settings.logo:
        return b"", ""
    if not settings.organisation:
        raise SettingsError("BANDWAY_LOGO needs BANDWAY_ORGANISATION: a logo cannot be read out.")
    try:
        with Path(settings.logo).open("rb") as file:
            found = file.read(LARGEST + 1)
    except OSError:
        raise SettingsError(f"BANDWAY_LOGO: {settings.logo} cannot be read.") from None
    if len(found) > LARGEST:
        raise SettingsError(f"BANDWAY_LOGO: {settings.logo} is larger than {LARGEST // 1000} kB.")
    for sign, kind in SIGNS.items():
        if found.startswith(sign):
            return found, kind
    raise SettingsError(
        f"BANDWAY_LOGO: {settings.logo} is neither PNG nor JPEG. An SVG may hold scripts: turn it"
        " into a PNG of about 80 pixels' height."
    )


def router(room: Room) -> APIRouter:
    """The styles and the logo; pages learn here whether there are any."""
    theme = theme_of(room.desk.settings)
    room.templates.globals["theme"] = theme
    routes = APIRouter(include_in_schema=False)

    def sent(request: Request, body: bytes, kind: str) -> Response:
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {"ETag": etag, "Cache-Control": "no-cache"}
        return conditional(request, etag) or Response(body, 200, headers, kind)

    async def styles(request: Request) -> Response:
        return sent(request, theme.css.encode(), "text/css; charset=utf-8")

    async def logo(request: Request) -> Response:
        if not theme.logo:
            raise NotHere("This service shows no logo.", ())
        return sent(request, theme.logo, theme.logo_type)

    routes.add_api_route("/theme.css", styles, methods=["GET"])
    routes.add_api_route("/logo", logo, methods=["GET"])
    return routes
