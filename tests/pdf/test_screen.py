"""Would catch a PDF that a blind reader cannot use, and pages that are not those of the print."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from platebook.editions import size_limit
from platebook.errors import Severity, ThemeError
from platebook.report import Silent
from tests.books import build
from tests.command import platebook
from tests.conftest import ROOT, Books
from tests.judges import parsers, poppler
from tests.judges.conformance import conformance
from tests.pdf import tags
from tests.stories import write_story

pytestmark = pytest.mark.slow

PICTURE = "\N{OBJECT REPLACEMENT CHARACTER}"
OPENING = (
    "The stalls go up in the dark, extraordinarily slowly, and well-known photographers—nobody "
    "speaks much—photograph uncharacteristically incomprehensible misunderstandings."
)
QUOTED = "What somebody said about the characteristics of all responsibilities."
INTRODUCTION = f"""{OPENING} {OPENING}

> What *somebody* said about the characteristics of all responsibilities.

#### Before dawn

- One with **strong**
- Two
  1. nested first
  2. nested second
- A [link with a long label that runs over the end of its line since it is so long](https://example.org/a)

{OPENING}

{OPENING} {OPENING} {OPENING} {OPENING} {OPENING} {OPENING}
"""
ALTS = ["A stall in the dark.", "A lorry, and ice.", "The last customer."]


@dataclass(frozen=True)
class Made:
    """A story's book for the press and its PDF for screens, made together."""

    printed: Path
    screen: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A book with all that one may have."""
    folder = tmp_path_factory.mktemp("screen")
    story = write_story(
        folder / "story",
        plates=[
            {"alt": ALTS[0]},
            {"decorative": True, "alt": None},
            {"alt": ALTS[1], "layout": "full-bleed", "title": "Ice"},
            {"alt": ALTS[2], "description": "A long one."},
            {"decorative": True, "alt": None, "caption": None, "layout": "full-bleed"},
        ],
        introduction=INTRODUCTION,
        links=[{"label": "The desk", "url": "https://example.org/desk/"}],
        rights="© 2026 The Photo Desk",
    )
    files = build(story, folder / "out", editions=("print", "screen")).files
    return Made(*files)


@pytest.fixture(scope="module")
def pdf(made: Made) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(made.screen) as found:
        yield found


@pytest.fixture(scope="module")
def tagged(pdf: pikepdf.Pdf) -> tags.Tagged:
    return tags.read(pdf)


# ---------- what it says it is ----------


def test_it_is_what_it_says_it_is(made: Made) -> None:
    assert conformance(made.screen, "ua1") == []
    assert conformance(made.screen, "2u") == []
    assert parsers.qpdf(made.screen) == []


def test_the_sample_story_is_too_and_small(sample: Books) -> None:
    screen = sample.pdf.with_name(f"{sample.pdf.stem}-screen.pdf")
    record = json.loads(next(screen.parent.glob("*.build.json")).read_text("utf-8"))
    assert screen.name in record["outputs"]
    assert {found["severity"] for found in record["findings"]} <= {Severity.NOTE.value}
    assert conformance(screen, "ua1") == conformance(screen, "2u") == []
    assert screen.stat().st_size < 10_000_000


def test_it_says_so_and_whose_it_is(pdf: pikepdf.Pdf) -> None:
    told = pdf.open_metadata()
    assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("2", "U")
    assert told["pdfuaid:part"] == "1"
    assert told["dc:title"] == str(pdf.docinfo["/Title"]) == "A Street Before the Market"
    assert told["dc:rights"] == "© 2026 The Photo Desk"
    assert told["xmp:CreateDate"].startswith("2026-01-15")
    assert str(pdf.docinfo["/CreationDate"]) == "D:20260115000000Z"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.Root.Lang) == "en"
    assert "/ID" in pdf.trailer


def test_a_story_without_a_date_has_none(
    make_story: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    story = make_story(plates=1, published=None)
    (undated,) = build(story, tmp_path / "a", editions=("screen",)).files
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    (dated,) = build(story, tmp_path / "b", editions=("screen",)).files
    with pikepdf.open(undated) as pdf:
        assert "/CreationDate" not in pdf.docinfo
        assert "xmp:CreateDate" not in pdf.open_metadata()
    with pikepdf.open(dated) as pdf:
        assert str(pdf.docinfo["/CreationDate"]) == "D:19700102000000Z"
    assert conformance(undated, "2u") == conformance(undated, "ua1") == []


def test_the_same_story_gives_the_same_bytes(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    once, again = (
        build(make_story(folder, plates=2), tmp_path / f"{folder}-out", editions=("screen",))
        for folder in ("here", "there")
    )
    assert once.files[0].read_bytes() == again.files[0].read_bytes()


# ---------- the pages of the printed book ----------


def words(path: Path, page: int) -> list[tuple[str, float, float]]:
    """Each letter of a page, with where it stands from the trim's top left, in points."""
    found = []
    with pdfium.PdfDocument(path) as document:
        left, _, _, top = document[page].get_trimbox()
        text = document[page].get_textpage()
        for index in range(text.count_chars()):
            char = text.get_text_range(index, 1)
            if not char.isspace():
                x, _, _, y = text.get_charbox(index)
                found.append((char, round(x - left, 1), round(top - y, 1)))
    return found


def test_every_letter_stands_where_it_stands_in_print(made: Made) -> None:
    count = len(poppler.boxes(made.printed))
    assert count == len(poppler.boxes(made.screen))
    for page in range(count):
        printed, shown = words(made.printed, page), words(made.screen, page)
        if page == 1:
            assert not printed
            assert "".join(char for char, *_ in shown).startswith("Contents")
            continue
        assert [char for char, *_ in shown] == [char for char, *_ in printed]
        for mine, theirs in zip(shown, printed, strict=True):
            assert mine[1:] == pytest.approx(theirs[1:], abs=0.11), (page, mine, theirs)


def test_photographs_show_what_the_trim_leaves_of_them(made: Made) -> None:
    """At every edge: a full-bleed photograph is cut as the guillotine cuts it."""
    with pdfium.PdfDocument(made.printed) as printed, pdfium.PdfDocument(made.screen) as shown:
        for page in range(len(shown)):
            left, bottom, right, top = printed[page].get_trimbox()
            width, height = printed[page].get_size()
            crop = (left, bottom, width - right, height - top)
            paper = printed[page].render(scale=0.5, crop=crop).to_pil().convert("L")
            screen = shown[page].render(scale=0.5).to_pil().convert("L")
            if page == 1:
                continue
            screen = screen.resize(paper.size)
            for at in ((2, 2), (-3, 2), (2, -3), (-3, -3)):
                x, y = (edge % size for edge, size in zip(at, paper.size, strict=True))
                # Inks and light differ; red, green, blue and white quarters differ more.
                assert abs(paper.getpixel((x, y)) - screen.getpixel((x, y))) < 45, (page, at)


def test_a_page_is_its_trim(made: Made, pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        boxes = [[float(edge) for edge in page[key]] for key in ("/MediaBox", "/TrimBox")]
        assert boxes == [pytest.approx([0, 0, 612, 612], abs=0.01)] * 2
    assert pdf.Root.PageLabels.Nums[1].S == "/D"
    assert str(pdf.Root.PageLayout) == "/TwoPageRight"
    assert "/PrintScaling" not in pdf.Root.ViewerPreferences


def test_colours_are_a_screen_s_and_photographs_small(made: Made) -> None:
    images = poppler.images(made.screen)
    assert len(images) == 5
    for image in images:
        assert image.colour in ("rgb", "gray")
        assert max(image.ppi) <= 201
    with pikepdf.open(made.screen) as pdf:
        assert b"DeviceCMYK" not in b"".join(page.Contents.read_bytes() for page in pdf.pages)


# ---------- how it is read aloud ----------


def test_all_that_is_painted_is_read_or_said_to_be_no_text(
    tagged: tags.Tagged, pdf: pikepdf.Pdf
) -> None:
    assert tagged.untagged == []
    hung = [kid for node in tagged.root.walk() for kid in node.kids if isinstance(kid, tuple)]
    assert len(hung) == len(set(hung))
    assert set(hung) == set(tagged.texts)
    rows = pdf.Root.StructTreeRoot.ParentTree.Nums
    owners = {int(rows[at]): rows[at + 1] for at in range(0, len(rows), 2)}
    for node in tagged.root.walk():
        for page, mcid in (kid for kid in node.kids if isinstance(kid, tuple)):
            assert owners[page][mcid].objgen == node.entry.objgen


def test_it_is_read_in_the_story_s_order(tagged: tags.Tagged) -> None:
    said = tagged.said(tagged.root)
    lines = [" ".join(line.split()) for line in said.splitlines() if line.strip()]
    expected = [
        "A Street Before the Market",
        "Contents",
        "Three mornings with the people who set up the stalls.",
        "Introduction",
        f"{OPENING} {OPENING}",
        QUOTED,
        "Before dawn",
        "One with strong",
        "Two",
        "nested first",
        "nested second",
        "A link with a long label that runs over the end of its line since it is so long "
        "(https://example.org/a)",
        OPENING,
        " ".join([OPENING] * 6),
        "Caption of plate 1: a quiet street before the market opens.",
        "Afterword",
        "By nine it is over.",
        "List of plates",
        "Colophon",
    ]
    at = 0
    for line in expected:
        assert line in lines[at:], line
        at += lines[at:].index(line) + 1


def test_spaces_are_spaces(tagged: tags.Tagged) -> None:
    """One glyph draws all kinds; a search for two words finds none of another kind."""
    assert any(text.endswith(" ") for text in tagged.texts.values())
    assert not [text for text in tagged.texts.values() if {*text} & {"\u00a0", "\u2003"}]


def test_a_paragraph_over_two_pages_is_one(tagged: tags.Tagged) -> None:
    pages = {
        tuple(sorted({kid[0] for each in node.walk() for kid in each.kids if type(kid) is tuple}))
        for node in tagged.root.all("P")
    }
    assert any(len(found) == 2 for found in pages)


def test_a_divided_word_is_one_word(pdf: pikepdf.Pdf, tagged: tags.Tagged) -> None:
    divided = [
        str(node.entry.ActualText)
        for node in tagged.root.all("Span")
        if str(node.entry.get("/ActualText", "")).endswith("\u00ad")
    ]
    assert divided
    assert not [text for text in divided if "\u2010" in text]
    assert "well-known" in tagged.said(tagged.root)


def test_headings_are_in_order(tagged: tags.Tagged) -> None:
    levels = [int(node.role[1]) for node in tagged.root.walk() if re.fullmatch(r"H\d", node.role)]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    assert 2 in levels


def test_figures_say_what_they_show_and_hold_their_captions(tagged: tags.Tagged) -> None:
    figures = tagged.root.all("Figure")
    assert [figure.alt for figure in figures] == ALTS
    for figure, number in zip(figures, ("1", "3", "4"), strict=True):
        (caption,) = figure.all("Caption")
        assert caption in figure.kids
        assert tagged.said(caption).split()[:4] == [number, "Caption", "of", "plate"]
        (mark,) = [kid for kid in figure.kids if isinstance(kid, tuple)]
        assert tagged.texts[mark] == PICTURE
        left, bottom, right, top = (float(edge) for edge in figure.entry.A.BBox)
        assert 0 <= left < right <= 612.01
        assert 0 <= bottom < top <= 612.01


def test_decoration_is_passed_by_and_its_caption_is_not(tagged: tags.Tagged) -> None:
    pictures = [page for page, _, text in tagged.artifacts if text == PICTURE]
    assert len(pictures) == 2
    assert "Caption of plate 2" in tagged.said(tagged.root)


def test_folios_are_artifacts(tagged: tags.Tagged) -> None:
    feet = {
        page: text.strip()
        for page, entries, text in tagged.artifacts
        if entries.get("/Type") == "/Pagination"
    }
    assert feet
    for page, text in feet.items():
        assert str(page + 1) in text.split()
    kinds = [entries for _, entries, text in tagged.artifacts if text.strip(f"{PICTURE} ")]
    assert all(entries.get("/Subtype") == "/Footer" for entries in kinds)


def test_lists_are_lists(tagged: tags.Tagged) -> None:
    numbered = {
        str(node.entry.A.ListNumbering): node for node in tagged.root.all("L") if "/A" in node.entry
    }
    assert set(numbered) == {"/Disc", "/Decimal"}
    assert numbered["/Decimal"] in [*numbered["/Disc"].walk()]
    for item in tagged.root.all("LI"):
        assert [kid.role for kid in item.kids] in (["LBody"], ["Lbl", "LBody"])
    first = numbered["/Decimal"].kids[0]
    assert tagged.said(first).split() == ["1.", "nested", "first"]


# ---------- links ----------


def test_links_go_where_they_say(pdf: pikepdf.Pdf, tagged: tags.Tagged) -> None:
    names = pdf.Root.Names.Dests.Names
    places = {str(names[at]): names[at + 1][0] for at in range(0, len(names), 2)}
    folios = {page.objgen: str(number) for number, page in enumerate(pdf.pages, 1)}
    (contents,) = tagged.root.all("TOC")
    listed = contents.all("Link")
    said = [tagged.said(link).split() for link in listed]
    assert [" ".join(words[1:])[:20] for words in said] == [
        "Introduction",
        "Caption of plate 1: ",
        "Caption of plate 2: ",
        "Ice",
        "Caption of plate 4: ",
        "Photograph 5",
        "Afterword",
        "List of plates",
        "Colophon",
    ]
    for link, (folio, *words) in zip(listed, said, strict=True):
        (annotation,) = link.links
        assert folios[places[str(annotation.Dest)].objgen] == folio
        assert str(annotation.Contents).split() == [folio, *words]


def test_every_link_has_words_and_a_place_in_the_text(
    pdf: pikepdf.Pdf, tagged: tags.Tagged
) -> None:
    rows = pdf.Root.StructTreeRoot.ParentTree.Nums
    owners = {int(rows[at]): rows[at + 1] for at in range(0, len(rows), 2)}
    annotations = [each for page in pdf.pages for each in page.get("/Annots", [])]
    linked = [link for node in tagged.root.all("Link") for link in node.links]
    assert sorted(each.objgen for each in annotations) == sorted(each.objgen for each in linked)
    for each in annotations:
        assert owners[int(each.StructParent)].S == "/Link"
        assert str(each.Contents)
        assert int(each.F) == 4
    addresses = {str(each.A.URI) for each in annotations if "/A" in each}
    assert addresses == {"https://example.org/a", "https://example.org/desk/"}
    for page in pdf.pages:
        assert page.Tabs == "/S"
        boxes = [tuple(map(float, each.Rect)) for each in page.get("/Annots", [])]
        assert len(set(boxes)) == len(boxes)


# ---------- languages and scripts ----------

ARABIC = "تُقام الأكشاك في الظلام، ولا أحد يتكلم كثيرا. Market 2026 ثم يأتي الصباح."
TEXTS = {
    "ar": ARABIC,
    "he": "הדוכנים מוקמים בחושך, ואיש אינו מדבר הרבה. Market 2026 ואז בא הבוקר.",
    "ja": "屋台は暗いうちに組み立てられ、誰もあまり話さない。朝になると人々がやってくる。",
    "hi": "बाज़ार अँधेरे में लगता है, और कोई ज़्यादा नहीं बोलता।",
}


@pytest.mark.parametrize(
    "language", ["ar", *(pytest.param(name, marks=pytest.mark.slow) for name in ("he", "ja", "hi"))]
)
def test_every_script_is_read_as_it_was_written(
    make_story: Callable[..., Path], tmp_path: Path, language: str
) -> None:
    text = TEXTS[language]
    long = (text if language == "ja" else f"{text} ") * 12
    story = make_story(
        plates=[{"caption": text, "alt": text}],
        language=language,
        title=text[:20],
        introduction=long,
        standfirst=text,
        closing=text,
    )
    (screen,) = build(story, tmp_path / "out", editions=("screen",)).files
    assert conformance(screen, "ua1") == conformance(screen, "2u") == []
    with pikepdf.open(screen) as pdf:
        tagged = tags.read(pdf)
        said = [" ".join(line.split()) for line in tagged.said(tagged.root).splitlines()]
        assert text in said
        assert long.strip() in said
        assert [figure.alt for figure in tagged.root.all("Figure")] == [text]
        if language not in ("ar", "he"):  # these, programs turn round that copy and search
            copied = " ".join(" ".join(poppler.texts(screen)).split())
            assert text in (copied.replace(" ", "") if language == "ja" else copied)
        right_to_left = language in ("ar", "he")
        assert pdf.Root.ViewerPreferences.Direction == ("/R2L" if right_to_left else "/L2R")


def test_what_is_in_another_language_says_so(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    """There is no catalogue for Swahili, so generated words are English."""
    story = make_story(
        plates=1, language="sw", title="Soko la asubuhi", introduction="Mji wa kale."
    )
    (screen,) = build(story, tmp_path / "out", editions=("screen",)).files
    with pikepdf.open(screen) as pdf:
        tagged = tags.read(pdf)
        spoken = {
            " ".join(tagged.said(node).split()): node.language
            for node in tagged.root.walk()
            if node.role in ("H1", "P")
        }
    assert spoken["Soko la asubuhi"] == "sw"
    assert spoken["Mji wa kale."] == "sw"
    assert spoken["Introduction"] == spoken["Contents"] == spoken["List of plates"] == "en"


# ---------- size, contents, themes, the command ----------


def test_many_heavy_photographs_are_made_smaller_all_alike(
    make_story: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import numpy
    from PIL import Image

    monkeypatch.setattr(size_limit, "SCREEN_PLATES", 1)
    monkeypatch.setattr(size_limit, "SCREEN_PLATE", 300_000)
    story = make_story(plates=2)
    grain = numpy.random.default_rng(1).integers(0, 255, (1000, 1500, 3), numpy.uint8)
    for name in ("01", "02"):
        Image.fromarray(grain).save(story / "photos" / f"{name}.jpg", quality=90)
    report = Silent()
    (screen,) = build(story, tmp_path / "out", editions=("screen",), report=report).files
    whole = "the PDF for screens without its type"
    told = [found for found in report.findings if found.where == whole]
    assert len(told) == 1
    assert "MB of the 0.6 MB" in told[0].message
    assert all(150 <= image.ppi[0] <= 201 for image in poppler.images(screen))


@pytest.mark.parametrize(("plates", "listed"), [(30, 30), (120, 0)])
def test_contents_keep_to_the_page_that_is_blank_in_print(
    make_story: Callable[..., Path], tmp_path: Path, plates: int, listed: int
) -> None:
    story = make_story(plates=plates, sizes=[(90, 60)])
    (screen,) = build(story, tmp_path / "out", editions=("screen",)).files
    assert conformance(screen, "ua1") == []
    with pikepdf.open(screen) as pdf:
        tagged = tags.read(pdf)
        (contents,) = tagged.root.all("TOC")
        lines = [tagged.said(link) for link in contents.all("Link")]
        pages = {kid[0] for node in contents.walk() for kid in node.kids if type(kid) is tuple}
    assert sum("Caption" in line for line in lines) == listed
    assert ("Start of the photographs" in "".join(lines)) == (not listed)
    assert pages == {1}


@pytest.mark.parametrize(("printed", "page", "listed"), [(False, 1, True), (True, 4, False)])
def test_a_screen_has_contents_whether_or_not_paper_has(
    make_story: Callable[..., Path], tmp_path: Path, printed: bool, page: int, listed: bool
) -> None:
    """On the blank page where paper has none, else on paper's; and no folio moves."""
    story = make_story(plates=2, design={"contents": printed})
    out = tmp_path / "out"
    paper, screen = build(story, out, editions=("print", "screen")).files
    with pikepdf.open(screen) as pdf, pikepdf.open(paper) as book:
        assert len(pdf.pages) == len(book.pages)
        tagged = tags.read(pdf)
        (contents,) = tagged.root.all("TOC")
        lines = [tagged.said(link) for link in contents.all("Link")]
        pages = {kid[0] for node in contents.walk() for kid in node.kids if type(kid) is tuple}
        names = pdf.Root.Names.Dests.Names
        places = {str(names[at]): names[at + 1][0].objgen for at in range(0, len(names), 2)}
        folios = {each.objgen: number for number, each in enumerate(pdf.pages, 1)}
        for link, line in zip(contents.all("Link"), lines, strict=True):
            (annotation,) = link.links
            assert str(folios[places[str(annotation.Dest)]]) == line.split()[0]
    assert pages == {page}
    assert any("Introduction" in line for line in lines)
    assert any("Caption of plate 2" in line for line in lines) == listed
    assert ("Contents" in poppler.texts(paper)[page]) == printed


def test_many_plates_can_be_checked_for_what_they_claim(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    """Bookmarks lead on from one another: a checker follows only so many, unless it is told."""
    report = Silent()
    plates = [{"caption": None, "photo": "photos/01.jpg"}] * 270
    story = make_story(plates=plates, sizes=[(90, 60)])
    build(story, tmp_path / "out", editions=("screen",), report=report)
    assert not [found for found in report.findings if found.code in {"P070", "P071", "P072"}]


def test_a_theme_is_read_aloud_too(make_story: Callable[..., Path], tmp_path: Path) -> None:
    story = make_story(plates=1)
    (night,) = build(story, tmp_path / "out", editions=("screen",), theme=Path("night")).files
    assert conformance(night, "ua1") == conformance(night, "2u") == []


def test_what_a_theme_makes_transparent_is_read_aloud_too(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    """It is painted in a group of its own, where a page's marks are not looked for."""
    theme = tmp_path / "theme"
    (theme / "styles").mkdir(parents=True)
    (theme / "styles" / "print.css").write_text("figcaption .credit { opacity: 0.5 }\n", "utf-8")
    story = make_story(plates=2, design={"credits": "plate"})
    (screen,) = build(story, tmp_path / "out", editions=("screen",), theme=theme).files
    assert conformance(screen, "ua1") == conformance(screen, "2u") == []
    lines = [line.strip() for line in poppler.read_aloud(screen).splitlines()]
    assert lines.count('"Photograph: "') == 2
    assert lines[lines.index('"Photograph: "') + 1] == '"The Photo Desk"'


def test_a_theme_s_picture_that_says_nothing_is_refused(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    theme = tmp_path / "theme"
    part = theme / "templates" / "parts" / "plate.xhtml.j2"
    part.parent.mkdir(parents=True)
    ours = (ROOT / "templates" / "parts" / part.name).read_text("utf-8")
    start, end = (ours.index(f"{{% if page.plate.{key}") for key in ("decorative", "description"))
    part.write_text(ours[:start] + ours[end:], "utf-8")
    with pytest.raises(ThemeError) as caught:
        build(make_story(plates=1), tmp_path / "out", editions=("screen",), theme=theme)
    (finding,) = caught.value.findings
    assert "plate-1.jpg" in finding.message
    assert 'alt=""' in finding.fix


def test_the_command_makes_it(
    make_story: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    story = make_story(plates=1)
    out = tmp_path / "out"
    said = platebook(capsys, "build", str(story), "-o", str(out), "--edition", "screen")
    assert said.code == 0
    assert said.out.strip() == str(out / "a-street-before-the-market-screen.pdf")
