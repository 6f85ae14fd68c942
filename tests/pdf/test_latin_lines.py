"""Catches Latin lines in the wrong order in a book from right to left; feet on the wrong pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from ctypes import byref, c_double
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import yaml

from tests.books import build
from tests.languages import TEXTS
from tests.stories import write_story

pytestmark = pytest.mark.slow

MakeStory = Callable[..., Path]

TITLE, SENTENCE = TEXTS["ar"]
RIGHTS = "© 2026 The Photo Desk (all rights reserved)."
CAPTION = "Told *My Modern Met*: “no”, and (in 2011) was gone."
SHOWN = "Told My Modern Met: “no”, and (in 2011) was gone."
SECTION = "الصباح"


def lines(page: pypdfium2.PdfPage) -> list[str]:
    """Return the lines of a page, each with its characters as they stand from left to right."""
    found: dict[float, list[tuple[float, str]]] = defaultdict(list)
    words = page.get_textpage()
    for at in range(words.count_chars()):
        x, y = c_double(), c_double()
        pdfium.FPDFText_GetCharOrigin(words, at, byref(x), byref(y))
        if (sign := words.get_text_range(at, 1)).strip():
            found[round(y.value)].append((x.value, sign))
    return [solid("".join(sign for _, sign in sorted(line))) for line in found.values()]


def solid(text: str) -> str:
    """Return a text without spaces; pdfium turns brackets round where others may stand."""
    return "".join(text.split()).replace(")", "(").replace("\u2060", "").replace("\u200e", "")


def backwards(text: str) -> str:
    return solid(text)[::-1]


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[str]]]:
    """The lines of each page of an Arabic book and its cover, by edition."""
    story = write_story(
        tmp_path_factory.mktemp("arabic") / "story",
        plates=1,
        sizes=[(1200, 800)],
        language="ar",
        title=TITLE,
        standfirst=SENTENCE,
        introduction=f"{SENTENCE}\n\nHe left.",
        closing=None,
        rights=RIGHTS,
        credit=None,
        contributors=[{"name": "The Desk (Seoul)", "role": "photographer"}],
    )
    file = story / "story.yaml"
    manifest = yaml.safe_load(file.read_text(encoding="utf-8"))
    plates = [manifest.pop("plates")[0] | {"caption": CAPTION, "alt": TITLE}]
    manifest["sections"] = [{"title": SECTION, "text": SENTENCE, "plates": plates}]
    file.write_text(yaml.safe_dump(manifest, allow_unicode=True), encoding="utf-8")
    made = build(story, story / "out", editions=["print", "cover"], spine=8.0)
    assert not [finding for finding in made.findings if finding.severity == "error"]
    return {
        ("cover" if "cover" in file.name else "print"): [
            lines(page) for page in pypdfium2.PdfDocument(file)
        ]
        for file in made.files
    }


def test_a_line_of_latin_keeps_its_own_order(arabic: dict[str, list[list[str]]]) -> None:
    """The full stop stood before the line, and the © behind it."""
    everywhere = [line for page in arabic["print"] for line in page]
    assert solid(RIGHTS) in everywhere, "the imprint"
    assert solid(SHOWN) in everywhere, "a caption, also where a part of it is set in italics"
    assert "Heleft." in everywhere, "a paragraph"
    assert any(solid("The Desk (Seoul)") in line for line in everywhere), "a name"
    (cover,) = arabic["cover"]
    assert solid(RIGHTS) in cover


def test_titles_stand_at_the_foot_of_the_pages_that_they_belong_to(
    arabic: dict[str, list[list[str]]],
) -> None:
    """The section's title on the right-hand page of an English book is on the left of this one."""
    folio, page = next(
        (number, page)
        for number, page in enumerate(arabic["print"], 1)
        if sum(backwards(SECTION) in line for line in page) == 2
    )
    assert folio % 2 == 1, "a recto"
    assert f"{folio}{backwards(SECTION)}" in page


def test_the_folio_stands_at_the_outer_edge_of_a_verso_too(
    arabic: dict[str, list[list[str]]],
) -> None:
    """It stood before the book's title there, which Arabic made a part of the same words."""
    versos = list(enumerate(arabic["print"], 1))[1::2]
    feet = [line for folio, page in versos for line in page if line == f"{backwards(TITLE)}{folio}"]
    assert feet
