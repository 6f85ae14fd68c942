"""Would catch an e-book over its limits, plates unequal to the eye, detail lost or overdone."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from platebook.errors import UsageError
from platebook.manifest import load_story
from platebook.photos import libvips
from platebook.photos.cache import Cache
from platebook.photos.ebook_targets import (
    SHARPEN_PRINT,
    SHARPEN_SCREEN,
    STEPS,
    TARGETS,
    choose_steps,
    quality_steps,
    target_for,
)
from platebook.photos.model import Recipe, Rendition, RenditionRequest, frame_photo
from platebook.photos.prepare_plates import prepare
from platebook.photos.similarity.compare import SsimReference
from platebook.photos.survey_photos import survey
from platebook.report import Silent
from tests.photos import photographs as made

SMALL = replace(TARGETS["default"].recipe("epub"), box=(320, 320))
SHAPES = ((6000, 4000), (4000, 6000), (9000, 1500), (1200, 6000), (5000, 5000), (16000, 12000))


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_keeps_to_its_row(name: str) -> None:
    row = target_for(name)
    for shape in SHAPES:
        size = frame_photo(shape, row.recipe("epub")).size
        assert max(size) <= row.edge
        assert size[0] * size[1] <= row.pixels
        assert abs(size[0] / size[1] - shape[0] / shape[1]) / (shape[0] / shape[1]) < 0.01
    assert row.pixels <= 5_600_000, "Apple's limit, the widest of all"
    assert row.source


def test_a_target_or_a_budget_that_is_none() -> None:
    with pytest.raises(UsageError, match="no target “nook”"):
        target_for("nook")
    for megabytes in (0, -1, float("inf"), float("nan")):
        with pytest.raises(UsageError, match="no size for a book"):
            target_for("default", megabytes)
    assert target_for("kindle", 20).megabytes == 20
    assert target_for("small").megabytes == 10


def test_no_photograph_has_more_bytes_than_one_may(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (200, 300, 3)).astype(np.uint8)
    photo = made.surveyed(made.save(Image.fromarray(noise), tmp_path / "a.png"))
    free = replace(TARGETS["default"].recipe("epub"), max_bytes=None)
    seen = {}
    for most in (0, 130_000, 110_000, 90_000, 3_000):
        report, cache = Silent(), Cache(tmp_path / "cache")
        wish = RenditionRequest("a", "a.png", photo, replace(free, max_bytes=most or None))
        for _ in range(2):
            (plate,) = prepare(
                [wish], scratch=tmp_path, cache=cache, report=report, workers=made.WORKERS
            ).values()
        size = plate.path.stat().st_size
        seen[most] = (size, plate.quality, plate.size)
        told = [(str(each.severity), each.message) for each in report.findings]
        assert told == told[:1] * 2, "the cache tells it as well"
        assert size <= most or most in (0, 3_000)
        assert bool(told) == (most and plate.quality < 85)
    assert seen[0][1:] == (None, (300, 200))
    assert [seen[most][1] for most in seen][1:] == sorted(
        (seen[most][1] for most in seen if most), reverse=True
    )
    assert seen[3_000][2] == (192, 128), "the floor"
    assert "as small as it may be made (192 × 128 px, JPEG quality 58)" in told[0][1]


def test_a_copy_keeps_its_bytes_where_they_fit(tmp_path: Path) -> None:
    scene = made.scene((300, 200))
    photo = made.surveyed(made.save(scene, tmp_path / "a.jpg", quality=75, subsampling=2))
    report, recipe = Silent(), replace(TARGETS["default"].recipe("epub"), keep_rights=False)
    for most, copied in ((photo.bytes, True), (photo.bytes - 1, False)):
        wish = RenditionRequest("a", "a", photo, replace(recipe, max_bytes=most))
        (plate,) = prepare([wish], scratch=tmp_path, report=report, workers=made.WORKERS).values()
        assert (plate.quality is None) == copied
        assert plate.path.stat().st_size <= most
    assert len(report.findings) == 1


@pytest.mark.slow
def test_a_budget_keeps_to_what_one_photograph_may_have(tmp_path: Path) -> None:
    wishes, tried = _tried(tmp_path)
    free = choose_steps(wishes, tried, 10**9)
    most = sorted(one.bytes for one in free)[-1] * 2 // 3
    capped = [replace(wish, recipe=replace(wish.recipe, max_bytes=most)) for wish in wishes]
    choices = choose_steps(capped, tried, 10**9)
    assert max(one.bytes for one in choices) <= most
    for before, after in zip(free, choices, strict=True):
        assert before.bytes > most or before == replace(after, request=before.request)


def test_detail_lost_in_scaling_is_given_back_and_no_more(tmp_path: Path) -> None:
    across = np.arange(800)
    waves = {
        period: 127.5 + 60 * np.sin(2 * np.pi * across / (2 * period)) for period in (16, 4, 2.5)
    }
    found = {}
    for period, wave in waves.items():
        picture = np.repeat(wave.round().astype(np.uint8)[None], 200, axis=0)
        path = made.save(Image.fromarray(picture), tmp_path / f"{period}.png")
        for gain in (0, SHARPEN_SCREEN, SHARPEN_PRINT):
            recipe = Recipe("print", (400, 400), quality=100, sharpen=gain)
            seen = np.asarray(made.rendered(path, recipe)).astype(float)[50]
            found[period, gain] = seen[20:-20].std() / wave.std()
    assert found[2.5, 0] < 0.9, "the test would not see what scaling costs"
    for gain in (SHARPEN_SCREEN, SHARPEN_PRINT):
        assert abs(found[4, gain] - found[4, 0] * (1 + gain)) < 0.03
        assert found[16, gain] < 1.03
    assert 0.94 < found[2.5, SHARPEN_SCREEN] < 1.06


def test_what_keeps_its_size_is_not_sharpened(tmp_path: Path) -> None:
    photo = made.surveyed(made.save(made.scene((240, 160)), tmp_path / "a.png"))
    plain, sharp = Recipe("one", (240, 240)), Recipe("two", (240, 240), sharpen=0.25)
    one, two = made.prepared(photo, plain, sharp, scratch=tmp_path / "s")
    assert one.sha256 == two.sha256
    one, two = made.prepared(
        photo, replace(plain, box=(120, 120)), replace(sharp, box=(120, 120)), scratch=tmp_path
    )
    assert one.sha256 != two.sha256


@pytest.mark.slow
@pytest.mark.parametrize("gain", [SHARPEN_SCREEN, SHARPEN_PRINT, 0.01, 0.05, 0.13, 0.5, 1])
def test_sharpening_leaves_flat_colours_as_they_are(gain: float) -> None:
    for level in range(0, 256, 3):
        flat = libvips.vips().Image.black(24, 9, bands=3) + level
        assert (np.asarray(libvips.sharpen(flat.cast("uchar"), gain)) == level).all()


@pytest.mark.parametrize("gain", [SHARPEN_SCREEN, SHARPEN_PRINT])
def test_sharpening_is_right_to_the_step_in_noise(gain: float) -> None:
    noise = np.random.default_rng(7).integers(0, 256, (64, 96), dtype=np.uint8)
    found = np.asarray(libvips.sharpen(libvips.vips().Image.new_from_array(noise), gain))
    rows, whole = libvips._FAINT if gain < 3 / 16 else libvips._STRONG
    wide = np.pad(noise.astype(float), 1, mode="edge")
    exact = sum(
        weight * wide[down : down + 64, across : across + 96]
        for down, row in enumerate(rows)
        for across, weight in enumerate(row)
    )
    assert np.abs(found - np.clip(exact / whole, 0, 255)).max() <= 0.5


@pytest.mark.slow
def test_likeness_falls_with_quality_and_size(tmp_path: Path) -> None:
    scene = made.scene((480, 320))
    best = made.save(scene, tmp_path / "best.jpg", quality=95)
    found = []
    for number, (quality, share) in enumerate(STEPS):
        size = (round(480 * share), round(320 * share))
        smaller = scene.resize(size, Image.Resampling.LANCZOS)
        path = made.save(smaller, tmp_path / f"{number}.jpg", quality=quality, subsampling=2)
        found.append(SsimReference(best).of(path))
    assert found == sorted(found, reverse=True)
    assert SsimReference(best).of(best) == pytest.approx(1, abs=1e-4)
    assert found[0] > 0.95
    tiny = made.save(scene.resize((3, 5)), tmp_path / "tiny.jpg")
    assert SsimReference(tiny).of(tiny) == pytest.approx(1, abs=1e-4)


@pytest.mark.slow
def test_a_budget_is_met_and_all_photographs_are_alike(tmp_path: Path) -> None:
    wishes, tried = _tried(tmp_path)
    whole = sum(one.bytes for one in choose_steps(wishes, tried, 10**9))
    for share in (0.9, 0.7, 0.5):
        choices = choose_steps(wishes, tried, int(whole * share))
        assert sum(one.bytes for one in choices) <= whole * share
        assert sum(one.plate.path.stat().st_size for one in choices) <= whole * share
        assert [one.plate.plate for one in choices] == [wish.plate for wish in wishes]
        assert {one.plate.medium for one in choices} == {"epub"}
        assert max(one.loss for one in choices) < 0.3
    calm, busy = choose_steps(wishes, tried, int(whole * 0.6))[:2]
    assert calm.bytes < busy.bytes
    assert choose_steps(wishes, tried, int(whole * 0.6)) == choose_steps(
        wishes, tried, int(whole * 0.6)
    )


@pytest.mark.slow
def test_a_budget_that_cannot_be_met_ends_at_the_floor(tmp_path: Path) -> None:
    wishes, tried = _tried(tmp_path)
    floor = choose_steps(wishes, tried, 1)
    sizes = [
        min(tried[wish.plate, f"epub-{step}"].path.stat().st_size for step in range(len(STEPS)))
        for wish in wishes
    ]
    assert [one.bytes for one in floor] == sizes
    assert choose_steps([], {}, 1) == ()


@pytest.mark.slow
def test_a_photograph_shown_at_its_own_size_can_be_made_smaller_too(tmp_path: Path) -> None:
    path = made.save(made.scene((240, 160)), tmp_path / "a.jpg", quality=98)
    wish = RenditionRequest("a", "a", made.surveyed(path), SMALL)
    tried = prepare(list(quality_steps(wish)), scratch=tmp_path / "s")
    assert choose_steps([wish], tried, 1)[0].bytes < path.stat().st_size / 4


def _tried(folder: Path) -> tuple[Sequence[RenditionRequest], Mapping[tuple[str, str], Rendition]]:
    """Prepare a calm, a busy and a gray photograph in every step."""
    calm = made.scene((640, 480), 1).resize((80, 60)).resize((640, 480), Image.Resampling.BICUBIC)
    paths = [
        made.save(calm, folder / "a.jpg"),
        made.save(made.scene((640, 480), 2), folder / "b.png"),
        made.save(made.scene((480, 640), 3).convert("L"), folder / "c.png"),
    ]
    photos = survey(made.story(*paths))
    wishes = [RenditionRequest(key, key, photo, SMALL) for key, photo in photos.items()]
    every = [step for wish in wishes for step in quality_steps(wish)]
    return wishes, prepare(every, scratch=folder / "s")


def test_the_manifest_says_who_is_not_sharpened(tmp_path: Path) -> None:
    for name in "abc":
        made.save(made.quadrants(), tmp_path / f"{name}.jpg")
    (tmp_path / "story.yaml").write_text(
        "title: T\nlanguage: en\nsharpen: false\nplates:\n"
        "- photo: a.jpg\n- {photo: b.jpg, sharpen: true}\n- {photo: c.jpg, sharpen: false}\n"
    )
    story = load_story.load(tmp_path)
    assert [story.sharpens(plate) for plate in story.plates] == [False, True, False]


def test_two_threads_set_libvips_up_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Would catch a warning of GLib in the terminal, in builds whose threads begin together."""
    inside, most = [], []

    def remove() -> None:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.05)
        inside.pop()

    monkeypatch.setattr("pyvips._remove_log_handler", remove)
    with ThreadPoolExecutor(2) as pool:
        for setup in [pool.submit(libvips.vips.__wrapped__) for _ in range(2)]:
            setup.result()
    assert most == [1, 1]
