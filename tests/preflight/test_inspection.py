"""Would catch a build that replaces a good book by a bad one, or tells one fault twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from platebook.errors import PreflightError
from tests.books import build
from tests.command import tree
from tests.stories import write_story

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
    assert " comes from title (" in stopped.value.findings[0].message
    assert re.search(r"story\.yaml:\d+:\d+\)$", stopped.value.findings[0].message)
    assert tree(output) == before


@pytest.mark.slow
def test_a_photograph_with_too_few_pixels_is_told_of_once(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    book = build(make_story(), tmp_path / "output", editions=["print"])
    told = [each.where for each in book.findings if each.code in ("S020", "P060", "R009")]
    assert told
    assert len(told) == len(set(told))
    assert not any(each.code == "P060" for each in book.findings)


#: What people write into captions, each of it set in its own way.
_ODD = (
    "Goods:\n\n7. ice\n8. fish\n   - shells\n     1. small\n     2. large\n\nAll gone by nine.",
    "> a quotation\n>\n> > in another\n>\n> - and a list\n\nafter it",
    "A `word`,\n\n    a block\n    of two lines\n\n```py\nand a fenced one\n```\n",
    "one\n\n---\n\ntwo\n\n# A heading\n\n###### a small one",
    '[a link](https://example.org/a?b=1&c=2 "title") <https://example.org> ![a picture](x.png)',
    "<b>raw</b> <script>alert(1)</script>\n\n<div>\n\nx &amp; &copy; &#x41;\n\n</div>",
    "zero\u200bwidth, soft\u00adhyphen, thin\u2009space, wide\u3000space, tab\there",
    "Latin עברית 123 العربية (x) \u2067turned\u2069 and \u202bheld\u202c ends",
    "Marks left open \u202bשלום (עולם) 123, \u2067(abc) 45% ועוד מילים! "
    + "and (on) to more lines; " * 9,
    "x² + y₂ ≤ ∞ √2 ½ → € ₽; office ﬁ ﬂ Ǆ ŉ; e\u0301 a\u0308\u0301 ế ǘ; Straße İstanbul ΣΑΣ",
    "W" * 400,
    "- [ ] to do\n- [x] done\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nnote[^1]\n\n[^1]: foot",
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "editions"), [("en", ("epub", "print", "screen")), ("ar", ("epub", "print"))]
)
def test_whatever_is_written_holds_up_no_book(
    tmp_path: Path, language: str, editions: tuple[str, ...]
) -> None:
    """A book is refused where it says other than the story, not where it says it unusually."""
    plates = [{"caption": words, "description": f"Seen are:\n\n{words}"} for words in _ODD]
    texts = {"introduction": "\n\n".join(_ODD), "closing": _ODD[0], "credit": "A & B <c> “d”"}
    texts |= {"title": "A Title That Goes On And On " * 7, "subtitle": "So does what follows. " * 9}
    story = write_story(tmp_path / "story", plates, language=language, **texts)
    made = build(story, tmp_path / "books", editions=editions)
    # S017: the texts are written with “\\t” for a tab; S019: what Markdown of theirs no book shows.
    allowed = {"E055", "S012", "S013", "S017", "S019", "S020", "S030"}
    assert {each.code for each in made.findings} <= allowed
