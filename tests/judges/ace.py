"""DAISY Ace: can everyone read it? It opens every document of the book in Chromium."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.judges.commands import CHROMIUM, node_module, program, run


@dataclass(frozen=True)
class Violation:
    """One thing that Ace finds. ``impact``: minor, moderate, serious or critical."""

    impact: str
    rule: str
    where: str
    words: str


def ace(book: Path) -> list[Violation]:
    """Return every violation in a book, of any impact."""
    cli = node_module("@daisy/ace-cli") / "bin" / "ace.js"
    with TemporaryDirectory() as folder:
        run(
            "node", cli, "--silent", "--force", "--outdir", folder, book,
            PUPPETEER_EXECUTABLE_PATH=program(CHROMIUM),
        )  # fmt: skip
        report = json.loads((Path(folder) / "report.json").read_text(encoding="utf-8"))
    return [
        Violation(
            found["earl:test"]["earl:impact"],
            found["earl:test"]["dct:title"],
            document["earl:testSubject"]["url"],
            found["earl:result"]["dct:description"].strip(),
        )
        for document in report["assertions"]
        for found in document["assertions"]
    ]
