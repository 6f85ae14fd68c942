"""Would catch an answer that comes late and overwrites what is newer."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.desk.browser import Served, as_it_is, late
from tests.desk.market import STORY, field, order, saved, show, written

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("desk")]
CAPTION, ALT = "The stalls go up.", "    alt: 'A fish.'\n"


def module(page: Page, name: str, call: str) -> None:
    page.evaluate(f"void import('/assets/{name}.js').then((it) => {{ it.{call}; }})")


def test_a_refusal_is_not_shown_for_a_newer_text(page: Page, desk: Served) -> None:
    show(page, "ice")
    page.locator("desk-editor [data-plate=ice] summary").click()
    date = field(page, "ice", "Date")
    with page.expect_response("**/api/edit") as answer, late(page, "**/api/edit") as sent:
        date.fill("2011/8")
        date.blur()
        sent()
        date.fill("")
    assert answer.value.status == 422
    expect(page.locator("desk-editor [data-plate=ice] .notes .error")).to_have_count(0)
    saved(desk)


def test_values_from_before_an_edit_are_no_conflict_with_it(page: Page, desk: Served) -> None:
    # Without events, of which one about the edit would have the values loaded again.
    page.route("**/api/events", lambda route: route.abort())
    page.reload()
    page.unroute("**/api/events")
    caption = field(page, "stalls", "Caption")
    expect(caption).to_have_value(CAPTION)
    with late(page, "**/api/manifest", as_it_is) as asked:
        module(page, "edits", "load()")
        asked()
        with page.expect_response("**/api/edit"):
            caption.fill("Once.")
            caption.blur()
        saved(desk, (CAPTION, "Once."))
        caption.fill("Twice.")
    expect(page.locator("desk-editor .conflict")).to_have_count(0)
    expect(caption).to_have_value("Twice.")
    caption.blur()
    saved(desk, (CAPTION, "Twice."))


def test_undo_undoes_the_text_that_is_still_being_saved(page: Page, desk: Served) -> None:
    caption = field(page, "stalls", "Caption")
    with late(page, "**/api/edit") as sent:
        caption.fill("Not this.")
        caption.blur()
        sent()
        page.locator("#undo").evaluate("(it) => { it.disabled = false; it.click(); }")
        page.wait_for_timeout(100)
    expect(caption).to_have_value(CAPTION)
    saved(desk)


def test_a_focus_that_is_moved_on_is_not_taken_away(page: Page, desk: Served) -> None:
    show(page, "fish")
    point = page.locator("desk-editor [data-plate=fish] .point")
    with late(page, "**/api/edit") as sent:
        point.press("ArrowRight")
        sent()
        point.press("ArrowRight")
    written(desk, "0.54, 0.5]")
    page.get_by_role("button", name="No focus").click()
    saved(desk)


def test_two_moves_at_once_are_two_moves(page: Page, desk: Served) -> None:
    move = page.locator("desk-editor [data-plate=stalls]").get_by_role("button", name="Later")
    with late(page, "**/api/edit") as sent:
        move.click()
        sent()
        move.click()
    saved(desk, order(1, 2, 0))


def test_a_box_that_is_ticked_twice_is_as_it_was(page: Page, desk: Served) -> None:
    box = page.locator("desk-editor [data-plate=stalls]").get_by_label("Decorative")
    with late(page, "**/api/edit") as sent:
        box.check()
        sent()
        box.uncheck()
    expect(page.locator("desk-editor .conflict")).to_have_count(0)
    expect(box).not_to_be_checked()
    saved(desk)


def test_a_photograph_without_an_alt_text_is_not_passed_over(page: Page, desk: Served) -> None:
    desk.manifest.write_text(STORY.replace(ALT, ""), encoding="utf-8")
    page.get_by_role("button", name="Alt texts: 2 missing").click()
    queue = page.locator("#alts")
    expect(queue.get_by_label("Alt text")).to_be_focused()
    page.keyboard.type("A lorry.")
    with late(page, "**/api/edit") as sent:
        page.keyboard.press("Control+Enter")
        sent()
        page.keyboard.press("Control+Enter")
    expect(queue).to_be_visible()
    expect(queue.locator(".count-of")).to_have_text("2 of 2: Fish")
    page.keyboard.press("Escape")


def test_a_picture_that_comes_late_stands_on_its_own_page(page: Page) -> None:
    image = page.locator('desk-opening .page[data-plate="stalls"] img')
    expect(image).to_be_visible()
    before = image.get_attribute("data-key")
    with late(page, "**/page/*/large") as asked:
        show(page, "ice")
        asked()
        show(page, "stalls")
    assert image.get_attribute("data-key") == before
    assert before in (image.get_attribute("src") or "")
    expect(image).to_be_visible()


def test_a_state_from_before_the_desk_was_idle_does_not_say_that_it_works(
    page: Page, desk: Served
) -> None:
    progress = page.locator("#progress")
    expect(progress).to_be_hidden()
    with late(page, "**/api/state", lambda state: {**state, "busy": True}) as asked:
        module(page, "store", "refresh()")
        asked()
        desk.manifest.write_bytes(desk.manifest.read_bytes())
        expect(progress).to_be_visible()
        expect(progress).to_be_hidden()
        page.wait_for_timeout(800)  # no event comes any more that would mend it
    expect(progress).to_be_hidden(timeout=1_000)


def test_two_switches_are_both_as_they_were_set(page: Page) -> None:
    """Nothing is laid out for it: the choices do not reach the desk."""
    asked: list[Route] = []
    page.route("**/api/options", lambda route: asked.append(route))
    page.locator("#switch-trim").select_option("a5")
    page.locator("#switch-theme").focus()
    with page.expect_response("**/api/state") as answer:
        module(page, "store", "refresh()")
    answer.value.finished()
    page.evaluate("() => new Promise((go) => setTimeout(go, 100))")
    page.locator("#switch-theme").select_option("night")
    for number in range(2):
        while len(asked) <= number:
            page.wait_for_timeout(20)
        asked[number].fulfill(json={})
    assert asked[1].request.post_data_json == {"printer": "", "trim": "a5", "theme": "night"}
    page.unroute("**/api/options")


def test_the_editions_are_offered_once(page: Page) -> None:
    with late(page, "**/api/choices") as asked:
        page.locator("#open-build").click()
        asked()
        page.locator("#open-build").click()
    expect(page.locator("#build fieldset")).to_have_count(1)
    page.keyboard.press("Escape")
