"""Formats lengths as printers do: always in mm, and in inches where they are round there."""

from __future__ import annotations

from platebook.geometry import MM_PER_INCH, Edges, Size


def length(mm: float) -> str:
    """Write a length: ``3 mm``, ``0.125 in (3.18 mm)``, ``none``."""
    if not mm:
        return "none"
    inches = _inches(mm)
    return f"{inches} in ({_number(mm)} mm)" if inches else f"{_number(mm)} mm"


def size(extent: Size) -> str:
    """Write a size: ``210 × 297 mm``, ``8.5 × 8.5 in``."""
    sides = (extent.width, extent.height)
    if all(map(_round_in_inches, sides)) and not all(map(_whole, sides)):
        wide, high = (f"{round(side / MM_PER_INCH, 4):g}" for side in sides)
        return f"{wide} × {high} in"
    return f"{_number(extent.width)} × {_number(extent.height)} mm"


def edges(four: Edges) -> str:
    """Write four lengths as briefly as possible."""
    sides = {"top": four.top, "outer": four.outer, "bottom": four.bottom, "binding": four.inner}
    if len(set(sides.values())) == 1:
        return f"{length(four.top)} on every edge" if four.top else "none"
    if four.top == four.outer == four.bottom:
        return (
            f"{length(four.top)} at top, outer edge and bottom; {length(four.inner)} at the binding"
        )
    return "; ".join(f"{name} {length(mm)}" for name, mm in sides.items())


def thickness(mm: float) -> str:
    """Write the thickness of a page in inches and mm, with all digits of the formula."""
    return f"{mm / MM_PER_INCH:.6g} in ({mm:.5f} mm)"


def _inches(mm: float) -> str | None:
    """Give a length in inches if it is round there, and not in mm."""
    if not round_in_inches_alone(mm):
        return None
    return f"{round(mm / MM_PER_INCH, 4):g}"


def round_in_inches_alone(mm: float) -> bool:
    """Whether a length is round in inches, and not in mm."""
    return _round_in_inches(mm) and not _whole(mm)


def _round_in_inches(mm: float) -> bool:
    inches = mm / MM_PER_INCH
    return abs(inches - round(inches, 4)) < 1e-9


def _whole(mm: float) -> bool:
    return abs(mm - round(mm)) < 1e-9


def _number(mm: float) -> str:
    # 0.125 in is 3.175 mm and must become 3.18, whatever the float's error.
    return f"{mm + 1e-9:.2f}".rstrip("0").rstrip(".")
