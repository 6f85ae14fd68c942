"""``python -m tools.fuzz.books FILE…``: damages finished books and lets preflight read them.

Every one must end with findings or a refusal, within 20 seconds and 600 MB, never a traceback.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from platebook import printers
from platebook.preflight.model import InspectedFile, Subject
from platebook.preflight.reader_process import ReaderProcess
from tools.fuzz.bookdamage import damaged

SECONDS, MEGABYTES = 20.0, 600.0
_MB = 1_000_000


@dataclass(frozen=True)
class Trial:
    """What became of one damaged book: what was found, in what time, with what memory."""

    inspected: InspectedFile
    seconds: float
    megabytes: float

    @property
    def fault(self) -> str:
        """What is wrong with preflight, if anything is."""
        if self.seconds > SECONDS:
            return f"it took {self.seconds:.1f} s"
        if self.megabytes > MEGABYTES:
            return f"it took {self.megabytes:.0f} MB"
        return ""

    @property
    def crash(self) -> str:
        """How the reader ended, where it did: borne, since the file was refused all the same."""
        codes = [each.message for each in self.inspected.findings if each.code == "X004"]
        return codes[0] if codes else ""

    @property
    def puzzled(self) -> str:
        """What the reader could not make sense of, and might (X003)."""
        codes = [each.message for each in self.inspected.findings if each.code == "X003"]
        return codes[0] if codes else ""


def tried(
    book: bytes, folder: Path, printer: str = "generic-x4", reader: ReaderProcess | None = None
) -> Trial:
    """Let preflight read one book, in a process of its own if none is given, and watch it."""
    if reader is None:
        with ReaderProcess() as reader:
            return tried(book, folder, printer, reader)
    path = folder / ("book.pdf" if book.startswith(b"%PDF") else "book.epub")
    path.write_bytes(book)
    most, over = [0.0], Event()
    watcher = Thread(target=_watch, args=(reader, most, over), daemon=True)
    watcher.start()
    start = time.monotonic()
    found = reader.read(Subject(path, printer=printers.load(printer)))
    seconds = time.monotonic() - start
    over.set()
    watcher.join()
    return Trial(found, seconds, most[0])


def _watch(reader: ReaderProcess, most: list[float], over: Event) -> None:
    """Note the most memory that the process holds."""
    while not over.wait(0.02):
        pid = reader.process_id
        try:
            status = Path(f"/proc/{pid}/status").read_text(encoding="ascii") if pid else ""
        except OSError:
            continue
        for line in status.splitlines():
            if line.startswith("VmHWM:"):
                most[0] = max(most[0], int(line.split()[1]) * 1024 / _MB)


def main() -> int:
    """Damage and try; say what was found. 1 where preflight is to be mended."""
    parser = argparse.ArgumentParser(prog="tools.fuzz.books", description=__doc__)
    parser.add_argument("books", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", default="1", help="another seed, other damage")
    parser.add_argument("--keep", type=Path, default=Path("build/fuzz"), help="for what it finds")
    wish = parser.parse_args()
    whole = [book.read_bytes() for book in wish.books]
    verdicts, faults, puzzles = Counter[str](), 0, Counter[str]()
    slowest, largest = 0.0, 0.0
    with tempfile.TemporaryDirectory(prefix="platebook-fuzz-") as folder:
        for number in range(wish.count):
            book = damaged(random.Random(f"{wish.seed}:{number}"), whole[number % len(whole)])
            trial = tried(book, Path(folder))
            verdicts[trial.inspected.verdict] += 1
            slowest, largest = max(slowest, trial.seconds), max(largest, trial.megabytes)
            puzzles.update(each for each in (trial.puzzled, trial.crash) if each)
            if trial.fault or trial.puzzled or trial.crash:
                wish.keep.mkdir(parents=True, exist_ok=True)
                (wish.keep / f"book-{wish.seed}-{number}").write_bytes(book)
            if trial.fault:
                faults += 1
                print(f"fault: {number}: {trial.fault}", flush=True)
    told = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common())
    print(f"{wish.count} books: {told}; at most {slowest:.1f} s, {largest:.0f} MB; {faults} faults")
    for words, count in puzzles.most_common(20):
        print(f"{count} times: {words}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
