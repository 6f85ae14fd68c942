"""A browser for all tests of the desk, and a story that is edited in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.browser import READY, Served, chromium, opened, serving
from tests.desk.market import STORY, field
from tests.stories import save_quadrant


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="package")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("desk") / "story"
    for name in ("stalls", "ice", "fish"):
        save_quadrant(folder / "photos" / f"{name}.jpg", (600, 400))
    (folder / "story.yaml").write_text(STORY, encoding="utf-8")
    with serving(folder) as desk:
        yield desk


@pytest.fixture(scope="package")
def first(browser: Browser, desk: Served) -> Iterator[Page]:
    with opened(browser, desk) as page:
        yield page


@pytest.fixture
def page(first: Page, desk: Served) -> Iterator[Page]:
    """The desk as it was at first: the manifest, the place, nothing typed."""
    first.evaluate("sessionStorage.clear()")
    if desk.manifest.read_text("utf-8") != STORY:
        desk.manifest.write_text(STORY, encoding="utf-8")
    first.goto(f"{desk.base}/#plate-stalls")
    first.reload()
    first.wait_for_selector("desk-editor [data-plate=stalls] textarea", timeout=READY)
    expect(field(first, "stalls", "Caption")).to_have_value("The stalls go up.")
    first.wait_for_function(
        "(digest) => import('/assets/store.js').then(({ store }) => store.state.digest === digest)",
        arg=hashlib.sha256(STORY.encode()).hexdigest(),
        timeout=READY,
    )
    return first
