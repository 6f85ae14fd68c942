"""Would catch letters that are drawn right and read as others, because one glyph draws several."""

from __future__ import annotations

import unicodedata
from collections import Counter
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from platebook.fonts import selection
from platebook.fonts.characters import Line
from platebook.pdf import engine
from platebook.pdf.engine import font_address
from platebook.themes import Stylesheet

#: Each has letters that its font draws by the same pieces.
TEXTS = {
    "ar": "قصة: تثبيت بيت، وكالة الصور قبل السوق",
    "hi": "शांति है विद्यार्थी ज्ञान शिविर श िन",
    "he": "שָׁלוֹם (אבג) abc)",
}


def written(text: str, language: str, folder: Path) -> bytes:
    """Set a text in the sans that captions' credits are set in."""
    font_set = selection.select_fonts([Line(text, "here")], language=language, folder=folder)
    fonts = {font_address(face.path): face.path for face in font_set.faces}
    rule = f"p {{ font: 10pt {font_set.font_family('sans')}; width: 180mm }}"
    style = [
        Stylesheet("fonts", font_set.css(lambda face: font_address(face.path))),
        Stylesheet("own", rule),
    ]
    document = engine.Engine(style, fonts).render(f'<html lang="{language}"><p>{text}</p></html>')
    file = BytesIO()
    engine.write(document, file, lambda *_: None)
    return file.getvalue()


def letters(text: str) -> Counter[str]:
    """Count what is seen of a text."""
    plain = unicodedata.normalize("NFKD", text)
    return Counter(char for char in plain if unicodedata.category(char)[0] in "LMNP")


@pytest.mark.parametrize("language", TEXTS)
def test_every_letter_is_read_as_it_was_written(language: str, tmp_path: Path) -> None:
    file = written(TEXTS[language], language, tmp_path)
    read = pdfium.PdfDocument(file)[0].get_textpage().get_text_bounded()
    # Where letters run to the left, this reader turns brackets round.
    same = str.maketrans("()", "((")
    assert letters(read.translate(same)) == letters(TEXTS[language].translate(same))


def test_a_font_whose_glyphs_say_one_thing_each_is_left_alone(tmp_path: Path) -> None:
    file = written("A self-evident fact, finely put", "en", tmp_path)
    with pikepdf.open(BytesIO(file)) as pdf:
        (font,) = pdf.pages[0].Resources.Font.values()
        assert font.Encoding == "/Identity-H"
