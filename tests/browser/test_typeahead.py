"""Typing in a long list: by keyboard and by touch, told to those who listen, never a guess."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.kinds import DAY
from tests.browser.looking import DESKTOP, PHONE, sideways, violations, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

FORM = f"/routes?{DAY}"
ACTIVE = "(e) => document.getElementById(e.getAttribute('aria-activedescendant'))?.textContent"
SEEN = """(option) => {
  const one = option.getBoundingClientRect();
  const all = option.closest("[role=listbox]").getBoundingClientRect();
  return one.top >= all.top - 1 && one.bottom <= all.bottom + 1;
}"""
TOUCHING = "(e) => getComputedStyle(e).backgroundColor"


def field(page: Page, name: str = "Where you want to be") -> Locator:
    return page.get_by_role("combobox", name=name, exact=True)


def value(page: Page, name: str = "to") -> str:
    """What the form would send."""
    return str(page.locator(f"select[name={name}]").first.evaluate("(select) => select.value"))


def options(page: Page) -> list[str]:
    return page.locator("[role=option]:visible").all_inner_texts()


def told(page: Page, words: str) -> None:
    """Waits until the live region of a list says the words."""
    page.locator("[role=status]", has_text=words).first.wait_for(state="attached")


def test_what_is_typed_narrows_the_list_and_enter_takes_it(browser: Browser, base: str) -> None:
    with visit(browser, base) as (page, noticed):
        page.goto(FORM)
        goal = field(page)
        assert goal.get_attribute("aria-expanded") == "false"
        goal.focus()
        page.keyboard.type("tech 5")
        assert goal.get_attribute("aria-expanded") == "true"
        assert options(page)[0] == "Pharmacy technician, band 5 (aseptics)"
        told(page, f"{len(options(page))} in the list")
        assert goal.evaluate(ACTIVE) is None
        page.keyboard.press("ArrowDown")
        assert goal.evaluate(ACTIVE) == "Pharmacy technician, band 5 (aseptics)"
        assert value(page) == ""
        page.keyboard.press("Enter")
        assert urlsplit(page.url).query == DAY, "the choice alone must not send the form"
        assert goal.input_value() == "Pharmacy technician, band 5 (aseptics)"
        assert goal.get_attribute("aria-expanded") == "false"
        assert value(page) == "pharmacy-technician-b5"
        page.keyboard.press("Enter")
        page.wait_for_url("**to=pharmacy-technician-b5**")
        assert parse_qs(urlsplit(page.url).query).keys() == {"to", "by", "as_of"}
        assert field(page).input_value() == "Pharmacy technician, band 5 (aseptics)"
        assert noticed.faults == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("clean room supervisor", "Cleanroom supervisor\xa0also called clean room supervisor"),
        ("CLEANROOM SUP", "Cleanroom supervisor"),
        ("section 10 lead", "Accountable Pharmacist"),
        ("supervisor cleanroom", "Cleanroom supervisor"),
        ("technician", "Pharmacy technician, band 4"),
    ],
)
def test_titles_other_names_and_ids_are_found(
    typed: str, first: str, browser: Browser, base: str
) -> None:
    with visit(browser, base) as (page, _):
        page.goto(FORM)
        field(page).fill(typed)
        assert options(page)[0].replace(" also", "\xa0also") == first


def test_nothing_is_made_up(browser: Browser, base: str) -> None:
    with visit(browser, base) as (page, noticed):
        page.goto(FORM)
        goal = field(page)
        goal.fill("cleanrom supervisr")
        assert options(page) == []
        told(page, "Nothing in the list is called “cleanrom supervisr”")
        page.keyboard.press("Enter")
        assert urlsplit(page.url).query == DAY
        assert goal.get_attribute("aria-invalid") == "true"
        wrong = page.locator(f"#{(goal.get_attribute('aria-describedby') or '').split()[-1]}")
        assert "Choose from the list" in wrong.inner_text()
        assert violations(page) == []
        page.get_by_role("button", name="Show me").click()
        assert urlsplit(page.url).query == DAY
        assert goal.evaluate("(e) => e === document.activeElement")
        goal.fill("  ")
        assert goal.get_attribute("aria-invalid") is None
        page.keyboard.press("Tab")
        assert (value(page), goal.input_value()) == ("", "")
        goal.fill("cleanroom SUPERVISOR")
        page.keyboard.press("Tab")
        assert value(page) == "cleanroom-supervisor"
        assert goal.input_value() == "Cleanroom supervisor"
        assert noticed.faults == []


def test_arrows_go_round_and_escape_goes_back(browser: Browser, base: str) -> None:
    with visit(browser, base) as (page, noticed):
        page.goto(FORM)
        start = field(page, "Where you are now")
        whole = page.locator("select[name=from] option").all_text_contents()
        start.focus()
        page.keyboard.press("ArrowDown")
        assert options(page) == whole
        assert start.evaluate(ACTIVE) == "No post yet"
        page.keyboard.press("ArrowUp")
        assert start.evaluate(ACTIVE) == whole[-1]
        assert page.locator("[role=option][aria-selected=true]").evaluate(SEEN)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert start.evaluate(ACTIVE) == whole[1]
        page.keyboard.press("Escape")
        assert (options(page), value(page, "from")) == ([], "")
        page.keyboard.type("zz")
        page.keyboard.press("Escape")
        assert start.input_value() == ""
        page.keyboard.type("band 3")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        assert value(page, "from") == "band:3"
        start.focus()
        page.keyboard.press("Alt+ArrowDown")
        assert start.evaluate(ACTIVE) == start.input_value() == "Any post at Band 3"
        page.keyboard.press("Alt+ArrowUp")
        assert options(page) == []
        assert noticed.faults == []


def test_a_finger_opens_the_list_and_takes_from_it(browser: Browser, base: str) -> None:
    with visit(browser, base, PHONE, has_touch=True, is_mobile=True) as (page, noticed):
        page.goto("/")
        page.get_by_role("button", name="The whole list: Where you are now").tap()
        assert len(options(page)) > 50
        assert violations(page) == []
        assert sideways(page) == 0
        page.get_by_role("option", name="Cleanroom supervisor", exact=True).tap()
        assert value(page, "from") == "cleanroom-supervisor"
        field(page).tap()
        page.get_by_role("option", name="Any post at Band 6").tap()
        page.get_by_role("button", name="Plan a route").tap()
        page.wait_for_url("**/routes?from=cleanroom-supervisor&to=band**")
        assert noticed.faults == []


def test_the_list_open_is_sound_also_in_forced_colours(browser: Browser, base: str) -> None:
    with visit(browser, base, DESKTOP) as (page, noticed):
        page.goto(FORM)
        for colours in ("none", "active"):
            page.emulate_media(forced_colors=colours)  # type: ignore[arg-type]
            goal = field(page)
            goal.fill("technician")
            page.keyboard.press("ArrowDown")
            assert violations(page) == []
            one, other = page.locator("[role=option]:visible").all()[:2]
            assert one.evaluate(TOUCHING) != other.evaluate(TOUCHING)
            page.keyboard.press("Escape")
        assert noticed.faults == []


def test_going_back_shows_what_was_chosen(browser: Browser, base: str) -> None:
    with visit(browser, base) as (page, noticed):
        page.goto(FORM)
        field(page).fill("cleanroom supervisor")
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.querySelector('select[name=to]').value")
        page.get_by_role("button", name="Show me").click()
        page.wait_for_url("**to=cleanroom-supervisor**")
        page.go_back()
        page.wait_for_url(f"**{FORM}")
        assert field(page).input_value() == ("Cleanroom supervisor" if value(page) else ""), (
            "the field says something else than the form would send"
        )
        assert noticed.faults == []


def test_without_scripts_the_list_is_a_list(browser: Browser, base: str) -> None:
    with visit(browser, base, java_script_enabled=False) as (page, noticed):
        page.goto(FORM)
        page.get_by_label("Where you want to be").select_option(label="Cleanroom supervisor")
        page.get_by_role("button", name="Show me").click()
        page.wait_for_url("**to=cleanroom-supervisor**")
        assert noticed.faults == []
