"""A desk of a story in a process of its own, and Chromium to work at it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Request, Route, expect, sync_playwright

from tests.judges.commands import program
from tools.bench.measuring import family

READY = 60_000  # milliseconds: this machine may be busy
expect.set_options(timeout=READY)


@dataclass(frozen=True)
class Served:
    """A running desk: its story folder and the address that it printed."""

    folder: Path
    address: str
    process_id: int

    @contextmanager
    def asleep(self) -> Iterator[None]:
        """Stop all its processes for the block, as a lid that is closed does."""
        processes = family(self.process_id)
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)

    @property
    def base(self) -> str:
        return self.address.partition("/#")[0]

    @property
    def host(self) -> str:
        return self.base.removeprefix("http://")

    @property
    def manifest(self) -> Path:
        return self.folder / "story.yaml"

    def cookie(self) -> str:
        """Exchange the token for the cookie, as the page does."""
        token = self.address.partition("token=")[2]
        body = f'{{"token": "{token}"}}'.encode()
        request = urllib.request.Request(
            f"{self.base}/api/session", body, {"origin": self.base}, method="POST"
        )
        with urllib.request.urlopen(request) as answer:
            return str(answer.headers["set-cookie"]).partition(";")[0]

    def ask(
        self, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, str, Mapping[str, str]]:
        """Send a request as any program can; give status, text and headers."""
        method = "GET" if body is None else "POST"
        request = urllib.request.Request(
            f"{self.base}{path}", body, dict(headers or {}), method=method
        )
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, answer.read().decode(), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), error.headers


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Served]:
    """Run ``platebook serve`` for the block, from the folder that has the story's."""
    command = [sys.executable, "-m", "platebook", "serve", str(folder), *options]
    process = subprocess.Popen(
        command, cwd=folder.parent, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout
        address = re.search(r"http://\S+", process.stdout.readline())
        assert address
        yield Served(folder, address[0], process.pid)
    finally:
        process.terminate()
        process.wait(60)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium for the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program("chromium"), args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@contextmanager
def window(browser: Browser, **options: Any) -> Iterator[Page]:
    """Open a window for the block: one that is left open works on beside all other tests."""
    context = browser.new_context(**options)
    try:
        yield context.new_page()
    finally:
        context.close()


@contextmanager
def opened(browser: Browser, desk: Served) -> Iterator[Page]:
    """Open the desk in a window of its own; what its scripts report as errors fails the test."""
    with window(browser, viewport={"width": 1400, "height": 1000}) as page:
        page.on("pageerror", _fail)
        page.goto(desk.address)
        page.wait_for_selector("desk-editor .card", timeout=READY)
        yield page


def _fail(error: Any) -> None:
    raise AssertionError(str(error))


def as_it_is(state: dict[str, Any]) -> dict[str, Any]:
    return state


@contextmanager
def late(
    page: Page,
    address: str,
    change: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
) -> Iterator[Callable[[], None]]:
    """Hold requests to an address, in what is given back until one is there.

    With ``change`` they are answered at once, and the answers are held, changed so.
    """
    held: list[tuple[Request, Callable[[], None]]] = []

    def hold(route: Route) -> None:
        if change is None:
            held.append((route.request, route.continue_))
        else:
            answer = route.fetch()
            body = change(answer.json())
            held.append((route.request, lambda: route.fulfill(response=answer, json=body)))

    def wait() -> None:
        for _ in range(READY // 20):
            if held:
                return
            page.wait_for_timeout(20)
        raise AssertionError(f"nothing was sent to {address}")

    page.route(address, hold)
    try:
        yield wait
    finally:
        # What these answers bring is not held any more; they must go before the route does.
        page.route(address, lambda route: route.continue_())
        for request, go in held:
            go()
            assert request.response()
        page.evaluate("() => new Promise((go) => setTimeout(go, 300))")
        page.unroute(address)


__all__ = ["READY", "Served", "as_it_is", "chromium", "late", "opened", "serving", "window"]
