"""Would catch a box where a letter should be, in print, and an emoji lost from the e-book."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from platebook.check_story import check
from platebook.errors import MissingToolError, PreflightError, Severity
from platebook.fonts import selection, system_fonts
from platebook.fonts.characters import Line
from platebook.report import Silent
from tests.books import build

FAMILY = "👩\u200d👩\u200d👧"
NO_FONT = "\U000130fe"  # an Egyptian hieroglyph


@pytest.mark.slow
def test_an_emoji_stays_in_the_epub_and_is_left_out_of_print_with_a_warning(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    report = Silent()
    caption = f"Nine o’clock {FAMILY} and the ice is gone 🧊."
    story = make_story(plates=[{"caption": caption}])
    epub, pdf = build(story, tmp_path / "out", report=report).files
    with zipfile.ZipFile(epub) as book:
        texts = "".join(
            book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml")
        )
    assert caption in texts
    with pdfium.PdfDocument(pdf) as document:
        printed = " ".join(page.get_textpage().get_text_range() for page in document)
    assert "Nine o’clock and the ice is gone." in " ".join(printed.split())
    warnings = [found for found in report.findings if found.severity is Severity.WARNING]
    assert any("left out of print" in found.message for found in warnings)


@pytest.mark.slow
def test_a_letter_that_no_font_has_is_named_with_its_plate_and_what_to_install(
    make_story: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platebook.fonts.system_fonts.fonts", lambda *_args: ())
    story = make_story(plates=[{"id": "stall", "caption": f"A sign: {NO_FONT}."}])
    for look in (lambda: build(story, tmp_path / "out"), lambda: check(story, report=Silent())):
        with pytest.raises(MissingToolError) as caught:
            look()
        (finding,) = caught.value.findings
        assert "stall" in finding.where
        assert NO_FONT in finding.message
        assert "apt-get install" in finding.fix


@pytest.mark.slow
def test_line_separators_of_pasted_text_are_line_breaks(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    """Would catch a build that ends with a traceback, and words that are run together."""
    caption = "One\u2028two\u2029th\ufff9r\U0001bca0ee\u2028"
    story = make_story(
        plates=[{"caption": caption, "credit": "The\u2028Desk"}], title="By\u2028nine"
    )
    epub, pdf = build(story, tmp_path / "out").files
    with pdfium.PdfDocument(pdf) as document:
        printed = "\n".join(page.get_textpage().get_text_range() for page in document)
    lines = [line.strip() for line in printed.splitlines()]
    assert {"By nine", "two", "three"} <= set(lines)
    assert any(line.endswith("One") for line in lines)
    assert "The Desk" in printed
    with zipfile.ZipFile(epub) as book:
        (plate,) = (name for name in book.namelist() if name.endswith("plate-1.xhtml"))
        assert "One<br/>" in book.read(plate).decode().replace(" />", "/>")


@pytest.mark.slow
def test_wide_spaces_at_the_ends_of_lines_and_pasted_byte_order_marks_make_a_book(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    """Would catch a build that ends with a traceback where a wide space ends a line."""
    captions = ["あ" * shift + "待って！\u3000" * 30 for shift in range(8)]
    story = make_story(
        language="ja",
        title="By\ufeffnine",
        plates=[{"caption": caption} for caption in (*captions, "Caf\ufeffé, a" + "\u00a0" * 300)],
    )
    build(story, tmp_path / "out", editions=["print", "screen"])


@pytest.mark.slow
def test_a_font_of_the_system_that_is_packaged_too_keeps_both(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    """Would catch letters of an Arabic text lost to the font that adds a sign to it."""
    sign, family = "\u08e2", "Noto Sans Arabic"
    if not any(each.family == family and each.has(sign) for each in system_fonts.fonts()):
        pytest.skip("needs Debian's fonts-noto-core")
    folder = tmp_path / "fonts"
    font_set = selection.select_fonts(
        [Line(f"سوق {sign}", "a caption")], language="ar", folder=folder
    )
    faces = [face for face in font_set.faces if family in face.family]
    assert len({face.path for face in faces}) == len(faces)
    assert len({face.family for face in faces}) == 2


@pytest.mark.slow
def test_a_letter_that_is_wider_than_its_line_is_named_with_its_place(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    """Would catch a traceback where nothing divides a caption: jamo that make one syllable."""
    story = make_story(plates=[{"caption": "\u1100" * 200}], language="ko")
    with pytest.raises(PreflightError) as caught:
        build(story, tmp_path / "out")
    assert "reaches over the edge of the page" in caught.value.findings[0].message
    assert "caption" in caught.value.findings[0].message
