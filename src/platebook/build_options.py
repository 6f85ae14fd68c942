"""The options of a build, each declared once: for the API, the command line and ``build.json``.

A field of ``BuildOptions`` carries an ``Option``: its flags, help text and parser, and whether
``build.json`` records it. The command line makes its options from these fields (``cli.options``).
Each edition declares which options it uses (``editions``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from platebook.errors import UsageError

#: The editions that are made by default.
DEFAULT_EDITIONS = ("epub", "print")
#: The e-book's default target: a row of ``ebook_targets.TARGETS``.
DEFAULT_TARGET = "default"
#: in mm; no binding machine takes a thicker book.
_WIDEST_SPINE_MM = 120.0

_NO_INK = "only what goes to press has inks"
_ONE_EBOOK = "only the e-book has one"


@dataclass(frozen=True, slots=True)
class Option:
    """How an option is given on the command line.

    ``parse`` reads its text and raises ValueError with a message. ``why`` says why some editions
    have no use for it. ``recorded`` is false for what changes no byte of a book.
    """

    flags: tuple[str, ...]
    metavar: str
    help: str
    parse: Callable[[str], object] | None = None
    why: str = ""
    recorded: bool = True

    @property
    def name(self) -> str:
        """The name that messages use, such as ``--spine``."""
        return self.flags[0]


def _option(default: Any, *flags: str, **rest: Any) -> Any:  # noqa: ANN401  as ``field`` is typed
    return field(default=default, metadata={"option": Option(flags, **rest)})


def _jobs(text: str) -> int:
    with suppress(ValueError):
        if (number := int(text)) >= 0:
            return number
    raise ValueError(f"“{text}” is no number of photographs: 0, 1, 2 …")


def _spine(text: str) -> float:
    with suppress(ValueError):
        if 0 <= (width := float(text)) <= _WIDEST_SPINE_MM:
            return width
    raise ValueError(f"“{text}” is no width in millimetres: 0 to {_WIDEST_SPINE_MM:g}")


def _percent(text: str) -> int:
    with suppress(ValueError):
        return int(text.strip().removesuffix("%"))
    raise ValueError(f"“{text}” is no whole number of per cent: 240, 300 …")


#: The name of a machine, in ASCII; or an address in numbers.
_HOST = re.compile(r"(?!-)[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|[0-9a-f]*:[0-9a-f:.]*", re.IGNORECASE)
_NO_PATH = re.compile(r"""[\s"'<>\\^`{|}\x00-\x1f\x7f]|%(?![0-9A-Fa-f]{2})""")


def site_address(text: str) -> str:
    """Return the address of a site, in ASCII, with a slash at its end. Raises ValueError."""
    wrong = ValueError(f"“{text}” is no address of a website")
    try:
        parts = urlsplit(text.strip())
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:  # of the host's letters, or of the port
        raise wrong from None
    is_site = parts.scheme in ("http", "https") and _HOST.fullmatch(host)
    if not is_site or _NO_PATH.search(parts.path) or "@" in parts.netloc:
        raise wrong
    if parts.query or parts.fragment or set("?#") & set(text):
        raise wrong
    host = f"[{host}]" if ":" in host else host
    path = quote(parts.path.rstrip("/"), safe="/%:@!$&()*+,;=~-._", errors="surrogateescape")
    return f"{parts.scheme}://{host}{port}{path}/"


def _budget(text: str) -> float:
    with suppress(ValueError):
        return float(text)
    raise ValueError(f"“{text}” is no number of megabytes: 2.5, 10 …")


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """The options of a build. Every field has the default of the command line's option.

    Lengths are in mm, ink limits in per cent of total area coverage, budgets in MB (10⁶ bytes).
    ``printers`` are names of known printers or paths of profiles; ``theme`` is a folder or the name
    of a theme that comes with platebook; ``jobs`` is the number of worker processes, 0 for one per
    core. Values are checked when a build begins, which raises UsageError.
    """

    editions: Sequence[str] = _option(
        (),
        "--edition",
        "-e",
        metavar="NAME",
        help="{editions}; may be given more than once. Without it, epub and print.",
    )
    theme: str | Path | None = _option(
        None,
        "--theme",
        metavar="DIR",
        help="A theme's folder, or the name of one that comes with platebook: "
        "night, gallery, dispatch. Overrides the manifest's.",
    )
    trim: str | None = _option(
        None,
        "--trim",
        metavar="SIZE",
        help="The printed page: a name from below, or a size. Overrides the manifest's.",
    )
    printers: Sequence[str | Path] = _option(
        (),
        "--printer",
        metavar="NAME",
        help="Print for this printer: a name that `platebook printers` lists, or a profile of your "
        "own (.yaml). May be given more than once: each has a file of its own.",
    )
    profile: str | Path | None = _option(
        None,
        "--profile",
        metavar="FILE",
        help="The colour profile (.icc) that the printer names, instead of the one that is known "
        "of it; or fogra39, which comes with platebook.",
        why=_NO_INK,
    )
    intent: str | None = _option(
        None,
        "--intent",
        metavar="NAME",
        help="How colours that the press lacks are brought to those it has: relative, as without "
        "this, perceptual, saturation or absolute.",
        why=_NO_INK,
    )
    ink_limit: int | None = _option(
        None,
        "--ink-limit",
        metavar="PERCENT",
        parse=_percent,
        help="The most ink that any spot of a photograph may have, all four together: less than "
        "the printer allows.",
        why=_NO_INK,
    )
    paper: str | None = _option(
        None,
        "--paper",
        metavar="NAME",
        help="The printer's paper, as `platebook printers NAME` lists it: a cover's spine goes by "
        "it. Without it, the first.",
    )
    binding: str | None = _option(
        None,
        "--binding",
        metavar="NAME",
        help="How the book is bound: perfect, saddle-stitch, lay-flat or case. It decides what a "
        "photograph across two pages loses in the fold. Without it, the printer's usual one.",
        why="only a printed book is bound",
    )
    spine: float | None = _option(
        None,
        "--spine",
        metavar="MM",
        parse=_spine,
        help="How wide a cover's spine is, in millimetres, where only the printer knows.",
        why="only a cover has a spine",
    )
    target: str = _option(
        DEFAULT_TARGET,
        "--target",
        metavar="NAME",
        help="Whom the e-book is for: default, kindle, apple, kobo, google; or small, which makes "
        "a book of at most 10 MB.",
        why=_ONE_EBOOK,
    )
    site: str | None = _option(
        None,
        "--site",
        metavar="URL",
        parse=site_address,
        help="Where the website will be published. Pages then name their own address, and other "
        "sites can show a picture of them.",
        why="only the website has an address",
    )
    avif: bool = _option(
        False,
        "--avif",
        metavar="",
        help="Add AVIF to the website's pictures: a third smaller, and slow to make.",
        why="only the website has other formats than JPEG",
    )
    budget: float | None = _option(
        None,
        "--budget",
        metavar="MB",
        parse=_budget,
        help="The most that the whole e-book may have, in megabytes. Its photographs are made "
        "smaller until it fits, all alike to the eye.",
        why=_ONE_EBOOK,
    )
    epubcheck: bool = _option(
        False,
        "--epubcheck",
        metavar="",
        help="Ask EPUBCheck about the e-book before it takes its place: seconds, and Java.",
        why="it judges the e-book",
        recorded=False,
    )
    ace: bool = _option(
        False,
        "--ace",
        metavar="",
        help="Ask Ace, the accessibility checker, too: it opens a browser.",
        why="it judges the e-book",
        recorded=False,
    )
    jobs: int = _option(
        0,
        "--jobs",
        "-j",
        metavar="N",
        parse=_jobs,
        help="Photographs to prepare at once; 0, the default, is one a core.",
        recorded=False,
    )
    strict: bool = _option(
        False,
        "--strict",
        metavar="",
        help="Let a warning fail, with exit code 6.",
        recorded=False,
    )

    def normalize(self) -> BuildOptions:
        """Return the options as the command line would read them. Raises UsageError."""
        values: dict[str, Any] = {}
        for name, option, default in declared_options():
            value = getattr(self, name)
            try:
                if value is not None or default is not None:
                    values[name] = _read(value, option, default)
            except ValueError as error:
                fix = f"`platebook build --help` says what {option.name} takes."
                raise UsageError.of(option.name, str(error), fix) from None
        return replace(self, **values)

    def with_paths(self, change: Callable[[str | Path], str]) -> BuildOptions:
        """Change the names of files and folders among the options: printers, theme and profile."""
        return replace(
            self,
            printers=tuple(map(change, self.printers)),
            theme=change(self.theme) if self.theme else None,
            profile=change(self.profile) if self.profile else None,
        )

    def values_to_record(self) -> dict[str, Any]:
        """Return the values that decide the bytes of the books, by name, as JSON can hold them."""
        return {
            name: _plain(getattr(self, name))
            for name, option, _ in declared_options()
            if option.recorded
        }


def declared_options() -> Iterator[tuple[str, Option, object]]:
    """Yield every option: its name in Python, its declaration and its default."""
    for option in fields(BuildOptions):
        yield option.name, option.metadata["option"], option.default


def _read(value: object, option: Option, default: object) -> object:
    """Check the value of an option that a program gives. Raises ValueError."""
    if option.parse:
        return option.parse(str(value))
    if isinstance(default, bool):
        fits, kind = isinstance(value, bool), "True or False"
    elif isinstance(default, tuple):
        fits, kind = isinstance(value, Iterable) and not isinstance(value, str), "a list"
    else:
        fits, kind = isinstance(value, str | Path), "text"
    if not fits:
        raise ValueError(f"{kind} is needed, and this is {type(value).__name__}")
    return value


def _plain(value: object) -> object:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
