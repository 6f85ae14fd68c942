"""Sorts findings for a proof: those about one plate to that plate, the worst first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from platebook.errors import Finding, Severity
from platebook.story import Story

_NAMED = re.compile(r"\bplates? ((?:“[^“”]+”(?:, | and )?)+)")
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def group_findings(
    story: Story, findings: Iterable[Finding]
) -> tuple[dict[str, list[Finding]], list[Finding]]:
    """Sort findings, each once: those about plates by plate id, and those about the story.

    Places are relative to the story's folder, so that a proof is the same wherever that lies; what
    is about the machine alone (an absolute path) is left out.
    """
    by_place = {str(plate.where): plate.id for plate in story.plates}
    known = {plate.id for plate in story.plates}
    plates: dict[str, list[Finding]] = {}
    others: list[Finding] = []
    for finding in sorted(dict.fromkeys(findings), key=lambda each: _ORDER[each.severity]):
        named = set(_plates_in(finding.where)) & known
        if finding.where in by_place:
            named.add(by_place[finding.where])
        local = replace(finding, where=story.local(finding.where))
        for name in named:
            plates.setdefault(name, []).append(local)
        if not named and not Path(local.where).is_absolute():
            others.append(local)
    return plates, others


def _plates_in(where: str) -> Iterator[str]:
    for match in _NAMED.finditer(where):
        yield from re.findall(r"“([^“”]+)”", match[1])


def counted(findings: Iterable[Finding]) -> dict[str, int]:
    """Count findings by how much they matter."""
    listed = list(findings)
    return {str(each): sum(found.severity is each for found in listed) for each in Severity}
