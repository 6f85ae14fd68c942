"""Would catch a broken copy that is found late and dearly, or a whole one under suspicion."""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from platebook.errors import PhotoError
from platebook.photos.formats import source
from platebook.photos.integrity import structure_check
from platebook.photos.model import Photo
from platebook.photos.survey_photos import survey
from tests.photos import photographs as made
from tests.photos.test_damage import SUFFIXES, whole
from tests.photos.test_scan_data import shifted

ROOT = Path(__file__).parents[2]


def doubted(path: Path) -> bool:
    with source.open_photo(path) as file:
        return structure_check.check_structure(file, source.read_header(file)).doubtful


def surveyed(path: Path) -> Photo:
    return survey(made.story(path), workers=made.WORKERS)[path.stem]


@pytest.mark.parametrize("share", [0.3, 0.7, 0.97])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_survey_knows_a_photograph_that_breaks_off(
    tmp_path: Path, suffix: str, share: float
) -> None:
    path = tmp_path / f"a{suffix}"
    photo = whole(suffix)
    path.write_bytes(photo[: int(len(photo) * share)])
    with pytest.raises(PhotoError, match=r"damaged|cut off"):
        surveyed(path)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_whole_photograph_is_not_decoded_by_the_survey(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(whole(suffix))
    assert not doubted(path)


@pytest.mark.parametrize(
    "how",
    [
        {"progressive": True},
        {"optimize": True},
        {"restart_marker_rows": 1},
        {"restart_marker_blocks": 1, "progressive": True},
        {"comment": b"\xff\xd9 \xff\xda \xff\x02"},
    ],
)
def test_what_a_jpeg_may_hold_casts_no_doubt(tmp_path: Path, how: dict[str, object]) -> None:
    path = tmp_path / "a.jpg"
    made.scene((160, 120)).save(path, **how)
    assert not doubted(path)
    surveyed(path)


def test_a_film_behind_the_photograph_is_no_break(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(whole(".jpg") + bytes(200_000))
    assert not doubted(path)


def test_what_only_seems_to_break_off_is_decoded_and_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    made.save(made.quadrants(), path)
    path.write_bytes(path.read_bytes()[:-2])
    assert doubted(path)
    assert surveyed(path).size == (240, 160)
    tiff = io.BytesIO()
    made.scene((160, 120)).save(tiff, "TIFF")
    path.write_bytes(tiff.getvalue().replace((57_600).to_bytes(4, "little"), b"\0\xff\0\0", 1))
    assert doubted(path)
    assert surveyed(path).size == (160, 120)


def test_flipped_bits_of_a_png_are_known_by_their_sum(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    photo = bytearray(whole(".png"))
    photo[len(photo) // 2] ^= 0x04
    path.write_bytes(photo)
    with pytest.raises(PhotoError, match="cannot be decoded to its end"):
        surveyed(path)


@pytest.mark.parametrize("inside", [b"\xff\xd3", b"\xff\x02", b"\xff\xd8", b"\xff\xc2"])
def test_what_cannot_stand_in_a_scan_is_damage(tmp_path: Path, inside: bytes) -> None:
    path = tmp_path / "a.jpg"
    made.scene((160, 120)).save(path, progressive=True)
    photo = path.read_bytes()
    middle = photo.rindex(b"\xff\xda") + 200
    path.write_bytes(photo[:middle] + inside + photo[middle + 2 :])
    with (
        pytest.raises(structure_check.UnfitError, match="cannot be decoded to its end"),
        path.open("rb") as file,
    ):
        structure_check.check_structure(file, source.read_header(file))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_whatever_stands_in_a_file_it_is_doubted_at_the_worst(tmp_path: Path, suffix: str) -> None:
    chance = np.random.default_rng(4)
    path = tmp_path / "a"
    photo = whole(suffix)
    path.write_bytes(photo)
    with source.open_photo(path) as file:
        header = source.read_header(file)
    for _ in range(200):
        cut = bytearray(photo[: chance.integers(1, len(photo))])
        for at in chance.integers(0, len(cut), 9):
            cut[at] = chance.integers(0, 256)
        path.write_bytes(cut)
        with source.open_photo(path) as file, suppress(structure_check.UnfitError):
            structure_check.check_structure(file, header)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("head", "part"),
    [
        (b"\xff\xd8", b"\xff\xe0\0\2"),
        (b"\xff\xd8", b"\xff\xd0"),
        (b"\xff\xd8", b"\xff\xfe\0\2" + bytes(4_000)),
        (b"\xff\xd8", b"\xff" * 60_000 + b"\xd1"),
        (b"", b"\xff\xc4\0\2"),
        (b"", b"\xff\xda\0\2"),
        (b"\x89PNG\r\n\x1a\n" + made.png16(np.zeros((9, 9), np.uint16))[8:33], bytes(12)),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", b"\0\0\0\x08free"),
        (b"RIFF\0\0\0\x02WEBP", bytes(8)),
    ],
    ids=["segments", "restarts", "words", "fill", "tables", "scans", "chunks", "boxes", "riff"],
)
def test_what_never_ends_is_given_up_in_good_time(tmp_path: Path, head: bytes, part: bytes) -> None:
    path = tmp_path / "a.jpg"
    if not head:  # a whole photograph at first, of several scans
        buffer = io.BytesIO()
        made.scene((160, 120)).save(buffer, "JPEG", progressive=True)
        head = buffer.getvalue()[:-2]
    path.write_bytes(head + part * (30_000_000 // len(part)))
    started = made.spent()
    with pytest.raises(PhotoError):
        surveyed(path)
    assert made.spent() - started < 2


def assert_refused(path: Path) -> None:
    """Assert that a photograph is refused by its structure."""
    with (
        pytest.raises(structure_check.UnfitError, match="cannot be decoded"),
        path.open("rb") as file,
    ):
        structure_check.check_structure(file, source.read_header(file))


def test_a_progressive_picture_that_its_data_could_never_hold_is_refused(tmp_path: Path) -> None:
    """Else 750 MB are laid out for a file of some kilobytes."""
    path = tmp_path / "a.jpg"
    made.scene((160, 120)).save(path, progressive=True)
    photo = bytearray(path.read_bytes())
    at = photo.index(b"\xff\xc2")
    photo[at + 5 : at + 9] = (15_800).to_bytes(2, "big") * 2
    path.write_bytes(photo)
    assert_refused(path)


def test_a_picture_of_scans_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    made.scene((160, 120)).save(path, progressive=True)
    photo = path.read_bytes()
    last = photo[photo.rindex(b"\xff\xda") : -2]
    path.write_bytes(photo[:-2] + last * 30 + photo[-2:])
    assert not doubted(path)
    path.write_bytes(photo[:-2] + last * 300 + photo[-2:])
    assert_refused(path)


def test_a_hole_in_a_photograph_is_looked_into_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    photo = bytearray(whole(".jpg"))
    photo[-2_000:-1_000] = bytes(1_000)
    path.write_bytes(photo)
    assert doubted(path)
    with pytest.raises(PhotoError, match="cannot be decoded to its end"):
        surveyed(path)


REFUSED = """
import resource, sys
from pathlib import Path
from platebook.errors import PhotoError
from platebook.photos.survey_photos import survey
from tests.photos import photographs as made
try:
    survey(made.story(Path(sys.argv[1])))
except PhotoError as error:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    seconds = sum(one.ru_utime + one.ru_stime for one in used)
    print(seconds, used[1].ru_maxrss // 1024, error)
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["progressive", "png"])
def test_the_largest_that_break_off_cost_little(tmp_path: Path, kind: str) -> None:
    import pyvips

    path = tmp_path / "phone"
    flat = pyvips.Image.black(12_240, 8_160, bands=3).linear([1, 1, 1], [90, 120, 40])
    flat = flat.cast("uchar").copy(interpretation="srgb")
    if kind == "png":
        flat.pngsave(str(path), compression=1)
    else:
        flat.jpegsave(str(path), interlace=kind == "progressive")
    os.truncate(path, path.stat().st_size * 3 // 4)
    said = subprocess.run(
        [sys.executable, "-c", REFUSED, str(path)],
        cwd=ROOT, env=os.environ, capture_output=True, text=True,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    seconds, peak, *words = said.stdout.split(maxsplit=2)
    assert "cannot be decoded to its end" in words[0]
    assert float(seconds) < 2.5, "of which half a second is Python's and the worker's beginning"
    assert int(peak) < 300


@pytest.mark.slow
def test_a_build_ends_before_anything_slow_begins(tmp_path: Path) -> None:
    for name in "abcd":
        made.scene((900, 600)).save(tmp_path / f"{name}.jpg")
    os.truncate(tmp_path / "b.jpg", 40_000)
    (tmp_path / "c.jpg").write_bytes(b"GIF89a" + bytes(60))
    (tmp_path / "d.jpg").write_bytes(shifted((tmp_path / "a.jpg").read_bytes()))
    plates = "".join(f"- {{photo: {name}.jpg, alt: A, caption: C}}\n" for name in "abcd")
    (tmp_path / "story.yaml").write_text(f"title: T\nlanguage: en\nplates:\n{plates}")

    def run(*command: str) -> tuple[subprocess.CompletedProcess[str], float]:
        return cpu("-m", "platebook", *command)

    def cpu(*command: str) -> tuple[subprocess.CompletedProcess[str], float]:
        """Run Python; give the CPU seconds that it took too."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        ended = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT, env=os.environ, capture_output=True, text=True,
        )  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return ended, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    said, spent = run("build", str(tmp_path), "-o", str(tmp_path / "o"))
    assert said.returncode == 4
    assert "b.jpg (plate “b”): is damaged or cut off" in said.stderr
    assert "c.jpg (plate “c”): is a GIF" in said.stderr
    assert "d.jpg (plate “d”): is damaged or cut off" in said.stderr
    # No more than it takes to load the program and to look at the photographs: no page is laid
    # out, none is reduced.
    looked = run("check", str(tmp_path))[1]
    assert spent < looked + 1.5 * cpu("-c", "import platebook.pipeline")[1]


def test_a_photograph_of_one_pixel_is_whole(tmp_path: Path) -> None:
    for suffix in SUFFIXES[:4]:
        path = made.save(Image.new("RGB", (1, 1)), tmp_path / f"a{suffix}")
        assert not doubted(path)
