"""PDF/X-4's structure, boxes, ink and colours by proof-pdf.

It is no validator of ISO 15930, of which there is none to be had. Its release wants a newer Python
for one piece of syntax; ``make test`` installs it beside ours and runs this module, which puts that
piece in words that ours knows.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.judges.commands import missing, run

FOLDER = Path(__file__).parents[2] / ".venv" / "proof-pdf"
_BARE = re.compile(r"^(\s*)except ([\w.]+(?:, [\w.]+)+):", re.MULTILINE)
_MAIN = "from proof_pdf.cli import pdf_app; pdf_app()"


@dataclass(frozen=True)
class Fault:
    """What proof-pdf finds wrong, and on which page, from 1."""

    check: str
    message: str
    page: int | None


def proof(pdf: Path, *options: str) -> list[Fault]:
    """Hold a PDF to PDF/X-4 and to ``options``, such as ``--max-tac 300``; give the errors."""
    if not (FOLDER / "proof_pdf").is_dir():
        missing("proof-pdf", "make .venv/proof-pdf/.installed")
    asked = ("verify", "--no-pdfa", "--json", *options)
    done = run(sys.executable, "-c", _MAIN, *asked, pdf, accept=(0, 1), PYTHONPATH=str(FOLDER))
    (told,) = json.loads(done.stdout)
    faults = [each for each in told["findings"] if each["severity"] == "error"]
    return [Fault(each["check"], each["message"], each["page"]) for each in faults]


def mend(folder: Path) -> None:
    """Put several exceptions of one clause into brackets (PEP 758), in place."""
    for path in folder.rglob("*.py"):
        text = path.read_text("utf-8")
        path.write_text(_BARE.sub(r"\1except (\2):", text), "utf-8")


if __name__ == "__main__":
    mend(FOLDER / "proof_pdf")
