"""Asks Ace by DAISY, the accessibility checker that shops use; it opens each document in a browser.

It is asked where it is installed: by ``make ace`` in a checkout, or any ``ace`` on the path (which
brings its own browser), or the program that PLATEBOOK_ACE names.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from platebook.errors import Finding, MissingToolError, Severity
from platebook.preflight import codes
from platebook.preflight.epub.epub_facts import place, plate_in
from platebook.preflight.external import run_program

#: Where ``make ace`` lays it, from the top of a checkout.
_CHECKOUT = "tools/ace/node_modules/.bin/ace-cli"
_INSTALL = (
    "Install it: make ace (in a checkout), or npm install -g @daisy/ace; or name its program in "
    "PLATEBOOK_ACE; or go without it."
)
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_PATIENCE, _BYTES_A_SECOND = 180.0, 200_000
_SEVERITIES = {
    "critical": Severity.ERROR,
    "serious": Severity.ERROR,
    "moderate": Severity.WARNING,
    "minor": Severity.NOTE,
}
_MOST, _LENGTH = 200, 300


def program() -> str | None:
    """Find Ace; None where it is not installed."""
    beside = Path(__file__).parents[4] / _CHECKOUT
    named = os.environ.get("PLATEBOOK_ACE") or (str(beside) if beside.is_file() else "ace")
    return shutil.which(named)


def there() -> None:
    """Raise MissingToolError (exit 7) where Ace is not installed."""
    if program() is None:
        raise MissingToolError.of("Ace", "it is not installed", _INSTALL)


def check(book: Path, called: str) -> tuple[Finding, ...]:
    """Give what Ace says of a book, as findings; nothing where it is not installed."""
    ace = program()
    if ace is None:
        return ()
    seconds = _PATIENCE + book.stat().st_size / _BYTES_A_SECOND
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    environ = {"PUPPETEER_EXECUTABLE_PATH": browser} if browser else {}
    with TemporaryDirectory(prefix="platebook-") as folder:
        command: list[str | Path] = [ace, "--silent", "--force", "--outdir", folder, book.resolve()]
        fault = run_program.run(command, seconds, **environ)
        written = run_program.report(Path(folder) / "report.json")
    try:
        documents = json.loads(written)["assertions"]
        return tuple(dict.fromkeys(_findings(documents, called)))[:_MOST]
    except (ValueError, KeyError, TypeError):
        said = fault or "its answer cannot be read; it needs Chromium"
        return (codes.finding("E086", called, f"Ace gave up: {said}"),)


def _findings(documents: list[dict[str, Any]], called: str) -> Iterator[Finding]:
    for document in documents:
        name = document["earl:testSubject"]["url"]
        known = name.endswith(("html", "htm"))
        where = place(called, name, plate=plate_in(name)) if known else called
        for each in document["assertions"]:
            test = each["earl:test"]
            words = " ".join(str(test["dct:description"]).split())[:_LENGTH].rstrip(".")
            severity = _SEVERITIES.get(test["earl:impact"], Severity.WARNING)
            said = f"{words} (Ace {test['dct:title']})"
            yield codes.finding("E085", where, said, severity=severity)
