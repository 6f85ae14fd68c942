"""The operators of a content stream that set type (ISO 32000-2, 9.4)."""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot
from typing import Any

import pikepdf

from platebook.preflight.pdf import cos
from platebook.preflight.pdf.content_stream.fonts import PdfFont
from platebook.preflight.pdf.content_stream.marks import MOST_MARKS, Paint, PaintedText
from platebook.preflight.pdf.content_stream.operators import (
    Act,
    GraphicsState,
    Operands,
    Settings,
    matrix,
    sets,
)
from platebook.preflight.pdf.cos import Thing
from platebook.preflight.pdf.page_geometry import (
    SAME,
    Matrix,
    PageArea,
    multiply,
    transform_area,
)

#: How far type reaches above and below its line, as shares of its size: capitals, descenders.
#: What fonts say of themselves is often the height of a line.
_ABOVE, _BELOW = 0.72, 0.21
#: Modes of 9.3.6: 3 shows nothing, 7 only clips; 1 and 5 draw outlines alone.
_INVISIBLE = 3
#: Up to this opacity, nothing is seen.
_FAINTEST = 0.05
#: From here on, characters become a clip (9.3.6).
_CLIPS = 4
_UNSEEN, _OUTLINED = (_INVISIBLE, 7), (1, 5)
_SPACE = 32
#: What a line may rise or fall by, as a share of its length, and still be level.
_LEVEL = 0.02
#: Where characters begin that stand for codes whose characters are not known.
_PRIVATE = 0xF0000


def _begin(state: GraphicsState, _operands: Operands) -> None:
    state.painted.leaps += 1
    state.text_matrix = state.line_matrix = SAME


def font(state: GraphicsState, operands: Operands) -> Thing:
    """``Tf``: take a font of the resources, and a size; returns its dictionary."""
    obj = state.resource("/Font", operands, "the font")
    state.now.font = None if obj is None else state.fonts.read(obj)
    state.now.size = cos.number(operands[1])
    return obj


def _mode(state: GraphicsState, operands: Operands) -> None:
    state.now.mode = int(cos.number(operands[0]))
    state.now.ragged = state.now.ragged or state.now.mode >= _CLIPS


def _matrix(state: GraphicsState, operands: Operands) -> None:
    state.painted.leaps += 1
    state.text_matrix = state.line_matrix = matrix(operands)


def _move(state: GraphicsState, operands: Operands) -> None:
    state.painted.leaps += 1
    x, y = cos.number(operands[0]), cos.number(operands[1])
    state.line_matrix = multiply((1, 0, 0, 1, x, y), state.line_matrix)
    state.text_matrix = state.line_matrix


def _move_and_lead(state: GraphicsState, operands: Operands) -> None:
    state.now.leading = -cos.number(operands[1])
    _move(state, operands)


def _show_on_next_line(state: GraphicsState, operands: Operands) -> None:
    _move(state, [0, -state.now.leading])
    _run(state, [operands[-1]])


def _space_and_show(state: GraphicsState, operands: Operands) -> None:
    state.now.word_spacing, state.now.spacing = cos.number(operands[0]), cos.number(operands[1])
    _show_on_next_line(state, operands)


def _run(state: GraphicsState, items: list[Any]) -> None:
    """Set strings and the gaps between them: one run of type; go on after it."""
    now, painted, font = state.now, state.painted, state.now.font
    if font is None or not items:
        return
    painted.fonts[font.name] = font.embedded
    advances = list(_advances(now, font, items))
    width = sum(advance for advance, _ in advances)
    codes = [code for _, code in advances if code >= 0]
    whole = multiply(state.text_matrix, now.ctm)
    low, high = now.rise - _BELOW * now.size, now.rise + _ABOVE * now.size
    area = transform_area(whole, PageArea(0, low, width, high))
    state.text_matrix = multiply((1, 0, 0, 1, width, 0), state.text_matrix)
    faint = not now.mode and now.opacity * now.group_opacity <= _FAINTEST
    is_seen = state.loose or not codes or not (now.mode == _INVISIBLE or faint)
    if not is_seen and len(painted.unseen) < MOST_MARKS:
        painted.unseen.append(area.meet(now.clip))
    if now.mode in _UNSEEN:
        return
    paint = now.stroke if now.mode in _OUTLINED else now.fill
    if state.loose:
        painted.strays[paint] = None
    elif painted.room():
        if not (area.meet(now.clip).empty and width):
            painted.types.append(_painted_text(state, font, codes, area, paint, whole))
        elif codes and len(painted.unseen) < MOST_MARKS:
            painted.unseen.append(area)


def _painted_text(
    state: GraphicsState,
    font: PdfFont,
    codes: list[int],
    area: PageArea,
    paint: Paint,
    whole: Matrix,
) -> PaintedText:
    """Describe a run of type; ``whole`` leads from its own space to the page."""
    now, (text, legible) = state.now, font.read(codes)
    return PaintedText(
        area,
        paint,
        size=abs(now.size) * hypot(whole[2], whole[3]),
        font=font.name,
        missing=any(map(font.lacks, codes)),
        overprints=now.overprints_fill and now.overprint_mode == 1,
        text=text,
        legible=legible,
        line=state.painted.leaps,
        unmapped=bool(codes) and not legible and not font.named,
        turned=abs(whole[1]) > _LEVEL * abs(whole[0]) or whole[0] < 0 or whole[3] < 0,
        signs=text or "".join(chr(_PRIVATE + (code & 0xFFFF)) for code in codes),
    )


def _advances(now: Settings, font: PdfFont, items: list[Any]) -> Iterator[tuple[float, int]]:
    """Yield by how much each character, and each gap, moves on; a gap's code is -1."""
    for item in items:
        if not isinstance(item, pikepdf.String):
            yield -cos.number(item) / 1000 * now.size * now.stretch, -1
            continue
        for code in font.codes(bytes(item)):
            word_space = now.word_spacing if code == _SPACE and font.bytes_a_code == 1 else 0.0
            advance = font.width(code) * now.size + now.spacing + word_space
            yield advance * now.stretch, code


OPERATORS: dict[str, Act] = {
    "BT": _begin,
    "Tc": sets("spacing"),
    "Tw": sets("word_spacing"),
    "Tz": sets("stretch", 0.01),
    "TL": sets("leading"),
    "Ts": sets("rise"),
    "Tr": _mode,
    "Tm": _matrix,
    "Td": _move,
    "TD": _move_and_lead,
    "T*": lambda state, _: _move(state, [0, -state.now.leading]),
    "Tj": lambda state, operands: _run(state, operands[:1]),
    "TJ": lambda state, operands: _run(state, cos.several(operands[0])),
    "'": _show_on_next_line,
    '"': _space_and_show,
}
