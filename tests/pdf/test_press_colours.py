"""Would catch type in four inks, ink over the limit, a theme's colours left in a screen's RGB."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest

from platebook.errors import ThemeError
from platebook.pdf.press.recolour import FourInks, ScreenColours, lab_to_rgb
from platebook.photos.cmyk import press_profile
from tests.books import build
from tests.pdf.pressed import Painted, painted

INKS, SCREEN = FourInks(press_profile.target()), ScreenColours()
STYLES = """
.half-title .title { color: device-cmyk(0.6 0.5 0.5 0.9) }
.title-page .title { color: #1b1a18 }
.title-page .byline { color: oklch(0.5 0.1 30) }
.introduction h1 { color: #8a3b2a }
.running-text { color: #66625b; background: linear-gradient(#ffffff, #8a3b2a) }
.imprint { background: device-cmyk(1 1 1 1) }
.imprint p { color: white; text-decoration: underline }
.colophon { background: #f7efdc; border: 2pt solid lab(50 40 20) }
"""


@pytest.fixture(scope="module")
def themed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A story and a theme of many colours, in one folder."""
    from tests.stories import write_story

    folder = tmp_path_factory.mktemp("colours")
    styles = folder / "theme" / "styles"
    styles.mkdir(parents=True)
    (styles / "print.css").write_text(STYLES, "utf-8")
    write_story(folder / "story", plates=1)
    return folder


@pytest.fixture(scope="module")
def books(themed: Path) -> dict[str, Path]:
    names = ("generic-x4", "ingramspark", "kdp-paperback")
    made = build(
        themed / "story",
        themed / "out",
        editions=("print",),
        printers=names,
        theme=themed / "theme",
    )
    return dict(zip(names, made.files, strict=True))


def of(found: list[Painted], kind: str, page: int | None = None) -> Iterator[Painted]:
    return (each for each in found if each.kind == kind and page in (None, each.page))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "limit"), [("generic-x4", 3.0), ("ingramspark", 2.4)])
def test_a_theme_is_printed_in_inks_within_the_limit(
    books: dict[str, Path], name: str, limit: float
) -> None:
    found = painted(books[name])
    assert {each.space for each in found} == {"DeviceCMYK"}
    for each in (*of(found, "area"), *of(found, "text"), *of(found, "line")):
        assert sum(each.numbers) <= limit + 0.001, each


@pytest.mark.slow
def test_type_meant_as_black_is_solid_black_ink(books: dict[str, Path]) -> None:
    found = painted(books["generic-x4"])
    for page in (1, 3):  # four inks by device-cmyk, and a near-black in RGB
        assert (0, 0, 0, 1) in {each.numbers for each in of(found, "text", page)}
    for each in of(found, "text"):
        *others, black = each.numbers
        assert not any(others) or black < 0.5, each


@pytest.mark.slow
def test_warm_gray_type_is_a_tint_of_black_and_an_accent_keeps_its_colour(
    books: dict[str, Path],
) -> None:
    found = {each.numbers for each in of(painted(books["generic-x4"]), "text", 5)}
    grays = {numbers for numbers in found if not any(numbers[:3]) and 0.5 < numbers[3] < 0.8}
    accents = {numbers for numbers in found if any(numbers[:3])}
    assert len(grays) >= 1
    assert len(accents) == 1
    (accent,) = accents
    assert accent[1] > accent[0]  # a red: more magenta than cyan


@pytest.mark.slow
def test_a_blend_goes_between_inks(books: dict[str, Path]) -> None:
    for name, space in (("generic-x4", "DeviceCMYK"), ("kdp-paperback", "DeviceRGB")):
        blends = list(of(painted(books[name]), "blend"))
        assert blends
        assert {each.space for each in blends} == {space}
    assert books["ingramspark"].read_bytes().count(b"/Transparency") == 0
    with pikepdf.open(books["generic-x4"]) as pdf:
        groups = [each.Group for each in pdf.objects if _is_group(each)]
        assert groups
        assert {str(group.CS) for group in groups} == {"/DeviceCMYK"}


def _is_group(each: pikepdf.Object) -> bool:
    return isinstance(each, pikepdf.Stream) and "/Group" in each


@pytest.mark.slow
def test_inks_that_a_theme_names_are_seen_in_srgb(books: dict[str, Path]) -> None:
    found = painted(books["kdp-paperback"])
    assert {each.space for each in found} == {"DeviceRGB", "DeviceGray"}
    half_title = next(of(found, "text"))
    assert (half_title.space, half_title.numbers) == ("DeviceGray", (0.0,))


@pytest.mark.slow
@pytest.mark.parametrize("style", ["opacity: 0.5", "color: rgba(0, 0, 0, 0.4)"])
def test_what_is_transparent_is_refused_where_the_standard_has_none(
    themed: Path, tmp_path: Path, style: str
) -> None:
    theme = tmp_path / "theme"
    (theme / "styles").mkdir(parents=True)
    (theme / "styles" / "print.css").write_text(f".colophon p {{ {style} }}", "utf-8")
    with pytest.raises(ThemeError) as caught:
        build(
            themed / "story",
            tmp_path / "out",
            editions=("print",),
            printers=["ingramspark"],
            theme=theme,
        )
    (finding,) = caught.value.findings
    assert "transparent" in finding.message
    assert "opacity" in finding.fix
    book = build(themed / "story", tmp_path / "out", editions=("print",), theme=theme).files[0]
    assert {each.alpha for each in painted(book)} == {1.0, 0.5 if "op" in style else 0.4}


@pytest.mark.slow
def test_inks_where_they_cannot_be_painted_are_an_error_in_words(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    theme = tmp_path / "theme"
    (theme / "styles").mkdir(parents=True)
    text = ".colophon p { background: linear-gradient(device-cmyk(0 0 0 1), white) }"
    (theme / "styles" / "print.css").write_text(text, "utf-8")
    with pytest.raises(ThemeError) as caught:
        build(make_story(plates=1), tmp_path / "out", editions=("print",), theme=theme)
    assert "device-cmyk" in caught.value.findings[0].fix


@pytest.mark.parametrize(
    ("colour", "fine", "kind"),
    [
        ((0.106, 0.102, 0.094), True, "black"),  # our own ink, #1b1a18
        ((0.13, 0.13, 0.13), False, "black"),
        ((1.0, 1.0, 1.0), False, "paper"),
        ((0.4, 0.384, 0.357), True, "gray"),  # our own quiet gray
        ((0.4, 0.384, 0.357), False, "colour"),  # as an area it keeps its warmth
        ((0.97, 0.94, 0.86), False, "colour"),  # cream paper is no gray
        ((0.541, 0.231, 0.165), True, "colour"),  # our own accent
    ],
)
def test_which_colours_are_gray(colour: tuple[float, float, float], fine: bool, kind: str) -> None:
    *others, black = INKS.rgb(colour, fine=fine)
    expected = {
        "black": not any(others) and black == 1,
        "paper": not any(others) and black == 0,
        "gray": not any(others) and 0 < black < 1,
        "colour": any(others),
    }
    assert expected[kind], (others, black)
    assert (len(SCREEN.rgb(colour, fine=fine)) == 3) == (kind == "colour")


def test_a_gray_is_as_light_in_black_ink_as_a_photograph_of_it() -> None:
    (*_, dark), (*_, light) = INKS.rgb((0.3, 0.3, 0.3)), INKS.rgb((0.8, 0.8, 0.8))
    assert dark > 0.6
    assert 0.1 < light < 0.3


def test_lab_is_turned_into_the_srgb_it_is() -> None:
    assert lab_to_rgb(100, 0, 0) == pytest.approx((1, 1, 1), abs=0.002)
    assert lab_to_rgb(54.29, 80.81, 69.89) == pytest.approx((1, 0, 0), abs=0.01)
