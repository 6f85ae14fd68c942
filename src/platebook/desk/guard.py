"""Lets in only the browser of the person who started the desk; sets every answer's headers.

A page of another site must neither read nor write here: not by DNS rebinding (the Host must name
this machine), not by requests across sites (Origin and Sec-Fetch-Site must be ours), not in a
frame (Content-Security-Policy), not as another user of the machine (a secret cookie).
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Bytes of a request's body, where a route says nothing else.
_LARGEST_BODY = 1_000_000
#: Paths that show nothing of the story: the page itself, its scripts and styles, and the exchange
#: of the token for a cookie.
_PUBLIC = ("/", "/api/session")
_ASSETS, _BOOK = "/assets/", "/book/"
_METHODS = {"GET", "HEAD", "POST"}
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "connect-src 'self'; frame-src 'self'; font-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
#: For the e-book's documents: nothing runs, nothing leaves, and only the desk may show them.
_BOOK_POLICY = (
    "default-src 'none'; script-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
}


@dataclass(frozen=True)
class Secrets:
    """The token in the address that the terminal shows, and the cookie that it is exchanged for.

    The cookie's name has the port, since browsers keep one jar for all ports of a host.
    """

    token: str
    cookie: str
    port: int

    @property
    def cookie_name(self) -> str:
        """The name of the cookie."""
        return f"platebook-desk-{self.port}"


class RefusedError(Exception):
    """A request that is not answered: the status and a sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


class Guard:
    """Answers requests that break a rule itself, and passes the others on.

    ``limits`` are the most bytes of a body for paths that begin with a prefix.
    """

    def __init__(
        self, app: ASGIApp, secrets: Secrets, limits: Mapping[str, int] | None = None
    ) -> None:
        self._app, self._secrets, self._limits = app, secrets, dict(limits or {})
        names = ("127.0.0.1", "localhost", "[::1]")
        self._hosts = {f"{name}:{secrets.port}" for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] != "http":
            return
        path = scope["path"]

        async def send_checked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_headers(path, message["headers"])]
            await send(message)

        try:
            self._check(scope)
            limited = self._limit_body(scope, receive)
            await self._app(scope, limited, send_checked)
        except RefusedError as refused:
            answer = PlainTextResponse(refused.message, refused.status)
            await answer(scope, receive, send_checked)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        host = _all(headers, "host")
        if host not in self._hosts:
            raise RefusedError(403, "This address is not the desk's.")
        if scope["method"] not in _METHODS:
            raise RefusedError(405, "This method is not used here.")
        path = scope["path"]
        self._check_origin(scope["method"], path, host, headers)
        public = path in _PUBLIC or path.startswith(_ASSETS)
        if not public and not self._has_cookie(scope):
            raise RefusedError(401, "Open the address that the terminal shows.")

    def _check_origin(self, method: str, path: str, host: str, headers: Headers) -> None:
        """Refuse what another site's page, or a page of another port, asks for."""
        site = _all(headers, "sec-fetch-site")
        arrives = method == "GET" and path == "/" and _all(headers, "sec-fetch-dest") == "document"
        if site not in ("", "same-origin", "none") and not arrives:
            raise RefusedError(403, "Other sites may not use the desk.")
        origin = _all(headers, "origin")
        ours = f"http://{host}"
        if origin not in ("", ours) or (method == "POST" and origin != ours):
            raise RefusedError(403, "Other sites may not use the desk.")

    def _has_cookie(self, scope: Scope) -> bool:
        value = HTTPConnection(scope).cookies.get(self._secrets.cookie_name, "")
        return hmac.compare_digest(value.encode(), self._secrets.cookie.encode())

    def _limit_body(self, scope: Scope, receive: Receive) -> Receive:
        """Count the bytes of the body, and stop where there are too many."""
        limit = next(
            (size for prefix, size in self._limits.items() if scope["path"].startswith(prefix)),
            _LARGEST_BODY,
        )
        content_length = _all(Headers(scope=scope), "content-length")
        if content_length and (not content_length.isdecimal() or int(content_length) > limit):
            raise RefusedError(413, "This is too large.")
        count = 0

        async def receive_limited() -> Message:
            nonlocal count
            message = await receive()
            count += len(message.get("body", b""))
            if count > limit:
                raise RefusedError(413, "This is too large.")
            return message

        return receive_limited


def _all(headers: Headers, name: str) -> str:
    """Return a header; one that is given twice has both values, and so counts as another."""
    return ", ".join(headers.getlist(name))


def _headers(path: str, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the headers that an answer lacks."""
    present = {name for name, _ in headers}
    policy = _BOOK_POLICY if path.startswith(_BOOK) else _PAGE_POLICY
    required = {**_HEADERS, "content-security-policy": policy, "cache-control": "no-store"}
    return [
        (name.encode(), value.encode())
        for name, value in required.items()
        if name.encode() not in present
    ]


async def body(request: Request) -> Mapping[str, Any]:
    """Read a body of JSON; what is no object counts as an empty one."""
    try:
        data = json.loads(await request.body())
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
