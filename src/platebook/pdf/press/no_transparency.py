"""Sees to it that nothing in a file is transparent, where a printer or a standard forbids it.

PDF/X-1a and X-3 forbid groups, soft masks, blend modes and any opacity but 1 (ISO 15930-4 and -6,
6.12), and some printers do. WeasyPrint puts things into groups that have nothing to do with it:
those become plain forms. What is really transparent cannot be made opaque without guessing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from platebook.pdf.engine import PaintError

if TYPE_CHECKING:
    import pydyf

#: States that change nothing: fully opaque, and blended as if there were no blending.
_HARMLESS = {"ca": (1,), "CA": (1,), "BM": ("/Normal", "/Compatible"), "SMask": ("/None",)}
_FIX = "Give every colour whole: no opacity, no rgba(), no blend that fades away."


def make_opaque(pdf: pydyf.PDF) -> None:
    """Unmake all groups. Raises PaintFault where something is transparent."""
    if found := sorted(set(_transparent(pdf))):
        what = f"the printer takes nothing transparent, and there is {found[0]}"
        raise PaintError(what, _FIX)
    for each in pdf.objects:
        if hasattr(each, "extra"):
            each.extra.pop("Group", None)


def _transparent(pdf: pydyf.PDF) -> Iterator[str]:
    for each in pdf.objects:
        if "SMask" in getattr(each, "extra", {}):
            yield "a picture that one sees through"
        if isinstance(each, dict):
            for state in (each.get("ExtGState") or {}).values():
                yield from _of_state(state)


def _of_state(state: dict[str, Any]) -> Iterator[str]:
    for key, harmless in _HARMLESS.items():
        value = state.get(key, harmless[0])
        if value not in harmless:
            kinds = {"SMask": "a mask", "BM": f"a blend mode ({str(value).lstrip('/').lower()})"}
            yield kinds.get(key) or f"a colour with an opacity of {value:g}"
