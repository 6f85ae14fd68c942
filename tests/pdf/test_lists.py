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
    """Give the printed page on which each text begins that a contents page may list."""
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
