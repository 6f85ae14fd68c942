"""Would catch a preview that shows other pages than the printed book has, or draws all anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import yaml
from PIL import Image, ImageChops

from platebook.build_options import BuildOptions
from platebook.desk.model import DeskFinding, DeskOptions, DeskPage, openings
from platebook.desk.preview import Preview, Version
from platebook.desk.state import page_key
from platebook.photos.worker_pool import WorkerPool
from platebook.pipeline import build
from tests.stories import plate, write_story

PPI = 40
LONG = "The stalls go up in the dark, and nobody speaks before the market opens. " * 14
SECTIONS = [
    {
        "title": "Morning",
        "text": "It is dark.",
        "plates": [plate(1), plate(2, caption=LONG), plate(3, layout="full-bleed")],
    },
    {"title": "Evening", "plates": [plate(4), plate(5), plate(6)]},
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    flat = [each for section in SECTIONS for each in section["plates"]]  # type: ignore[union-attr]
    made = write_story(
        tmp_path_factory.mktemp("desk") / "story",
        flat,  # type: ignore[arg-type]
        sections=SECTIONS,
        introduction="Words. " * 400,
    )
    text = yaml.safe_load((made / "story.yaml").read_text(encoding="utf-8"))
    del text["plates"]
    (made / "story.yaml").write_text(yaml.safe_dump(text, allow_unicode=True), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def preview(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    with WorkerPool(1) as pool:
        yield Preview(folder, tmp_path_factory.mktemp("work"), pool)


def pictures(preview: Preview, version: Version, parts: Any = None) -> dict[str, Image.Image]:
    drawn = preview.draw(version, parts if parts is not None else version.parts)
    return {key: Image.frombytes("RGB", made.size, made.rows) for key, made in drawn}


@pytest.mark.slow
def test_every_page_looks_as_it_is_printed(preview: Preview, folder: Path, tmp_path: Path) -> None:
    """Drawn some at a time, before and after an edit, first in a draft, each is the book's own."""
    manifest = folder / "story.yaml"
    preview.lay_out(DeskOptions())
    text = manifest.read_text(encoding="utf-8")
    changed = text.replace("Caption of plate 5: ", "Five of them. Caption of plate 5: ")
    manifest.write_text(changed, encoding="utf-8")
    draft = preview.lay_out(DeskOptions(), draft=True)
    assert draft.stale_anchors == {"plates"}
    drawn: dict[str, Image.Image] = {}
    for some in (draft.settled_parts[1::2], draft.settled_parts[::2]):
        drawn |= pictures(preview, draft, some)
    version = preview.lay_out(DeskOptions())
    assert not version.stale_anchors
    late = [part for part in version.parts if page_key(part, 0) not in drawn]
    assert next(part.page.anchor for part in late if part.page) == "plates"
    drawn |= pictures(preview, version, late)
    book = build(folder, tmp_path, BuildOptions(editions=("print",)), inspecting=False)
    printed = pypdfium2.PdfDocument(book.files[0])
    assert len(printed) == len(version.state.pages)
    for page in version.state.pages:
        ours = drawn[page.key].convert("L")
        theirs = printed[page.folio - 1].render(scale=PPI / 72).to_pil().convert("L")
        ours = ours.resize(theirs.size, Image.Resampling.BOX)
        difference = ImageChops.difference(ours, theirs)
        # Letters and edges are drawn at another size; another line or place is far more than that.
        blurred = difference.resize([side // 8 for side in theirs.size], Image.Resampling.BOX)
        assert blurred.getextrema()[1] < 48, f"page {page.folio} ({page.anchor})"


@pytest.mark.slow
def test_what_did_not_change_is_not_drawn_again(preview: Preview, folder: Path) -> None:
    manifest = folder / "story.yaml"
    before = manifest.read_text(encoding="utf-8")
    first = preview.lay_out(DeskOptions())
    pictures(preview, first)
    changed = before.replace("plate 4: a quiet", "plate 4: a quieter")
    assert changed != before
    try:
        manifest.write_text(changed, encoding="utf-8")
        second = preview.lay_out(DeskOptions())
    finally:
        manifest.write_text(before, encoding="utf-8")
    old = {page_key(part, 0) for part in first.parts}
    fresh = [part for part in second.parts if page_key(part, 0) not in old]
    assert [part.page.anchor for part in fresh if part.page][:1] == ["plate-plate-4"]
    assert len(fresh) <= 2  # the page itself, and the list of plates
    again = preview.lay_out(DeskOptions())
    assert [part.key for part in again.parts] == [part.key for part in first.parts]
    assert again.state == first.state


@pytest.mark.slow
def test_a_photograph_that_was_replaced_is_seen(preview: Preview, folder: Path) -> None:
    first = preview.lay_out(DeskOptions())
    photo = folder / "photos" / "05.jpg"
    before = photo.read_bytes()
    with Image.open(photo) as picture:
        turned = picture.convert("L")
    try:
        turned.save(photo, quality=90)
        second = preview.lay_out(DeskOptions())
        fresh = [part for part in second.parts if part not in first.parts]
        assert [part.page.plate.id for part in fresh if part.page and part.page.plate] == [
            "plate-5"
        ]
        (drawn,) = pictures(preview, second, fresh).values()
        red, green, blue = drawn.resize((1, 1)).getpixel((0, 0))
        assert max(red, green, blue) - min(red, green, blue) < 6
    finally:
        photo.write_bytes(before)


def test_findings_are_pinned_to_the_opening_that_they_are_about(preview: Preview) -> None:
    state = preview.lay_out(DeskOptions()).state
    few = [finding for finding in state.findings if finding.code == "S020"]
    assert few, "the test's photographs have too few pixels for print"
    for finding in few:
        where = re.search(r"plate “(.+)”", finding.where)
        assert where is not None
        assert finding.plate == where[1]
        opening = next(each for each in state.openings if each.id == finding.opening)
        folio = next(each.folio for each in state.plates if each.id == finding.plate)
        assert folio in (opening.left, opening.right)


@pytest.mark.slow
def test_another_trim_is_laid_out_anew(preview: Preview) -> None:
    state = preview.lay_out(DeskOptions(trim="a5")).state
    assert state.sheet is not None
    assert state.sheet.left.trim[2:] == (148.0, 210.0)
    with_printer = preview.lay_out(DeskOptions(printer="kdp-paperback")).state
    assert with_printer.sheet is not None
    assert with_printer.sheet.left.safe != with_printer.sheet.left.trim


@pytest.mark.slow
def test_the_ebook_is_the_real_one(preview: Preview) -> None:
    version = preview.lay_out(DeskOptions())
    for document in version.state.documents:
        kind, content = version.ebook.preview.file(document.name) or ("", b"")
        assert kind == "application/xhtml+xml"
        for name in re.findall(rb'(?:src|href)="([^"#:]+)', content):
            target = (Path("/") / document.name).parent / name.decode()
            path = str(target.resolve()).removeprefix("/")
            assert preview.file(version, path), path
    assert preview.file(version, "text/../../story.yaml") is None


def _page(folio: int, plate: str = "") -> DeskPage:
    return DeskPage(folio, "", f"k{folio}", "plate" if plate else "text", f"a{folio}", plate)


def test_a_book_that_reads_leftwards_is_bound_on_the_right() -> None:
    pages = tuple(_page(folio, f"p{folio}") for folio in range(1, 6))
    assert [(each.left, each.right) for each in openings(pages, "ltr")] == [
        (None, 1), (2, 3), (4, 5),
    ]  # fmt: skip
    assert [(each.left, each.right) for each in openings(pages, "rtl")] == [
        (1, None), (3, 2), (5, 4),
    ]  # fmt: skip


def test_openings_have_names_of_their_own() -> None:
    """A text over many pages gives its name to the first of its openings alone."""
    pages = tuple(replace(_page(folio), anchor="introduction") for folio in range(1, 9))
    names = [each.id for each in openings(pages, "ltr")]
    assert len(set(names)) == len(names)


def test_files_are_named_as_seen_from_the_storys_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Would catch a message that names them from elsewhere, or that lost its words."""
    monkeypatch.chdir(tmp_path)
    words = f"the story says photos/a.jpg, not story/photos/a.jpg or {tmp_path}/story/photos/a.jpg"
    said = DeskFinding("error", "", "story/story.yaml:4:1", words, "").within(Path("story"))
    assert said.where == "story.yaml:4:1"
    assert said.message == "the story says photos/a.jpg, not photos/a.jpg or photos/a.jpg"
