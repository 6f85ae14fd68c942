"""Would catch a right text with marks that is refused, printed awry, or copied as another text."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from unicodedata import normalize

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageFilter

from platebook.fonts import selection
from platebook.fonts.characters import Line
from platebook.graphemes import canonical, clusters, compose
from platebook.pdf import engine
from platebook.pdf.engine import font_address
from platebook.preflight.compare.text_match import contrast, reads
from platebook.themes import Stylesheet
from tests.books import build
from tests.judges.commands import run

TEXTS = {
    "Lingala": "Mɔ́kɔ́ na nsɔ́mi",
    "phonetic": "bonjour [bɔ̃ʒuʁ]",
    "Vedic, in Latin letters": "Vedic devā́ tā́n stop",
    "Vedic": "अ॒ग्निमी॑ळे पु॒रोहि॑तं य॒ज्ञस्य॑",
    "Punjabi": "ਸ਼੍ਰੀ ਗੁਰੂ ਗ੍ਰੰਥ",
    "Arabic": "مُحَمَّد قَالَ إِنَّ الْكِتَابَ مُفِيدٌ",
    "Quranic": "بِسْمِ ٱللَّهِ ٱلرَّحْمَـٰنِ",
    "Hebrew": "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים",
    "Vietnamese, decomposed": normalize("NFD", "Tiếng Việt: Nguyễn Thị Ngọc Ánh"),
    "Yoruba": "Yorùbá: ẹ̀kọ́ ọmọ ṣe ń",
    "Thai": "น้ำผึ้ง ที่นี่ ญี่ปุ่น",
    "Greek": "ἐν ἀρχῇ ᾧ Ἅιδης ᾱ̆́",
    "Lithuanian": "j̃ū̃rą ė̃ į̃ ą́ r̃",
    "ten marks": "Z̴̢̛̙̱̈́̐̿͠a̵̧͉̣̭̼̓̑̈́͘go",
    "Navajo": "Diné: ǫ́; m̧",
    "African": "ɓ̀ ɛ̄ ŋ́ ʊ́",
    "Korean, in jamo": "\u1112\u1161\u11ab\u1100\u1173\u11af",
    "Japanese, decomposed": "か\u3099き ハ\u309a",
    "a name's variant": "葛\U000e0100城",
    "a grapheme joiner": "Ma\u034fs e\u0301\u034f\u0323",
}
_SHOWN = re.compile(rb"\[([^\]]*)\] ?TJ|(<>|\(\)) ?Tj")


def written(texts: Mapping[str, str], folder: Path, size: int = 16) -> Path:
    """Set each text on a page of its own, in the book's serif."""
    folder.mkdir(exist_ok=True)
    lines = [Line(text, name) for name, text in texts.items()]
    font_set = selection.select_fonts(lines, language="en", folder=folder)
    fonts = {font_address(face.path): face.path for face in font_set.faces}
    rule = (
        "@page { size: 120mm 30mm; margin: 5mm } "
        f"p {{ font: {size}pt {font_set.font_family('serif')}; break-after: page }}"
    )
    styles = [
        Stylesheet("fonts", font_set.css(lambda face: font_address(face.path))),
        Stylesheet("own", rule),
    ]
    text = "".join(f"<p>{font_set.without_emoji(text)}</p>" for text in texts.values())
    document = engine.Engine(styles, fonts, font_set.whole).render(f"<html lang='en'>{text}</html>")
    engine.write(document, folder / "marks.pdf", lambda *_: None)
    return folder / "marks.pdf"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One page for each of the texts."""
    return written(TEXTS, tmp_path_factory.mktemp("marks"))


@pytest.mark.slow
def test_texts_are_extracted_as_they_were_written(pages: Path) -> None:
    """A mark that stands for itself is put after whichever letter it lies nearest to."""
    found = run("pdftotext", "-enc", "UTF-8", pages, "-").stdout.split("\f")
    wrong = {
        name: text
        for (name, written), text in zip(TEXTS.items(), found, strict=False)
        if canonical(" ".join(text.split())) != canonical(written)
    }
    assert not wrong


@pytest.mark.slow
@pytest.mark.parametrize("cluster", ["ɔ́", "ɔ̃", "ǫ́", "m̧", "ŋ́", "ɓ̀", "ė̃"])
def test_marks_stand_over_their_letter(cluster: str, tmp_path: Path) -> None:
    """Pango takes a font for each code point: a mark stood beside the letter, of another font."""
    pdf = written({"cluster": cluster, "letter": cluster[0]}, tmp_path, size=48)
    with pdfium.PdfDocument(pdf) as document:
        ink, letter = (
            np.asarray(page.render(scale=2).to_pil().convert("L")) < 128 for page in document
        )
    rows = np.flatnonzero(letter.any(axis=1))
    inside = np.zeros(len(letter), bool)
    inside[rows[0] : rows[-1] + 1] = True
    body = np.flatnonzero(ink[inside].any(axis=0))
    mark = np.flatnonzero(ink[~inside].any(axis=0))
    assert mark.size
    assert body[0] - 4 <= mark[0] <= mark[-1] <= body[-1] + 4


@pytest.mark.slow
def test_marks_stay_over_letters_of_our_font_where_others_need_another(tmp_path: Path) -> None:
    """``m̐`` and ``ɔ́`` took the acute and the macron away from every letter of Source Serif."""
    alone = written({"own": "ụ́ ā́ n̄ j̃"}, tmp_path / "alone", size=32)
    mixed = {"before": "ɔ́ ŋ̄", "own": "ụ́ ā́ n̄ j̃", "after": "m̐ ɛ̃", "Hebrew": "בְּרֵאשִׁ֖ית"}
    beside = written(mixed, tmp_path / "beside", size=32)
    with pdfium.PdfDocument(alone) as one, pdfium.PdfDocument(beside) as other:
        meant, drawn = (
            np.asarray(page.render(scale=2).to_pil().convert("L")) for page in (one[0], other[1])
        )
    assert (abs(meant.astype(int) - drawn) > 64).sum() < 20


@pytest.mark.slow
@pytest.mark.parametrize("style", ["normal", "italic"])
@pytest.mark.parametrize("cluster", ["ё\u0301", "е\u0308\u0301", "Ё\u0301", "й\u0301", "ñ\u0301"])
def test_the_letter_below_its_marks_is_the_one_that_was_written(
    cluster: str, style: str, tmp_path: Path
) -> None:
    """Source Serif makes an и of ё below an accent; its text layer says ё all the same."""
    letter = normalize("NFD", cluster)[0]
    texts = {"cluster": cluster, "letter": letter}
    if style == "italic":
        texts = {name: f"<em>{text}</em>" for name, text in texts.items()}
    pdf = written(texts, tmp_path, size=48)
    with pdfium.PdfDocument(pdf) as document:
        ink, own = (
            np.asarray(page.render(scale=2).to_pil().convert("L")) < 128 for page in document
        )
    # Marks may lie over the upper half (Ё); the lower one tells е from и.
    drawn, meant = (_lower_half(page, own) for page in (ink, own))
    assert (drawn != meant).sum() < meant.sum() / 10


@pytest.mark.slow
@pytest.mark.parametrize("key", ["1\ufe0f\u20e3", "#\u20e3", "A\u20dd"])
def test_a_key_lies_over_no_other_letter(key: str, tmp_path: Path) -> None:
    """Its box came of a font that has no place for it, and was drawn over what follows."""
    with pdfium.PdfDocument(written({"key": f"x {key} end", "end": "end"}, tmp_path, 48)) as pdf:
        page, end = (np.asarray(page.render(scale=2).to_pil().convert("L")) < 128 for page in pdf)
    drawn, meant = (np.flatnonzero(ink.any(axis=0)) for ink in (page, end))
    width = meant[-1] - meant[0] + 1
    last = page[:, drawn[-1] + 1 - width : drawn[-1] + 1]
    assert abs(int(last.sum()) - int(end.sum())) < end.sum() / 20
    assert not page[:, drawn[-1] + 1 - width - 6 : drawn[-1] - width].any()


def _lower_half(ink: np.ndarray, letter: np.ndarray) -> np.ndarray:
    """Cut out what lies above a line's foot, half as high as a letter, as wide as it."""
    rows, columns = (np.flatnonzero(letter.any(axis=axis)) for axis in (1, 0))
    foot = np.flatnonzero(ink.any(axis=1))[-1] + 1
    return ink[foot - (rows[-1] - rows[0]) // 2 : foot, columns[0] : columns[-1] + 1]


@pytest.mark.slow
def test_no_string_is_empty_and_two_renderers_agree(pages: Path) -> None:
    """After an empty string in TJ, PDFium shifts what follows; poppler does not."""
    with pikepdf.open(pages) as pdf:
        for page in pdf.pages:
            for shown, empty in _SHOWN.findall(page.Contents.read_bytes()):
                assert not empty
                assert b"<>" not in shown
    with pdfium.PdfDocument(pages) as document:
        for name, page in zip(TEXTS, document, strict=False):
            ours = page.render(scale=150 / 72).to_pil().convert("L")
            number = str(list(TEXTS).index(name) + 1)
            drawn = pages.with_suffix(f".{number}")
            run("pdftoppm", "-r", "150", "-gray", "-singlefile", "-f", number, pages, drawn)
            theirs = Image.open(f"{drawn}.pgm").resize(ours.size)
            assert _apart(ours, theirs) < 12, name


def _apart(one: Image.Image, other: Image.Image) -> int:
    """Count the pixels of ink that are more than 2 px from any of the other picture."""
    inks = [picture.point(lambda value: 255 * (value < 128)) for picture in (one, other)]
    near = [np.asarray(ink.filter(ImageFilter.MaxFilter(5))) > 0 for ink in inks]
    solid = [np.asarray(ink) > 0 for ink in inks]
    return int((solid[0] & ~near[1]).sum() + (solid[1] & ~near[0]).sum())


@pytest.mark.slow
def test_right_books_are_built(make_story: Callable[..., Path], tmp_path: Path) -> None:
    """Preflight compared marks by the order and the place in which they are drawn."""
    name, captions = (
        "Ali مُحَمَّد",
        ("Lingala", "phonetic", "Punjabi", "a name's variant", "Quranic", "Hebrew"),
    )
    story = make_story(
        plates=[{"caption": TEXTS["Arabic"]}, *({"caption": TEXTS[text]} for text in captions)],
        title="A Name: مُحَمَّد",
        contributors=[{"name": name, "role": "photographer"}],
        credit=name,
    )
    files = build(story, tmp_path / "out", editions=("epub", "print", "screen")).files
    with zipfile.ZipFile(files[0]) as book:
        pages = "".join(book.read(name).decode() for name in book.namelist() if "xhtml" in name)
    assert TEXTS["Lingala"] in pages  # the e-book keeps the code points that were written
    for pdf in files[1:]:
        read = canonical("".join(run("pdftotext", "-enc", "UTF-8", pdf, "-").stdout.split()))
        for text in captions:
            assert canonical("".join(TEXTS[text].split())) in read


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("e\u0301", "é", True),
        ("\u0645\u064e\u0651", "\u0645\u0651\u064e", True),
        ("葛\U000e0100城", "葛城", True),
        ("a\u200db\u00ad\u034f\u2066c\u2069", "abc", True),
        ("\u115f\u1161", "\u1161", True),
        ("e\u0301", "e", False),
        ("x\u0300\u0301", "x\u0301\u0300", False),
        ("а", "a", False),
    ],
)
def test_texts_are_compared_by_canonical_equivalence(one: str, other: str, same: bool) -> None:
    assert reads(one, other) is same


def test_texts_that_look_alike_are_told_apart_by_code_points() -> None:
    assert "(with U+0430 CYRILLIC SMALL LETTER A for U+0061 LATIN SMALL LETTER A)" in contrast(
        "title", "Mаrket", "Market", "the manifest"
    )
    assert "(without U+0301 COMBINING ACUTE ACCENT)" in contrast("title", "e", "é", "a")
    assert "U+" not in contrast("title", "Café here", "Café there", "the manifest")


def test_only_clusters_are_composed() -> None:
    """NFC of all would replace a name's ideograph by one that is drawn otherwise."""
    assert compose("c\u0327a \u795e\ufa19 \u1112\u1161\u11ab") == "ça \u795e\ufa19 한"
    assert compose("<b>\u0338</b>") == "<b>\u0338</b>"
    assert clusters("ɔ́x 葛\U000e0100 1\ufe0f\u20e3") == ["ɔ́", "葛\U000e0100", "1\ufe0f\u20e3"]
