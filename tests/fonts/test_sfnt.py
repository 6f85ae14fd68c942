"""Catches a subset that font tools refuse, that keeps a reserved name, or that was not allowed."""

from __future__ import annotations

import io
import struct

import pytest
from fontTools.ttLib import TTFont
from fontTools.ttLib.sfnt import calcChecksum

from platebook.fonts import families, sfnt, subset


@pytest.fixture(scope="module")
def font() -> bytes:
    master = families.stack("serif")[0].masters[3]
    return subset.cut(master, set("Platebook 1984 ÄÖé"), "Platebook Serif")


def read(font: bytes) -> TTFont:
    return TTFont(io.BytesIO(font), checkChecksums=2, lazy=False)


def test_names_are_our_own(font: bytes) -> None:
    names = {record.nameID: str(record) for record in read(font)["name"].names}
    assert names[1] == "Platebook Serif SemiBold"
    assert names[2] == "Italic"
    assert names[4] == "Platebook Serif SemiBold Italic"
    assert names[6] == "PlatebookSerif-SemiBoldItalic"
    assert (names[16], names[17]) == ("Platebook Serif", "SemiBold Italic")
    assert "Adobe" in names[0]
    assert "SIL" in names[13]
    assert "Source Serif 4" in names[10]
    assert "Source" not in "".join(names[number] for number in (1, 3, 4, 6, 16))


def test_the_whole_file_sums_up(font: bytes) -> None:
    assert calcChecksum(font + bytes(-len(font) % 4)) == 0xB1B0AFBA
    assert sfnt.build(sfnt.tables(font)) == font


def test_nothing_of_the_variable_font_is_left(font: bytes) -> None:
    told = read(font)
    assert not {"fvar", "gvar", "avar", "STAT", "HVAR", "MVAR", "DSIG"} & set(told.keys())
    assert told["OS/2"].usWeightClass == 600


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [(0, True), (2, False), (4, True), (8, True), (6, True), (0x0100, False), (0x0200, False)],
)
def test_embedding_rights(kind: int, allowed: bool) -> None:
    assert sfnt.may_be_embedded(bytes(8) + struct.pack(">H", kind) + bytes(20)) is allowed


def test_a_font_that_says_nothing_may_be_embedded() -> None:
    assert sfnt.may_be_embedded(b"")
