"""What every test may ask for: a story made on the spot, and the sample story built once."""

from __future__ import annotations

import fcntl
import gc
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import pytest
from _pytest.mark import ParameterSet
from hypothesis import settings
from PIL import Image

from platebook import check_story
from platebook.photos.worker_pool import WorkerPool
from platebook.pipeline import stages
from platebook.preflight import inspect_files
from platebook.preflight.model import InspectedFile, Subject
from platebook.preflight.reader_process import ReaderProcess
from tests.languages import SIZES, TEXTS, Judged, manifest
from tests.stories import save_quadrant, write_story

ROOT = Path(__file__).parents[1]

settings.register_profile("quick", max_examples=30, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=500, deadline=None)
settings.load_profile("quick")


@pytest.hookimpl(tryfirst=True)  # before xdist writes the groups into the tests' names
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep tests that share a module's fixture on one worker; let no worker end with a slow test.

    A fixture of a module is made once for each worker that one of its tests falls to. Fast tests
    come last, so that all workers have something to do until the end.
    """
    for item in items:
        made = item._fixtureinfo.name2fixturedefs  # type: ignore[attr-defined]
        shared = any(each.scope == "module" for found in made.values() for each in found)
        if shared and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: not item.get_closest_marker("slow"))


def pytest_collection_finish() -> None:
    """Keep the tests themselves out of the garbage collector."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Keep what is there before a slow test out of the garbage collector: builds call it twice.

    To look through all libraries takes longer than many a book.
    """
    if item.get_closest_marker("slow"):
        gc.collect()
        gc.freeze()


@dataclass(frozen=True)
class Books:
    """The sample story's two books."""

    story: Path
    epub: Path
    pdf: Path


@contextmanager
def quiet_weasyprint() -> Iterator[None]:
    """Fail where WeasyPrint warned: it goes on without a glyph or a picture, and only says so."""
    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    listener = Listener(logging.WARNING)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(listener)
    try:
        yield
    finally:
        logger.removeHandler(listener)
    if said:
        pytest.fail("WeasyPrint warned: " + "; ".join(said), pytrace=False)


@pytest.fixture(autouse=True)
def no_warning_from_weasyprint(request: pytest.FixtureRequest) -> Iterator[None]:
    """Keep every test quiet but those marked ``loud``."""
    if request.node.get_closest_marker("loud"):
        yield
        return
    with quiet_weasyprint():
        yield


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session", autouse=True)
def cache_of_this_run(shared_folder: Path) -> Iterator[Path]:
    """Keep the user's cache of photographs out of the tests, and the tests out of it."""
    cache = shared_folder / "cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLATEBOOK_CACHE", str(cache))
        yield cache


class Kept(ReaderProcess):
    """A reader of finished books that is not ended with the build that asked it."""

    def __init__(self) -> None:
        super().__init__()
        self.builds = 0
        self.lock = Lock()

    def begin(self, subject: Subject, later: Iterable[Subject] = ()) -> None:
        """Begin to read a file; builds in several threads take turns."""
        with self.lock:
            super().begin(subject, later)

    def read(self, subject: Subject) -> InspectedFile:
        """Read a file, in turn."""
        with self.lock:
            return super().read(subject)

    def __exit__(self, *ended: object) -> None:
        self.builds += 1
        if self.builds % 50 == 0:  # what each may leave in its memory is not to add up
            self.close()


@pytest.fixture(scope="session", autouse=True)
def reader_of_this_run() -> Iterator[None]:
    """Let the builds and checks of a worker share the process that reads their books.

    It takes longer to start than to read a small book. Files of one build share it just so.
    """
    with pytest.MonkeyPatch.context() as patch, Kept() as reader:
        for room in (stages, inspect_files):
            patch.setattr(room, "ReaderProcess", lambda: reader)
        yield
        reader.close()


class KeptPool(WorkerPool):
    """Processes for photographs that are not ended with the build that asked them.

    They know files by their paths from the folder that they were started in.
    """

    def __init__(self) -> None:
        super().__init__()
        self.builds, self.started_in = 0, Path.cwd()

    def __enter__(self) -> WorkerPool:
        if Path.cwd() != self.started_in:
            self.stop()
            self.started_in = Path.cwd()
        self._stopping = False
        return self

    def close(self) -> None:
        """Keep them, where a build ends its own once the photographs are ready."""

    def stop(self) -> None:
        """End them at once."""
        self._stopping = True
        super().close()

    def __exit__(self, *ended: object) -> None:
        self.builds += 1
        if self.builds % 50 == 0:
            self.stop()


@pytest.fixture(scope="session", autouse=True)
def photo_workers_of_this_run() -> Iterator[None]:
    """Let the builds and checks of a worker share their processes for photographs too."""
    pool = KeptPool()
    with pytest.MonkeyPatch.context() as patch:
        for room in (stages, check_story):
            patch.setattr(
                room, "WorkerPool", lambda jobs=0: pool if jobs == 0 else WorkerPool(jobs)
            )
        yield
    pool.stop()


@pytest.fixture
def make_story(tmp_path: Path) -> Callable[..., Path]:
    """Make a story folder: ``make_story(plates=3, title="…")``; see tests.stories.write_story."""

    def make(folder: str = "story", **changes: object) -> Path:
        return write_story(tmp_path / folder, **changes)  # type: ignore[arg-type]

    return make


#: Photographs of a long story: all that a page has to cope with, from a strip to a tower.
SHAPES = (
    *((600, 400), (400, 600), (500, 500), (780, 260), (240, 720), (640, 360)),
    *((200, 900), (1200, 800)),
)
LONG = "The stalls go up in the dark, and the first lorry brings ice. "


@pytest.fixture(scope="session")
def long_books(shared_folder: Path) -> Mapping[str, Path]:
    """A story of 18 plates of mixed shapes, some of them gray, for every printer; built once.

    Every seventh plate, from the fourth on, fills its page: 3 in all.
    """
    from platebook import printers
    from tests.books import build

    folder = shared_folder / "long"
    rows = [
        {
            "photo": f"photos/{number % 16:02}.jpg",
            "layout": "full-bleed" if number % 7 == 3 else ("matted", None)[number % 2],
            "caption": LONG * (1 + number * 5 % 9),
        }
        for number in range(18)
    ]
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            for number in range(16):
                photo = save_quadrant(folder / "photos" / f"{number:02}.jpg", SHAPES[number % 8])
                if number % 4 == 3:
                    Image.open(photo).convert("L").save(photo)
            story = write_story(folder, rows, introduction=f"{LONG * 20}\n\n{LONG * 20}")
            with quiet_weasyprint():
                build(story, folder / "out", editions=("print",), printers=printers.printer_names())
    return {
        name: next((folder / "out").glob(f"*-market-{name}.pdf"))
        for name in printers.printer_names()
    }


@pytest.fixture(scope="session")
def sample(shared_folder: Path) -> Books:
    """The sample story in both editions, built once for all tests and workers."""
    epub, pdf = built_once(ROOT / "story", shared_folder / "sample")
    return Books(ROOT / "story", epub, pdf)


def grouped(languages: Iterable[str]) -> list[ParameterSet]:
    """Return languages as parameters: one worker asks everything about the books of each."""
    return [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in languages]


@pytest.fixture(scope="session", params=grouped(("sample", *TEXTS)))
def judged(request: pytest.FixtureRequest, shared_folder: Path) -> Judged:
    """Both books of the sample story, and of one story in each of five languages."""
    name: str = request.param
    if name == "sample":
        sample: Books = request.getfixturevalue("sample")
        return Judged("en", sample.epub, sample.pdf)
    folder = shared_folder / f"judged-{name}"
    story = write_story(
        shared_folder / f"story-{name}",
        sizes=SIZES,
        **manifest(name),  # type: ignore[arg-type]
    )
    return Judged(name, *built_once(story, folder))


def built_once(story: Path, output: Path) -> tuple[Path, Path]:
    """Build a story for all tests and workers of this run; give its EPUB and its printed PDF."""
    with output.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not output.is_dir():
            from tests.books import build

            with quiet_weasyprint():
                build(story, output, editions=("epub", "print", "screen"))
    (epub,) = output.glob("*.epub")
    return epub, epub.with_suffix(".pdf")
