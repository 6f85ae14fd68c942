"""story.yaml → ``Story``, or every mistake in it with its line and column; and its JSON Schema.

Nothing heavy is imported until a function here is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from platebook import lazy_names

if TYPE_CHECKING:
    from platebook.manifest.files import unused_photographs
    from platebook.manifest.from_story import complete
    from platebook.manifest.keys import schema
    from platebook.manifest.load_story import load
    from platebook.manifest.theme_file import ThemeDirection, theme_direction
    from platebook.manifest.warnings import remarks

__all__ = [
    "ThemeDirection", "complete", "load", "remarks", "schema", "theme_direction",
    "unused_photographs",
]  # fmt: skip

__getattr__ = lazy_names.loader(
    __name__,
    {
        "files": "unused_photographs",
        "from_story": "complete",
        "keys": "schema",
        "load_story": "load",
        "theme_file": "ThemeDirection theme_direction",
        "warnings": "remarks",
    },
)
