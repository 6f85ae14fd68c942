"""Would catch a build that replaces a good book by a bad one, or tells one fault twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from platebook.build import build
from platebook.errors import PreflightError
from tests.command import tree

#: Type of the first page, pushed over the edge by a theme.
_OVER_THE_EDGE = ".half-title { position: relative; left: -60mm; }\n"


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    folder = tmp_path / "theme"
    (folder / "styles").mkdir(parents=True)
    (folder / "styles" / "print.css").write_text(_OVER_THE_EDGE, encoding="utf-8")
    return folder


@pytest.mark.slow
def test_a_book_with_an_error_takes_nobodys_place(
    make_story: Callable[..., Path], theme: Path, tmp_path: Path
) -> None:
    story, output = make_story(), tmp_path / "output"
    build(story, output, editions=["print"])
    before = tree(output)
    with pytest.raises(PreflightError) as stopped:
        build(story, output, editions=["print"], theme=theme)
    assert {each.code for each in stopped.value.findings} == {"P045"}
    assert stopped.value.findings[0].where.endswith(".pdf, page 1")
    assert tree(output) == before


def test_a_photograph_with_too_few_pixels_is_told_of_once(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    book = build(make_story(), tmp_path / "output", editions=["print"])
    told = [each.where for each in book.findings if each.code in ("S020", "P060", "R009")]
    assert told
    assert len(told) == len(set(told))
    assert not any(each.code == "P060" for each in book.findings)
