"""Would catch an edit at the desk that is lost, goes elsewhere, or overwrites another's."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.browser import READY, Served
from tests.desk.market import STORY, field, order, saved, show, written
from tests.stories import save_quadrant

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("desk")]
CAPTION = ("The stalls go up.", "The *stalls* go up: early.")


def test_a_caption_is_saved_and_undone_byte_for_byte(page: Page, desk: Served) -> None:
    caption = field(page, "stalls", "Caption")
    caption.fill(CAPTION[1])
    caption.blur()
    saved(desk, (CAPTION[0], '"The *stalls* go up: early."'))
    page.get_by_role("button", name="Undo").click()
    saved(desk)
    expect(caption).to_have_value(CAPTION[0])
    page.keyboard.press("Control+y")
    saved(desk, (CAPTION[0], '"The *stalls* go up: early."'))
    # The books show it, without the page being loaded again.
    frame = page.frame_locator("desk-ebook iframe:not(.coming)")
    expect(frame.locator("em", has_text="stalls")).to_be_visible(timeout=READY)


def test_typing_on_is_one_step_and_is_checked_meanwhile(page: Page, desk: Served) -> None:
    show(page, "ice")
    page.locator("desk-editor [data-plate=ice] summary").click()
    date = field(page, "ice", "Date")
    date.fill("2011/8")
    expect(page.locator("desk-editor [data-plate=ice] .notes .error")).to_contain_text("2011-08")
    date.blur()
    expect(date).to_have_value("2011/8")
    saved(desk)
    date.fill("")
    expect(page.locator("desk-editor [data-plate=ice] .notes .error")).to_have_count(0)
    date.fill("2011-08")
    date.blur()
    saved(desk, ("      by lorry.\n", "      by lorry.\n    date: 2011-08\n"))
    caption = field(page, "ice", "Caption")
    for text in ("The ice", "The ice comes by boat."):
        caption.fill(text)
        page.wait_for_timeout(1800)
    with_date = ("      by lorry.\n", "      by lorry.\n    date: 2011-08\n")
    lines = ("The ice comes\n      by lorry.\n", "The ice comes by boat.\n    date: 2011-08\n")
    saved(desk, lines)
    page.get_by_role("button", name="Undo").click()
    saved(desk, with_date)


def test_what_a_mistake_elsewhere_held_back_is_saved_when_it_is_gone(
    page: Page, desk: Served
) -> None:
    desk.manifest.write_text(STORY.replace("language: en", "language: [en"), encoding="utf-8")
    expect(page.locator("desk-banner .finding.error")).to_be_visible()
    field(page, "stalls", "Caption").fill("Held back.")
    notes = page.locator("desk-editor [data-plate=stalls] .notes")
    expect(notes.first).to_contain_text("must be corrected first")
    desk.manifest.write_text(STORY, encoding="utf-8")
    saved(desk, (CAPTION[0], "Held back."))
    expect(notes.first).to_be_empty()


def test_what_another_program_wrote_is_never_overwritten(page: Page, desk: Served) -> None:
    caption = field(page, "stalls", "Caption")
    caption.fill("Ours.")
    theirs = STORY.replace(CAPTION[0], "Theirs.")
    desk.manifest.write_text(theirs, encoding="utf-8")
    caption.blur()
    conflict = page.locator("desk-editor .conflict")
    expect(conflict).to_contain_text("Theirs.")
    expect(caption).to_have_value("Ours.")
    assert desk.manifest.read_text("utf-8") == theirs
    # The text outlives a reload of the page, and is still not written.
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.wait_for_selector("desk-editor .conflict", timeout=READY)
    expect(field(page, "stalls", "Caption")).to_have_value("Ours.")
    page.get_by_role("button", name="Keep mine").click()
    saved(desk, (CAPTION[0], "Ours."))
    # A change elsewhere is no conflict, and stays.
    alt = field(page, "stalls", "Alt text")
    alt.fill("A hall.")
    now = desk.manifest.read_text("utf-8")
    desk.manifest.write_text(now.replace("# our book", "# my book"), encoding="utf-8")
    alt.blur()
    saved(desk, (CAPTION[0], "Ours."), ("A roof.", "A hall."), ("# our book", "# my book"))


def test_the_order_is_changed_by_drag_and_by_keys_and_spoken(page: Page, desk: Served) -> None:
    move = page.locator("desk-editor [data-plate=stalls]").get_by_role("button", name="Later")
    move.click()
    saved(desk, order(1, 0, 2))
    expect(page.locator("#spoken")).to_have_text("Stalls: now plate 2 of 3")
    page.locator("desk-editor [data-plate=stalls] h3").click()
    page.locator("desk-editor [data-plate=stalls]").get_by_role("button", name="Later").focus()
    page.keyboard.press("Alt+ArrowDown")
    saved(desk, order(1, 2, 0))
    expect(page.locator("#spoken")).to_have_text("Stalls: now plate 3 of 3")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#spoken")).to_have_text("This is the last plate.")
    # In the flat plan keys keep what they move, and the focus.
    page.locator("desk-plan [data-opening=plate-stalls] button").focus()
    for key, place in (("ArrowUp", 2), ("ArrowUp", 1), ("ArrowDown", 2), ("ArrowDown", 3)):
        page.keyboard.press(f"Alt+{key}")
        expect(page.locator("#spoken")).to_have_text(f"Stalls: now plate {place} of 3")
        expect(page.locator("desk-plan [data-opening=plate-stalls] button")).to_be_focused()
    saved(desk, order(1, 2, 0))
    source = page.locator("desk-plan [data-opening=plate-stalls]")
    target = page.locator("desk-plan [data-opening=plate-ice]")
    # The plan must show the last move first: it would shift below the pointer.
    page.wait_for_function(
        "() => [...document.querySelectorAll('desk-plan [data-opening^=plate-]')]"
        ".map((each) => each.dataset.opening).join() === 'plate-ice,plate-fish,plate-stalls'",
        timeout=READY,
    )
    source.drag_to(target, target_position={"x": 20, "y": 5})
    saved(desk)


def test_what_a_change_costs_does_not_replace_what_was_done(page: Page) -> None:
    notices = """async () => {
      const { notice } = await import("/assets/edits.js");
      notice("Stalls: now plate 2 of 3");
      notice("The printed book has 18 pages now; it had 16.", { after: true });
    }"""
    page.evaluate(notices)
    expect(page.locator("#spoken")).to_have_text("Stalls: now plate 2 of 3")
    both = "Stalls: now plate 2 of 3. The printed book has 18 pages now; it had 16."
    expect(page.locator("#notice span")).to_have_text(both)
    expect(page.locator("#spoken")).to_have_text("The printed book has 18 pages now; it had 16.")


def drop(page: Page, files: dict[str, bytes]) -> None:
    """Drop files on the page as a file manager does."""
    page.evaluate(
        """(files) => {
          const data = new DataTransfer();
          for (const [name, bytes] of Object.entries(files))
            data.items.add(new File([new Uint8Array(bytes)], name));
          const how = { dataTransfer: data, bubbles: true, cancelable: true };
          const place = document.querySelector("desk-opening");
          place.dispatchEvent(new DragEvent("dragover", how));
          place.dispatchEvent(new DragEvent("drop", how));
        }""",
        {name: list(content) for name, content in files.items()},
    )


def test_dropped_photographs_become_plates_and_nothing_else_does(
    page: Page, desk: Served, tmp_path: Path
) -> None:
    photograph = save_quadrant(tmp_path / "x.jpg", (300, 200)).read_bytes()
    before = (desk.folder / "photos" / "ice.jpg").read_bytes()
    page.once("dialog", lambda dialog: dialog.accept())
    drop(page, {"ice.jpg": photograph, "notes.jpg": b"<html>no photograph</html>"})
    added = ("    alt: A roof.\n", "    alt: A roof.\n\n  - photo: photos/ice-2.jpg\n")
    after = ("      by lorry.\n", "      by lorry.\n\n  - photo: photos/ice-2.jpg\n")
    expect(page.locator("#notice")).to_contain_text("One photograph is added.")
    expect(page.locator("#notice")).to_contain_text("notes.jpg: this is a web page")
    text = desk.manifest.read_text("utf-8")
    assert text in {STORY.replace(*added), STORY.replace(*after)}
    assert (desk.folder / "photos" / "ice.jpg").read_bytes() == before
    assert (desk.folder / "photos" / "ice-2.jpg").read_bytes() == photograph
    names = sorted(path.name for path in (desk.folder / "photos").iterdir())
    assert names == ["fish.jpg", "ice-2.jpg", "ice.jpg", "stalls.jpg"]
    page.wait_for_selector("desk-editor [data-plate=ice-2]", timeout=READY)
    page.locator("desk-editor [data-plate=ice-2]").get_by_role("button", name="Remove").press(
        "Enter"
    )
    saved(desk)
    page.wait_for_selector("desk-editor [data-plate=ice-2]", state="detached")
    assert page.evaluate("document.activeElement.closest('desk-editor') !== null")
    assert (desk.folder / "photos" / "ice-2.jpg").exists()
    (desk.folder / "photos" / "ice-2.jpg").unlink()


def test_photographs_that_lie_in_the_folder_are_added_from_there(page: Page, desk: Served) -> None:
    """Would catch one that nobody hears of, or that is copied beside itself."""
    roof = save_quadrant(desk.folder / "photos" / "roof.jpg", (300, 200))
    unused = page.get_by_role("button", name="Add 1 unused")
    for add in (unused.click, lambda: page.locator("#add-files").set_input_files(roof)):
        expect(unused).to_be_visible()
        add()
        written(desk, "  - photo: photos/roof.jpg\n")
        expect(unused).to_be_hidden()
        page.wait_for_selector("desk-editor [data-plate=roof]", timeout=READY)
        page.get_by_role("button", name="Undo").click()
        saved(desk)
    names = sorted(path.name for path in (desk.folder / "photos").iterdir())
    roof.unlink()
    assert names == ["fish.jpg", "ice.jpg", "roof.jpg", "stalls.jpg"]


def test_missing_alt_texts_are_a_queue(page: Page, desk: Served) -> None:
    page.get_by_role("button", name="Alt texts: 1 missing").click()
    queue = page.locator("#alts")
    expect(queue.locator(".count-of")).to_have_text("1 of 1: Ice")
    expect(queue.locator("img")).to_have_js_property("complete", True)
    expect(queue.locator("img")).not_to_have_js_property("naturalWidth", 0)
    expect(queue.get_by_label("Alt text")).to_be_focused()
    title, close = (queue.locator(part).bounding_box() for part in ("h2", ".close"))
    assert title
    assert close
    assert close["y"] < title["y"] + title["height"]  # in one line with it
    page.keyboard.type("A lorry.")
    page.keyboard.press("Control+Enter")
    saved(desk, ("      by lorry.\n", "      by lorry.\n    alt: A lorry.\n"))
    expect(queue).to_be_hidden()
    expect(page.locator("#notice")).to_contain_text("Every photograph has an alt text.")
    expect(page.locator("#open-alts")).to_have_text("Alt texts")
    page.get_by_role("button", name="Undo").click()
    saved(desk)
    page.get_by_role("button", name="Alt texts: 1 missing").click()
    queue.get_by_role("button", name="Decorative").click()
    saved(desk, ("      by lorry.\n", "      by lorry.\n    decorative: true\n"))
    expect(queue).to_be_hidden()
    expect(page.locator("#notice")).to_contain_text("Every photograph has an alt text.")


def test_the_focus_is_set_by_a_click_and_moved_by_keys(page: Page, desk: Served) -> None:
    show(page, "fish")
    card = page.locator("desk-editor [data-plate=fish]")
    image = card.locator("desk-focus img")
    expect(image).not_to_have_js_property("naturalWidth", 0, timeout=READY)
    box = image.bounding_box()
    assert box
    image.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})
    written(desk, "    alt: 'A fish.'\n    focus: [0.25")
    card.locator(".point").press("ArrowRight")
    expect(page.locator("#spoken")).to_contain_text("27 % from the left")
    card.get_by_role("button", name="No focus").click()
    saved(desk)


def test_the_storys_own_texts_are_edited(page: Page, desk: Served) -> None:
    page.get_by_role("button", name="Story", exact=True).click()
    card = page.locator("desk-editor .card", has_text="Standfirst").first
    card.get_by_label("Title", exact=True).fill("After the Market")
    card.get_by_label("Introduction", exact=True).fill("One morning.\n\nAnother: later.")
    card.get_by_label("Keywords", exact=True).fill("ice, fish")
    card.get_by_label("Keywords", exact=True).blur()
    saved(
        desk,
        ('"Before the Market" ', '"After the Market" '),
        ("  One morning.\n", "  One morning.\n\n  Another: later.\n"),
        ("published: 2026-01-15\n", "published: 2026-01-15\nkeywords: [ice, fish]\n"),
    )
    assert page.evaluate("window.hacked") is None


def test_the_later_of_two_windows_is_told_and_conflicts(
    browser: Browser, page: Page, desk: Served
) -> None:
    other = page.context.new_page()
    other.goto(f"{desk.base}/#plate-stalls")
    expect(other.locator("#notice")).to_contain_text("another window")
    other.wait_for_selector("desk-editor [data-plate=stalls] textarea", timeout=READY)
    field(other, "stalls", "Caption").fill("Second.")
    caption = field(page, "stalls", "Caption")
    caption.fill("First.")
    caption.blur()
    expect(other.locator("desk-editor .conflict")).to_contain_text("First.")
    expect(field(other, "stalls", "Caption")).to_have_value("Second.")
    saved(desk, (CAPTION[0], "First."))
    other.get_by_role("button", name="Take the other").click()
    expect(field(other, "stalls", "Caption")).to_have_value("First.")
    other.close()


def test_a_lid_that_is_closed_loses_nothing(page: Page, desk: Served) -> None:
    """Would catch a page that stays old after a sleep, and a text that was typed right before."""
    window = page.context.new_cdp_session(page)
    field(page, "stalls", "Caption").fill("Before the lid.")
    with desk.asleep():
        window.send("Page.setWebLifecycleState", {"state": "frozen"})
        text = desk.manifest.read_text("utf-8")
        desk.manifest.write_text(text.replace("A fish.", "A herring."), encoding="utf-8")
        time.sleep(1)
    window.send("Page.setWebLifecycleState", {"state": "active"})
    saved(desk, ("A fish.", "A herring."), (CAPTION[0], "Before the lid."))
    page.wait_for_function(
        "() => import('/assets/store.js').then(({ store }) => { const [stalls, , fish] = "
        "store.state.plates; return stalls.caption === 'Before the lid.' "
        "&& fish.alt === 'A herring.' })",
        timeout=READY,
    )
    expect(page.locator("desk-banner .lost")).to_have_count(0)


def test_other_sites_and_other_programs_can_neither_read_nor_write(desk: Served) -> None:
    cookie = {"cookie": desk.cookie()}
    ours = {**cookie, "origin": desk.base}
    evil = {**cookie, "origin": "http://evil.example"}
    text = desk.manifest.read_bytes()
    body = b'{"kind": "set", "plate": "ice", "key": "alt", "value": "hacked"}'
    paths = ("/api/edit", "/api/check", "/api/undo", "/api/redo", "/api/photos?name=x.jpg")
    for path in paths:
        assert desk.ask(path, body, evil)[0] == 403, path
        assert desk.ask(path, body, cookie)[0] == 403, path
        assert desk.ask(path, body, {"origin": desk.base})[0] == 401, path
        rebound = {**ours, "host": "evil.example", "origin": "http://evil.example"}
        assert desk.ask(path, body, rebound)[0] == 403, path
        framed = {**ours, "sec-fetch-site": "cross-site"}
        assert desk.ask(path, body, framed)[0] == 403, path
        assert desk.ask(path, None, ours)[0] == 405, path
    assert desk.ask("/api/manifest", None, evil)[0] == 403
    assert desk.ask("/api/manifest")[0] == 401
    # Half a character is no token, and no traceback.
    half = b'{"token": "\\ud800"}'
    assert desk.ask("/api/session", half, {"origin": desk.base})[0] == 401
    status, said, headers = desk.ask("/api/manifest", None, cookie)
    assert status == 200
    assert str(desk.folder) not in said
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers
    assert desk.manifest.read_bytes() == text


def test_what_no_page_sends_changes_nothing_and_names_no_path(desk: Served) -> None:
    ours = {"cookie": desk.cookie(), "origin": desk.base}
    text = desk.manifest.read_bytes()
    for body in (
        b"", b"[]", b"null", b"{", b'{"kind": "set"}', b'{"kind": "rm"}',
        b'{"kind": "set", "key": "title", "value": {"a": 1}}',
        b'{"kind": "set", "key": "plates.0.photo", "value": "../../etc/passwd"}',
        b'{"kind": "set", "key": "cover", "value": "/etc/passwd"}',
        b'{"kind": "set", "key": "__class__", "value": "x"}',
        b'{"kind": "set", "key": "title", "value": "x", "section": "0"}',
        b'{"kind": "insert", "photos": ["../x.jpg", "photos/ice.jpg"]}',
        b'{"kind": "move", "plates": []}', b'{"kind": "move", "plates": ["ice"]}',
        b'{"kind": "move", "plates": ["ice", "none"], "before": "stalls"}',
        b'{"kind": "remove", "plate": "none"}',
    ):  # fmt: skip
        status, said, _ = desk.ask("/api/edit", body, ours)
        assert status in (400, 422), body
        assert str(desk.folder.parent) not in said
        assert "Traceback" not in said
        assert desk.manifest.read_bytes() == text, body


def test_uploads_stay_in_the_folder_and_within_bounds(desk: Served, tmp_path: Path) -> None:
    ours = {"cookie": desk.cookie(), "origin": desk.base}
    photograph = save_quadrant(tmp_path / "x.jpg", (30, 20)).read_bytes()
    before = set(desk.folder.parent.rglob("*"))
    for number, name in enumerate(
        (
            "../../../evil.jpg",
            "%2e%2e%2fevil.jpg",
            "..%5cevil.jpg",
            "/evil.jpg",
            ".evil.jpg",
        )
    ):
        content = photograph + bytes(number)  # one that is there already is not stored again
        status, said, _ = desk.ask(f"/api/photos?name={name}", content, ours)
        assert (status, "photos/evil" in said) == (200, True), said
    added = set(desk.folder.parent.rglob("*")) - before
    assert {path.parent for path in added} == {desk.folder / "photos"}
    assert len(added) == 5
    for path in added:
        path.unlink()
    large = {**ours, "content-length": str(600_000_000)}
    assert desk.ask("/api/photos?name=x.jpg", b"", large)[0] == 413
    photos = desk.folder / "photos"
    outside = tmp_path / "outside"
    outside.mkdir()
    photos.rename(desk.folder / "kept")
    photos.symlink_to(outside)
    try:
        assert desk.ask("/api/photos?name=x.jpg", photograph, ours)[0] == 422
        assert not list(outside.iterdir())
    finally:
        photos.unlink()
        (desk.folder / "kept").rename(photos)
