"""Would catch a cover that a printer refuses, or whose texts are cut, doubled or on the fold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops
from zxingcpp import read_barcodes

from platebook import geometry, isbn, printers
from platebook.errors import ManifestError, ThemeError, UsageError
from platebook.geometry import TRIMS, Box
from platebook.printers import cover_sheet
from platebook.printers.cover_sheet import Wrap
from tests.books import build
from tests.judges import poppler
from tests.stories import BLUE, GREEN, RED, WHITE, write_story

pytestmark = pytest.mark.slow

ISBN = "9783161484100"
SQUARE = TRIMS["square-8.5"]
DOTS = 8  # a mm
PT = 72 / 25.4
#: A printer with the cover of KDP's paperbacks, that binds no thin book: 200 pages.
THICK = "extends: kdp-paperback\nlabel: Thick\nsource: x\nchecked: 2026-01\nsure: unverified\n"
THICK += "least-pages: 200\nblank-runs: {within: 200, end: 200}\n"

MakeStory = Callable[..., Path]


def profile(folder: Path, more: str = "", name: str = "thick") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(THICK + more, encoding="utf-8")
    return path


def cover(story: Path, printer: str | Path = "kdp-paperback", **how: object) -> Path:
    made = build(story, story / "out", editions=["cover"], printers=[printer], **how)  # type: ignore[arg-type]
    (path,) = made.files
    return path


def expected(printer: str | Path, pages: int, **how: object) -> Wrap:
    return cover_sheet.wrap(printers.load(printer), SQUARE, pages, **how)  # type: ignore[arg-type]


def drawn(path: Path) -> Image.Image:
    return pypdfium2.PdfDocument(path)[0].render(scale=DOTS / PT).to_pil().convert("RGB")


def part(picture: Image.Image, box: Box) -> Image.Image:
    corners = (box.x, box.y, box.x + box.width, box.y + box.height)
    return picture.crop(tuple(round(length * DOTS) for length in corners))


def ink(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """Return where a picture has anything but white."""
    return ImageChops.invert(picture.convert("L")).point(lambda dot: 255 * (dot > 24)).getbbox()


def like(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) < 40


@pytest.fixture(scope="module")
def thick(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A cover of 200 pages with everything on it, and the printer's profile."""
    folder = tmp_path_factory.mktemp("thick")
    story = write_story(
        folder / "story",
        plates=5,
        title="The Quay at Night",
        subtitle="Boats, nets, gulls",
        publisher="Harbour Press",
        rights="© 2026 The Photo Desk",
        identifier=f"urn:isbn:{ISBN}",
    )
    printer = profile(folder)
    return cover(story, printer), printer


@pytest.mark.parametrize("name", ["kdp-paperback", "lulu"])
def test_the_sheets_boxes_go_by_the_printed_books_pages(make_story: MakeStory, name: str) -> None:
    story = make_story(plates=1)
    book, sheet = build(story, story / "out", editions=["print", "cover"], printers=[name]).files
    assert sheet.name == f"a-street-before-the-market-{name}-cover.pdf"
    pages = int(poppler.facts(book)["Pages"])
    wrap = expected(name, pages)
    with pikepdf.open(sheet) as pdf:
        (page,) = pdf.pages
        media, trim, bleed = (
            [float(each) for each in page[key]] for key in ("/MediaBox", "/TrimBox", "/BleedBox")
        )
    size, edge = (wrap.sheet.width * PT, wrap.sheet.height * PT), wrap.edge * PT
    assert media == bleed == pytest.approx([0, 0, *size], abs=0.01)
    assert trim == pytest.approx([edge, edge, size[0] - edge, size[1] - edge], abs=0.01)
    spine = trim[2] - trim[0] - 2 * 8.5 * 72
    per_page, plus = {"kdp-paperback": (0.002347, 0), "lulu": (1 / 444, 0.06)}[name]
    assert spine == pytest.approx((pages * per_page + plus) * 72, abs=0.01)


def test_every_text_is_there_once(thick: tuple[Path, Path]) -> None:
    (text,) = poppler.texts(thick[0])
    said = " ".join(text.split())
    for once in (
        "Boats, nets, gulls",
        "Photographs by The Photo Desk",
        "Three mornings with the people who set up the stalls.",
        "All photographs: The Photo Desk",
        "© 2026 The Photo Desk",
        "Harbour Press",
        f"ISBN {isbn.hyphenate(ISBN)}",
    ):
        assert said.count(once) == 1, once
    assert said.count("The Quay at Night") == 2, "front and spine"


def test_the_spines_text_stands_in_its_middle_clear_of_its_edges(
    thick: tuple[Path, Path],
) -> None:
    path, printer = thick
    wrap = expected(printer, 200)
    found = ink(part(drawn(path), wrap.spine))
    assert found is not None
    left, top, right, foot = (length / DOTS for length in found)
    clear = 0.0625 * 25.4
    assert left >= clear - 1 / DOTS
    assert wrap.spine.width - right >= clear - 1 / DOTS
    assert left == pytest.approx(wrap.spine.width - right, abs=2 / DOTS)
    assert min(top, wrap.spine.height - foot) >= 0.25 * 25.4
    assert foot - top > wrap.spine.height * 0.8, "title at the head, name at the foot"


def test_its_letters_heads_point_to_the_front(thick: tuple[Path, Path]) -> None:
    """ISO 6357: read from head to foot, with the front cover up."""
    page = pypdfium2.PdfDocument(thick[0])[0]
    words = page.get_textpage()
    wrap = expected(thick[1], 200)
    spine = (wrap.spine.x * PT, (wrap.spine.x + wrap.spine.width) * PT)
    heights = []
    for index in range(words.count_chars()):
        left, bottom, right, top = words.get_charbox(index)
        if spine[0] < left < right < spine[1]:
            heights.append((bottom + top) / 2)
    assert len(heights) > 25
    assert heights[0] > heights[16] > heights[-1]


def test_a_thin_spine_is_empty(make_story: MakeStory) -> None:
    story = make_story(plates=1)
    made = build(story, story / "out", editions=["cover"], printers=["kdp-paperback"])
    assert [found.code for found in made.findings if "spine" in found.message] == ["R005"]
    wrap = expected("kdp-paperback", 24)
    assert ink(part(drawn(made.files[0]), wrap.spine)) is None
    (text,) = poppler.texts(made.files[0])
    assert text.count("Street Before") == 1


def test_the_printers_barcode_box_is_left_free(make_story: MakeStory) -> None:
    rights = "© 2026, and all that goes with it, and more. " * 8
    path = cover(make_story(plates=1, rights=rights, identifier=None))
    box = expected("kdp-paperback", 24).barcode
    assert box
    assert ink(part(drawn(path), box)) is None


def test_a_scanner_reads_the_isbn_from_the_finished_sheet(thick: tuple[Path, Path]) -> None:
    path, printer = thick
    picture = pypdfium2.PdfDocument(path)[0].render(scale=300 / 72).to_pil()
    (found,) = read_barcodes(picture)
    assert found.text == ISBN
    box = expected(printer, 200).barcode
    assert box
    assert ink(part(drawn(path), box)) is not None


def test_dark_paper_leaves_the_barcode_white(make_story: MakeStory) -> None:
    story = make_story(plates=1, identifier=f"urn:isbn:{ISBN}")
    path = cover(story, "generic-x4", spine=9.0, theme=Path("night"))
    picture = pypdfium2.PdfDocument(path)[0].render(scale=300 / 72).to_pil().convert("RGB")
    assert max(picture.getpixel((20, picture.height // 2))) < 60, "dark to the edge"
    (found,) = read_barcodes(picture)
    assert found.text == ISBN


def test_four_inks_and_no_other_colour(make_story: MakeStory) -> None:
    story = make_story(plates=4, identifier=f"urn:isbn:{ISBN}")
    path = cover(story, "generic-x4", spine=12.0)
    assert {image.colour for image in poppler.images(path)} == {"cmyk"}
    with pikepdf.open(path) as pdf:
        content = pikepdf.parse_content_stream(pdf.pages[0])
        operators = {str(operator) for _, operator in content}
        inks = {
            tuple(float(each) for each in operands)
            for operands, operator in content
            if str(operator) in ("scn", "SCN", "k", "K")
            and not any(isinstance(each, pikepdf.Name) for each in operands)
        }
        assert b"DeviceRGB" not in path.read_bytes()
    assert not {"rg", "RG"} & operators
    assert {len(each) for each in inks} <= {1, 4}
    assert all(each[:3] == (0, 0, 0) for each in inks if len(each) == 4), "black ink alone"


def test_photographs_have_300_ppi_and_few_pixels_are_told(make_story: MakeStory) -> None:
    story = make_story(plates=3, sizes=[(3600, 2400), (1500, 1000), (150, 100)])
    made = build(story, story / "out", editions=["cover"], printers=["kdp-paperback"])
    front, *small = poppler.images(made.files[0])
    assert front.ppi[0] == pytest.approx(300, abs=2)
    assert front.ppi[1] == pytest.approx(300, abs=2)
    assert len(small) == 2
    (told,) = [found for found in made.findings if found.code == "S020"]
    assert "03.jpg" in told.where
    assert "cover" in told.where


def test_the_cover_keeps_the_focus_in_sight_and_bleeds(make_story: MakeStory) -> None:
    """A panorama is cut at its sides: with the focus at the right, green and white stay."""
    story = make_story(plates=[{"focus": [1.0, 0.5]}], sizes=[(2400, 600)])
    path, wrap = cover(story), expected("kdp-paperback", 24)
    picture = drawn(path)
    y = round((wrap.front.y + 8) * DOTS)
    right = picture.width - 2
    assert like(picture.getpixel((right, 2)), GREEN), "into the bleed"
    reds = sum(like(picture.getpixel((x, y)), RED) for x in range(0, right, DOTS))
    greens = sum(like(picture.getpixel((x, y)), GREEN) for x in range(0, right, DOTS))
    assert greens > 1.5 * reds > 0


def test_an_image_of_its_own_on_the_front_and_plates_behind(make_story: MakeStory) -> None:
    story = make_story(plates=2, cover="photos/front.png")
    Image.new("RGB", (2600, 1800), BLUE).save(story / "photos" / "front.png")
    path = cover(story)
    picture = drawn(path)
    assert like(picture.getpixel((picture.width - 2, 2)), BLUE)
    assert len(poppler.images(path)) == 3


def test_what_a_story_leaves_out_is_left_out(make_story: MakeStory) -> None:
    story = make_story(plates=1, standfirst=None, credit=None, contributors=None)
    path = cover(story)
    assert len(poppler.images(path)) == 1
    (text,) = poppler.texts(path)
    assert " ".join(text.split()) == "A Street Before the Market"


def test_a_book_that_reads_leftwards_has_its_front_at_the_left(
    make_story: MakeStory, tmp_path: Path
) -> None:
    story = make_story(
        plates=[{"caption": None, "alt": "صورة"}],
        sizes=[(1200, 800)],
        language="ar",
        title="ليل المرفأ",
        standfirst="ثلاثة صباحات.",
        introduction=None,
        closing=None,
        contributors=[{"name": "سامي", "role": "photographer"}],
        credit=None,
    )
    printer = profile(tmp_path)
    picture = drawn(cover(story, printer))
    wrap = expected(printer, 200, direction="rtl")
    assert wrap.front.x < wrap.spine.x < wrap.back.x
    assert like(picture.getpixel((2, 2)), RED), "the photograph's top left, in the bleed"
    found = ink(part(picture, wrap.spine))
    assert found is not None
    left, _, right, _ = (length / DOTS for length in found)
    clear = 0.0625 * 25.4 - 1 / DOTS
    assert min(left, wrap.spine.width - right) >= clear


@pytest.mark.parametrize("words", [12, 40])
def test_a_long_title_is_set_smaller_and_kept_whole(
    make_story: MakeStory, tmp_path: Path, words: int
) -> None:
    title = " ".join(f"harbour{number}" for number in range(words))
    printer = profile(tmp_path)
    path = cover(make_story(plates=1, title=title, slug="long"), printer)
    (text,) = poppler.texts(path)
    said = " ".join(text.split())
    assert title in said
    wrap = expected(printer, 200)
    page = pypdfium2.PdfDocument(path)[0].get_textpage()
    edges = (wrap.front.x + wrap.safe) * PT, (wrap.front.x + wrap.front.width - wrap.safe) * PT
    rights = [page.get_charbox(index)[2] for index in range(page.count_chars())]
    assert max(rights) <= edges[1]
    whole_spine = words == 12
    assert (said.count("harbour11") == 2) is whole_spine


def test_a_title_or_standfirst_that_no_cover_holds_is_refused(make_story: MakeStory) -> None:
    small = {"trim": "80x80mm", "spine": 4.0}
    with pytest.raises(ManifestError, match=r"story.yaml:1:\d+: the title is too long for the"):
        cover(
            make_story(plates=1, title="endless harbours " * 29, slug="long"), "generic-x4", **small
        )
    with pytest.raises(ManifestError, match=r"standfirst and rights are \d+ mm too high"):
        cover(make_story(plates=1, standfirst="Endless quays. " * 400))


def test_who_alone_knows_the_spine_is_asked_and_heeded(
    make_story: MakeStory, tmp_path: Path
) -> None:
    story = make_story(plates=1)
    with pytest.raises(UsageError, match="no formula for the spine"):
        build(story, story / "out", editions=["cover"])
    silent = profile(tmp_path, "binding: hardcover\n", "silent")
    with pytest.raises(UsageError, match=r"cover-wrap\) and how wide its hinge"):
        cover(story, silent, spine=9.0)
    with pytest.raises(UsageError, match="a spine's width is one printer's"):
        build(story, story / "out", editions=["cover"], printers=["lulu", "blurb"], spine=9.0)
    assert not (story / "out").exists()
    (made,) = build(story, story / "out", editions=["cover"], spine=9.0).files
    assert made.name == "a-street-before-the-market-cover.pdf"
    (boxes,) = poppler.boxes(made)
    width = boxes["TrimBox"][2] - boxes["TrimBox"][0]
    assert width == pytest.approx((2 * SQUARE.size.width + 9) * PT, abs=0.01)


def test_paper_decides_the_spine(make_story: MakeStory) -> None:
    story = make_story(plates=1)
    wide, narrow = (cover(story, paper=name) for name in ("cream", "cream"))
    assert wide.read_bytes() == narrow.read_bytes(), "the same bytes each time"
    (cream,) = poppler.boxes(wide)
    (premium,) = poppler.boxes(cover(story))
    more = (cream["MediaBox"][2] - premium["MediaBox"][2]) / 72
    assert more == pytest.approx(24 * (0.0025 - 0.002347), abs=0.001)
    with pytest.raises(UsageError, match="there is no paper “creme”"):
        cover(story, paper="creme")


def test_a_hard_cover_turns_its_photograph_in(make_story: MakeStory, tmp_path: Path) -> None:
    printer = profile(tmp_path, "binding: hardcover\ncover-wrap: 15mm\ncover-hinge: 8mm\n", "hard")
    path = cover(make_story(plates=1, sizes=[(1800, 1200)]), printer)
    (boxes,) = poppler.boxes(path)
    assert boxes["TrimBox"][0] == pytest.approx(15 * PT, abs=0.01)
    picture = drawn(path)
    assert like(picture.getpixel((picture.width - 2, 2)), GREEN), "into what is turned in"


@pytest.mark.parametrize("spine", [None, 21.5])
def test_a_case_for_kdp_has_empty_hinges_and_a_photograph_over_its_boards_edges(
    make_story: MakeStory, spine: float | None
) -> None:
    story = make_story(plates=2, sizes=[(1800, 1200)], standfirst="A sentence. " * 30)
    how = {} if spine is None else {"spine": spine}
    made = build(
        story, story / "out", editions=["cover"], printers=["kdp-hardcover"], trim="6x9in", **how
    )
    (path,) = made.files
    assert [each.severity for each in made.findings if each.code == "R011"] == ["note"]
    pages = 76
    kdp, trim = printers.load("kdp-hardcover"), geometry.trim("6x9in")
    wrap = cover_sheet.wrap(kdp, trim, pages, spine_mm=spine)
    assert wrap.spine.width == pytest.approx(spine or pages * 0.002347 * 25.4 + 4.8)
    with pikepdf.open(path) as pdf:
        media = [float(each) for each in pdf.pages[0].MediaBox]
    assert media == pytest.approx([0, 0, wrap.sheet.width * PT, wrap.sheet.height * PT], abs=0.01)
    picture = drawn(path)
    whole, high = wrap.spine, wrap.sheet.height
    for x in (whole.x - wrap.hinge, whole.x + whole.width):
        assert not ink(part(picture, Box(x, 0, wrap.hinge, high))), "the hinges are empty"
    turned = Box(0, high - wrap.edge, wrap.sheet.width, wrap.edge)
    for box in (turned, Box(0, 0, wrap.front.x, wrap.edge), Box(0, 0, wrap.edge, high)):
        assert not ink(part(picture, box)), "no word is turned in"
    assert like(picture.getpixel((picture.width - 2, 2)), GREEN), "the photograph is"
    assert wrap.barcode
    assert not ink(part(picture, wrap.barcode))
    named = pypdfium2.PdfDocument(path)[0].get_textpage().get_text_range()
    assert "A sentence." in named
    assert ink(part(picture, wrap.spine)), "its spine is wide enough for text"


def test_a_themes_mistake_is_told_as_the_themes(make_story: MakeStory, tmp_path: Path) -> None:
    theme = tmp_path / "theme"
    (theme / "styles").mkdir(parents=True)
    (theme / "styles" / "wrap.css").write_text(".title { colour: red }", encoding="utf-8")
    with pytest.raises(ThemeError, match=r"wrap.css:1:10: print cannot use"):
        cover(make_story(), theme=theme)


def test_white_is_paper_behind_the_title(thick: tuple[Path, Path]) -> None:
    """Type on a photograph could not be read: where the title is, all else is paper."""
    path, printer = thick
    page, wrap = pypdfium2.PdfDocument(path)[0], expected(printer, 200)
    words = page.get_textpage()
    picture = drawn(path)
    front = wrap.front.x * PT
    boxes = [words.get_charbox(index) for index in range(words.count_chars())]
    shown = [box for box in boxes if box[0] > front and box[2] > box[0]]
    left, right = min(box[0] for box in shown), max(box[2] for box in shown)
    top, foot = max(box[3] for box in shown), min(box[1] for box in shown)
    height = wrap.sheet.height
    area = Box(left / PT, height - top / PT, (right - left) / PT, (top - foot) / PT)
    colours = part(picture, area).quantize(16).convert("RGB").getcolors() or []
    assert all(max(colour) - min(colour) < 24 for _, colour in colours), "black on white"
    assert like(part(picture, area).getpixel((1, 1)), WHITE)


@pytest.mark.parametrize("trim", ["square-8.5", "portrait-6x9"])
def test_a_subtitle_is_hardly_smaller_than_the_names(make_story: MakeStory, trim: str) -> None:
    """Under a long title it was set in 9 pt, and the photographer's name in 13."""
    title = "What the Women Who Owned the Fish Said to the Men Who Mended Nets in the Winter"
    subtitle = "The Winter When the Ferry Stopped at the End of the Road"
    story = make_story(plates=1, title=title, subtitle=subtitle, slug="long")
    page = pypdfium2.PdfDocument(cover(story, trim=trim))[0].get_textpage()
    text = page.get_text_range()
    height = {
        letter: box[3] - box[1]
        for letter, at in (("W", text.index("Winter When")), ("P", text.index("Photographs by")))
        for box in [page.get_charbox(at)]
    }
    assert height["W"] >= 0.85 * height["P"]
