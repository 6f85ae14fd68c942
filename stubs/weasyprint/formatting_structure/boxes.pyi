"""Boxes of a laid out page; lengths in px."""

from collections.abc import Iterator
from typing import Any, Self

class Box:
    element_tag: str | None
    element: Any  # an Element, or None for what has none
    style: Any
    position_x: float
    position_y: float
    width: float
    height: float
    link_annotation: Any
    children: Any  # of those that have any
    def copy(self) -> Self: ...
    def border_width(self) -> float: ...
    def border_height(self) -> float: ...
    def content_box_x(self) -> float: ...
    def content_box_y(self) -> float: ...
    def is_in_normal_flow(self) -> bool: ...

class ParentBox(Box):
    def descendants(self, placeholders: bool = False) -> Iterator[Box]: ...

class BlockBox(ParentBox): ...
class LineBox(ParentBox): ...

class MarginBox(ParentBox):
    at_keyword: str

class TextBox(Box):
    text: str
