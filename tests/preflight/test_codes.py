"""Would catch a finding that nobody explains, a code with two meanings, a page out of date."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from platebook.errors import Severity
from platebook.preflight import codes
from tests.preflight import planting
from tests.preflight.ebooks import Ebook
from tests.preflight.originals import Original
from tests.preflight.pairs import Books
from tests.preflight.presses import Press
from tests.preflight.websites import Website

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "findings.md"
_CODE = re.compile(r"[A-Z]\d{3}")


@cache
def said() -> Mapping[str, str]:
    """Return every code that stands in the sources, and where."""
    return dict(_said())


def _said() -> Iterator[tuple[str, str]]:
    for module in sorted((ROOT / "src" / "platebook").rglob("*.py")):
        if module.name.startswith("onix"):
            continue  # its codes are those of the book trade
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and _CODE.fullmatch(text):
                yield text, f"{module.name}:{node.lineno}"  # type: ignore[attr-defined]


def nameless() -> Iterator[str]:
    """Yield every place that says something to look at, or to know, and gives it no code."""
    for module in sorted((ROOT / "src" / "platebook").rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Finding":
                told = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
                severity = ast.unparse(node.args[3]) if len(node.args) > 3 else ""
                mild = told.get("severity", severity) not in ("", "Severity.ERROR")
                if mild and len(node.args) < 5 and "code" not in told:
                    yield f"{module.name}:{node.lineno}"


@pytest.mark.slow
def test_every_warning_and_note_has_a_code() -> None:
    assert list(nameless()) == []


@pytest.mark.slow
def test_every_code_that_is_said_is_explained() -> None:
    unknown = {code: where for code, where in said().items() if code not in codes.all_entries()}
    assert not unknown


@pytest.mark.slow
def test_every_code_that_is_explained_is_said() -> None:
    assert set(codes.all_entries()) <= set(said())


def test_every_code_has_a_folder_that_plants_it_and_every_folder_a_code() -> None:
    assert {planting.code(name) for name in planting.all_of_them()} == set(codes.all_entries())


def test_every_folder_is_planted_by_a_test() -> None:
    planted = [
        name for kind in (Ebook, Original, Books, Press, Website) for name in planting.of(kind)
    ]
    assert sorted(planted) == list(planting.all_of_them())


def test_no_code_is_explained_twice() -> None:
    found = [entry.code for chapter in codes.chapters() for entry in chapter.entries]
    assert len(found) == len(set(found))
    assert all(_CODE.fullmatch(code) for code in found)


def page() -> str:
    """Explain every code, as Markdown: docs/reference/findings.md."""
    parts = [
        "# Findings",
        "The findings of `check`, `build` and `preflight`, by code. An *error* means that the "
        "book would be wrong, a *warning* that a person should look, a *note* that nothing needs "
        "to be fixed. The severity given is the highest that a code can have: where a printer’s "
        "figure is unconfirmed (`platebook printers NAME` shows how reliable each figure is), an "
        "error is reported as a warning. A code never changes its meaning, so scripts can rely "
        "on it. Mistakes in the manifest, in a theme or on the command line have no code: "
        "[errors.md](errors.md) describes them.",
        "This page is generated from `src/platebook/preflight/registry/`; edit it there.",
    ]
    for chapter in codes.chapters():
        parts += [f"## {chapter.title}", chapter.about]
        for entry in chapter.entries:
            parts += [f"### {entry.code}", f"**{entry.title}** ({entry.severity})", entry.why]
            parts += [f"Required by: {entry.asks}", f"How to fix it: {entry.fix}"]
    return "\n\n".join(parts) + "\n"


def test_the_page_is_the_registry() -> None:
    """``UPDATE_FINDINGS=1`` writes the page again."""
    if os.environ.get("UPDATE_FINDINGS"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("code", sorted(codes.all_entries()))
def test_an_entry_says_everything(code: str) -> None:
    entry = codes.all_entries()[code]
    assert entry.title[0].isupper() or entry.title[0] in "“‘"
    assert not entry.title.endswith(".")
    assert entry.why.endswith(".")
    assert entry.fix.endswith(".")
    assert entry.asks


def test_a_finding_takes_what_is_not_said_from_the_registry() -> None:
    found = codes.finding("X002", "a.pdf", "it is cut off")
    assert (found.severity, found.fix) == (Severity.ERROR, codes.all_entries()["X002"].fix)


def test_nobody_makes_a_finding_of_an_unknown_code() -> None:
    with pytest.raises(KeyError):
        codes.finding("X999", "a.pdf", "it is odd")
