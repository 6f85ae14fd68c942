"""Would catch a class of photograph that the engine meets in the world and was never tried on."""

from __future__ import annotations

import base64
import io
import os
import struct
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from platebook.errors import PhotoError
from platebook.photos.colour import is_usable
from platebook.photos.formats import header
from platebook.photos.model import Recipe
from platebook.photos.survey_photos import survey
from platebook.report import Silent
from tests.photos import photographs as made

ROOT = Path(__file__).parents[2]
#: Four quarters of 32 × 16 px, arithmetic-coded (ITU-T T.81, SOF9 and SOF10).
ARITHMETIC = {
    "sequential": (
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQ"
        "DQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQU"
        "FBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/yQARCAAQACADAREAAhEBAxEB/8wACgAQEAUBEBEF"
        "/9oADAMBAAIRAxEAPwD/ANH057/ayZc11y9QA8KvdmK7nmPOicD/2Q=="
    ),
    "progressive": (
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQ"
        "DQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQU"
        "FBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/ygARCAAQACADAREAAhEBAxEB/8wABgAQARD/2gAM"
        "AwEAAhADEAAAAf8AozbCTc26B06n7oZeDKf912bNIP/MAAQQBf/aAAgBAQABBQLA/8wABBEF/9oACAEDAQE/"
        "AcD/zAAEEQX/2gAIAQIBAT8BwP/MAAQQBf/aAAgBAQAGPwLA/8wABBAF/9oACAEBAAE/IcD/2gAMAwEAAgAD"
        "AAAAEP4Bxf/MAAQRBf/aAAgBAwEBPxDA/8wABBEF/9oACAECAQE/EMD/zAAEEAX/2gAIAQEAAT8QwP/Z"
    ),
}


@pytest.mark.parametrize("kind", ["sequential", "progressive"])
def test_an_arithmetic_coded_jpeg_is_shown_as_any_reader_can(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(base64.b64decode(ARITHMETIC[kind]))
    assert path.read_bytes().count(b"\xff\xcc")
    photo = made.surveyed(path)
    assert (photo.format, photo.size) == ("JPEG", (32, 16))
    (plate,) = made.prepared(photo, made.WHOLE, scratch=tmp_path / "s")
    assert b"\xff\xc0" in plate.path.read_bytes()
    assert b"\xff\xcc" not in plate.path.read_bytes()
    assert made.corners(Image.open(plate.path)) == "RGWB"


def test_a_profile_of_another_kind_of_numbers_is_obeyed(tmp_path: Path) -> None:
    """XYB, as newer JPEG encoders write: opponent colours, and a profile that is a table."""
    upright = made.quadrants((60, 40))
    stored = Image.fromarray(_opponent(np.asarray(upright) / 255))
    assert made.corners(stored) != "RGWB"
    path = tmp_path / "a.png"
    stored.save(path, icc_profile=_table_profile())
    assert made.surveyed(path).profile == "Opponent"
    seen = made.rendered(path)
    mean, _ = made.difference(seen, upright)
    assert mean < 4
    assert made.corners(seen) == "RGWB"


_MIX = np.array(((0.3, 0.622, 0.078), (0.23, 0.692, 0.078), (0.243, 0.205, 0.552)))
_TO_XYZ = np.array(
    ((0.4361, 0.3851, 0.1431), (0.2225, 0.7169, 0.0606), (0.0139, 0.0971, 0.7141))
)  # sRGB seen under D50


def _opponent(seen: np.ndarray) -> np.ndarray:
    light = np.where(seen <= 0.04045, seen / 12.92, ((seen + 0.055) / 1.055) ** 2.4)
    cones = np.cbrt(light @ _MIX.T)
    across = (cones[..., 0] - cones[..., 1]) * 8 + 0.5
    numbers = np.stack((across, (cones[..., 0] + cones[..., 1]) / 2, cones[..., 2]), axis=-1)
    return (numbers.clip(0, 1) * 255).round().astype(np.uint8)


def _table_profile(points: int = 33) -> bytes:
    """Make a profile that is nothing but a table of three inputs (ICC.1, lut16Type)."""
    steps = np.linspace(0, 1, points)
    x, y, b = np.meshgrid(steps, steps, steps, indexing="ij")
    half = (x - 0.5) / 16
    cones = np.stack((y + half, y - half, b), axis=-1) ** 3
    xyz = (cones @ np.linalg.inv(_MIX).T) @ _TO_XYZ.T
    entries = (xyz * 32_768).clip(0, 65_535).round().astype(">u2").tobytes()
    ramp = struct.pack(">2H", 0, 65_535) * 3
    identity = struct.pack(">9i", *(65_536 * (at % 4 == 0) for at in range(9)))
    table = b"mft2\0\0\0\0" + bytes((3, 3, points, 0)) + identity + struct.pack(">2H", 2, 2)
    tags = [
        (b"desc", header._multilingual("Opponent")),
        (b"cprt", header._multilingual("None")),
        (b"wtpt", header._xyz((0.9642, 1.0, 0.8249))),
        (b"A2B0", table + ramp + entries + ramp),
    ]
    return header._assemble(tags)


@pytest.mark.parametrize("own", [1, 6, 8])
@pytest.mark.parametrize("beside", [None, 1, 3, 6])
@pytest.mark.parametrize("suffix", [".heic", ".avif"])
def test_of_two_that_say_how_to_turn_the_formats_own_is_obeyed(
    tmp_path: Path, suffix: str, own: int, beside: int | None
) -> None:
    stored = made.upside(made.quadrants(), own)
    exif = made.tagged(own)
    exif[0x0128] = 1  # stands in for an orientation, which some writers take out
    buffer = io.BytesIO()
    if suffix == ".heic":
        pillow_heif.from_pillow(stored).save(buffer, exif=exif.tobytes(), quality=95)
    else:
        stored.save(buffer, "AVIF", exif=exif, quality=95)
    photo = buffer.getvalue()
    assert photo.count(b"irot") == (own != 1)
    entry = b"\x01\x28\0\x03\0\0\0\1\0\1\0\0"
    if suffix == ".heic":
        entry = b"\x01\x12\0\x03\0\0\0\1\0" + bytes((own, 0, 0))
    assert photo.count(entry) == 1
    other = (
        b"\x01\x12\0\x03\0\0\0\1\0" + bytes((beside, 0, 0)) if beside else b"\x01\x13" + entry[2:]
    )
    path = tmp_path / f"a{suffix}"
    path.write_bytes(photo.replace(entry, other))
    seen = made.rendered(path)
    assert (seen.size, made.corners(seen)) == ((240, 160), "RGWB")


def test_endless_and_outside_files_are_told_unread(tmp_path: Path) -> None:
    for name, target in (("zero", "/dev/zero"), ("tty", "/dev/full"), ("away", "/etc/hostname")):
        (tmp_path / f"{name}.jpg").symlink_to(target)
    (tmp_path / "loop.jpg").symlink_to(tmp_path / "loop.jpg")
    for name in ("zero", "tty", "away", "loop"):
        with pytest.raises(PhotoError, match="cannot be opened"):
            made.surveyed(tmp_path / f"{name}.jpg")
    story = made.story(Path("/dev/zero"))
    with pytest.raises(PhotoError, match="a device or pipe"):
        made.survey(story, workers=made.WORKERS)


def tiff(*entries: tuple[int, int, int, int], big: bool = False) -> bytes:
    """Make a TIFF of nothing but a directory: tag, type, count, value."""
    code, head = (("<HHQQ", b"II+\0\x08\0\0\0" + struct.pack("<Q", 16)) if big else
                  ("<HHII", b"II*\0" + struct.pack("<I", 8)))  # fmt: skip
    count = struct.pack("<Q" if big else "<H", len(entries))
    return head + count + b"".join(struct.pack(code, *each) for each in entries) + bytes(8)


SIDE = 65_536
HUGE = [(256, 4, 1, SIDE), (257, 4, 1, SIDE), (258, 3, 1, 8), (262, 3, 1, 2), (277, 3, 1, 3)]
FAR = 2**63 - 1


@pytest.mark.parametrize("far", [FAR, 2**64 - 1, 2**62])
def test_a_bigtiff_that_points_beyond_all_files_is_told(tmp_path: Path, far: int) -> None:
    """Found by the fuzzer: a seek that no system can do."""
    path = tmp_path / "a.tif"
    sized = [(256, 4, 1, 60), (257, 4, 1, 40), *HUGE[2:], (700, 1, 99, far), (34665, 16, 1, far)]
    photo = tiff(*sorted(sized), big=True)
    path.write_bytes(photo[:-8] + struct.pack("<Q", far))
    with pytest.raises(PhotoError, match="cannot be decoded"):
        made.rendered(path)
    path.write_bytes(photo[:8] + struct.pack("<Q", far) + photo[16:])
    with pytest.raises(PhotoError, match="cut off"):
        made.surveyed(path)


def huge_heif(suffix: str) -> bytes:
    buffer = io.BytesIO()
    if suffix == ".heic":
        pillow_heif.from_pillow(made.quadrants((160, 120))).save(buffer)
    else:
        made.quadrants((160, 120)).save(buffer, "AVIF")
    size = struct.pack(">II", 160, 120)
    assert buffer.getvalue().count(size)
    return buffer.getvalue().replace(size, struct.pack(">II", SIDE, SIDE))


@pytest.mark.parametrize(
    ("name", "photo"),
    [
        ("a.tif", tiff(*HUGE)),
        ("b.tif", tiff(*HUGE, big=True)),
        ("a.heic", huge_heif(".heic")),
        ("a.avif", huge_heif(".avif")),
    ],
)
def test_a_header_of_four_gigapixels_is_refused_at_once(
    tmp_path: Path, name: str, photo: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(photo)
    started = time.perf_counter()
    with pytest.raises(PhotoError, match=r"at most 250 megapixels|header"):
        made.surveyed(path)
    assert time.perf_counter() - started < 20


def test_a_thumbnail_that_shows_something_else_is_never_shown(tmp_path: Path) -> None:
    other = io.BytesIO()
    Image.new("RGB", (160, 120), made.RED).save(other, "JPEG")
    thumbnail = other.getvalue()
    # Two directories: the photograph's, and the thumbnail's (EXIF 2.32, § 4.5.8).
    first = struct.pack(">H", 1) + struct.pack(">HHIHH", 0x0112, 3, 1, 1, 0)
    second = 8 + len(first) + 4
    at = second + 2 + 24 + 4
    inner = struct.pack(">H", 2) + struct.pack(">HHII", 0x0201, 4, 1, at)
    inner += struct.pack(">HHII", 0x0202, 4, 1, len(thumbnail))
    exif = b"MM\0*\0\0\0\x08" + first + struct.pack(">I", second) + inner + bytes(4) + thumbnail
    path = made.save(made.quadrants(), tmp_path / "a.jpg", exif=b"Exif\0\0" + exif)
    assert thumbnail in path.read_bytes()
    seen = made.rendered(path)
    assert made.corners(seen) == "RGWB"
    (plate,) = made.prepared(made.surveyed(path), made.EPUB, scratch=tmp_path / "s")
    assert thumbnail[:300] not in plate.path.read_bytes()


@pytest.mark.parametrize("size", [(1, 1), (13, 169), (600, 100), (100, 500)])
@pytest.mark.parametrize("suffix", [".tif", ".webp", ".avif", ".heic"])
def test_any_shape_of_any_kind_keeps_its_own(
    tmp_path: Path, size: tuple[int, int], suffix: str
) -> None:
    path = tmp_path / f"a{suffix}"
    if suffix == ".heic":
        pillow_heif.from_pillow(made.quadrants(size)).save(path, quality=95)
    else:
        made.save(made.quadrants(size), path)
    assert made.rendered(path).size == size


@pytest.mark.slow
def test_a_tiff_of_one_strip_is_shown(tmp_path: Path) -> None:
    """libvips alone gives up where a strip has more than 50 MB, and calls it damage."""
    path = tmp_path / "a.tif"
    picture = Image.new("L", (8_000, 7_000), 90)
    picture.save(path, compression="tiff_adobe_deflate", tiffinfo={278: 7_000})
    assert made.rendered(path, Recipe("print", (80, 80))).getpixel((40, 40)) == 90


LARGE = """
import resource, sys, time
from pathlib import Path
from platebook.photos.model import Recipe, RenditionRequest
from platebook.photos.prepare_plates import prepare
from platebook.photos.survey_photos import survey
from tests.photos import photographs as made
photos = survey(made.story(Path(sys.argv[1])))
recipe = Recipe("print", (2400, 2400))
requests = [RenditionRequest(key, key, photo, recipe) for key, photo in photos.items()]
(plate,) = prepare(requests, scratch=Path(sys.argv[2])).values()
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
print(*plate.size, peak)
"""


@pytest.mark.slow
@pytest.mark.parametrize(("progressive", "most"), [(False, 300), (True, 900)])
def test_two_hundred_megapixels_are_made(tmp_path: Path, progressive: bool, most: int) -> None:
    import pyvips

    path = tmp_path / "phone.jpg"
    flat = pyvips.Image.black(16_320, 12_240, bands=3).linear([1, 1, 1], [90, 120, 40])
    flat.cast("uchar").copy(interpretation="srgb").jpegsave(str(path), interlace=progressive)
    said = subprocess.run(
        [sys.executable, "-c", LARGE, str(path), str(tmp_path / "s")],
        cwd=ROOT, env=os.environ, capture_output=True, text=True,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    width, height, peak = map(int, said.stdout.split())
    assert (width, height) == (2400, 1800)
    assert peak < most, f"{peak} MB"


@pytest.mark.slow
def test_a_large_webp_is_made_small_while_it_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "a.webp"
    wide = made.scene((800, 600)).resize((8000, 6000))
    wide.save(path, quality=60, method=0)
    seen = made.rendered(path, Recipe("print", (800, 800), quality=95))
    assert seen.size == (800, 600)
    wanted = Image.open(path).convert("RGB").resize((800, 600), Image.Resampling.LANCZOS)
    assert made.difference(seen, wanted)[0] < 2


def _with_curve(profile: bytes, tag: bytes, gamma: float) -> bytes:
    """Set another curve for one channel of a profile, as changed bytes may (ICC.1, 10.18)."""
    at = profile.index(tag)
    start = int.from_bytes(profile[at + 4 : at + 8], "big")
    assert profile[start : start + 4] in (b"para", b"curv")
    curve = b"curv" + bytes(4) + (1).to_bytes(4, "big") + round(gamma * 256).to_bytes(2, "big")
    return profile[:start] + curve + profile[start + len(curve) :]


@pytest.mark.slow
@pytest.mark.parametrize("tag", [b"rTRC", b"gTRC", b"bTRC"])
def test_a_profile_whose_grays_are_no_grays_is_told_and_not_used(
    tmp_path: Path, tag: bytes
) -> None:
    """Found by the fuzzer: it is a profile all the same, and the two books had other colours."""
    damaged = _with_curve(made.icc("Display P3"), tag, 30.0)
    path = made.save(made.quadrants(), tmp_path / "a.jpg", icc_profile=damaged)
    report = Silent()
    survey(made.story(path), report=report)
    assert [finding.code for finding in report.findings] == ["F003"]
    mean, _ = made.difference(made.rendered(path), made.quadrants())
    assert mean < 4


@pytest.mark.parametrize("gamma", [0.05, 20.0])
def test_a_profile_with_hardly_a_gray_is_not_used(gamma: float) -> None:
    damaged = made.icc("Display P3")
    for tag in (b"rTRC", b"gTRC", b"bTRC"):
        damaged = _with_curve(damaged, tag, gamma)
    assert not is_usable(damaged)


@pytest.mark.parametrize("name", [*made.SPACES])
@pytest.mark.parametrize("gamma", [1.0, 1.6, 2.4])
def test_a_profile_that_is_only_a_little_coloured_is_used(name: str, gamma: float) -> None:
    """A film scanned under warm light, a worn lamp: grays lean, and are grays still."""
    assert is_usable(made.icc(name))
    assert is_usable(_with_curve(_with_curve(made.icc(name), b"rTRC", 1.8), b"gTRC", 2.0))
    assert is_usable(_with_curve(made.icc(name), b"bTRC", gamma))
