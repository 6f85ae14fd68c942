"""``python -m tools.bench.shelf``: how long a shelf of a thousand books takes, in how much memory.

One small story is built; its e-book and record are copied a thousand times, with identifiers,
titles and languages of their own. The shelf must take less than 20 s and 200 MB on two cores.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import uuid
from pathlib import Path

from tools.bench.measuring import run

COUNT, MOST_S, MOST_MB = 1_000, 20.0, 200.0
LANGUAGES = ("en", "de", "fr", "ja", "ar", "he")
#: The command line without the program that pip makes, which may be another checkout's.
_PROGRAM = [sys.executable, "-m", "platebook"]


def copies(book: Path, folder: Path, count: int) -> None:
    """Copy the e-book and the record in ``book``, as books of their own."""
    (record,), (ebook,) = book.glob("*.build.json"), book.glob("*.epub")
    told = json.loads(record.read_text("utf-8"))
    for number in range(count):
        place = folder / f"{number:04}"
        place.mkdir(parents=True)
        shutil.copyfile(ebook, place / ebook.name)
        told["book"] |= {
            "title": f"Story {number}",
            "slug": f"story-{number}",
            "identifier": f"urn:uuid:{uuid.UUID(int=number)}",
            "language": LANGUAGES[number % len(LANGUAGES)],
        }
        text = json.dumps(told, ensure_ascii=False)
        (place / f"story-{number}.build.json").write_text(text, "utf-8")


def main() -> int:
    """Measure once; return 1 where a limit is passed."""
    from platebook.build_options import BuildOptions
    from platebook.pipeline import build
    from tests.stories import write_story

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        story = write_story(folder / "story", 5)
        build(story, folder / "book", BuildOptions(editions=("epub",)))
        copies(folder / "book", folder / "books", COUNT)
        command = [*_PROGRAM, "shelf", str(folder / "books"), "-o", str(folder / "site"), "-q"]
        cost = run(command, {}, folder / "log")
    print(f"shelf of {COUNT} books: {cost}")
    return int(cost.wall > MOST_S or cost.peak > MOST_MB)


if __name__ == "__main__":
    sys.exit(main())
