"""Would catch a book that a printer's preflight turns back: its boxes, keys, colours, version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from platebook import printers
from platebook.errors import UsageError
from platebook.pdf.press.press_file import press_file, refuse_intent
from platebook.photos.cmyk import press_profile
from platebook.printers import checks
from tests.books import build
from tests.judges import poppler
from tests.pdf.pressed import Painted, painted
from tests.stories import save_quadrant, write_story

pytestmark = pytest.mark.slow

POINTS = 72 / 25.4
QUARTER_INCH = 9.0
OWN = """\
extends: generic-x4
label: Druckhaus am Märkt
source: Its leaflet
checked: 2026-11-02
sure: vendor
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A story with all that pages can have: a gray photograph, a full bleed, links, a section."""
    folder = tmp_path_factory.mktemp("press") / "story"
    gray = save_quadrant(folder / "photos" / "03.jpg")
    Image.open(gray).convert("L").save(gray)
    return write_story(
        folder,
        [{}, {"layout": "full-bleed"}, {}],
        links=[{"label": "The desk", "url": "https://example.org/desk/"}],
        rights="© 2026 The Photo Desk",
    )


@pytest.fixture(scope="module")
def books(story: Path) -> Mapping[str, Path]:
    """The story for four printers who ask for different things, by the printer's name."""
    names = ("generic-x4", "ingramspark", "kdp-paperback", "blurb")
    made = build(story, story.parent / "out", editions=("print",), printers=names)
    return dict(zip(names, made.files, strict=True))


def boxes(page: pikepdf.Page) -> dict[str, list[float]]:
    names = ("MediaBox", "BleedBox", "TrimBox")
    return {name: [float(each) for each in page.obj[f"/{name}"]] for name in names}


def test_all_colours_of_a_press_file_are_inks(books: Mapping[str, Path]) -> None:
    for name in ("generic-x4", "ingramspark"):
        for each in painted(books[name]):
            assert each.space in ("DeviceCMYK", "DeviceGray"), each
            assert each.alpha == 1


def test_type_and_rules_are_black_ink_alone(books: Mapping[str, Path]) -> None:
    found = [each for each in painted(books["generic-x4"]) if each.kind in ("text", "line")]
    assert {each.space for each in found} == {"DeviceCMYK"}
    assert all(each.numbers[:3] == (0, 0, 0) for each in found)
    assert any(each.numbers == (0, 0, 0, 1) for each in found), "nothing is solid black"


def test_a_gray_photograph_is_black_ink_alone(books: Mapping[str, Path]) -> None:
    spaces = [each.space for each in painted(books["generic-x4"]) if each.kind == "picture"]
    assert sorted(spaces) == ["DeviceCMYK", "DeviceCMYK", "DeviceGray"]


def test_a_file_in_srgb_has_no_inks_and_gray_type(books: Mapping[str, Path]) -> None:
    found = painted(books["kdp-paperback"])
    assert {each.space for each in found if each.kind == "text"} == {"DeviceGray"}
    assert {each.space for each in found if each.kind == "picture"} == {"DeviceRGB", "DeviceGray"}
    assert not [each for each in found if each.space == "DeviceCMYK"]


def test_srgb_in_pdf_x_comes_with_its_profile(books: Mapping[str, Path]) -> None:
    found = painted(books["blurb"])
    assert {each.space for each in found} == {"ICCBased 3", "DeviceGray"}


def test_each_standard_has_its_version_and_says_so(books: Mapping[str, Path]) -> None:
    heads = {name: path.read_bytes()[:8].decode() for name, path in books.items()}
    assert heads == {
        "generic-x4": "%PDF-1.6",
        "ingramspark": "%PDF-1.4",
        "kdp-paperback": "%PDF-1.7",
        "blurb": "%PDF-1.4",
    }
    said = {}
    for name, path in books.items():
        with pikepdf.open(path) as pdf:
            said[name] = str(pdf.docinfo.get("/GTS_PDFXVersion", ""))
            xmp = pdf.Root.Metadata.read_bytes().decode() if "/Metadata" in pdf.Root else ""
            assert (said[name] or "PDF/X-4") in xmp or name == "kdp-paperback"
    assert said == {
        "generic-x4": "",
        "ingramspark": "PDF/X-1a:2003",
        "kdp-paperback": "",
        "blurb": "PDF/X-3:2003",
    }


def test_old_files_have_nothing_that_their_version_lacks(books: Mapping[str, Path]) -> None:
    for name in ("ingramspark", "blurb"):
        content = books[name].read_bytes()
        for newer in (b"/ObjStm", b"/XRef", b"/OCProperties", b"/SMask", b"/Transparency", b"/Lab"):
            assert newer not in content, newer
        with pikepdf.open(books[name]) as pdf:
            assert "/PrintScaling" not in pdf.Root.ViewerPreferences
            assert str(pdf.Root.PageLayout) == "/TwoColumnRight"


def test_the_output_intent_says_the_press_and_brings_its_profile(
    books: Mapping[str, Path],
) -> None:
    for name, embedded in (("generic-x4", True), ("ingramspark", False), ("blurb", True)):
        with pikepdf.open(books[name]) as pdf:
            (intent,) = pdf.Root.OutputIntents
            assert str(intent.S) == "/GTS_PDFX"
            assert str(intent.OutputConditionIdentifier) == "FOGRA39"
            assert str(intent.RegistryName) == "http://www.color.org"
            assert str(intent.Info)
            assert ("/DestOutputProfile" in intent) == embedded
            if embedded:
                assert int(intent.DestOutputProfile.N) == 4
                assert intent.DestOutputProfile.read_bytes()[12:20] == b"prtrCMYK"
    with pikepdf.open(books["kdp-paperback"]) as pdf:
        assert "/OutputIntents" not in pdf.Root


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("standard: plain\n", ["FOGRA39"]),
        ("standard: plain\noutput-intent: none\n", []),
        ("standard: x1a\noutput-intent: none\n", ["FOGRA39"]),
        ("standard: plain\ncolour: srgb\nprofile: none\n", []),
    ],
)
def test_which_files_say_their_press(tmp_path: Path, rules: str, said: list[str]) -> None:
    printer = printers.load(own(tmp_path, rules))
    inks = press_profile.target() if checks.four_inks(printer) else None
    condition = press_file(printer, inks).condition
    assert [condition.identifier] == said if condition else not said


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ("standard: x4\noutput-intent: named\n", "PDF/X-4 must carry the profile"),
        ("standard: x4\noutput-intent: none\n", "PDF/X-4 is nothing without one"),
        (
            "standard: x3\ncolour: srgb\nimages-icc: wanted\noutput-intent: named\n",
            "PDF/X-3:2003 must carry",
        ),
    ],
)
def test_an_output_intent_that_no_file_can_have_is_refused_before_work(
    tmp_path: Path, rules: str, words: str
) -> None:
    """The book was made, and then found wrong by its own preflight."""
    printer = printers.load(own(tmp_path, rules))
    inks = press_profile.target() if checks.four_inks(printer) else None
    with pytest.raises(UsageError, match=words):
        refuse_intent(printer, press_file(printer, inks))
    hearsay = tmp_path / "hearsay.yaml"
    hearsay.write_text(OWN.replace("sure: vendor", "sure: unverified") + rules, "utf-8")
    printer = printers.load(hearsay)
    refuse_intent(printer, press_file(printer, inks))
    named = printers.load(own(tmp_path, "standard: x1a\noutput-intent: named\n"))
    file = press_file(named, press_profile.target())
    refuse_intent(named, file)
    assert file.condition is not None
    assert file.condition.profile is None


def test_no_colour_profile_where_the_printer_forbids_it(books: Mapping[str, Path]) -> None:
    assert b"ICCBased" not in books["ingramspark"].read_bytes()
    with pikepdf.open(books["ingramspark"]) as pdf:
        streams = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]
        assert not [each for each in streams if each.read_raw_bytes()[36:40] == b"acsp"]


def test_info_and_xmp_say_the_same(books: Mapping[str, Path]) -> None:
    with pikepdf.open(books["generic-x4"]) as pdf:
        info = {key[1:]: str(value) for key, value in pdf.docinfo.items()}
        with pdf.open_metadata() as xmp:
            assert xmp["dc:title"] == info["Title"] == "A Street Before the Market"
            assert xmp["pdf:Producer"] == info["Producer"]
            assert xmp["xmp:CreatorTool"] == info["Creator"]
            assert xmp["pdf:Trapped"] == info["Trapped"].lstrip("/") == "False"
            assert xmp["xmp:CreateDate"] == xmp["xmp:ModifyDate"] == "2026-01-15T00:00:00Z"
            assert xmp["xmp:MetadataDate"] == "2026-01-15T00:00:00Z"
            assert info["CreationDate"] == info["ModDate"] == "D:20260115000000Z"
            assert xmp["pdfxid:GTS_PDFXVersion"] == "PDF/X-4"
            assert xmp["xmpMM:DocumentID"].startswith("uuid:")
            assert (xmp["xmpMM:VersionID"], xmp["xmpMM:RenditionClass"]) == ("1", "default")


def test_a_story_without_a_date_has_one_that_no_clock_gave(
    make_story: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = make_story(plates=1, published=None)
    dates = []
    for epoch in ("", "1790000000"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        with pikepdf.open(build(story, tmp_path / "out", editions=("print",)).files[0]) as pdf:
            dates.append(str(pdf.docinfo["/CreationDate"]))
    assert dates == ["D:19800101000000Z", "D:20260921141320Z"]


def test_what_a_printer_forbids_is_not_in_its_file(books: Mapping[str, Path]) -> None:
    with pikepdf.open(books["kdp-paperback"]) as pdf:
        assert "/Info" not in pdf.trailer
        assert not {"/Metadata", "/Outlines", "/Names"} & set(pdf.Root.keys())
        for each in pdf.objects:
            assert not (isinstance(each, pikepdf.Dictionary) and "/Dest" in each)
        assert str(pdf.Root.PageMode) == "/UseNone"
    with pikepdf.open(books["generic-x4"]) as pdf:
        assert "/Outlines" in pdf.Root


def test_paper_has_no_links(books: Mapping[str, Path]) -> None:
    for path in books.values():
        with pikepdf.open(path) as pdf:
            assert not pdf.is_encrypted
            for each in pdf.objects:
                assert not (isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/Annot")


def test_there_is_an_identifier_and_it_is_of_the_content(books: Mapping[str, Path]) -> None:
    named = set()
    for path in books.values():
        with pikepdf.open(path) as pdf:
            first, second = (bytes(each) for each in pdf.trailer.ID)
            assert len(first) == 16
            assert first == second
            named.add(first)
    assert len(named) == len(books)


def test_boxes_by_page_and_edge(books: Mapping[str, Path]) -> None:
    """KDP and IngramSpark have no bleed at the binding: at the left of odd pages."""
    bleeds = {
        "generic-x4": (3 * POINTS, 3 * POINTS),
        "ingramspark": (0, QUARTER_INCH),
        "kdp-paperback": (0, QUARTER_INCH),
        "blurb": (QUARTER_INCH, QUARTER_INCH),
    }
    for name, (inner, outer) in bleeds.items():
        with pikepdf.open(books[name]) as pdf:
            for folio, page in enumerate(pdf.pages, 1):
                found = boxes(page)
                left, right = (inner, outer) if folio % 2 else (outer, inner)
                _, _, width, height = found["MediaBox"]
                assert found["MediaBox"][:2] == [0, 0]
                assert found["BleedBox"] == pytest.approx(found["MediaBox"], abs=0.01)
                expected = [left, outer, width - right, height - outer]
                assert found["TrimBox"] == pytest.approx(expected, abs=0.01)


def test_an_old_file_has_the_outlines_of_a_japanese_font_alone(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    story = make_story(plates=1, title="市場の前の通り", language="ja")
    (path,) = build(story, tmp_path / "out", editions=("print",), printers=["ingramspark"]).files
    assert {"CID Type 0C", "CID TrueType"} == {font.kind for font in poppler.fonts(path)}
    assert any("市場の前の通り" in text for text in poppler.texts(path))
    with pikepdf.open(path) as pdf:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Dictionary) and each.get("/Subtype") == "/CIDFontType0":
                assert "/CIDToGIDMap" not in each


def test_the_same_bytes_twice_and_in_any_folder(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    made = [
        build(make_story(folder, plates=1), tmp_path / f"{folder}-out", editions=("print",)).files[
            0
        ]
        for folder in ("one", "another")
    ]
    assert made[0].read_bytes() == made[1].read_bytes()


def own(folder: Path, rules: str) -> Path:
    path = folder / "haus.yaml"
    path.write_text(OWN + rules, "utf-8")
    return path


def test_marks_and_slug_stand_outside_the_bleed(story: Path, tmp_path: Path) -> None:
    import pypdfium2

    printer = own(tmp_path, "marks: wanted\nbleed: {top: 3mm, outer: 3mm, bottom: 3mm, inner: 0}\n")
    (path,) = build(story, tmp_path / "out", editions=("print",), printers=[printer]).files
    with pikepdf.open(path) as pdf:
        for folio, page in enumerate(pdf.pages, 1):
            found = boxes(page)
            slug, edge, _, _ = found["BleedBox"]
            assert slug == edge == pytest.approx(12 * POINTS, abs=0.01)
            assert found["MediaBox"][2] == pytest.approx(found["BleedBox"][2] + slug, abs=0.01)
            inner = 0 if folio % 2 else 3 * POINTS
            assert found["TrimBox"][0] - slug == pytest.approx(inner, abs=0.01)
    with pypdfium2.PdfDocument(path) as document:
        page = document[4]
        left, bottom, right, top = page.get_bleedbox()
        _, _, width, height = page.get_mediabox()
        text = page.get_textpage()
        said = text.get_text_bounded(0, 0, width, bottom)
        assert said == "A Street Before the Market · 5 / 12 · Druckhaus am Märkt · 2026-01-15"
        bitmap = page.render(scale=4).to_pil().convert("L")
        paper = Image.new("L", bitmap.size, 255)
        paper.paste(bitmap)
        inside = tuple(round(4 * each) for each in (left, height - top, right, height - bottom))
        paper.paste(255, inside)
        assert paper.getbbox(), "there are no marks"
        marks = sum(dark > 0 for dark in paper.point(lambda light: light < 128).histogram()[1:])
        assert marks
    everything = [each for each in painted(path) if each.kind in ("text", "area")]
    assert all(each.space == "DeviceCMYK" and each.numbers[:3] == (0, 0, 0) for each in everything)


def test_another_press_is_custom_and_brings_its_profile(story: Path, tmp_path: Path) -> None:
    ours = press_profile.target().profile.read_bytes()
    profile = tmp_path / "press.icc"
    profile.write_bytes(ours.replace(b"ISO Coated v2 300%", b"A Press of Its Own"))
    (path,) = build(story, tmp_path / "out", editions=("print",), profile=profile).files
    with pikepdf.open(path) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert str(intent.OutputConditionIdentifier) == "Custom"
        assert "/RegistryName" not in intent
        assert str(intent.Info).startswith("A Press of Its Own")
        assert intent.DestOutputProfile.read_bytes() == profile.read_bytes()


@pytest.mark.parametrize(
    "rules", ["colour: srgb\nprofile: none\nstandard: x1a\n", "colour: srgb\nprofile: none\n"]
)
def test_rules_that_no_file_can_keep_are_refused(story: Path, tmp_path: Path, rules: str) -> None:
    printer = own(tmp_path, rules)
    with pytest.raises(UsageError) as caught:
        build(story, tmp_path / "out", editions=("print",), printers=[printer])
    (finding,) = caught.value.findings
    assert "haus" in finding.where
    assert "sRGB" in finding.message
    assert "cmyk" in finding.fix


def test_the_reader_of_these_tests_sees_what_is_painted(books: Mapping[str, Path]) -> None:
    found = painted(books["generic-x4"])
    assert Painted(1, "text", "DeviceCMYK", (0, 0, 0, 1)) in found
    assert {each.kind for each in found} >= {"text", "area", "picture"}
