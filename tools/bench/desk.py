"""Measures the desk: the time from a change on disk until the browser shows it, and memory.

A desk (``platebook serve``) and Chromium run as for a person. Each change is written to the story's
folder as an editor does, by renaming a file, and counts as seen when the opening has the new
page's decoded picture.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Protocol

from playwright.sync_api import Page, sync_playwright

from tools.bench.measuring import Watch

#: Milliseconds until a change must be there at all.
_PATIENCE = 60_000
#: Seconds between two changes, as a person would leave at least.
_PAUSE = 0.3
_PICTURE = 'desk-opening .page[data-plate="{}"] img[data-key]'


@dataclass(frozen=True)
class Times:
    """Seconds until each of several changes of one kind was seen, in order of length."""

    seconds: tuple[float, ...]

    def percentile(self, share: float) -> float:
        """The seconds within which this share of the changes was seen (nearest rank)."""
        return self.seconds[max(0, -(-int(share * 100) * len(self.seconds) // 100) - 1)]


@dataclass(frozen=True)
class DeskCost:
    """What one story's desk costs: times by kind of change, and the peak of memory in MB."""

    times: Mapping[str, Times]
    peak: float


def measure(story: Path, settings: Mapping[str, str], edits: int, others: Path) -> DeskCost:
    """Open the desk of a story and change its captions, order and photographs.

    ``edits`` captions are changed, a fifth as many places and a tenth as many photographs.
    ``others`` is a folder of photographs of the same size that take the places of the story's.
    """
    with _serving(story, settings) as (address, watch), _page(address) as page:
        page.wait_for_selector("desk-opening .page img[data-key]", timeout=_PATIENCE)
        _settle(page)
        kinds: dict[str, tuple[_Change, int, _Seen]] = {
            "caption": (_Captions(story), edits, _has_new_picture),
            "order": (_Order(story), max(2, edits // 5), _has_new_place),
            "photograph": (_Photographs(story, others), max(2, edits // 10), _has_new_picture),
        }
        times = {kind: _times(page, *given) for kind, given in kinds.items()}
    return DeskCost(times, watch.peak / 1024)


#: Says in JavaScript whether a page is another than before, from its id, picture and folio then.
_Seen = str
_has_new_picture = """([id, key]) => {
  const image = document.querySelector(`desk-opening .page[data-plate="${id}"] img`);
  return image && image.dataset.key && image.dataset.key !== key;
}"""
_has_new_place = """([id, , folio]) => {
  const page = document.querySelector(`desk-opening .page[data-plate="${id}"]`);
  return page && page.dataset.folio !== folio && page.querySelector("img[data-key]");
}"""


class _Change(Protocol):
    """A kind of change: ``plate`` names the plate of change ``number``, ``make`` makes it."""

    def plate(self, number: int) -> str: ...

    def make(self, number: int) -> None: ...


class _Manifest:
    """A story of the benchmark, which is JSON; saved by renaming a file, as editors do."""

    def __init__(self, story: Path) -> None:
        self._path = story / "story.yaml"
        self._story: dict[str, Any] = json.loads(self._path.read_text("utf-8"))
        self._plates: list[dict[str, Any]] = self._story["plates"]

    def _save(self) -> None:
        draft = self._path.with_suffix(".draft")
        draft.write_text(json.dumps(self._story, indent=1), "utf-8")
        draft.replace(self._path)


class _Captions(_Manifest):
    """Changes the captions of one plate after another."""

    def plate(self, number: int) -> str:
        return str(self._plates[number * 7 % len(self._plates)]["id"])

    def make(self, number: int) -> None:
        plate = self._plates[number * 7 % len(self._plates)]
        plate["caption"] = f"{number + 2} times {plate['caption']}"
        self._save()


class _Order(_Manifest):
    """Moves plates two places on."""

    def plate(self, number: int) -> str:
        return str(self._plates[self._place(number)]["id"])

    def make(self, number: int) -> None:
        at = self._place(number)
        self._plates.insert(at + 2, self._plates.pop(at))
        self._save()

    def _place(self, number: int) -> int:
        return number * 3 % (len(self._plates) - 2)


class _Photographs:
    """Puts other photographs in the places of a story's."""

    def __init__(self, story: Path, others: Path) -> None:
        self._photos = sorted((story / "photos").iterdir())
        self._others = sorted(others.iterdir())

    def plate(self, number: int) -> str:
        return f"plate-{self._at(number) + 1}"

    def make(self, number: int) -> None:
        at = self._at(number)
        draft = self._photos[at].with_suffix(".draft")
        shutil.copyfile(self._others[(at + 1 + number) % len(self._others)], draft)
        draft.replace(self._photos[at])

    def _at(self, number: int) -> int:
        return number * 3 % len(self._photos)


def _times(page: Page, change: _Change, count: int, seen: _Seen) -> Times:
    """Make the changes one after another, each at the opening that it is about."""
    seconds = []
    for number in range(count):
        plate = change.plate(number)
        page.evaluate(
            "id => import('/assets/store.js').then(store => store.look(id))", f"plate-{plate}"
        )
        shown = page.wait_for_selector(_PICTURE.format(plate), timeout=_PATIENCE)
        assert shown
        key = shown.get_attribute("data-key")
        folio = shown.evaluate("image => image.parentElement.dataset.folio")
        start = monotonic()
        change.make(number)
        page.wait_for_function(seen, arg=[plate, key, folio], timeout=_PATIENCE)
        seconds.append(monotonic() - start)
        _settle(page)
    return Times(tuple(sorted(seconds)))


def _settle(page: Page) -> None:
    """Wait until the desk has drawn everything, and for as long as a person at least would."""
    page.wait_for_function("() => document.getElementById('progress').hidden", timeout=_PATIENCE)
    sleep(_PAUSE)


@contextmanager
def _serving(story: Path, settings: Mapping[str, str]) -> Iterator[tuple[str, Watch]]:
    """Run a desk; give its address, and what watches its memory and that of its processes."""
    command = [sys.executable, "-m", "platebook", "serve", str(story)]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **settings},
    )
    watch = Watch(process.pid)
    watch.start()
    try:
        assert process.stdout
        address = re.search(r"http://\S+", process.stdout.readline())
        assert address
        yield address[0], watch
    finally:
        watch.done.set()
        watch.join()
        process.terminate()
        process.wait(20)


@contextmanager
def _page(address: str) -> Iterator[Page]:
    """Open an address in Chromium."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.goto(address)
        yield page
        browser.close()
