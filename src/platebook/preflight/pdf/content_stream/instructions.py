"""Takes content streams apart into instructions, and notices where they are cut off or junk."""

from __future__ import annotations

import warnings
from typing import Any

import pikepdf

from platebook.preflight.pdf.content_stream.graphics_state import GraphicsState, Sheet
from platebook.preflight.pdf.objects import ODD, Thing, TooLargeError, unpacked

#: Bytes that a page's drawing may unpack to. A page of a book has kilobytes; the largest maps and
#: technical drawings seen have a few megabytes.
MOST_BYTES = 8_000_000
#: What parsing costs, in operators: a byte of a drawing is about a tenth of one.
_BYTES_AN_OPERATOR = 10
#: What opening another stream costs, in operators.
_A_STREAM = 60
#: Put after a stream as one more operator: whatever is left before it was cut off.
_END = "PlatebookEndOfStream"


def instructions_of(hand: GraphicsState, parts: list[Thing]) -> list[Any]:
    """Unpack and parse a stream, or the parts of one, within the page's bounds."""
    try:
        contents = b"\n".join(unpacked(part, MOST_BYTES) for part in parts)
        size = len(contents)
        if size > MOST_BYTES or not hand.budget.spend(size // _BYTES_AN_OPERATOR + _A_STREAM):
            hand.sheet.whole = False
            return []
        return _parsed(hand.sheet, contents)
    except TooLargeError:
        hand.sheet.whole = False
    except (*ODD, UnicodeDecodeError) as error:
        hand.sheet.faults[_said(error)] = None
    return []


def _parsed(sheet: Sheet, contents: bytes) -> list[Any]:
    """Take a stream apart; what stands after its last operator, or swallows the end, is a fault."""
    scratch = pikepdf.new()
    stream = pikepdf.Stream(scratch, contents + b"\n" + _END.encode())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        instructions = list(pikepdf.parse_content_stream(stream))
    last = instructions.pop() if instructions else None
    text = [str(each.operator) for each in instructions if str(each.operator) in ("BT", "ET")]
    whole = last is not None and str(last.operator) == _END and not len(last.operands)
    if not whole or text[-1:] == ["BT"]:
        sheet.faults["it breaks off in the middle"] = None
    elif said := scratch.get_warnings():
        sheet.faults[_said(ValueError(str(said[0]).partition("): ")[2]))] = None
    return instructions


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:120]


def is_uncoloured(drawing: Thing) -> bool:
    """Tell whether a character of a Type 3 font has no colours of its own (9.6.4, ``d1``)."""
    try:
        return b"d1" in unpacked(drawing, MOST_BYTES)[:200].split()
    except (TooLargeError, *ODD):
        return True
