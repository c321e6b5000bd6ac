"""A page as somebody reads it: its words, links, headings and scripts."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

INNER_WORDS = re.compile(
    r"\b(clause|node|graph|gate|unmet|null|None|N/A|undefined|No results|same_rule)\b"
)
VOID = {"meta", "link", "input", "br", "hr", "img"}


class Page(HTMLParser):
    """A page's links, its visible text outside forms, and whether its elements are closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: list[str] = []
        self.scripts: list[str] = []
        self.words: list[str] = []
        self.headings: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        assert not any(name.startswith("on") for name in given)
        if tag == "script":
            assert given.get("type") == "module" and set(given) == {"type", "src"}
            self.scripts.append(str(given["src"]))
        assert "style" not in given, "an inline style, which our own policy forbids"
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a":
            self.links.append(str(given["href"]))
        if tag == "link":
            self.loaded.append(str(given["href"]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, (self.open[-3:], tag)
        self.open.pop()

    def handle_data(self, data: str) -> None:
        assert self.open[-1:] != ["script"] or not data.strip(), "an inline script"
        if self.open[-1:] and self.open[-1] in ("h1", "h2", "h3", "legend", "caption"):
            self.headings.append(data.strip())
        if not {"form", "title"} & set(self.open):
            self.words.append(data)

    @property
    def text(self) -> str:
        """What a person reads, forms left out."""
        return " ".join(unescape(" ".join(self.words)).split())
