"""Finds templates and styles, and lays a theme over them.

A theme is a folder shaped like ours: ``templates/`` overrides ours by name and may extend them
through ``!default/``, ``styles/`` comes after ours. A theme is data: nothing in it is run, and
what it names stays in its folder.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import NoReturn, TypeVar

from platebook import sandbox
from platebook.css_addresses import find_addresses, find_excess
from platebook.errors import Finding, ThemeError

Value = TypeVar("Value")
#: What may be taken for any book, and for each of its pages: seconds of work, bytes of memory.
_SECONDS, _SECONDS_A_PAGE = 20.0, 0.5
_MEMORY, _MEMORY_A_PAGE = 700_000_000, 1_000_000
#: How many times longer than without the theme anything may take.
_SLOW = 4
#: The most files that a theme may have, and the most bytes of its stylesheets together, and of all
#: its other files.
_MOST_FILES, _MOST_STYLES, _MOST_BYTES = 1_000, 200_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """One stylesheet, and the name that a message calls it by."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Design:
    """Our templates and styles, and the theme's over them.

    ``home`` holds ``templates/`` and ``styles/``; ``theme`` is a folder without links in its
    path, named from the current folder where it lies in it, or ``None``. ``only`` names the one
    stylesheet of the theme that is to be heeded, for those who look for a fault.
    """

    home: Path
    theme: Path | None = None
    only: str | None = None

    @property
    def templates(self) -> tuple[Path, ...]:
        """Folders to look for a template in, the theme's first."""
        ours = (self.home / "templates",)
        return (self.theme / "templates", *ours) if self.theme else ours

    @property
    def foreign(self) -> bool:
        """Whether the theme is one that does not come with platebook."""
        return self.theme is not None and not self.theme.resolve().is_relative_to(
            (self.home / "themes").resolve()
        )

    def shielded(
        self,
        work: Callable[[Design], Value],
        *,
        pages: int = 0,
        reads: Iterable[Path] = (),
        writes: Sequence[Path] = (),
        seconds: float | None = None,
    ) -> Value:
        """Do ``work`` with this design, for a foreign theme in the sandbox, and give its value.

        ``pages`` is for how many, ``reads`` and ``writes`` what else may be opened. Whatever goes
        wrong with the theme, and would not without it, is raised as a ThemeError.
        """
        if not self.foreign or self.theme is None:
            return work(self)
        reads = (*reads, self.theme.resolve(), self.home / "templates", self.home / "styles")
        run = partial(
            sandbox.run,
            reads=reads,
            writes=writes,
            seconds=seconds or _SECONDS + pages * _SECONDS_A_PAGE,
            memory=_MEMORY + pages * _MEMORY_A_PAGE,
        )
        try:
            made: Value = run(lambda: work(self))
        except (sandbox.LimitError, sandbox.CrashedError, sandbox.FailedError) as error:
            plain, before = replace(self, theme=None), os.times()
            try:
                run(lambda: work(plain) and None)
            except sandbox.FailedError as ours:
                raise RuntimeError(ours.trace) from error
            took, limit = os.times().children_user - before.children_user, run.keywords["seconds"]
            if not isinstance(error, sandbox.LimitError) or took * _SLOW < limit:
                self._blame(error)
            try:  # it is the machine that is slow, or the book that is long
                made = run(lambda: work(self), seconds=max(limit, took * _SLOW))
            except (sandbox.LimitError, sandbox.CrashedError, sandbox.FailedError) as again:
                self._blame(again)
        return made

    def _blame(
        self, error: sandbox.LimitError | sandbox.CrashedError | sandbox.FailedError
    ) -> NoReturn:
        """Say what the theme did that the book does not do without it."""
        where = error.at or str(self.theme)
        if isinstance(error, sandbox.LimitError):
            took = "too much memory" if error.what == "memory" else "too long"
            said, fix = (
                f"what this theme asks for takes {took}",
                "Ask for less: fewer rules, fewer repetitions.",
            )
        else:
            cause = error.how if isinstance(error, sandbox.CrashedError) else error.cause
            said, fix = (
                f"the book cannot be made with this: {cause}",
                "Take out what it names, or the last change.",
            )
        raise ThemeError.of(where, said, fix) from error

    def sheets(self, name: str) -> tuple[Stylesheet, ...]:
        """Give the stylesheets called ``name`` (such as ``print.css``): ours, then the theme's."""
        sheets = [Stylesheet(f"styles/{name}", (self.home / "styles" / name).read_text("utf-8"))]
        heeded = self.theme if self.only in (None, name) else None
        if heeded and (heeded / "styles" / name).is_file():
            sheets.append(_theme_sheet(heeded, name))
        return tuple(sheets)

    def style(self, name: str) -> str:
        """Give ``sheets(name)`` as one text."""
        return "\n".join(sheet.text for sheet in self.sheets(name))


def find(theme: Path | None = None) -> Design:
    """Find our design, in a checkout, an editable install or a wheel; check the theme's folder.

    ``theme`` is a folder, or the name of a theme that comes with platebook, such as ``night``.
    Raises ThemeError.
    """
    package = Path(__file__).resolve().parent
    home = package / "_design"
    if not home.is_dir():
        home = package.parent.parent
    if theme and not theme.is_dir() and (home / "themes" / theme).is_dir():
        theme = home / "themes" / theme
    return Design(home, _checked(theme) if theme else None)


def _checked(theme: Path) -> Path:
    if not theme.is_dir():
        raise ThemeError.of(
            str(theme),
            "there is no theme folder here",
            "Give the folder that holds the theme’s templates/ or styles/, or the name of one "
            "that comes with platebook: night.",
        )
    root = theme.resolve()
    if not (root / "templates").is_dir() and not (root / "styles").is_dir():
        raise ThemeError.of(
            str(theme),
            "this folder is no theme: it has neither templates/ nor styles/",
            "Put at least styles/tokens.css there; docs/how-to/themes.md shows how.",
        )
    if faults := list(_faults(root)):
        raise ThemeError(
            Finding(str(theme / path.relative_to(root)), said, fix) for path, said, fix in faults
        )
    here = Path.cwd()
    return root.relative_to(here) if root.is_relative_to(here) else root


def _faults(root: Path) -> Iterator[tuple[Path, str, str]]:
    """Give what in a theme is neither a folder nor a small file, and what to do about it."""
    paths = chain.from_iterable((root / part).rglob("*") for part in ("templates", "styles"))
    found = list(islice(paths, _MOST_FILES + 1))
    if len(found) > _MOST_FILES:
        yield root, f"this theme has more than {_MOST_FILES:,} files", "Take out what is not used."
        return
    left = {True: _MOST_STYLES, False: _MOST_BYTES}
    for path in sorted(found):
        try:
            real = path.resolve(strict=True)
            size, kind = real.stat().st_size, real.stat().st_mode
        except (OSError, RuntimeError):  # a loop of links, a link to nothing, no permission
            yield path, "this cannot be opened", "Take it out, or copy the file into the theme."
            continue
        style = path.suffix == ".css"
        if not real.is_relative_to(root):
            fix = "Copy the file into the theme: a theme may only use what it brings."
            yield path, "this link leads out of the theme’s folder", fix
        elif stat.S_ISDIR(kind):
            if style or path.suffix == ".j2":
                yield path, "this is a folder, and is named as a file is", "Rename or remove it."
        elif not stat.S_ISREG(kind):
            yield path, "this is no regular file", "Take it out: a theme is made of text files."
        elif size > left[style]:
            most, what = (_MOST_STYLES, "stylesheets") if style else (_MOST_BYTES, "files")
            said = f"with this, the theme’s {what} have more than {most // 1000} kB"
            yield path, said, "Make it shorter, or take it out."
        else:
            left[style] -= size
            yield from _excess(path) if style else ()


def _excess(path: Path) -> Iterator[tuple[Path, str, str]]:
    """Give what a stylesheet has more of than any book needs."""
    if excess := find_excess(path.read_text("utf-8", "replace")):
        line, what = excess
        fix = "Ask for less: no book needs as many, and they take too long."
        yield path.with_name(f"{path.name}:{line}"), f"this stylesheet has {what}", fix


def _theme_sheet(theme: Path, name: str) -> Stylesheet:
    """Read a theme's stylesheet; what it names must be a custom property, not a file."""
    path = theme / "styles" / name
    try:
        sheet = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ThemeError.of(
            str(path), "this stylesheet is not UTF-8 text", "Save it as UTF-8."
        ) from error
    faults = [
        Finding(
            f"{path}:{found.line}:{found.column}",
            f"a theme’s stylesheet may not fetch other files ({found.kind} {found.text[:60]})",
            "Take it out: fonts and photographs come from the book, colours from properties.",
        )
        for found in find_addresses(sheet)
    ]
    if faults:
        raise ThemeError(faults)
    return Stylesheet(str(path), sheet)
