"""Would catch a theme that changes nothing, breaks a page, or fails without saying where."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from platebook.errors import MissingToolError, ThemeError
from tests.books import build
from tests.judges import poppler


def colour(pdf: Path, page: int, x: float, y: float) -> tuple[int, ...]:
    """Return the colour at a share of a page's width and height, from the top left."""
    with pdfium.PdfDocument(pdf) as document:
        picture = document[page].render(scale=0.3).to_pil()
    return picture.getpixel((int(picture.width * x), int(picture.height * y)))  # type: ignore[return-value]


def themed(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_css", ".css").replace("_j2", ".xhtml.j2")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.mark.slow
def test_night_prints_on_dark_paper_to_the_very_edge(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    story = make_story(plates=2)
    day = build(story, tmp_path / "day", editions=("print",)).files[0]
    night = build(story, tmp_path / "night", editions=("print",), theme=Path("night")).files[0]
    with pdfium.PdfDocument(night) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
        words = next(page for page, text in zip(document, texts, strict=True) if "plate 1:" in text)
        number, caption = (words.get_textpage().get_charbox(at) for at in (0, 1))
    assert caption[0] > number[2], "without a credit below, the number stands beside the caption"
    assert abs(caption[3] - number[3]) < 6
    for x, y in ((0.001, 0.001), (0.999, 0.999), (0.5, 0.02)):
        assert min(colour(day, 4, x, y)) > 245
        assert max(colour(night, 4, x, y)) < 60


@pytest.mark.slow
def test_dispatch_has_black_plates_white_texts_and_its_captions_at_the_end(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    """On paper and on a screen, where a full bleed's thumbnail in the list was stretched."""
    story = make_story(plates=[{}, {"layout": "full-bleed"}], sizes=[(900, 600)])
    printed, screen, ebook = build(
        story, tmp_path / "out", editions=("print", "screen", "epub"), theme=Path("dispatch")
    ).files
    with zipfile.ZipFile(ebook) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.endswith(".css")]
    assert any("#111113" in sheet for sheet in sheets), "the e-book is dark too"
    assert min(colour(printed, 1, 0.5, 0.5)) > 245, "the back of the half-title is paper"
    for file in (printed, screen):
        texts = [" ".join(text.split()) for text in poppler.texts(file)]
        plates = [at for at, text in enumerate(texts) if text.startswith("1 ")]
        at = max(at for at, text in enumerate(texts) if "Caption of plate 1:" in text)
        assert "Caption of plate 2:" in texts[at]
        assert plates[0] < at
        for x, y in ((0.001, 0.001), (0.999, 0.999), (0.5, 0.02)):
            assert max(colour(file, plates[0], x, y)) < 60, "to the very edge"
            assert min(colour(file, at, x, y)) > 245
        with pdfium.PdfDocument(file) as document:
            page = document[plates[0]].render(scale=2).to_pil().convert("L")
        foot = page.crop((0, int(page.height * 0.8), page.width, page.height))
        assert foot.getextrema()[1] > 200, "the folio is light"
    with pikepdf.open(printed) as pdf:
        inks = [
            sum(float(each) for each in operands)
            for page in pdf.pages
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) in ("k", "scn") and len(operands) == 4
        ]
    assert max(inks) == pytest.approx(2.2)


@pytest.mark.slow
def test_three_lines_are_a_theme(make_story: Callable[..., Path], tmp_path: Path) -> None:
    theme = themed(tmp_path / "theme", styles__tokens_css=":root {\n  --paper: #f0c8a0;\n}\n")
    book = build(make_story(plates=1), tmp_path / "out", editions=("print",), theme=theme)
    # Printed in four inks, and shown by a viewer that guesses what they look like.
    assert colour(book.files[0], 4, 0.5, 0.02) == pytest.approx((240, 200, 160), abs=10)


def part(folder: Path, name: str, text: str) -> Path:
    path = folder / "templates" / "parts" / f"{name}.xhtml.j2"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return folder


@pytest.mark.slow
def test_a_long_caption_is_no_fault_of_a_theme(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    """A caption that was laid out without a width took more time than a theme may have."""
    folder = make_story(plates=[{"caption": "Nobody speaks much before the market opens. " * 60}])
    styles = tmp_path / "mine" / "styles"
    styles.mkdir(parents=True)
    (styles / "tokens.css").write_text(":root { --rule: #888888 }")
    assert build(folder, tmp_path / "out", editions=("print",), theme=tmp_path / "mine").files


@pytest.mark.slow
def test_a_part_of_a_theme_may_extend_ours(make_story: Callable[..., Path], tmp_path: Path) -> None:
    text = '{% include "!default/parts/closing.xhtml.j2" %}\n<p>Printed at the harbour.</p>\n'
    theme = part(tmp_path / "theme", "closing", text)
    book = build(make_story(plates=1), tmp_path / "out", editions=("print",), theme=theme)
    with pdfium.PdfDocument(book.files[0]) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    (closing,) = [text for text in texts if "By nine it is over." in text]
    assert "Printed at the harbour." in closing


@pytest.mark.slow
def test_a_theme_that_moves_a_page_is_told_so(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    text = '{% include "!default/parts/colophon.xhtml.j2" %}\n<section>More.</section>\n'
    theme = part(tmp_path / "theme", "colophon", text)
    with pytest.raises(ThemeError) as caught:
        build(make_story(plates=1), tmp_path / "out", editions=("print",), theme=theme)
    assert "pages" in caught.value.findings[0].message


@pytest.mark.slow
def test_a_rule_that_print_cannot_use_is_told_with_its_line(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    sheet = "p { color: red }\n\nfigcaption {\n  colour: red;\n}\n"
    theme = themed(tmp_path / "theme", styles__print_css=sheet)
    with pytest.raises(ThemeError) as caught:
        build(make_story(plates=1), tmp_path / "out", editions=("print",), theme=theme)
    (finding,) = caught.value.findings
    assert finding.where.endswith("styles/print.css:4:3")
    assert "colour" in finding.message


@pytest.mark.slow
def test_larger_type_never_costs_a_caption_its_end(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    sheet = "figcaption { font-size: 16pt; line-height: 22pt }\n"
    theme = themed(tmp_path / "theme", styles__print_css=sheet)
    caption = "The stalls go up in the dark, and nobody speaks much before the tea. " * 5
    story = make_story(plates=[{"caption": caption.strip()}])
    book = build(story, tmp_path / "out", editions=("print",), theme=theme)
    with pdfium.PdfDocument(book.files[0]) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    (plate,) = [said for text in texts if "before the tea." in (said := " ".join(text.split()))]
    assert plate.count("before the tea.") == 5


OWN = """
figcaption .words::before { content: "Seen: "; display: block }
.running-text { counter-reset: p }
.running-text p { counter-increment: p }
.running-text p::before { content: counter(p, lower-greek) " \\2766  " }
.running-text p::after { content: " 漢" }
.running-text p:first-child::first-letter { float: left; font-size: 200%; line-height: 1 }
.caption { text-transform: capitalize; font-family: "No Such Family" }
"""


@pytest.mark.slow
def test_a_theme_s_own_words_have_their_fonts_and_are_no_fault(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    """Generated words, counters, initials and capitals are the theme's, not the manifest's."""
    theme = themed(tmp_path / "theme", styles__print_css=OWN)
    book = build(make_story(plates=1), tmp_path / "out", editions=("print",), theme=theme)
    with pdfium.PdfDocument(book.files[0]) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    for word in ("Seen:", "α", "β", "❦", "漢", "Caption Of Plate 1"):
        assert word in text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (".caption { display: none } .credit::after { content: ' nobody' }", "caption is"),
        (".caption { font-size: 300pt; line-height: 304pt }", "caption"),
    ],
)
def test_what_a_theme_does_to_a_text_is_no_mistake_of_the_manifest(
    rule: str, words: str, make_story: Callable[..., Path], tmp_path: Path
) -> None:
    theme = themed(tmp_path / "theme", styles__print_css=rule)
    with pytest.raises(ThemeError, match=words) as caught:
        build(make_story(plates=1), tmp_path / "out", editions=("print",), theme=theme)
    for finding in caught.value.findings:
        assert "theme/styles/print.css" in finding.where
        assert "manifest" not in finding.fix


@pytest.mark.slow
def test_a_character_that_no_font_has_is_told_with_the_theme_s_file(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    theme = themed(
        tmp_path / "theme", styles__print_css='\n.caption::before { content: "\\10E123" }'
    )
    with pytest.raises(MissingToolError) as caught:
        build(make_story(plates=1), tmp_path / "out", editions=("print",), theme=theme)
    assert caught.value.findings[0].where.endswith("styles/print.css:2")
