"""Would catch photographs that jump from page to page, captions in two sizes, unread type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from pypdfium2 import raw

from platebook.errors import ManifestError
from platebook.report import Silent
from tests.books import build
from tests.stories import write_story

pytestmark = pytest.mark.slow

MM = 72 / 25.4
SHAPES = {"3:2": (600, 400), "2:3": (400, 600), "1:1": (500, 500), "3:1": (900, 300)}
SENTENCE = "The stalls go up in the dark, and the first lorry brings ice. "
LONG = SENTENCE * 25


@dataclass
class Sheet:
    """One page as it is printed, in mm from the top left of its trim; ``number`` counts from 1."""

    number: int
    width: float
    height: float
    photos: list[tuple[float, float, float, float]] = field(default_factory=list)
    letters: list[tuple[str, float, float, float, float, float]] = field(default_factory=list)

    @property
    def folio(self) -> list[tuple[str, float, float, float, float, float]]:
        """The letters of the printed page number."""
        foot = max((each[4] for each in self.letters), default=0.0)
        return [each for each in self.letters if foot - each[4] < 1 and each[0].isdigit()]

    @property
    def words(self) -> list[tuple[str, float, float, float, float, float]]:
        """All other letters."""
        folio = self.folio
        return [each for each in self.letters if each not in folio]


def sheets(pdf: Path) -> list[Sheet]:
    with pdfium.PdfDocument(pdf) as document:
        return [sheet(page, number) for number, page in enumerate(document, 1)]


def sheet(page: pdfium.PdfPage, number: int) -> Sheet:
    left, bottom, right, top = page.get_trimbox()
    found = Sheet(number, (right - left) / MM, (top - bottom) / MM)
    for each in page.get_objects(max_depth=3):
        if each.type == raw.FPDF_PAGEOBJ_IMAGE:
            x, y, across, up = each.get_bounds()
            found.photos.append(
                ((x - left) / MM, (top - up) / MM, (across - left) / MM, (top - y) / MM)
            )
    text = page.get_textpage()
    for index in range(text.count_chars()):
        letter = text.get_text_range(index, 1)
        if letter.strip():
            x, y, across, up = text.get_charbox(index, loose=False)
            size = text.get_charbox(index, loose=True)
            height = (size[3] - size[1]) / MM
            found.letters.append(
                (letter, (x - left) / MM, (top - up) / MM, (across - left) / MM, (top - y) / MM,
                 height)
            )  # fmt: skip
    return found


def facing(found: list[Sheet], page: Sheet) -> Sheet:
    """Return the page that faces another in an opening."""
    return found[page.number if page.number % 2 == 0 else page.number - 2]


def size(box: tuple[float, float, float, float]) -> tuple[float, float]:
    return box[2] - box[0], box[3] - box[1]


def made(
    make_story: Callable[..., Path], folder: Path, rows: list[dict[str, object]], **more: object
) -> tuple[list[Sheet], list[str]]:
    """Build plates of every shape; give the printed pages, and the codes of the notes."""
    trim = str(more.pop("trim", "square-8.5"))
    shapes = [SHAPES[str(row.pop("shape", "3:2"))] for row in rows]
    story = make_story(plates=rows, sizes=shapes, **more)
    report = Silent()
    book = build(story, folder / "out", editions=("print",), trim=trim, report=report)
    return sheets(book.files[0]), [each.code for each in report.findings]


CAPTIONS = (None, SENTENCE, SENTENCE * 3, LONG)


@pytest.fixture(
    scope="module",
    params=[("square-8.5", "centre"), ("a4-landscape", "top"), ("portrait-6x9", "foot")],
    ids=lambda each: each[0],
)
def hung(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, list[Sheet]]:
    """Four shapes with four captions each; the last four are too long for their pages."""
    trim, hang = request.param
    folder = tmp_path_factory.mktemp("grid")
    rows = [{"shape": shape, "caption": each} for each in CAPTIONS for shape in SHAPES]
    make = partial(write_story, folder / "story")
    found, codes = made(make, folder, rows, trim=trim, design={"hang": hang})
    assert "S030" in codes, "the long ones are on facing pages"
    return hang, found


def test_all_photographs_share_one_line(hung: tuple[str, list[Sheet]]) -> None:
    hang, found = hung
    boxes = [page.photos[0] for page in found if page.photos]
    lines = [
        {"top": top, "centre": (top + bottom) / 2, "foot": bottom}[hang]
        for _, top, _, bottom in boxes
    ]
    assert len(lines) == len(CAPTIONS) * len(SHAPES)
    assert max(lines) - min(lines) <= 0.2


@pytest.mark.parametrize("hang", ["centre", "top"])
def test_feet_that_nearly_meet_on_an_opening_meet(tmp_path: Path, hang: str) -> None:
    """Captions of two panoramas began 3 mm apart; where photographs hang by their tops, they do."""
    shapes = [(900, 300), (900, 300), (910, 260), (900, 600), (600, 600)]
    rows = [{"caption": SENTENCE} for _ in shapes]
    texts = {"introduction": None, "closing": None, "design": {"hang": hang}}
    story = write_story(tmp_path / "story", rows, shapes, **texts)
    book = build(story, tmp_path / "out", editions=("print",), report=Silent())
    boxes = [page.photos[0] for page in sheets(book.files[0]) if page.photos]
    _, (_, left_top, _, left), (_, right_top, _, right), *others = boxes
    near = abs(left - right) < 0.2
    assert near == (hang == "centre")
    assert (abs(left_top - right_top) < 0.2) == (hang == "top")
    assert abs((left_top + left) / 2 - (right_top + right) / 2) < 8
    (_, top, _, foot), (_, other_top, _, other_foot) = others
    assert abs(foot - other_foot) > 8, "what differs by more stays on the shared line"
    if hang == "centre":
        assert abs(top + foot - other_top - other_foot) < 0.2


def test_one_shape_has_one_size(hung: tuple[str, list[Sheet]]) -> None:
    plates = [page for page in hung[1] if page.photos]
    for shape in range(len(SHAPES)):
        alike = [size(page.photos[0]) for page in plates[shape :: len(SHAPES)]]
        for width, height in (alike[0], alike[1], alike[3]):  # the third may shrink for its caption
            assert width == pytest.approx(alike[0][0], abs=0.05)
            assert height == pytest.approx(alike[0][1], abs=0.05)
        assert alike[2][0] >= 0.9 * alike[0][0] - 0.05


def test_captions_of_a_few_lines_leave_one_shape_one_size(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    """A caption of four lines made its own photograph a little smaller than its neighbour's."""
    rows = [{"shape": "2:3", "caption": SENTENCE * count} for count in (1, 4, 2, 3)]
    found, _ = made(make_story, tmp_path, rows, introduction=None, design={"open": "any"})
    plates = [page for page in found if page.photos]
    assert len(plates) == len(rows)
    _, top, _, foot = plates[0].photos[0]
    for page in plates:
        box = page.photos[0]
        assert (box[1], box[3]) == pytest.approx((top, foot), abs=0.05)
        assert size(box) == pytest.approx(size(plates[0].photos[0]), abs=0.05)
        words = [each for each in page.words if each[2] > foot]
        assert max(each[3] for each in words) <= box[2] + 0.1, "no wider than its photograph"


def test_nothing_is_over_a_photograph_or_near_a_folio(hung: tuple[str, list[Sheet]]) -> None:
    for page in hung[1]:
        for left, top, right, bottom in page.photos:
            for _, x, y, across, down, _ in page.words:
                assert across <= left or x >= right or down <= top or y >= bottom
        if page.folio and (page.words or page.photos):
            above = min(each[2] for each in page.folio)
            feet = [*(each[4] for each in page.words), *(each[3] for each in page.photos)]
            assert above - max(foot for foot in feet if foot < above) >= 10
            outer = page.folio[0][1] if page.number % 2 == 0 else page.width - page.folio[-1][3]
            if not page.number % 2 or page.photos:
                assert outer == pytest.approx(17.3 * scale(page), abs=0.4), "on the margin"


def test_captions_have_one_size_wherever_they_stand(hung: tuple[str, list[Sheet]]) -> None:
    plates = [page for page in hung[1] if page.photos]
    heights = set()
    for page in plates[12:]:
        words = facing(hung[1], page)
        assert not words.photos, "a page of its own"
        assert "".join(each[0] for each in words.words).count("ice.") == 25
        heights |= caption_heights(words)
    for page in plates[4:12]:
        heights |= caption_heights(page)
    assert max(heights) - min(heights) < 0.02


def caption_heights(page: Sheet) -> set[float]:
    """Return the heights of the type of a caption: of the letter l, which no credit of ours has."""
    return {round(each[5], 2) for each in page.words if each[0] == "l"}


def scale(page: Sheet) -> float:
    root = (page.width * page.height / 215.9**2) ** 0.5
    return min(max(root, 0.85), 1.35)


def test_side_captions_stand_outside(make_story: Callable[..., Path], tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"shape": "2:3", "caption": SENTENCE} for _ in range(4)]
    found, _ = made(make_story, tmp_path, rows, trim="landscape-11x8.5", design={"open": "any"})
    plates = [page for page in found if page.photos]
    assert {page.number % 2 for page in plates} == {0, 1}
    for page in plates:
        ((left, _, right, bottom),) = page.photos
        words = [each for each in page.words if each[0].isalpha()]
        if page.number % 2:
            assert min(each[1] for each in words) > right
        else:
            assert max(each[3] for each in words) < left
        assert max(each[4] for each in words) == pytest.approx(bottom, abs=3)
    assert len({round(page.photos[0][1], 1) for page in plates}) == 1, "they stand level"


def test_plates_begin_where_they_should(make_story: Callable[..., Path], tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {},
        {"begin": "verso", "caption": "Left."},
        {"begin": "verso", "caption": "Left again."},
        {"begin": "recto", "caption-at": "facing", "caption": "Opposite."},
        {"caption-at": "facing", "begin": "verso", "caption": "Opposite too."},
        {"caption-at": "none", "caption": "Nowhere."},
    ]
    found, _ = made(make_story, tmp_path, rows, design={"folios": "none", "numbers": False})
    numbers = [page.number for page in found if page.photos]
    assert [number % 2 for number in numbers[:5]] == [1, 0, 0, 1, 0], "the first is a recto"
    texts = ["".join(each[0] for each in page.letters) for page in found]
    assert "Opposite." in texts[numbers[3] - 2]
    assert "Oppositetoo." in texts[numbers[4]]
    silent, opposite = found[numbers[5] - 1], facing(found, found[numbers[5] - 1])
    assert not silent.letters, "no caption, no number, no folio"
    assert "Nowhere" not in "".join(each[0] for each in opposite.letters)


def test_a_width_is_printed_and_few_pixels_name_one(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    rows: list[dict[str, object]] = [
        {"width": "40mm"},
        {"width": "20%"},
        {"width": "180mm"},
        {},
    ]
    found, codes = made(make_story, tmp_path, rows)
    widths = [size(page.photos[0])[0] for page in found if page.photos]
    assert widths[0] == pytest.approx(40, abs=0.05)
    assert widths[1] == pytest.approx(0.2 * widths[3], abs=0.05)
    assert widths[2] == pytest.approx(600 / 300 * 25.4, abs=0.05), "its pixels allow for no more"
    assert codes.count("S031") == 1
    assert codes.count("S020") == 1, "whose width was asked for has pixels enough"


def shaded(folder: Path, shades: tuple[int, int]) -> None:
    """Paint photographs whose foot is of one shade and whose head is of another."""
    for number, shade in enumerate(shades, 1):
        picture = Image.new("RGB", (600, 400), (120, 120, 120))
        picture.paste((shade, shade, shade), (0, 200, 600, 400))
        picture.save(folder / "photos" / f"{number:02}.jpg", quality=95)


@pytest.mark.parametrize("layout", ["matted", "full-bleed"])
@pytest.mark.parametrize("printer", ["blurb", "generic-x4"])
def test_type_over_a_photograph_has_contrast(
    make_story: Callable[..., Path], tmp_path: Path, layout: str, printer: str
) -> None:
    rows = [{"caption-at": "over", "layout": layout, "caption": SENTENCE} for _ in range(2)]
    story = make_story(plates=rows, sizes=[(600, 400)], design={"open": "any"})
    shaded(story, (20, 235))
    book = build(story, tmp_path / "out", editions=("print",), printers=(printer,))
    with pdfium.PdfDocument(book.files[0]) as document:
        shown = []
        for page in document:
            if any(each.type == raw.FPDF_PAGEOBJ_IMAGE for each in page.get_objects(max_depth=3)):
                text = page.get_textpage()
                boxes = [text.get_charbox(at) for at in range(text.count_chars())]
                boxes = [each for each in boxes if each[3] > each[1]][:20]
                picture = page.render(scale=4).to_pil().convert("L")
                height = page.get_height()
                crop = (
                    int(min(each[0] for each in boxes) * 4),
                    int((height - max(each[3] for each in boxes)) * 4),
                    int(max(each[2] for each in boxes) * 4),
                    int((height - min(each[1] for each in boxes)) * 4),
                )
                shown.append(picture.crop(crop).getextrema())
    (dark, bright), (dark2, bright2) = shown
    assert dark < 60, "the photograph's foot"
    assert bright > 240, "white type on it"
    assert dark2 < 60, "black type"
    assert bright2 > 200, "on a light foot"


def test_type_that_nothing_makes_legible_is_refused(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    rows = [{"id": "busy", "caption-at": "over", "caption": SENTENCE}]
    story = make_story(plates=rows, sizes=[(600, 400)])
    picture = Image.effect_noise((600, 400), 200).convert("RGB")
    picture.save(story / "photos" / "01.jpg", quality=95)
    with pytest.raises(ManifestError) as caught:
        build(story, tmp_path / "out", editions=("print",))
    (finding,) = caught.value.findings
    assert "plate “busy”" in finding.where
    assert "4.5:1 is needed" in finding.message
    assert not list((tmp_path / "out").glob("*.pdf"))


def test_captions_at_the_end_are_listed_by_number_with_small_pictures(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    """And not on the photographs' pages, which keep their size, but for the number."""
    told = [f"Caption of the {word} photograph. {SENTENCE * 3}" for word in ("first", "second")]
    rows: list[dict[str, object]] = [
        {"caption": told[0]},
        {"caption": told[1], "layout": "full-bleed"},
        {"caption": "This one stays.", "caption-at": "page"},
    ]
    found, _ = made(make_story, tmp_path, rows, design={"captions": "end"}, credit=None)
    first, second, third = [page for page in found if len(page.photos) == 1]
    listed = next(page for page in found if len(page.photos) == 2)
    said = "".join(each[0] for each in listed.letters)
    for number, text in enumerate(told, 1):
        assert f"{number}{text.replace(' ', '')}" in said
    assert "stays" not in said
    assert all(max(size(box)) == pytest.approx(22.93, abs=0.05) for box in listed.photos)
    assert listed.number > third.number
    assert "".join(each[0] for each in first.words) == "1", "the number alone"
    assert not second.letters, "nothing on a page that a photograph fills"
    assert size(first.photos[0]) == pytest.approx(size(third.photos[0]))
