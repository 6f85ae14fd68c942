"""Would catch bytes that depend on the machine, a plate lost between wishes, a survey run twice."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from platebook.errors import PhotoError
from platebook.photos import libvips
from platebook.photos.model import Recipe, RenditionRequest
from platebook.photos.prepare_plates import prepare
from platebook.photos.similarity.small_previews import PREVIEW
from platebook.photos.survey_photos import COVER, survey
from platebook.report import Silent
from tests.photos import photographs as made

ROOT = Path(__file__).parents[2]


class Steps(Silent):
    """Remembers the progress it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[tuple[int, int]] = []
        self.labels: list[str] = []

    def step(self, done: int, total: int, label: str = "") -> None:
        self.steps.append((done, total))
        self.labels.append(label)


def photographs(folder: Path) -> list[Path]:
    folder.mkdir()
    scene = made.scene((300, 200))
    return [
        made.save(scene, folder / "a.jpg"),
        made.save(scene, folder / "b.png", icc_profile=made.icc("Display P3")),
        made.save(made.scene((200, 300)), folder / "c.webp"),
        made.save(scene.convert("L"), folder / "d.tif"),
        made.save(scene, folder / "e.avif"),
    ]


def digests(folder: Path, scratch: Path, jobs: int) -> list[str]:
    photos = survey(made.story(*photographs(folder)))
    recipes = (Recipe("print", (150, 150)), Recipe("epub", (140, 140), chroma="4:2:0"))
    wishes = [
        RenditionRequest(key, key, photo, recipe)
        for key, photo in photos.items()
        for recipe in recipes
    ]
    plates = prepare(wishes, scratch=scratch, jobs=jobs)
    assert list(plates) == [(wish.plate, wish.recipe.medium) for wish in wishes]
    return [plate.sha256 for plate in plates.values()]


@pytest.mark.slow
def test_the_same_bytes_whatever_the_jobs_and_the_folder(tmp_path: Path) -> None:
    one = digests(tmp_path / "one", tmp_path / "s1", 1)
    assert digests(tmp_path / "two", tmp_path / "s2", 4) == one


#: Whole, cut, small, of another quality; larger than what all share; a preview.
TOGETHER = (
    Recipe("print", (1_100, 1_100), sharpen=0.25),
    Recipe("large", (2_900, 2_900)),
    Recipe("epub", (800, 800), quality=80, chroma="4:2:0", pixels=300_000),
    Recipe("cut", (500, 700), crop=True, focus=(0.2, 0.7)),
    Recipe("web", (320, 320), quality=60, format="webp"),
    Recipe("own", (9_000, 9_000)),
    PREVIEW,
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("plain.jpg", {}),
        ("turned.jpg", {"exif": made.tagged(6)}),
        ("wide.jpg", {"icc_profile": made.icc("Display P3")}),
        ("plain.png", {}),
        ("plain.tif", {}),
        ("plain.webp", {}),
    ],
)
def test_the_same_bytes_whatever_else_is_made(
    name: str, how: dict[str, object], tmp_path: Path
) -> None:
    photo = made.surveyed(made.save(made.scene((3_001, 1_999)), tmp_path / name, **how))
    together = made.prepared(photo, *TOGETHER, scratch=tmp_path / "together")
    for number, recipe in enumerate(TOGETHER):
        (alone,) = made.prepared(photo, recipe, scratch=tmp_path / str(number))
        assert alone.sha256 == together[number].sha256, recipe.medium


@pytest.mark.slow
def test_the_same_bytes_in_another_time_zone_and_locale(tmp_path: Path) -> None:
    made.save(made.scene((300, 200)), tmp_path / "a.png", icc_profile=made.icc("Adobe RGB"))
    program = (
        "import sys; from pathlib import Path; from tests.photos import photographs as made;"
        "p = made.prepared(made.surveyed(Path(sys.argv[1])), made.EPUB, scratch=Path(sys.argv[2]),"
        " rights=made.Rights(caption='C')); print(p[0].sha256)"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / "a.png"), str(tmp_path / zone[:3])],
            env={**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for zone, locale, seed in (("UTC", "C", "1"), ("Asia/Pyongyang", "C.UTF-8", "2"))
    ]
    assert said[0] == said[1] != ""


@pytest.mark.slow
def test_importing_the_room_is_light() -> None:
    program = (
        "import sys, platebook.photos;"
        "print([name for name in ('PIL', 'pyvips', 'pillow_heif', 'lxml', 'numpy')"
        " if name in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"


@pytest.mark.slow
def test_a_file_used_twice_is_surveyed_once_and_serves_both(tmp_path: Path) -> None:
    path = made.save(made.quadrants(), tmp_path / "a.jpg")
    story = made.story(path, path)
    twice = made.Section(
        (story.plates[0], made.Plate("b", "a.jpg", path, made.Place("story.yaml", 2, 1)))
    )
    report = Steps()
    photos = survey(made.Story("T", "en", "u", "s", tmp_path, path, (twice,), "a"), report=report)
    assert list(photos) == ["a", "b"]
    assert photos["a"] is photos["b"]
    assert report.steps == [(1, 1)]
    wishes = [RenditionRequest(key, key, photo, made.WHOLE) for key, photo in photos.items()]
    plates = prepare(wishes, scratch=tmp_path / "s", report=report)
    assert plates["a", "print"].path != plates["b", "print"].path
    path.write_bytes(b"")
    with pytest.raises(PhotoError, match=r"a\.jpg \(plates “a”, “b”\): is empty"):
        survey(made.Story("T", "en", "u", "s", tmp_path, path, (twice,), "a"))


@pytest.mark.slow
def test_a_cover_of_its_own_is_surveyed_beside_the_plates(tmp_path: Path) -> None:
    path = made.save(made.quadrants(), tmp_path / "a.jpg")
    cover = made.save(made.quadrants((50, 80)), tmp_path / "front.png")
    photos = survey(made.story(path, cover=cover))
    assert list(photos) == ["a", COVER]
    assert photos[COVER].size == (50, 80)
    wish = RenditionRequest(COVER, "cover", photos[COVER], made.EPUB)
    (plate,) = prepare([wish], scratch=tmp_path / "s").values()
    assert plate.path.parent.parent == tmp_path / "s"
    cover.unlink()
    with pytest.raises(PhotoError, match=r"front\.png \(the cover\): is not there"):
        survey(made.story(path, cover=cover))


@pytest.mark.slow
def test_progress_is_told_once_a_photograph(tmp_path: Path) -> None:
    photos = survey(made.story(*photographs(tmp_path / "p")))
    recipes = (Recipe("print", (50, 50)), Recipe("epub", (40, 40)))
    wishes = [
        RenditionRequest(key, key, photo, recipe)
        for key, photo in photos.items()
        for recipe in recipes
    ]
    report = Steps()
    prepare(wishes, scratch=tmp_path / "s", jobs=3, report=report)
    assert report.steps == [(done, 5) for done in range(1, 6)]
    assert sorted(report.labels) == ["a.jpg", "b.png", "c.webp", "d.tif", "e.avif"]


@pytest.mark.slow
def test_ctrl_c_stops_after_what_is_being_decoded(tmp_path: Path) -> None:
    photo = made.surveyed(made.save(made.scene(), tmp_path / "a.jpg"))
    copies = []
    for number in range(12):
        path = tmp_path / f"copy{number}.jpg"
        path.write_bytes(photo.path.read_bytes())
        copies.append(
            RenditionRequest(f"p{number}", "p", made.surveyed(path), Recipe("print", (200, 200)))
        )

    class Impatient(Silent):
        def step(self, done: int, total: int, label: str = "") -> None:
            raise KeyboardInterrupt(f"{label}: {done} of {total}")

    with pytest.raises(KeyboardInterrupt):
        prepare(copies, scratch=tmp_path / "s", jobs=1, report=Impatient())
    assert len(list((tmp_path / "s" / "print").iterdir())) < 12
    assert not [t for t in threading.enumerate() if "ThreadPool" in t.name]


def test_a_scratch_folder_that_cannot_be_written_is_no_photographs_fault(tmp_path: Path) -> None:
    path = made.save(made.quadrants(), tmp_path / "a.jpg")
    (tmp_path / "s").write_text("a file stands where the folder should be")
    with pytest.raises(NotADirectoryError):
        made.prepared(made.surveyed(path), made.WHOLE, scratch=tmp_path / "s")


def test_no_wishes_make_no_plates(tmp_path: Path) -> None:
    assert prepare([], scratch=tmp_path) == {}


def test_the_quality_of_a_plate_is_known_from_its_tables() -> None:
    flat = libvips.vips().Image.black(8, 8, bands=3).copy(interpretation="srgb")
    for quality in range(50, 96):
        plate = libvips.encode(flat, quality, "4:2:0")
        assert libvips.quality_of(plate, range(50, 96)) == quality
