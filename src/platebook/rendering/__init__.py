"""Fills the shared templates: one part a page kind, one shell a medium."""
