"""Would catch a desk without a story from which nobody gets to one without a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

import platebook
from tests.desk.browser import READY, Served, late, serving, window
from tests.stories import save_quadrant

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("desk")]
#: Keeps what a screen reader is given to say.
HEAR = """() => new MutationObserver((list) => list.forEach(({ target }) => {
  const { parentElement, nodeType } = target;
  const place = nodeType === 1 ? target : parentElement;
  const words = place?.closest("[role=status]")?.textContent;
  if (words) window.said.push(words);
})).observe(document, { subtree: true, childList: true, characterData: true })"""
ARTICLE = """\
# Before the Market

By Sam Gellman

The stalls go up in the dark.

![A roof over a street](stalls.jpg)
*Stalls at five.* Photo: Sam Gellman

![Blocks of ice](ice.jpg)
*The ice comes by lorry.*
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Served]:
    folder = tmp_path / "empty"
    folder.mkdir()
    with serving(folder) as desk:
        yield desk


def test_from_files_to_both_books_without_a_terminal(
    browser: Browser, desk: Served, tmp_path: Path
) -> None:
    article = tmp_path / "sources" / "article.md"
    sizes = {"stalls": (600, 400), "ice": (400, 600)}
    photos = [save_quadrant(tmp_path / "sources" / f"{name}.jpg", sizes[name]) for name in sizes]
    article.write_text(ARTICLE, encoding="utf-8")
    with window(browser) as page:
        page.goto(desk.address)
        page.add_init_script(f"window.said = []; ({HEAR})();")
        page.reload()
        expect(page.get_by_role("heading", name="Make a story")).to_be_visible(timeout=READY)
        notes = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"No photograph here."}
        page.locator("#start-files").set_input_files(notes)
        page.get_by_role("button", name="Make the story").click()
        expect(page.locator("desk-start .words")).to_contain_text("no photograph", timeout=READY)
        # What is chosen at once is not forgotten with what was there before.
        with late(page, "**/api/start/clear") as sent:
            page.get_by_role("button", name="Start again").click()
            sent()
            page.locator("#start-files").set_input_files([article, *photos])
        expect(page.locator("desk-start .given li")).to_have_count(3)
        page.get_by_role("button", name="Make the story").click()
        expect(page.get_by_role("heading", name="Before the Market")).to_be_visible(timeout=READY)
        expect(page.locator("desk-start")).to_contain_text("2 plates, 2 with a caption")
        page.get_by_role("button", name="Open the story").click()
        page.wait_for_selector("desk-plan img:not([hidden])", timeout=READY)
        page.wait_for_selector("desk-editor .card", timeout=READY)
        # A story that is still to be made is no mistake, to a screen reader either.
        assert not [
            words for words in page.evaluate("said") if "rror" in words or "istake" in words
        ]
    story = platebook.load(desk.folder)
    assert [plate.photo for plate in story.plates] == ["photos/stalls.jpg", "photos/ice.jpg"]
    assert story.plates[1].caption == "The ice comes by lorry."
    for path in (desk.folder / "story.yaml",):
        assert str(tmp_path) not in path.read_text("utf-8")
    # Where there is a story, nothing is taken in any more.
    ours = {"cookie": desk.cookie(), "origin": desk.base}
    assert desk.ask("/api/start/import", b"{}", ours)[0] == 409
    assert desk.ask("/api/start/file?name=a.md", b"x", ours)[0] == 409


def test_sources_stay_in_their_folder_and_other_sites_give_none(desk: Served) -> None:
    ours = {"cookie": desk.cookie(), "origin": desk.base}
    assert desk.ask("/api/start/file?name=x.md", b"x", {"cookie": desk.cookie()})[0] == 403
    before = set(desk.folder.parent.rglob("*"))
    for name in ("../../evil.md", "%2e%2e%5c..%5cevil.md", "/evil.md", "...", "-o", "x%00y.md"):
        status, said, _ = desk.ask(f"/api/start/file?name={name}", b"# No photograph", ours)
        assert status == 200, said
        assert "/" not in said
    status, said, _ = desk.ask("/api/start/import", b"{}", ours)
    assert status == 422
    assert str(desk.folder.parent) not in said
    assert set(desk.folder.parent.rglob("*")) == before
