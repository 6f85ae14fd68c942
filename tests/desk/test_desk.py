"""Would catch a desk that loses the place, shows what is old, or shuts somebody out."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.desk.browser import READY, Served, serving, window
from tests.judges.commands import NODE_MODULES, node_module
from tests.stories import save_quadrant, write_story

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("desk")]
HOSTILE = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    plates = [{"title": f"Title {n}"} for n in range(1, 9)]
    plates[2] = {"title": HOSTILE, "caption": f"A *hostile* one {HOSTILE}", "alt": HOSTILE}
    folder = tmp_path_factory.mktemp("looked-at") / "story"
    return write_story(folder, plates, sizes=[(300, 200), (200, 300)])


@pytest.fixture(scope="module")
def desk(story: Path) -> Iterator[Served]:
    with serving(story) as desk:
        yield desk


@pytest.fixture(scope="module")
def first(browser: Browser, desk: Served) -> Iterator[Page]:
    with window(browser, viewport={"width": 1400, "height": 900}) as page:
        page.errors = []  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.errors.append(str(error)))  # type: ignore[attr-defined]
        page.on(
            "console",
            lambda said: (
                page.errors.append(f"{said.text} {said.location['url']}")
                if said.type == "error"
                else None
            ),
        )  # type: ignore[attr-defined]
        page.goto(desk.address)
        page.wait_for_selector("desk-opening .page img[data-key]", timeout=READY)
        yield page


@pytest.fixture
def alone(browser: Browser) -> Iterator[Page]:
    with window(browser) as page:
        yield page


@pytest.fixture
def page(first: Page) -> Iterator[Page]:
    """The desk at its fourth plate; nothing may go wrong in the page meanwhile."""
    first.errors.clear()  # type: ignore[attr-defined]
    show(first, 4)
    yield first
    assert first.errors == []  # type: ignore[attr-defined]


def show(page: Page, number: int) -> None:
    page.evaluate(
        "(id) => import('/assets/store.js').then((store) => store.look(id))",
        f"plate-plate-{number}",
    )
    expect(shown(page, number)).to_be_visible()


def shown(page: Page, number: int):
    return page.locator(f'desk-opening .page[data-plate="plate-{number}"] img[data-key]')


def key(page: Page, number: int) -> str:
    return shown(page, number).get_attribute("data-key") or ""


def change(story: Path, old: str, new: str) -> None:
    """Change the manifest as editors do: write another file, and rename it."""
    manifest = story / "story.yaml"
    text = manifest.read_text(encoding="utf-8")
    assert old in text
    draft = story / ".story.yaml.swp"
    draft.write_text(text.replace(old, new, 1), encoding="utf-8")
    draft.replace(manifest)


def test_openings_lie_as_they_are_bound(page: Page, desk: Served) -> None:
    leaves = page.locator("desk-plan li").first.locator(".leaf")
    expect(leaves.first).to_have_class(
        "leaf none"
    )  # a book that reads rightwards begins on a recto
    folios = page.locator("desk-plan li:nth-child(2) .folios").inner_text().split()
    assert folios == ["2", "3"]


def test_until_the_first_layout_the_desk_says_what_it_does(page: Page) -> None:
    """Would catch a page that stays empty for as long as the photographs are read."""
    state = "{...store.store.state, openings: [], busy: true}"
    page.evaluate(f"import('/assets/store.js').then(store => store.emit('state', {state}))")
    expect(page.locator("#waiting")).to_be_visible()
    page.evaluate("import('/assets/store.js').then(store => store.refresh())")
    expect(page.locator("#waiting")).to_be_hidden()
    expect(shown(page, 4)).to_be_visible()


def test_arrows_search_and_the_flat_plan_lead_to_an_opening(page: Page) -> None:
    before = page.evaluate("location.hash")
    page.keyboard.press("ArrowRight")
    expect(shown(page, 4)).not_to_be_attached()
    page.keyboard.press("ArrowLeft")
    expect(shown(page, 4)).to_be_visible()
    assert page.evaluate("location.hash").startswith("#plate-")
    page.keyboard.press("/")
    page.keyboard.type("caption PLATE 7")
    page.keyboard.press("Enter")
    expect(shown(page, 7)).to_be_visible()
    expect(page.locator("#stage")).to_be_focused()  # and not the page's first button
    page.locator('desk-plan [data-opening="half-title"] button').click()
    expect(shown(page, 7)).not_to_be_attached()
    assert page.evaluate("location.hash") != before
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()


def test_a_saved_caption_is_seen_and_nothing_else_moves(page: Page, story: Path) -> None:
    page.locator("desk-opening [aria-label=Larger]").click()
    page.locator("desk-opening [aria-label=Larger]").click()
    scroller = page.locator("desk-opening .scroller")
    scroller.evaluate("(it) => it.scrollTo(40, 60)")
    place = scroller.evaluate("(it) => [it.scrollLeft, it.scrollTop]")
    assert place != [0, 0]
    before, other = key(page, 4), page.locator("desk-plan img[data-key]").first
    untouched = other.get_attribute("data-key")
    change(story, "plate 4: a quiet", "plate 4: a much quieter")
    expect(shown(page, 4)).not_to_have_attribute("data-key", before)
    assert scroller.evaluate("(it) => [it.scrollLeft, it.scrollTop]") == place
    assert other.get_attribute("data-key") == untouched
    change(story, "plate 4: a much quieter", "plate 4: a quiet")
    expect(shown(page, 4)).to_have_attribute("data-key", before)
    page.keyboard.press("0")


def test_a_picture_that_is_drawn_before_the_state_arrives_is_shown(page: Page, story: Path) -> None:
    """Would catch an old picture that stays, where a page was drawn while its state came."""
    before = key(page, 4)
    page.evaluate(
        """() => { const plain = window.fetch; window.late = () => (window.fetch = plain);
        window.fetch = async (...given) => { const answer = await plain(...given);
          if (given[0] === "/api/state") await new Promise((go) => setTimeout(go, 900));
          return answer; } }"""
    )
    change(story, "plate 4: a quiet", "plate 4: a late")
    expect(shown(page, 4)).not_to_have_attribute("data-key", before)
    page.evaluate("void window.late()")
    change(story, "plate 4: a late", "plate 4: a quiet")
    expect(shown(page, 4)).to_have_attribute("data-key", before)


def test_what_a_change_costs_is_said(page: Page, story: Path) -> None:
    """Would catch a caption that moves to another page, and a book that grows, without a word."""
    words = "A long caption goes on. " * 90
    change(story, "plate 4: a quiet", f"{words}plate 4: a quiet")
    notice = page.locator("#notice")
    expect(notice).to_contain_text("The caption of “Title 4” has moved to a page beside")
    change(story, f"{words}plate 4: a quiet", "plate 4: a quiet")
    expect(notice).to_contain_text("The caption of “Title 4” is back under the photograph.")
    expect(shown(page, 4)).to_be_visible()


def test_a_plate_put_in_before_moves_nothing_that_one_looks_at(page: Page, story: Path) -> None:
    """The opening stays the one of the same plate, though its folio is another."""
    shutil.copy(story / "photos" / "01.jpg", story / "photos" / "new.jpg")
    folio = page.locator('desk-opening .page[data-plate="plate-4"]').get_attribute("data-folio")
    new = "- id: new\n  photo: photos/new.jpg\n  caption: New.\n  alt: New.\n- id: plate-1\n"
    change(story, "- id: plate-1\n", new)
    now = page.locator('desk-opening .page[data-plate="plate-4"]')
    expect(now).not_to_have_attribute("data-folio", folio or "")
    expect(shown(page, 4)).to_be_visible()
    change(story, new, "- id: plate-1\n")
    expect(now).to_have_attribute("data-folio", folio or "")
    expect(shown(page, 4)).to_be_visible()


def test_a_mistake_stands_over_the_last_good_pages(page: Page, story: Path) -> None:
    before = key(page, 4)
    change(story, "language: en\n", "language: en\nsubtitel: A slip\n")
    banner = page.locator("desk-banner")
    expect(banner).to_contain_text("subtitle")  # the command line's own message
    expect(banner.locator(".place").first).to_have_text("story.yaml:4:1")
    assert str(story) not in banner.inner_text()
    assert key(page, 4) == before
    change(story, "subtitel: A slip\n", "")
    expect(banner.locator(".finding")).to_have_count(0)


def test_only_the_newest_of_many_saves_is_shown(page: Page, story: Path) -> None:
    before = key(page, 4)
    change(story, "plate 4: a quiet", "plate 4: a 0 quiet")
    for number in range(12):
        change(story, f"a {number} quiet", f"a {number + 1} quiet")
    expect(shown(page, 4)).not_to_have_attribute("data-key", before)
    # Of the last save the desk may hear a moment later.
    page.wait_for_function(
        "() => import('/assets/store.js').then(({ store: { state } }) =>"
        " state.plates[3].caption.includes('a 12 quiet'))",
        timeout=READY,
    )
    expect(page.locator("#progress")).to_be_hidden()
    change(story, "a 12 quiet", "a quiet")
    expect(shown(page, 4)).to_have_attribute("data-key", before)


def test_a_photograph_that_was_replaced_is_shown(page: Page, story: Path) -> None:
    path, before = story / "photos" / "04.jpg", key(page, 4)
    kept = path.read_bytes()
    with Image.open(path) as picture:
        picture.convert("L").save(path, quality=90)
    expect(shown(page, 4)).not_to_have_attribute("data-key", before)
    path.write_bytes(kept)
    expect(shown(page, 4)).to_have_attribute("data-key", before)


def test_printer_trim_and_theme_are_switched(page: Page) -> None:
    before = key(page, 4)
    for name, value in (("trim", "a5"), ("printer", "kdp-paperback"), ("theme", "night")):
        now = key(page, 4)
        page.locator(f"#switch-{name}").select_option(value)
        expect(shown(page, 4)).not_to_have_attribute("data-key", now)
        page.locator(f"#switch-{name}").select_option("")
        expect(shown(page, 4)).to_have_attribute("data-key", before)


def test_the_ebook_shows_the_same_plate_as_a_reader_does(page: Page) -> None:
    frame = page.frame_locator("desk-ebook iframe:not(.coming)")
    expect(frame.locator("figcaption")).to_contain_text("plate 4")
    size = "(it) => getComputedStyle(it).fontSize"
    before = frame.locator("figcaption").evaluate(size)
    page.locator("desk-ebook [aria-label='Text size']").select_option("200")
    assert frame.locator("figcaption").evaluate(size) != before
    page.locator("desk-ebook [aria-label='Text size']").select_option("100")
    page.get_by_role("button", name="Dark").click()
    colour = frame.locator("html").evaluate("(it) => getComputedStyle(it).color")
    assert colour == "rgb(255, 255, 255)"
    page.get_by_role("button", name="Dark").click()
    height = page.locator("desk-ebook .screen").evaluate("(it) => it.clientHeight")
    page.get_by_role("button", name="Sideways").click()
    assert page.locator("desk-ebook .screen").evaluate("(it) => it.clientHeight") < height
    page.get_by_role("button", name="Sideways").click()


def test_nothing_in_a_story_runs(page: Page) -> None:
    show(page, 3)
    frame = page.frame_locator("desk-ebook iframe:not(.coming)")
    expect(frame.locator("figcaption")).to_contain_text("hostile")
    page.keyboard.press("/")
    page.keyboard.type("hostile")
    expect(page.locator("#search .results button")).to_have_count(1)
    page.keyboard.press("Escape")
    for each in page.frames:
        assert each.evaluate("window.hacked") is None
    assert "allow-scripts" not in (
        page.locator("desk-ebook iframe").first.get_attribute("sandbox") or ""
    )


def test_overlays_are_drawn_where_the_sheet_has_them(page: Page) -> None:
    page.keyboard.press("t")
    trim = page.locator('desk-opening .page[data-plate="plate-4"] .line.trim')
    expect(trim).to_be_visible()
    box = trim.bounding_box()
    leaf = page.locator('desk-opening .page[data-plate="plate-4"]').bounding_box()
    assert box is not None
    assert leaf is not None
    assert all(abs(box[side] - leaf[side]) < 1.5 for side in ("x", "y", "width", "height"))
    page.keyboard.press("t")
    expect(trim).to_be_hidden()


def test_axe_finds_nothing_and_nothing_is_cut_off(browser: Browser, desk: Served) -> None:
    """Colours do not depend on the width, nor the layout on the colours: three looks tell all.

    Behind an open dialog is what was judged without it: then the dialog alone is.
    """
    node_module("@daisy/axe-core-for-ace")
    axe = (NODE_MODULES / "@daisy/axe-core-for-ace/axe.min.js").read_text(encoding="utf-8")
    with window(browser, reduced_motion="reduce") as page:
        for width, scheme in ((360, "dark"), (900, "light"), (1400, "dark")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.goto(desk.address) if width == 360 else page.reload()
            page.wait_for_selector("desk-opening .page img[data-key]", timeout=READY)
            page.evaluate(axe)
            assert judged(page, "html") == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            for dialog in ("search", "findings", "help", "build"):
                page.locator(f"#open-{dialog}").click()
                expect(page.locator(f"#{dialog}")).to_be_visible()
                assert judged(page, f"#{dialog}") == [], dialog
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                page.keyboard.press("Escape")


def test_a_page_enlarged_to_400_percent_is_worked_at(browser: Browser, desk: Served) -> None:
    """WCAG 1.4.10: of 1280 × 1024 pixels 320 × 256 are left. Of the fields 11 were seen."""
    with window(browser, viewport={"width": 320, "height": 256}) as page:
        page.goto(desk.address)
        page.wait_for_selector(".openings button", state="attached", timeout=READY)
        page.get_by_role("button", name="Flat plan").click()
        page.locator(".openings button").last.click()
        page.get_by_role("button", name="Print", exact=True).click()
        page.locator("#edit-story").click()
        for field in page.locator("desk-field textarea").all():
            field.focus()
            box, tabs = field.bounding_box(), page.locator(".tabs").bounding_box()
            assert box is not None
            assert tabs is not None
            assert box["height"] > 40
            assert 0 <= box["y"] < tabs["y"]
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_pressed_button_is_told_from_others_in_the_systems_colours(
    browser: Browser, desk: Served
) -> None:
    with window(browser, viewport={"width": 1400, "height": 900}, forced_colors="active") as page:
        page.goto(desk.address)
        fold = page.locator('[data-overlay="fold"]')
        fold.click()
        look = "each => getComputedStyle(each).backgroundColor"
        assert fold.get_attribute("aria-pressed") == "true"
        assert fold.evaluate(look) != page.locator('[data-overlay="trim"]').evaluate(look)
        fold.click()


def judged(page: Page, part: str) -> list[list[str]]:
    """Have axe judge a part of the page; give what it finds."""
    found: list[list[str]] = page.evaluate(
        """async (part) => {
          const rules = { "scrollable-region-focusable": { enabled: true } };
          const found = await axe.run(part, { iframes: false, rules, resultTypes: ["violations"] });
          return found.violations.map((each) => [each.id, each.nodes[0].html.slice(0, 120)]);
        }""",
        part,
    )
    return found


def test_books_are_built_and_given_out(page: Page, desk: Served, tmp_path: Path) -> None:
    page.keyboard.press("B")
    page.locator("#build [value=print]").uncheck()
    page.locator("#build [value=epub]").uncheck()
    page.locator("#build .main").press("Enter")
    expect(page.locator("#build #live")).to_have_text("Choose an edition.")
    page.locator("#build [value=epub]").check()
    page.locator("#build .main").press("Enter")
    expect(page.get_by_role("button", name="Stop")).to_be_focused()
    # Said inside the dialog: of what is behind it a screen reader says nothing.
    expect(page.locator("#build #live")).to_contain_text("The books are built: a-street")
    expect(page.locator("#build .main")).to_be_focused()
    link = page.locator("#build .files a")
    expect(link).to_have_text("a-street-before-the-market.epub")
    with page.expect_download() as download:
        link.click()
    download.value.save_as(tmp_path / "book.epub")
    assert (tmp_path / "book.epub").read_bytes()[:2] == b"PK"
    page.keyboard.press("Escape")


def test_the_page_comes_back_with_the_folder_and_with_the_server(
    alone: Page, tmp_path: Path
) -> None:
    """A folder that is gone and back; a server stopped, and started at the same port."""
    folder = write_story(tmp_path / "story", 1, sizes=[(300, 200)])
    port, address = "0", ""
    for number in range(2):
        process = subprocess.Popen(
            [sys.executable, "-m", "platebook", "serve", str(folder), "--port", port],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout
        address = process.stdout.readline().strip()
        port = address.partition("/#")[0].rpartition(":")[2]
        if not number:
            alone.goto(address)
            alone.wait_for_selector("desk-opening .page img[data-key]", timeout=READY)
            folder.rename(tmp_path / "elsewhere")
            expect(alone.locator("desk-banner .finding")).to_be_visible()
            (tmp_path / "elsewhere").rename(folder)
            expect(alone.locator("desk-banner .finding")).to_have_count(0)
            change(folder, "A Street Before the Market", "Seen Again")
            expect(alone.locator("#title")).to_have_text("Seen Again")
        else:
            expect(alone.locator("#title")).to_have_text("Another Title")
            expect(alone.locator("desk-banner .lost")).to_have_count(0)
            # Until the first pages came the fields were away, and with them the cursor.
            assert alone.evaluate("document.activeElement.kept")
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        assert process.wait(20) == 0
        assert time.monotonic() - began < 10
        assert "Traceback" not in (process.stderr.read() if process.stderr else "")
        if not number:
            expect(alone.locator("desk-banner .lost")).to_be_visible()
            expect(alone.locator("#progress")).to_be_hidden()
            change(folder, "Seen Again", "Another Title")
            alone.locator("desk-editor textarea").first.focus()
            alone.evaluate("document.activeElement.kept = true")


def test_where_no_events_come_changes_are_found_by_polling(
    browser: Browser, desk: Served, tmp_path: Path
) -> None:
    """Network drives send none: the desk must see a change without inotify (inotify(7))."""

    def listens(process: int) -> bool:
        command = ["ls", "-l", f"/proc/{process}/fd"]
        return (
            "inotify" in subprocess.run(command, capture_output=True, text=True, check=False).stdout
        )

    folder = write_story(tmp_path / "story", 1, sizes=[(300, 200)])
    with serving(folder, "--poll") as polled, window(browser) as page:
        page.goto(polled.address)
        page.wait_for_selector("desk-opening .page img[data-key]", timeout=READY)
        change(folder, "A Street Before the Market", "Seen by Polling")
        expect(page.locator("#title")).to_have_text("Seen by Polling")
        assert not listens(polled.process_id)
    assert listens(desk.process_id)


def test_many_plates_are_shown_and_one_of_them_is_changed(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "story"
    save_quadrant(folder / "photos" / "one.jpg", (900, 600))
    for number in range(1, 41):
        (folder / "photos" / f"{number:03}.jpg").hardlink_to(folder / "photos" / "one.jpg")
    plates = [{"photo": f"photos/{number:03}.jpg"} for number in range(1, 41)]
    write_story(folder, plates, design={"plate-list": "none"})
    with serving(folder) as desk, window(browser, viewport={"width": 1400, "height": 900}) as page:
        page.goto(desk.address)
        page.wait_for_selector("desk-opening .page img[data-key]", timeout=READY)
        expect(page.locator("desk-plan li")).to_have_count(page.locator("desk-plan li").count())
        assert page.locator("desk-plan li").count() > 20
        show(page, 35)
        before = key(page, 35)
        change(folder, "plate 35: a quiet", "plate 35: a quieter")
        expect(shown(page, 35)).not_to_have_attribute("data-key", before)
        cookie = {"cookie": desk.cookie()}
        _, text, _ = desk.ask("/api/state", headers=cookie)
        assert len(json.loads(text)["plates"]) == 40
