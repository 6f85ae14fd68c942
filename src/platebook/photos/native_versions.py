"""Names the libraries below the photo engine that come inside packages of another version."""

from __future__ import annotations

from collections.abc import Mapping


def versions() -> Mapping[str, str]:
    """Give the versions of the libraries that decode, convert, resize and encode, by name."""
    from PIL import features

    from platebook.photos import libvips

    told = dict(part.split(" ", 1) for part in libvips.versions().split(", "))
    return {**told, "littlecms": str(features.version("littlecms2"))}
