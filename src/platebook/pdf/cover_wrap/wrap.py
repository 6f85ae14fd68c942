"""A cover wrap: one sheet with back cover, spine and front cover, planned and then written.

Like the interior it is decided before a pixel is touched: texts are measured, boxes are known in
mm, and each photograph is requested at 300 ppi of its printed size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from platebook import isbn
from platebook.errors import Finding
from platebook.geometry import Box, Edges, Size, Trim, pixels_at
from platebook.pdf import engine
from platebook.pdf.cover_wrap import barcode, wrap_layout
from platebook.pdf.cover_wrap.fit_text import Fitted, Needs, fit_texts
from platebook.pdf.cover_wrap.measure_text import WrapSetter, place_rule
from platebook.pdf.engine import LayoutError
from platebook.pdf.layout import laid_out
from platebook.pdf.layout.page_grid import Sheet
from platebook.pdf.layout.plan import PRINT_PPI
from platebook.pdf.layout.theme_sandbox import run_limited
from platebook.pdf.layout.typesetter import Typesetter, address
from platebook.pdf.layout_dry_run import stand_in
from platebook.pdf.press.finish import Owners, PressFinisher, finisher
from platebook.pdf.press.press_file import PressFile, press_file
from platebook.pdf.print_writer import inks_files
from platebook.photos.ebook_targets import SHARPEN_PRINT
from platebook.photos.model import ColourTarget, Recipe, Rendition
from platebook.printers.cover_sheet import Wrap
from platebook.printers.printer import Printer
from platebook.story import modified_date

if TYPE_CHECKING:
    import pydyf
    from weasyprint import Document

_QUALITY = 90
_SAME_MM = 0.05


@dataclass(frozen=True, slots=True)
class CoverPhoto:
    """A photograph that may stand on a cover. ``name`` is its plate's id, ``size`` px wide × high.

    ``focus`` is what must stay visible, 0..1 from the top left.
    """

    name: str
    size: tuple[int, int]
    focus: tuple[float, float] = (0.5, 0.5)
    alt: str = ""
    credit: str | None = None
    sharpen: bool = True


@dataclass(frozen=True)
class CoverWrap:
    """A cover wrap, decided. ``boxes`` are those of its photographs by name, on the sheet."""

    setter: WrapSetter
    printer: Printer
    wrap: Wrap
    needs: Needs
    texts: Fitted
    pictures: tuple[CoverPhoto, ...]
    boxes: Mapping[str, Box]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is worth a look."""
        return self.texts.findings

    @property
    def sheet(self) -> Sheet:
        """The wrap as a page: its trim is what is left once the bleed is cut or turned in."""
        whole, edge = self.wrap.sheet, self.wrap.edge
        size = Size(whole.width - 2 * edge, whole.height - 2 * edge)
        return Sheet(Trim("cover", size), Edges.all(edge), Edges.all(0.0))

    def recipes(self, medium: str) -> Mapping[str, Recipe]:
        """Return the recipe of each photograph by name, for inks to be added."""
        front = self.pictures[0]
        return {
            picture.name: Recipe(
                medium=medium,
                box=(pixels_at(box.width, PRINT_PPI), pixels_at(box.height, PRINT_PPI)),
                crop=picture is front,
                focus=picture.focus,
                quality=_QUALITY,
                sharpen=SHARPEN_PRINT if picture.sharpen else 0.0,
            )
            for picture, box in zip(self.pictures, self.boxes.values(), strict=True)
        }


def plan_wrap(
    typesetter: Typesetter,
    printer: Printer,
    wrap: Wrap,
    cover: CoverPhoto,
    small: tuple[CoverPhoto, ...],
) -> CoverWrap:
    """Decide a cover wrap; ``small`` are on its back. Raises ManifestError for texts too long."""
    story = typesetter.edition.story
    _, panel = wrap_layout.panels(wrap)
    number = story.isbn.print or isbn.of(story.identifier)
    digits = isbn.ean13(number) if number else None
    all_photos = (cover, *small)
    needs = Needs(
        story=story,
        wrap=wrap,
        fronts=wrap_layout.fronts(wrap, cover.size),
        barcode=barcode.barcode(digits, wrap, panel.margin(wrap.safe)) if digits else None,
        shapes=tuple(picture.size for picture in small),
        credits=tuple(dict.fromkeys(plate.credit for plate in all_photos if plate.credit)),
        least_pt=printer.smallest_type.value if printer.smallest_type else 0.0,
        printer=printer.name,
    )
    fitted_text = run_limited(
        typesetter, lambda typesetter: fit_texts(WrapSetter(typesetter), needs)
    )
    placed_ = (fitted_text.front.front.photo, *fitted_text.back.plates)
    pictures = all_photos[: len(placed_)]
    places = {picture.name: box for picture, box in zip(pictures, placed_, strict=True)}
    result = CoverWrap(WrapSetter(typesetter), printer, wrap, needs, fitted_text, pictures, places)
    if typesetter.design.foreign:
        run_limited(typesetter, partial(_dry_run, result))
    return result


def _dry_run(cover: CoverWrap, typesetter: Typesetter) -> None:
    """Lay the wrap out without its photographs, for a theme's mistakes."""
    cover = replace(cover, setter=WrapSetter(typesetter))
    document = _lay_out(cover, dict.fromkeys(cover.boxes, stand_in()))
    with cover.setter.theme_errors():
        engine.write(document, BytesIO(), lambda *_: None)


def write_wrap(
    cover: CoverWrap,
    plates: Mapping[str, Rendition],
    draft: Path,
    owners: Owners,
    inks: ColourTarget | None,
) -> None:
    """Print a cover wrap to ``draft`` as its printer takes it; ``plates`` are by name, in ``inks``.

    Raises ThemeError, or LayoutError without a theme, where a text is not as it was measured, and
    UsageError for a printer whose rules no file can keep.
    """
    file = press_file(cover.printer, inks)
    run_limited(
        cover.setter.typesetter,
        lambda typesetter: _write(
            replace(cover, setter=WrapSetter(typesetter)), plates, draft, owners, file
        ),
        draft=draft,
        files=chain(inks_files(inks), (plate.path for plate in plates.values())),
    )


def _write(
    cover: CoverWrap, plates: Mapping[str, Rendition], draft: Path, owners: Owners, file: PressFile
) -> None:
    document = _lay_out(cover, {name: plate.path for name, plate in plates.items()})
    story = cover.needs.story
    dated = modified_date(story) if file.conformance or story.published else None
    finish = finisher(cover.sheet, file, PressFinisher(file, owners, dated).finish)

    def finish_sheet(document: Document, pdf: pydyf.PDF) -> None:
        finish(document, pdf)
        # One sheet has no pages to number or to face.
        del pdf.catalog["PageLabels"], pdf.catalog["PageLayout"]
        pdf.catalog["PageMode"] = "/UseNone"

    with cover.setter.theme_errors():
        engine.write(
            document, draft, finish_sheet, version=file.version, packed=not file.conformance
        )


def _lay_out(cover: CoverWrap, plates: Mapping[str, Path]) -> Document:
    """Lay out the wrap with its photographs, and hold it to what was measured."""
    needs, texts = cover.needs, cover.texts
    front, *small = [
        {"address": address(picture.name), "alt": picture.alt} for picture in cover.pictures
    ]
    context = {
        "arrangement": texts.front.front.name,
        "photograph": front,
        "plates": small,
        "credits": needs.credits,
        "subtitled": texts.front.step.subtitled,
        "broken": texts.front.step.broken,
        "spine": texts.spine,
        "with_name": bool(texts.spine and texts.spine.named),
        "barcode": needs.barcode,
    }
    files = {address(name): plates[name] for name in cover.boxes}
    document = cover.setter.lay_out(
        "wrap/wrap.html.j2", cover.wrap.sheet, _rules(cover), context, files
    )
    with cover.setter.theme_errors():
        _check_as_planned(document, cover)
    return document


def _rules(cover: CoverWrap) -> str:
    """Write where everything stands as CSS, in mm."""
    needs, texts = cover.needs, cover.texts
    front, back, spine, barcode = texts.front, texts.back, texts.spine, needs.barcode
    rules = [
        place_rule("photograph", front.front.photo),
        place_rule("heading", front.heading.box, front.step.css, high=False),
        place_rule("name", front.name.box, f"--name: {front.name.size:.3f}mm", high=False),
        place_rule(
            "standfirst", back.standfirst, f"--size: {texts.standfirst_size:.3f}mm", high=False
        ),
        place_rule("fine", back.fine, f"--fine-size: {texts.fine_size:.3f}mm", high=False),
        *(place_rule(f"small-{at}", box) for at, box in enumerate(back.plates, 1)),
    ]
    if spine:
        rotation = f"transform: rotate({spine.turn}deg)"
        size = f"--size: {spine.size:.4f}mm; --shift: {spine.shift:.4f}mm"
        rules.append(place_rule("spine-text", spine.box, rotation, size))
    if barcode:
        figures = f"--figures: {barcode.type_size:.3f}mm; --line: {barcode.line:.3f}mm"
        rules.append(place_rule("barcode", barcode.box, figures))
    return "".join(rules)


def _check_as_planned(document: Document, cover: CoverWrap) -> None:
    """See that no text is higher than it was measured: lines past a page's end vanish."""
    fitted_texts = cover.texts
    texts = {
        "heading": fitted_texts.front.heading.box,
        "name": fitted_texts.front.name.box,
        "standfirst": fitted_texts.back.standfirst,
        "fine": fitted_texts.back.fine,
    }
    if len(document.pages) != 1:
        raise LayoutError(f"the cover runs over {len(document.pages)} pages")
    for name, box in texts.items():
        height = laid_out.extent(document, name).height
        if abs(height - box.height) > _SAME_MM:
            raise LayoutError(f"“{name}” is {height:.2f} mm high, measured {box.height:.2f} mm")
