"""The two stylesheets, and the fonts that they use.

The first is for every reader, and has nothing that old Adobe engines reject (one ``calc()`` makes
them drop a whole sheet); the second is for the others. A theme's rules come after the built-in
ones in each. Since e-readers support custom properties badly, ``var(--serif)`` in a sheet is
replaced here by the families that the story's characters need.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from platebook.epub import paths
from platebook.epub.package_files import PackageItem
from platebook.themes import Design

if TYPE_CHECKING:
    from platebook.fonts import FontSet

_ROLE = re.compile(r"var\(\s*--(serif|sans|display)\s*\)")
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


def for_screens(cast: FontSet) -> FontSet:
    """Give the faces that are embedded: the light set, and the optical size for titles.

    The text's optical size is made for 10 pt and looks coarse in titles; the other takes 30 kB.
    """
    light = cast.light()
    text = light.stacks["serif"]
    titles = tuple(
        face
        for face in cast.faces
        if face.ours
        and face.family in cast.stacks["display"]
        and face.family not in text
        and (face.weight, face.style) == (400, "normal")
    )
    stack = (*dict.fromkeys(face.family for face in titles), *text)
    return replace(light, faces=(*light.faces, *titles), stacks={**light.stacks, "display": stack})


def sheets(design: Design, cast: FontSet) -> Iterator[PackageItem]:
    """Give both stylesheets and every font. Raises ThemeError for a theme's mistakes."""
    faces = cast.css(lambda face: paths.between(paths.BASE_SHEET, paths.font(face.name)))
    base = f"{faces}\n{_filled(design.style('epub-base.css'), cast)}"
    yield _sheet("base", paths.BASE_SHEET, base)
    yield _sheet("modern", paths.MODERN_SHEET, _filled(design.style("epub.css"), cast))
    for number, face in enumerate(cast.faces, 1):
        yield PackageItem(f"font-{number}", paths.font(face.name), face.media_type, face.path)


def _filled(sheet: str, cast: FontSet) -> str:
    return _ROLE.sub(lambda match: cast.font_family(match[1]), _COMMENT.sub("", sheet))


def _sheet(id: str, name: str, text: str) -> PackageItem:
    return PackageItem(id, name, "text/css", f'@charset "utf-8";\n{text.strip()}\n'.encode())
