"""Works with a foreign theme in the sandbox, within limits, and names its file at fault."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from platebook import sandbox
from platebook.css_addresses import find_strings, find_words, rule_ends
from platebook.errors import Finding, PlatebookError, ThemeError
from platebook.themes import Design

Value = TypeVar("Value")
#: CPU seconds that each task has of its own, and more for each page; ``Budget.spare`` comes on top,
#: once for all tasks of a build.
_SECONDS, _SECONDS_A_PAGE = 1.2, 0.08
_MEMORY, _MEMORY_A_PAGE = 700_000_000, 1_000_000
#: A theme may always take so many times what the same task takes without it: where that is more
#: than its limit, the machine is slow or busy.
_SLOW = 2.5
#: CPU seconds in which the search for the file at fault ends: at least, and with all other tasks;
#: and of one try.
_SEARCH, _ALL, _TRY = 1.0, 7.0, 1.0
_FAULTS = (sandbox.LimitError, sandbox.CrashedError, sandbox.FailedError)
_DIGITS = re.compile("[0-9.]+")
#: What a library's error means, by its words: what is wrong, what to do.
_MEANINGS = (
    (
        re.compile("RecursionError"),
        "what it asks for is nested too deeply",
        "Nest elements, blocks and calc() less deeply.",
    ),
    (
        re.compile("digits"),
        "a number in it has too many digits",
        "Write the number with fewer digits.",
    ),
    (
        re.compile("OverflowError|NaN|[Ii]nfinity|ZeroDivision|Decimal|math domain"),
        "a length comes out endless, or as no number",
        "Look for very large numbers, and for calc() that divides by nothing.",
    ),
)
_ANY_MEANING = (
    "it has values or elements that cannot be laid out together",
    "Undo the last change; if the fault stays, take out rules until it goes.",
)


def run_limited(
    design: Design,
    work: Callable[[Design], Value],
    *,
    pages: int = 0,
    reads: Iterable[Path] = (),
    writes: Sequence[Path] = (),
    seconds: float | None = None,
) -> Value:
    """Do ``work`` with a design, for a foreign theme in the sandbox, and return its value.

    ``pages`` is for how many pages, ``reads`` and ``writes`` what else may be opened, ``seconds``
    a limit of CPU time other than by pages. Whatever goes wrong with the theme, and would not
    without it, is raised as a ThemeError, with the theme's file and line where they can be found.
    """
    if not design.foreign or design.theme is None:
        return work(design)
    reads = (*reads, design.theme.resolve(), design.home / "templates", design.home / "styles")
    run = partial(sandbox.run, reads=reads, writes=writes, memory=_MEMORY + pages * _MEMORY_A_PAGE)
    result: Value = _Task(design, work, partial(_time, design, run), pages).execute(seconds)
    return result


def _time(
    design: Design, run: Callable[..., Value], work: Callable[[], Value], seconds: float
) -> Value:
    """Run ``work``, and count the CPU seconds that it takes."""
    before = os.times()
    try:
        return run(work, seconds=seconds)
    finally:
        after = os.times()
        cpu_seconds = after.children_user + after.children_system
        design.budget.taken += cpu_seconds - before.children_user - before.children_system


@dataclass(frozen=True)
class _Task:
    """One task for a foreign theme; ``run`` does it in the sandbox."""

    design: Design
    work: Callable[[Design], object]
    run: Callable[[Callable[[], object], float], object]
    pages: int

    def execute(self, seconds: float | None) -> Any:  # noqa: ANN401  what ``work`` gives
        """Do the task within its limits."""
        budget, own = self.design.budget, _SECONDS + self.pages * _SECONDS_A_PAGE
        limit = seconds or own + budget.spare
        before = budget.taken
        try:
            result = self._time_with_theme(self.design, limit)
        except ThemeError as error:
            if any(finding.where == str(self.design.theme) for finding in error.findings):
                self._time_without_theme(limit)
            raise self._place(error.findings, error) from error.__cause__ or error
        except PlatebookError as error:
            self._time_without_theme(limit)
            raise self._place(map(self._narrow, error.findings), error) from error
        except _FAULTS as error:
            result = self._again(error, limit)
        budget.spare = max(0.0, budget.spare - max(0.0, budget.taken - before - own))
        return result

    def _time_with_theme(self, design: Design, seconds: float) -> object:
        return self.run(lambda: self.work(design), seconds)

    def _time_without_theme(self, limit: float) -> float:
        """Do the task without the theme; return the seconds that it took, at most ``limit``."""
        before, plain = self.design.budget.taken, replace(self.design, theme=None)
        try:
            self.run(lambda: self.work(plain) and None, limit)
        except sandbox.LimitError as ours:
            if ours.what != "time":
                raise
            return max(limit, self.design.budget.taken - before)
        except sandbox.FailedError as ours:
            # What was measured with the theme does not hold without it, which says nothing.
            if not ours.cause.startswith("LayoutError"):
                raise RuntimeError(ours.trace) from ours
        return self.design.budget.taken - before

    def _again(self, error: Exception, limit: float) -> object:
        """Do a task again that failed, where the theme may not be at fault."""
        took = self._time_without_theme(limit)
        if not isinstance(error, sandbox.LimitError) or took * _SLOW < limit:
            self._attribute(error)
        try:
            return self._time_with_theme(self.design, max(limit, took * _SLOW))
        except _FAULTS as again:
            self._attribute(again)

    def _attribute(self, error: Exception) -> NoReturn:
        """Return what the theme did that the book does not do without it."""
        theme = str(self.design.theme)
        at = getattr(error, "at", "")
        where = at if at.startswith(f"{theme}{os.sep}") else theme
        message, fix = _explain(error)
        raise self._place([Finding(where, message, fix)], error) from error

    def _narrow(self, finding: Finding) -> Finding:
        """Return the finding for a text that has its room without the theme."""
        return replace(
            finding,
            where=str(self.design.theme),
            message=f"with this theme, {finding.where}: {finding.message}",
            fix="Give it smaller type, or more room, in the theme’s styles; ours hold it.",
            code="",
        )

    def _place(self, findings: Iterable[Finding], error: Exception) -> ThemeError:
        """Return the error with the file and the line of those findings that name a folder."""
        located_findings, folder = list(findings), str(self.design.theme)
        if any(finding.where == folder for finding in located_findings):
            place = _Search(self, _signature(error)).place()
            located_findings = [
                replace(finding, where=place) if finding.where == folder else finding
                for finding in located_findings
            ]
        return ThemeError(located_findings)


def _explain(error: Exception) -> tuple[str, str]:
    """Explain what went wrong, and what to do."""
    if isinstance(error, sandbox.LimitError):
        took = "too much memory" if error.what == "memory" else "too long"
        message = f"what this theme asks for takes {took}"
        return message, "Ask for less: fewer rules, fewer repetitions, fewer columns and pages."
    if isinstance(error, sandbox.FailedError):
        for words, message, fix in _MEANINGS:
            if words.search(error.cause):
                return f"the book cannot be made with this: {message}", fix
        return f"the book cannot be made with this: {_ANY_MEANING[0]}", _ANY_MEANING[1]
    return "laying out the book with this ends the process", _ANY_MEANING[1]


def _signature(error: BaseException) -> tuple[object, ...]:
    """Return what two errors of one fault have in common: kind and words, without numbers."""
    if isinstance(error, PlatebookError):
        return type(error).__name__, _DIGITS.sub("", error.findings[0].message)
    kind = (sandbox.LimitError, sandbox.CrashedError, sandbox.FailedError)
    return tuple(isinstance(error, type_) for type_ in kind)


@dataclass(frozen=True)
class _Search:
    """Looks for the file and line of a theme with which a fault begins.

    The theme is tried as far as one of its files, or as far as one rule of a stylesheet, and the
    half is taken in which the fault begins.
    """

    task: _Task
    fault: tuple[object, ...]

    def place(self) -> str:
        """Return the file and the line, the file alone, or the theme's folder."""
        design = self.task.design
        files = design.files
        end = design.budget.taken + max(_SEARCH, _ALL - design.budget.taken)
        at = self._first([(path, path.stat().st_size) for path in files], end)
        if at is None:
            return str(design.theme)
        path = files[at]
        if path.suffix != ".css":
            return str(path)
        rules = rule_ends(path.read_text("utf-8-sig", "replace"))
        at = self._first([(path, offset) for _, offset in rules], end)
        return str(path) if at is None else f"{path}:{rules[at][0]}"

    def _first(self, ends: Sequence[tuple[Path, int]], stop: float) -> int | None:
        """Return the index of the first of ``ends`` with which the fault is there, by halving.

        None where the time is over first. With all of them it is known to be there.
        """
        low, high = 0, len(ends) - 1
        while low < high:
            left = stop - self.task.design.budget.taken
            if left <= 0:
                return None
            middle = (low + high) // 2
            if self._fails(ends[middle], left):
                high = middle
            else:
                low = middle + 1
        return high if ends else None

    def _fails(self, until: tuple[Path, int], left: float) -> bool:
        part = replace(self.task.design, until=until)
        try:
            self.task.run(lambda: self.task.work(part) and None, min(left, _TRY))
        except (PlatebookError, *_FAULTS) as error:
            return _signature(error) == self.fault
        return False


#: Both take what is never closed as far as it goes, so that no text is looked through twice.
_TAG = re.compile(r"<[^<>]*>|\{[%{#](?:.*?[%}#]\}|.*)", re.DOTALL)
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)(?:"|$)|' + r"'((?:[^'\\]|\\.)*)(?:'|$)")
_COUNTERS = re.compile(r"@counter-style\s+([\w-]+)\s*\{([^}]*)\}")
#: What is no sign in such a rule: its descriptors, and how they are written.
_SIGNS = re.compile(r"[a-z-]+:|[\"';,]")
_MOST = 200_000
#: What turns a text into capitals or small letters.
_CASES = frozenset(("capitalize", "uppercase", "lowercase"))


def own_texts(theme: Path) -> Iterator[tuple[str, str]]:
    """Yield each text of a theme, after the place that a message names it by."""
    for file in sorted(theme.rglob("*.j2")):
        text = _read(file)
        yield str(file), unescape(_TAG.sub(" ", text))
        for literal in _LITERAL.findall(" ".join(_TAG.findall(text))):
            yield str(file), _unescape("".join(literal))
    for file in sorted(theme.rglob("*.css")):
        sheet = _read(file)
        for line, text in find_strings(sheet):
            yield f"{file}:{line}", _whole(text)
        styles = _counter_styles()
        for word in sorted(find_words(sheet) & styles.keys()):
            yield str(file), styles[word]


def cased_letters(theme: Path, texts: str) -> Iterator[tuple[str, str]]:
    """Yield the capitals and small letters of ``texts``, by each stylesheet that asks for them."""
    for file in sorted(theme.rglob("*.css")):
        if find_words(_read(file)) & _CASES:
            letters = {letter for char in set(texts) for letter in char.upper() + char.lower()}
            yield str(file), "".join(sorted(letters))


def sets_initials(theme: Path) -> bool:
    """Return whether the theme sets first letters apart."""
    return any("first-letter" in find_words(_read(file)) for file in theme.rglob("*.css"))


def _read(file: Path) -> str:
    return file.read_text("utf-8", "replace")[:_MOST] if file.is_file() else ""


def _unescape(literal: str) -> str:
    try:
        text = literal.encode("ascii", "backslashreplace").decode("unicode-escape")
    except UnicodeDecodeError:
        return literal
    return _whole(text)


def _whole(text: str) -> str:
    """Return a text without halves of characters, which are found when it is laid out."""
    return text.encode("utf-8", "ignore").decode()


def _counter_styles() -> dict[str, str]:
    """Return the signs of each counter style that WeasyPrint knows, by its name."""
    spec = find_spec("weasyprint")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    sheets = (sheet for folder in folders for sheet in Path(folder).glob("css/*.css"))
    rules = (rule for sheet in sheets for rule in _COUNTERS.findall(_read(sheet)))
    return {name: _SIGNS.sub(" ", rule) for name, rule in rules}
