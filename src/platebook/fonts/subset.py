"""HarfBuzz: the coverage of a font, and static subsets of it.

A subset keeps all glyphs that its characters can become (small capitals, old-style figures, joined
and conjunct forms) and drops hinting, which print and current screens do not use.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from platebook.fonts import sfnt
from platebook.fonts.families import MasterFont, Typeface
from platebook.fonts.missing_glyphs import correct_gsub, wrong_letters

if TYPE_CHECKING:
    import uharfbuzz as hb

#: Optional features that a book may use; those that a script requires are kept in any case.
_FEATURES = (
    *("kern", "liga", "clig", "calt", "ccmp", "locl", "mark", "mkmk", "rlig", "rclt", "rvrn"),
    *("smcp", "c2sc", "onum", "lnum", "pnum", "tnum", "frac", "numr", "dnom", "sups", "subs"),
    *("ordn", "case", "cpsp", "curs", "dist", "ltra", "ltrm", "rtla", "rtlm"),
    *("init", "medi", "med2", "fina", "fin2", "fin3", "isol", "stch"),
    *("abvf", "abvm", "abvs", "akhn", "blwf", "blwm", "blws", "cfar", "cjct", "half", "haln"),
    *("nukt", "pref", "pres", "pstf", "psts", "rkrf", "rphf", "vatu"),
    *("ljmo", "vjmo", "tjmo", "vert", "vrt2", "vkrn", "valt", "vpal", "palt", "halt", "vhal"),
)
#: Forms that text has only where a stylesheet asks for them, by the word that asks.
_ASKED_FOR = {
    "small-caps": ("smcp", "c2sc"),
    "oldstyle-nums": ("onum",),
    "lining-nums": ("lnum",),
    "tabular-nums": ("tnum",),
    "proportional-nums": ("pnum",),
    "fractions": ("frac", "numr", "dnom"),
    "font-variant-position": ("sups", "subs"),
    "ordinal": ("ordn",),
    "font-feature-settings": ("case", "cpsp"),
}
#: Entries of the name table about copyright and licence.
_COPYRIGHT, _VERSION, _DESCRIPTION, _LICENCE, _LICENCE_URL = 0, 5, 10, 13, 14
_STYLES = {
    (300, "normal"): "Light",
    (400, "normal"): "Regular",
    (400, "italic"): "Italic",
    (600, "normal"): "SemiBold",
    (600, "italic"): "SemiBold Italic",
}


def open_face(master: MasterFont) -> hb.Face:
    """Open a master as a HarfBuzz face; the file is mapped, not read."""
    import uharfbuzz as hb

    return hb.Face(hb.Blob.from_file_path(str(master.file)), master.index)


def covered_chars(master: MasterFont) -> frozenset[str]:
    """Return all characters that a face has glyphs for."""
    return frozenset(map(chr, open_face(master).unicodes))


def attaches(master: MasterFont, cluster: str) -> bool:
    """Return whether a face has a glyph for a letter with its marks, or anchors for each mark."""
    import uharfbuzz as hb

    buffer = hb.Buffer()
    buffer.add_str(cluster)
    buffer.guess_segment_properties()
    hb.shape(hb.Font(open_face(master)), buffer)
    glyphs = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    return all(
        info.codepoint and (place.x_advance or place.x_offset or place.y_offset)
        for info, place in glyphs
    )


def embeddable(master: MasterFont) -> bool:
    """Return whether the font's licence bits allow embedding (OS/2 ``fsType``)."""
    return sfnt.may_be_embedded(bytes(open_face(master).reference_table("OS/2").data))


def typeface(master: MasterFont, name: str) -> Typeface:
    """Read name, version and licence of a system font, for the colophon."""
    face = open_face(master)
    version = (face.get_name(_VERSION) or "").removeprefix("Version ").partition(";")[0]
    licence = face.get_name(_LICENCE) or face.get_name(_LICENCE_URL) or ""
    return Typeface(name, version, licence, face.get_name(_COPYRIGHT) or "")


def cut(master: MasterFont, chars: Iterable[str], family: str) -> bytes:
    """Make a static subset of a master with ``chars``, named ``family``.

    The same master, characters and HarfBuzz version give the same bytes.
    """
    return _cut(master, frozenset(chars), family)


@lru_cache(16)
def _cut(master: MasterFont, chars: frozenset[str], family: str) -> bytes:
    face = open_face(master)
    order = _order(map(ord, chars), _FEATURES)
    order.pin_all_axes_to_default(face)
    there = {axis.tag for axis in face.axis_infos}
    for axis, value in master.axes:
        if axis in there:
            order.pin_axis_location(face, axis, value)
    names = {
        number: text
        for number in (_COPYRIGHT, _VERSION, _LICENCE, _LICENCE_URL)
        if (text := face.get_name(number))
    }
    origin = face.get_name(16) or face.get_name(1) or "a font"
    names[_DESCRIPTION] = f"A subset of {origin}, cut by platebook for one book"
    font = bytes(order.subset(face).blob.data)
    if wrong := wrong_letters(face, chars):
        font = sfnt.build({**sfnt.tables(font), "GSUB": correct_gsub(font, wrong)})
    if master.scale != 1.0:
        font = sfnt.enlarge(font, master.scale)
    return sfnt.rename(font, family, _STYLES.get((master.weight, master.style), "Regular"), names)


def drop_unused_features(font: bytes, style: str) -> bytes:
    """Cut a subset again, without the forms that the stylesheet ``style`` never asks for."""
    import uharfbuzz as hb

    if "font-feature-settings" in style:
        return font
    needless = {tag for word, tags in _ASKED_FOR.items() if word not in style for tag in tags}
    face = hb.Face(hb.Blob(font))
    order = _order(face.unicodes, (tag for tag in _FEATURES if tag not in needless))
    return bytes(order.subset(face).blob.data)


def _order(unicodes: Iterable[int], features: Iterable[str]) -> hb.SubsetInput:
    import uharfbuzz as hb

    order = hb.SubsetInput()
    order.unicode_set.update(unicodes)
    order.layout_feature_tag_set.clear()
    order.layout_feature_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in features)
    order.flags = hb.SubsetFlags.NO_HINTING
    return order
