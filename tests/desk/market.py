"""A story that is edited at the desk, and what is asked about it."""

from __future__ import annotations

import time

from playwright.sync_api import Locator, Page

from tests.desk.browser import READY, Served

STORY = """\
# our book
title: "Before the Market"   # the working title
language: en
published: 2026-01-15
introduction: |
  One morning.

plates:
  # the opening: keep it first
  - id: stalls
    begin: recto
    photo: photos/stalls.jpg
    title: Stalls
    caption: The stalls go up.   # check the name
    alt: A roof.

  - id: ice
    begin: recto
    photo: photos/ice.jpg
    title: Ice
    caption: >-
      The ice comes
      by lorry.

  - id: fish
    begin: recto
    photo: photos/fish.jpg
    title: Fish
    alt: 'A fish.'
closing: |
  <script>window.hacked = 1</script> <img src=x onerror="window.hacked = 1">
"""


def field(page: Page, plate: str, label: str) -> Locator:
    return page.locator(f"desk-editor [data-plate={plate}]").get_by_label(label, exact=True)


def show(page: Page, plate: str) -> None:
    """Look at a plate, which begins on a right-hand page and so has an opening of its own."""
    page.locator(f"desk-plan [data-opening=plate-{plate}] button").click()


def saved(desk: Served, *replacements: tuple[str, str]) -> None:
    """Wait until the manifest is as it was but for these replacements, byte for byte."""
    text = STORY
    for old, new in replacements:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    for _ in range(READY // 100):
        if desk.manifest.read_bytes() == text.encode():
            return
        time.sleep(0.1)
    assert desk.manifest.read_text("utf-8") == text


def written(desk: Served, words: str) -> None:
    """Wait until the manifest has these words."""
    for _ in range(READY // 100):
        if words in desk.manifest.read_text("utf-8"):
            return
        time.sleep(0.1)
    raise AssertionError(f"{words!r} is not written")


BLOCKS = STORY.partition("plates:\n")[2].partition("closing")[0].rstrip("\n").split("\n\n")


def order(*numbers: int) -> tuple[str, str]:
    return "\n\n".join(BLOCKS), "\n\n".join(BLOCKS[number] for number in numbers)
