"""Would catch a printer, key, word or finding that the printers' reference lacks or gets wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from platebook import printers
from platebook.printers import checks, cover_sheet, describe
from platebook.printers.printer import (
    Binding,
    Black,
    BookBinding,
    Certainty,
    Colour,
    CrossoverMethod,
    Forbidden,
    Intent,
    Parity,
    SpineFrom,
    Standard,
    Wanted,
)
from platebook.printers.profile_keys import KEYS
from tests.printers.profiles import own

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "reference" / "printers.md").read_text(encoding="utf-8")


def test_the_table_is_the_list() -> None:
    lines = describe.overview([printers.load(name) for name in printers.printer_names()])
    cells = [re.split(r" {2,}", line) for line in lines]
    rows = [f"| {' | '.join([f'`{name}`', *rest])} |" for name, *rest in cells[1:]]
    start = DOCS.index(f"| {' | '.join(cells[0])} |")
    assert DOCS[start:].splitlines()[2 : 2 + len(rows)] == rows
    assert DOCS[start:].splitlines()[2 + len(rows)] == ""


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_explained(key: str) -> None:
    _, _, table = DOCS.partition("## Every key")
    firsts = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    assert any(f"`{key}`" in first for first in firsts)


@pytest.mark.parametrize(
    "kind",
    [
        Binding,
        Black,
        BookBinding,
        Colour,
        CrossoverMethod,
        Forbidden,
        Intent,
        Parity,
        SpineFrom,
        Standard,
        Certainty,
        Wanted,
    ],
)
def test_every_word_is_named(kind: type[Certainty]) -> None:
    for member in kind:
        assert f"`{member.value}`" in DOCS


def test_every_finding_is_listed() -> None:
    package = Path(printers.__file__).parents[1]
    files = [package / "printers" / "checks.py", package / "preflight" / "pdf" / "page_checks.py"]
    source = "".join(file.read_text(encoding="utf-8") for file in files)
    assert set(re.findall(r'"(R\d{3})"', source)) == set(re.findall(r"^\| (R\d{3}) \|", DOCS, re.M))


def test_the_example_is_a_profile(tmp_path: Path) -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", DOCS, re.DOTALL)
    mine = own(tmp_path, text)
    assert mine.ink_limit is not None
    assert (mine.ink_limit.value, mine.ink_limit.sure) == (280, Certainty.VENDOR)
    assert cover_sheet.spine_width(mine, 100) == pytest.approx(6.6)
    assert checks.press_profile(mine) == tmp_path / "PSOcoated_v3.icc"


def test_every_short_example_of_a_key_is_read(tmp_path: Path) -> None:
    _, _, table = DOCS.partition("## Every key")
    found = re.findall(r"^\| `([a-z-]+)` \| .* \| `([^`|]+)` \|$", table, re.M)
    assert len(found) > 20
    for key, value in found:
        own(tmp_path, f"{key}: {value}")


def test_that_figures_are_to_be_checked_is_said_plainly() -> None:
    assert "**Check before you send a book.**" in DOCS
