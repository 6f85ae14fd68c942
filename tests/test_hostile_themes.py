"""Would catch a theme that hangs a build, fills the memory, or ends it with a traceback."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from platebook import check_story, editions, sandbox, theme_limits, themes
from platebook.editions import theme_dry_run
from platebook.errors import ThemeError
from platebook.pipeline import stages
from platebook.pipeline.print_runs import PrintOptions
from platebook.rendering import environment
from platebook.report import CollectingReport, Silent
from platebook.themes import Design
from tests.books import build
from tests.stories import write_story

PART, PRINT, STORY = "templates/parts/plate.xhtml.j2", "styles/print.css", "styles/story.css"
LOOPS = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
VARIABLES = ";".join(f"--a{n}: {f'var(--a{n - 1}) ' * 4}" for n in range(1, 30))
#: Python's own names and words, which say nothing to whoever writes a theme.
PYTHON = re.compile(r"[A-Z]\w+Error|NoneType|NaN|digits\)|recursion|object at|set_int")
ATTRIBUTES = (f"a{number}='1'" for number in range(90_000))
BOMBS = {
    "a text": (PART, "{{ 'a' * 3000000000 }}", "memory"),
    "a width": (PART, "{{ '%09999999999d' % 1 }}", "memory"),
    "a centre": (PART, "{{ 'a' | center(10 ** 11) }}", "memory"),
    "a macro": (PART, "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "without end"),
    "many loops": (PART, "{% for a in [1] %}" * 30 + "{% endfor %}" * 30, "nested"),
    "brackets": (PART, "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "nested"),
    "calc": (PRINT, "p { width: " + "calc(1px + " * 5000 + "1px" + ")" * 5001 + " }", "nested"),
    "a sum": (PRINT, "p { width: calc(1px" + " + 1px" * 5000 + ") }", "a value"),
    "blocks": (PRINT, "a{" * 90_000, "nested"),
    "rules": (PRINT, "p{color:red}" * 10_000, "2,000 rules"),
    "pages": (PRINT, "@page{margin:0}" * 101, "100 @page"),
    "selectors": (PRINT, ("p," * 400 + "p{color:red}") * 11, "4,000 selectors"),
    "tokens": (PRINT, ";" * 150_000, "40,000 tokens"),
    "a style in a part": (PART, f"<style>p{{width:calc(1px{' + 1px' * 5000})}}</style>", "a value"),
    "an attribute": (PRINT, "p::before { content: attr(data-x url) }", "fetch"),
    "a profile": (PRINT, "@color-profile device-cmyk { src: none }", ""),
    "not UTF-8": (PRINT, "\udcff", "UTF-8"),
    "half a character": (PART, "<p>{{ '\\ud800' }}</p>", "half of a character"),
    "no character": (PART, "<p>\ufffe</p>", "U+FFFE is no"),
    "an escape of none": (PRINT, 'h1::after { content: "\\FFFF x" }', "U+FFFF is no"),
    "many signs": (PART, "{% raw %}" + "<" * 150_000 + "{% endraw %}", ""),
    "a program": (PART, '<p/><?xml-stylesheet href="x"?>', "instruction to programs"),
    "no number": (PRINT, "p { margin-left: calc(1px / 0) }", "endless"),
    "a float": (STORY, "figcaption { float: inline-start } figcaption::before {content: 'x'}", ""),
    "variables": (PRINT, f":root {{ --a0: x; {VARIABLES} }} p {{ width: var(--a29) }}", "2,000"),
    "much": (PRINT, "p { color: red }\n" * 400_000, "more than"),
}
SLOW = {
    "columns": (PRINT, "body { column-width: .001px; column-gap: 0 }", "too long"),
    "attributes": (PART, f"<p {' '.join(ATTRIBUTES)}/>", ""),
    "elements": (PART, "{% for n in range(99000) %}<i>x</i>{% endfor %}", "too long"),
    "a loop": (PART, LOOPS, "too long"),
    "a power": (PART, "{{ 10 ** (10 ** 10) }}", "too long"),
    "a page of a pixel": (PRINT, "@page { size: 1px; margin: 0 }", "the planner decides"),
}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_story(tmp_path_factory.mktemp("hostile") / "story", plates=1)


@dataclass(frozen=True)
class DryRun:
    """A story whose fonts are chosen, to try themes with; ``plain`` is what it takes without one.

    CPU seconds, of the processes that lay out.
    """

    tried: Callable[..., None]
    plain: float


@pytest.fixture(scope="module")
def dry_run(story: Path, tmp_path_factory: pytest.TempPathFactory) -> DryRun:
    fonts = tmp_path_factory.mktemp("fonts")
    job = stages.plan(story, report=Silent(), fonts=fonts)
    sizes = {plate.id: job.photos[plate.id].size for plate in job.story.plates}

    def tried(theme: Path, spare: float = themes.Budget().spare) -> None:
        design = themes.find(theme)
        design.budget.spare = spare
        environment.read(design)
        list(check_story.printed_lines(job.story, design))
        theme_dry_run.dry_run(job.story, job.words, job.font_set, design, sizes)

    plain = tmp_path_factory.mktemp("plain")
    (plain / "styles").mkdir()
    before = os.times()
    tried(plain)
    return DryRun(tried, os.times().children_user - before.children_user)


def planned(story: Path, theme: Path, fonts: Path) -> ThemeError:
    """Plan a book with a theme, and give the error that it ends with."""
    with pytest.raises(ThemeError) as caught:
        stages.plan(story, report=Silent(), fonts=fonts, theme=theme)
    return caught.value


def hostile(
    dry_run: DryRun, folder: Path, name: str, text: str, words: str, **limits: float
) -> None:
    path = folder / "theme" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(text.encode(errors="surrogateescape"))
    before = os.times()
    with pytest.raises(ThemeError) as caught:
        dry_run.tried(folder / "theme", **limits)
    after = os.times()
    (finding, *_) = caught.value.findings
    assert words in finding.message
    assert name in finding.where, "the file at fault is named"
    assert finding.fix
    assert not PYTHON.search(finding.message)
    # A busy machine counts more CPU time for the same work.
    assert after.children_user - before.children_user < max(10, 10 * dry_run.plain)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "text", "words"), BOMBS.values(), ids=list(BOMBS))
def test_a_hostile_theme_is_refused_by_name(
    name: str, text: str, words: str, dry_run: DryRun, tmp_path: Path
) -> None:
    hostile(dry_run, tmp_path, name, text, words)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "text", "words"), SLOW.values(), ids=list(SLOW))
def test_a_theme_without_end_is_stopped(
    name: str, text: str, words: str, dry_run: DryRun, tmp_path: Path
) -> None:
    hostile(dry_run, tmp_path, name, text, words, spare=0.2)


@pytest.mark.slow
def test_captions_without_room_are_refused_by_line(story: Path, tmp_path: Path) -> None:
    """Lines that are as far apart as ever fit by their heights, and their letters do not."""
    sheet = tmp_path / "theme" / STORY
    sheet.parent.mkdir(parents=True)
    sheet.write_text("p { color: red }\n.caption { font-size: 900px }")
    with pytest.raises(ThemeError) as caught:
        build(story, tmp_path / "out", editions=("print",), theme=tmp_path / "theme")
    assert caught.value.findings[0].where == f"{sheet}:2"


@pytest.mark.slow
def test_the_line_at_fault_is_named(story: Path, tmp_path: Path) -> None:
    """Would catch a message that names the folder of a theme of several files."""
    sheets = {
        "story.css": "p { color: red }",
        "print.css": "p {}\n\nli {}\nbody {\n  margin: calc(1px/0) }\nem {}",
        "tokens.css": ":root {}",
    }
    for name, text in sheets.items():
        path = tmp_path / "theme" / "styles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (finding,) = planned(story, tmp_path / "theme", tmp_path).findings
    assert finding.where.startswith(str(tmp_path / "theme/styles/print.css"))
    (tmp_path / "theme/styles/print.css").write_text("p {}\n\nli {}\np { margin: calc(1px/0) }\n")
    (finding,) = planned(story, tmp_path / "theme", tmp_path).findings
    assert finding.where == f"{tmp_path}/theme/styles/print.css:4"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("edition", "name", "text"),
    [
        ("cover", "styles/wrap.css", "p { colr: red }"),
        ("cover", "templates/wrap/wrap.html.j2", "<p>{{ nothing }}</p>"),
        ("proof", "styles/proof.css", "p { colr: red }"),
        ("proof", "templates/proof/card.html.j2", "<p>{{ nothing }}</p>"),
    ],
)
def test_wraps_and_proofs_are_tried_before_a_photograph_is_made(
    edition: str, name: str, text: str, story: Path, tmp_path: Path
) -> None:
    path = tmp_path / "theme" / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    collected = CollectingReport(Silent())
    asked = PrintOptions(spine=10.0)
    theme = tmp_path / "theme"
    job = stages.plan(story, report=collected, fonts=tmp_path, theme=theme, print_options=asked)
    with pytest.raises(ThemeError) as caught:
        list(editions.edition(edition).files(replace(job, collected=collected)))
    assert caught.value.findings[0].where.startswith(f"{path}:1")


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1_000_000_000)


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def test_a_theme_that_takes_too_long_twice_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Would catch a traceback on a slow machine, where the work is tried a second time."""

    def work(design: Design) -> None:
        if design.theme:
            raise sandbox.LimitError("time", "")

    monkeypatch.setattr(sandbox, "run", lambda work, **_: work())
    with pytest.raises(ThemeError, match="too long"):
        theme_limits.run_limited(Design(tmp_path / "home", tmp_path), work, seconds=-1.0)


@pytest.mark.slow
def test_many_small_stylesheets_are_refused_together(story: Path, tmp_path: Path) -> None:
    styles = tmp_path / "theme" / "styles"
    styles.mkdir(parents=True)
    for number in range(3):
        (styles / f"{number}.css").write_text("/*" + "x" * 80_000)
    (finding,) = planned(story, tmp_path / "theme", tmp_path).findings
    assert finding.where.endswith("2.css")
    for number in range(3, 1001):
        (styles / f"{number}.css").touch()
    (finding,) = planned(story, tmp_path / "theme", tmp_path).findings
    assert "files" in finding.message


@pytest.mark.parametrize("make", [Path.mkdir, _fifo, _large, _loop])
@pytest.mark.parametrize("name", [PART, PRINT])
def test_what_is_no_small_file_is_refused(
    make: Callable[[Path], None], name: str, story: Path, tmp_path: Path
) -> None:
    path = tmp_path / "theme" / name
    path.parent.mkdir(parents=True)
    make(path)
    (finding,) = planned(story, tmp_path / "theme", tmp_path).findings
    assert finding.where == str(path)


@pytest.mark.slow
def test_what_a_template_loads_is_refused_before_a_photograph_is_made(
    story: Path, tmp_path: Path
) -> None:
    path = tmp_path / "theme" / "templates" / "print" / "book.html.j2"
    path.parent.mkdir(parents=True)
    path.write_text('<html>\n<p><a href="javascript:x()">x</a></p></html>')
    (finding,) = planned(story, tmp_path / "theme", tmp_path).findings
    assert finding.where == f"{path}:2"
    assert "javascript" in finding.message
