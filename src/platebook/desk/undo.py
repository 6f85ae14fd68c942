"""The edits that were made at one desk, to be undone and done again, as data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from platebook import edit
from platebook.edit import Change, EditConflictError, Edited

#: Edits that are kept.
_MOST = 500

Setting = tuple[str | None, int | None, str, edit.Value, edit.Value]


@dataclass(frozen=True, slots=True)
class Step:
    """One edit: its name for the button, its change, and who made it.

    ``setting`` is plate, section, key, old and new value where one value was set: by it the edit
    can be undone although another program has changed the manifest elsewhere since.
    """

    label: str
    change: Change
    field: str = ""
    tab: str = ""
    setting: Setting | None = None


class History:
    """What can be undone and done again; ``manifest`` is the story's."""

    def __init__(self, manifest: Path) -> None:
        self._manifest = manifest
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._before: bytes = b""

    @property
    def undo_label(self) -> str:
        """The name of the edit that is undone next; empty where there is none."""
        return self._done[-1].label if self._done else ""

    @property
    def redo_label(self) -> str:
        """The name of the edit that is done again next."""
        return self._undone[-1].label if self._undone else ""

    def make(self, step: Callable[[], tuple[Edited, Step]], raw: bytes) -> Edited:
        """Make an edit and keep it; typing on in one field stays one step. ``raw`` is before it."""
        edited, made = step()
        if edited.change.before == edited.change.after:
            return edited
        last = self._done[-1] if self._done else None
        same = last and made.field and (last.field, last.tab) == (made.field, made.tab)
        same = same and last is not None and edit.digest(self._before) == last.change.before
        if same and last and last.change.after == edited.change.before:
            new = _applied(raw, edited.change)
            self._done[-1] = replace(
                made,
                change=Change.between(self._before, new),
                setting=_joined(last.setting, made.setting),
            )
        else:
            self._before = raw
            self._done = [*self._done[1 - _MOST :], made]
        self._undone.clear()
        return edited

    def undo(self) -> tuple[str, Edited] | None:
        """Undo the last edit. Raises EditConflictError, EditError; the edit is kept then."""
        if not self._done:
            return None
        step = self._done[-1]
        edited = self._apply(step, back=True)
        self._done.pop()
        self._undone.append(replace(step, change=edited.change.reversed(), field=""))
        self.end_typing()
        return step.label, edited

    def redo(self) -> tuple[str, Edited] | None:
        """Do again what was undone last. Raises like ``undo``."""
        if not self._undone:
            return None
        step = self._undone[-1]
        edited = self._apply(step, back=False)
        self._undone.pop()
        self._done.append(replace(step, change=edited.change, field=""))
        return step.label, edited

    def end_typing(self) -> None:
        """Let the next edit be a step of its own, also in the same field."""
        if self._done:
            self._done[-1] = replace(self._done[-1], field="")

    def _apply(self, step: Step, *, back: bool) -> Edited:
        change = step.change.reversed() if back else step.change
        try:
            return edit.apply(self._manifest, change)
        except EditConflictError:
            if step.setting is None:
                raise
            plate, section, key, old, new = step.setting
            now, value = (new, old) if back else (old, new)
            # Where the value is still the one that this edit left, the rest of the file may differ.
            return edit.set(self._manifest, plate, key, value, section=section, against="", was=now)


def _applied(raw: bytes, change: Change) -> bytes:
    return raw[: change.at] + change.new + raw[change.at + len(change.old) :]


def _joined(first: Setting | None, last: Setting | None) -> Setting | None:
    """Return a setting from the value before the first to that after the last."""
    return (*last[:3], first[3], last[4]) if first and last else None
