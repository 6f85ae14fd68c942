"""What a user pays: whole commands, reading, making and inspecting, medians of several runs."""

from __future__ import annotations

import json
import shutil
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.bench import stories
from tools.bench.measuring import Cost

#: Printers by whether they want photographs in sRGB or in four inks.
SCREEN_COLOURS, INKS = "office", "generic-x4"
_PROGRAM = (sys.executable, "-m", "platebook")
#: Builds a story, then again and again with another caption; prints the seconds of each.
_SESSION = """
import json, sys
from pathlib import Path
from time import perf_counter
from platebook import Session
story, books, runs = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
manifest = story / "story.yaml"
told = json.loads(manifest.read_text("utf-8"))
with Session() as session:
    session.build(story, books)
    times = []
    for run in range(runs):
        told["plates"][0]["caption"] += f" Again {run}."
        manifest.write_text(json.dumps(told), "utf-8")
        start = perf_counter()
        session.build(story, books)
        times.append(perf_counter() - start)
print(json.dumps(times))
"""
#: Bars (the issue “Fast: what the user pays”): CPU and wall seconds, ms a plate, MB.
_CAPTION_CPU_S, _CAPTION_WALL_S, _SESSION_S, _CHECK_S = 1.8, 1.5, 0.5, 0.4
_PLATE_MS, _PLATES_MB, _HELP_S = 15.0, 220.0, 0.08


@dataclass(frozen=True)
class UserSet:
    """A number of photographs of one size (px), and the commands that are run with them.

    ``srgb`` and ``press`` are the highest ratios of a cold build to the floor; ``warm`` measures
    what a user does with a story again and again, ``many`` a warm build of many plates.
    """

    title: str
    count: int
    size: tuple[int, int]
    srgb: float | None = None
    press: float | None = None
    warm: bool = False
    many: bool = False


FULL = (
    UserSet("27 × 12 Mpx", 27, (4000, 3000), 1.4, 1.8, warm=True),
    UserSet("27 × 24 Mpx", 27, (6000, 4000), None, 1.5),
    UserSet("200 × 12 Mpx", 200, (4000, 3000), 1.2, 1.4),
    UserSet("1,000 small", 1000, (640, 480), many=True),
)
SMALL = (UserSet("2 × 0.5 Mpx", 2, (800, 600), 1.4, 1.8, warm=True),)
#: What is measured, the figure, and what it must not pass.
Row = tuple[str, float, float]
#: Runs a command named so with the cache of a folder, and says what it cost.
Run = Callable[[str, Sequence[str], Path], Cost]


@dataclass(frozen=True)
class Commands:
    """Runs whole commands ``runs`` times each; ``costs`` are their medians.

    ``order`` says what the floor must make, of photographs and the folder of their books.
    """

    run: Run
    runs: int
    log: Path
    order: Callable[[Sequence[Path], Path], object]
    costs: dict[str, Cost] = field(default_factory=dict)

    def rows(self, each: UserSet, photographs: Sequence[Path], home: Path) -> Iterator[Row]:
        """Measure a set of photographs."""
        story = stories.write(home / "story", photographs)
        if each.srgb or each.press:
            yield from self._cold(each, photographs, story, home)
        if each.warm:
            yield from self._warm(each, photographs, story, home)
        if each.many:
            build = self._build(story, home / "books")
            self.run(f"{each.title}, first", build, home)
            cost = self._median(f"{each.title}, whole, one caption changed", build, home, story)
            yield f"{each.title}: warm, CPU ms a plate", cost.cpu / each.count * 1000, _PLATE_MS
            yield f"{each.title}: warm, peak MB", cost.peak, _PLATES_MB
        shutil.rmtree(home)

    def start(self, home: Path) -> Iterator[Row]:
        """Measure what it costs to answer without doing anything."""
        for word in ("--help", "--version"):
            cost = self._median(f"whole, {word}", [*_PROGRAM, word], home)
            yield f"{word}: CPU s", cost.cpu, _HELP_S

    def _cold(
        self, each: UserSet, photographs: Sequence[Path], story: Path, home: Path
    ) -> Iterator[Row]:
        ways = (("sRGB", SCREEN_COLOURS, each.srgb), ("press", INKS, each.press))
        floor = None
        for name, printer, bar in ways:
            books = home / name
            build = [*self._build(story, books), "--printer", printer]
            cost = self._median(f"{each.title}, whole, cold {name}", build, home, cold=True)
            if floor is None:
                order = home / "order.json"
                order.write_text(json.dumps(self.order(photographs, books)), "utf-8")
                made = [sys.executable, "-m", "tools.bench.floor", str(order), str(home / "floor")]
                floor = self._median(f"{each.title}, whole, floor", made, home)
            if bar:
                yield f"{each.title}: cold, {name} ÷ floor", cost.cpu / floor.cpu, bar

    def _warm(
        self, each: UserSet, photographs: Sequence[Path], story: Path, home: Path
    ) -> Iterator[Row]:
        build = self._build(story, home / "books")
        self.run(f"{each.title}, first", build, home)
        cost = self._median(f"{each.title}, whole, one caption changed", build, home, story)
        yield f"{each.title}: one caption changed, CPU s", cost.cpu, _CAPTION_CPU_S
        yield f"{each.title}: one caption changed, wall s", cost.wall, _CAPTION_WALL_S
        script = [sys.executable, "-c", _SESSION, str(story), str(home / "books"), str(self.runs)]
        self.run(f"{each.title}, whole, session", script, home)
        times = json.loads(self.log.read_text("utf-8").splitlines()[-1])
        yield f"{each.title}: in a session, wall s", statistics.median(times), _SESSION_S
        stories.write(home / "story", photographs)
        check = [*_PROGRAM, "check", str(story), "--quiet"]
        self.run(f"{each.title}, first", check, home)
        cost = self._median(f"{each.title}, whole, check", check, home)
        yield f"{each.title}: check, CPU s", cost.cpu, _CHECK_S

    def _median(
        self,
        title: str,
        command: Sequence[str],
        home: Path,
        changed: Path | None = None,
        *,
        cold: bool = False,
    ) -> Cost:
        """Run a command, with another caption in a story that is ``changed``; take the medians."""
        costs = []
        for number in range(self.runs):
            if cold:
                shutil.rmtree(home / "cache", ignore_errors=True)
            if changed:
                manifest = changed / "story.yaml"
                told = json.loads(manifest.read_text("utf-8"))
                told["plates"][0]["caption"] += f" Again {number}."
                manifest.write_text(json.dumps(told, indent=1), "utf-8")
            costs.append(self.run(title, command, home))
        cpu, wall, peak = (
            statistics.median(getattr(cost, name) for cost in costs)
            for name in ("cpu", "wall", "peak")
        )
        self.costs[title] = Cost(cpu, wall, peak)
        return self.costs[title]

    @staticmethod
    def _build(story: Path, books: Path) -> list[str]:
        return [*_PROGRAM, "build", str(story), "-o", str(books), "--quiet"]
