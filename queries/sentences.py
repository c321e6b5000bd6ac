"""The one wording module of whole answers (design: voice.md): a result becomes blocks of lines.

Pages, command line and text twins show these blocks and add no words of their own about facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from queries import sentences_changes as changes_
from queries import sentences_gaps as gaps_
from queries import sentences_lists as lists
from queries import sentences_routes as routes_
from queries import sentences_unlock as unlock_
from queries.result_changes import WhatIfAnswer
from queries.result_gaps import GapsAnswer
from queries.result_lists import (
    ChokepointsAnswer,
    CompareAnswer,
    CoverageAnswer,
    FindingsAnswer,
    LadderAnswer,
    ListAnswer,
    NextAnswer,
    SearchAnswer,
    ShowAnswer,
)
from queries.result_unlock import UnlockAnswer
from queries.results import Answer, Assuming, RoutesAnswer
from queries.sentence_parts import (
    STATES,
    Block,
    Line,
    Words,
    cited,
    count,
    day,
    listed,
    place,
    sentence,
)
from queries.sentences_chokepoints import chokepoints

__all__ = ["Block", "Line", "Words", "as_text", "tell"]

OTHERWISE = {
    "stated": "yes, as the sources say people do it",
    "conditional": "possible, with conditions",
    "met": "nothing is lacking",
    "opens": "open from here",
    "further": "further away",
    "gates_met": "what it asks is met",
    "unmet": "something is lacking",
    "unknown": "the sources do not say",
    "not_stated": "nobody has written down how",
    "not-stated": "nobody has written down how",
    "closed": "closed",
    "no-such-start": "no source names such a post to start from",
    "no-such-goal": "no source names such a post",
    "not-established": "it does not exist",
    "out-of-scope": "only outside what was asked",
    "out-of-budget": "the search was not finished",
    "not-asked": "ask with a goal to see it",
}


def tell(words: Words, answer: Answer) -> tuple[Block, ...]:
    """An answer in words: the verdict first, then what to do or what is in the way, its sources."""
    blocks = [b for b in (*_body(words, answer), *_common(words, answer)) if b.lines or b.heading]
    return words.spell_out((*blocks, foot(words, answer, blocks)))


def _body(words: Words, answer: Answer) -> Iterable[Block]:
    if isinstance(answer, RoutesAnswer):
        return routes_.routes(words, answer)
    if isinstance(answer, WhatIfAnswer):
        return changes_.what_if(words, answer)
    if isinstance(answer, GapsAnswer):
        return gaps_.gaps(words, answer)
    if isinstance(answer, NextAnswer):
        return lists.next_steps(words, answer)
    if isinstance(answer, LadderAnswer):
        return lists.ladder(words, answer)
    if isinstance(answer, ShowAnswer):
        return lists.show(words, answer)
    if isinstance(answer, ListAnswer):
        return lists.items(words, answer)
    if isinstance(answer, SearchAnswer):
        return lists.search(words, answer)
    if isinstance(answer, FindingsAnswer):
        return lists.findings(words, answer)
    if isinstance(answer, ChokepointsAnswer):
        return chokepoints(words, answer)
    if isinstance(answer, UnlockAnswer):
        return unlock_.unlock(words, answer)
    if isinstance(answer, CompareAnswer):
        return lists.compare(words, answer)
    assert isinstance(answer, CoverageAnswer)
    return lists.coverage(words, answer)


def _common(words: Words, answer: Answer) -> Iterator[Block]:
    """What every answer may carry beside its facts."""
    if answer.assuming:
        lines = tuple(_assuming(words, a) for a in answer.assuming)
        yield Block("This rests on a change that is not yet in force", lines, "assuming")
    if answer.asks:
        lines = tuple(
            Line(f"{words.label(a.id)} ({a.why})", link=a.id, claim=a.id) for a in answer.asks
        )
        yield Block("Do you have one of these? You have not told us", lines, "asks")
    told: tuple[str, ...] = getattr(answer, "told", ())
    if isinstance(answer, RoutesAnswer):
        told = tuple(dict.fromkeys(t for a in answer.by_start for t in a.told))
    if told:
        text = f"We take it from where you start that you have: {listed(map(words.name, told))}."
        yield Block("What we took as given", (Line(text),), "told")
    more = [w for w in answer.warnings if not isinstance(answer, RoutesAnswer | GapsAnswer)]
    if not answer.complete:
        more.append("We ran out of time before the search was finished, so there may be more.")
    if more:
        yield Block("Please note", tuple(Line(sentence(w)) for w in more), "note")


def _assuming(words: Words, told: Assuming) -> Line:
    pieces = []
    for piece in told.otherwise.replace("; ", ", ").split(", "):
        name, _, state = piece.rpartition(": ")
        said = OTHERWISE.get(state, state.replace("_", " ").replace("-", " "))
        name = name.partition("|")[0]
        pieces.append(f"{words.name(name)}: {said}" if name else said)
    where = f" in {listed(map(place, told.extent))}" if told.extent else ""
    what = told.what.partition(": ")[0]
    return Line(
        f"{what}: a change is announced for {day(told.from_)}{where} ({told.by})."
        f" Without it: {listed(pieces)}.",
        told.evidence,
    )


def foot(words: Words, answer: Answer, blocks: Iterable[Block]) -> Block:
    """Date and sources of the whole answer; a single dated source is called what it is."""
    stamp = answer.catalogue
    used = list(dict.fromkeys(e.source for e in cited(blocks)))
    lines = [Line(f"This answer is for {day(stamp.as_of)}.")]
    if stamp.sources:
        chosen = listed(words.label(s) for s in stamp.sources)
        lines.append(Line(f"You asked us to believe only: {chosen}."))
    if used:
        lines.append(Line(f"It rests on {count(len(used), 'source')}:"))
    for source in used:
        when = words.dated_of(source)
        lines.append(Line(words.label(source) + (f", {when}" if when else ""), link=source))
    if len(used) == 1:
        when = words.dated_of(used[0])
        seen = f" as it was seen in {when}" if when else ""
        lines.append(Line(f"There is no other source for it: a picture{seen}. Things may differ."))
    return Block("Where this comes from", tuple(lines), "foot")


def as_text(words: Words, blocks: Iterable[Block]) -> str:
    """The blocks as plain text, each line with the numbers of its sources."""
    blocks = tuple(blocks)
    proof = {text: number for number, text in enumerate(words.cites(cited(blocks)), start=1)}

    def marks(line: Line) -> str:
        return "".join(f" [{proof[text]}]" for text in words.cites(line.evidence))

    def lines_of(lines: Iterable[Line], indent: str, numbered: bool) -> Iterator[str]:
        for number, line in enumerate(lines, start=1):
            sign = f"{number}." if numbered else "-"
            state = f" ({STATES[line.state]})" if line.state and not line.under else ""
            yield f"{indent}{sign} {line.text}{state}{marks(line)}"
            if line.ask:
                yield f'{indent}   Ask: "{line.ask}"'
            yield from lines_of(line.under, indent + "   ", False)

    out: list[str] = []
    for block in blocks:
        if block.heading:
            out += ["", block.heading]
        if block.kind == "verdict":
            for line in block.lines:
                out += [line.text + marks(line), *lines_of(line.under, "", False)]
        else:
            out += lines_of(block.lines, "", block.numbered)
    if proof:
        out += ["", "Sources of each line"]
        out += [f"[{number}] {text}" for text, number in proof.items()]
    return "\n".join(out).strip()
