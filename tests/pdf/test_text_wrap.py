"""Would catch a title with a word alone on its last line, a caption that ends in one, a hole."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pypdfium2 as pdfium
import pytest
import yaml
from markupsafe import Markup

from platebook.fonts import families
from platebook.pdf.engine import Engine
from platebook.pdf.layout.laid_out import extent, set_texts
from platebook.pdf.layout.title_pages import most_lines
from platebook.pdf.weasyprint_patches import text_setting
from platebook.rendering.renderer import heading
from platebook.themes import Stylesheet
from tests.books import build
from tests.stories import write_story

_FONT = "platebook:fonts/serif.ttf"
_PAGE = (
    f'@font-face {{ font-family: "Set"; src: url("{_FONT}") }}'
    '@page { size: 120mm; margin: 10mm } body { margin: 0 } p { margin: 0; font: 12px/16px "Set" }'
)
_WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"


def _engine(css: str) -> Engine:
    file = families.stack("serif")[0].masters[0].file
    return Engine([Stylesheet("test", f"{_PAGE} {css}")], {_FONT: file})


def _lines(html: str, css: str, language: str = "en") -> list[tuple[float, float]]:
    """Return where each line of the paragraph begins, and how wide it is (mm)."""
    direction = "rtl" if language == "ar" else "ltr"
    engine = _engine(css)
    page = f'<html lang="{language}" dir="{direction}"><section id="a"><p>{html}</p></section>'
    ((_, _, text),) = set_texts(engine.render(page), ["a"])
    return [(line.x, line.width) for line in text.lines]


def test_balanced_lines_are_of_about_one_length_and_no_more() -> None:
    plain = _lines(_WORDS, "")
    balanced = _lines(_WORDS, "p { --text-wrap: balance }")
    widths = [width for _, width in balanced]
    assert len(balanced) == len(plain) > 1
    assert min(widths) > 0.8 * max(widths)
    assert min(width for _, width in plain) < 0.8 * max(width for _, width in plain)


@pytest.mark.parametrize("align", ["start", "center", "right"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_balanced_lines_stay_at_their_side(language: str, align: str) -> None:
    css = f"p {{ --text-wrap: balance; text-align: {align} }}"
    for x, width in _lines(_WORDS, css, language):
        left, right = x - 10, 110 - x - width
        at_right = align == "right" or (align == "start" and language == "ar")
        near = abs(left - right) / 2 if align == "center" else right if at_right else left
        assert near < 1.5  # of a space at the line's end


def test_a_word_is_never_broken_to_balance_a_title() -> None:
    css = "p { --text-wrap: balance; overflow-wrap: anywhere; width: 60mm }"
    title = "Incomprehensibilities of Floccinaucinihilipilification and of a"
    (widest, *_) = sorted((width for _, width in _lines(title, css)), reverse=True)
    alone = "p { overflow-wrap: anywhere; width: 60mm }"
    assert widest >= max(width for _, width in _lines("Floccinaucinihilipilification", alone)) - 0.1


@pytest.mark.parametrize("count", range(4, 40))
def test_no_short_word_is_left_alone(count: int) -> None:
    text = " ".join((_WORDS.split() * 3)[:count])
    plain, pretty = _lines(text, ""), _lines(text, "p { --text-wrap: pretty }")
    assert len(plain) == len(pretty)
    if len(pretty) > 1:
        assert pretty[-1][1] > 8, "a word alone"
        # No hole: the line above the last is not shorter than its neighbours by a long word.
        assert min(width for _, width in pretty[:-1]) > 55


def test_markup_is_wrapped_too_and_notes_that_stand_elsewhere_are_not_doubled() -> None:
    html = f"<em>{_WORDS}</em> and <strong>more of <em>it</em></strong>"
    assert len(_lines(html, "p { --text-wrap: balance }")) == len(_lines(html, ""))
    floated = f'<span style="float: left">1</span>{_WORDS}'
    engine = _engine("p { --text-wrap: balance }")
    document = engine.render(f'<html><section id="a"><p>{floated}</p></section>')
    boxes = [box.text for box in document.pages[0]._page_box.descendants() if hasattr(box, "text")]
    assert boxes.count("1") == 1


@pytest.mark.parametrize("html", [_WORDS, f"<sup>1</sup> {_WORDS} {_WORDS}"])
@pytest.mark.parametrize("wrap", ["balance", "pretty"])
def test_lines_that_are_only_counted_are_as_high_as_those_that_are_set(
    html: str, wrap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cover's title is measured in some 25 sizes; balanced in each, a long one takes 10 s."""
    from weasyprint.layout import inline

    laid_out: list[object] = []
    plain = inline.get_next_linebox

    def next_line(*arguments: object) -> object:
        laid_out.append(arguments)
        return plain(*arguments)

    monkeypatch.setattr(inline, "get_next_linebox", next_line)

    def height(css: str) -> tuple[float, int]:
        laid_out.clear()
        page = f'<html lang="en"><body><p class="measured">{html}</p>'
        document = _engine(f"p {{ --text-wrap: {wrap} }} {css}").render(page)
        return extent(document, "measured").height, len(laid_out)

    (counted, few), (alone, fewest) = height("p { --lines-counted: yes }"), height("")
    assert counted == alone
    if html == _WORDS:
        assert few == 2, "lines of one height are laid out once"
        assert fewest > 2 or wrap == "pretty"


def test_balanced_lines_are_laid_out_only_where_the_outcome_is_open() -> None:
    """Every measure that is tried is one more layout: of 9, at most 6 for words of many lines."""
    tried: list[float] = []

    def lines(width: float) -> list[tuple[SimpleNamespace, None]]:
        tried.append(width)
        made, line = [], ""
        for word in _WORDS.split() * 4:
            if line and len(line) + 1 + len(word) > width:
                made.append(line)
                line = ""
            line = f"{line} {word}".strip()
        return [(_line(text), None) for text in (*made, line)]

    found = text_setting._balance(lines, 40)
    assert len(tried) <= 6
    (count,) = {len(lines(40))}
    narrowest = min(width for width in range(1, 41) if len(lines(width)) <= count)
    assert max(line.width for line, _ in found) == narrowest


def _line(text: str) -> SimpleNamespace:
    part = type("TextBox", (), {"text": text})()
    return SimpleNamespace(width=len(text), descendants=lambda: [part])


def _rows(page: pdfium.PdfPage, size: float) -> list[float]:
    """Return the widths (pt) of a page's lines of type that is larger than ``size``, by height."""
    rows: dict[int, list[float]] = {}
    text = page.get_textpage()
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index, loose=True)
        if text.get_text_range(index, 1).strip() and top - bottom > size:
            rows.setdefault(round(bottom), []).extend((left, right))
    return [max(row) - min(row) for _, row in sorted(rows.items(), reverse=True)]


@pytest.mark.slow
def test_the_titles_of_a_printed_book_are_balanced(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    title = "The long road to the market at the edge of a town"
    story = make_story(plates=1, title=title)
    manifest = yaml.safe_load((story / "story.yaml").read_text("utf-8"))
    manifest["sections"] = [{"title": title, "plates": manifest.pop("plates")}]
    (story / "story.yaml").write_text(yaml.safe_dump(manifest), "utf-8")
    (pdf,) = build(story, tmp_path / "out", editions=("print",)).files
    balanced = 0
    with pdfium.PdfDocument(pdf) as document:
        for page in document:
            rows = _rows(page, 20)
            if len(rows) > 1:
                balanced += 1
                assert min(rows) > 0.7 * max(rows)
    assert balanced >= 2  # the title page and the section's opener


@pytest.mark.parametrize(
    ("title", "language", "most", "expected"),
    [
        ("市場の前の通り", "ja", 5, ["市場の", "前の通り"]),  # balanced alone: 市場の前 / の通り
        ("グラウンドの長い午後の影", "ja", 8, ["グラウンドの", "長い午後の影"]),
        ("人と海とのあいだに", "ja", 6, ["人と海との", "あいだに"]),  # all in hiragana
        ("二〇一一年から二〇二四年まで", "ja", 10, ["二〇一一年から", "二〇二四年まで"]),
        ("港口市场的漫长早晨", "zh-Hans", 6, ["港口市场的", "漫长早晨"]),
        (
            "東京都立大学建築都市環境学科",
            "ja",
            10,
            ["東京都立大学建", "築都市環境学科"],
        ),  # one word
    ],
)
def test_a_title_is_parted_between_phrases(
    title: str, language: str, most: int, expected: list[str]
) -> None:
    """Every character may begin a line; a particle that does is read twice."""
    ((_, whole),) = _lines(title, "p { white-space: nowrap }", language)
    letter = whole / len(title)
    width = (most + 0.3) * letter
    css = f".phrase {{ white-space: nowrap }} p {{ --text-wrap: balance; width: {width}mm }}"
    markup = heading(Markup(title), language, paper=True)
    lengths = [round(wide / letter) for _, wide in _lines(markup, css, language)]
    assert lengths == [len(line) for line in expected]


def test_every_title_that_is_shown_large_may_break_between_phrases(tmp_path: Path) -> None:
    """In print and on covers phrases hold together, in e-books lines end at ``<wbr/>`` alone."""
    title = "港の市場で過ごした長い朝とそこに生きる人々の物語"
    plates = [{"caption": "氷。"}]
    texts = {"title": title, "subtitle": title, "standfirst": f"{title}、*{title}*。"}
    story = write_story(tmp_path / "story", plates, language="ja", **texts)
    manifest = yaml.safe_load((story / "story.yaml").read_text("utf-8"))
    manifest["sections"] = [{"title": title, "plates": manifest.pop("plates")}]
    (story / "story.yaml").write_text(yaml.safe_dump(manifest), "utf-8")
    book = build(story, tmp_path / "out", editions=("print", "epub"))
    with zipfile.ZipFile(book.files[1]) as archive:
        for part, many in (("title", 32), ("section-1", 8)):
            assert archive.read(f"EPUB/text/{part}.xhtml").decode().count("<wbr/>") >= many
    ends = []
    with pdfium.PdfDocument(book.files[0]) as document:
        for page in document:
            text = page.get_textpage().get_text_range()
            ends += [line[-1] for line in text.split() if len(line) > 3 and line in title]
    assert ends
    assert set(ends) <= set("のでたいとにる語")


def test_a_name_stands_on_one_line_where_it_fits_one(tmp_path: Path) -> None:
    """Imprints on small pages read “Maria Castellanos de la”, and on the next line “Fuente”."""
    names = ["Maria-Antonia Castellanos de la Fuente", "Konstantinos Alexandropoulos II"]
    people = [
        {"name": name, "role": role}
        for name, role in zip(names, ("photographer", "translator"), strict=True)
    ]
    story = write_story(
        tmp_path / "story", [{}], contributors=people, credit=names[0], trim="4x6in"
    )
    book = build(story, tmp_path / "out", editions=("print",))
    with pdfium.PdfDocument(book.files[0]) as document:
        imprint = document[3].get_textpage().get_text_range().splitlines()
    for name in (*names, names[0]):
        line = next(line for line in imprint if name in line)
        imprint.remove(line)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("เส้นทางยาวไกลลงไปสู่ท่าเรือเก่าริมชายฝั่งทะเลทางเหนือ", 4),
        ("ท่าเรือ", 1),
        ("港へ下りていく長い道", 2),
        ("The Long Way Down", 2),
    ],
)
def test_a_title_without_spaces_may_have_several_lines(title: str, lines: int) -> None:
    """A Thai title was one word, so that all of it stood on one line, however small."""
    assert most_lines(title) == lines


def test_a_paragraph_has_one_first_line_on_however_many_pages() -> None:
    """An introduction's second page began in small capitals where a paragraph ran on to it."""
    document = _engine("p::first-line { font-size: 24px }").render(f"<p>{_WORDS * 30}</p>")
    lines = [
        [box.style["font_size"] for box in page._page_box.descendants() if hasattr(box, "text")]
        for page in document.pages
    ]
    assert len(lines) > 1
    assert [size for page in lines for size in page].count(24) == 1
