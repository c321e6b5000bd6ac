"""The career map: posts by band and strand with every stated way; and the same as text."""

from __future__ import annotations

from collections.abc import Iterator

from queries.result_map import CareerMap, Closing, MapLink, Place
from queries.sentence_parts import Block, Line, Words, capital, count, lower, sentence
from queries.sentences_steps import condition_text
from visualise.grid import arrange
from visualise.map_drawing import Href, Look, band_of, draw, notes
from visualise.styles import BOXES, INK, LINES
from visualise.svg import Line as Row
from visualise.svg import frame, text, wrap


def title(words: Words, career: CareerMap) -> str:
    """What the map shows."""
    around, strand = career.question.get("around"), career.question.get("strand")
    if around:
        return f"One step each way from: {words.label(str(around))}"
    return f"Career map: {words.label(str(strand))}" if strand else "Career map"


def told(career: CareerMap) -> str:
    """The map in two sentences, for those who do not see it."""
    posts = len({p.id for p in career.places if not p.beside})
    text_ = f"{capital(count(posts, 'place'))} and {count(len(career.links), 'way')} between them."
    return f"{text_} The list with the picture says the same in words."


def picture(
    words: Words, career: CareerMap, *, href: Href | None = None, name: str = "map", foot: str = ""
) -> str:
    """The map as SVG; `href` gives the address of an entry, `name` a prefix for ids."""
    if not career.places:
        line = [Row("None of the sources names a post here.")]
        return frame(name, 420, 60, title(words, career), line[0].text,
                     text(line, 16, 36, size=16, fill=INK), foot=foot)  # fmt: skip
    look = Look(name=name, href=href)
    drawn = draw(words, career, look, top=44)
    heading = wrap(title(words, career), drawn.width - 30, 20, bold=True)
    if len(heading) > 1:  # how wide it is decided how many lines of title stand above it
        drawn = draw(words, career, look, top=20 + 24.0 * len(heading))
    return frame(
        name,
        drawn.width,
        drawn.height,
        title(words, career),
        told(career),
        text(heading, 12, 30, size=20, gap=24, fill=INK, font_weight="bold"),
        drawn.markup,
        foot=foot,
    )


def twin(words: Words, career: CareerMap) -> tuple[Block, ...]:
    """The same map as text: every post with its ways, strand by strand."""
    return tuple(_blocks(words, career))


def _blocks(words: Words, career: CareerMap) -> Iterator[Block]:
    yield Block(title(words, career), (Line(told(career).partition(".")[0] + "."),), "verdict")
    grid = arrange(career)
    for lane in grid.lanes:
        inside = [p for p in career.places if lane.first <= grid.cells[p.key][1] <= lane.last]
        inside.sort(key=lambda p: grid.cells[p.key])
        yield Block(lane.label, tuple(place_line(words, career, p) for p in inside), "items")


def place_line(words: Words, career: CareerMap, place: Place) -> Line:
    """One place: what it is, how much is said of it, and where it leads."""
    parts = notes(words, place, career)
    if place.kind in ("post", "trainee", "function"):
        parts = [p for p in (band_of(words, place), *parts) if p]
    if len(place.strands) > 1:
        parts.append("in " + ", ".join(words.label(s) for s in place.strands))
    if place.key in career.here:
        parts.append("you are here")
    told_ = f" ({'; '.join(parts)})" if parts else ""
    text_ = f"{capital(place.label)}{told_}. {BOXES[place.state].words}."
    under = [link_line(words, career, x) for x in career.links if x.from_ == place.key]
    under += [_closing(words, career, c) for c in career.closings if c.from_ == place.key]
    return Line(text_, place.evidence, link=place.id, under=tuple(under))


def link_line(words: Words, career: CareerMap, link: MapLink) -> Line:
    """One way on, with its state in words and what it hangs on."""
    goal = next((p for p in career.places if p.key == link.to), None)
    name = words.name(f"{goal.id}@{goal.band}" if goal and goal.band else link.to)
    verb = "Shut" if link.state == "closed" else "Leads to"
    said = f"{verb}: {name}." if link.state == "closed" else (
        f"{verb} {name}: {lower(LINES[link.state].words)}."
    )  # fmt: skip
    if link.setting:
        said += f" In: {words.name(link.setting)}."
    under = [Line(sentence(f"Only if {condition_text(words, c)}")) for c in link.conditions]
    if link.unless:
        under.append(Line(sentence(f"What would lift it: {link.unless}")))
    return Line(said, link.evidence, link=link.id, under=tuple(under))


def _closing(words: Words, career: CareerMap, item: Closing) -> Line:
    where = f" ({words.name(item.setting)})" if item.setting else ""
    names = tuple(Line(capital(words.name(k)), link=k.partition("@")[0]) for k in item.shuts)
    said = f"Shut from here{where}: {count(len(names), 'post')}. {sentence(item.text)}"
    lifted = (Line(sentence(f"What would lift it: {item.unless}")),) if item.unless else ()
    return Line(said, item.evidence, link=item.id, under=(*lifted, *names))
