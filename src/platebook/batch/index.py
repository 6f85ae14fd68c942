"""What is known of stories and books in stores, kept beside the books in ``stories.json``.

A second batch reads no manifest whose fingerprint is known, and no pointer whose books one listing
of the store shows: a listing of a thousand files costs as much as two files that are read. Without
the file, or where it is damaged, both are read.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any

from platebook.batch.build_story import POINTER, made_by, pointer_table
from platebook.batch.find_stories import BatchStory, place_and_tag
from platebook.batch.model import Receipt, State
from platebook.batch.store import Store, is_url
from platebook.errors import PlatebookError
from platebook.pipeline.build_record import SUFFIX
from platebook.slugs import slug

_FILE = "stories.json"
#: From how many files in the store for each story pointers are read rather than files listed.
_LISTED_FOR_EACH = 25
_DAMAGED = (ValueError, KeyError, TypeError, AttributeError)


class Index:
    """The index of a folder of books. One on a disk is always empty."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._books: dict[str, dict[str, Any]] = {}
        self._files = 0

    def slugs(self) -> Mapping[str, str]:
        """Give the slugs by place and tag of a manifest."""
        with suppress(*_DAMAGED):
            known = self._table["slugs"].items()
            return {key: each for key, each in known if slug(each) == each}
        return {}

    def pointers(self, slugs: Sequence[str]) -> Mapping[str, bytes]:
        """Give the pointers of stories by slug; those that a listing confirms are not read."""
        known = self._confirmed() if slugs else {}
        names = {f"{each}/{POINTER}": each for each in slugs if each not in known}
        read = Store(self._place).read_all(list(names))
        return {**known, **{names[name]: data for name, data in read.items()}}

    def note(self, receipt: Receipt, digest: str) -> None:
        """Note the books of a story, which were made from what has this digest."""
        if is_url(receipt.folder) and receipt.state is not State.FAILED:
            entry = receipt.folder.rpartition("/")[2]
            self._books[receipt.slug] = pointer_table(
                receipt.slug, digest, entry, receipt.files, receipt.findings
            )
            if receipt.state is State.BUILT:
                self._files += len(receipt.files) + 2

    def write(self, stories: Iterable[BatchStory]) -> None:
        """Write what is known now, if that is new. A store that refuses fails no batch."""
        now = {place_and_tag(each): each.slug for each in stories if not each.error and each.tag}
        if not (is_url(self._place) and now):
            return
        table = {
            "made_by": made_by(),
            "slugs": {**self.slugs(), **now},
            "books": self._books,
            "files": self._files,
        }
        if table != self._table:
            with suppress(PlatebookError):
                Store(self._place).write(_FILE, json.dumps(table, indent=0).encode())

    @cached_property
    def _table(self) -> dict[str, Any]:
        with suppress(*_DAMAGED):
            if is_url(self._place):
                table: dict[str, Any] = json.loads(Store(self._place).read(_FILE) or b"null")
                if table["made_by"] == made_by():
                    self._files = int(table["files"])
                    return table
        return {}

    def _confirmed(self) -> Mapping[str, bytes]:
        """Give the known pointers of stories of which the store has these books, and no others."""
        with suppress(PlatebookError, *_DAMAGED):
            if self._table["files"] <= _LISTED_FOR_EACH * len(self._table["books"]):
                return self._listed
        return {}

    @cached_property
    def _listed(self) -> Mapping[str, bytes]:
        found, names = defaultdict[str, set[str]](set), Store(self._place).files()
        self._files = len(names) - 1
        for name in names:
            found[name.partition("/")[0]].add(name.partition("/")[2])
        return {
            each: json.dumps(pointer).encode()
            for each, pointer in self._table["books"].items()
            if found[each]
            == {POINTER}
            | {f"{pointer['entry']}/{name}" for name in (*pointer["files"], f"{each}{SUFFIX}")}
        }
