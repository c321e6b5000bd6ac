"""The look of an organisation: from settings, checked at the start, without an inline style."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from queries.ask import World
from service.app import create_app
from service.settings import Settings, SettingsError
from service.theme import colour, contrast, fonts, theme_of
from tests.service.conftest import Bandway
from tests.service.page_reader import Page


def png(size: int = 0) -> bytes:
    """One white dot, made longer where wanted."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = zlib.crc32(kind + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + kind + body + check

    head = chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0") + chunk(b"tEXt", b"x\0" + b"x" * size)
    return (
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\xff")) + chunk(b"IEND", b"")
    )


def test_neutral_by_default(library_client: TestClient) -> None:
    text = library_client.get("/").text
    assert "theme.css" not in text and "/logo" not in text
    assert library_client.get("/theme.css").text == ""
    assert library_client.get("/logo").status_code == 404


def test_name_logo_colour_and_font_are_on_every_page(library: World, tmp_path: Path) -> None:
    file = tmp_path / "logo.png"
    file.write_bytes(png())
    environment = {
        "BANDWAY_ORGANISATION": "Town <Library> Service",
        "BANDWAY_LOGO": str(file),
        "BANDWAY_ACCENT": "#753",
        "BANDWAY_FONT": "Open Sans, Lato",
    }
    settings = Settings.from_environment(environment)
    with TestClient(create_app(library, settings)) as client:
        for address in ("/", "/nowhere", "/roles?as_of=2026-11-30"):
            text = client.get(address).text
            page = Page(text)
            assert page.loaded[-1] == "/theme.css"
            assert "Town &lt;Library&gt; Service" in text
            assert 'src="/logo" alt=""' in text
        reply = client.get("/logo")
        assert reply.content == png()
        assert reply.headers["content-type"] == "image/png"
        assert reply.headers["x-content-type-options"] == "nosniff"
        again = client.get("/logo", headers={"If-None-Match": reply.headers["etag"]})
        assert again.status_code == 304
        styles = client.get("/theme.css")
        assert styles.headers["content-type"] == "text/css; charset=utf-8"
        assert "background: #775533;" in styles.text
        assert 'font-family: "Open Sans", "Lato", Arial, sans-serif;' in styles.text
        assert styles.text.count("{") == styles.text.count("}")
        assert not re.search(r"url\(|@import|//", styles.text)


@pytest.mark.parametrize("accent", ["#24343f", "#000", "#7A2E00", "#0b5563", "#767676"])
def test_a_colour_that_can_be_read_is_taken(accent: str) -> None:
    assert re.fullmatch("#[0-9a-f]{6}", colour(accent))
    assert contrast(colour(accent)) >= 4.5


@pytest.mark.parametrize(
    ("accent", "told"),
    [
        ("#777777", "contrast of 4.48 to 1"),
        ("#ffeb3b", "Choose a darker colour"),
        ("#fff", "contrast of 1.00 to 1"),
        ("red", "not a colour"),
        ("#24343f;}", "not a colour"),
        ("#24343f\n", "not a colour"),
        ("24343f", "not a colour"),
        ("#12345", "not a colour"),
    ],
)
def test_another_colour_is_refused_with_the_reason(accent: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        theme_of(Settings(accent=accent))


@pytest.mark.parametrize(
    "font",
    ['Lato"; }', "Lato;", "url(x)", "Lato,,Arial", "a" * 41, "La\nto", "</style>", "1Font", "a{b}"],
)
def test_what_is_no_plain_name_of_a_font_is_refused(font: str) -> None:
    with pytest.raises(SettingsError, match="plain name of a font"):
        fonts(font)


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "neither PNG"),
        ("logo.png", b"<svg/>", "neither PNG nor JPEG"),
        ("logo.png", b"", "neither PNG nor JPEG"),
        ("logo.png", png(200_000), "larger than 200 kB"),
        ("logo.png", None, "cannot be read"),
    ],
)
def test_a_logo_of_another_kind_is_refused(
    name: str, body: bytes | None, told: str, tmp_path: Path
) -> None:
    file = tmp_path / name
    if body is not None:
        file.write_bytes(body)
    with pytest.raises(SettingsError, match=told):
        theme_of(Settings(organisation="Library", logo=str(file)))
    with pytest.raises(SettingsError, match="BANDWAY_ORGANISATION"):
        theme_of(Settings(logo=str(file)))


def test_a_jpeg_has_its_own_type(tmp_path: Path) -> None:
    file = tmp_path / "logo"
    file.write_bytes(b"\xff\xd8\xff\xe0rest")
    assert theme_of(Settings(organisation="Library", logo=str(file))).logo_type == "image/jpeg"


def test_the_service_does_not_start_with_a_colour_that_cannot_be_read(
    bandway: Bandway, monkeypatch: pytest.MonkeyPatch, library_folder: Path
) -> None:
    monkeypatch.setenv("BANDWAY_ACCENT", "#ffeb3b")
    ran = bandway("serve", "--port", "0", "--catalogue", library_folder)
    assert ran.code != 0
    assert "BANDWAY_ACCENT=#ffeb3b: white on it has a contrast of" in ran.err
    assert "Traceback" not in ran.err
