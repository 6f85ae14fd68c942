"""Fills the shared templates: one part a page kind, one shell a medium."""

from platebook.markup.environment import fill, read
from platebook.markup.policy import ForbiddenError, hold_to_policy
from platebook.markup.press import Press, Shell, shape_of

__all__ = ["ForbiddenError", "Press", "Shell", "fill", "hold_to_policy", "read", "shape_of"]
