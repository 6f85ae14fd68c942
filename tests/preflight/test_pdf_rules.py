"""Would catch a rule held against the wrong page, edge or file: versos, covers, hearsay."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from platebook import printers
from platebook.errors import Finding, Severity
from platebook.geometry import Edges
from platebook.preflight.model import Inspection, Subject, Verdict
from platebook.preflight.pdf import cos, inspect_pdf, photo_checks
from platebook.preflight.pdf.document import book as book_of
from platebook.preflight.pdf.document import open_pdf
from platebook.preflight.report import text_report
from platebook.printers.printer import Certainty, Printer, Rule
from tests.preflight import presses
from tests.preflight.presses import BLEED, PT, SHEET, Press, shown

Made = Callable[[], Press]


@pytest.fixture
def book(tmp_path: Path) -> Press:
    return presses.clean(tmp_path)


def codes(book: Press, folder: Path) -> list[str]:
    return [each.code for each in presses.inspected(book, folder / "book.pdf").findings]


def rules(printer: Printer | None, **changed: object) -> Printer:
    """Change what a printer asks for, in the printer's own words."""
    assert printer
    told = {key: Rule(value, "", "2026-10", Certainty.VENDOR) for key, value in changed.items()}
    return replace(printer, **told)  # type: ignore[arg-type]


def without_inner_bleed(book: Press, *, rightwards: bool = True) -> None:
    """Take the bleed off the binding edge of every page: at the left of rectos."""
    side, cut = SHEET * PT, BLEED * PT
    for number in (1, 2, 3, 4):
        left = (number % 2 == 1) == rightwards
        edges = [cut, 0, side, side] if left else [0, 0, side - cut, side]
        book.page(number).MediaBox = book.page(number).BleedBox = Array(edges)
    book.printer = rules(book.printer, bleed=Edges(BLEED, BLEED, BLEED, 0))


def test_a_bleed_without_the_binding_edge_changes_sides(book: Press, tmp_path: Path) -> None:
    without_inner_bleed(book)
    assert codes(book, tmp_path) == []


def test_a_book_that_reads_leftwards_is_bound_at_the_right(book: Press, tmp_path: Path) -> None:
    without_inner_bleed(book, rightwards=False)
    assert "P022" in codes(book, tmp_path)
    book.pdf.Root.ViewerPreferences = Dictionary(Direction=Name("/R2L"))
    assert codes(book, tmp_path) == []


def test_without_a_bleed_box_all_that_a_viewer_shows_is_bleed(book: Press, tmp_path: Path) -> None:
    """ISO 32000-2, 14.11.2.1; Typst writes such files."""
    for page in book.pdf.pages:
        del page.BleedBox
    assert codes(book, tmp_path) == []


def test_the_margin_at_the_binding_is_the_gutter(book: Press, tmp_path: Path) -> None:
    """Page 3 is bound at its left, where type must keep 10 mm; at its right 8 will do."""
    book.redraw(3, "1 0 0 1 80 160 Tm", f"1 0 0 1 {(BLEED + 9) * PT:.2f} 160 Tm")
    assert codes(book, tmp_path) == ["P044"]
    assert book.printer
    book.printer = replace(book.printer, gutter=None)
    assert codes(book, tmp_path) == []


@pytest.mark.slow
def test_hearsay_stops_no_book(book: Press, tmp_path: Path) -> None:
    book.redraw(3, "/Text 9 Tf", "/Text 4 Tf")
    assert book.printer
    for sure, verdict in (
        (Certainty.VENDOR, Verdict.ERRORS),
        (Certainty.RESTATED, Verdict.LOOK),
        (Certainty.UNVERIFIED, Verdict.LOOK),
    ):
        rule = Rule(6.0, "", "2026-10", sure)
        book.printer = replace(book.printer, smallest_type=rule)
        inspected = presses.inspected(book, tmp_path / "book.pdf")
        assert inspected.verdict is verdict
        assert ("check it with the printer" in inspected.findings[0].fix) == (
            sure is not Certainty.VENDOR
        )


def test_one_sheet_is_a_cover_and_no_book(book: Press, tmp_path: Path) -> None:
    del book.pdf.pages[1:]
    book.printer = rules(book.printer, cover_bleed=BLEED)
    assert codes(book, tmp_path) == []
    book.printer = rules(book.printer, cover_bleed=5.0)
    assert codes(book, tmp_path) == ["P022"]


def test_without_a_printer_a_file_is_held_to_what_it_claims(book: Press, tmp_path: Path) -> None:
    book.printer = None
    assert codes(book, tmp_path) == []
    del book.pdf.Root.OutputIntents
    book.draw(1, "1 0 0 rg 100 100 50 50 re f")
    assert codes(book, tmp_path) == ["P006", "P051"]


def test_colours_with_a_profile_may_be_in_a_file_that_claims_x4(
    book: Press, tmp_path: Path
) -> None:
    """By a profile of their own, or by a default for the page (ISO 15930-7, 6.2.4)."""
    book.printer = None
    screen = Stream(book.pdf, presses.icc(b"RGB "))
    screen.N = 3
    profiled = Array([Name.ICCBased, book.pdf.make_indirect(screen)])
    book.page(1).Resources.ColorSpace = Dictionary(DefaultRGB=profiled, Screen=profiled)
    book.draw(1, "/Screen cs 1 0 0 scn 100 100 50 50 re f 1 0 0 rg 200 100 50 50 re f")
    assert codes(book, tmp_path) == []
    del book.page(1).Resources.ColorSpace.DefaultRGB
    assert codes(book, tmp_path) == ["P051"]


def test_the_verdict_says_what_a_file_was_held_to(book: Press, tmp_path: Path) -> None:
    """Without a printer; else “ready” would be taken for all that a press asks."""
    book.printer = None
    (said,) = text_report.verdicts(Inspection((presses.inspected(book, tmp_path / "book.pdf"),)))
    assert "ready as PDF/X-4 for FOGRA39, which it claims; --printer NAME holds it to more" in said


def test_a_strangers_letter_is_no_fault(tmp_path: Path, book: Press) -> None:
    """No boxes, no claims, RGB, a link: an ordinary PDF, for nobody's press."""
    book.printer = None
    book.xmp("<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>", "")
    del book.pdf.Root.OutputIntents
    for number in (1, 2, 3, 4):
        del book.page(number).TrimBox, book.page(number).BleedBox
    book.draw(3, "0 0 1 rg 100 100 50 50 re f")
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([90, 240, 200, 280]))
    book.page(1).Annots = Array([link])
    assert codes(book, tmp_path) == []


def test_pictures_that_cannot_be_weighed_are_told_of(book: Press, tmp_path: Path) -> None:
    packed, palette = zlib.compress(bytes(1260 * 840)), Array([Name.Indexed, Name.DeviceCMYK, 1])
    palette.append(bytes(8))
    told = {"ColorSpace": palette, "Filter": Name.FlateDecode, "Decode": None}
    photo = presses.photograph(book.pdf, packed, 1260, 840, **told)
    book.page(3).Resources.XObject.Photo = photo
    assert codes(book, tmp_path) == ["X005"]


def test_ink_is_weighed_as_the_file_says_it_is_stored(book: Press, tmp_path: Path) -> None:
    """The same bytes the other way round are nearly black."""
    book.photograph(3).Decode = Array([0, 1] * 4)
    assert codes(book, tmp_path) == ["P054"]


def test_packed_rows_are_weighed_as_jpegs_are(book: Press, tmp_path: Path) -> None:
    light, heavy = bytes((10, 10, 10, 10)), bytes((255, 255, 255, 20))
    width, height = 1260, 840
    rows = bytearray(light * (width * height))
    at = 4 * (420 * width + 630)
    rows[at : at + 4] = heavy
    picture = Stream(book.pdf, bytes(rows))
    picture.update(
        Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height,
            BitsPerComponent=8, ColorSpace=Name.DeviceCMYK,
        )
    )  # fmt: skip
    book.page(3).Resources.XObject.Photo = book.pdf.make_indirect(picture)
    inspected = presses.inspected(book, tmp_path / "book.pdf")
    (found,) = inspected.findings
    assert found.code == "P054"
    # The middle of a photograph 100 mm wide that stands 80 pt from the left of the sheet.
    assert "308 % of ink 75 mm from the left" in found.message


def test_what_is_clipped_away_is_not_weighed(book: Press, tmp_path: Path) -> None:
    inks = Image.open(BytesIO(presses.picture(1260, 840)))
    inks.paste((230, 230, 230, 230), (0, 0, 80, 80))
    file = BytesIO()
    inks.save(file, "JPEG", quality=95, subsampling=0)
    photo = presses.photograph(book.pdf, file.getvalue(), 1260, 840)
    book.page(3).Resources.XObject.Photo = photo
    assert codes(book, tmp_path) == ["P054"]
    book.redraw(3, "q 283.4646 0 0", "q 180 180 400 400 re W n 283.4646 0 0")
    assert codes(book, tmp_path) == []


@pytest.mark.parametrize("name", printers.printer_names())
def test_every_printer_that_is_known_can_be_asked(name: str, book: Press, tmp_path: Path) -> None:
    book.printer = printers.load(name)
    inspected = presses.inspected(book, tmp_path / "book.pdf")
    assert inspected.verdict is not Verdict.REFUSED
    assert all(each.severity in Severity for each in inspected.findings)


def test_a_check_that_stumbles_hides_no_other(
    book: Press, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What no check foresaw is an error of the file, and the others go on."""

    def stumble(_: object) -> Iterator[Finding]:
        raise ValueError("odd")
        yield

    book.page(3).Rotate = 90
    monkeypatch.setattr(inspect_pdf, "CHECKS", (stumble, *inspect_pdf.CHECKS))
    assert codes(book, tmp_path) == ["X003", "P024"]


def test_what_all_pages_share_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read again for each page, 2,000 pictures of 2,000 pages took longer than a file may."""
    file = pikepdf.new()
    pictures = {f"/I{n}": file.make_stream(b"", Subtype=Name.Image) for n in range(20)}
    shared = file.make_indirect(Dictionary(XObject=Dictionary(pictures)))
    for _ in range(20):
        file.add_blank_page().obj.Resources = shared
    file.save(tmp_path / "book.pdf")
    reads: list[object] = []
    read = cos.items

    def items(thing: object) -> Iterator[tuple[str, object]]:
        reads.append(thing)
        return read(thing)

    subject = Subject(tmp_path / "book.pdf")
    with open_pdf(subject) as told:
        book = book_of(subject, told)
        monkeypatch.setattr(cos, "items", items)
        assert list(photo_checks.check_drawable(book)) == []
    assert len(reads) == 1


@pytest.mark.parametrize(("opacity", "in_group"), [(0, False), (0.04, True), (0.5, False)])
def test_type_without_opacity_is_found(
    *, opacity: float, in_group: bool, book: Press, tmp_path: Path
) -> None:
    """Would catch a caption that a stylesheet makes transparent, and that nobody can read."""
    words = f"0 0 0 1 k BT /Text 9 Tf 1 0 0 1 80 140 Tm {shown('The river in winter')} Tj ET"
    book.settings(3, ca=opacity)
    if in_group:
        own = {"Type": Name.XObject, "Subtype": Name.Form, "BBox": Array([0, 0, 999, 999])}
        own |= {"Group": Dictionary(S=Name.Transparency)}
        page = book.page(3)
        page.Resources.XObject.Group = Stream(
            book.pdf, words.encode(), **own, Resources=Dictionary(Font=page.Resources.Font)
        )
        words = "/Group Do"
    book.draw(3, f"/More gs {words}")
    assert ("P047" in codes(book, tmp_path)) is (opacity < 0.5)
