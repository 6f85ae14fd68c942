"""Would catch a theme whose margins or captions are ignored, or a mistake in it without a line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import yaml

from platebook import themes
from platebook.errors import ThemeError
from platebook.geometry import PT_PER_MM
from platebook.manifest import load_story
from platebook.manifest.theme_file import theme_direction
from platebook.story import ArtDirection, CaptionPosition, HangLine, Story
from platebook.themes import find_planned
from tests.books import build
from tests.manifest.stories import HEAD, write


def theme(folder: Path, text: str, css: str = "") -> Path:
    (folder / "styles").mkdir(parents=True)
    (folder / "theme.yaml").write_text(text, encoding="utf-8")
    (folder / "styles" / "print.css").write_text(css, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("design: {hang: middle-ish}", "1:16", "middle-ish"),
        ("design:\n  hangs: top", "2:3", "“hangs” is not a key"),
        ("margin: 3", "1:1", "“margin” is not a key of a theme"),
        ("margins: {top: 20}", "1:10", "four are needed"),
        ("margins: {top: 20, outer: 1, bottom: 26, inner: 24}", "1:27", "from 8 to 60"),
        ("margins: {top: x, outer: 9, bottom: 26, inner: 24}", "1:16", "top is a number"),
        ("- a", "1:1", "keys and values"),
        ("design: [", "2:1", "ends inside"),
    ],
)
def test_mistakes_are_told_with_their_place(
    tmp_path: Path, text: str, place: str, message: str
) -> None:
    with pytest.raises(ThemeError) as caught:
        theme_direction(themes.find(theme(tmp_path / "theme", text)))
    (finding, *_) = caught.value.findings
    assert f"theme.yaml:{place}" in finding.where
    assert message in finding.message
    assert finding.fix


def test_a_link_out_of_the_theme_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("design: {hang: top}")
    folder = theme(tmp_path / "theme", "")
    (folder / "theme.yaml").unlink()
    (folder / "theme.yaml").symlink_to(tmp_path / "secret.yaml")
    with pytest.raises(ThemeError):
        theme_direction(themes.find(folder))


def test_the_story_has_the_last_word(tmp_path: Path) -> None:
    text = "design: {captions: facing, hang: top, numbers: false}"
    direction = theme_direction(themes.find(theme(tmp_path / "theme", text)))
    head = HEAD + "design: {hang: centre}\n"
    story = load_story.load(write(tmp_path / "story", f"{head}plates: [{{photo: a.jpg}}]\n"))
    design = direction.apply(story).design
    assert (design.captions, design.hang) == (CaptionPosition.FACING, HangLine.CENTRE)
    assert not design.numbers
    made = Story("A", "en", design=ArtDirection(hang=HangLine.FOOT))
    assert direction.apply(made).design.hang is HangLine.FOOT


@pytest.mark.parametrize(
    "css",
    [
        "@page { margin: 3mm }",
        "a {}\n@page :left { @bottom-left { color: red } }\n@page plate:left { margin-left: 0 }",
        "@page { size: a4 }",
        "figure.plate img { width: 10mm }",
        "a {} .plate figcaption { position: static; color: red }",
        "img { max-width: 60% }",
        "figure.plate { height: 90mm }",
        ".full-bleed img { margin-top: 9mm }",
        "figcaption { transform: rotate(90deg) }",
        "@media print { @page words { margin: 3mm } }",
        "h1, .spread img:first-child { width: 9mm }",
    ],
)
def test_what_the_planner_decides_is_told_of_with_its_line(tmp_path: Path, css: str) -> None:
    folder = theme(tmp_path / "theme", "", css)
    with pytest.raises(ThemeError, match="the planner decides this") as caught:
        themes.find(folder).sheets("print.css")
    (finding,) = caught.value.findings
    assert finding.where.endswith(f"print.css:{css.count(chr(10)) + 1}")


@pytest.mark.parametrize(
    "css",
    [
        "@page { background: #eee }",
        "@page of-mine { margin: 0 }",
        "@page plate:left { @bottom-left { margin: 0; color: red } }",
        "/* @page { margin: 0 } */ figcaption { padding: 1mm; color: red }",
        "figcaption .number { width: 9mm } .running-text img { width: 9mm }",
        ".plates .thumbnail img { width: 9mm } .figure { width: 9mm } .plate-list { width: 9mm }",
    ],
)
def test_what_a_theme_may_set_is_let_through(css: str) -> None:
    assert [*find_planned(css)] == []


@pytest.mark.parametrize("name", ["night", "gallery", "dispatch"])
def test_themes_that_come_with_platebook_are_right(name: str) -> None:
    design = themes.find(Path(name))
    theme_direction(design)
    for sheet in ("tokens.css", "print.css", "wrap.css", "epub.css", "cover.css", "web.css"):
        design.sheets(sheet)


@pytest.mark.slow
def test_margins_and_captions_of_a_theme_are_printed(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    margins = {"top": 40, "outer": 30, "bottom": 40, "inner": 35}
    text = yaml.safe_dump({"design": {"captions": "facing"}, "margins": margins})
    story = make_story(plates=1, sizes=[(900, 600)])
    folder = theme(tmp_path / "theme", text)
    (pdf,) = build(story, tmp_path / "out", editions=("print",), theme=folder).files
    with pdfium.PdfDocument(pdf) as document:
        shown = [page for page in document if any(_pictures(page))]
        (page,) = shown
        left, _, right, _ = next(_pictures(page))
        trim = page.get_trimbox()
        inside, outside = (left - trim[0]) / PT_PER_MM, (trim[2] - right) / PT_PER_MM
        assert {round(inside), round(outside)} == {30, 35}
        said = page.get_textpage().get_text_range()
        assert "a quiet street" not in said
        spoken = [each.get_textpage().get_text_range() for each in document]
        assert any("a quiet street" in text for text in spoken)


def _pictures(page: pdfium.PdfPage):
    return (each.get_bounds() for each in page.get_objects() if isinstance(each, pdfium.PdfImage))
