"""Reads a story folder: finds its manifest and returns the story, or reports every mistake."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from pydantic import ValidationError

from platebook.errors import Finding, ManifestError
from platebook.manifest.cross_checks import check, link_ids
from platebook.manifest.decode import LARGEST_BYTES
from platebook.manifest.files import SUFFIXES, Folder
from platebook.manifest.keys import StoryKeys
from platebook.manifest.lost_text import lost_text
from platebook.manifest.messages import worded
from platebook.manifest.mistakes import MOST_REPORTED, Mistake, findings, nearest
from platebook.manifest.parse_yaml import Node, plain, read
from platebook.manifest.to_story import assemble
from platebook.manifest.unsupported_markdown import unsupported_markdown
from platebook.story import Story

NAME, _SCHEMA = "story.yaml", "story.schema.json"
#: Documents that may hold the words of a story.
_WORDS = (".rtf", ".docx", ".doc", ".odt", ".pages", ".txt", ".md", ".html", ".htm")
_NEW = "`platebook new DIR` makes a story folder to begin with."


def load(path: Path) -> Story:
    """Read a story folder, or a manifest by its path. See ``platebook.manifest.load``."""
    manifest = find(path)
    story, found = examine(read_bytes(manifest), manifest)
    if story is None:
        raise ManifestError(found)
    return story


def examine(raw: bytes, manifest: Path) -> tuple[Story | None, tuple[Finding, ...]]:
    """Read a manifest's bytes, which need not be on disk: its story, or None, and all findings.

    ``manifest`` is the path that the bytes have or will have; files are looked for from there.
    """
    folder = Folder(Path(os.path.realpath(manifest.parent)))
    document = read(raw)
    lost = list(lost_text(document))
    mistakes = [*document.mistakes, *lost]
    if document.root:
        keys, slips = check_values(document.root)
        if isinstance(document.root.value, dict):
            slips += check(document.root, folder)
            slips += unsupported_markdown(document, link_ids(document.root))
        # Where the text itself is wrong, what it would have meant is not looked at as well.
        places = {(mistake.line, mistake.column) for mistake in mistakes}
        spoilt = document.spoilt | {mistake.line for mistake in lost if not mistake.code}
        mistakes += [
            slip
            for slip in slips
            if (slip.line, slip.column) not in places and slip.line not in spoilt
        ]
        found = findings(mistakes, manifest.as_posix())
        if keys and all(mistake.code for mistake in mistakes):
            return assemble(keys, document.root, folder, manifest, found), found
    return None, findings(mistakes, manifest.as_posix())


def check_values(root: Node) -> tuple[StoryKeys | None, list[Mistake]]:
    """Check every value by itself; give the keys, or the mistakes."""
    if not isinstance(root.value, dict):
        message = "a manifest is made of keys and values, and this is not"
        return None, [Mistake(root.line, root.column, message, "Begin with “title: …”.")]
    try:
        return StoryKeys.model_validate(plain(root)), []
    except ValidationError as error:
        slips = error.errors(include_url=False)
        # Wording costs a search for what was meant: beyond what is reported it would be wasted.
        return None, list(worded(slips[: MOST_REPORTED + 1], root))


def find(path: Path) -> Path:
    """Find the manifest, and call it as the user would from where they are."""
    try:
        folder = path.is_dir()
    except OSError:  # pragma: no cover - a name too long for the system
        folder = False
    manifest = path / NAME if folder else path
    here = Path.cwd()
    inside = manifest.is_absolute() and manifest.is_relative_to(here) and here.name
    return manifest.relative_to(here) if inside else manifest


def read_bytes(manifest: Path) -> bytes:
    """Read the manifest's bytes, one more than allowed at most."""
    where = manifest.as_posix()
    try:
        real = Path(os.path.realpath(manifest))
        mode = real.stat().st_mode
        if not stat.S_ISREG(mode):
            raise ManifestError(Finding(where, "this is not an ordinary file", _NEW))
        if not real.is_relative_to(os.path.realpath(manifest.parent)):
            message = "the manifest is a link that leads out of its folder"
            fix = f"Name the folder where it is: {real.parent.as_posix()}"
            raise ManifestError(Finding(where, message, fix))
        with real.open("rb") as file:
            return file.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise ManifestError(_absent(manifest)) from None
    except OSError as error:
        reason = (error.strerror or "the system refuses").lower()
        raise ManifestError(
            Finding(where, f"the manifest cannot be read: {reason}", "Look at its permissions.")
        ) from None


def _absent(manifest: Path) -> Finding:
    """Say that there is no manifest, and what there is instead."""
    folder, where = manifest.parent, manifest.as_posix()
    if re.match(r"[A-Za-z][\w+.-]+:/", where):
        message = "this is an address; platebook fetches nothing"
        return Finding(where, message, "Save the story in a folder, and name that.")
    if not folder.is_dir():
        return Finding(folder.as_posix(), "there is no such folder", _NEW)
    if not manifest.suffix:
        return _no_folder(manifest)
    names = sorted(entry.name for entry in folder.iterdir())
    # Windows hides the second ending of story.yaml.txt.
    endings = (".yaml", ".yml", ".yaml.txt", ".yml.txt", ".json")
    other = [name for name in names if name.lower().endswith(endings) and name != _SCHEMA]
    guess = nearest(manifest.name, other) if len(other) != 1 else other[0]
    message = f"there is no {manifest.name} here"
    if manifest.name != NAME and guess:
        return Finding(where, message, f"Did you mean {(folder / guess).as_posix()}?")
    if len(other) > 1:
        fix = f"Name one of them on the command line: {', '.join(other[:8])}."
        return Finding(where, message, fix)
    if guess:
        return Finding(where, message, f"Rename {guess} to {NAME}, or name it on the command line.")
    return Finding(where, message, _instead(folder, names))


def _instead(folder: Path, names: list[str]) -> str:
    """Return what to do in a folder without a manifest, by what is in it."""
    if (folder.parent / NAME).is_file():
        return f"Did you mean {folder.parent.as_posix()}?"
    if words := [name for name in names if name.lower().endswith(_WORDS)]:
        return f"Save {words[0]} as plain text, with keys and values, under the name {NAME}. {_NEW}"
    if count := sum(name.lower().endswith(SUFFIXES) for name in names):
        photographs = "one photograph" if count == 1 else f"{count} photographs"
        return f"It holds {photographs}, and lacks the manifest, story.yaml. {_NEW}"
    return _NEW


def _no_folder(folder: Path) -> Finding:
    """Say that there is no such story folder; a newcomer may well stand in it already."""
    message, here = "there is no such folder", folder.parent / NAME
    if here.is_file():
        return Finding(folder.as_posix(), message, f"Did you mean {here.as_posix()}?")
    stories = [path.name for path in folder.parent.iterdir() if (path / NAME).is_file()]
    if guess := nearest(folder.name, sorted(stories)) or (stories[0] if len(stories) == 1 else ""):
        return Finding(folder.as_posix(), message, f"Did you mean {folder.parent / guess}?")
    return Finding(folder.as_posix(), message, _NEW)
