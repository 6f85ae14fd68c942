"""Would catch a foreign page that reads or writes at the desk, and answers without headers."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from starlette.responses import PlainTextResponse

from platebook.desk.guard import Guard, Secrets
from tests.desk.loops import finished

SECRETS = Secrets("the-token", "the-cookie", 8300)
HOST, OURS = ("host", "127.0.0.1:8300"), ("origin", "http://127.0.0.1:8300")
COOKIE = ("cookie", "platebook-desk-8300=the-cookie")
Pairs = Iterable[tuple[str, str]]


async def _app(scope, receive, send):
    while (message := await receive()).get("more_body"):
        assert message["type"] == "http.request"
    await PlainTextResponse("the story")(scope, receive, send)


def ask(path: str, headers: Pairs, method: str = "GET", parts: Iterable[bytes] = (b"",)):
    """Return the status and the headers of an answer."""
    sent, waiting = [], list(parts)
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }

    async def receive():
        part = waiting.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(waiting)}

    async def send(message):
        sent.append(message)

    finished(Guard(_app, SECRETS)(scope, receive, send))
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], found


def status(path: str, *headers: tuple[str, str], method: str = "GET") -> int:
    return ask(path, headers, method)[0]


def test_the_person_who_started_it_is_let_in() -> None:
    assert status("/api/state", HOST, COOKIE) == 200
    assert status("/api/look", HOST, COOKIE, OURS, method="POST") == 200
    assert status("/", HOST) == 200
    assert status("/assets/main.js", HOST) == 200


HOSTS = (
    "evil.example",
    "127.0.0.1:8301",
    "127.0.0.1",
    "127.0.0.1.evil.example:8300",
    "0.0.0.0:8300",
    "",
)


@pytest.mark.parametrize("host", HOSTS)
def test_a_name_that_leads_here_by_dns_rebinding_is_refused(host: str) -> None:
    for path in ("/", "/assets/main.js", "/api/state"):
        assert status(path, ("host", host), COOKIE) == 403


def test_two_hosts_are_refused() -> None:
    assert status("/api/state", HOST, ("host", "evil.example"), COOKIE) == 403


ORIGINS = (
    "http://evil.example",
    "null",
    "http://localhost:3000",
    "https://127.0.0.1:8300",
    "http://127.0.0.1:8300, http://evil.example",
)


@pytest.mark.parametrize("origin", ORIGINS)
def test_another_origin_is_refused(origin: str) -> None:
    for method in ("GET", "POST"):
        assert status("/api/look", HOST, COOKIE, ("origin", origin), method=method) == 403


def test_writing_needs_our_origin() -> None:
    assert status("/api/look", HOST, COOKIE, method="POST") == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_may_only_open_the_page(site: str) -> None:
    fetched = ("sec-fetch-site", site)
    for path in ("/api/state", "/page/abc/large", "/book/abc/text/a.xhtml", "/assets/main.js"):
        assert status(path, HOST, COOKIE, fetched, ("sec-fetch-dest", "image")) == 403
        assert status(path, HOST, COOKIE, fetched, ("sec-fetch-dest", "document")) == 403
    assert status("/", HOST, fetched, ("sec-fetch-dest", "document")) == 200
    assert status("/", HOST, fetched, ("sec-fetch-dest", "iframe")) == 403


COOKIES = (
    "",
    "platebook-desk-8300=",
    "platebook-desk-8300=other",
    "platebook-desk-8301=the-cookie",
    "the-cookie",
    "platebook-desk-8300=the-cookié",
    "\x00=;;",
)


@pytest.mark.parametrize("cookie", COOKIES)
def test_without_the_cookie_nothing_of_the_story_is_shown(cookie: str) -> None:
    for path in ("/api/state", "/api/events", "/page/a/large", "/book/a/b", "/api/session/x", "/x"):
        assert status(path, HOST, ("cookie", cookie)) == 401


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT"])
def test_no_other_method_is_answered(method: str) -> None:
    assert status("/api/state", HOST, COOKIE, OURS, method=method) == 405


def test_a_large_body_is_refused_declared_or_not() -> None:
    headers = (HOST, COOKIE, OURS)
    assert ask("/api/look", (*headers, ("content-length", "1000001")), "POST")[0] == 413
    assert ask("/api/look", (*headers, ("content-length", "-1")), "POST")[0] == 413
    assert ask("/api/look", headers, "POST", [b"x" * 600_000] * 2)[0] == 413
    assert ask("/api/look", headers, "POST", [b"x" * 400_000] * 2)[0] == 200


@pytest.mark.parametrize("path", ["/", "/api/state", "/book/a/text/a.xhtml", "/nothing"])
def test_every_answer_has_its_headers(path: str) -> None:
    for headers in ((HOST, COOKIE), (HOST,), (("host", "evil.example"),)):
        _, found = ask(path, headers)
        policy = found["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert found["x-content-type-options"] == "nosniff"
        assert found["cache-control"] == "no-store"
        assert not any(name.startswith("access-control") for name in found)
    if path.startswith("/book/"):
        policy = ask(path, (HOST, COOKIE))[1]["content-security-policy"]
        assert "script-src 'none'" in policy
        assert "sandbox allow-same-origin" in policy
        assert "frame-ancestors 'self'" in policy
