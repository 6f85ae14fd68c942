"""What every book is held to: the story as the manifest has it, or as the e-book shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from platebook import markdown
from platebook.book import PRINT, CreditPlace, credit_place
from platebook.i18n import direction
from platebook.preflight.compare import generated_words
from platebook.preflight.compare.generated_words import Vocabulary
from platebook.preflight.line_order import runs_left
from platebook.preflight.model import BookContents, InspectedFile, ShownPhoto
from platebook.story import CaptionPosition, Plate, Story

#: Elements that stand in a line, and all others, which begin a new one.
_IN_LINE = re.compile(r"</?(?:em|strong|a|code|span)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
#: An address that runs rightwards in any text, and the isolate that it is (UAX #9).
_ADDRESS = re.compile(r'<span class="address" dir="ltr">(.*?)</span>')
_ISOLATED = "\u2066\\1\u2069"
#: What a foot of a page has of the title, in characters.
_FOOT = 64
#: How messages call a text, where they do not by its key.
_CALLED = {"closing": "closing text"}


@dataclass(frozen=True, slots=True)
class ExpectedPlate:
    """One plate as it should be; ``alt`` is None where nobody says, ``glance`` may be empty.

    ``items`` are those of the lists in its caption; ``number`` counts plates from 1; ``position``
    is where its caption stands in print, where somebody says it. ``credit`` is what stands under
    the caption, ``proof_credit`` what a proof says.
    """

    plate: str
    caption: str
    credit: str
    alt: str | None
    page: str = ""
    glance: bytes = b""
    items: int = 0
    number: int = 0
    position: CaptionPosition | None = None
    proof_credit: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of the book that is no plate's: which, and what it says.

    ``running`` texts are an author's, beside which no more stands that looks like them.
    ``items`` are those of its lists; ``described`` texts are in e-books alone.
    """

    what: str
    text: str
    items: int = 0
    running: bool = True
    described: bool = False


@dataclass(frozen=True, slots=True)
class ExpectedBook:
    """What every book is held to, and how messages call it: “the manifest”, a file's name.

    ``whole`` says that it is all that a book may say; then ``feet`` are what may stand on any page,
    ``labels`` on a plate's, ``vocabulary`` on others, and the words of a ``theme`` anywhere.
    ``leftwards``: the story begins at the right.
    """

    called: str
    title: str
    plates: tuple[ExpectedPlate, ...]
    whole: bool
    passages: tuple[Passage, ...] = ()
    feet: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    vocabulary: Vocabulary | None = None
    theme: Vocabulary | None = None
    leftwards: bool = False

    @property
    def beside(self) -> str:
        """The longest title that may stand on a plate's page."""
        return max((self.title, *self.feet), key=len)


def plates_of(contents: BookContents) -> tuple[ShownPhoto, ...]:
    """Give the pictures that are plates: where a book names its plates, others are ornaments."""
    named = tuple(picture for picture in contents.pictures if picture.plate)
    return named or contents.pictures


def of_story(
    story: Story, glances: Mapping[str, bytes], *, addresses: bool = False
) -> ExpectedBook:
    """Take all from a complete story, with glances at its photographs by plate id.

    ``addresses``: links have their addresses after them, as on paper.
    """
    under = credit_place(story, PRINT) is CreditPlace.PLATE
    titles = (section.title for section in story.sections if section.title)
    return ExpectedBook(
        "the manifest",
        story.title,
        tuple(
            _of_plate(plate, number, story, glances.get(plate.id, b""), under, addresses)
            for number, plate in enumerate(story.plates, 1)
        ),
        whole=True,
        passages=tuple(_passages(story, addresses=addresses)),
        feet=(story.title, markdown.shorten(story.title, _FOOT), *titles),
        labels=generated_words.labels(story.language),
        vocabulary=generated_words.of_story(story),
        theme=generated_words.of_theme(story.theme),
        leftwards=direction(story.language) == "rtl",
    )


def _of_plate(
    plate: Plate, number: int, story: Story, glance: bytes, under: bool, addresses: bool
) -> ExpectedPlate:
    """Give what a plate's page has; ``under`` says whether that is its credit too."""
    caption = markdown.caption(plate.caption) if plate.caption else ""
    caption = markdown.with_addresses(caption) if addresses else caption
    return ExpectedPlate(
        plate.id,
        read(caption),
        plate.credit or "" if under else "",
        "" if plate.decorative else plate.alt,
        glance=glance,
        items=caption.count("<li"),
        number=number,
        position=story.caption_position(plate),
        proof_credit=plate.credit or "",
    )


def _passages(story: Story, *, addresses: bool) -> Iterator[Passage]:
    """Give every text that is no plate's, as it is read."""
    if story.subtitle:
        yield Passage("subtitle", story.subtitle)
    for what, text in story.texts:
        yield _block(_CALLED.get(what, what), text, addresses=addresses)
    for section in story.sections:
        if section.title:
            yield Passage("section's title", section.title, running=False)
        if section.text:
            yield _block("section's text", section.text, addresses=addresses)
    for plate in story.plates:
        if plate.description:
            what = f"long description of plate “{plate.id}”"
            yield _block(what, plate.description, described=True)
    for what, name in _names(story):
        yield Passage(what, name, running=False)
    yield from _credits(story)


def _credits(story: Story) -> Iterator[Passage]:
    """Give the credits that stand elsewhere than under the plates: each once."""
    place = credit_place(story, PRINT)
    if place is not CreditPlace.PLATE:
        for credit in dict.fromkeys(plate.credit for plate in story.plates if plate.credit):
            unprinted = place is CreditPlace.NONE
            yield Passage("credit", credit, running=False, described=unprinted)


def _names(story: Story) -> Iterator[tuple[str, str]]:
    yield from (("contributor's name", person.name) for person in story.contributors)
    yield from story.signatures
    yield from (("link's label", link.label) for link in story.links)
    if story.publisher:
        yield "publisher's name", story.publisher


def _block(what: str, source: str, *, described: bool = False, addresses: bool = False) -> Passage:
    markup = markdown.block(source)
    markup = markdown.with_addresses(markup) if addresses else markup
    return Passage(what, read(markup), items=markup.count("<li"), described=described)


def read(markup: str) -> str:
    """Give the text of markup of our own."""
    markup = _IN_LINE.sub("", _ADDRESS.sub(_ISOLATED, markup))
    return " ".join(unescape(_TAG.sub(" ", markup)).split())


def of_ebook(file: InspectedFile) -> ExpectedBook:
    """Take the plates from an e-book as it shows them."""
    contents = file.contents or BookContents()
    plates = tuple(
        ExpectedPlate(each.plate, each.caption, each.credit, each.alt, each.page, each.likeness)
        for each in plates_of(contents)
    )
    captions = " ".join(each.caption for each in plates)
    return ExpectedBook(
        file.subject.called,
        contents.title,
        plates,
        whole=False,
        leftwards=runs_left(f"{contents.title} {captions}"),
    )
