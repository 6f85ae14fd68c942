"""The desk's edits over HTTP: set a value, move, remove and insert plates, undo; and their checks.

Every edit carries the digest of the manifest that the page has seen, and where a value is set the
value that it showed. Answers: 200 done; 409 another program or page was faster, with both versions;
422 refused, with the findings that say why. Nothing is written with 409 and 422.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from platebook import edit
from platebook.desk.guard import body
from platebook.desk.incoming import Uploads, refusal, unused_photographs
from platebook.edit import Change, EditConflictError, Edited
from platebook.errors import Finding, PlatebookError
from platebook.manifest import load_story, warnings

#: Edits that are kept.
_MOST = 500

Setting = tuple[str | None, int | None, str, edit.Value, edit.Value]


@dataclass(frozen=True, slots=True)
class EditStep:
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
        self._steps: list[EditStep] = []
        self._undone: list[EditStep] = []
        self._before: bytes = b""

    @property
    def undo_label(self) -> str:
        """The name of the edit that is undone next; empty where there is none."""
        return self._steps[-1].label if self._steps else ""

    @property
    def redo_label(self) -> str:
        """The name of the edit that is done again next."""
        return self._undone[-1].label if self._undone else ""

    def make(self, step: Callable[[], tuple[Edited, EditStep]], raw: bytes) -> Edited:
        """Make an edit and keep it; typing on in one field stays one step. ``raw`` is before it."""
        result, new_step = step()
        if result.change.before == result.change.after:
            return result
        last = self._steps[-1] if self._steps else None
        same = last and new_step.field and (last.field, last.tab) == (new_step.field, new_step.tab)
        same = same and last is not None and edit.digest(self._before) == last.change.before
        if same and last and last.change.after == result.change.before:
            change = Change.between(self._before, result.change.apply_to(raw))
            setting = _join(last.setting, new_step.setting)
            self._steps[-1] = replace(new_step, change=change, setting=setting)
        else:
            self._before = raw
            self._steps = [*self._steps[1 - _MOST :], new_step]
        self._undone.clear()
        return result

    def undo(self) -> tuple[str, Edited] | None:
        """Undo the last edit. Raises EditConflictError, EditError; the edit is kept then."""
        if not self._steps:
            return None
        step = self._steps[-1]
        result = self._apply(step, back=True)
        self._steps.pop()
        self._undone.append(replace(step, change=result.change.reversed(), field=""))
        self.end_typing()
        return step.label, result

    def redo(self) -> tuple[str, Edited] | None:
        """Do again what was undone last. Raises like ``undo``."""
        if not self._undone:
            return None
        step = self._undone[-1]
        result = self._apply(step, back=False)
        self._undone.pop()
        self._steps.append(replace(step, change=result.change, field=""))
        return step.label, result

    def end_typing(self) -> None:
        """Let the next edit be a step of its own, also in the same field."""
        if self._steps:
            self._steps[-1] = replace(self._steps[-1], field="")

    def _apply(self, step: EditStep, *, back: bool) -> Edited:
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


def _join(first: Setting | None, last: Setting | None) -> Setting | None:
    """Return a setting from the value before the first to that after the last."""
    return (*last[:3], first[3], last[4]) if first and last else None


Body = Mapping[str, Any]


class Editing:
    """The edits of one story. ``publish`` sends an event to all pages."""

    def __init__(self, story: Path, publish: Callable[..., None]) -> None:
        self._story, self._publish = story, publish
        self._history = History(story)
        self._uploads = Uploads(story)
        self._lock = asyncio.Lock()

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            self._route("/api/manifest", self._values, "GET"),
            self._route("/api/edit", self._make),
            self._route("/api/check", self._check),
            self._route("/api/undo", self._undo),
            self._route("/api/redo", self._redo),
            Route("/api/photos", self._photos, methods=["POST"]),
        ]

    def _route(
        self, path: str, make: Callable[[Body], dict[str, Any]], method: str = "POST"
    ) -> BaseRoute:
        """Make a route whose answer is made of a request's body: one at a time, in a thread."""

        async def answer(request: Request) -> Response:
            request_body = await body(request)
            async with self._lock:
                try:
                    data = await asyncio.to_thread(make, request_body)
                except EditConflictError as error:
                    values = {"digest": error.digest, "theirs": error.theirs, "yours": error.yours}
                    return refusal(error, self._story, 409, **values, conflict=True)
                except PlatebookError as error:
                    return refusal(error, self._story)
                except (TypeError, ValueError):
                    return PlainTextResponse("This is no edit.", 400)
                if "tab" in data:
                    self._publish("edited", **data)
                return JSONResponse(data)

        return Route(path, answer, methods=[method])

    def _values(self, _: Body) -> dict[str, Any]:
        """Return the manifest's values as they are written, which fields show."""
        now = edit.read(self._story)
        story = {key: value for key, value in now.values.items() if key != "plates"}
        section_list: Any = story.pop("sections", None) or []
        sections = [section for section in section_list if isinstance(section, Mapping)]
        sizes = [len(section.get("plates") or ()) for section in sections]
        homes = [at for at, size in enumerate(sizes) for _ in range(size)]
        plates = [
            {"id": name, "values": values, "section": home}
            for (name, values), home in zip_longest(now.plates.items(), homes[: len(now.plates)])
        ]
        texts = [
            {key: value for key, value in section.items() if key != "plates"}
            for section in sections
        ]
        values = {"story": story, "sections": texts, "plates": plates}
        return {"digest": now.digest, **values, **self._steps()}

    def _make(self, request_body: Body) -> dict[str, Any]:
        """Make an edit of one of the kinds set, move, remove, insert."""
        kinds = {"set": self._set, "move": self._move, "remove": self._remove}
        kind = {**kinds, "insert": self._insert}.get(str(request_body.get("kind")))
        if kind is None:
            raise edit.EditError(Finding("the desk", "there is no such edit", "Load the page."))
        raw = load_story.read_bytes(load_story.find(self._story))
        if request_body.get("fresh"):
            self._history.end_typing()
        result = self._history.make(lambda: kind(request_body), raw)
        return self._finish(result, request_body, self._history.undo_label)

    def _finish(self, result: Edited, request_body: Body, label: str) -> dict[str, Any]:
        tab = str(request_body.get("tab", ""))
        return {"digest": result.digest, "label": label, "tab": tab, **self._steps()}

    def _steps(self) -> dict[str, str]:
        return {"undo": self._history.undo_label, "redo": self._history.redo_label}

    def _set(self, request_body: Body, *, write: bool = True) -> tuple[Edited, EditStep]:
        plate, section, key, value = _target(request_body)
        old = request_body.get("was")
        expected = {"was": old} if "was" in request_body else {}
        result = edit.set(
            self._story, plate, key, value, section=section,
            against=_text(request_body, "against"), write=write, **expected,
        )  # fmt: skip
        where = plate or (f"section {section + 1}" if section is not None else "story")
        label = f"{key} of “{where}”" if plate else f"{key} of the {where}"
        field = f"{plate}/{section}/{key}"
        setting = (plate, section, key, old, value)
        return result, EditStep(
            label, result.change, field, str(request_body.get("tab", "")), setting
        )

    def _move(self, request_body: Body) -> tuple[Edited, EditStep]:
        """Move one plate, or several that stand together, before or after another."""
        plates = [str(plate_id) for plate_id in request_body.get("plates", ())]
        if not plates:
            raise edit.EditError(Finding("the desk", "there is no such plate", "Load the page."))
        before, after = _text(request_body, "before"), _text(request_body, "after")
        against = _text(request_body, "against")
        result = edit.move(self._story, plates, before=before, after=after, against=against)
        return result, EditStep(f"place of “{plates[0]}”", result.change)

    def _remove(self, request_body: Body) -> tuple[Edited, EditStep]:
        plate = str(request_body.get("plate"))
        result = edit.remove(self._story, plate, against=_text(request_body, "against"))
        return result, EditStep(f"removing “{plate}”", result.change)

    def _insert(self, request_body: Body) -> tuple[Edited, EditStep]:
        """Insert plates for photographs that were uploaded here, or that no plate shows."""
        photos = [str(name) for name in request_body.get("photos", ())]
        allowed = self._uploads.photo_paths | unused_photographs(self._story)
        plates = [{"photo": name} for name in photos if name in allowed]
        if not plates:
            raise edit.EditError(Finding("photos", "there is no such photograph", "Add it again."))
        after = _text(request_body, "after")
        result = edit.insert(self._story, plates, after=after)
        count = len(plates)
        label = "adding one photograph" if count == 1 else f"adding {count} photographs"
        return result, EditStep(label, result.change)

    def _check(self, request_body: Body) -> dict[str, Any]:
        """Return what an edit would bring: the findings that the manifest does not have now."""
        edited, _ = self._set({**request_body, "against": None}, write=False)
        path = load_story.find(self._story)
        raw = load_story.read_bytes(path)
        fresh = Counter(_findings(edited.change.apply_to(raw), path))
        fresh.subtract(Counter(_findings(raw, path)))
        return {"findings": [finding.as_json() for finding, count in fresh.items() if count > 0]}

    def _undo(self, request_body: Body) -> dict[str, Any]:
        return self._answer_step(self._history.undo(), request_body)

    def _redo(self, request_body: Body) -> dict[str, Any]:
        return self._answer_step(self._history.redo(), request_body)

    def _answer_step(
        self, step_back: tuple[str, Edited] | None, request_body: Body
    ) -> dict[str, Any]:
        if step_back is None:
            return {"label": ""}
        return self._finish(step_back[1], request_body, step_back[0])

    async def _photos(self, request: Request) -> Response:
        """Take one photograph; its name as it was stored goes back."""
        try:
            name = await self._uploads.take(request)
        except PlatebookError as error:
            return refusal(error, self._story)
        return JSONResponse({"photo": name})


def _text(request_body: Body, name: str) -> str | None:
    value = request_body.get(name)
    return value if isinstance(value, str) else None


def _target(request_body: Body) -> tuple[str | None, int | None, str, edit.Value]:
    """Read what is to be set. Raises TypeError for what no page sends."""
    section, key, value = (
        request_body.get("section"),
        request_body.get("key"),
        request_body.get("value"),
    )
    if not isinstance(key, str) or not (section is None or isinstance(section, int)):
        raise TypeError("not a key")
    if not isinstance(value, (str, bool, int, float, list, type(None))):
        raise TypeError("not a value")
    return _text(request_body, "plate"), section, key, value


def _findings(raw: bytes, path: Path) -> list[Finding]:
    """Return the findings of a manifest, without the places, which an edit may shift."""
    story, findings = load_story.examine(raw, path)
    remarks = warnings.remarks(story) if story else ()
    return [replace(finding, where="") for finding in (*findings, *remarks)]
