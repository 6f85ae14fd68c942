"""Stands in for ``platebook build``: a book in a tenth of a second that shows what it was made of.

The book is the digest of all files of the story, and so as reproducible as a real one. A story
whose manifest says ``title: fails`` ends with a finding, ``title: waits`` takes half a second,
``title: kills`` ends its Dask worker.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from time import sleep
from typing import NoReturn

from platebook.files import program
from platebook.sandbox.fork_server import ForkServer

#: What a fork server runs.
SOURCE = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from platebook.sandbox.fork_server import serve
from tests.batch.quick_build import end
serve(end, ())
"""
SERVER = ForkServer(SOURCE)
VERSIONS = {"quick build": os.environ.get("QUICK_BUILD", "1")}
FINDING = {"code": "", "severity": "error", "message": "fails", "fix": "Mend it."}


def book(story: Path) -> bytes:
    """Return the bytes of a story's book."""
    files = sorted(path for path in story.rglob("*") if path.is_file())
    whole = hashlib.sha256()
    for path in files:
        whole.update(f"{path.relative_to(story).as_posix()} ".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest().encode()


def _use_cache(folder: Path, slug: str) -> bool:
    """Keep something in the cache that the batch gave it; say whether it is whole."""
    if folder.name == "cache" and folder.parent.name.startswith("platebook-"):
        plate = folder / "plates" / "ab" / f"{slug}.jpg"
        plate.parent.mkdir(parents=True, exist_ok=True)
        if plate.exists():
            (folder / "inks.table").write_bytes(b"used")
            return plate.read_bytes() == slug.encode()
        plate.write_bytes(slug.encode())
    return True


def main(arguments: Sequence[str]) -> int:
    output, story = Path(arguments[arguments.index("--output") + 1]), Path(arguments[-1])
    text = (story / "story.yaml").read_text("utf-8")
    slug = next(line for line in text.splitlines() if line.startswith("slug:")).split()[1]
    if "title: waits" in text:
        sleep(0.5)
    if "title: kills" in text:
        parent = Path(f"/proc/{os.getppid()}/stat").read_text("utf-8").rpartition(")")[2].split()[1]
        os.kill(int(parent), signal.SIGKILL)  # the worker, whose fork server is this one's parent
        sleep(60)
    if "title: fails" in text:
        place = {"where": str(story / "story.yaml")}
        print(json.dumps({"exit": 4, "findings": [FINDING | place]}))
        return 4
    if not _use_cache(Path(os.environ.get("PLATEBOOK_CACHE", "none")), slug):
        return 1
    output.mkdir(parents=True, exist_ok=True)
    data = book(story)
    (output / f"{slug}.epub").write_bytes(data)
    outputs = {f"{slug}.epub": {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}}
    record = {
        "format": 1, "story": None, "options": {}, "environment": {}, "versions": {},
        "design": "", "inputs": {}, "profiles": {}, "fonts": [], "outputs": outputs,
        "findings": [],
        "book": {
            "title": slug, "language": "en", "slug": slug, "plates": 1,
            "identifier": "https://example.org/", "modified": "2026-01-15T00:00:00Z",
        },
    }  # fmt: skip
    (output / f"{slug}.build.json").write_text(json.dumps(record))
    print(json.dumps({"exit": 0, "findings": []}))
    return 0


def end() -> NoReturn:
    """Build, and end the process as the program does."""
    program.end(main(sys.argv[1:]))
