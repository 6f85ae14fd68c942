"""The font families that come with platebook, as a table.

Source Serif 4 sets the text (cut for 10 pt) and the titles (cut for 48 pt), Source Sans 3 what
stands beside photographs. Arabic, Hebrew and Devanagari have families of their own; what other
scripts need is looked for on the machine (``system``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from platebook.errors import MissingToolError

ROLES = ("serif", "display", "sans")


@dataclass(frozen=True, slots=True)
class Typeface:
    """What a colophon says of a family: name, version, licence, copyright."""

    name: str
    version: str
    licence: str
    copyright: str


@dataclass(frozen=True, slots=True)
class MasterFont:
    """One face to subset: a file, the index of the face in it, and the position on each axis.

    ``also`` names further weights and styles that the face is used for, so that no renderer
    synthesizes a bold or an oblique. ``scale`` is how much larger its letters are made.
    """

    file: Path
    weight: int = 400
    style: str = "normal"
    axes: tuple[tuple[str, float], ...] = ()
    index: int = 0
    also: tuple[tuple[int, str], ...] = ()
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Family:
    """A family as CSS names it, and its faces, the regular one first.

    ``script`` (ISO 15924) is the family's main script; empty for Latin, Greek and Cyrillic.
    ``slug`` begins its files' names. ``ours`` is true for families that come with platebook.
    """

    css: str
    slug: str
    typeface: Typeface
    masters: tuple[MasterFont, ...]
    script: str = ""
    ours: bool = True


@dataclass(frozen=True, slots=True)
class _Row:
    """A packaged family: its distribution's slug, its cut, and its faces."""

    package: str
    css: str
    cut: str = ""
    script: str = ""
    #: How much larger its letters are made, so that at one type size its own Latin, to which they
    #: were drawn, is as high as ours (OS/2 ``sxHeight``: 502 in the text's cut, 486 in the sans).
    scale: float = 1.0
    #: (file, weight, style, pinned axes, further weights and styles)
    faces: tuple[tuple[str, int, str, str, str], ...] = ()


_SERIF, _SERIF_ITALIC = "SourceSerif4[opsz,wght].ttf", "SourceSerif4-Italic[opsz,wght].ttf"
_SANS, _SANS_ITALIC = "SourceSans3[wght].ttf", "SourceSans3-Italic[wght].ttf"


def _two(file: str, axes: str = "") -> tuple[tuple[str, int, str, str, str], ...]:
    """Return two weights of a variable family without italics, used for italics too."""
    return tuple(
        (file, weight, "normal", f"wght={weight} {axes}", f"{weight}/italic")
        for weight in (400, 600)
    )


_ROWS = {
    "serif": _Row(
        "source-serif-4",
        "Platebook Serif",
        "text",
        faces=(
            (_SERIF, 400, "normal", "opsz=10 wght=400", ""),
            (_SERIF_ITALIC, 400, "italic", "opsz=10 wght=400", ""),
            (_SERIF, 600, "normal", "opsz=10 wght=600", ""),
            (_SERIF_ITALIC, 600, "italic", "opsz=10 wght=600", ""),
        ),
    ),
    "display": _Row(
        "source-serif-4",
        "Platebook Display",
        "display",
        faces=(
            (_SERIF, 400, "normal", "opsz=48 wght=400", ""),
            (_SERIF_ITALIC, 400, "italic", "opsz=48 wght=400", ""),
            (_SERIF, 300, "normal", "opsz=48 wght=300", ""),
        ),
    ),
    "sans": _Row(
        "source-sans-3",
        "Platebook Sans",
        faces=(
            (_SANS, 400, "normal", "wght=400", ""),
            (_SANS_ITALIC, 400, "italic", "wght=400", ""),
            (_SANS, 600, "normal", "wght=600", ""),
        ),
    ),
    "amiri": _Row(
        "amiri",
        "Platebook Amiri",
        script="Arab",
        scale=502 / 420,
        faces=(
            ("Amiri-Regular.ttf", 400, "normal", "", "400/italic"),
            ("Amiri-Bold.ttf", 600, "normal", "", "600/italic"),
        ),
    ),
    "noto-sans-arabic": _Row(
        "noto-sans-arabic",
        "Platebook Noto Sans Arabic",
        script="Arab",
        scale=486 / 536,
        faces=_two("NotoSansArabic[wdth,wght].ttf", "wdth=100"),
    ),
    "frank-ruhl-libre": _Row(
        "frank-ruhl-libre",
        "Platebook Frank Ruhl Libre",
        script="Hebr",
        scale=502 / 468,
        faces=_two("FrankRuhlLibre[wght].ttf"),
    ),
    "heebo": _Row(
        "heebo", "Platebook Heebo", script="Hebr", scale=486 / 528, faces=_two("Heebo[wght].ttf")
    ),
    "noto-sans-devanagari": _Row(
        "noto-sans-devanagari",
        "Platebook Noto Sans Devanagari",
        script="Deva",
        scale=494 / 536,  # it stands in the text and in the sans
        faces=_two("NotoSansDevanagari[wdth,wght].ttf", "wdth=100"),
    ),
}

_STACKS = {
    "serif": ("serif", "amiri", "frank-ruhl-libre", "noto-sans-devanagari"),
    "display": ("display", "amiri", "frank-ruhl-libre", "noto-sans-devanagari"),
    "sans": ("sans", "noto-sans-arabic", "heebo", "noto-sans-devanagari"),
}


def stack(role: str) -> tuple[Family, ...]:
    """Give the packaged families of a role in order. Raises MissingToolError for a missing one."""
    return tuple(_family(_ROWS[name]) for name in _STACKS[role])


def is_packaged(css: str) -> bool:
    """Return whether a packaged family has this name in CSS."""
    return any(row.css == css for row in _ROWS.values())


def folders() -> tuple[Path, ...]:
    """Return the folders of all packaged fonts. Raises MissingToolError for a missing one."""
    packages = dict.fromkeys(row.package for row in _ROWS.values())
    return tuple(_folder(package) / "files" for package in packages)


def _family(row: _Row) -> Family:
    """Find a packaged family's files, and read name, version and licence from them."""
    folder = _folder(row.package)
    metadata = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    masters = tuple(
        MasterFont(
            folder / "files" / file, weight, style, _axes(axes), also=_also(also), scale=row.scale
        )
        for file, weight, style, axes, also in row.faces
    )
    slug = "-".join(filter(None, (row.package, row.cut)))
    facts = (metadata["family"], metadata["version"], metadata["license"], metadata["copyright"])
    return Family(row.css, slug, Typeface(*facts), masters, row.script)


def _folder(package: str) -> Path:
    """Find the folder of a font package without running its code."""
    spec = find_spec(f"fontpkg_{package.replace('-', '_')}")
    if spec is None or spec.origin is None:
        raise MissingToolError.of(
            f"fontpkg-{package}",
            "the font package is not installed",
            f"Install it beside platebook: pip install fontpkg-{package}",
        )
    return Path(spec.origin).parent


def _axes(text: str) -> tuple[tuple[str, float], ...]:
    """Read ``opsz=10 wght=400``."""
    pairs = (part.partition("=") for part in text.split())
    return tuple((axis, float(value)) for axis, _, value in pairs)


def _also(text: str) -> tuple[tuple[int, str], ...]:
    """Read ``400/italic``."""
    pairs = (part.partition("/") for part in text.split())
    return tuple((int(weight), style) for weight, _, style in pairs)
