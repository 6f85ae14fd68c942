"""Font selection: for each character the first font that has it, the story's script first.

Packaged families come before the system's. A story in Arabic has its commas and figures from the
Arabic font, one in Japanese its full-width punctuation, and both their Latin words from the
packaged families.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from platebook import i18n
from platebook.errors import Finding, MissingToolError
from platebook.fonts import characters, families, missing_glyphs, subset, system_fonts
from platebook.fonts.characters import BASIC, Line
from platebook.fonts.families import ROLES, Family, FontFace, FontSet
from platebook.graphemes import IGNORABLE, clusters, compose, is_mark

_CHINESE = frozenset({"Jpan", "Kore", "Hans", "Hant", "Hani"})
#: Scripts whose marks are positioned by the font.
_PLACED = ("LATIN", "GREEK", "CYRILLIC")
#: Enclosing marks (category Me), which few fonts can position.
_ENCLOSING = frozenset("\u20dd\u20de\u20df\u20e0\u20e2\u20e3\u20e4")
_OURS_FIRST = frozenset({"Latn", "Grek", "Cyrl", "Zyyy"})


def select_fonts(
    text: Iterable[Line],
    *,
    language: str,
    folder: Path | None,
    lenient: bool = False,
    own: str | None = None,
) -> FontSet:
    """Choose the fonts for a book's text, and write a static subset of each face into ``folder``;
    without one, no face is cut.

    ``text`` is all that the book shows, as plain text; the words that platebook writes itself are
    added here. Raises ``MissingToolError`` when no font has a character, naming each such place
    and what to install; an emoji that no font has is a warning among ``FontSet.findings``. With
    ``lenient``, any character that no font has is one of ``FontSet.unprintable``, and nothing is
    raised. ``own`` are the characters of platebook's own words (``i18n.characters``), if known.
    """
    lines = (*text, Line(own or i18n.characters(language), "the book’s own words"))
    need = _Need(lines, language)
    families_by_role = {role: _choose(need, role) for role in ROLES}
    if lenient:
        need.unprintable |= need.missing
    elif need.missing:
        unreadable = missing_glyphs.findings(lines, need.missing, any(need.machine))
        raise MissingToolError([*unreadable, *need.refusals.values()])
    chars_of: dict[Family, set[str]] = {}
    for parts in families_by_role.values():
        for family, chars in parts.items():
            chars_of.setdefault(family, set()).update(chars)
    faces = tuple(
        face
        for family, chars in chars_of.items()
        for face in (_faces(family, chars, folder) if folder else ())
    )
    stacks = {
        role: tuple(family.css for family in parts) for role, parts in families_by_role.items()
    }
    emoji = missing_glyphs.emoji(lines, frozenset(need.unprintable))
    split = missing_glyphs.find_split(lines, need.split)
    return FontSet(
        faces,
        stacks,
        frozenset(need.unprintable),
        (*emoji, *split, *need.refusals.values()),
        {cluster: tuple(families) for cluster, families in need.whole.items()},
    )


@dataclass
class _Need:
    """The characters that a book needs from fonts, and the problems found during selection."""

    lines: tuple[Line, ...]
    language: str
    missing: set[str] = field(default_factory=set)
    unprintable: set[str] = field(default_factory=set)
    refusals: dict[Path, Finding] = field(default_factory=dict)
    #: Clusters that would be split over fonts, with the families that have all of them; and those
    #: that no family has.
    whole: dict[str, list[str]] = field(default_factory=dict)
    split: set[str] = field(default_factory=set)

    @cached_property
    def text(self) -> str:
        """All lines as one text."""
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def pictures(self) -> set[str]:
        """The characters of emoji."""
        return characters.visible("".join(characters.emoji(self.text)))

    @cached_property
    def chars(self) -> set[str]:
        """The characters that the book requires, composed (NFC)."""
        return characters.needed_chars(self.text)

    @cached_property
    def loose(self) -> set[str]:
        """The characters as written, which a shaper composes only where one font has them all."""
        return characters.visible(self.text) - self.chars

    @cached_property
    def unseen(self) -> set[str]:
        """Spaces and invisible characters, which go into every font."""
        return characters.unseen(self.text)

    @cached_property
    def marks(self) -> set[tuple[str, str]]:
        """Combining marks, each with its letter."""
        return characters.marks(self.text)

    @cached_property
    def clusters(self) -> dict[str, set[str]]:
        """Letters with their marks as print sets them, each with the characters that are seen."""
        all_clusters = dict.fromkeys(clusters(compose(characters.keycaps(self.text))))
        visible = {cluster: characters.visible(cluster) for cluster in all_clusters}
        return {cluster: chars for cluster, chars in visible.items() if chars}

    @cached_property
    def script(self) -> str:
        """The story's script (ISO 15924)."""
        return i18n.script(self.language)

    @cached_property
    def place(self) -> tuple[str, str]:
        """The region whose forms Chinese characters have."""
        country = i18n.region(self.language)
        return system_fonts.region(self.script, country, self.text)

    @cached_property
    def machine(self) -> tuple[system_fonts.SystemFont, ...]:
        """The system's fonts, listed only when needed."""
        return system_fonts.fonts()


def _choose(need: _Need, role: str) -> dict[Family, set[str]]:
    """Return the families of a role in order, each with the characters that it is used for."""
    ours = families.stack(role)
    covers = {family: subset.covered_chars(family.masters[0]) for family in ours}
    left = (need.chars | need.pictures) - frozenset().union(*covers.values())
    covers |= _from_machine(need, role, left)
    primary, home = ours[0], _find_script_family(need, covers)
    order = [home, primary] if home else [primary]
    order += [family for family in covers if family not in order]
    left, parts = need.chars | need.pictures | need.loose, {}
    for family in order:
        has = covers[family]
        if family is home:
            all_chars = (left | BASIC) & has
            chars = {c for c in all_chars if _is_of_script(c, need.script, covers[primary])}
        elif family is primary:
            chars = (left | BASIC | characters.cases(left)) & has
        else:
            chars = left & has
        chars |= {mark for base, mark in need.marks if base in chars and mark in has}
        left -= chars
        if chars:
            parts[family] = chars | characters.parts(chars) | need.unseen
    _keep_whole(need, role, covers, parts)
    return parts


def _keep_whole(
    need: _Need,
    role: str,
    covers: dict[Family, frozenset[str]],
    parts: dict[Family, set[str]],
) -> None:
    """Assign each grapheme cluster (UAX #29) to one family.

    A mark that a family has but cannot position is left out of its subset, so that e-readers do
    not use it either.
    """
    whole_clusters, moved = set[str](), dict[Family, set[str]]()
    for cluster, visible in need.clusters.items():
        chars = filter(visible.__contains__, cluster)
        homes = [next((home for home in parts if char in parts[home]), None) for char in chars]
        home = homes[0]
        if None in homes or (len(set(homes)) == 1 and home and _attaches(home, cluster)):
            whole_clusters |= visible
            continue
        family = _find_family(need, role, covers, parts, cluster)
        if characters.emoji(cluster) and not (family and _attaches(family, cluster)):
            need.unprintable.add(cluster[-1])
            continue
        if family is not home and home:
            moved.setdefault(home, set()).update(filter(is_mark, visible))
        if family is None or family is home:
            whole_clusters |= visible
        if family is None:
            need.split.add(cluster)
        elif family is not home or len(set(homes)) > 1:
            part = parts.setdefault(family, set(need.unseen))
            part |= visible | characters.parts(visible)
            families_ = need.whole.setdefault(cluster, [])
            families_ += [family.css] if family.css not in families_ else []
    for home, marks in moved.items():
        parts[home] -= marks - whole_clusters


def _find_family(
    need: _Need,
    role: str,
    covers: dict[Family, frozenset[str]],
    parts: dict[Family, set[str]],
    cluster: str,
) -> Family | None:
    """Find the first family that has all of a cluster and can position its marks."""
    visible, whole = need.clusters[cluster], list[Family]()
    earlier = set[str]()  # by an earlier family, which keeps it for all other text
    for family in [*parts, *(family for family in covers if family not in parts)]:
        later = set().union(*parts.values()) - earlier - parts.get(family, set())
        if visible <= covers[family] and not (visible & later):
            if _attaches(family, cluster):
                return family
            whole.append(family)
        earlier |= parts.get(family, set())
    for font in system_fonts.rank(need.machine, role, need.place):
        if all(map(font.has, visible)) and _allows_embedding(need, font):
            family = system_fonts.family(font, need.machine, need.script)
            covers[family] = subset.covered_chars(family.masters[0])
            if visible <= covers[family] and _attaches(family, cluster):
                return family
            whole.append(family)
    return next(iter(whole), None)


def _attaches(family: Family, cluster: str) -> bool:
    """Return whether a family can position each mark; required for some scripts only."""
    name = unicodedata.name(cluster[0], "")
    plain = IGNORABLE.sub("", cluster)
    needs_positioning = name.startswith(_PLACED) or not _ENCLOSING.isdisjoint(cluster)
    return not needs_positioning or subset.attaches(family.masters[0], plain)


def _find_script_family(need: _Need, covers: dict[Family, frozenset[str]]) -> Family | None:
    """Find the family of the story's script, if the main families do not have that script."""
    if need.script in _OURS_FIRST:
        return None
    for family in covers:
        if family.ours and family.script == need.script:
            return family
    foreign = [family for family in covers if not family.ours]
    return max(foreign, key=lambda family: len(covers[family] & need.chars), default=None)


def _is_of_script(char: str, script: str, primary: frozenset[str]) -> bool:
    """Return whether the story's script has its own form of a character of other fonts."""
    if char not in primary:
        return True
    if script in _CHINESE:
        width = unicodedata.east_asian_width(char)
        full = width in "WF"
        return full or (
            width == "A" and script != "Kore" and unicodedata.category(char).startswith("P")
        )
    return characters.common(char)


def _from_machine(need: _Need, role: str, left: set[str]) -> dict[Family, frozenset[str]]:
    """Find system fonts for characters that packaged ones lack; record what none has."""
    chars_by_family: dict[Family, frozenset[str]] = {}
    if not left:
        return chars_by_family
    order = system_fonts.rank(need.machine, role, need.place)
    for char in sorted(left, key=lambda char: (not char.isalpha(), char)):
        if any(char in has for has in chars_by_family.values()):
            continue
        for font in order:
            if font.has(char) and _allows_embedding(need, font):
                family = system_fonts.family(font, need.machine, need.script)
                chars_by_family[family] = subset.covered_chars(family.masters[0])
                break
        else:
            (need.missing if char in need.chars else need.unprintable).add(char)
    return chars_by_family


def _allows_embedding(need: _Need, font: system_fonts.SystemFont) -> bool:
    """Reject a font whose licence forbids embedding, with a finding."""
    if font.file in need.refusals:
        return False
    if subset.embeddable(families.MasterFont(font.file, index=font.index)):
        return True
    need.refusals[font.file] = missing_glyphs.refusal(font.family)
    return False


def _faces(family: Family, chars: set[str], folder: Path) -> Iterable[FontFace]:
    """Subset every face of a family for the book."""
    folder.mkdir(parents=True, exist_ok=True)
    for master in family.masters:
        data = subset.cut(master, chars, family.css)
        suffix = ".otf" if data.startswith(b"OTTO") else ".ttf"
        path = folder / f"{family.slug}-{master.weight}-{master.style}{suffix}"
        path.write_bytes(data)
        yield FontFace(
            family.css,
            master.weight,
            master.style,
            path,
            hashlib.sha256(data).hexdigest(),
            len(data),
            family.typeface,
            master.also,
            family.ours,
        )
