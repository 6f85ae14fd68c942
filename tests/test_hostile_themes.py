"""Would catch a theme that hangs a build, fills the memory, or ends it with a traceback."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from platebook import sandbox
from platebook.errors import ThemeError
from platebook.pipeline import stages
from platebook.report import Silent
from platebook.themes import Design
from tests.stories import write_story

PART, PRINT = "templates/parts/plate.xhtml.j2", "styles/print.css"
LOOPS = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
VARIABLES = ";".join(f"--a{n}: {f'var(--a{n - 1}) ' * 4}" for n in range(1, 30))
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
    "much": (PRINT, "p { color: red }\n" * 400_000, "more than"),
}
SLOW = {
    "a loop": (PART, LOOPS, "too long"),
    "a power": (PART, "{{ 10 ** (10 ** 10) }}", "too long"),
    "a page of a pixel": (PRINT, "@page { size: 1px; margin: 0 }", "too long"),
    "variables": (
        PRINT,
        f":root {{ --a0: x; {VARIABLES} }} p::before {{ content: var(--a29) }}",
        "",
    ),
}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_story(tmp_path_factory.mktemp("hostile") / "story", plates=1)


def planned(story: Path, theme: Path, fonts: Path) -> ThemeError:
    """Plan a book with a theme, and give the error that it ends with."""
    with pytest.raises(ThemeError) as caught:
        stages.plan(story, report=Silent(), fonts=fonts, theme=theme)
    return caught.value


def hostile(story: Path, folder: Path, name: str, text: str, words: str) -> None:
    path = folder / "theme" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(text.encode(errors="surrogateescape"))
    (folder / "fonts").mkdir()
    before = os.times()
    (finding, *_) = planned(story, folder / "theme", folder / "fonts").findings
    after = os.times()
    assert words in finding.message
    assert name in finding.where, "the file at fault is named"
    assert finding.fix
    assert after.children_user - before.children_user < 10


@pytest.mark.parametrize(("name", "text", "words"), BOMBS.values(), ids=list(BOMBS))
def test_a_hostile_theme_is_refused_by_name(
    name: str, text: str, words: str, story: Path, tmp_path: Path
) -> None:
    hostile(story, tmp_path, name, text, words)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "text", "words"), SLOW.values(), ids=list(SLOW))
def test_a_theme_without_end_is_stopped(
    name: str, text: str, words: str, story: Path, tmp_path: Path
) -> None:
    hostile(story, tmp_path, name, text, words)


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
        Design(tmp_path / "home", tmp_path).shielded(work, seconds=-1.0)


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


def test_what_a_template_loads_is_refused_before_a_photograph_is_made(
    story: Path, tmp_path: Path
) -> None:
    path = tmp_path / "theme" / "templates" / "print" / "book.html.j2"
    path.parent.mkdir(parents=True)
    path.write_text('<html>\n<p><a href="javascript:x()">x</a></p></html>')
    (finding,) = planned(story, tmp_path / "theme", tmp_path).findings
    assert finding.where == f"{path}:2"
    assert "javascript" in finding.message
