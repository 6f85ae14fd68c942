"""Would catch an e-reader that loses a page or a letter, or changes what comes after it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from platebook.preflight.epub_render import SCREEN, EReader, Resource, Text, UnshownError

ROOT = Path(__file__).parents[3]
PT_PER_MM = 72 / 25.4


def empty(name: str) -> Resource:
    raise LookupError(name)


@pytest.fixture(scope="module")
def reader() -> EReader:
    return EReader(empty)


def document(body: str, size: tuple[float, float] | None = None) -> Text:
    whole = f'<html xmlns="http://www.w3.org/1999/xhtml" lang="en"><body>{body}</body></html>'
    return Text("text/a.xhtml", whole, size)


def test_a_document_without_styles_is_set_on_the_readers_pages(reader: EReader) -> None:
    before = os.environ.get("FONTCONFIG_FILE")
    paragraphs = "".join(f'<p id="p{each}">Number {each}. عربي 日本</p>' for each in range(40))
    leaves = reader.show(document(paragraphs), 20)
    with pypdfium2.PdfDocument(leaves.pdf) as pdf:
        texts = [page.get_textpage().get_text_bounded() for page in pdf]
        sizes = {tuple(round(side / PT_PER_MM) for side in page.get_size()) for page in pdf}
    assert sizes == {(SCREEN.width, SCREEN.height)}
    assert len(texts) == len(leaves.ids) > 2
    for number in range(40):
        (page,) = [at for at, ids in enumerate(leaves.ids) if f"p{number}" in ids]
        assert f"Number {number}." in texts[page]
    assert os.environ.get("FONTCONFIG_FILE") == before


def test_its_letters_are_of_the_fonts_that_come_with_platebook() -> None:
    """In a process of its own, as preflight has it: fonts are sought once in a process."""
    show = (
        "import sys; from tests.preflight.epub_render import test_laying as told\n"
        "leaves = told.EReader(told.empty).show(told.document('<p>One</p>'), 20)\n"
        "sys.stdout.buffer.write(leaves.pdf)"
    )
    made = subprocess.run([sys.executable, "-c", show], cwd=ROOT, capture_output=True, check=True)
    assert b"Source-Serif" in made.stdout


def test_a_page_that_the_book_fixes_keeps_its_shape(reader: EReader) -> None:
    leaves = reader.show(document("<p>Wide</p>", (800, 400)), 20)
    with pypdfium2.PdfDocument(leaves.pdf) as pdf:
        (page,) = pdf
        assert page.get_size() == pytest.approx((600, 300), abs=0.1)


@pytest.mark.parametrize("body", ["<p>", "&nowhere;"])
def test_what_is_no_xml_is_refused_in_words(reader: EReader, body: str) -> None:
    with pytest.raises(UnshownError, match="cannot be laid out"):
        reader.show(document(body), 20)


# It may ring first where Python passes over what is raised; so it rings again.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_alarm_is_silent_afterwards(reader: EReader) -> None:
    with pytest.raises(UnshownError, match="more than 0 seconds"):
        reader.show(document("<p>word</p>" * 3_000), 0.05)
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
    assert reader.show(document("<p>Next</p>"), 20).ids
