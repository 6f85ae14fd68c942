"""Finds templates and styles, and lays a theme over them.

A theme is a folder shaped like ours: ``templates/`` overrides ours by name and may extend them
through ``!default/``, ``styles/`` comes after ours. A theme is data: nothing in it is run, and
what it names stays in its folder.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import chain, islice
from pathlib import Path

from platebook.css_addresses import find_addresses, find_excess
from platebook.errors import Finding, ThemeError

#: The themes that come with platebook.
NAMES = ("night", "gallery", "dispatch")
#: The most files that a theme may have, and the most bytes of its stylesheets together, and of all
#: its other files.
_MOST_FILES, _MOST_STYLES, _MOST_BYTES = 1_000, 200_000, 1_000_000

_PLANNED = (
    "Take it out. Margins and the places of captions and photographs are in theme.yaml; "
    "docs/how-to/themes.md shows them."
)


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """One stylesheet, and the name that a message calls it by."""

    name: str
    text: str


@dataclass(slots=True)
class Budget:
    """CPU seconds that a foreign theme has taken in one build: of all its processes together.

    ``spare`` are those that it may still take beyond what each task has of its own.
    """

    spare: float = 2.0
    taken: float = 0.0


@dataclass(frozen=True, slots=True)
class Design:
    """Our templates and styles, and the theme's over them.

    ``home`` holds ``templates/`` and ``styles/``; ``theme`` is a folder without links in its
    path, named from the current folder where it lies in it, or ``None``. ``until`` is for the
    search for a fault: the theme's files as far as one of them, and so many characters of that.
    """

    home: Path
    theme: Path | None = None
    until: tuple[Path, int] | None = None
    budget: Budget = field(default_factory=Budget, compare=False, repr=False)

    @property
    def templates(self) -> tuple[Path, ...]:
        """Folders to look for a template in, the theme's first."""
        ours = (self.home / "templates",)
        return (self.theme / "templates", *ours) if self.theme else ours

    def template(self, name: str) -> str:
        """Return the name that a message calls a template by: the theme's file, or ours."""
        theirs = self.templates[0] / name
        return str(theirs) if self.theme and theirs.is_file() else f"templates/{name}"

    @property
    def foreign(self) -> bool:
        """Whether the theme is one that does not come with platebook."""
        return self.theme is not None and not self.theme.resolve().is_relative_to(
            (self.home / "themes").resolve()
        )

    def sheets(self, name: str) -> tuple[Stylesheet, ...]:
        """Return the stylesheets called ``name``, such as ``print.css``: ours, then the theme's."""
        sheets = [Stylesheet(f"styles/{name}", (self.home / "styles" / name).read_text("utf-8"))]
        path = (self.theme or self.home) / "styles" / name
        if self.theme and path.is_file() and self.has(path):
            end = self.until[1] if self.until and self.until[0] == path else None
            sheets.append(_theme_sheet(path, end))
        return tuple(sheets)

    def has(self, path: Path) -> bool:
        """Return whether a file of the theme is among those before the end of a search."""
        return self.until is None or path <= self.until[0]

    @property
    def files(self) -> tuple[Path, ...]:
        """The theme's own stylesheets and templates, in the order of ``until``."""
        if self.theme is None:
            return ()
        candidates = (*self.theme.glob("styles/*.css"), *self.theme.glob("templates/**/*.j2"))
        return tuple(sorted(path for path in candidates if path.is_file()))

    def style(self, name: str) -> str:
        """Return ``sheets(name)`` as one text."""
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
    return Design(home, _check(theme) if theme else None)


def _check(theme: Path) -> Path:
    if not theme.is_dir():
        near = get_close_matches(theme.name, NAMES, n=1)
        guess = f"Did you mean {near[0]}? " if near else ""
        raise ThemeError.of(
            str(theme),
            "there is no theme folder here",
            f"{guess}Give the folder that holds the theme’s templates/ or styles/, or the name of "
            f"one that comes with platebook: {', '.join(NAMES)}.",
        )
    root = theme.resolve()
    parts = ("templates", "styles", "theme.yaml")
    if not any((root / part).exists() for part in parts):
        raise ThemeError.of(
            str(theme),
            "this folder is no theme: it has neither templates/ nor styles/ nor theme.yaml",
            "Put at least styles/tokens.css there; docs/how-to/themes.md shows how.",
        )
    if faults := list(_faults(root)):
        raise ThemeError(
            Finding(str(theme / path.relative_to(root)), message, fix)
            for path, message, fix in faults
        )
    here = Path.cwd()
    return root.relative_to(here) if root.is_relative_to(here) else root


def _faults(root: Path) -> Iterator[tuple[Path, str, str]]:
    """Yield what in a theme is neither a folder nor a small file, and what to do about it."""
    paths = chain.from_iterable((root / part).rglob("*") for part in ("templates", "styles"))
    entries = list(islice(paths, _MOST_FILES + 1))
    if len(entries) > _MOST_FILES:
        yield root, f"this theme has more than {_MOST_FILES:,} files", "Take out what is not used."
        return
    left = {True: _MOST_STYLES, False: _MOST_BYTES}
    for path in sorted(entries):
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
            limit, what = (_MOST_STYLES, "stylesheets") if style else (_MOST_BYTES, "files")
            message = f"with this, the theme’s {what} have more than {limit // 1000} kB"
            yield path, message, "Make it shorter, or take it out."
        else:
            left[style] -= size
            yield from _excess(path) if style else ()


def _excess(path: Path) -> Iterator[tuple[Path, str, str]]:
    """Yield what a stylesheet has more of than any book needs."""
    if excess := find_excess(path.read_text("utf-8", "replace")):
        line, what = excess
        fix = "Ask for less: no book needs as many, and they take too long."
        yield path.with_name(f"{path.name}:{line}"), f"this stylesheet has {what}", fix


def _theme_sheet(path: Path, end: int | None) -> Stylesheet:
    """Read a theme's stylesheet; what it names must be a custom property, not a file."""
    try:
        sheet = path.read_text(encoding="utf-8-sig")[:end]
    except UnicodeDecodeError as error:
        raise ThemeError.of(
            str(path), "this stylesheet is not UTF-8 text", "Save it as UTF-8."
        ) from error
    faults = [
        Finding(
            f"{path}:{address.line}:{address.column}",
            f"a theme’s stylesheet may not fetch other files ({address.kind} {address.text[:60]})",
            "Take it out: fonts and photographs come from the book, colours from properties.",
        )
        for address in find_addresses(sheet)
    ]
    if path.name in ("print.css", "screen.css"):
        faults += [
            Finding(
                f"{path}:{line}",
                f"the planner decides this, and the rule has no effect: {what}",
                _PLANNED,
            )
            for line, what in find_planned(sheet)
        ]
    if faults:
        raise ThemeError(faults)
    return Stylesheet(str(path), sheet)


_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"(?P<head>[^{}]+)\{(?P<body>[^{}]*)(?=\}|$)")
#: Pages that the planner lays out; a theme's own named pages are its own.
_PAGE = re.compile(
    r"@page(?:\s+(?:plate|facing|full-bleed|bare|blank|measuring|spread|words)[\w-]*)?\s*(?::[\w()+-]+)*\s*$"
)
#: A selector of a photograph, of a caption, of their page; not of pictures in texts and lists.
_OTHERS = r"(?:running-text|thumbnail|captions|plates|cover|wrap)"
_PLATE = re.compile(
    rf"(?:^|,)(?![^,]*\.{_OTHERS}\b)[^,]*"
    r"(?:(?<![\w.#-])img|(?<![\w.#-])figcaption|(?<![\w.#-])figure|\.plate)(?:[.:\[][^\s,>+~]*)?\s*(?:,|$)"
)
_OF_PAGE = re.compile(r"(?:^|;)\s*(size|margin(?:-\w+)?|bleed|marks)\s*:")
_OF_PLATE = re.compile(
    r"(?:^|;)\s*(position|(?:max-|min-)?(?:width|height)|left|top|right|bottom|inset(?:-\w+)*"
    r"|margin(?:-\w+)*|transform|translate|scale|rotate|float|clip)\s*:"
)


def find_planned(css: str) -> Iterator[tuple[int, str]]:
    """Yield the line of each such declaration, counted from 1, and what it is."""
    css = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), css)
    for rule in _RULE.finditer(css):
        head = rule["head"].strip().rpartition(";")[2].strip()
        if _PAGE.match(head):
            pattern = _OF_PAGE
        elif not head.startswith("@") and _PLATE.search(head):
            pattern = _OF_PLATE
        else:
            continue
        for match in pattern.finditer(rule["body"]):
            line = css.count("\n", 0, rule.start("body") + match.start(1)) + 1
            yield line, f"{match[1]} of “{' '.join(head.split())}”"
