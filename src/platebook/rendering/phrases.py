"""Generated phrases with names in them: bylines, credits, the facts of an imprint; as markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from markupsafe import Markup, escape

from platebook import isbn, markdown
from platebook.book import EPUB, Edition
from platebook.book.credits import (
    Byline,
    CreditPlace,
    bylines,
    credit_place,
    group_by_role,
    has_label,
    is_whole_line,
)
from platebook.graphemes import runs_left, runs_rightwards
from platebook.i18n import Words, direction
from platebook.i18n.catalogue import fill
from platebook.story import Plate

_TAG = re.compile(r"<[^>]*>")
#: What holds phrases alone, and the whole of such a text.
_PHRASES = re.compile(r"(?s)<(p|h[1-6]|dt|dd)((?:\s[^>]*)?)>(.*?)</\1>")
_ITEMS = re.compile(r"(<li>)([^<]+)(</li>)")
#: A name and the comma or semicolon after it. A name of several lines is a box, and the sign after
#: that would stand alone on a line.
_LAST_NAME = re.compile(r"\{second\}.*")  # with “and others”, which would stand alone on a line
_NAME_AND_SIGN = re.compile(r"(<a [^>]*>)?<bdi[^>]*>[^<]*</bdi>(</a>)?[,،、;]")


def phrase(text: object, direction: str) -> Markup:
    """Escape a text of one line that stands in a paragraph of ``direction``: ltr or rtl.

    In a paragraph that runs leftwards, “© 2026 The Photo Desk.” would begin with the full stop and
    end with the sign (UAX #9, 3.3.1). HTML has ``dir="auto"`` for that, which looks at a text's
    first letter alone, and which WeasyPrint does not know.
    """
    markup = escape(text)
    line = _TAG.sub("", markup) if direction == "rtl" else ""
    if runs_rightwards(line) and not runs_left(line):
        return Markup('<bdi dir="ltr">{}</bdi>').format(markup)
    return markup


def blocks(markup: str, direction: str) -> str:
    """Do the same in each paragraph, heading and plain item of our own markup of Markdown."""
    if direction != "rtl":
        return markup
    isolated_markup = _PHRASES.sub(
        lambda block: (
            f"<{block[1]}{block[2]}>{phrase(Markup(block[3]), direction)}</{block[1]}>"  # noqa: S704
        ),
        markup,
    )
    return _ITEMS.sub(
        lambda item: f"{item[1]}{phrase(Markup(item[2]), direction)}{item[3]}",  # noqa: S704
        isolated_markup,
    )


#: Names in one line of a byline at most; of more, the first two are named.
_NAMES = 3
#: How a byline is said, by the roles of those whom it names (MARC relators).
_BYLINES = {
    frozenset({"pht"}): "Photographs by {names}",
    frozenset({"aut"}): "Text by {names}",
    frozenset({"ill"}): "Illustrations by {names}",
    frozenset({"pht", "aut"}): "Photographs and text by {names}",
    frozenset({"aut", "ill"}): "Text and illustrations by {names}",
    frozenset({"edt"}): "Edited by {names}",
    frozenset({"edc"}): "Edited by {names}",
    frozenset({"edt", "edc"}): "Edited by {names}",
}


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One line of the list of people: what they did, in the story's language, and who."""

    TEMPLATE_FIELDS: ClassVar = ("role", "names")

    role: str
    names: Markup


class Phrases:
    """Writes what one edition says of people; ``text`` makes a text showable."""

    def __init__(self, edition: Edition, words: Words, text: Callable[[str], str]) -> None:
        self._edition, self._words, self._text = edition, words, text
        self._direction = direction(edition.story.language)
        self.credits_at = credit_place(edition.story, edition.medium)

    def functions(self) -> dict[str, Callable[..., object]]:
        """Return what templates may call, by name."""
        return {
            "say": self.say,
            "bylines": self.bylines,
            "leaders": self.leaders,
            "people": self.people,
            "published": self.published,
            "identifiers": self.identifiers,
            "credit_line": self.credit_line,
            "credits_key": self.credits_key,
        }

    def say(self, message: str, **fields: object) -> Markup:
        """Return a generated phrase; its fields are escaped, and isolated from its direction."""
        field_values: dict[str, object] = {
            name: value if isinstance(value, int) else self._isolate(value)
            for name, value in fields.items()
        }
        return Markup(fill(self._words.pattern(message), field_values))  # noqa: S704  our catalogues

    def bylines(self) -> list[Markup]:
        """Return who made the story, a line for those who did the same."""
        lines = bylines(self._edition.story)
        return [self._byline(line, alone=len(lines) == 1) for line in lines]

    def leaders(self) -> Markup:
        """Return those whom the bylines name, without what they did: for a spine."""
        names = (name for line in bylines(self._edition.story) for name in line.names)
        return self._few(tuple(dict.fromkeys(names)))

    def people(self) -> list[RoleLine]:
        """List all contributors by what they did, their names as links."""
        people = self._edition.story.contributors
        urls = {person.name: person.url for person in people if person.url}
        return [
            RoleLine(
                self._roles(line.roles),
                self._join([self._link(name, urls) for name in line.names]),
            )
            for line in group_by_role(self._edition.story)
        ]

    def published(self, when: date | str) -> Markup:
        """Return when the story was published, by the day, the month or the year."""
        date_text = self._words.date(when)
        if len(str(when)) == len("2026"):
            return self.say("Published in {year}", year=date_text)
        if len(str(when)) == len("2026-01"):
            return self.say("Published in {month}", month=date_text)
        return self.say("Published {date}", date=date_text)

    def identifiers(self) -> list[str]:
        """List what an imprint names the book by: the ISBN of its form, and the identifier.

        An identifier that is an ISBN stands where the form has none of its own.
        """
        story = self._edition.story
        own = getattr(story.isbn, self._edition.medium.name, None)
        shared = "" if own and isbn.of(story.identifier) else bare_identifier(story.identifier)
        return [*([f"ISBN {isbn.hyphenate(own)}"] if own else []), *([shared] if shared else [])]

    def credit_line(self, credit: str) -> Markup:
        """Return who made a photograph; a line that takes no label is printed as written."""
        if is_whole_line(credit):
            return phrase(self._text(credit), self._direction)
        return self.say("Photograph: {credit}", credit=self._text(credit))

    def plate_credit(self, plate: Plate) -> Markup:
        """Return a plate's credit line; nothing where the credits stand elsewhere."""
        if not plate.credit or self.credits_at is not CreditPlace.PLATE:
            return Markup()
        if plate.supplied_credit:
            return phrase(self._text(plate.credit), self._direction)
        return self.credit_line(plate.credit)

    def credits_key(self) -> list[Markup]:
        """Return each credit once, with its plates' numbers: “Photographs 1–4 and 7: …”."""
        numbers: dict[str, list[int]] = {}
        for page in self._edition.plates:
            if page.plate and page.plate.credit:
                numbers.setdefault(page.plate.credit, []).append(page.number or 0)
        return [self._key(self._text(credit), plates) for credit, plates in numbers.items()]

    def _key(self, credit: str, numbers: list[int]) -> Markup:
        whole, own = len(numbers) == len(self._edition.plates), has_label(credit)
        if own and whole:
            return phrase(credit, self._direction)
        if own:
            label = self._words.numbers(numbers)
            return self.say("{label}: {value}", label=label, value=credit)
        if whole:
            return self.say("All photographs: {credit}", credit=credit)
        return Markup(self._words.key(numbers, self._isolate(credit)))  # noqa: S704  our catalogues

    def _byline(self, line: Byline, *, alone: bool) -> Markup:
        names = self._few(line.names)
        if alone and line.roles == ("aut",):
            template = "By {names}"
            text = self._words.plural(template, template, len(line.names), names=names)
            return Markup(text)  # noqa: S704  our catalogues
        if message := _BYLINES.get(frozenset(line.roles)):
            return Markup(fill(self._words.pattern(message), {"names": names}))  # noqa: S704
        pattern = self._words.pattern("{label}: {value}")
        label = self._isolate(self._roles(line.roles))
        return Markup(fill(pattern, {"label": label, "value": names}))  # noqa: S704  our catalogues

    def _few(self, names: tuple[str, ...]) -> Markup:
        """Join names as the language does: all, or of many the first two and others."""
        name_markup = [*map(self._show, names)]
        if len(names) <= _NAMES:
            return self._join(name_markup)
        first, second, *_ = name_markup
        pattern = self._words.pattern("{first}, {second} and others")
        pattern = _LAST_NAME.sub(r"<span>\g<0></span>", pattern)
        return self._with_signs(fill(pattern, {"first": first, "second": second}))

    def _join(self, shown: list[Markup]) -> Markup:
        return self._with_signs(self._words.listing(shown))

    def _with_signs(self, names: str) -> Markup:
        """Keep a comma on the last line of the name before it, where a name may have two lines."""
        if self._edition.medium is EPUB:
            names = _NAME_AND_SIGN.sub(r'<span class="whole">\g<0></span>', names)
        return Markup(names)  # noqa: S704  CLDR's patterns

    def _link(self, name: str, urls: Mapping[str, str]) -> Markup:
        if name not in urls:
            return self._show(name)
        link = Markup('<a href="{}">{}</a>').format(urls[name], self._show(name))
        address = Markup(' (<span class="address" dir="ltr">{}</span>)').format(
            markdown.printed_address(urls[name])
        )
        return link + address if self._edition.medium.paper else link

    def _show(self, name: str) -> Markup:
        return self._isolate(self._text(name))

    def _isolate(self, text: object) -> Markup:
        """Escape a text, and keep its direction from what stands beside it (``bdi``)."""
        markup = phrase(text, self._direction)
        return markup if markup.startswith("<bdi ") else Markup("<bdi>{}</bdi>").format(markup)

    def _roles(self, codes: Iterable[str]) -> str:
        """Return what a person did: “Text”, or “Text, translation and design”."""
        first, *others = dict.fromkeys(map(self._words.role, codes))
        return self._words.listing([first, *self._inside(others)])

    def _inside(self, roles: Iterable[str]) -> Iterator[str]:
        """Write roles as they stand within a line: German alone has capitals there."""
        german = self._words.language == "de"
        return (role if german else role[:1].lower() + role[1:] for role in roles)


def bare_identifier(identifier: str) -> str:
    """Return an identifier as a reader knows it: an ISBN with its hyphens; nothing of a UUID."""
    if number := isbn.of(identifier):
        return f"ISBN {isbn.hyphenate(number)}"
    return "" if identifier.lower().startswith("urn:uuid:") else identifier
