"""Would catch a finished file that is over its budget or its ink, whatever its parts promised."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from platebook.errors import Severity, UsageError
from platebook.pipeline import Book
from tests.books import build
from tests.judges.commands import run
from tests.photos import photographs as made

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("recipes")]


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLATEBOOK_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a story of a busy, a dark and a gray photograph."""
    folder = tmp_path_factory.mktemp("story")
    made.save(made.scene((800, 600), 1), folder / "busy.jpg", quality=92)
    made.save(made.scene((600, 800), 2).point(lambda level: level // 4), folder / "dark.png")
    made.save(made.scene((800, 500), 3).convert("L"), folder / "gray.png")
    (folder / "story.yaml").write_text(
        "title: Three\nlanguage: en\nplates:\n"
        + "".join(f"- {{photo: {name}, alt: A}}\n" for name in ("busy.jpg", "dark.png", "gray.png"))
    )
    return folder


@pytest.fixture(scope="module")
def fogra39(story: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The story's printed book in the inks of a profile."""
    folder = tmp_path_factory.mktemp("fogra39")
    return build(story, folder, editions=["print"], profile="fogra39").files[0]


def pictures(file: Path) -> Iterator[Image.Image]:
    """Take every picture out of a PDF as it stands in it."""
    with pypdfium2.PdfDocument(file) as document:
        for page in document:
            for found in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
                buffer = BytesIO()
                found.extract(buffer)
                yield Image.open(buffer)


def weigh(story: Path, folder: Path, **how: object) -> tuple[int, Book]:
    book = build(story, folder, editions=["epub"], **how)  # type: ignore[arg-type]
    return book.files[0].stat().st_size, book


def test_the_finished_book_keeps_to_its_budget(story: Path, tmp_path: Path) -> None:
    whole, book = weigh(story, tmp_path / "whole")
    assert not [found for found in book.findings if "MB" in found.message]
    for share in (0.95, 0.85):
        budget = whole * share / 1e6
        size, book = weigh(story, tmp_path / "less", budget=budget)
        assert size <= budget * 1e6
        notes = [f for f in book.findings if "quality" in f.message]
        assert {f.severity for f in notes} == {Severity.NOTE}
        assert sorted(f.where[:8] for f in notes) == ["busy.jpg", "dark.png", "gray.png"]
    again, _ = weigh(story, tmp_path / "again", budget=budget)
    assert again == size
    assert weigh(story, tmp_path / "small", target="small")[0] == whole


def test_a_budget_out_of_reach_is_a_warning(story: Path, tmp_path: Path) -> None:
    size, book = weigh(story, tmp_path, budget=0.05)
    (warning,) = [f for f in book.findings if f.severity is Severity.WARNING and "MB" in f.message]
    assert warning.message.startswith(f"it has {size / 1e6:.1f} MB of the 0.05 MB")


def test_a_wrong_word_stops_before_anything_is_read(story: Path, tmp_path: Path) -> None:
    for how in ({"target": "nook"}, {"budget": -1.0}, {"profile": "nowhere.icc"}):
        with pytest.raises(UsageError):
            build(story, tmp_path / "out", **how)
    assert not (tmp_path / "out").exists()


def test_print_with_a_profile_has_its_photographs_in_inks(fogra39: Path) -> None:
    assert fogra39.read_bytes().count(b"/DeviceCMYK") >= 2
    assert sorted(each.mode for each in pictures(fogra39)) == ["CMYK", "CMYK", "L"]


def test_the_ink_limit_and_the_intent_asked_for_reach_the_press(
    story: Path, tmp_path: Path
) -> None:
    def inks(**asked: object) -> list[np.ndarray]:
        book = build(story, tmp_path, editions=["print"], **asked)  # type: ignore[arg-type]
        return [
            np.asarray(each).astype(int) for each in pictures(book.files[0]) if each.mode != "L"
        ]

    def most(pictures: list[np.ndarray]) -> float:
        return max(float(each.sum(axis=2).max()) for each in pictures) / 2.55

    usual, less, moved = inks(), inks(ink_limit=220), inks(intent="perceptual")
    assert 240 < most(usual) <= 300
    assert 200 < most(less) <= 220
    assert most(moved) <= 300
    assert any(np.abs(a - b).max() > 8 for a, b in zip(usual, moved, strict=True))
    told = json.loads(next(tmp_path.glob("*.build.json")).read_text())["options"]
    assert (told["intent"], told["ink_limit"]) == ("perceptual", None)


@pytest.mark.slow
def test_ghostscript_finds_no_pixel_over_the_limit(fogra39: Path, tmp_path: Path) -> None:
    """Drawn at the photographs' own resolution: 800 px on 7 inches."""
    options = ("-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiffsep", "-r120")
    run("gs", *options, "-o", str(tmp_path / "page%02d.tif"), fogra39)
    pages = sorted(tmp_path.glob("page??.tif"))
    assert len(pages) >= 3
    most = 0.0
    for page in pages:
        inks = [
            tmp_path / f"{page.stem}({ink}).tif" for ink in ("Cyan", "Magenta", "Yellow", "Black")
        ]
        total = sum(255.0 - np.asarray(Image.open(plate)).astype(float) for plate in inks)
        most = max(most, float(np.max(total)) / 2.55)
    assert 200 < most <= 300


def test_the_epub_stays_srgb_beside_it(story: Path, tmp_path: Path) -> None:
    files = build(story, tmp_path, profile="fogra39").files
    with zipfile.ZipFile(next(file for file in files if file.suffix == ".epub")) as archive:
        names = [name for name in archive.namelist() if name.endswith(".jpg")]
        modes = {Image.open(BytesIO(archive.read(name))).mode for name in names}
    assert modes == {"RGB", "L"}
