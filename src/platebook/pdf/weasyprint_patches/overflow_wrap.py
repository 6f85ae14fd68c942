"""``overflow-wrap`` for a word that is longer than its line and split by inline markup.

CSS (Text 3, 5.5) lets such a word break anywhere. WeasyPrint breaks it only in the first text of
a line, so that ``<strong>IMG</strong>_20110817_…`` overflows, and it breaks words that would fit
on the next line where they follow other words in one inline element.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

#: Placeholder for non-text content; lines break before and after it (UAX #14, class CB).
_OBJECT = "\ufffc"


@dataclass(slots=True)
class _Line:
    """The text on a line so far, with the position in px at which each piece begins.

    ``overflows``: not even the first letter of the last piece had room.
    """

    pieces: list[tuple[float, str]] = field(default_factory=list)
    overflows: bool = False

    def before(self, x: float) -> str:
        """Give the text before ``x``, and drop later pieces, whose layout was undone."""
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
    """Turn hyphenation off where only words that are longer than a line may be divided."""
    if box.style["hyphens"] != "auto" or box.style["hyphenate_limit_zone"] != (100, "%"):
        return box
    box = box.copy()
    box.style = box.style.copy()
    box.style["hyphens"] = "manual"
    return box


def _patches(inline: Any) -> dict[str, Any]:  # noqa: ANN401  an untyped library
    """Give the functions that replace WeasyPrint's, by name; they share the state of the line."""
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
        if not hasattr(box, "position_x"):  # only measured, not on a line yet
            return split_text(context, box, width, skip, is_line_start)
        line, text = lines[-1], box.text.encode()[skip:].decode()
        before = line.before(box.position_x)
        unbroken = not before or not can_break(before + text[:1], box.style["lang"])
        made = split_text(context, box if unbroken else _whole(box), width, skip, unbroken)
        line.overflows = False
        if made[0] is not None:
            line.pieces.append((box.position_x, made[0].text))
            breaks = unbroken and box.style["overflow_wrap"] != "normal"
            line.overflows = bool(before and breaks and width is not None and made[0].width > width)
        return made

    def atomic_box(context: Any, box: Any, position_x: float, *rest: Any) -> Any:  # noqa: ANN401
        lines[-1].before(position_x)
        lines[-1].pieces.append((position_x, _OBJECT))
        return atomic(context, box, position_x, *rest)

    def can_break_text(text: str, language: str | None) -> bool:
        overflows, lines[-1].overflows = lines[-1].overflows, False
        return overflows or bool(can_break(text, language))

    return {
        "split_inline_box": split_inline_box,
        "split_text_box": split_text_box,
        "atomic_box": atomic_box,
        "can_break_text": can_break_text,
    }
