"""Would catch a book that goes out with a page no reader can open, or a link that leads nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from platebook import themes
from platebook.epub.read_back import MalformedError, read, resolve
from platebook.errors import ThemeError
from tests.epub.books import Binder, Book, story, text

PAGE = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">{}</html>'
)


def faults(**documents: str) -> list[str]:
    """Read documents of ``text/`` and say what is wrong with their addresses."""
    books = {
        f"text/{name}.xhtml": read(f"text/{name}.xhtml", PAGE.format(body).encode())
        for name, body in documents.items()
    }
    return [fault.message for fault in resolve(books, {"images/a.jpg", "styles/base.css"})]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<p>", "not well-formed"),
        ("<p>a&nbsp;b</p>", "not well-formed"),
        ("<img src=a.jpg/>", "not well-formed"),
        ('<p id="a"/><p id="a"/>', "“a” is given twice"),
        ("<script>1</script>", "script"),
    ],
)
def test_what_is_no_document_is_refused(body: str, message: str) -> None:
    with pytest.raises(MalformedError, match=message):
        read("text/a.xhtml", PAGE.format(body).encode())


@pytest.mark.parametrize(
    "body",
    [
        '<a href="b.xhtml">b</a>',
        '<a href="b.xhtml#here">b</a>',
        '<a href="#top" id="top">top</a>',
        '<a href="https://example.com/x?y=1#z">out</a>',
        '<a href="mailto:a@example.com">write</a>',
        '<img src="../images/a.jpg"/>',
        '<img src="../images/a.jpg" aria-details="more"/><p id="more"/>',
        '<link rel="stylesheet" href="../styles/base.css"/>',
        '<svg xmlns="http://www.w3.org/2000/svg"><path id="p"/><use href="#p"/></svg>',
    ],
)
def test_what_leads_somewhere_is_let_through(body: str) -> None:
    assert faults(a=body, b='<p id="here"/>') == []


@pytest.mark.parametrize(
    "body",
    [
        '<a href="c.xhtml">c</a>',
        '<a href="b.xhtml#there">b</a>',
        '<a href="../images/a.jpg">a</a>',
        '<a href="javascript:alert(1)">run</a>',
        '<a href="file:///etc/passwd">file</a>',
        '<img src="https://example.com/a.jpg"/>',
        '<img src="//example.com/a.jpg"/>',
        '<img src="images/a.jpg"/>',
        '<img src=""/>',
        '<img src="data:image/gif;base64,R0lGOD"/>',
        '<img src="../images/a.jpg" aria-details="more"/>',
        '<link rel="stylesheet" href="https://example.com/a.css"/>',
        '<video src="a.mp4"/>',
    ],
)
def test_what_leads_nowhere_or_outside_is_found(body: str) -> None:
    try:
        found = faults(a=body, b='<p id="here"/>')
    except MalformedError as error:  # what no book may hold, wherever it leads
        found = [error.message]
    assert len(found) == 1


def test_an_inline_drawing_is_declared() -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    assert read("a.xhtml", PAGE.format(drawing).encode()).properties == ("svg",)


def themed(folder: Path, **templates: str) -> Path:
    """Make a theme with these templates, by the name of the part."""
    (folder / "templates" / "parts").mkdir(parents=True)
    for name, body in templates.items():
        (folder / "templates" / "parts" / f"{name}.xhtml.j2").write_text(body, encoding="utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("<section><p>{{ story.title }}</section>", "not well-formed XML"),
        ('<section><a href="nowhere.xhtml">x</a></section>', "“nowhere.xhtml” leads nowhere"),
        ('<section><img src="https://example.com/a.jpg" alt=""/></section>', "outside the book"),
    ],
)
def test_a_fault_of_a_theme_is_told_with_its_template(
    binder: Binder, tmp_path: Path, part: str, message: str
) -> None:
    binder.design = themes.find(themed(tmp_path / "theme", closing=part))
    with pytest.raises(ThemeError, match=message) as told:
        binder.bind()
    assert (
        told.value.findings[0].where.removesuffix(":1").endswith("templates/parts/closing.xhtml.j2")
    )
    assert not (tmp_path / "book.epub").exists()


@pytest.mark.slow
def test_a_theme_is_not_blamed_for_a_template_of_ours(binder: Binder, tmp_path: Path) -> None:
    binder.design = themes.find(themed(tmp_path / "theme", closing="<p>{{ story.title }}</p>"))
    plates = [text(1, id="a", description="x"), text(2, id="a", description="y")]
    with pytest.raises(RuntimeError, match=r"MalformedError.*given twice"):
        binder.bind(story(plates))


@pytest.mark.slow
def test_a_theme_that_keeps_to_the_rules_is_bound(binder: Binder, tmp_path: Path) -> None:
    part = '{% include "!default/parts/closing.xhtml.j2" %}<p class="mark">Fin</p>'
    binder.design = themes.find(themed(tmp_path / "theme", closing=part))
    book: Book = binder.bind()
    assert book.said("text/closing.xhtml", "//h:p[@class='mark']") == ["Fin"]
