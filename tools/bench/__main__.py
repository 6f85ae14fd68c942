"""``python -m tools.bench``: what a user pays, the floor, builds in parts, and how time grows.

The user's rows come first: whole commands, medians of five, each with its bar. In the others,
builds are for an office printer, whose photographs stay sRGB as the floor's do; one build of each
set that has a floor is for a press, and shows what four inks cost.
"""

from __future__ import annotations

import argparse
import compileall
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw
from PIL import Image

from tools.bench import commands, desk, stories
from tools.bench.measuring import Cost, run
from tools.bench.photographs import name

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Bar:
    """What a figure must not pass."""

    what: str
    figure: float
    limit: float

    @property
    def met(self) -> bool:
        """Whether it does not."""
        return self.figure <= self.limit


@dataclass(frozen=True)
class Set:
    """A number of photographs of one size (px), and the bars that hold for them.

    ``floored`` is the highest ratio of a cold build to the floor, where that is measured.
    """

    title: str
    count: int
    size: tuple[int, int]
    floored: float | None = None
    warm_s: float | None = None


FULL = (
    Set("27 × 12 Mpx", 27, (4000, 3000), 1.5, 2.5),
    Set("27 × 24 Mpx", 27, (6000, 4000), 1.3, 2.5),
    Set("200 × 12 Mpx", 200, (4000, 3000), 1.2),
    Set("200 small", 200, (640, 480)),
    Set("1,000 small", 1000, (640, 480)),
)
#: Imports, and the seconds that each may take.
IMPORTS = (
    (Set("2,000 small", 2000, (640, 480)), 20.0),
    (Set("60 × 45 Mpx", 60, (8192, 5464)), 3.0),
)
SMALL = (
    Set("2 × 0.5 Mpx", 2, (800, 600), 1.5, 2.5),
    Set("4 small", 4, (160, 120)),
)
#: Stories at the desk, and the seconds until a changed caption is seen; changes of captions, and
#: the most memory of the desk, in MB.
DESKS = (
    (Set("22 × 12 Mpx", 22, (4000, 3000)), 1.0),
    (Set("200 × 24 Mpx", 200, (6000, 4000)), 2.0),
)
_EDITS, _DESK_MB = 50, 400.0
_WARM_MS, _WARM_MB, _LINEAR = 12.0, 300.0, 1.1
#: Printers by whether they want photographs in sRGB or in four inks; and what four inks may add:
#: CPU seconds for their table, once, and ms a plate.
_SCREEN_COLOURS, _INKS = "office", "generic-x4"
_TABLE_S, _INKS_MS = 1.0, 60.0
#: What reading the finished books again may add to a cold build, in per cent.
_INSPECTION = 25.0
#: What builds is the same that the command line calls, but for the inspection, which has a bar of
#: its own; and it ends as the command line does.
_BUILD = """
import gc
import sys
from pathlib import Path
from platebook.pipeline import build
from platebook.build_options import BuildOptions
story, books, printer, *more = sys.argv[1:]
build(Path(story), Path(books), BuildOptions(printers=(printer,)), inspecting=bool(more))
gc.freeze()
"""


class Bench:
    """One run: photographs in ``store``, which stay; everything else in ``work``, which goes."""

    def __init__(self, store: Path, work: Path) -> None:
        self.store, self.work = store, work
        self.costs: dict[str, Cost] = {}
        self.users: list[Bar] = []
        self.bars: list[Bar] = []

    def user(self, sets: Sequence[commands.UserSet], runs: int) -> None:
        """Measure what whole commands cost."""
        whole = commands.Commands(self.cost, runs, self.work / "log", _order)
        home = self.work / "start"
        home.mkdir()
        self.users += [Bar(*row) for row in whole.start(home)]
        for each in sets:
            photographs = self.photographs(each)
            home = self.work / f"user-{each.count}-{each.size[0]}"
            self.users += [Bar(*row) for row in whole.rows(each, photographs, home)]
        self.costs |= whole.costs

    def measure(self, each: Set) -> None:
        """Build a set cold, with its cache warm, with one caption changed, and its floor."""
        photographs = self.photographs(each)
        home = self.work / each.title.replace(" ", "-")
        story = stories.write(home / "story", photographs)
        cold = self.build(f"{each.title}, cold", story, home)
        if each.floored:
            self.inspection(each, story, home, cold)
            order = home / "order.json"
            order.write_text(json.dumps(_order(photographs, home / "books")), "utf-8")
            floor = self.run(
                f"{each.title}, floor",
                [sys.executable, "-m", "tools.bench.floor", str(order), str(home / "floor")],
                home,
            )
            ratio = cold.cpu / floor.cpu
            self.bars.append(Bar(f"{each.title}: cold ÷ floor", ratio, each.floored))
            self.inks(each, story, home, cold)
        stories.write(home / "story", photographs, changed=True)
        warm = self.build(f"{each.title}, one caption changed", story, home)
        if each.warm_s:
            self.bars.append(Bar(f"{each.title}: warm, CPU s", warm.cpu, each.warm_s))
        shutil.rmtree(home)

    def inspection(self, each: Set, story: Path, home: Path, cold: Cost) -> None:
        """Build a set cold and inspect it, and judge what that adds to a ``cold`` build."""
        whole = self.build(
            f"{each.title}, cold, inspected", story, home / "proven", inspecting=True
        )
        share = (whole.cpu - cold.cpu) / cold.cpu * 100
        self.bars.append(Bar(f"{each.title}: inspection, % of cold", share, _INSPECTION))

    def inks(self, each: Set, story: Path, home: Path, cold: Cost) -> None:
        """Build a set cold for a press, and judge what its inks add to a ``cold`` build in sRGB."""
        press = self.build(f"{each.title}, cold, in four inks", story, home / "press", _INKS)
        added = (press.cpu - cold.cpu - _TABLE_S) / each.count * 1000
        what = f"{each.title}: four inks, CPU ms a plate"
        self.bars.append(Bar(what, added, _INKS_MS))

    def growth(self, few: Set, many: Set) -> None:
        """Judge how time and memory grew from one set of small photographs to the next."""
        for state in ("cold", "one caption changed"):
            one, other = (self.costs[f"{each.title}, {state}"].cpu for each in (few, many))
            grown = other / one / (many.count / few.count)
            self.bars.append(Bar(f"{many.title}, {state}: growth ÷ linear", grown, _LINEAR))
        warm = self.costs[f"{many.title}, one caption changed"]
        each_ms = warm.cpu / many.count * 1000
        self.bars.append(Bar(f"{many.title}: warm, CPU ms a plate", each_ms, _WARM_MS))
        self.bars.append(Bar(f"{many.title}: warm, peak MB", warm.peak, _WARM_MB))

    def photographs(self, each: Set | commands.UserSet) -> list[Path]:
        """Make the set's photographs, those that are not there yet."""
        folder = self.store / "{}x{}".format(*each.size)
        wanted = [folder / name(number) for number in range(1, each.count + 1)]
        if missing := [path for path in wanted if not path.exists()]:
            print(f"making {len(missing)} photographs …", file=sys.stderr, flush=True)
            size = [*map(str, each.size), "1", str(each.count)]
            making = [sys.executable, "-m", "tools.bench.photographs", str(folder), *size]
            subprocess.run(making, cwd=ROOT, check=True)
        return wanted

    def build(
        self,
        title: str,
        story: Path,
        home: Path,
        printer: str = _SCREEN_COLOURS,
        inspecting: bool = False,
    ) -> Cost:
        """Build both editions of a story, with a cache of its own, inspected or only made."""
        command = [sys.executable, "-c", _BUILD, str(story), str(home / "books"), printer]
        return self.run(title, [*command, *["inspecting"] * inspecting], home)

    def run(self, title: str, command: Sequence[str], home: Path) -> Cost:
        """Run one command, and note what it cost."""
        self.costs[title] = self.cost(title, command, home)
        return self.costs[title]

    def cost(self, title: str, command: Sequence[str], home: Path) -> Cost:
        """Run one command, with a cache of its own."""
        print(f"{title} …", file=sys.stderr, flush=True)
        settings = {"PLATEBOOK_CACHE": str(home / "cache"), "PYTHONPATH": _path()}
        return run(command, settings, self.work / "log")

    def desk(self, each: Set, seen_s: float) -> None:
        """Change a story at its desk, and judge when each change is seen, and the memory."""
        print(f"Desk, {each.title} …", file=sys.stderr, flush=True)
        photographs = self.photographs(each)
        home = self.work / f"desk-{each.count}"
        story = stories.write(home / "story", photographs)
        settings = {"PLATEBOOK_CACHE": str(home / "cache"), "PYTHONPATH": _path()}
        cost = desk.measure(story, settings, _EDITS, photographs[0].parent)
        for kind, limit in (("caption", seen_s), ("order", 2.0), ("photograph", 1.5)):
            times = cost.times[kind]
            for share in (0.5, 0.95):
                what = f"Desk, {each.title}: {kind} seen, p{share * 100:.0f}, s"
                self.bars.append(Bar(what, times.percentile(share), limit))
        self.bars.append(Bar(f"Desk, {each.title}: peak MB", cost.peak, _DESK_MB))
        shutil.rmtree(home)

    def imports(self, each: Set, limit_s: float) -> None:
        """Import a folder of photographs with an article that has a caption for each."""
        home = self.work / f"import-{each.count}"
        (home / "photographs").mkdir(parents=True)
        for photograph in self.photographs(each):
            os.link(photograph, home / "photographs" / photograph.name)
        captions = [f"{number}. Stall {number}, before six." for number in range(1, each.count + 1)]
        lines = ["A Street Before the Market", "The stalls go up in the dark.", *captions]
        (home / "article.txt").write_text("\n\n".join(lines), "utf-8")
        title = f"Import, {each.title}"
        sources = [str(home / "article.txt"), str(home / "photographs")]
        command = [sys.executable, "-m", "platebook", "import", *sources, str(home / "story")]
        cost = self.run(title, command, home)
        self.bars.append(Bar(f"{title}: wall s", cost.wall, limit_s))
        shutil.rmtree(home)

    def table(self) -> str:
        """Return all that was measured, and the bars, as text."""
        rows = [*_table("what a user pays", self.users), ""]
        rows += [f"{'':44}{'CPU s':>9}{'wall s':>9}{'peak MB':>9}"]
        rows += [
            f"{title:44}{cost.cpu:9.2f}{cost.wall:9.2f}{cost.peak:9.0f}"
            for title, cost in self.costs.items()
        ]
        return "\n".join([*rows, "", *_table("bar", self.bars)])

    def values(self) -> dict[str, Any]:
        """Return the same as values for JSON."""
        return {
            "cores": len(os.sched_getaffinity(0)),
            "costs": {title: asdict(cost) for title, cost in self.costs.items()},
            "bars": [{**asdict(bar), "met": bar.met} for bar in (*self.users, *self.bars)],
        }


def _table(title: str, bars: Sequence[Bar]) -> list[str]:
    return [
        f"{title:52}{'measured':>10}{'at most':>9}",
        *(
            f"{bar.what:52}{bar.figure:10.2f}{bar.limit:9.2f}  {'met' if bar.met else 'NOT MET'}"
            for bar in bars
        ),
    ]


def _order(photographs: Sequence[Path], books: Path) -> list[dict[str, Any]]:
    """Return the sizes at which the books show each photograph: the floor makes the same."""
    epub, pdf = next(books.glob("*.epub")), next(books.glob("*.pdf"))
    with zipfile.ZipFile(epub) as book:
        screens = [_size_in(book, number) for number in range(1, len(photographs) + 1)]
    kinds = [pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    with pypdfium2.PdfDocument(pdf) as printed:
        sizes = [shown.get_px_size() for page in printed for shown in page.get_objects(kinds)]
    rows = zip(map(str, photographs), sizes, screens, strict=True)
    return [{"file": file, "print": paper, "epub": screen} for file, paper, screen in rows]


def _size_in(book: zipfile.ZipFile, number: int) -> tuple[int, int]:
    with Image.open(io.BytesIO(book.read(f"EPUB/images/plate-plate-{number}.jpg"))) as image:
        return image.size


def _path() -> str:
    return os.pathsep.join([str(ROOT), str(ROOT / "src")])


def _store() -> Path:
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (base if base.is_absolute() else Path.home() / ".cache") / "platebook-bench"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, write the JSON; a bar that is not met is said, and no failure."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a few tiny photographs: seconds")
    parser.add_argument("--only", default="", help="only the sets whose title holds this")
    parser.add_argument("--store", type=Path, default=_store(), help="where photographs stay")
    parser.add_argument("--users", action="store_true", help="only what a user pays")
    parser.add_argument("--runs", type=int, help="runs of each of a user's commands")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    given = parser.parse_args(arguments)
    whole = commands.SMALL if given.small else commands.FULL
    sets = [each for each in (SMALL if given.small else FULL) if given.only in each.title]
    given.store.mkdir(parents=True, exist_ok=True)
    # As what is installed is: else every process compiles what it imports, where
    # PYTHONDONTWRITEBYTECODE is set, for a third of a second a build.
    compileall.compile_dir(ROOT / "src", quiet=1)
    with tempfile.TemporaryDirectory(prefix="run-", dir=given.store) as work:
        bench = Bench(given.store, Path(work))
        runs = given.runs or (1 if given.small else 5)
        bench.user([each for each in whole if given.only in each.title], runs)
        for each in () if given.users else sets:
            bench.measure(each)
        small = sets if given.small else [each for each in sets if "small" in each.title]
        if len(small) > 1 and not given.users:
            bench.growth(small[0], small[-1])
        if not given.small and not given.users:
            for each, limit_s in IMPORTS:
                if given.only in f"Import, {each.title}":
                    bench.imports(each, limit_s)
            for each, seen_s in DESKS:
                if given.only in f"Desk, {each.title}":
                    bench.desk(each, seen_s)
    print(bench.table())
    if given.small:
        print("\nA few tiny photographs: the bars are for large ones.")
    if given.json:
        given.json.write_text(json.dumps(bench.values(), indent=1, ensure_ascii=False), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
