"""platebook makes an EPUB and a print-ready PDF out of one photo story.

The functions and classes in ``__all__`` are the public API (docs/reference/api.md); everything
else is private. Importing this module loads nothing else: each name is loaded on first use
(PEP 562), and the first call of a function loads the heavy libraries.
"""

from __future__ import annotations

TYPE_CHECKING = False  # the program must handle signals before ``typing`` is imported
if TYPE_CHECKING:
    from platebook import edit
    from platebook.api import build, check, inspect, load
    from platebook.build_options import BuildOptions
    from platebook.check_story import Checked
    from platebook.errors import Finding, PlatebookError
    from platebook.pipeline import Book
    from platebook.pipeline.session import Session
    from platebook.preflight.model import Inspection
    from platebook.report import Report
    from platebook.story import (
        ArtDirection,
        Epigraph,
        Foreword,
        Link,
        Person,
        Plate,
        Section,
        Series,
        Story,
    )
    from platebook.version import __version__

__all__ = [
    "ArtDirection", "Book", "BuildOptions", "Checked", "Epigraph", "Finding", "Foreword",
    "Inspection", "Link", "Person", "Plate", "PlatebookError", "Report", "Section", "Series",
    "Session", "Story", "__version__", "build", "check", "edit", "inspect", "load",
]  # fmt: skip

#: The module of each public name; without one, the name is a module.
_MODULES = {
    "ArtDirection": "story",
    "Book": "pipeline",
    "BuildOptions": "build_options",
    "Checked": "check_story",
    "Epigraph": "story",
    "Finding": "errors",
    "Foreword": "story",
    "Inspection": "preflight.model",
    "Link": "story",
    "Person": "story",
    "Plate": "story",
    "PlatebookError": "errors",
    "Report": "report",
    "Section": "story",
    "Series": "story",
    "Session": "pipeline.session",
    "Story": "story",
    "__version__": "version",
    "build": "api",
    "check": "api",
    "edit": "",
    "inspect": "api",
    "load": "api",
}


def __getattr__(name: str) -> object:
    """Load a public name on first use (PEP 562)."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module = _MODULES[name]
    if not module:
        return import_module(f"platebook.{name}")
    value: object = getattr(import_module(f"platebook.{module}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names too that were not used yet."""
    return sorted({*globals(), *__all__})
