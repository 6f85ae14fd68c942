"""The font families that come with platebook, as a table; the faces that a book has of them.

Source Serif 4 sets the text (cut for 10 pt) and the titles (cut for 48 pt), Source Sans 3 what
stands beside photographs. Arabic, Hebrew and Devanagari have families of their own; what other
scripts need is looked for on the machine (``system``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path

from platebook.errors import Finding, MissingToolError
from platebook.fonts.characters import without

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
class _PackagedFamily:
    """A family in a font package, by the slug of that, and its cut.

    The files of its faces are those of the package.
    """

    package: str
    css: str
    masters: tuple[MasterFont, ...]
    cut: str = ""
    script: str = ""
    #: How much larger its letters are made, so that at one type size its own Latin, to which they
    #: were drawn, is as high as ours (OS/2 ``sxHeight``: 502 in the text's cut, 486 in the sans).
    scale: float = 1.0


_SERIF = Path("SourceSerif4[opsz,wght].ttf")
_SERIF_ITALIC = Path("SourceSerif4-Italic[opsz,wght].ttf")
_SANS, _SANS_ITALIC = Path("SourceSans3[wght].ttf"), Path("SourceSans3-Italic[wght].ttf")


def _face(file: Path, weight: int, style: str = "normal", **axes: float) -> MasterFont:
    """Return a face of a variable family, at a weight and a position on its other axes."""
    return MasterFont(file, weight, style, (*axes.items(), ("wght", weight)))


def _two_weights(file: str, **axes: float) -> tuple[MasterFont, ...]:
    """Return two weights of a variable family without italics, used for italics too."""
    faces = (_face(Path(file), weight, "normal", **axes) for weight in (400, 600))
    return tuple(replace(face, also=((face.weight, "italic"),)) for face in faces)


_FAMILIES = {
    "serif": _PackagedFamily(
        "source-serif-4",
        "Platebook Serif",
        (
            _face(_SERIF, 400, opsz=10),
            _face(_SERIF_ITALIC, 400, "italic", opsz=10),
            _face(_SERIF, 600, opsz=10),
            _face(_SERIF_ITALIC, 600, "italic", opsz=10),
        ),
        cut="text",
    ),
    "display": _PackagedFamily(
        "source-serif-4",
        "Platebook Display",
        (
            _face(_SERIF, 400, opsz=48),
            _face(_SERIF_ITALIC, 400, "italic", opsz=48),
            _face(_SERIF, 300, opsz=48),
        ),
        cut="display",
    ),
    "sans": _PackagedFamily(
        "source-sans-3",
        "Platebook Sans",
        (_face(_SANS, 400), _face(_SANS_ITALIC, 400, "italic"), _face(_SANS, 600)),
    ),
    "amiri": _PackagedFamily(
        "amiri",
        "Platebook Amiri",
        (
            MasterFont(Path("Amiri-Regular.ttf"), 400, also=((400, "italic"),)),
            MasterFont(Path("Amiri-Bold.ttf"), 600, also=((600, "italic"),)),
        ),
        script="Arab",
        scale=502 / 420,
    ),
    "noto-sans-arabic": _PackagedFamily(
        "noto-sans-arabic",
        "Platebook Noto Sans Arabic",
        _two_weights("NotoSansArabic[wdth,wght].ttf", wdth=100),
        script="Arab",
        scale=486 / 536,
    ),
    "frank-ruhl-libre": _PackagedFamily(
        "frank-ruhl-libre",
        "Platebook Frank Ruhl Libre",
        _two_weights("FrankRuhlLibre[wght].ttf"),
        script="Hebr",
        scale=502 / 468,
    ),
    "heebo": _PackagedFamily(
        "heebo", "Platebook Heebo", _two_weights("Heebo[wght].ttf"), script="Hebr", scale=486 / 528
    ),
    "noto-sans-devanagari": _PackagedFamily(
        "noto-sans-devanagari",
        "Platebook Noto Sans Devanagari",
        _two_weights("NotoSansDevanagari[wdth,wght].ttf", wdth=100),
        script="Deva",
        scale=494 / 536,  # it stands in the text and in the sans
    ),
}

_STACKS = {
    "serif": ("serif", "amiri", "frank-ruhl-libre", "noto-sans-devanagari"),
    "display": ("display", "amiri", "frank-ruhl-libre", "noto-sans-devanagari"),
    "sans": ("sans", "noto-sans-arabic", "heebo", "noto-sans-devanagari"),
}


def stack(role: str) -> tuple[Family, ...]:
    """Return a role's packaged families in order. Raises MissingToolError for a missing one."""
    return tuple(_family(_FAMILIES[name]) for name in _STACKS[role])


def is_packaged(css: str) -> bool:
    """Return whether a packaged family has this name in CSS."""
    return any(family.css == css for family in _FAMILIES.values())


def folders() -> tuple[Path, ...]:
    """Return the folders of all packaged fonts. Raises MissingToolError for a missing one."""
    packages = dict.fromkeys(family.package for family in _FAMILIES.values())
    return tuple(_folder(package) / "files" for package in packages)


def _family(packaged: _PackagedFamily) -> Family:
    """Find a packaged family's files, and read name, version and licence from them."""
    folder = _folder(packaged.package)
    metadata = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    masters = tuple(
        replace(master, file=folder / "files" / master.file, scale=packaged.scale)
        for master in packaged.masters
    )
    slug = "-".join(filter(None, (packaged.package, packaged.cut)))
    facts = (metadata["family"], metadata["version"], metadata["license"], metadata["copyright"])
    return Family(packaged.css, slug, Typeface(*facts), masters, packaged.script)


def _folder(package: str) -> Path:
    """Find the folder of a font package without running its code."""
    spec = find_spec(f"fontpkg_{package.replace('-', '_')}")
    if spec is None or spec.origin is None:
        fix = f"Install it beside platebook: pip install fontpkg-{package}"
        raise MissingToolError.of(f"fontpkg-{package}", "the font package is not installed", fix)
    return Path(spec.origin).parent


_GENERIC = {"serif": "serif", "display": "serif", "sans": "sans-serif"}
_FORMATS = {".ttf": "truetype", ".otf": "opentype"}
#: Roles that a downloaded book does without: titles use the text's optical size.
_UNNEEDED = {("Platebook Serif", 600, "italic"), ("Platebook Sans", 400, "italic")}
_DISPLAY = "Platebook Display"


@dataclass(frozen=True, slots=True)
class FontFace:
    """One static font file, subset for this book.

    ``family`` is its name in CSS; ``also`` are further weights and styles that it is used for.
    ``ours`` is false for a system font.
    """

    family: str
    weight: int
    style: str
    path: Path
    sha256: str
    size: int
    typeface: Typeface
    also: tuple[tuple[int, str], ...] = ()
    ours: bool = True

    @property
    def name(self) -> str:
        """The file's name, safe in a URL and deterministic."""
        return self.path.name

    @property
    def media_type(self) -> str:
        """The file's media type (RFC 8081)."""
        return "font/otf" if self.path.suffix == ".otf" else "font/ttf"


@dataclass(frozen=True, slots=True)
class FontSet:
    """The fonts of a book.

    ``stacks`` are the families in order for the roles ``serif``, ``display`` and ``sans``.
    ``unprintable`` are the characters of emoji that no font has. ``findings`` are warnings.
    ``whole`` maps each grapheme cluster whose characters would be taken from several fonts to the
    families that have all of it.
    """

    faces: tuple[FontFace, ...]
    stacks: Mapping[str, tuple[str, ...]]
    unprintable: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()
    whole: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def typefaces(self) -> tuple[Typeface, ...]:
        """The families that the book is set in, for the colophon; the main ones first."""
        return tuple(dict.fromkeys(face.typeface for face in self.faces))

    @property
    def size(self) -> int:
        """The size of all fonts in bytes."""
        return sum(face.size for face in self.faces)

    def stack(self, role: str) -> tuple[str, ...]:
        """Return the families of a role, a generic one last."""
        return (*self.stacks[role], _GENERIC[role])

    def font_family(self, role: str) -> str:
        """Write a role's stack as the value of CSS's ``font-family``."""
        return ", ".join([*(f'"{name}"' for name in self.stacks[role]), _GENERIC[role]])

    def css(self, url: Callable[[FontFace], str]) -> str:
        """Write the ``@font-face`` rules; ``url`` gives the address of a face's file."""
        return "".join(
            f'@font-face {{ font-family: "{face.family}"; font-weight: {weight}; '
            f'font-style: {style}; src: url("{url(face)}") '
            f'format("{_FORMATS[face.path.suffix]}"); }}\n'
            for face in self.faces
            for weight, style in ((face.weight, face.style), *face.also)
        )

    def without_emoji(self, text: str) -> str:
        """Remove from a text the emoji that no font has, and the extra spaces."""
        return without(text, self.unprintable)

    def rename(self, prefix: str) -> FontSet:
        """Call every face by another name, for a document that is joined with this book's.

        WeasyPrint takes fonts of one name for the same font.
        """

        def names(families: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(f"{prefix} {family}" for family in families)

        faces = tuple(replace(face, family=f"{prefix} {face.family}") for face in self.faces)
        stacks = {role: names(families) for role, families in self.stacks.items()}
        whole = {cluster: names(families) for cluster, families in self.whole.items()}
        return replace(self, faces=faces, stacks=stacks, whole=whole)

    def light(self) -> FontSet:
        """Return the same fonts with fewer faces, for a book that is downloaded.

        Titles use the text's optical size, and system fonts have their regular weight only, used
        for bold too, since large fonts (Chinese, Korean) take too many bytes.
        """
        every = ((400, "italic"), (600, "normal"), (600, "italic"))
        faces = tuple(
            face if face.ours else replace(face, also=every)
            for face in self.faces
            if face.family != _DISPLAY
            and (face.family, face.weight, face.style) not in _UNNEEDED
            and (face.ours or face.weight == 400)
        )
        stacks = {**self.stacks, "display": self.stacks["serif"]}
        return replace(self, faces=faces, stacks=stacks)
