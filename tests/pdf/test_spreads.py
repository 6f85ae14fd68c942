"""Would catch a photograph across two pages whose halves do not meet, or are on the wrong sides.

Each book is read as a binder holds it: pages rendered and cut at the trim, what the binding hides
taken away, halves laid side by side and compared with the photograph, pixel by pixel.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from platebook.errors import Finding, Severity
from platebook.pipeline import Book
from platebook.preflight.inspect_files import inspect
from platebook.preflight.report import html
from tests.books import build
from tests.judges.conformance import conformance
from tests.pdf import tags
from tests.stories import save_quadrant, write_story

INCH = 25.4
W = H = 8.5 * INCH
DPI = 127  # five pixels a millimetre
PX = DPI / INCH
#: Of each printer's book: its shift, how far it bleeds at the binding, and the width of the
#: photograph that fills two pages, in mm.
SHIFT, INNER, WIDE = 0, 1, 2
PRINTERS: Mapping[str, tuple[float, float, float]] = {
    "kdp-paperback": (3.0, 0.0, 2 * (W + 0.125 * INCH)),
    "lulu": (3.0, 0.125 * INCH, 2 * (W + 0.125 * INCH)),
    "flat": (0.0, 0.125 * INCH, 2 * (W + 0.125 * INCH)),
    "scaled": (2.4, 0.0, 2 * (W + 0.125 * INCH - 2.4)),
    "unmoved": (0.0, 0.0, 2 * (W + 0.125 * INCH)),
}
OWN = {
    "flat": "extends: lulu\ncrossover: lay-flat\n",
    "scaled": (
        "extends: kdp-paperback\n"
        "crossover: {binding: perfect, hidden: 4mm, most: 2.4mm, method: scale}\n"
    ),
    "unmoved": "extends: kdp-paperback\ncrossover: {binding: perfect, method: none}\n",
}
FULL, WHOLE, LATE = "full", "whole", "late"
LONG = "A sentence about the street, of which there is much to tell. " * 28


def grain(size: tuple[int, int], seed: int) -> Image.Image:
    """Paint smooth spots: a photograph no part of which looks like another, even a little moved."""
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 256, (size[1] // 24, size[0] // 24, 3), dtype=np.uint8)
    return Image.fromarray(small).resize(size, Image.Resampling.BICUBIC)


def save(folder: Path, name: str, size: tuple[int, int], seed: int) -> Path:
    path = folder / "photos" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    grain(size, seed).save(path, quality=95, subsampling=0)
    return path


@dataclass(frozen=True)
class Shelf:
    """The books of one story: by printer, for a screen, and what was found."""

    printed: Mapping[str, Path]
    screen: Path
    epub: Path
    book: Book
    photos: Mapping[str, Image.Image]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    folder = tmp_path_factory.mktemp("spreads")
    story = folder / "story"
    sizes = {FULL: (1500, 1000), WHOLE: (1600, 700), LATE: (1200, 800)}
    for seed, (name, size) in enumerate(sizes.items()):
        save(story, f"{name}.jpg", size, seed)
    plates: list[dict[str, Any]] = [
        {},
        {
            "photo": "photos/full.jpg",
            "id": FULL,
            "layout": "full-bleed-spread",
            "caption-at": "none",
        },
        {"photo": "photos/whole.jpg", "id": WHOLE, "layout": "spread", "alt": "Across the fold."},
        {},
        {"photo": "photos/late.jpg", "id": LATE, "layout": "full-bleed-spread", "caption": LONG},
        {},
    ]
    write_story(story, plates, sizes=[(300, 200)], trim="8.5x8.5in")
    names = []
    for name in PRINTERS:
        if name in OWN:
            (folder / f"{name}.yaml").write_text(OWN[name], encoding="utf-8")
        names.append(str(folder / f"{name}.yaml") if name in OWN else name)
    book = build(story, folder / "out", editions=("print", "screen", "epub"), printers=names)
    *printed, screen, epub = book.files
    photos = {name: Image.open(story / "photos" / f"{name}.jpg").convert("RGB") for name in sizes}
    return Shelf(dict(zip(PRINTERS, printed, strict=True)), screen, epub, book, photos)


def page(file: Path, folio: int, box: str = "trim") -> Image.Image:
    """Render a page as it is cut, or with its bleed."""
    with pypdfium2.PdfDocument(file) as document:
        shown = document[folio - 1]
        if box == "trim":
            shown.set_cropbox(*shown.get_trimbox())
        image: Image.Image = shown.render(scale=DPI / 72).to_pil()
        return image.convert("RGB")


def folios(file: Path) -> dict[str, int]:
    """Find the first page of each photograph across two pages, by what those pages share."""
    with pikepdf.open(file) as pdf:
        streams = [{each for each, wide in _drawn(page) if wide > 300} for page in pdf.pages]
    pairs = [at for at in range(1, len(streams)) if streams[at - 1] & streams[at]]
    return dict(zip((FULL, WHOLE, LATE), pairs, strict=True))


def _drawn(page: pikepdf.Page) -> set[tuple[tuple[int, int], int]]:
    """Return the pictures that a page draws, with their widths in pixels."""
    things = page.Resources.get("/XObject", {})
    drawn = [
        things[str(operands[0])]
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) == "Do"
    ]
    return {(each.objgen, int(each.Width)) for each in drawn if each.Subtype == "/Image"}


def beside(left: Image.Image, right: Image.Image, hidden: float) -> Image.Image:
    """Bind two pages: take away what is hidden of each, and lay them side by side."""
    cut = round(hidden * PX)
    joined = Image.new("RGB", (left.width + right.width - 2 * cut, left.height))
    joined.paste(left.crop((0, 0, left.width - cut, left.height)), (0, 0))
    joined.paste(right.crop((cut, 0, right.width, right.height)), (left.width - cut, 0))
    return joined


def seen(photo: Image.Image, canvas: tuple[float, float], part: tuple[float, float]) -> Image.Image:
    """Return what is seen of a photograph that covers a canvas: the middle part of it, in mm."""
    scale = max(canvas[0] / photo.width, canvas[1] / photo.height)
    wide, high = part[0] / scale / 2, part[1] / scale / 2
    x, y = photo.width / 2, photo.height / 2
    size = round(part[0] * PX), round(part[1] * PX)
    box = (x - wide, y - high, x + wide, y + high)
    return photo.resize(size, Image.Resampling.BICUBIC, box)


def apart(one: Image.Image, other: Image.Image, moved: int = 0) -> float:
    """Return the mean difference of two pictures, one of them moved by some pixels."""
    width, height = min(one.width, other.width), min(one.height, other.height)
    a = np.asarray(one.crop((0, 0, width, height)), dtype=float)
    b = np.asarray(other.crop((0, 0, width, height)), dtype=float)
    if moved:
        a, b = a[:, moved:], b[:, :-moved]
    edge = 4
    return float(np.abs(a - b)[edge:-edge, edge:-edge].mean())


@pytest.mark.parametrize("name", PRINTERS)
@pytest.mark.slow
def test_halves_meet_where_the_binding_hides_what_it_does(shelf: Shelf, name: str) -> None:
    """The bound opening is the photograph: no strip is lost, none is seen twice, none is moved."""
    shift, _, wide = PRINTERS[name]
    file = shelf.printed[name]
    folio = folios(file)[FULL]
    opening = beside(page(file, folio), page(file, folio + 1), shift)
    whole = seen(shelf.photos[FULL], (wide, H + 0.25 * INCH), (2 * (W - shift), H))
    exact = apart(opening, whole)
    assert exact < 5
    # A millimetre is seen at once.
    assert apart(opening, whole, 5) > 2 * exact
    assert apart(whole, opening, 5) > 2 * exact


@pytest.mark.parametrize("name", PRINTERS)
@pytest.mark.slow
def test_what_is_hidden_is_printed_on_both_pages_and_no_more_at_the_binding_than_is_taken(
    shelf: Shelf, name: str
) -> None:
    shift, inner, _ = PRINTERS[name]
    file = shelf.printed[name]
    folio = folios(file)[FULL]
    left, right = page(file, folio), page(file, folio + 1)
    strip = round(2 * shift * PX)
    if strip:
        twice = left.crop((left.width - strip, 0, left.width, left.height))
        assert apart(twice, right.crop((0, 0, strip, right.height))) < 6
    with pikepdf.open(file) as pdf:
        media, trim = pdf.pages[folio - 1].MediaBox, pdf.pages[folio - 1].TrimBox
        assert (float(media[2]) - float(trim[2])) / 72 * INCH == pytest.approx(inner, abs=0.01)
    if inner:
        bled = page(file, folio, "media")
        beyond = round(inner * PX)
        over = bled.crop((bled.width - beyond, 0, bled.width, bled.height))
        top = round(0.125 * INCH * PX)
        over = over.crop((0, top, over.width, top + right.height))
        assert apart(over, right.crop((strip, 0, strip + beyond, right.height))) < 8


@pytest.mark.parametrize("name", PRINTERS)
@pytest.mark.slow
def test_a_whole_photograph_keeps_to_the_margins_and_to_its_shape(shelf: Shelf, name: str) -> None:
    shift, _, _ = PRINTERS[name]
    file = shelf.printed[name]
    folio = folios(file)[WHOLE]
    opening = beside(page(file, folio), page(file, folio + 1), shift)
    ink = np.asarray(opening.convert("L"), dtype=int) < 250
    rows = np.flatnonzero(ink.mean(axis=1) > 0.5)
    columns = np.flatnonzero(ink[rows[0] : rows[-1]].mean(axis=0) > 0.5)
    left, top, right, foot = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
    assert left == pytest.approx(opening.width - right, abs=2)
    assert left / PX > 11
    assert (right - left) / (foot - top) == pytest.approx(16 / 7, rel=0.01)
    whole = shelf.photos[WHOLE].resize((right - left, foot - top), Image.Resampling.BICUBIC)
    assert apart(opening.crop((left, top, right, foot)), whole) < 5


@pytest.mark.slow
def test_every_spread_begins_on_a_verso_and_its_caption_is_on_the_recto_or_after_it(
    shelf: Shelf,
) -> None:
    for file in (*shelf.printed.values(), shelf.screen):
        found = folios(file)
        assert all(folio % 2 == 0 for folio in found.values())
        with pypdfium2.PdfDocument(file) as document:
            texts = [" ".join(each.get_textpage().get_text_range().split()) for each in document]
        assert "Caption of plate 3:" in texts[found[WHOLE]]
        assert "Caption of plate 3:" not in texts[found[WHOLE] - 1]
        assert "Caption of plate 2:" not in "".join(texts[found[FULL] - 1 : found[FULL] + 1])
        assert texts[found[LATE] + 1].count("A sentence about the street") == 28


@pytest.mark.slow
def test_a_note_says_which_page_is_blank_and_a_warning_what_lies_in_the_fold(
    tmp_path: Path,
) -> None:
    story = tmp_path / "story"
    save_quadrant(story / "photos" / "wide.jpg", (1800, 600))
    save(story, "narrow.jpg", (900, 600), 8)
    plates: list[dict[str, Any]] = [
        {
            "photo": "photos/wide.jpg",
            "id": "wide",
            "layout": "full-bleed-spread",
            "focus": [0.5, 0.4],
        },
        {"photo": "photos/narrow.jpg", "id": "narrow", "layout": "spread", "focus": [0.505, 0.5]},
        {"photo": "photos/narrow.jpg", "id": "free", "layout": "spread", "focus": [0.3, 0.5]},
        {"caption-at": "page"},
        {"photo": "photos/narrow.jpg", "id": "later", "layout": "spread", "focus": [0.3, 0.5]},
    ]

    def found(**how: Any) -> list[Finding]:
        write_story(story, plates, sizes=[(300, 200)])
        return list(build(story, tmp_path / "out", editions=("print",), **how).findings)

    told = found()
    (blank,) = [each for each in told if each.code == "S040" and "later" in each.where]
    assert re.search(r"pages, \d+ and \d+: page \d+ is left blank", blank.message)
    assert blank.severity is Severity.NOTE
    assert "plate “plate-4”" in blank.fix
    folds = {each.where.split("“")[1].strip("”)"): each for each in told if each.code == "S041"}
    assert {name: each.severity for name, each in folds.items()} == {
        "wide": Severity.NOTE,  # there is more of it than is shown: another part is
        "narrow": Severity.WARNING,
    }
    assert "shifted by 25 mm" in folds["wide"].message
    assert "hides 3 mm of each page" in folds["narrow"].message
    free = re.search(r"focus: \[([\d.]+), 0.5\]", folds["narrow"].fix)
    assert free
    plates[1]["focus"] = [float(free[1]), 0.5]
    assert "narrow" not in "".join(each.where for each in found() if each.code == "S041")
    plates[1]["focus"] = [0.5, 0.5]
    flat = [each for each in found(binding="lay-flat") if each.code == "S041"]
    assert {each.severity for each in flat} == {Severity.NOTE}


@pytest.mark.slow
def test_a_focus_in_the_fold_is_shifted_as_far_as_the_photograph_goes(tmp_path: Path) -> None:
    """The middle of a panorama, a cross of four colours, stands 25 mm beside the fold."""
    story = tmp_path / "story"
    save_quadrant(story / "photos" / "wide.jpg", (1800, 600))
    plates: list[dict[str, Any]] = [
        {"photo": "photos/wide.jpg", "layout": "full-bleed-spread", "focus": [0.5, 0.5],
         "caption-at": "none"},
    ]  # fmt: skip
    write_story(story, plates, trim="8.5x8.5in")
    (file,) = build(story, tmp_path / "out", editions=("print",), printers=["kdp-paperback"]).files
    with pikepdf.open(file) as pdf:
        folio = next(at for at, each in enumerate(pdf.pages, 1) if _drawn(each))
    row = np.asarray(page(file, folio))[100].astype(int)
    # The cross is where red, at the left, becomes green; 3 mm are the shift at the binding.
    at = np.flatnonzero(row[:, 1] > row[:, 0])[0]
    assert W - at / PX - 3 == pytest.approx(25, abs=0.5)


@pytest.mark.slow
def test_its_pixels_are_counted_over_both_pages(shelf: Shelf) -> None:
    """1,500 px over two pages and the bleed are 87 ppi; over one they would be twice as many."""
    told = [each for each in shelf.book.findings if each.code == "S020" and FULL in each.where]
    assert told
    assert re.search(r"8[567] ppi at its printed width of 43\d mm", told[0].message)
    assert "layout: spread and width:" in told[0].fix


@pytest.mark.slow
def test_the_finished_books_pass_their_own_inspection(shelf: Shelf) -> None:
    """Both halves are one plate of the story: none is missing, doubled, or another photograph."""
    few = {"P060", "P032"}  # pixels; and plates, so that printers want blank pages
    assert not [
        each
        for each in shelf.book.findings
        if each.code[:1] in "BEPX" and each.severity is not Severity.NOTE and each.code not in few
    ]


@pytest.mark.slow
def test_a_report_shows_both_halves_beside_the_plate_of_the_e_book(shelf: Shelf) -> None:
    file = shelf.printed["lulu"]
    folio = folios(file)[WHOLE]
    markup = html.page(inspect([file, shelf.epub]), "Report")
    rows = re.split(r'id="row-\d+"', markup)
    (row,) = [each for each in rows if f">{WHOLE}<" in each and f"page {folio}" in each]
    assert f"page {folio + 1}" in row
    others = [each for each in rows if f">{WHOLE}<" not in each]
    assert not [each for each in others if f"page {folio} " in each or f"page {folio + 1} " in each]


@pytest.mark.slow
def test_a_screen_shows_halves_that_meet_and_describes_them_once(shelf: Shelf) -> None:
    file = shelf.screen
    folio = folios(file)[FULL]
    opening = beside(page(file, folio), page(file, folio + 1), 0.0)
    wide = PRINTERS["kdp-paperback"][WIDE]
    whole = seen(shelf.photos[FULL], (wide, H + 0.25 * INCH), (2 * W, H))
    assert apart(opening, whole) < 5
    with pikepdf.open(file) as pdf:
        assert pdf.Root.PageLayout == "/TwoPageRight"
        figures = tags.read(pdf).root.all("Figure")
        alts = [figure.alt for figure in figures]
        assert alts.count("Across the fold.") == 1
        assert len(alts) == len(set(alts)) == 6
        first = figures[alts.index("Across the fold.")]
        whole_folio = folios(file)[WHOLE]
        assert {kid[0] + 1 for kid in first.kids if isinstance(kid, tuple)} == {whole_folio}
    assert conformance(file, "ua1") == conformance(file, "2u") == []


@pytest.mark.slow
def test_the_e_book_shows_it_once_and_lists_both_pages(shelf: Shelf) -> None:
    printed = folios(shelf.printed["kdp-paperback"])
    with zipfile.ZipFile(shelf.epub) as book:
        text = book.read(next(each for each in book.namelist() if f"plate-{WHOLE}.xhtml" in each))
        nav = book.read(next(each for each in book.namelist() if each.endswith("nav.xhtml")))
    markup, listed = text.decode(), nav.decode()
    pair = (printed[WHOLE], printed[WHOLE] + 1)
    marks = [int(each) for each in re.findall(r'id="pg(\d+)"', markup)]
    assert marks == list(pair)
    assert markup.index(f'id="pg{pair[1]}"') < markup.index("<figure")
    assert markup.count("<img") == 1
    for folio in pair:
        assert re.search(rf'plate-{WHOLE}\.xhtml#pg{folio}"[^>]*>{folio}<', listed)


@pytest.mark.slow
def test_in_a_book_that_reads_leftwards_the_first_half_is_the_right_one(tmp_path: Path) -> None:
    story = tmp_path / "story"
    save(story, "full.jpg", (1500, 1000), 0)
    plates: list[dict[str, Any]] = [
        {"photo": "photos/full.jpg", "layout": "full-bleed-spread", "caption-at": "none"},
    ]
    write_story(story, plates, language="he", trim="8.5x8.5in", title="סיפור")
    made = build(story, tmp_path / "out", editions=("print", "screen"), printers=["kdp-paperback"])
    file, screen = made.files
    with pikepdf.open(file) as pdf:
        folio = next(at for at, each in enumerate(pdf.pages, 1) if _drawn(each))
    assert folio % 2 == 0
    with pikepdf.open(screen) as pdf:
        # The first page alone, then pairs that begin on an even page, the first of each right.
        assert (pdf.Root.PageLayout, pdf.Root.ViewerPreferences.Direction) == (
            *("/TwoPageRight", "/R2L"),
        )
    photo = Image.open(story / "photos" / "full.jpg").convert("RGB")
    wide = PRINTERS["kdp-paperback"][WIDE]
    whole = seen(photo, (wide, H + 0.25 * INCH), (2 * (W - 3), H))
    assert apart(beside(page(file, folio + 1), page(file, folio), 3.0), whole) < 5
    shown = seen(photo, (wide, H + 0.25 * INCH), (2 * W, H))
    assert apart(beside(page(screen, folio + 1), page(screen, folio), 0.0), shown) < 5


@pytest.mark.slow
def test_a_caption_over_a_spread_is_on_its_recto_in_the_colour_that_can_be_read(
    tmp_path: Path,
) -> None:
    story = tmp_path / "story"
    (story / "photos").mkdir(parents=True)
    Image.new("RGB", (1500, 900), (20, 24, 30)).save(story / "photos" / "night.jpg")
    plates: list[dict[str, Any]] = [
        {"photo": "photos/night.jpg", "layout": "full-bleed-spread", "caption-at": "over"},
    ]
    write_story(story, plates)
    (file,) = build(story, tmp_path / "out", editions=("print",), printers=["kdp-paperback"]).files
    with pikepdf.open(file) as pdf:
        folio = next(at for at, each in enumerate(pdf.pages, 1) if _drawn(each))
    with pypdfium2.PdfDocument(file) as document:
        assert "Caption of plate 1" in document[folio].get_textpage().get_text_range()
        assert "Caption" not in document[folio - 1].get_textpage().get_text_range()
    brightest = [np.asarray(page(file, at).convert("L")).max() for at in (folio, folio + 1)]
    assert brightest[0] < 60
    assert brightest[1] > 200


@pytest.mark.slow
def test_running_titles_on_all_pages_of_a_plate_are_no_words_too_many(tmp_path: Path) -> None:
    """A spread with its caption after it has three: the inspection took the last for a mistake."""
    plates: list[dict[str, Any]] = [{"layout": "spread"}, {}]
    story = write_story(
        tmp_path / "story", plates, design={"running-title": "all", "captions": "facing"}
    )
    book = build(story, tmp_path / "out", editions=("print",))
    assert not [each for each in book.findings if each.code.startswith("B")]
