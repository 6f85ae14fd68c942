"""Fills the shared templates: one part a page kind, one shell a medium."""

from platebook.markup.environment import fill, read
from platebook.markup.press import Press, Shell, shape_of

__all__ = ["Press", "Shell", "fill", "read", "shape_of"]
