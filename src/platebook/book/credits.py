"""Decides where the photographs' credit lines stand, by the policy ``design.credits``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from platebook.book.model import Medium
from platebook.story import CreditPolicy, Story

#: MARC relators of those whom a cover names, wherever they stand among the contributors.
_LEADING = frozenset({"pht", "aut", "ill", "art"})


@dataclass(frozen=True, slots=True)
class Byline:
    """People who did the same: MARC relator codes, and names, in the manifest's order."""

    roles: tuple[str, ...]
    names: tuple[str, ...]


def bylines(story: Story) -> tuple[Byline, ...]:
    """Return the leading contributors by role; roles that the same people had are one line."""
    lead = {person.role for person in story.contributors[:1]}
    return group_by_role(story, _LEADING | lead)


def group_by_role(story: Story, roles: Iterable[str] | None = None) -> tuple[Byline, ...]:
    """Group the contributors (with these ``roles``) by what they did, in the manifest's order."""
    role_set = None if roles is None else frozenset(roles)
    names: dict[str, dict[str, None]] = {}
    for person in story.contributors:
        if role_set is None or person.role in role_set:
            names.setdefault(person.role, {})[person.name] = None
    together: dict[tuple[str, ...], list[str]] = {}
    for role, people in names.items():
        together.setdefault(tuple(people), []).append(role)
    return tuple(Byline(tuple(roles), people) for people, roles in together.items())


#: A credit that says itself what it is: “Photograph by A”, “Foto: A”, “Courtesy of B”, “© C”.
_LABEL = re.compile(
    r"""[:：©] | \(c\) | ^(?:
        photo(?:s|graph|graphs|graphie|graphies|graphy|graphed)? | foto(?:s|graf\w*)? | fotó
      | image | picture | courtesy | by | bild | billede | bilde | kuva(?:t)? | zdjęcie | snímek
      | valokuva | φωτογραφία | фото\w* | 写真 | 撮影 | 摄影 | 攝影 | 사진 | تصوير | صورة | צילום
      | तस्वीर | फ़ोटो
    )(?!\w)""",
    re.VERBOSE | re.IGNORECASE,
)
#: A name and an agency, in either order; an agency's letters; and agencies that are no letters.
_PARTS = re.compile(r"\S\s*[/|·•]\s*\S")
_LETTERS = re.compile(r"[A-Z]{2,6}(?:[ -][A-Z]{2,6})*")
_AGENCIES = re.compile(
    r"\b(?:reuters|magnum|keystone|dpa|tass|xinhua|kyodo|alamy|getty|ansa|efe|belga|agence|agency"
    r"|images|photos|pictures|press|imago|ullstein|shutterstock|unsplash|flickr)\b",
    re.IGNORECASE,
)


class CreditPlace(StrEnum):
    """Where a book has its credit lines; each is in one place only."""

    IMPRINT = "imprint"  #: once, with the facts of the book: “All photographs: …”
    PLATE = "plate"  #: under each plate's caption
    LIST = "list"  #: in the list of plates
    NONE = "none"


def credit_place(story: Story, medium: Medium) -> CreditPlace:
    """Return the place for a complete story.

    ``auto`` is the imprint where all photographs have one credit, else the plates. A book that
    is no print loses no credit: where print has none, the list of plates has them.
    """
    policy = story.design.credits
    if policy is CreditPolicy.AUTO:
        several = len({plate.credit for plate in story.plates if plate.credit}) > 1
        return CreditPlace.PLATE if several else CreditPlace.IMPRINT
    place = CreditPlace(policy.value)
    return CreditPlace.LIST if place is CreditPlace.NONE and not medium.paper else place


def has_label(credit: str) -> bool:
    """Return whether a credit says itself what it is."""
    return _LABEL.search(credit) is not None


def is_whole_line(credit: str, creator: str = "") -> bool:
    """Return whether a credit is a line as its supplier asks for it, which takes no label.

    That is one with a label of its own, a name with an agency, or an agency; and one that differs
    from the photograph's own ``creator`` (IPTC's By-line), which is the bare name.
    """
    if not credit or credit == creator:
        return has_label(credit)
    whole = has_label(credit) or _PARTS.search(credit) or _LETTERS.fullmatch(credit)
    within = bool(creator) and creator.casefold() in credit.casefold()
    return bool(whole or within or _AGENCIES.search(credit))
