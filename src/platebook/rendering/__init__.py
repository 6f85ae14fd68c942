"""Fills the shared templates: one part a page kind, one shell a medium."""

from platebook.rendering.environment import fill, filler, read
from platebook.rendering.policy import ForbiddenError, hold_to_policy, writable
from platebook.rendering.renderer import Renderer, Shell, shape_of

__all__ = [
    "ForbiddenError", "Renderer", "Shell", "fill", "filler", "hold_to_policy", "read",
    "shape_of", "writable",
]  # fmt: skip
