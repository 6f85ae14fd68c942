"""Would catch a PDF that a printer turns back: boxes, fonts, pixels touched, pages uncounted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from platebook.photos.prepare_plates import prepare
from platebook.report import Silent
from tests.books import build

pytestmark = pytest.mark.slow

INTRODUCTION = "The stalls go up in the dark, and nobody speaks much. " * 14


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A print edition with all that a book may have."""
    from tests.stories import write_story

    folder = tmp_path_factory.mktemp("structure")
    sections = [
        {"title": "Before *dawn*", "text": "Ice first.", "plates": _plates(1, 3)},
        {"title": "After", "plates": _plates(4, 5)},
    ]
    story = write_story(
        folder / "story",
        plates=5,
        sections=sections,
        introduction="\n\n".join([INTRODUCTION] * 8),
        links=[{"label": "The desk", "url": "https://example.org/desk/"}],
        keywords=["market", "dawn"],
    )
    manifest = story / "story.yaml"
    text = manifest.read_text("utf-8")
    start, end = text.index("plates:\n- id"), text.index("closing:")
    manifest.write_text(text[:start] + text[end:], "utf-8")
    return build(story, folder / "out", editions=("print",)).files[0]


def _plates(first: int, last: int) -> list[dict[str, str]]:
    return [
        {"photo": f"photos/{number:02}.jpg", "caption": f"Caption {number}.", "alt": "A stall."}
        for number in range(first, last + 1)
    ]


def numbers(box: pikepdf.Array) -> list[float]:
    return [float(value) for value in box]


def page_texts(pdf: Path) -> list[str]:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_boxes_are_the_trim_and_its_bleed(book: Path) -> None:
    with pikepdf.open(book) as pdf:
        for page in pdf.pages:
            bleed = 3 / 25.4 * 72
            sheet = [0, 0, 612 + 2 * bleed, 612 + 2 * bleed]
            assert numbers(page.MediaBox) == pytest.approx(sheet, abs=0.01)
            assert numbers(page.BleedBox) == pytest.approx(sheet, abs=0.01)
            trim = [bleed, bleed, 612 + bleed, 612 + bleed]
            assert numbers(page.TrimBox) == pytest.approx(trim, abs=0.01)


@pytest.mark.parametrize(
    ("trim", "points"),
    [("a5", (419.53, 595.28)), ("10x8in", (720, 576)), ("210 × 210 mm", (595.28, 595.28))],
)
def test_other_trims(
    make_story: Callable[..., Path], tmp_path: Path, trim: str, points: tuple[float, float]
) -> None:
    made = build(make_story(plates=1), tmp_path / "out", editions=("print",), trim=trim)
    with pikepdf.open(made.files[0]) as pdf:
        for page in pdf.pages:
            left, bottom, right, top = numbers(page.TrimBox)
            assert (right - left, top - bottom) == pytest.approx(points, abs=0.01)
            assert numbers(page.MediaBox)[:2] == [0, 0]


def test_pages_are_even_none_is_blank_within_and_the_colophon_is_last(book: Path) -> None:
    texts = page_texts(book)
    assert len(texts) % 2 == 0
    folios = {
        name: next(folio for folio, text in enumerate(texts, 1) if text.strip().startswith(name))
        for name in ("Introduction", "Before *dawn*", "After")
    }
    colophon = max(folio for folio, text in enumerate(texts, 1) if "platebook" in text)
    blank = [folio for folio, text in enumerate(texts, 1) if not text.strip()]
    assert blank == [2, *range(colophon + 1, len(texts) + 1)], "behind the half-title, at the end"
    assert list(folios.values()) == sorted(folios.values())
    assert texts[0].split() == ["A", "Street", "Before", "the", "Market"]
    assert not texts[1].strip()


def test_folios_are_printed_and_labelled(book: Path) -> None:
    texts = page_texts(book)
    for folio, text in enumerate(texts, 1):
        if "Caption" in text and "Caption 1" not in text.splitlines()[0]:
            assert str(folio) in text.split()
    with pikepdf.open(book) as pdf:
        labels = pdf.Root.PageLabels.Nums
        assert labels[1].S == "/D"
        assert labels[1].St == 1


def test_the_viewer_is_told_language_title_and_outline(book: Path) -> None:
    with pikepdf.open(book) as pdf:
        assert str(pdf.Root.Lang) == "en"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo["/Title"]) == "A Street Before the Market"
        assert "2026" in str(pdf.docinfo["/CreationDate"])
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
            under = [child.title for item in outline.root for child in item.children]
    assert [title for title in titles if title in ("Before *dawn*", "After")] == [
        "Before *dawn*",
        "After",
    ]
    assert under == [f"Caption {number}" for number in range(1, 6)]


def test_fonts_are_embedded_and_subset(book: Path) -> None:
    with pikepdf.open(book) as pdf:
        fonts = [item for item in pdf.objects if _is_font_descriptor(item)]
        assert fonts
        for font in fonts:
            assert any(key in font for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            assert "+" in str(font.FontName)


def _is_font_descriptor(item: pikepdf.Object) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"


def test_each_jpeg_goes_in_byte_for_byte(
    make_story: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared: list[str] = []

    def listening(*args: object, **kwargs: object) -> object:
        made = prepare(*args, **kwargs)  # type: ignore[arg-type]
        shown = [plate for (_, medium), plate in made.items() if medium == "print"]
        prepared.extend(plate.sha256 for plate in shown)
        return made

    monkeypatch.setattr("platebook.pipeline.stages.prepare", listening)
    made = build(make_story(plates=4), tmp_path / "out", editions=("print",), report=Silent())
    with pikepdf.open(made.files[0]) as pdf:
        streams = [item for item in pdf.objects if _is_image(item)]
        digests = [hashlib.sha256(item.read_raw_bytes()).hexdigest() for item in streams]
    assert sorted(digests) == sorted(prepared)


def _is_image(item: pikepdf.Object) -> bool:
    return isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"


def test_a_photograph_is_never_enlarged(make_story: Callable[..., Path], tmp_path: Path) -> None:
    report = Silent()
    story = make_story(plates=1, sizes=[(300, 200)])
    made = build(story, tmp_path / "out", editions=("print",), report=report)
    with pikepdf.open(made.files[0]) as pdf:
        (image,) = [item for item in pdf.objects if _is_image(item)]
        assert (int(image.Width), int(image.Height)) == (300, 200)
    (finding,) = [found for found in report.findings if "ppi" in found.message]
    assert "plate-1" in finding.where
    assert "write width: 25mm" in finding.fix, "300 px at 300 ppi are 25.4 mm"


def test_pages_after_the_last_section_do_not_carry_its_name(book: Path) -> None:
    texts = page_texts(book)
    assert any("After" in text for text in texts)
    behind = [text for text in texts if text.lstrip().startswith(("Afterword", "List of plates"))]
    assert len(behind) == 2
    assert not any(re.search(r"\bAfter\b", text) for text in behind)
