"""Would catch Chinese, Japanese and Korean that print as empty boxes in half of all viewers."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from platebook.fonts import sfnt
from platebook.fonts.characters import Line
from platebook.fonts.selection import select_fonts

JAPANESE = "屋台は暗いうちに組み立てられ、最初のトラックが氷を運んでくる。"


@pytest.mark.slow
@pytest.mark.parametrize("repeat", [1, 300])
def test_glyphs_of_a_cjk_face_are_numbered_as_they_stand(tmp_path: Path, repeat: int) -> None:
    more = "".join(chr(0x4E00 + 7 * step) for step in range(repeat))
    made = select_fonts([Line(JAPANESE + more, "here")], language="ja", folder=tmp_path)
    faces = [face for face in made.faces if face.path.suffix == ".otf"]
    if not faces:
        pytest.skip(
            "no CID-keyed font for Japanese on this machine: apt-get install fonts-noto-cjk"
        )
    for face in faces:
        font = TTFont(io.BytesIO(face.path.read_bytes()))
        top = font["CFF "].cff.topDictIndex[0]
        assert hasattr(top, "ROS")
        order = font.getGlyphOrder()
        assert order[0] == ".notdef"
        assert order[1:] == [f"cid{place:05}" for place in range(1, len(order))]
        for name in order[:50]:
            font.getGlyphSet()[name].draw(_Pen())


class _Pen:
    """Takes every outline and keeps none."""

    def __getattr__(self, name: str) -> object:
        return lambda *_points: None


@given(st.integers(2, 65_000))
def test_the_shortest_charset_counts_every_glyph(glyphs: int) -> None:
    charset = sfnt._identity(glyphs)
    kind = charset[0]
    if kind == 0:
        assert (len(charset) - 1) // 2 == glyphs - 1
    else:
        assert int.from_bytes(charset[1:3], "big") == 1
        assert int.from_bytes(charset[3:], "big") == glyphs - 2
