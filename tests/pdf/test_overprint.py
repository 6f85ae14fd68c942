"""Would catch black with a white rim where plates shift, and things that vanish by overprinting."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.books import build
from tests.judges.separations import plates
from tests.pdf.pressed import Painted, painted
from tests.stories import write_story

BLACK = (0, 0, 0, 1)
TINT = 0.4
STYLES = """
.running-text { color: black; background: device-cmyk(0.4 0 0 0); text-decoration: underline;
  text-decoration-color: black; border: 2pt solid black }
.running-text::before { content: ""; display: block; height: 9mm; background: black }
.introduction h1 { color: white; background: device-cmyk(0 0.4 0 0) }
.imprint { background: device-cmyk(0.4 0 0 0) }
.imprint p { color: rgb(0 0 0 / 50%); text-decoration: underline }
.colophon p { color: #66625b; border: 1pt solid #66625b }
"""
INTRODUCTION = 5


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("overprint")
    styles = folder / "theme" / "styles"
    styles.mkdir(parents=True)
    (styles / "print.css").write_text(STYLES, "utf-8")
    (folder / "screen.yaml").write_text("extends: office\nblack: overprint\n", "utf-8")
    story = write_story(folder / "story", plates=1)
    names = ("gwg-2022-sheetfed", "generic-x4", str(folder / "screen.yaml"))
    theme = folder / "theme"
    made = build(story, folder / "out", editions=("print",), printers=names, theme=theme)
    return dict(zip(("over", "out", "screen"), made.files, strict=True))


@pytest.fixture(scope="module")
def over(books: dict[str, Path]) -> list[Painted]:
    return painted(books["over"])


@pytest.mark.slow
def test_all_solid_black_type_and_lines_overprint_and_nothing_else_does(
    over: list[Painted],
) -> None:
    solid = {each for each in over if each.numbers == BLACK and each.alpha == 1}
    assert {each.kind for each in solid if each.over} == {"text", "line", "area"}
    assert all(each.over for each in solid if each.kind in ("text", "line"))
    assert not [each for each in over if each.over and each not in solid]
    tinted = [each for each in over if each.kind == "text" and each.numbers != BLACK]
    assert any(sum(each.numbers) == 0 for each in tinted), "there is white type"
    assert any(0 < sum(each.numbers) < 1 for each in tinted), "there is gray type"
    assert any(each.alpha < 1 for each in over if each.kind == "text"), "there is faint type"


@pytest.mark.slow
def test_of_black_areas_only_rules_overprint(over: list[Painted]) -> None:
    black = [each for each in over if each.kind == "area" and each.numbers == BLACK]
    assert {each.over for each in black if each.page == INTRODUCTION} == {True, False}


@pytest.mark.slow
def test_the_tint_below_black_type_is_whole_and_a_black_area_takes_it_away(
    books: dict[str, Path],
) -> None:
    share = {}
    for name in ("over", "out"):
        found = plates(books[name], INTRODUCTION, 150)
        black, cyan = found["Black"] > 250, found["Cyan"]
        inside = black & (found["Magenta"] == 0)
        share[name] = (cyan[inside] > 250 * TINT).mean()
        assert (cyan[inside] == 0).any(), "the black bar knocks out"
        assert not found["Magenta"][black].any(), "white type knocks the heading's ground out"
    assert share["out"] < 0.02
    assert share["over"] > 0.2


@pytest.mark.slow
@pytest.mark.parametrize("name", ["out", "screen"])
def test_nothing_overprints_unless_the_profile_says_so_and_the_file_is_in_inks(
    books: dict[str, Path], name: str
) -> None:
    assert not [each for each in painted(books[name]) if each.over]
    assert b"/OPM" not in books[name].read_bytes()
