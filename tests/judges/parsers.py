"""Three more programs that read PDF, each with a parser of its own: do they find it whole?"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from tests.judges.commands import run


def qpdf(pdf: Path) -> list[str]:
    """Check syntax, content and streams; give the warnings and errors.

    ``--check`` does the same, and compresses the pixels of every photograph that it has read: ten
    seconds for nothing.
    """
    read = ("--decode-level=all", "--compress-streams=n", "--normalize-content=y")
    # 2: errors, 3: warnings; both are for the caller to see
    done = run("qpdf", *read, pdf, "/dev/null", accept=(0, 2, 3))
    said = (done.stderr + done.stdout).splitlines() if done.returncode else []
    return [line for line in said if "WARNING" in line or "ERROR" in line or "error" in line]


def mutool(pdf: Path) -> list[str]:
    """Draw every page with MuPDF, keeping nothing; give the warnings and errors."""
    done = run(
        "mutool", "draw", "-q", "-r", "18", "-o", "/dev/null", "-F", "png", pdf, accept=(0, 1)
    )
    said = [line for line in done.stderr.splitlines() if line.startswith(("warning", "error"))]
    # Debian builds it so; the file is not at fault
    return [line for line in said if line != "warning: ICC support is not available"]


def ghostscript(pdf: Path) -> list[str]:
    """Read every page with Ghostscript, which stops at the first error; give what it said."""
    options = ("-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-dPDFSTOPONERROR", "-sDEVICE=nullpage")
    done = run("gs", *options, pdf, accept=(0, 1, 255))
    return (done.stdout + done.stderr).splitlines()


def rasters(pdf: Path, ppi: int = 36) -> list[Image.Image]:
    """Draw every page with Ghostscript, as it would be seen: one RGB picture each."""
    with TemporaryDirectory() as folder:
        pages = Path(folder) / "%05d.png"
        options = ("-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-dUseTrimBox", "-sDEVICE=png16m")
        run("gs", *options, f"-r{ppi}", "-o", str(pages), pdf)
        found = []
        for path in sorted(Path(folder).glob("*.png")):
            with Image.open(path) as page:
                found.append(page.convert("RGB"))
        return found
