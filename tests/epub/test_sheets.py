"""Would catch a stylesheet that old readers drop whole, or that overrules the reader's choice."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from platebook import themes
from platebook.epub.package_files import for_screens, sheets
from platebook.errors import ThemeError
from platebook.fonts import selection
from platebook.fonts.characters import Line
from platebook.fonts.families import FontSet
from tests.epub.books import Binder, Book, fonts, story


@pytest.fixture(scope="module")
def base(plain_book: Book) -> str:
    return plain_book.files["EPUB/styles/base.css"].decode()


@pytest.fixture(scope="module")
def modern(plain_book: Book) -> str:
    return plain_book.files["EPUB/styles/modern.css"].decode()


@pytest.mark.parametrize("trap", ["calc(", "flex", "@supports", "var(", "vh", "@media", "--"])
def test_the_first_sheet_holds_nothing_that_old_engines_choke_on(base: str, trap: str) -> None:
    assert trap not in base


def test_no_sheet_paints_or_fetches(base: str, modern: str) -> None:
    for sheet in (base, modern):
        assert not re.search(r"background|(?<!-)\bcolor\s*:(?!\s*inherit)", sheet)
        assert "url(" not in sheet
        assert "!important" not in sheet
        assert not re.search(r"\d(?:px|pt|mm)\b", sheet), "sizes follow the reader's own"


def test_photograph_gives_way_to_its_caption(modern: str) -> None:
    rules = re.sub(r"\s+", " ", modern)
    assert "figure.plate { display: -webkit-flex; display: flex;" in rules
    assert re.search(r"figure\.plate \{[^}]*max-height: 86vh", rules)
    assert re.search(
        r"figure\.plate img, [^{]*\{[^}]*min-height: 20vh[^}]*object-fit: contain", rules
    )
    assert not re.search(
        r"[^-]height: \d+vh", rules.replace("max-height", "").replace("min-height", "")
    )


@pytest.mark.parametrize("theme", ["night", "dispatch", "gallery"])
def test_no_theme_colours_the_letters_of_a_kindle(theme: str) -> None:
    """It keeps the colour of letters, and not that of the page: they were light grey on white."""
    _, modern = sheets(themes.find(Path(theme)), fonts())
    assert isinstance(modern.content, bytes)
    elsewhere = re.sub(
        r"@media not amzn-kf8 \{([^{}]*\{[^{}]*\})*\s*\}", "", modern.content.decode()
    )
    assert not re.search(r"background|(?<!-)\bcolor\s*:(?!\s*inherit)", elsewhere)


def test_a_theme_comes_after_ours(tmp_path: Path) -> None:
    theme = tmp_path / "theme"
    (theme / "styles").mkdir(parents=True)
    (theme / "styles" / "epub.css").write_text("h1 { font-family: var(--serif); }")
    _, modern = sheets(themes.find(theme), fonts())
    assert isinstance(modern.content, bytes)
    assert modern.content.decode().endswith("h1 { font-family: serif; }\n")


def test_a_theme_may_not_fetch(tmp_path: Path) -> None:
    theme = tmp_path / "theme"
    (theme / "styles").mkdir(parents=True)
    (theme / "styles" / "epub.css").write_text("\n@import 'https://example.com/a.css';")
    with pytest.raises(ThemeError, match=r"epub\.css:2:\d+: .*may not fetch"):
        list(sheets(themes.find(theme), fonts()))


@pytest.fixture(scope="module")
def font_set(tmp_path_factory: pytest.TempPathFactory) -> FontSet:
    folder = tmp_path_factory.mktemp("fonts")
    return selection.select_fonts([Line("A Street", "title")], language="en", folder=folder)


def test_fonts_travel_in_the_book_and_the_sheet_finds_them(
    binder: Binder, font_set: FontSet
) -> None:
    book = binder.bind(story(), font_set=font_set)
    base = book.files["EPUB/styles/base.css"].decode()
    named = set(re.findall(r'url\("\.\./(fonts/[^"]+)"\)', base))
    types = {
        item.get("href"): item.get("media-type")
        for item in book.find("content.opf", "//opf:item")
        if item.get("href", "").startswith("fonts/")
    }
    assert named == set(types) == {f"fonts/{face.name}" for face in for_screens(font_set).faces}
    assert set(types.values()) <= {"font/ttf", "font/otf"}
    families = set(re.findall(r'@font-face \{ font-family: "([^"]+)"', base))
    assert families
    assert all(f'"{family}"' in base.partition("body {")[2] for family in families)
    assert book.metas("ibooks:specified-fonts") == ["true"]


def test_titles_have_a_cut_of_their_own_and_nothing_weighs_needlessly(font_set: FontSet) -> None:
    carried = for_screens(font_set)
    families = {face.family for face in carried.faces}
    assert carried.stacks["display"][0] in families - set(carried.stacks["serif"])
    assert set(carried.stacks["serif"]) <= set(carried.stacks["display"])
    assert len(carried.faces) < len(font_set.faces)


def test_a_book_without_fonts_of_its_own_does_not_say_it_has(plain_book: Book) -> None:
    assert plain_book.metas("ibooks:specified-fonts") == []


@pytest.mark.loud
def test_a_caption_begins_beside_its_number(base: str) -> None:
    """A quotation at its beginning stood a line below, by its margin."""
    import weasyprint

    page = (
        f"<style>{base}</style><figcaption><p class='number'>7</p>"
        "<div class='words'><div class='caption'><blockquote><p>Word</p></blockquote></div></div>"
        "</figcaption>"
    )
    with pdfium.PdfDocument(weasyprint.HTML(string=page).write_pdf()) as document:
        text = document[0].get_textpage()
        number, word = (
            text.get_charbox(text.get_text_range().index(char))[1] for char in ("7", "W")
        )
    assert abs(number - word) < 2
