"""Would catch a WeasyPrint that mends its own tags, so that ours may go (pdf/tags/write_tags.py).

Each of these fails where it does: then see what of painted, growing, tagging and glyphs is needed.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pikepdf
import pytest
import weasyprint
from PIL import Image
from weasyprint.text.fonts import FontConfiguration

from tests.pdf import tags

pytestmark = pytest.mark.loud

Written = Callable[..., tags.Tagged]
PAGE = "@page { size: 80mm 80mm; margin: 10mm; @bottom-left { content: counter(page) } }"


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Written]:
    """Write a document with WeasyPrint's own tags, and read them."""
    Image.new("RGB", (40, 30), "teal").save(tmp_path / "a.jpg")
    with ExitStack() as stack:

        def write(body: str, css: str = "") -> tags.Tagged:
            fonts = FontConfiguration()
            style = weasyprint.CSS(string=PAGE + css, font_config=fonts)
            html = f'<html lang="en"><title>t</title><body>{body}</body></html>'
            document = weasyprint.HTML(string=html, base_url=f"{tmp_path.as_uri()}/")
            content = document.write_pdf(stylesheets=[style], font_config=fonts, pdf_tags=True)
            return tags.read(stack.enter_context(pikepdf.open(io.BytesIO(content))))

        yield write


def test_a_figure_is_no_figure_and_its_caption_stands_beside_it(written: Written) -> None:
    found = written('<figure><img src="a.jpg" alt="A."/><figcaption>B.</figcaption></figure>')
    (figure,) = found.root.all("Figure")
    (caption,) = found.root.all("Caption")
    assert caption not in figure.walk()
    (around,) = [node for node in found.root.walk() if figure in node.kids]
    assert around.role == "NonStruct"


def test_decoration_is_a_figure_that_says_nothing(written: Written) -> None:
    found = written('<p>A.</p><img src="a.jpg" alt=""/>')
    (figure,) = found.root.all("Figure")
    assert figure.alt is None


def test_inner_languages_are_forgotten(written: Written) -> None:
    found = written('<p lang="fr">Bonjour.</p><p>Un <i lang="fr">mot</i>.</p>')
    assert {node.language for node in found.root.walk()} == {"en"}


def test_a_picture_s_box_is_in_css_pixels_from_the_top(written: Written) -> None:
    found = written('<img src="a.jpg" alt="A." style="display: block"/>')
    (figure,) = found.root.all("Figure")
    top = [float(edge) for edge in figure.entry.A.BBox][1]
    assert top == pytest.approx((10 / 25.4 + 8 / 96) * 96, abs=1)


def test_folios_are_half_tagged(written: Written) -> None:
    found = written("<p>A.</p>")
    hung = {kid for node in found.root.walk() for kid in node.kids if isinstance(kid, tuple)}
    left = [text for mark, text in found.texts.items() if mark not in hung]
    assert left == ["1"]


def test_a_paragraph_over_two_pages_is_two(written: Written) -> None:
    found = written(f"<p>{'Words and words. ' * 40}</p>")
    assert len(found.root.all("P")) > 1


def test_a_line_does_not_end_in_a_space(written: Written) -> None:
    found = written(f"<p>{'Words and words. ' * 9}</p>")
    lines = [found.texts[kid] for node in found.root.all("Span") for kid in node.kids]
    assert len(lines) > 1
    assert not any(line.endswith(" ") for line in lines[:-1])


def test_what_is_inside_a_link_is_a_link_again(written: Written) -> None:
    found = written('<p><a href="https://example.org/"><b>A</b> <i>B</i></a></p>')
    linked = [link for node in found.root.walk() for link in node.links]
    assert len(linked) == 3
    assert {str(link.Contents) for link in linked} == {"https://example.org/"}
