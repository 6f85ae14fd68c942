"""The pictures of a shelf: each book's cover, taken from its EPUB in a worker process.

An e-book may come from anywhere: one that crashes or hangs its worker has no cover.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from platebook import photos
from platebook.photos.worker_pool import Task
from platebook.preflight.epub.archive import EntryError, opened, package, rootfile
from platebook.preflight.epub.safe_xml import parse
from platebook.preflight.model import UnreadableError
from platebook.shelf.model import Picture

#: px of the longer side: on a book's own page, and in the list of all books.
_LARGE, _SMALL = 640, 400
#: px and bytes of a cover that is still decoded.
_MOST_PIXELS, _MOST_BYTES = 80_000_000, 30_000_000
#: Seconds for a book; most are those in which a worker starts on a busy machine.
_SECONDS = 90.0
#: The cover in two sizes; None where a book has none that can be shown.
Covers = tuple[Picture, Picture] | None


def extract(books: Sequence[tuple[Path, str]], site: Path) -> list[Covers]:
    """Write the covers of EPUBs into the site; each is given with its folder there."""
    if not books:
        return []
    tasks = [Task(_cover, (path, folder, site), _SECONDS) for path, folder in books]
    with photos.WorkerPool() as pool:
        found = pool.run(tasks, lambda _done, _at: None)
    return [None if isinstance(each, photos.UnfitError) else each for each in found]


def _cover(path: Path, folder: str, site: Path) -> Covers:
    picture = b""
    with suppress(EntryError, UnreadableError, OSError):
        picture = _read(path)
    if not picture or photos.read_image_facts(picture).pixels > _MOST_PIXELS:
        return None
    copies = photos.thumbnails(picture, (_LARGE, _SMALL))
    if not copies:
        return None
    made = []
    for name, content in zip(("cover.jpg", "cover-small.jpg"), copies, strict=True):
        (site / folder / name).write_bytes(content)
        made.append(Picture(f"{folder}/{name}", photos.read_image_facts(content).size))
    return made[0], made[1]


def _read(path: Path) -> bytes:
    """Give the picture that the package names as the cover; empty where it names none."""
    with opened(path) as archive:
        container = parse(archive.read("META-INF/container.xml")).root
        name = rootfile(container) if container is not None else ""
        root = parse(archive.read(name)).root if name else None
        cover = package(name, root).cover if root is not None else None
        return archive.read(cover.name, _MOST_BYTES) if cover and cover.name else b""
