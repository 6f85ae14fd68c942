"""Would catch a desk that needs a mouse, a large window, good eyes, or only one tab."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.desk.browser import Served, as_it_is, late
from tests.desk.market import STORY, order, saved, show
from tests.desk.test_late_answers import module

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("desk")]


@pytest.mark.parametrize("size", [(1280, 720), (640, 360), (320, 180)])
def test_every_switch_is_there_at_any_zoom(page: Page, size: tuple[int, int]) -> None:
    """A laptop's window, enlarged to 200 % and to 400 % (WCAG 1.4.10)."""
    before = page.viewport_size
    page.set_viewport_size({"width": size[0], "height": size[1]})
    switches = page.locator("desk-switches select")
    assert switches.count() == 3
    for switch in switches.all():
        box = switch.bounding_box()
        assert box is not None, "not shown"
        assert box["x"] + box["width"] <= size[0]
        assert box["width"] > 60
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    if size[0] == 1280:
        assert page.locator(".bar").evaluate("(it) => it.clientHeight") < 60, "one line"
    page.set_viewport_size(before or {"width": 1400, "height": 1000})


def test_a_finding_leads_to_its_pages_from_any_view(page: Page, desk: Served) -> None:
    before = page.viewport_size
    page.set_viewport_size({"width": 640, "height": 360})
    desk.manifest.write_text(STORY.replace("A fish.", "A  fish."), encoding="utf-8")
    page.get_by_role("button", name="E-book", exact=True).click()
    page.locator("#open-findings").click()
    page.locator("#findings .go").first.click()
    expect(page.locator("#stage")).to_be_focused()
    page.locator("#open-search").click()
    page.keyboard.type("lorry")
    page.keyboard.press("Enter")
    expect(page.locator("#stage")).to_be_focused()
    expect(page.locator("desk-opening h2")).to_contain_text("Ice")
    page.set_viewport_size(before or {"width": 1400, "height": 1000})


def test_dialogs_scroll_as_a_whole_in_a_low_window(page: Page) -> None:
    """At 400 % a search showed a strip of 27 px of what it found."""
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 180})
    page.locator("#open-search").click()
    page.keyboard.type("the")
    page.keyboard.press("ArrowDown")
    found = page.locator("#search .results button").first
    expect(found).to_be_focused()
    cut = page.locator("#search .results").evaluate("(it) => it.scrollHeight - it.clientHeight")
    page.keyboard.press("Escape")
    assert cut == 0
    page.set_viewport_size(before or {"width": 1400, "height": 1000})


def test_pages_are_read_in_the_order_of_the_book(page: Page) -> None:
    """In a book that reads leftwards the lower page lies on the right, and was read last."""
    shown = page.get_by_role("region", name="Opening", exact=True)
    turn = """(direction) => import('/assets/store.js').then(({ store, emit }) => {
      store.state = { ...store.state, direction }; emit("state", store.state); })"""
    order, sides = [shown.aria_snapshot()], set()
    for direction in ("rtl", "ltr"):
        page.evaluate(turn, direction)
        order.append(shown.aria_snapshot())
        left, right = (page.locator(f"#{side}-page").bounding_box() for side in ("left", "right"))
        assert left
        assert right
        sides.add(left["x"] < right["x"])
    assert sides == {True}, "they lie where they lay"
    lines = order[0].splitlines()
    assert sorted(lines) == sorted(order[1].splitlines())
    assert len(lines) > 1
    assert order[1] != order[0] == order[2]


def test_letters_alone_can_be_switched_off(page: Page) -> None:
    """WCAG 2.1.4: who dictates would have them pressed by words."""
    trim, sent = page.locator('[data-overlay="trim"]'), page.get_by_label("A letter or a sign")
    page.keyboard.press("?")
    sent.uncheck()
    page.keyboard.press("Escape")
    page.locator("#stage").focus()
    for key in "te?":
        page.keyboard.press(key)
    expect(trim).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#edit")).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("ArrowRight")  # is no letter
    expect(page.locator("desk-opening h2")).not_to_contain_text("Stalls")
    page.locator("#open-help").click()
    sent.check()
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    expect(trim).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("t")


def test_the_focus_of_a_photograph_is_a_slider_to_a_screen_reader(page: Page, desk: Served) -> None:
    show(page, "fish")
    point = page.locator("desk-editor [data-plate=fish]").get_by_role("slider", name="Focus")
    expect(point).to_have_attribute(
        "aria-valuetext", "not set: 50 % from the left, 50 % from the top"
    )
    point.press("ArrowUp")
    expect(point).to_have_attribute("aria-valuetext", "50 % from the left, 48 % from the top")
    saved(desk, ("alt: 'A fish.'\n", "alt: 'A fish.'\n    focus: [0.5, 0.48]\n"))


def test_a_refusal_stays_and_gives_the_focus_back(page: Page) -> None:
    page.clock.install()
    module(page, "edits", 'notice("Saved, and gone.")')
    page.clock.run_for(15_000)
    expect(page.locator("#notice")).to_be_hidden()
    words = '{ findings: [{ message: "No", fix: "Do it otherwise." }] }'
    module(page, "edits", f"refuse({words})")
    page.clock.run_for(60_000)
    expect(page.locator("#notice span")).to_have_text("No. Do it otherwise.")
    page.clock.resume()
    page.locator("#edit-story").focus()
    page.locator("#notice button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_be_hidden()
    expect(page.locator("#edit-story")).to_be_focused()


def test_a_text_that_was_changed_elsewhere_stops_no_move(page: Page, desk: Served) -> None:
    """Would catch “the order was changed” where only a caption was."""
    text = STORY.replace("A fish.", "A herring.")
    move = page.locator("desk-editor [data-plate=stalls]").get_by_role("button", name="Later")
    with late(page, "**/api/manifest", as_it_is) as asked:
        desk.manifest.write_text(text, encoding="utf-8")
        asked()
        with page.expect_response("**/api/edit") as answer:
            move.click()
    assert answer.value.status == 409
    saved(desk, order(1, 0, 2), ("A fish.", "A herring."))


def test_a_window_that_was_duplicated_is_another_one(page: Page) -> None:
    with page.context.expect_page() as opening:
        page.evaluate("void window.open(location.href)")
    other = opening.value
    expect(other.locator("#notice")).to_contain_text("another window")
    other.close()
