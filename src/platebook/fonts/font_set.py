"""The fonts of one book: faces as files, the font stack of each role, and their CSS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from platebook.errors import Finding
from platebook.fonts.characters import without
from platebook.fonts.families import Typeface

_GENERIC = {"serif": "serif", "display": "serif", "sans": "sans-serif"}
_FORMATS = {".ttf": "truetype", ".otf": "opentype"}
#: Roles that a downloaded book does without: titles use the text's optical size.
_HEAVY = {("Platebook Serif", 600, "italic"), ("Platebook Sans", 400, "italic")}
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

    def renamed(self, prefix: str) -> FontSet:
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
        faces = tuple(
            face if face.ours else _alone(face)
            for face in self.faces
            if face.family != _DISPLAY
            and (face.family, face.weight, face.style) not in _HEAVY
            and (face.ours or face.weight == 400)
        )
        stacks = {**self.stacks, "display": self.stacks["serif"]}
        return replace(self, faces=faces, stacks=stacks)


def _alone(face: FontFace) -> FontFace:
    """Use a regular face for every weight and style."""
    every = ((400, "italic"), (600, "normal"), (600, "italic"))
    return replace(face, also=every)
