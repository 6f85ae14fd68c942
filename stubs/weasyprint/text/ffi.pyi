"""Pango and its relatives, by cffi, which knows no types."""

from typing import Any

ffi: Any
pango: Any
