"""A cache of prepared photographs in a store, which all workers share.

It holds files by the SHA-256 of their bytes, written only where there is none, and for each story
a list of those that its last build used. They are fetched before a build into a cache folder of
its own; what is damaged or missing is only made again.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path, PurePosixPath

from platebook.batch.store import Store
from platebook.errors import PlatebookError
from platebook.photos import FACTS

_FOLDER, _LISTS, _FILES = "cache", "stories", "files"


def fetch(url: str, slug: str, scratch: Path) -> dict[str, str]:
    """Fill a cache folder in ``scratch`` with what the story used; give a build's environment."""
    folder = scratch / _FOLDER
    folder.mkdir()
    with suppress(PlatebookError, ValueError, AttributeError):
        store = Store(url)
        for name, digest in json.loads(store.read(_list(slug)) or b"{}").items():
            data = store.read(_file(digest))
            if data is None:
                continue
            if hashlib.sha256(data).hexdigest() != digest:
                (store / _file(digest)).remove()
                continue
            path = folder / name
            if not PurePosixPath(name).is_absolute() and ".." not in path.parts:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
    return {"PLATEBOOK_CACHE": str(folder)}


def put(url: str, slug: str, scratch: Path) -> None:
    """Put what a build made and used into the store. A store that refuses fails no build."""
    folder = scratch / _FOLDER
    with suppress(PlatebookError):
        store = Store(url)
        there: dict[str, str] = {}
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            if FACTS in path.relative_to(folder).parts:
                continue  # many small files, found again in less time than they are fetched
            data = path.read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            store.create(_file(digest), data)
            there[path.relative_to(folder).as_posix()] = digest
        store.write(_list(slug), json.dumps(there, indent=1).encode())


def _list(slug: str) -> str:
    return f"{_LISTS}/{slug}.json"


def _file(digest: str) -> str:
    return f"{_FILES}/{digest[:2]}/{digest}"
