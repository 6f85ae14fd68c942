"""Fills the shared templates: one part a page kind, one shell a medium."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platebook import lazy_names

if TYPE_CHECKING:
    from platebook.rendering.environment import fill, filler, read
    from platebook.rendering.renderer import Renderer, Shell, shape_of
    from platebook.rendering.template_values import ForbiddenError, hold_to_policy, writable

__all__ = [
    "ForbiddenError", "Renderer", "Shell", "fill", "filler", "hold_to_policy", "read",
    "shape_of", "writable",
]  # fmt: skip

__getattr__ = lazy_names.loader(
    __name__,
    {
        "template_values": "ForbiddenError hold_to_policy writable",
        "environment": "fill filler read",
        "renderer": "Renderer Shell shape_of",
    },
)
