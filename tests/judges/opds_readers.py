"""Reading apps: what do they make of a catalogue?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Route, sync_playwright

from tests.judges.commands import CHROMIUM, HERE, node_module, program, run

_READ = """async (text) => {
  const { getFeed, getPublication } = await import('/opds.js');
  const doc = new DOMParser().parseFromString(text, 'application/xml');
  const feed = getFeed(doc);
  return feed.publications.map((each) => ({
    title: each.metadata.title,
    author: (each.metadata.author ?? []).map((person) => person.name),
    language: [each.metadata.language].flat()[0],
    acquire: each.links
      .filter((link) => [link.rel].flat().some((rel) => rel?.includes('acquisition')))
      .map((link) => ({ type: link.type, href: link.href })),
  }));
}"""


def foliate(catalogue: Path) -> list[dict[str, Any]]:
    """Read an OPDS 1 catalogue with foliate-js; give its books."""
    folder, text = node_module("foliate-js"), catalogue.read_text("utf-8")

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        body = (folder / name).read_text("utf-8") if name else "<!doctype html>"
        kind = "text/javascript" if name else "text/html"
        route.fulfill(body=body, content_type=kind)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program(CHROMIUM), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.route("http://catalogue.test/**", answer)
        page.goto("http://catalogue.test/")
        found: list[dict[str, Any]] = page.evaluate(_READ, text)
        browser.close()
    return found


def thorium(catalogue: Path) -> list[dict[str, Any]]:
    """Read an OPDS catalogue, 1 or 2, with the parser of Thorium Reader; give its books."""
    node_module("r2-opds-js")
    found: list[dict[str, Any]] = json.loads(run("node", HERE / "thorium.mjs", catalogue).stdout)
    return found
