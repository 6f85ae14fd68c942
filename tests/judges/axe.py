"""axe-core in Chromium: can everybody read a page of HTML, and does it load nothing?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from tests.judges.commands import CHROMIUM, HERE, node_module, program, run


@dataclass(frozen=True)
class Looked:
    """What was found: ``violations`` as (rule, impact, element), ``asked`` the addresses loaded.

    ``wide`` is how wide the page came out, in CSS pixels; ``broken`` counts pictures that are none.
    """

    violations: list[list[str]]
    errors: list[str]
    asked: list[str]
    wide: int
    broken: int


def look(page: Path, width: int = 1200, height: int = 900) -> Looked:
    """Open a page in a window of so many CSS pixels, and ask axe-core."""
    node_module("@daisy/axe-core-for-ace")
    node_module("playwright-core")
    done = run("node", HERE / "axe.mjs", page, str(width), str(height), CHROMIUM=program(CHROMIUM))
    return Looked(**json.loads(done.stdout))
