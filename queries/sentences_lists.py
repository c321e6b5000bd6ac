"""Lists and entries in words: next, ladder, one entry, search, findings, structure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from queries.result_lists import (
    CompareAnswer,
    CoverageAnswer,
    FindingItem,
    FindingsAnswer,
    Item,
    LadderAnswer,
    ListAnswer,
    NextAnswer,
    NothingStated,
    SearchAnswer,
    ShowAnswer,
    StatedValue,
)
from queries.sentence_parts import Block, Line, Words, capital, count, day, listed, sentence
from queries.sentences_steps import step_line
from queries.wording import months_text

FIELDS = {
    "type": "What it is", "grades": "Band", "staff_groups": "Staff group", "strands": "Strand",
    "settings": "Setting", "employers": "Employers", "duties": "To do after starting",
    "gives": "Gives", "access": "Gives access to", "held_by": "Held by", "matches": "Profile",
    "level": "Level", "subjects": "Subjects", "months": "How long", "days": "Days",
    "hours": "Hours", "cost": "Cost", "awarding_body": "Awarded by", "providers": "Provider",
    "relevance": "Relevant for", "recognised_by": "Recognised by", "apprenticeship":
    "An apprenticeship", "status": "How it stands", "text": "In short", "audience": "For whom",
    "teaches": "Teaches", "leads_to": "Leads to", "part_of": "Part of", "requires": "Asks for",
    "not_required": "Not needed", "recommends": "Recommended before", "employer": "Employer",
    "of": "An example of", "title": "Title", "bands": "Bands", "publisher": "Published by",
    "dated": "Dated", "addresses": "Address", "licence": "Licence", "omits": "Leaves out",
    "by": "Granted by", "body": "Body", "parent": "Part of", "order": "Place in the order",
    "pay": "Pay", "register_of": "Keeps the register of", "seen": "How much of it was seen",
    "accepted_as": "Counts as", "from": "From", "to": "To", "begins": "Begins",
    "conditions": "If", "shuts": "Shuts", "unless": "Unless", "effect": "Effect",
}  # fmt: skip
SKIPPED = frozenset({"requires", "entry", "places", "force", "order", "levels", "field", "about"})
PLAIN = {
    "leaves-specialism": "leaves this kind of work", "opens": "a way on", "closes": "shuts",
    "hinders": "makes it harder", "not-stated": "not written down",
}  # fmt: skip


def next_steps(words: Words, answer: NextAnswer) -> Iterator[Block]:
    """What can be done from here, what is shut, and what nobody wrote down."""
    start = words.label(answer.start)
    posts, learning = len(answer.opens), len(answer.learning)
    text = f"{capital(count(posts, 'way'))} on and {count(learning, 'piece')} of learning are open."
    if not posts and not learning:
        text = "Nobody has written down a next step from here."
    yield Block(f"What next from here: {start}", (Line(text),), "verdict")
    heads: tuple[tuple[str, str, Iterable[Item]], ...] = (
        ("Open from here", "opens", answer.opens),
        ("What you can learn", "learning", answer.learning),
        ("Further on", "further", answer.further),
        ("You have what these ask for, but nobody has written down the way in", "gates",
         answer.gates_met),
        ("Done by people of your staff group", "held", answer.held_by),
        ("Something is needed first", "unmet", answer.unmet),
        ("Leads away from this kind of work", "leaves", answer.leaves),
        ("Not at the moment", "closed", answer.closed),
        ("What nobody has written down", "unstated", answer.not_stated),
    )  # fmt: skip
    for heading, kind, found in heads:
        lines = tuple(item_line(words, i) for i in found)
        if lines:
            yield Block(heading, lines, kind)
    yield _counted(words, "Learning, but for whom is not stated", answer.audience_not_stated)
    yield _counted(words, "Posts of which nothing more is stated", answer.nothing_stated)


def _counted(words: Words, heading: str, found: NothingStated) -> Block:
    lines = tuple(Line(capital(words.label(i)), link=i) for i in found.ids)
    return Block(f"{heading} ({found.count})" if lines else "", lines, "more")


def item_line(words: Words, item: Item) -> Line:
    """A line of a list, with what hangs on it."""
    text = capital(words.label(f"{item.id}@{item.band}" if item.band else item.id))
    if item.setting:
        text += f" ({words.name(item.setting)})"
    if item.text and item.text != item.label:
        text += f": {words.dated(item.text)}"
    under = []
    if item.state == "conditional" and item.missing:
        under.append(Line(sentence(f"If you get this: {listed(item.missing)}")))
    elif item.missing:
        under.append(Line(sentence(f"Not in what you told us: {listed(item.missing)}")))
    if item.unless and item.unless != item.text:
        under.append(Line(sentence(f"What would lift it: {item.unless}")))
    steps = tuple(step_line(words, s) for s in item.steps)
    if len(steps) > 1:
        under.append(Line(f"{capital(count(len(steps), 'step'))}:", under=steps))
    elif steps:
        under += steps[0].under
        if item.steps[0].kind in ("qualify", "course"):
            under.append(Line(steps[0].text))
    if item.leads_to:
        under.append(Line(sentence(f"Leads to {listed(map(words.name, item.leads_to))}")))
    return Line(sentence(text), item.evidence, item.id, item.ask or None, under=tuple(under))


def ladder(words: Words, answer: LadderAnswer) -> Iterator[Block]:
    """The ladder as sentences, row by row; a page shows it as a table."""
    jump = answer.largest_jump
    text = "The ladder has no empty rung between its levels."
    if jump:
        text = f"The widest step is from level {jump[0]} to level {jump[1]}."
    strands = listed(words.name(s) for s in answer.strands)
    yield Block("Qualifications, level by level", (Line(f"{text} For: {strands}."),), "verdict")
    for row in answer.rows:
        lines = []
        for cell in row.cells:
            awards = tuple(Line(a.label, a.evidence, link=a.id) for a in cell.awards)
            lines.append(Line(f"{words.label(cell.strand)}: {cell.state}", under=awards))
        level = f"Level {row.level}" if row.level is not None else "Level not stated"
        yield Block(level, tuple(lines), "row")
    lines = [Line(sentence(s.text), s.evidence, link=s.id) for s in answer.spans]
    if lines:
        yield Block("What the sources say of several levels", tuple(lines), "spans")


def show(words: Words, answer: ShowAnswer) -> Iterator[Block]:
    """All that the sources say of one entry."""
    also = f" Also called: {listed(answer.alt_labels)}." if answer.alt_labels else ""
    old = " Its name in older addresses was another one." if answer.retired_from else ""
    total = len({e.source for s in answer.statements for e in s.evidence})
    text = f"{capital(count(total, 'source'))} {'speaks' if total == 1 else 'speak'} of this."
    note = f" {sentence(answer.note)}" if answer.note else ""
    yield Block(capital(answer.label), (Line(text + also + old + note),), "verdict")
    lines = tuple(x for s in answer.statements if (x := stated_line(words, s)) is not None)
    if answer.requirement is not None:
        tree = words.tree(answer.requirement, judged=False)
        yield Block("What it asks for", (tree,), "tree")
    if lines:
        yield Block("What the sources say", lines, "statements")
    for heading, found, kind in (
        ("Ways here", answer.moves_here, "moves"),
        ("Ways on from here", answer.moves_on, "moves"),
        ("What stands in the way", answer.blocks, "blocks"),
    ):
        rows = tuple(
            Line(sentence(words.dated(i.text or i.label) + _plain(i.type)), i.evidence, i.id)
            for i in found
        )
        if rows:
            yield Block(heading, rows, kind)
    if answer.findings:
        yield Block("More from the sources", _findings(words, answer.findings), "findings")
    if answer.not_stated:
        names = listed(FIELDS.get(f, f).lower() for f in answer.not_stated)
        ask = f"Can you tell me this about {answer.label}: {names}?"
        yield Block("What nobody has written down", (Line(capital(names), ask=ask),), "unstated")


def _plain(type_: str | None) -> str:
    return f" ({PLAIN.get(type_, type_)})" if type_ and type_ != "opens" else ""


def stated_line(words: Words, item: StatedValue) -> Line | None:
    """One statement, or nothing where another block shows it."""
    if item.field in SKIPPED or item.value in (None, "", [], {}):
        return None
    name = FIELDS.get(item.field, capital(item.field.replace("_", " ")))
    text = f"{name}: {value_text(words, item.value)}"
    if item.valid_from is not None:
        verb = "announced for" if item.certainty == "announced" else "from"
        text += f" ({verb} {day(item.valid_from)})"
    if item.valid_to is not None:
        text += f" (until {day(item.valid_to)})"
    if item.superseded:
        text += " (replaced since)"
    return Line(sentence(text), item.evidence)


def value_text(words: Words, value: Any) -> str:
    """A value as people say it: names for ids, plain words for the rest."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return listed(value_text(words, v) for v in value)
    if isinstance(value, Mapping):
        return _mapping(words, value)
    return words.dated(PLAIN.get(str(value), words.label(str(value))))


def _mapping(words: Words, value: Mapping[str, Any]) -> str:
    if "band" in value:
        top = f" to {words.name(value['to'])}" if value.get("to") else ""
        return words.label(str(value["band"])) + top
    if set(value) <= {"min", "typical", "max"}:
        low, usual, high = (value.get(k) for k in ("min", "typical", "max"))
        if low is not None and high is not None and low != high:
            return f"{low:g} to {months_text(high)}"
        if usual is not None:
            return months_text(usual)
        return (
            f"at least {months_text(low)}" if low is not None else f"up to {months_text(high or 0)}"
        )
    if "pounds" in value:
        extra = {k: v for k, v in value.items() if k != "pounds"}
        return f"£{value['pounds']:,.0f}" + (f" ({value_text(words, extra)})" if extra else "")
    parts = []
    for key, item in value.items():
        name = FIELDS.get(key, key.replace("_", " ")).lower()
        said = value_text(words, item)
        parts.append(said if key in ("value", "ids", "words", "group") else f"{name} {said}")
    return ", ".join(parts)


def items(words: Words, answer: ListAnswer) -> Iterator[Block]:
    """Entries of a kind."""
    kind = str(answer.question.get("kind", "entry")).replace("-", " ")
    text = f"{capital(count(len(answer.items), 'entry', 'entries'))}."
    yield Block(f"List: {kind}", (Line(text),), "verdict")
    yield Block("", tuple(item_line(words, i) for i in answer.items), "items")


def search(words: Words, answer: SearchAnswer) -> Iterator[Block]:
    """Search hits."""
    asked = str(answer.question.get("q", ""))
    text = f"{capital(count(len(answer.hits), 'name'))} like this."
    if not answer.hits:
        text = "No name in the sources is like this. Try fewer or other words."
    yield Block(f"Looking for: {asked}", (Line(text),), "verdict")
    lines = tuple(
        Line(f"{capital(h.label)} ({h.kind.replace('-', ' ')})", link=h.id) for h in answer.hits
    )
    yield Block("", lines, "items")


def _findings(words: Words, found: Iterable[FindingItem]) -> tuple[Line, ...]:
    lines = []
    for item in found:
        text = f"{capital(PLAIN.get(item.type, item.type))}: {item.text}"
        if item.value is not None and str(item.value) not in item.text:
            unit = f" {item.unit}" if item.unit else ""
            text += f" ({item.value}{unit}{', ' + item.counts if item.counts else ''})"
        if item.computed:
            text += " (worked out by us)"
        lines.append(Line(sentence(words.dated(text)), item.evidence, link=item.id))
    return tuple(lines)


def findings(words: Words, answer: FindingsAnswer) -> Iterator[Block]:
    """What sources state."""
    text = f"{capital(count(len(answer.items), 'statement'))}."
    yield Block("What the sources say", (Line(text),), "verdict")
    yield Block("", _findings(words, answer.items), "findings")


def compare(words: Words, answer: CompareAnswer) -> Iterator[Block]:
    """Entries side by side."""
    names = listed(dict.fromkeys(words.label(i.id) for i in answer.items))
    yield Block("Side by side", (Line(sentence(names)),), "verdict")
    for item in answer.items:
        where = f" ({words.name(item.setting)})" if item.setting else ""
        ways = tuple(Line(sentence(f"A way here: {words.label(m)}"), link=m)
                     for m in item.moves_here)  # fmt: skip
        tree = words.tree(item.verdict, judged=False)
        yield Block(f"{words.label(item.id)}{where}", (tree, *ways), "tree")


def coverage(words: Words, answer: CoverageAnswer) -> Iterator[Block]:
    """Courses by strand and audience."""
    total = len({i for c in answer.items for i in c.ids})
    yield Block("Courses", (Line(f"{capital(count(total, 'course'))} in all."),), "verdict")
    lines = tuple(
        Line(
            f"{words.label(c.strand)}, for {words.name(c.stage)}: {count(len(c.ids), 'course')}",
            under=tuple(Line(words.label(i), link=i) for i in c.ids),
        )
        for c in answer.items
    )
    yield Block("By strand and audience", lines, "items")
