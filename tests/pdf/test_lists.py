"""Would catch a contents page or a list of plates that names other pages than the real ones."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import yaml
from pypdfium2 import raw

from tests.books import build
from tests.stories import write_story

PLATES = 22


def printed(folder: Path, *, sections: bool, **design: object) -> Path:
    """Print 22 plates, each with a title that no other text has."""
    rows = [{"title": f"Stall number {n}", "location": "Berlin"} for n in range(1, PLATES + 1)]
    story = write_story(folder / "story", rows, sizes=[(150, 100)], design=design)
    if sections:
        manifest = story / "story.yaml"
        keys = yaml.safe_load(manifest.read_text(encoding="utf-8"))
        plates = keys.pop("plates")
        keys["sections"] = [
            {"title": "Before dawn", "plates": plates[:9]},
            {"title": "After noon", "text": "A text.", "plates": plates[9:]},
        ]
        manifest.write_text(yaml.safe_dump(keys), encoding="utf-8")
    return build(story, folder / "out", editions=("print",)).files[0]


def texts(pdf: Path) -> list[str]:
    with pdfium.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def images(pdf: Path) -> list[int]:
    with pdfium.PdfDocument(pdf) as document:
        return [
            sum(each.type == raw.FPDF_PAGEOBJ_IMAGE for each in page.get_objects(max_depth=3))
            for page in document
        ]


def starts(found: list[str]) -> dict[str, int]:
    """Return the printed page on which each text begins that a contents page may list."""
    heads = ("Introduction", "Before dawn", "After noon", "Afterword", "List of plates")
    return {
        head: number
        for head in heads
        for number, text in enumerate(found, 1)
        if text.startswith(head)
    }


@pytest.mark.slow
@pytest.mark.parametrize("style", ["titles", "thumbnails"])
def test_contents_and_list_name_the_real_pages(tmp_path: Path, style: str) -> None:
    pdf = printed(tmp_path, sections=True, **{"plate-list": style})
    found, shown = texts(pdf), images(pdf)
    real = starts(found)
    (contents,) = (text for text in found if text.startswith("Contents"))
    listed = {
        name.strip(): int(folio) for folio, name in re.findall(r"(\d+) ([A-Z][a-z ]+)", contents)
    }
    assert listed == real
    assert list(real.values()) == sorted(real.values())
    plates = [number for number, count in enumerate(shown, 1) if count == 1]
    (listing,) = (text for text in found if text.startswith("List of plates"))
    rows = re.findall(r"Stall number (\d+) Berlin (\d+) (\d+)", listing)
    assert [(int(title), int(number)) for title, number, _ in rows] == [
        (each, each) for each in range(1, PLATES + 1)
    ]
    assert [int(page) for _, _, page in rows] == plates
    small = shown[real["List of plates"] - 1]
    assert small == (PLATES if style == "thumbnails" else 0), "22 plates are on one page"


@pytest.mark.slow
@pytest.mark.parametrize("contents", [True, False])
def test_what_is_not_wanted_is_left_out(tmp_path: Path, contents: bool) -> None:
    pdf = printed(tmp_path, sections=not contents, contents=contents, **{"plate-list": "none"})
    found = texts(pdf)
    assert not any("List of plates" in text or "Stall number" in text for text in found)
    pages = [text for text in found if text.startswith("Contents")]
    if not contents:
        assert pages == []
        return
    first = 1 + next(number for number, count in enumerate(images(pdf)) if count)
    real = starts(found)
    assert pages == [
        f"Contents {real['Introduction']} Introduction {first} Photographs "
        f"{real['Afterword']} Afterword"
    ]


def edges(pdf: Path, heading: str, words: str) -> list[tuple[int, int]]:
    """Return where each place of some words begins and ends on a page, in points from the left."""
    with pdfium.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            if not text.get_text_range().startswith(heading):
                continue
            search, found = text.search(words, match_whole_word=True), []
            while place := search.get_next():
                boxes = [text.get_charbox(place[0] + at) for at in (0, place[1] - 1)]
                found.append((round(boxes[0][0]), round(boxes[1][2])))
            return found
    raise AssertionError(heading)


@pytest.mark.slow
def test_a_short_list_has_one_column_and_a_long_one_two_that_stand_apart(tmp_path: Path) -> None:
    """The page number at a column's end is never taken for one with the next column's number."""
    rows = [{"title": f"Stall {n}", "caption": "", "location": "X"} for n in range(1, 6)]
    more = [{"title": f"Stall {n}, which was built of crates", "caption": ""} for n in range(13)]
    for name, plates in (("few", rows), ("short", more)):
        short = write_story(tmp_path / name, plates, sizes=[(150, 100)], trim="square-7.5")
        (pdf,) = build(short, tmp_path / f"{name}-book", editions=("print",)).files
        assert len({left for left, _ in edges(pdf, "List of plates", "Stall")}) == 1, name
    long = printed(tmp_path, sections=False)
    firsts = sorted({left for left, _ in edges(long, "List of plates", "Stall")})
    assert len(firsts) == 2
    ends = [right for _, right in edges(long, "List of plates", "11") if right < firsts[1]]
    numbers = [left for left, _ in edges(long, "List of plates", "20")]
    assert min(numbers) - max(ends) > 30, "points between a page number and the next column"


@pytest.mark.slow
@pytest.mark.parametrize("style", ["titles", "thumbnails"])
def test_a_list_that_would_only_count_is_not_printed(tmp_path: Path, style: str) -> None:
    """Plates without words would be listed as Photograph 1, Photograph 2 …"""
    rows = [{"caption": ""} for _ in range(4)]
    story = write_story(tmp_path / "story", rows, [(150, 100)], design={"plate-list": style})
    (pdf,) = build(story, tmp_path / "out", editions=("print",)).files
    listed = any(text.startswith("List of plates") for text in texts(pdf))
    assert listed == (style == "thumbnails")


@pytest.mark.slow
def test_quotations_begin_flush_and_headings_of_two_levels_differ(tmp_path: Path) -> None:
    quoted = "Quoted words at the head of the line, and many more of them until a second begins."
    text = f"## Upper\n\nFirst.\n\n### Lower\n\nThen.\n\n> {quoted} Here they are."
    story = write_story(tmp_path / "story", 1, [(150, 100)], introduction=text)
    (pdf,) = build(story, tmp_path / "out", editions=("print",)).files
    with pdfium.PdfDocument(pdf) as document:
        (page,) = (p for p in document if p.get_textpage().get_text_range()[:5] == "Intro")
        textpage = page.get_textpage()
        lines = [textpage.get_rect(i) for i in range(textpage.count_rects())]
        said = {textpage.get_text_bounded(*box).split()[0]: box[0] for box in lines}
        fonts = {
            name: next(
                each.get_font().get_base_name()
                for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=3)
                if textpage.get_text_bounded(*each.get_bounds()).strip().startswith(name)
            )
            for name in ("Upper", "Lower")
        }
    starts_at = said["Quoted"]
    second = min(left for word, left in said.items() if left > said["Then."] + 1)
    assert second == pytest.approx(starts_at, abs=1.5)
    assert fonts["Upper"] != fonts["Lower"]
