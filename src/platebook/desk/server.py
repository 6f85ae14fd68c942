"""The web application: the page, its state, its events, pictures, and the e-book's files."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from platebook import geometry, printers, themes
from platebook.desk.desk import Desk
from platebook.desk.editing import Editing
from platebook.desk.guard import Guard, Secrets, body
from platebook.desk.incoming import FirstStory
from platebook.desk.model import DeskOptions
from platebook.editions import EDITIONS
from platebook.photos.formats.header import BYTES_LIMIT


def all_choices() -> dict[str, list[dict[str, Any]]]:
    """List every switch's values with their words; an empty value is the story's own."""
    return {
        "printer": [_row("", "Default"), *(_row(name, name) for name in printers.printer_names())],
        "trim": [_row("", "As the story says"), *map(_trim, geometry.TRIMS.values())],
        "edition": [_row(name, summary) for name, summary in EDITIONS.items()],
        "theme": [_row("", "As the story says"), *(_row(name, name) for name in _themes())],
    }


def unknown(options: DeskOptions, choices: dict[str, list[dict[str, Any]]]) -> str | None:
    """Return which option has a value that is not offered."""
    for name, value in asdict(options).items():
        if value not in {choice["value"] for choice in choices[name]}:
            return f"there is no {name} of this name"
    return None


def _themes() -> list[str]:
    home = themes.find().home / "themes"
    return sorted(path.name for path in home.iterdir() if path.is_dir()) if home.is_dir() else []


def _trim(trim: geometry.Trim) -> dict[str, Any]:
    width, height = trim.size.width, trim.size.height
    return _row(trim.name, f"{trim.name} ({width:.0f} × {height:.0f} mm)")


def _row(value: str, label: str) -> dict[str, Any]:
    """Make a row of a switch: its value, and the words for it."""
    return {"value": value, "label": label}


#: Seconds between signs of life on a connection where nothing happens.
_HEARTBEAT = 15.0
#: Milliseconds after which a browser connects again.
_RETRY = 500
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_WIDEST_SPINE_MM = 120.0
_KEPT = {"cache-control": "private, max-age=31536000, immutable"}
Handler = Callable[[Request], Awaitable[Response]]


class Application:
    """The handlers of one desk. ``stopped`` ends the streams of events."""

    def __init__(self, desk: Desk, secrets: Secrets, stop_event: asyncio.Event) -> None:
        self._desk, self._secrets, self._stop_event = desk, secrets, stop_event
        self._editing = Editing(desk.story, desk.publish)
        self._first_story = FirstStory(desk.story, desk.refresh)
        self._assets = _assets()
        self._choices = all_choices()

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            Route("/", self._page),
            Route("/assets/{name}", self._asset),
            Route("/api/session", self._session, methods=["POST"]),
            Route("/api/state", self._state),
            Route("/api/choices", self._all_choices),
            Route("/api/events", self._events),
            Route("/api/options", self._options, methods=["POST"]),
            Route("/api/look", self._look, methods=["POST"]),
            Route("/api/build", self._build, methods=["POST"]),
            Route("/api/build/stop", self._stop_build, methods=["POST"]),
            Route("/api/cover", self._cover),
            Route("/file/{id}", self._file),
            Route("/page/{key}/{size}", self._picture),
            Route("/book/{book}/{name:path}", self._book),
            *self._editing.routes(),
            *self._first_story.routes(),
        ]

    async def _page(self, _: Request) -> Response:
        return Response(self._assets["index.html"], media_type=_TYPES[".html"])

    async def _asset(self, request: Request) -> Response:
        name = request.path_params["name"]
        content = self._assets.get(name)
        if content is None:
            return _not_found()
        return Response(content, media_type=_TYPES[Path(name).suffix])

    async def _session(self, request: Request) -> Response:
        """Exchange the token for the cookie."""
        token = str((await body(request)).get("token", ""))
        if not hmac.compare_digest(token.encode(errors="replace"), self._secrets.token.encode()):
            return PlainTextResponse("Open the address that the terminal shows.", 401)
        answer = JSONResponse({})
        answer.set_cookie(
            self._secrets.cookie_name,
            self._secrets.cookie,
            httponly=True,
            samesite="strict",
            path="/",
        )
        return answer

    async def _state(self, _: Request) -> Response:
        return JSONResponse({**self._desk.snapshot(), "needed": self._first_story.is_needed()})

    async def _all_choices(self, _: Request) -> Response:
        return JSONResponse(self._choices)

    async def _events(self, _: Request) -> Response:
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def _stream(self) -> AsyncIterator[str]:
        desk = self._desk
        async with desk.subscribe() as queue:
            yield f"retry: {_RETRY}\n{_event('hello', desk.greeting)}"
            stop = asyncio.ensure_future(self._stop_event.wait())
            waiting = asyncio.ensure_future(queue.get())
            try:
                while not self._stop_event.is_set():
                    await asyncio.wait(
                        {waiting, stop}, timeout=_HEARTBEAT, return_when=asyncio.FIRST_COMPLETED
                    )
                    if waiting.done():
                        yield _event(*waiting.result())
                        waiting = asyncio.ensure_future(queue.get())
                    elif not stop.done():
                        yield ": alive\n\n"
            finally:
                stop.cancel()
                waiting.cancel()

    async def _options(self, request: Request) -> Response:
        values = await body(request)
        names = ("printer", "trim", "theme")
        options = DeskOptions(**{name: str(values.get(name) or "") for name in names})
        if problem := unknown(options, self._choices):
            return PlainTextResponse(problem, 400)
        self._desk.choose(options)
        return JSONResponse({})

    async def _look(self, request: Request) -> Response:
        self._desk.look(str((await body(request)).get("opening", "")))
        return JSONResponse({})

    async def _build(self, request: Request) -> Response:
        """Begin a build of the editions that were chosen, as the switches stand."""
        values = await body(request)
        edition_names = values.get("editions")
        editions = [str(name) for name in edition_names] if isinstance(edition_names, list) else []
        allowed = {row["value"] for row in self._choices["edition"]}
        if not editions or not allowed.issuperset(editions):
            return PlainTextResponse("there is no such edition", 400)
        spine = _spine(values.get("spine"))
        if not self._desk.builder.begin(editions, self._desk.options, spine):
            return PlainTextResponse("a build is running already", 409)
        return JSONResponse({})

    async def _stop_build(self, _: Request) -> Response:
        self._desk.builder.stop()
        return JSONResponse({})

    async def _file(self, request: Request) -> Response:
        """Return a finished book for download, by the id that was given out for it."""
        path = self._desk.builder.path(request.path_params["id"])
        if path is None or not path.is_file():
            return _not_found()
        return FileResponse(path, filename=path.name, content_disposition_type="attachment")

    async def _cover(self, request: Request) -> Response:
        """Draw the cover wrap, and say where its spine is."""
        cover = await self._desk.cover(_spine(request.query_params.get("spine")))
        return JSONResponse(asdict(cover)) if cover else _not_found()

    async def _picture(self, request: Request) -> Response:
        picture = self._desk.pictures.get(request.path_params["key"])
        size = request.path_params["size"]
        if picture is None or size not in ("large", "small"):
            return _not_found()
        path = Path(picture.large if size == "large" else picture.small)
        if not path.is_file():
            return _not_found()
        return FileResponse(path, media_type="image/jpeg", headers=_KEPT)

    async def _book(self, request: Request) -> Response:
        """Return a file of the e-book; the key in its address changes when the book does."""
        book = await self._desk.fetch(request.path_params["name"])
        if book is None:
            return _not_found()
        return Response(book.content, media_type=book.media_type)


def _spine(value: object) -> float | None:
    """Read a spine's width in mm; None for what is none."""
    try:
        width = float(str(value))
    except ValueError:
        return None
    return width if 0 < width <= _WIDEST_SPINE_MM else None


def _event(kind: str, data: Mapping[str, Any]) -> str:
    return f"event: {kind}\ndata: {json.dumps(data)}\n\n"


def _not_found() -> Response:
    return PlainTextResponse("There is nothing here.", 404)


def _assets() -> dict[str, bytes]:
    """Read the page, its scripts and styles out of the package."""
    folder = files("platebook.desk") / "assets"
    return {
        file.name: file.read_bytes()
        for file in folder.iterdir()
        if Path(file.name).suffix in _TYPES
    }


def application(desk: Desk, secrets: Secrets, stop_event: asyncio.Event) -> ASGIApp:
    """Make the guarded application."""
    limits = {"/api/photos": BYTES_LIMIT, "/api/start/file": BYTES_LIMIT}
    return Guard(Starlette(routes=Application(desk, secrets, stop_event).routes()), secrets, limits)
