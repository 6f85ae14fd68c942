"""Breaks a word that is longer than its line also where inline markup splits it.

CSS (Text 3, 5.5) lets such a word break anywhere. WeasyPrint breaks it only in the first piece of
text of a line, so that ``<strong>IMG</strong>_20110817_…`` runs over the edge, and breaks words
that would fit the next line where they follow other words in one inline element.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

#: Stands for what is no text; lines break before and after it (UAX #14, class CB).
_OBJECT = "\ufffc"


@dataclass(slots=True)
class _Line:
    """The text that stands on a line so far, by the place in px at which each piece begins.

    ``bursts`` says that of the last piece not even the first letter had room.
    """

    pieces: list[tuple[float, str]] = field(default_factory=list)
    bursts: bool = False

    def before(self, x: float) -> str:
        """Give what stands before ``x``, and forget what was laid out after it and taken back."""
        self.pieces = [piece for piece in self.pieces if piece[0] < x]
        return "".join(text for _, text in self.pieces).lstrip()


@contextmanager
def long_words_broken() -> Iterator[None]:
    """Let WeasyPrint break words wherever they would run over the end of their line."""
    from weasyprint.layout import inline

    patches = _patches(inline)
    plain = {name: getattr(inline, name) for name in patches}
    for name, patch in patches.items():
        setattr(inline, name, patch)
    try:
        yield
    finally:
        for name, function in plain.items():
            setattr(inline, name, function)


def _whole(box: Any) -> Any:  # noqa: ANN401  an untyped library
    """Keep words whole that can move to the next line, if only longer ones may be divided."""
    if box.style["hyphens"] != "auto" or box.style["hyphenate_limit_zone"] != (100, "%"):
        return box
    box = box.copy()
    box.style = box.style.copy()
    box.style["hyphens"] = "manual"
    return box


def _patches(inline: Any) -> dict[str, Any]:  # noqa: ANN401  an untyped library
    """Give functions that stand in for WeasyPrint's, by name; they share the line they set."""
    lines = [_Line()]
    split_box, split_text = inline.split_inline_box, inline.split_text_box
    atomic, can_break = inline.atomic_box, inline.can_break_text

    def split_inline_box(context: Any, box: Any, *rest: Any) -> Any:  # noqa: ANN401
        if not isinstance(box, inline.boxes.LineBox):
            return split_box(context, box, *rest)
        lines.append(_Line())
        try:
            return split_box(context, box, *rest)
        finally:
            lines.pop()

    def split_text_box(
        context: Any,  # noqa: ANN401
        box: Any,  # noqa: ANN401
        width: float | None,
        skip: int,
        is_line_start: bool = True,
    ) -> Any:  # noqa: ANN401
        if not hasattr(box, "position_x"):  # measured, and on no line yet
            return split_text(context, box, width, skip, is_line_start)
        line, text = lines[-1], box.text.encode()[skip:].decode()
        before = line.before(box.position_x)
        unbroken = not before or not can_break(before + text[:1], box.style["lang"])
        made = split_text(context, box if unbroken else _whole(box), width, skip, unbroken)
        line.bursts = False
        if made[0] is not None:
            line.pieces.append((box.position_x, made[0].text))
            breaks = unbroken and box.style["overflow_wrap"] != "normal"
            line.bursts = bool(before and breaks and width is not None and made[0].width > width)
        return made

    def atomic_box(context: Any, box: Any, position_x: float, *rest: Any) -> Any:  # noqa: ANN401
        lines[-1].before(position_x)
        lines[-1].pieces.append((position_x, _OBJECT))
        return atomic(context, box, position_x, *rest)

    def can_break_text(text: str, language: str | None) -> bool:
        bursts, lines[-1].bursts = lines[-1].bursts, False
        return bursts or bool(can_break(text, language))

    return {
        "split_inline_box": split_inline_box,
        "split_text_box": split_text_box,
        "atomic_box": atomic_box,
        "can_break_text": can_break_text,
    }
