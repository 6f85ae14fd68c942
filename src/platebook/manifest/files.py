"""Finds the files that a manifest names, none of them outside the story folder; and unused photos.

Paths are relative to the manifest, with slashes on every system. Links are followed before it is
asked whether a file lies inside; nothing outside the folder is ever looked at.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from difflib import get_close_matches
from itertools import chain
from pathlib import Path

from platebook.graphemes import IGNORABLE
from platebook.manifest.mistakes import InvalidValue, quote
from platebook.story import Story

#: What photographs are called; a camera's raw files are none that a book can show.
SUFFIXES = (".jpg", ".jpeg", ".jpe", ".png", ".tif", ".tiff", ".webp", ".heic", ".heif", ".avif")
#: Entries of a folder that are looked at: a folder of more is no folder of this story alone.
_MOST = 20_000


def unused_photographs(story: Story) -> tuple[str, ...]:
    """Return the photographs that no plate shows, relative to the manifest.

    Those in photos/ and below, in the folders that plates name, and beside the manifest.
    """
    used_paths = {plate.path for plate in story.plates}
    if isinstance(story.cover, Path):
        used_paths.add(story.cover)
    parents = {story.root / Path(plate.photo).parent for plate in story.plates}
    inside = (path for path in parents if Path(os.path.realpath(path)).is_relative_to(story.root))
    folders = {story.root, *(path for path in inside if ".." not in path.parts)}
    files = chain(
        (path for folder in folders for path in _files(folder)),
        (path for folder in _below(story.root / "photos") for path in _files(folder)),
    )
    left = {path for path in files if Path(os.path.realpath(path)) not in used_paths}
    return tuple(sorted(path.relative_to(story.root).as_posix() for path in left))


def _below(top: Path) -> list[Path]:
    """Return a folder and those in it, links not followed."""
    if top.is_symlink():
        return []
    folders = []
    for folder, names, _ in os.walk(top):
        names[:] = sorted(name for name in names if not name.startswith("."))
        folders.append(Path(folder))
        if len(folders) > _MOST:
            break
    return folders


def _files(folder: Path) -> list[Path]:
    """Return the photographs in a folder; what begins with a dot is some program's own."""
    try:
        with os.scandir(folder) as entries:
            return [
                folder / entry.name
                for entry, _ in zip(entries, range(_MOST), strict=False)
                if Path(entry.name).suffix.lower() in SUFFIXES
                and not entry.name.startswith(".")
                and entry.is_file()
            ]
    except OSError:
        return []


_SPECIAL = "Name an ordinary file."
#: What no path of the system holds: its end, and halves of characters.
_NO_NAME = re.compile("[\0\ud800-\udfff]")
#: After so many missing files no file is suggested, since each costs a walk over a folder.
_MOST_SUGGESTIONS = 25
#: Files of a folder among which one is looked for.
_MOST_FILES = 10_000


class Folder:
    """A story folder, and what was already found in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._paths: dict[str, Path | InvalidValue] = {}
        self._names: dict[Path, list[str]] = {}
        self._all: list[str] | None = None
        self._suggestions = 0

    def file(self, text: str) -> Path:
        """Return the real path of a file inside the folder; raise InvalidValue if there is none."""
        if text not in self._paths:
            try:
                self._paths[text] = self._look(text)
            except InvalidValue as wrong:
                self._paths[text] = wrong
        path = self._paths[text]
        if isinstance(path, InvalidValue):
            raise InvalidValue(path.message, path.fix)
        return path

    def theme(self, text: str) -> Path:
        """Return the real path of a theme's folder, which may lie beside the story."""
        fix = "Name a folder, relative to the manifest; --theme takes any other."
        _relative(text, fix)
        path = Path(os.path.realpath(self.root / text))
        if not os.path.isdir(path):  # noqa: PTH112  False for a name that is too long, too
            what = "is a file, not a folder" if os.path.lexists(path) else "is not there"
            raise InvalidValue(f"the theme {quote(text)} {what}", fix)
        return path

    def _look(self, text: str) -> Path:
        """Search for a file: its name first, then where it leads, then what it is."""
        inside = "Name a file of the story folder, relative to the manifest: photos/01.jpg."
        _relative(text, inside)
        if os.path.normpath(text).partition("/")[0] == "..":
            fix = "Copy the file into the story folder, and name it from there."
            raise InvalidValue(f"{quote(text)} leads out of the story folder", fix)
        path = self.root / text
        real = Path(os.path.realpath(path))
        if not real.is_relative_to(self.root):
            fix = "Copy the file itself into the story folder."
            raise InvalidValue(f"{quote(text)} is a link that leads out of the story folder", fix)
        try:
            mode = real.stat().st_mode
        except FileNotFoundError:
            return self._find_missing(text, path)
        except OSError as error:
            reason = (error.strerror or "the system refuses").lower()
            raise InvalidValue(f"{quote(text)} cannot be reached: {reason}", inside) from None
        if stat.S_ISDIR(mode):
            raise InvalidValue(f"{quote(text)} is a folder, not a file", "Name one file in it.")
        if not stat.S_ISREG(mode):
            raise InvalidValue(f"{quote(text)} is not an ordinary file", _SPECIAL)
        return real

    def _find_missing(self, text: str, path: Path) -> Path:
        """Find the file under the same name in other Unicode letters, or say what is missing."""
        twin = self._find_equivalent(text)
        if twin is not None:
            return self._look(twin)
        if path.is_symlink():
            fix = "Copy the file itself into the story folder."
            raise InvalidValue(f"{quote(text)} is a link to a file that is not there", fix)
        raise InvalidValue(f"the file {quote(text)} is not there", self._suggest(text, path))

    def _find_equivalent(self, text: str) -> str | None:
        """Find a path that reads the same: macOS writes é as two characters, others as one."""
        parts: list[str] = []
        for part in Path(text).parts:
            normal = unicodedata.normalize("NFC", part)
            names = self._list(self.root.joinpath(*parts))
            same = [name for name in names if unicodedata.normalize("NFC", name) == normal]
            if not same and part != "..":
                return None
            parts.append(part if part == ".." or part in same else same[0])
        twin = "/".join(parts)
        return twin if twin != Path(text).as_posix() else None

    def _suggest(self, text: str, path: Path) -> str:
        """Suggest a file of the story folder that may have been meant."""
        self._suggestions += 1
        if self._suggestions > _MOST_SUGGESTIONS:
            return "Put the file there, or correct its name."
        folded_name = _fold(os.path.normpath(text))
        endings = (*SUFFIXES, Path(folded_name).suffix or ".")
        by_folded = {_fold(name): name for name in self._tree() if _fold(name).endswith(endings)}
        if folded_name in by_folded:
            return f"Did you mean {quote(by_folded[folded_name])}? Capitals count in a file’s name."
        bare_name = _normalize_name(text)
        for name in (name for name in self._tree() if _normalize_name(name) == bare_name):
            return f"Did you mean {quote(name)}? Its spaces or invisible characters are others."
        # The nearest folder goes first: as written, then where most photographs are.
        above = Path(folded_name).parent.as_posix()
        near = sorted(by_folded, key=lambda name: (Path(name).parent.as_posix() != above, name))
        for name in (name for name in near if Path(name).name == Path(folded_name).name):
            return f"Did you mean {quote(by_folded[name])}?"
        # Endings are alike in all photographs: only their stems differ.
        stems: dict[str, str] = {}
        for name in near:
            if not _is_other(Path(name).stem, Path(folded_name).stem):
                stems.setdefault(Path(name).stem, name)
        if match := get_close_matches(Path(folded_name).stem, stems, n=1, cutoff=0.7):
            return f"Did you mean {quote(by_folded[stems[match[0]]])}?"
        folder = path.parent
        if not folder.is_dir():
            return f"There is no folder {quote(Path(text).parent.as_posix())} beside the manifest."
        return "Put the file there, or correct its name."

    def _tree(self) -> list[str]:
        """Return the files of the story folder, relative to it; links are not followed."""
        if self._all is None:
            self._all = []
            for folder, folders, names in os.walk(self.root):
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                place = Path(folder).relative_to(self.root)
                self._all += [(place / name).as_posix() for name in sorted(names)]
                if len(self._all) > _MOST_FILES:
                    break
        return self._all

    def _list(self, folder: Path) -> list[str]:
        if folder not in self._names:
            try:
                self._names[folder] = sorted(entry.name for entry in folder.iterdir())
            except OSError:
                self._names[folder] = []
        return self._names[folder]


def _normalize_name(name: str) -> str:
    """Return a name without spaces, as written or in an address, and without what is invisible."""
    return re.sub(r"\s|%20", "", _fold(IGNORABLE.sub("", name)))


def _fold(name: str) -> str:
    """Return a path as it is compared: capitals aside, accents as one character."""
    return unicodedata.normalize("NFC", name).casefold()


def _relative(text: str, fix: str) -> None:
    """Refuse what is no relative path with slashes."""
    if match := _NO_NAME.search(text):
        message = f"the character U+{ord(match[0]):04X} cannot stand in a file’s name"
        raise InvalidValue(message, "Write the name as it is on disk.")
    if re.match(r"[A-Za-z][\w+.-]+:", text):
        message = f"{quote(text)} is an address; platebook fetches nothing"
        raise InvalidValue(message, "Save the file in the story folder, and name it from there.")
    if text.startswith(("/", "~/", "\\\\")) or re.match(r"[A-Za-z]:", text):
        raise InvalidValue(f"{quote(text)} is not relative to the manifest", fix)
    if "\\" in text:
        right = text.replace("\\", "/")
        raise InvalidValue(f"{quote(text)} has backslashes", f"Write {right} on every system.")


def _is_other(first: str, second: str) -> bool:
    """Return whether two stems have other numbers of as many digits: those of two photographs."""
    numbers = [re.findall(r"\d+", stem) for stem in (first, second)]
    return numbers[0] != numbers[1] and [*map(len, numbers[0])] == [*map(len, numbers[1])]
