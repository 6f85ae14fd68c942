"""Would catch a user's own profile that is misread, or refused without a place and a way out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platebook import printers
from platebook.errors import ManifestError, PlatebookError, UsageError
from platebook.geometry import Edges
from platebook.printers import checks, describe
from platebook.printers.printer import Certainty, Gutter, GutterStep, Ppi, Trims, Wanted
from platebook.printers.profile_keys import KEYS
from platebook.printers.profile_values import length
from tests.printers.profiles import own

#: A line of a profile (its second), and what is said of it: column, message, fix.
MISTAKES = {
    "bleeds: 3mm": "1: “bleeds” is not a key of a printer\n  Did you mean “bleed”?",
    "bleed: 3": "8: bleed: “3” has no unit\n  Write 3mm or 3in.",
    "bleed: {top: 3mm, outer: 3mm, bottom: 3mm, iner: 0}": (
        "44: “iner” is not a key of bleed\n  Did you mean “inner”?"
    ),
    "bleed: {top: 3mm, outer: 3mm, bottom: 3mm}": "8: bleed has no inner\n  Add it;",
    "bleed: [3mm]": "8: bleed: a mapping of keys is needed here\n  docs/reference/printers.md",
    "bleed: 300mm": "8: bleed: “300mm” is not between 0 and 100 mm\n",
    "ink-limit: 500%": "12: ink-limit: “500%” is not a number from 150 to 400\n  Write a number",
    "ink-limit: {value: 280%, shure: vendor}": (
        "26: “shure” is not a key of ink-limit\n  Did you mean “sure”?"
    ),
    "ink-limit: {value: 280%, sure: certain}": (
        "32: ink-limit, sure: “certain” is not one of vendor, restated, unverified\n"
    ),
    "ink-limit: {source: its leaflet}": "12: ink-limit has no value\n  Add it;",
    "marks: want": "8: marks: “want” is not one of wanted, forbidden\n  Did you mean wanted?",
    "gutter: [{pages: 1-60, inside: 9mm}, {pages: 70+, inside: 12mm}]": (
        "9: gutter: the ranges of page counts leave a gap, or overlap\n  Begin each range"
    ),
    "gutter: [{pages: 1-60, inside: 9mm}, {pages: 61+, inside: 8mm}]": (
        "9: gutter: the gutter gets narrower as pages are added\n"
    ),
    "gutter: [{pages: 60-1, inside: 9mm}]": "18: gutter, step 1, pages: “60-1” runs backwards\n",
    "trims: [8.5x8.5in, folio]": "20: trims, size 2: “folio” is no trim\n  Write a size such as",
    "crossover: perfekt": (
        "12: crossover, way 1, binding: “perfekt” is not one of perfect, saddle-stitch, lay-flat, "
        "case\n  Did you mean perfect?"
    ),
    "crossover: {hidden: 3mm}": "12: crossover, way 1 has no binding\n  Add it;",
    "crossover: [perfect, {binding: perfect, hidden: 2mm}]": (
        "12: crossover: perfect is in the list twice\n  Keep one of the two."
    ),
    "crossover: {binding: lay-flat, method: shift}": (
        "12: crossover, way 1: halves are moved, and nothing is hidden\n  Give the mm"
    ),
    "crossover: {binding: case, hidden: 60mm}": (
        "36: crossover, way 1, hidden: “60mm” is not between 0 and 25 mm\n"
    ),
    "trims: []": "8: trims: no size is offered\n  List sizes",
    "ppi: {least: 400, ideal: 300}": "6: ppi: these numbers are in no order\n",
    "forbids: [layer]": "10: forbids: “layer” is not one of bookmarks, ",
    "papers: {white: {spine: 0.1mm}}": "17: papers, white has no label\n",
    "standard: []": "11: standard: the list is empty\n  Fill it in",
    "last-page-blank: perhaps": "18: last-page-blank: “perhaps” is neither true nor false\n",
    "checked: 12.3.2026": "10: checked: “12.3.2026” is not a date\n  Write a year, a month",
    "page-multiple: 2.5": "16: page-multiple: “2.5” is not a whole number\n",
    "extends: generic-x5": "10: extends: there is no printer called “generic-x5”\n  Did you mean",
    "label: a: b": "9: a colon and a space cannot stand in a text without quotes\n",
}


def refused(path: Path | str) -> PlatebookError:
    with pytest.raises(PlatebookError) as caught:
        printers.load(path)
    return caught.value


@pytest.mark.parametrize("line", MISTAKES)
def test_a_mistake_has_its_place_and_a_way_out(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(f"about: A printer.\n{line}\n", encoding="utf-8")
    error = refused("mine.yaml")
    assert isinstance(error, ManifestError)
    assert error.exit_code == 3
    assert str(error).startswith(f"mine.yaml:2:{MISTAKES[line]}")
    assert all(found.fix for found in error.findings)


def test_mistakes_are_told_together_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("\n".join(line for line in MISTAKES if "a: b" not in line and "[" not in line))
    places = [found.where.split(":")[-2:] for found in refused(path).findings]
    assert len(places) > 5
    assert places == sorted(places, key=lambda place: [int(part) for part in place])


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "a list", "- a\n- b", "[", "\x00"])
def test_what_is_no_profile_is_told_in_its_words(text: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    error = refused(path)
    assert error.exit_code == 3
    assert "manifest" not in str(error)
    assert "title" not in str(error)


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("# long\n" * 100_000)
    assert "larger than 200 kB" in str(refused(path))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "kdp-paperbak",
            "there is no printer called “kdp-paperbak”\n  Did you mean kdp-paperback?",
        ),
        ("Heidelberg", "there is no printer called “Heidelberg”\n  `platebook printers` lists"),
        ("none.yaml", "there is no such profile"),
        (".", "there is no printer called “.”"),
    ],
)
def test_an_unknown_printer_is_wrong_use(
    name: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    error = refused(name)
    assert isinstance(error, UsageError)
    assert said in str(error)


def test_a_folder_is_no_profile(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    assert "not an ordinary file" in str(refused(tmp_path / "a.yaml"))


def test_a_profile_cannot_take_the_name_of_one_of_ours_or_a_strange_one(tmp_path: Path) -> None:
    for name in ("lulu.yaml", "My Printer.yaml", "-.yaml"):
        (tmp_path / name).write_text("bleed: 3mm")
        assert refused(tmp_path / name).exit_code == 3


def test_extending_keeps_what_is_not_said(tmp_path: Path) -> None:
    mine = own(tmp_path, "extends: ingramspark\nsure: vendor\nsource: Its leaflet\nink-limit: 280%")
    base = printers.load("ingramspark")
    assert (mine.name, mine.label, mine.folder) == ("mine", base.label, tmp_path)
    assert mine.bleed == base.bleed
    assert mine.ink_limit is not None
    assert (mine.ink_limit.value, mine.ink_limit.sure) == (280, Certainty.VENDOR)
    assert (mine.ink_limit.source, mine.ink_limit.checked) == ("Its leaflet", "")


def test_a_value_alone_is_unverified_and_comes_from_the_profile(tmp_path: Path) -> None:
    mine = own(tmp_path, "bleed: 5mm")
    assert mine.bleed is not None
    assert mine.bleed.value == Edges.all(5)
    assert (mine.bleed.sure, mine.bleed.source) == (Certainty.UNVERIFIED, "the profile mine")
    assert mine.safe is None


def test_short_forms(tmp_path: Path) -> None:
    mine = own(
        tmp_path,
        "gutter: 12mm\nppi: 300\ntrims: any\nspine-text: 80\nmarks: Wanted\nlast-page-blank: yes\n"
        "bleed: {value: {top: 1mm, outer: 2mm, bottom: 3mm, inner: 0}, note: really}\n",
    )
    assert mine.gutter is not None
    assert mine.gutter.value == Gutter((GutterStep(1, None, 12.0),))
    assert mine.ppi is not None
    assert mine.ppi.value == Ppi(ideal=300)
    assert mine.trims is not None
    assert mine.trims.value == Trims((), complete=False)
    assert mine.spine_text is not None
    assert mine.spine_text.value.least_pages == 80
    assert mine.marks is not None
    assert mine.marks.value is Wanted.WANTED
    assert mine.bleed is not None
    assert (mine.bleed.value, mine.bleed.note) == (Edges(1, 2, 3, 0), "really")


@given(
    st.integers(1, 3000), st.sampled_from([("mm", 1.0), ("cm", 10.0), ("in", 25.4), ('"', 25.4)])
)
def test_lengths_come_in_any_unit(thousandths: int, unit: tuple[str, float]) -> None:
    name, mm = unit
    read = length(100)
    assert read(f"{thousandths / 1000:.3f} {name}") == pytest.approx(thousandths / 1000 * mm)
    assert read(f"1/{thousandths}{name}") == pytest.approx(mm / thousandths)


@pytest.mark.parametrize(
    "text", ["", "mm", "3 feet", "-3mm", "1/0in", "1e3mm", "3mm 4mm", None, []]
)
def test_what_is_no_length(text: object) -> None:
    with pytest.raises(ValueError, match=r"is not a length|is not between"):
        length(100)(text)


STRANGE = (
    "x", "3", "[]", "{}", "[a]", "[[1]]", "{a: b}", "{value: }", "{value: {value: 3mm}}", "-1",
    "1e9", "!!python x", "&a [*a]", "{least: , most: }", "{steps: [x]}", "{width: {least: 9in}}",
    "{white: }", "{white: {label: a, spine: 3}}", "{<<: x}", "{[a]: b}", "{value: 3, checked: 0}",
    "99999999999999999999", "1/²in", "१२mm",
)  # fmt: skip


@pytest.mark.parametrize("value", STRANGE)
def test_no_value_of_any_key_is_a_bug_of_ours(value: str, tmp_path: Path) -> None:
    for key in KEYS:
        try:
            mine = own(tmp_path, f"{key}: {value}")
        except ManifestError as error:
            assert all(found.message and found.fix for found in error.findings)  # noqa: PT017
        else:
            assert describe.explanation(mine)
            assert checks.pad(mine, 10).total >= 10
