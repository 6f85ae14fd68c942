"""Would catch a hidden photograph that nobody finds, and one that is called so and is seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name, Stream

from tests.preflight import presses
from tests.preflight.presses import PT, Press

#: Where the photograph of page 3 is placed: points from the sheet's lower left.
LEFT, BOTTOM, WIDTH, HEIGHT = 80.0, 180.0, 100 * PT, 100 * PT / 1.5
PLACE = f"{WIDTH:.4f} 0 0 {HEIGHT:.4f} 80 180 cm"
SHOWN = f"q {PLACE} /Photo Do Q"
OVER = "70 170 310 210 re"
RED = "0 1 1 0 k"


def over(operators: str) -> Callable[[Press], None]:
    """Draw over the photograph."""
    return lambda book: book.draw(3, operators)


def instead(operators: str) -> Callable[[Press], None]:
    """Draw something in place of the photograph."""
    return lambda book: book.redraw(3, SHOWN, operators)


def things(book: Press) -> Any:
    return book.page(3).Resources.XObject


def form(book: Press, operators: str, **told: Any) -> None:
    """Add a form to page 3 as /Form, with the page's own resources."""
    stream = Stream(book.pdf, operators.encode())
    stream.Type, stream.Subtype = Name.XObject, Name.Form
    stream.BBox = Array([0, 0, 500, 500])
    for key, value in ({"Resources": book.page(3).Resources} | told).items():
        stream[f"/{key}"] = value
    things(book).Form = book.pdf.make_indirect(stream)


def covering_form(book: Press) -> None:
    form(book, f"0 0 0 0 k {OVER} f")
    book.draw(3, "/Form Do")


def nested(book: Press) -> None:
    form(book, f"q {PLACE} /Photo Do Q")
    things(book).Outer = things(book).Form
    form(book, "q /Outer Do Q 0 0 0 0 k 70 170 310 210 re f")
    book.redraw(3, SHOWN, "/Form Do")


def cut_off_form(book: Press) -> None:
    form(book, f"q {PLACE} /Photo Do Q", BBox=Array([0, 0, 70, 70]))
    book.redraw(3, SHOWN, "/Form Do")


def group(book: Press) -> None:
    """The opacity is the group's; inside of it the photograph is opaque."""
    inner = Dictionary(Full=Dictionary(ca=1.0))
    own = Dictionary(XObject=Dictionary(Photo=things(book).Photo), ExtGState=inner)
    form(
        book,
        f"/Full gs q {PLACE} /Photo Do Q",
        Resources=own,
        Group=Dictionary(S=Name.Transparency),
    )
    book.settings(3, ca=0.0)
    book.redraw(3, SHOWN, "q /More gs /Form Do Q")


def state(
    operators: str = f"q /More gs {PLACE} /Photo Do Q", **told: Any
) -> Callable[[Press], None]:
    def plant(book: Press) -> None:
        book.settings(3, **told)
        book.redraw(3, SHOWN, operators)

    return plant


def masked(shade: int, **told: Any) -> Callable[[Press], None]:
    """Return the photograph a soft mask of one shade."""

    def plant(book: Press) -> None:
        mask = Stream(book.pdf, bytes([shade]) * 64 * 48)
        mask.Type, mask.Subtype, mask.ColorSpace = Name.XObject, Name.Image, Name.DeviceGray
        mask.Width, mask.Height, mask.BitsPerComponent = 64, 48, 8
        for key, value in told.items():
            mask[f"/{key}"] = value
        book.photograph(3).SMask = book.pdf.make_indirect(mask)

    return plant


def stencilled(book: Press) -> None:
    mask = Stream(book.pdf, b"\xff" * 8 * 48)
    mask.Type, mask.Subtype, mask.ImageMask = Name.XObject, Name.Image, True
    mask.Width, mask.Height, mask.BitsPerComponent = 64, 48, 1
    book.photograph(3).Mask = book.pdf.make_indirect(mask)


def group_mask(book: Press) -> None:
    form(book, "0 g 0 0 500 500 re f", Group=Dictionary(S=Name.Transparency, CS=Name.DeviceGray))
    soft = Dictionary(Type=Name.Mask, S=Name.Luminosity, G=things(book).Form)
    book.settings(3, SMask=soft)
    book.redraw(3, SHOWN, f"q /More gs {PLACE} /Photo Do Q")


def layer(book: Press, *, shown: bool = False) -> Any:
    made = book.pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Photographs"))
    off = Array([] if shown else [made])
    book.pdf.Root.OCProperties = Dictionary(OCGs=Array([made]), D=Dictionary(OFF=off))
    return made


def marked_layer(book: Press, *, shown: bool = False) -> None:
    book.page(3).Resources.Properties = Dictionary(Layer=layer(book, shown=shown))
    book.redraw(3, SHOWN, f"/OC /Layer BDC {SHOWN} EMC")


def own_layer(book: Press) -> None:
    book.photograph(3).OC = layer(book)


def pattern(book: Press) -> None:
    tile = Stream(book.pdf, b"0 0 0 0 k 0 0 10 10 re f")
    tile.PatternType, tile.PaintType, tile.TilingType = 1, 1, 1
    tile.BBox, tile.XStep, tile.YStep = Array([0, 0, 10, 10]), 10, 10
    tile.Resources = Dictionary()
    book.page(3).Resources.Pattern = Dictionary(Tile=book.pdf.make_indirect(tile))
    book.draw(3, f"/Pattern cs /Tile scn {OVER} f")


def papered(book: Press, after: str = "") -> None:
    """Fill a box with a pattern of the photograph, as browsers do with backgrounds."""
    tile = Stream(book.pdf, b"400 0 0 300 0 0 cm /Photo Do")
    tile.PatternType, tile.PaintType, tile.TilingType = 1, 1, 1
    tile.BBox, tile.XStep, tile.YStep = Array([0, 0, 400, 300]), 400, 300
    tile.Resources = Dictionary(XObject=Dictionary(Photo=book.photograph(3)))
    book.page(3).Resources.Pattern = Dictionary(Tile=book.pdf.make_indirect(tile))
    book.redraw(3, SHOWN, f"/Pattern cs /Tile scn 80 180 284 189 re f {after}")


def shading(book: Press) -> None:
    ends = Dictionary(
        FunctionType=2, Domain=Array([0, 1]), N=1, C0=Array([0] * 4), C1=Array([0] * 4)
    )
    drawn = Dictionary(
        ShadingType=2,
        ColorSpace=Name.DeviceCMYK,
        Coords=Array([0, 0, 400, 0]),
        Function=ends,
        Extend=Array([True, True]),
    )
    book.page(3).Resources.Shading = Dictionary(Paper=drawn)
    book.draw(3, "/Paper sh")


def annotated(book: Press) -> None:
    shown = Stream(book.pdf, b"1 g 0 0 310 210 re f")
    shown.Subtype, shown.BBox = Name.Form, Array([0, 0, 310, 210])
    note = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Square,
        Rect=Array([70, 170, 380, 380]),
        F=4,
        AP=Dictionary(N=book.pdf.make_indirect(shown)),
    )
    book.page(3).Annots = Array([book.pdf.make_indirect(note)])


def noted(flags: int = 4, state: str = "On", **told: Any) -> Callable[[Press], None]:
    """Put the photograph into an annotation, in one of two appearances; a standard allows none."""

    def plant(book: Press) -> None:
        book.printer = None
        # Of 50 × 100 units, turned: its matrix and the place make it upright, and as large as ever.
        form(
            book,
            "100 0 0 -50 0 50 cm /Photo Do",
            BBox=Array([0, 0, 100, 50]),
            Matrix=Array([1, 0, 0, -1, 7, 9]),
            Resources=Dictionary(XObject=Dictionary(Photo=things(book).Photo)),
        )
        place = [LEFT, BOTTOM, LEFT + WIDTH, BOTTOM + HEIGHT]
        note = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Stamp,
            Rect=Array(place),
            F=flags,
            AS=Name(f"/{state}"),
            AP=Dictionary(N=Dictionary(On=things(book).Form, Off=Stream(book.pdf, b""))),
        )
        for key, value in told.items():
            book.photograph(3)[f"/{key}"] = value
        book.page(3).Annots = Array([book.pdf.make_indirect(note)])
        book.redraw(3, SHOWN, "")

    return plant


def inline(after: str = "") -> Callable[[Press], None]:
    """Put a picture into the page's own content in place of the photograph."""

    def plant(book: Press) -> None:
        data = "".join(f"{at % 256:02x}" for at in range(40 * 30))
        picture = f"BI /W 40 /H 30 /CS /G /BPC 8 /F /AHx ID {data}> EI"
        book.redraw(3, SHOWN, f"q {PLACE} {picture} Q {after}")

    return plant


def pictured(book: Press) -> None:
    """A white picture of one pixel, drawn large."""
    white = presses.photograph(
        book.pdf, b"\0\0\0\0", 1, 1, Filter=None, Decode=None, ColorSpace=Name.DeviceCMYK
    )
    things(book).White = white
    book.draw(3, f"{PLACE} /White Do")


def lettered(book: Press) -> None:
    """White type, so large that its strokes cover all."""
    white = "2 Tr 60 w 0 0 0 0 k 0 0 0 0 K"
    signs = (
        f"BT /Text 3000 Tf {white} 1 0 0 1 {x} -700 Tm {presses.shown('W')} Tj ET"
        for x in range(-2400, 400, 60)
    )
    book.draw(3, " ".join(signs))


def cropped(book: Press) -> None:
    book.page(3).CropBox = Array([0, 0, 400, 150])


HIDDEN: dict[str, Callable[[Press], None]] = {
    "white": over(f"0 0 0 0 k {OVER} f"),
    "gray": over(f"1 g {OVER} f"),
    "black": over(f"0 g {OVER} f*"),
    "coloured": over(f"{RED} {OVER} B"),
    "two halves": over("1 g 70 170 160 210 re f 200 170 180 210 re f"),
    "path": over("1 g 0 0 m 440 0 l 440 440 l 0 440 l h f"),
    "ellipse": over("1 g 220 -200 m 900 -200 900 800 220 800 c -460 800 -460 -200 220 -200 c f"),
    "wide stroke": over("0 0 0 0 K 300 w 0 275 m 440 275 l S"),
    "form": covering_form,
    "nested forms": nested,
    "pattern": pattern,
    "in a pattern": lambda book: papered(book, f"0 0 0 0 k {OVER} f"),
    "shading": shading,
    "annotation": annotated,
    "hidden annotation": noted(flags=6),
    "annotation for screens": noted(flags=0),
    "picture": pictured,
    "type": lettered,
    "beside the sheet": instead(f"q 1 0 0 1 600 0 cm {PLACE} /Photo Do Q"),
    "below the sheet": instead(f"q 1 0 0 1 0 -900 cm {PLACE} /Photo Do Q"),
    "crop box": cropped,
    "clipped": instead(f"q 0 0 20 20 re W n {PLACE} /Photo Do Q"),
    "no width": instead(f"q 100 200 0 100 re W n {PLACE} /Photo Do Q"),
    "line": instead(f"q 80 180 m 300 360 l h W n {PLACE} /Photo Do Q"),
    "twice even-odd": instead(f"q {OVER} {OVER} W* n {PLACE} /Photo Do Q"),
    "two clips": instead(
        "q 80 180 m 200 180 l 80 300 l h W n 360 370 m 200 370 l 360 250 l h W n "
        f"{PLACE} /Photo Do Q"
    ),
    "form's box": cut_off_form,
    "speck": instead("q 0.01 0 0 0.01 100 200 cm /Photo Do Q"),
    "flat": instead("q 283 0 0 0 80 180 cm /Photo Do Q"),
    "opacity": state(ca=0.0),
    "opacity 2 %": state(ca=0.02),
    "group": group,
    "soft mask": masked(0),
    "inverted mask": masked(255, Decode=Array([1, 0])),
    "stencil": stencilled,
    "group mask": group_mask,
    "layer": marked_layer,
    "picture's layer": own_layer,
    "screen": over(f"1 g {OVER} f"),
    "inline": inline(f"1 g {OVER} f"),
    "inline beside": lambda book: (inline()(book), book.redraw(3, "80 180 cm", "800 180 cm"))[0],
}
SEEN: dict[str, Callable[[Press], None]] = {
    "frame": over(f"0 0 0 1 K 1 w 80 180 {WIDTH} {HEIGHT} re S"),
    "tint": state(ca=0.3, operators=f"{SHOWN} q /More gs 1 g {OVER} f Q"),
    "multiplied": state(BM=Name.Multiply, operators=f"{SHOWN} q /More gs 0 0 0 0.2 k {OVER} f Q"),
    "faded": state(ca=0.2),
    "box below": lambda book: book.draw(3, f"1 g {OVER} f", below=True),
    "caption": over(f"1 g 80 180 {WIDTH} 60 re f"),
    "even-odd hole": over(f"1 g 60 160 330 230 re {OVER} f*"),
    "rounded": instead(
        f"q 80 200 m 80 180 l 360 180 l 360 360 l 100 360 l h W n {PLACE} /Photo Do Q"
    ),
    "soft mask": masked(255),
    "half mask": masked(40),
    "layer": lambda book: marked_layer(book, shown=True),
    "twice": lambda book: book.draw(3, f"1 g {OVER} f {PLACE} /Photo Do"),
    "shape elsewhere": over("1 g 0 0 440 150 re f"),
    "inline": inline(),
    "in a pattern": papered,
    "in an annotation": noted(),
    "in an annotation for print alone": noted(flags=36),
    "turned": instead("q 200 200 -130 130 220 180 cm /Photo Do Q"),
}


def found(book: Press, folder: Path) -> list[str]:
    findings = presses.inspected(book, folder / "book.pdf").findings
    return [f"{each.severity} {each.code}" for each in findings if each.code in ("P073", "P074")]


@pytest.fixture
def book(tmp_path: Path) -> Press:
    return presses.clean(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("way", HIDDEN)
def test_a_photograph_that_cannot_be_seen_is_an_error(
    book: Press, tmp_path: Path, way: str
) -> None:
    HIDDEN[way](book)
    assert found(book, tmp_path) == ["error P073"]


@pytest.mark.parametrize("way", SEEN)
def test_a_photograph_that_is_seen_is_none(book: Press, tmp_path: Path, way: str) -> None:
    SEEN[way](book)
    assert found(book, tmp_path) == []


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"ColorSpace": Name.DeviceRGB}, "P050"),
        ({"Width": 40, "Height": 27}, "P060"),
        ({"Width": 5}, "P064"),
    ],
)
def test_a_photograph_in_an_annotation_is_judged_as_any(
    book: Press, tmp_path: Path, told: dict[str, Any], code: str
) -> None:
    noted(**told)(book)
    assert code in [each.code for each in presses.inspected(book, tmp_path / "book.pdf").findings]
