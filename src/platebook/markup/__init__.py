"""Fills the shared templates: one part a page kind, one shell a medium."""

from platebook.markup.environment import read
from platebook.markup.press import Press, Shell, shape_of

__all__ = ["Press", "Shell", "read", "shape_of"]
