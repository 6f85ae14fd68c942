"""Versions of everything that can change a book's bytes: platebook, libraries, system tools."""

from __future__ import annotations

import platform
import re
import zlib
from collections.abc import Mapping, Sequence
from email import message_from_string
from functools import cache
from importlib import metadata

from platebook import pdf, photos
from platebook.version import __version__

#: Packages for the terminal only: they change no byte of a book.
_TALK = frozenset({"typer", "rich"})


def versions() -> Mapping[str, str]:
    """Return versions by name, sorted: platebook, Python, packages, system libraries."""
    found = {
        **_packages(),
        **photos.native_versions(),
        **pdf.native_versions(),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "python": platform.python_version(),
        "platebook": __version__,
    }
    return dict(sorted(found.items()))


@cache
def _packages() -> Mapping[str, str]:
    """Walk the requirements of platebook, and theirs, as far as they are installed."""
    found: dict[str, str] = {}
    waiting = ["platebook"]
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found or name in _TALK:
            continue
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # for another system or an older Python
            continue
        found[name], asked = _version_of(package)
        waiting += [_name(each) for each in asked if "extra ==" not in each]
    return found


def _version_of(package: metadata.Distribution) -> tuple[str, Sequence[str]]:
    """Return a package's version and requirements.

    Both are in the header of its METADATA; ``importlib.metadata`` would parse the README below it
    too, twice.
    """
    text = package.read_text("METADATA")
    if text is None:  # an old kind of package
        return package.version, package.requires or ()
    package_metadata = message_from_string(text.partition("\n\n")[0])
    return str(package_metadata["Version"]), [
        str(each) for each in package_metadata.get_all("Requires-Dist", ())
    ]


def _name(requirement: str) -> str:
    match = re.match(r"[\w.-]+", requirement)
    return match[0] if match else ""
