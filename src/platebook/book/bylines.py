"""Chooses whom cover, spine and title page name, and for what: the leading contributors.

Those are photographers, authors, illustrators and artists, and the first in the manifest,
with all of the same role. Editors, translators and others stand in the imprint alone, unless
they come first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from platebook.story import Story

#: MARC relators of those whom a cover names, wherever they stand among the contributors.
_LEADING = frozenset({"pht", "aut", "ill", "art"})


@dataclass(frozen=True, slots=True)
class Byline:
    """People who did the same: MARC relator codes, and names, in the manifest's order."""

    roles: tuple[str, ...]
    names: tuple[str, ...]


def bylines(story: Story) -> tuple[Byline, ...]:
    """Give the leading contributors by role; roles that the same people had are one line."""
    lead = {person.role for person in story.contributors[:1]}
    return grouped(story, _LEADING | lead)


def grouped(story: Story, roles: Iterable[str] | None = None) -> tuple[Byline, ...]:
    """Group the contributors (with these ``roles``) by what they did, in the manifest's order."""
    wanted = None if roles is None else frozenset(roles)
    names: dict[str, dict[str, None]] = {}
    for person in story.contributors:
        if wanted is None or person.role in wanted:
            names.setdefault(person.role, {})[person.name] = None
    together: dict[tuple[str, ...], list[str]] = {}
    for role, people in names.items():
        together.setdefault(tuple(people), []).append(role)
    return tuple(Byline(tuple(roles), people) for people, roles in together.items())
