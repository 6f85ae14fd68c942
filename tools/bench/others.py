"""``python -m tools.bench.others``: the same story by platebook and by what users take instead.

27 photographs of 12 Mpx, with GPS, a serial number, some in Display P3, some rotated by EXIF. Each
tool that is found makes what it can make of them; then the finished files are measured
(``shipped.py``) and read by ``platebook preflight``. What a tool is given is in ``by_hand.py``.
"""

from __future__ import annotations

import argparse
import compileall
import ctypes
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from time import sleep

import pyvips
from PIL import ExifTags, Image

from tools.bench import by_hand, photographs, shipped
from tools.bench.__main__ import ROOT, _path, _store
from tools.bench.measuring import Cost, run

_PROFILE = ROOT / "src/platebook/photos/cmyk/profiles/ISOcoated_v2_300_bas.icc"
_PRINTERS = ("office", "generic-x4")
_PYTHON = sys.executable
_PDF, _EPUB = "book.pdf", "book.epub"
_PR_SET_CHILD_SUBREAPER = 36
_HAND = (_PYTHON, "-m", "tools.bench.by_hand")
_RESIZE = (*_HAND, "resize", "photos", "print", "2200", "90")
#: Colours of a photograph in a wide gamut are drawn apart by this factor, as such a gamut allows.
_WIDE, _CHROMA = 4, 5.0
_TYPST = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"
_TYPST_VERSION = "import importlib.metadata as m; print(m.version('typst'))"


@dataclass(frozen=True)
class Row:
    """A tool's way to the story: commands in the folder of the story, and the files they leave."""

    title: str
    version: str
    commands: Sequence[Sequence[str]]
    pdf: str = _PDF
    epub: str = ""


def camera(source: Path, target: Path, number: int) -> None:
    """Return a photograph a camera's metadata; every fourth is in Display P3, two are rotated."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "Plate", "Body 1"
    exif[ExifTags.Base.Orientation] = {5: 6, 11: 3}.get(number, 1)
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.BodySerialNumber] = shipped.SERIAL.decode()
    place = {1: "N", 2: (52.0, 30.0, 59.0), 3: "E", 4: (13.0, 22.0, 39.0)}
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(place)
    data = source.read_bytes()
    segments = [(0xE1, exif.tobytes())]
    if number % _WIDE == 0:
        red, green, blue = (share * (1 - _CHROMA) for share in (0.2126, 0.7152, 0.0722))
        rows = [[red, green, blue] for _ in range(3)]
        for at in range(3):
            rows[at][at] += _CHROMA
        picture = pyvips.Image.jpegload_buffer(data).recomb(rows).cast("uchar")
        data = picture.jpegsave_buffer(Q=92, keep="none")
        profile = bytes(pyvips.Image.profile_load("p3"))
        segments.append((0xE2, b"ICC_PROFILE\0\1\1" + profile))
    heads = b"".join(
        bytes((0xFF, kind)) + (len(body) + 2).to_bytes(2, "big") + body for kind, body in segments
    )
    target.write_bytes(data[:2] + heads + data[2:])


class Tools:
    """Finds tools in a folder (``bin/``, ``node_modules/.bin/``) and on the PATH."""

    def __init__(self, folder: Path | None) -> None:
        places = [folder / "bin", folder / "node_modules" / ".bin"] if folder else []
        self.path = os.pathsep.join([*map(str, places), os.environ["PATH"]])
        self.missing: list[str] = []

    def find(self, name: str, how: str) -> str:
        """Return the path of a tool; say how it is had where it is missing."""
        found = shutil.which(name, path=self.path)
        if not found:
            self.missing.append(f"{name} is missing: {how}")
        return found or ""

    def version(self, *command: str) -> str:
        """Return the version that a tool prints."""
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"PATH": self.path},
        )
        number = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
        return number[0] if number else "?"


def _ours() -> Iterator[Row]:
    name = "a-street-before-the-market"
    for title, printer in zip(("office", "press"), _PRINTERS, strict=True):
        build = [_PYTHON, "-m", "platebook", "build", ".", "-o", "out", "--printer", printer, "-q"]
        files = (f"out/{name}-{printer}.pdf", f"out/{name}.epub")
        yield Row(f"platebook, {title}", version("platebook"), [build], *files)
    number = f"{version('weasyprint')}, {version('ebooklib')}"
    book = [*_HAND, "epub", "story.yaml", "screen", _EPUB]
    screen = [*_HAND, "resize", "photos", "screen", "1600", "85"]
    for title, inks in (("office", []), ("press", [str(_PROFILE)])):
        paper = [[*_RESIZE, *inks], [*_HAND, "pdf", "print.html", _PDF, *inks]]
        name = f"WeasyPrint + ebooklib by hand, {title}"
        yield Row(name, number, [*paper, screen, book], _PDF, _EPUB)


def _theirs(tools: Tools) -> Iterator[Row]:
    if python := tools.find("python", "a virtual environment as --tools"):
        number = tools.version(python, "-c", _TYPST_VERSION)
        if number == "?":
            tools.missing.append("Typst is missing: pip install typst")
        else:
            typst = [python, "-c", _TYPST]
            yield from _both("Typst", number, lambda photos: [[*typst, f"{photos}.typ", _PDF]])
    if pandoc := tools.find("pandoc", "pip install pypandoc-binary, and link its pandoc into bin/"):
        number = f"{tools.version(pandoc, '--version')}, {version('weasyprint')}"
        make = partial(_pandoc, pandoc)
        yield from _both("Pandoc + WeasyPrint", number, make, _EPUB)
    if prince := tools.find("prince", "from princexml.com; no package registry has it"):
        commands = [_RESIZE, [prince, "paged.html", "-o", _PDF]]
        yield Row("Prince, photographs resized", tools.version(prince, "--version"), commands)
    browser = tools.find("chromium", "apt-get install chromium")
    if browser and (program := tools.find("vivliostyle", "npm install @vivliostyle/cli")):
        number, make = tools.version(program, "--version"), partial(_vivliostyle, program, browser)
        yield from _both("Vivliostyle", number, make, _EPUB)
        if shutil.which("gs"):
            press = [*make("print")[0][:-2], "--preflight", "press-ready-local"]
            yield Row("Vivliostyle, press-ready", number, [_RESIZE, press])
    if browser and (paged := tools.find("pagedjs-cli", "npm install pagedjs-cli")):
        package = Path(paged).resolve().parents[1] / "package.json"
        number = json.loads(package.read_text("utf-8"))["version"]
        options = ["--browserArgs=--no-sandbox", "--timeout", "300000"]
        commands = [_RESIZE, [paged, "paged.html", "-o", _PDF, *options]]
        yield Row("Paged.js, photographs resized", number, commands)


def _both(
    name: str, number: str, make: Callable[[str], list[list[str]]], epub: str = ""
) -> Iterator[Row]:
    """Yield a tool the photographs of the camera, then smaller ones."""
    yield Row(name, number, make("photos"), _PDF, epub)
    yield Row(f"{name}, photographs resized", number, [_RESIZE, *make("print")], _PDF, epub)


def _pandoc(program: str, photos: str) -> list[list[str]]:
    make = [program, f"{photos}.html", "--standalone", "--shift-heading-level-by=-1"]
    make += ["--css", "style.css"]
    paper = ["--css", "print.css", "--pdf-engine", str(Path(_PYTHON).with_name("weasyprint"))]
    if photos == "photos":
        paper += ["--pdf-engine-opt=--dpi=300", "--pdf-engine-opt=--jpeg-quality=90"]
    cover = ["--epub-cover-image", f"{photos}/{photographs.name(1)}"]
    return [[*make, *paper, "-o", _PDF], [*make, *cover, "-o", _EPUB]]


def _vivliostyle(program: str, browser: str, photos: str) -> list[list[str]]:
    make = [program, "build", "-c", f"{photos}.config.json", "--executable-browser", browser]
    return [[*make, "--style", "print.css", "--bleed", "3mm", "-o", _PDF, "-o", _EPUB]]


def _cost(row: Row, home: Path, environment: dict[str, str]) -> Cost:
    """Run the commands of a row one after another."""
    costs, start = [], resource.getrusage(resource.RUSAGE_CHILDREN)
    for command in row.commands:
        inside = ["env", "-C", str(home), *command]
        costs.append(run(inside, environment, home / "log"))
        _reap()
    end = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime
    return Cost(cpu, sum(cost.wall for cost in costs), max(cost.peak for cost in costs))


def _reap() -> None:
    """Wait for processes that their parent left, up to 5 s: a browser's, which count too."""
    for _ in range(50):
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        sleep(0.1)


def _findings(file: Path, *options: str) -> str:
    """Count what ``platebook preflight`` finds, errors and warnings, by code."""
    command = [_PYTHON, "-m", "platebook", "preflight", str(file), "--json", "--no-ace", *options]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": _path()},
    )
    found = [each for each in json.loads(done.stdout)["findings"] if each["severity"] != "note"]
    counts = sorted(Counter(each["code"] for each in found).items())
    codes = ", ".join(f"{code} × {count}" if count > 1 else code for code, count in counts)
    return f"{len(found)}: {codes}" if found else "none"


def _judge(row: Row, home: Path, sources: shipped.Sources, *, small: bool) -> dict[str, str]:
    """Measure the files of a row."""
    paper = home / row.pdf
    judged = {f"PDF {key}": value for key, value in shipped.pdf(paper, sources).items()}
    for printer in _PRINTERS[: 1 if small else None]:
        judged[f"preflight, {printer}"] = _findings(paper, "--printer", printer)
    if row.epub:
        book = home / row.epub
        judged |= {f"EPUB {key}": value for key, value in shipped.epub(book, sources).items()}
        judged["preflight, EPUB"] = _findings(book, *["--no-epubcheck"] * small)
    return judged


def _size(file: Path) -> str:
    return f"{file.stat().st_size / 1e6:.1f}"


def table(rows: dict[str, dict[str, str]], keys: Sequence[str]) -> str:
    """Return some of what was measured as a Markdown table."""
    heads = ["tool", *keys]
    body = [[title, *(row.get(key, "–") for key in keys)] for title, row in rows.items()]
    return "\n".join(f"| {' | '.join(each)} |" for each in (heads, ["---"] * len(heads), *body))


_COSTS = ("version", "CPU s", "wall s", "peak MB", "PDF MB", "EPUB MB")
_PAPER = (
    "ppi",
    "photographs",
    "type",
    "output intent",
    "claims",
    "boxes",
    "fonts embedded",
    "tagged",
)
_LOOK = ("leaks", "upright", "ΔE")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is found, print the tables and what is missing."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench.others", description=__doc__)
    parser.add_argument("--store", type=Path, default=_store(), help="where photographs stay")
    parser.add_argument("--tools", type=Path, help="a folder with bin/ and node_modules/")
    parser.add_argument(
        "--only", default="", help="a pattern: only the tools whose title it matches"
    )
    parser.add_argument("--costs", action="store_true", help="do not judge the finished files")
    parser.add_argument("--small", action="store_true", help="2 small photographs, less preflight")
    parser.add_argument("--keep", type=Path, help="keep the finished files in this folder")
    given = parser.parse_args(arguments)
    compileall.compile_dir(ROOT / "src", quiet=1)
    # What a browser leaves becomes a child of this process, so that its CPU seconds are counted.
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    size, count = ((800, 600), 2) if given.small else ((4000, 3000), 27)
    plain = given.store / "{}x{}".format(*size)
    photographs.main(str(plain), *map(str, (*size, 1, count)))
    tools = Tools(given.tools)
    rows: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory(prefix="others-", dir=given.store) as scratch:
        work = (given.keep or Path(scratch)).resolve()
        work.mkdir(parents=True, exist_ok=True)
        files = [work / photographs.name(number) for number in range(1, count + 1)]
        for number, file in enumerate(files, 1):
            camera(plain / file.name, file, number)
        sources = shipped.Sources(files)
        found = [row for row in (*_ours(), *_theirs(tools)) if re.search(given.only, row.title)]
        for number, row in enumerate(found):
            print(f"{row.title} …", file=sys.stderr, flush=True)
            home = work / str(number)
            by_hand.write(home, files)
            environment = {
                "PLATEBOOK_CACHE": str(home / "cache"),
                "PYTHONPATH": _path(),
                "PATH": tools.path,
                "PUPPETEER_EXECUTABLE_PATH": shutil.which("chromium") or "",
            }
            try:
                cost = _cost(row, home, environment)
            except SystemExit as failed:
                print(failed, file=sys.stderr)
                continue
            numbers = {
                "CPU s": f"{cost.cpu:.1f}",
                "wall s": f"{cost.wall:.1f}",
                "peak MB": f"{cost.peak:.0f}",
            }
            rows[row.title] = {"version": row.version, **numbers, "PDF MB": _size(home / row.pdf)}
            rows[row.title]["EPUB MB"] = _size(home / row.epub) if row.epub else "none"
            if not given.costs:
                rows[row.title] |= _judge(row, home, sources, small=given.small)
    print("", *tools.missing, table(rows, _COSTS), sep="\n")
    if given.costs:
        return 0
    print()
    print(table(rows, [f"PDF {key}" for key in _PAPER]), end="\n\n")
    look = [f"{kind} {key}" for kind in ("PDF", "EPUB") for key in _LOOK]
    print(table(rows, ["EPUB px", *look]), end="\n\n")
    print(table(rows, [f"preflight, {name}" for name in (*_PRINTERS, "EPUB")]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
