"""Would catch a cache that gives the wrong photograph, half of one, or fails a build."""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from platebook.errors import PhotoError, Severity
from platebook.files import transaction
from platebook.photos.cache import Cache, CacheContents, cache_stock, clear_cache
from platebook.photos.cmyk import convert, press_profile
from platebook.photos.cmyk.press_profile import target
from platebook.photos.model import Recipe, RenditionRequest, Rights
from platebook.photos.prepare_plates import prepare
from platebook.report import Silent
from tests.photos import photographs as made

ROOT = Path(__file__).parents[2]
RECIPES = (
    made.WHOLE,
    replace(made.WHOLE, quality=70),
    replace(made.WHOLE, chroma="4:2:0"),
    replace(made.WHOLE, box=(100, 100)),
    replace(made.WHOLE, box=(100, 100), crop=True),
    replace(made.WHOLE, box=(100, 100), crop=True, focus=(0.1, 0.1)),
    replace(made.WHOLE, pixels=5_000),
)


def built(path: Path, scratch: Path, cache: Cache | None, recipe: Recipe = made.WHOLE) -> bytes:
    photo = made.surveyed(path)
    plates = prepare(
        [RenditionRequest("a", "a", photo, recipe)],
        scratch=scratch,
        cache=cache,
        workers=made.WORKERS,
    )
    return plates["a", recipe.medium].path.read_bytes()


def test_a_second_build_decodes_nothing_and_gives_the_same_bytes(tmp_path: Path) -> None:
    path = made.save(made.scene(), tmp_path / "a.png")
    cache = Cache(tmp_path / "cache")
    photo = made.surveyed(path)
    wish = RenditionRequest("a", "a", photo, made.WHOLE)
    first = prepare([wish], scratch=tmp_path / "1", cache=cache, workers=made.WORKERS)[
        "a", "print"
    ].path.read_bytes()
    path.unlink()
    second = prepare([wish], scratch=tmp_path / "2", cache=cache, workers=made.WORKERS)[
        "a", "print"
    ].path.read_bytes()
    assert first == second


def test_a_changed_caption_decodes_nothing(tmp_path: Path) -> None:
    path = made.save(made.scene(), tmp_path / "a.png")
    cache = Cache(tmp_path / "cache")
    photo = made.surveyed(path)
    wish = RenditionRequest("a", "a", photo, made.EPUB, Rights(caption="One"))
    prepare([wish], scratch=tmp_path / "1", cache=cache, workers=made.WORKERS)
    path.unlink()
    again = replace(wish, rights=Rights(caption="Two"))
    plate = prepare([again], scratch=tmp_path / "2", cache=cache, workers=made.WORKERS)["a", "epub"]
    assert b"Two" in plate.path.read_bytes()
    assert b"One" not in plate.path.read_bytes()


@pytest.mark.slow
def test_every_wish_has_its_own_pixels(tmp_path: Path) -> None:
    path = made.save(made.scene(), tmp_path / "a.png")
    cache = Cache(tmp_path / "cache")
    for number, recipe in enumerate(RECIPES):
        warm = [built(path, tmp_path / f"w{number}", cache, recipe) for _ in range(2)]
        cold = built(path, tmp_path / f"c{number}", None, recipe)
        assert warm == [cold, cold]


def test_another_photograph_under_the_same_name_is_another(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    first = built(made.save(made.scene(seed=1), tmp_path / "a.jpg"), tmp_path / "s", cache)
    second = built(made.save(made.scene(seed=2), tmp_path / "a.jpg"), tmp_path / "s", cache)
    assert first != second


@pytest.mark.parametrize("harm", [b"", b"\xff\xd8\xff\xd9", None])
def test_a_spoilt_entry_is_made_again(tmp_path: Path, harm: bytes | None) -> None:
    path = made.save(made.scene(), tmp_path / "a.png")
    cache = Cache(tmp_path / "cache")
    first = built(path, tmp_path / "1", cache)
    (entry,) = cache.folder.glob("??/*.jpg")
    entry.write_bytes(first[:-100] + bytes(100) if harm is None else harm)
    assert built(path, tmp_path / "2", cache) == first


def test_what_was_found_unharmed_is_read_again_once_it_is_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Would catch a photograph that was harmed after it had been proven, and then printed."""
    path = made.save(made.scene(), tmp_path / "a.png")
    cache, whole = Cache(tmp_path / "cache"), list[Path]()
    first = built(path, tmp_path / "1", cache)
    (entry,) = cache.folder.glob("??/*.jpg")
    then = time.time_ns() - 60_000_000_000
    os.utime(entry, ns=(then, then))
    plain = transaction.read

    def read(path: Path, most: int = -1) -> bytes:
        whole.extend([path] if most < 0 and path.suffix == ".jpg" and path == entry else [])
        return plain(path, most)

    monkeypatch.setattr(transaction, "read", read)
    assert built(path, tmp_path / "2", cache) == first
    assert whole == [entry]
    assert built(path, tmp_path / "3", cache) == first
    assert whole == [entry]
    entry.write_bytes(first[:-100] + bytes(100))
    assert built(path, tmp_path / "4", cache) == first
    assert whole == [entry, entry]


def fifo(path: Path) -> None:
    os.mkfifo(path)


def full_folder(path: Path) -> None:
    path.mkdir()
    (path / "inside").touch()


def link(path: Path) -> None:
    path.symlink_to(path.parent.parent.parent / "mine.txt")


def listening(path: Path) -> None:
    with contextlib.chdir(path.parent), socket.socket(socket.AF_UNIX) as server:
        server.bind(path.name)


def unreadable(path: Path) -> None:
    path.write_bytes(b"")
    path.chmod(0)


def small_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have tables of 16 colours made, at once."""
    monkeypatch.setattr(press_profile, "COLOURS", 16)
    monkeypatch.setattr(convert, "COLOURS", 16)
    monkeypatch.setattr(convert, "fill_table", lambda made, *_: made.fill(7))
    convert.table.cache_clear()


@pytest.mark.parametrize("put", [fifo, full_folder, link, listening, unreadable])
@pytest.mark.parametrize("kind", ["photograph", "table"])
def test_what_is_no_file_of_ours_is_replaced_and_never_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, put: Callable[[Path], None]
) -> None:
    """Would catch a build that hangs on a pipe, or writes through a link."""
    (tmp_path / "mine.txt").write_text("mine")
    monkeypatch.setenv("PLATEBOOK_CACHE", str(tmp_path / "cache"))
    small_tables(monkeypatch)

    def round_trip() -> tuple[Path, object]:
        if kind == "photograph":
            cache = Cache(tmp_path / "cache/plates")
            found = cache.get("aa1")
            (entry,) = [cache.put("aa1", b"picture").path]
            return entry, found or cache.get("aa1")
        press_profile._OPEN.clear()
        convert.table.cache_clear()
        made = convert.table(target(ink_limit=300))
        return press_profile.table_path(target(ink_limit=300)), made.tolist()

    path, first = round_trip()
    path.unlink()
    put(path)
    again, second = round_trip()
    assert (again, second) == (path, first)
    assert stat.S_ISREG(path.lstat().st_mode)
    assert round_trip() == (path, first)
    assert (tmp_path / "mine.txt").read_text() == "mine"


@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "longer", "digest"])
def test_a_damaged_table_of_inks_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    monkeypatch.setenv("PLATEBOOK_CACHE", str(tmp_path))
    small_tables(monkeypatch)
    press = target(ink_limit=290)
    first = convert.table(press)
    path = press_profile.table_path(press)
    whole = path.read_bytes()
    spoilt = {
        "flip": whole[:9] + bytes([whole[9] ^ 1]) + whole[10:],
        "cut": whole[: len(whole) // 2],
        "empty": b"",
        "longer": whole + b"x",
        "digest": whole[:-1] + bytes([whole[-1] ^ 1]),
    }[harm]
    path.unlink()
    path.write_bytes(spoilt)
    for colour in (0, 2):
        press_profile._OPEN.clear()
        assert press_profile.inks_of(colour, press) is None
    convert.table.cache_clear()
    assert np.array_equal(convert.table(press), first)
    assert path.read_bytes() == whole
    convert.table.cache_clear()


@pytest.mark.slow
def test_a_table_of_inks_takes_no_memory_but_for_what_is_looked_up(tmp_path: Path) -> None:
    """Would catch 64 MB in every process that prints one colour."""
    path = tmp_path / "table"
    with path.open("wb") as file:
        file.truncate(press_profile.COLOURS * press_profile.ROW)
        file.seek(0, os.SEEK_END)
        file.write(hashlib.sha256(bytes(press_profile.COLOURS * press_profile.ROW)).digest())
    table = press_profile.map_table(path)
    assert table is not None
    assert table[12_345_678] == 0
    _, _, mapping = Path("/proc/self/smaps").read_text().partition(str(path))
    kilobytes = next(line for line in mapping.splitlines() if line.startswith("Rss:")).split()[1]
    assert int(kilobytes) < 1_000
    press_profile._OPEN.pop(path).close()


def test_a_damaged_photograph_is_never_kept(tmp_path: Path) -> None:
    path = made.save(made.scene(), tmp_path / "a.jpg")
    path.write_bytes(path.read_bytes()[:-900])
    cache = Cache(tmp_path / "cache")
    for _ in range(2):
        with pytest.raises(PhotoError):
            built(path, tmp_path / "s", cache)
    assert not list(tmp_path.glob("cache/*/*"))


def test_a_cache_that_cannot_be_written_fails_nothing_and_is_told(tmp_path: Path) -> None:
    path = made.save(made.scene(), tmp_path / "a.png")
    (tmp_path / "cache").write_text("a file stands where the folder should be")
    cache, report = Cache(tmp_path / "cache"), Silent()
    seen = made.rendered(path, report=report, cache=cache)
    assert seen.tobytes() == made.rendered(path).tobytes()
    (finding,) = report.findings
    assert finding.severity is Severity.NOTE
    assert finding.where == str(cache.folder)
    assert "cannot be remembered here" in finding.message


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit=2_500)
    for number, key in enumerate(("aa1", "bb2", "cc3", "dd4")):
        cache.put(key, bytes([number]) * 1_000)
        (entry,) = tmp_path.glob(f"??/{key}-*")
        os.utime(entry, ns=(number, number))
    assert cache.get("aa1")
    assert cache.prune() == 2_000
    assert [bool(cache.get(key)) for key in ("aa1", "bb2", "cc3", "dd4")] == [
        True,
        False,
        False,
        True,
    ]


def test_a_harmed_fact_is_as_good_as_none(tmp_path: Path) -> None:
    facts = Cache(tmp_path / "plates").of_facts
    path = facts.put("aa1", b"old").path
    assert facts.put("aa1", b"new").path == path
    assert path
    assert facts.get("aa1") == b"new"
    path.write_bytes(path.read_bytes() + b"er")
    assert facts.get("aa1") is None
    assert not path.exists()
    os.mkfifo(path)
    assert facts.get("aa1") is None
    facts.put("aa1", b"new")
    assert facts.get("aa1") == b"new"


def test_a_users_cache_is_counted_and_cleared_and_nothing_else(tmp_path: Path) -> None:
    assert cache_stock(tmp_path / "nowhere") == CacheContents(0, 0, 0, 0, 0, 0)
    cache = Cache(tmp_path / "plates")
    cache.put("aa1", bytes(1_000))
    cache.put("bb2", bytes(500))
    (tmp_path / "inks").mkdir()
    (tmp_path / "inks/x.table").write_bytes(bytes(64))
    cache.of_facts.put("cc3", bytes(70))
    (tmp_path / "plates/notes").mkdir()
    for name in ("letter.txt", "plates/letter.txt", "plates/notes/letter.txt"):
        (tmp_path / name).write_text("not ours")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine-0.jpg").write_text("not ours")
    (tmp_path / "plates/ee").symlink_to(elsewhere)
    (tmp_path / "plates/aa/notes.txt").write_text("not ours")
    (tmp_path / "inks/z.table").symlink_to(elsewhere / "mine-0.jpg")
    linked = len(str(elsewhere)) + 11
    assert cache_stock(tmp_path) == CacheContents(2, 1_500, 2, 64 + linked, 1, 32 + 70)
    assert clear_cache(tmp_path) == CacheContents(0, 0, 0, 0, 0, 0)
    assert cache.get("aa1") is None
    left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert left == [
        "elsewhere/mine-0.jpg",
        "letter.txt",
        "plates/aa/notes.txt",
        "plates/letter.txt",
        "plates/notes/letter.txt",
    ]


def test_what_a_killed_build_left_goes_when_no_build_can_want_it(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("aa1", bytes(100))
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    young, old = (tmp_path / f"aa/.draft-{pid}-x" for pid in (os.getpid(), dead.pid))
    young.write_bytes(b"x")
    old.write_bytes(b"x")
    cache.prune()
    assert young.exists()
    assert not old.exists()


def test_a_cache_that_can_only_be_read_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(tmp_path)
    cache.put("aa1", b"picture")

    def refuse(*asked: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "utime", refuse)
    assert cache.get("aa1") == b"picture"


BUILD = """
import sys
from pathlib import Path
from platebook.photos.cache import Cache
from platebook.photos.model import RenditionRequest
from platebook.photos.prepare_plates import prepare
from platebook.photos.survey_photos import survey
from tests.photos import photographs as made
paths = sorted(Path(sys.argv[1]).glob("*.png"))
photos = survey(made.story(*paths))
wishes = [RenditionRequest(key, key, photo, made.WHOLE) for key, photo in photos.items()]
print("begun", flush=True)
plates = prepare(wishes, scratch=Path(sys.argv[2]), cache=Cache(Path(sys.argv[3])), jobs=2)
print(*(plate.sha256 for plate in plates.values()))
"""


def begun(photos: Path, scratch: Path, cache: Path) -> subprocess.Popen[str]:
    """Start a build in another process, and come back when it prepares its photographs."""
    command = [sys.executable, "-c", BUILD, str(photos), str(scratch), str(cache)]
    build = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert build.stdout
    assert build.stdout.readline() == "begun\n"
    return build


def ended(build: subprocess.Popen[str]) -> str:
    return build.communicate(timeout=60)[0].strip()


@pytest.mark.slow
def test_killed_at_any_moment_it_spoils_nothing(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    for number in range(8):
        made.save(made.scene((400, 300), number), photos / f"{number}.png")
    right = ended(begun(photos, tmp_path / "s", tmp_path / "unhurt"))
    cache = tmp_path / "cache"
    for attempt in range(7):
        build = begun(photos, tmp_path / f"k{attempt}", cache)
        time.sleep(0.08 + attempt * 0.05)
        build.kill()
        build.communicate()
        for entry in cache.glob("??/*.jpg"):
            assert entry.stem.endswith(hashlib.sha256(entry.read_bytes()).hexdigest()[:32])
    assert ended(begun(photos, tmp_path / "t", cache)) == right
    assert ended(begun(photos, tmp_path / "u", cache)) == right


@pytest.mark.slow
def test_two_builds_in_two_processes_share_a_cache(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    for number in range(4):
        made.save(made.scene((400, 300), number), photos / f"{number}.png")
    builds = [begun(photos, tmp_path / f"s{number}", tmp_path / "cache") for number in range(3)]
    assert len({ended(build) for build in builds}) == 1
    assert len(list((tmp_path / "cache").glob("??/*"))) == 4


@pytest.mark.slow
def test_two_builds_at_once_share_a_cache_in_peace(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit=30_000)
    pictures = {f"{number:02x}key": bytes([number]) * 5_000 for number in range(20)}
    wrong: list[str] = []

    def build() -> None:
        for key, picture in list(pictures.items()) * 5:
            cache.put(key, picture)
            found = cache.get(key)
            if found not in (None, picture):
                wrong.append(key)
            cache.prune()

    builds = [threading.Thread(target=build) for _ in range(4)]
    for each in builds:
        each.start()
    for each in builds:
        each.join()
    assert not wrong
    assert not list(tmp_path.glob("??/.draft-*"))


@pytest.mark.slow
@pytest.mark.parametrize("before", [(), (0,), (1,), (2,), (0, 1), (1, 2), (0, 2)])
@pytest.mark.parametrize("suffix", [".jpg", ".png"])
def test_what_was_made_before_changes_no_byte(
    tmp_path: Path, suffix: str, before: tuple[int, ...]
) -> None:
    """One decoding serves all looks, at the size of the largest: which was only the missing ones.

    So books came out otherwise after another printer's had been built, and could not be verified.
    """
    path = made.save(made.scene((600, 450)), tmp_path / f"a{suffix}")
    photo = made.surveyed(path)
    boxes = {"epub": (310, 310), "print": (290, 290), "other": (420, 420), "copy": (600, 600)}
    wishes = [
        RenditionRequest("a", "a", photo, Recipe(name, box, sharpen=0.125))
        for name, box in boxes.items()
    ]

    def books(asked: list[RenditionRequest], name: str, cache: Cache | None) -> list[bytes]:
        plates = prepare(asked, scratch=tmp_path / name, cache=cache, workers=made.WORKERS)
        return [plate.path.read_bytes() for plate in plates.values()]

    for asked in (wishes[:2], wishes[:3], wishes[1:], wishes):
        cache = Cache(tmp_path / f"cache-{len(asked)}-{asked[0].recipe.medium}")
        for number in before:
            books([wishes[number]], "before", cache)
        fresh = books(asked, "fresh", None)
        assert books(asked, "now", cache) == fresh
        assert books(asked, "again", cache) == fresh
