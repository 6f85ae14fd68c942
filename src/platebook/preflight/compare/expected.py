"""What every book is held to: the story as the manifest has it, or as the e-book shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from pathlib import Path

from platebook import i18n, markdown
from platebook.book import PRINT, CreditPlace, credit_place
from platebook.graphemes import runs_left
from platebook.i18n import direction
from platebook.photos.memory import NO_MEMORY, ImageMemory
from platebook.preflight.compare.text_match import Piece, painted_text, readable
from platebook.preflight.model import BookContents, InspectedFile, ShownPhoto, TextLine
from platebook.story import CaptionPosition, Plate, Story
from platebook.theme_limits import cased_letters, own_texts, sets_initials

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
#: Figures, and what is written without a space; marks between them are no words.
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_FIELD = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class ExpectedPlate:
    """One plate as it should be; ``alt`` is None where it is not known, ``preview`` may be empty.

    ``items`` are those of the lists in its caption; ``number`` counts plates from 1; ``position``
    is where its caption stands in print, where that is given. ``credit`` is what stands under
    the caption, ``proof_credit`` what a proof says.
    """

    plate: str
    caption: str
    credit: str
    alt: str | None
    page: str = ""
    preview: bytes = b""
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
    ``leftwards``: the story begins at the right. ``drawn``: the file is a PDF, whose lines read as
    they are painted. ``memory`` has which photographs were the same before.
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
    drawn: bool = False
    memory: ImageMemory = NO_MEMORY

    @property
    def beside(self) -> str:
        """The longest title that may stand on a plate's page."""
        return max((self.title, *self.feet), key=len)

    def piece(self, text: str, items: int = 0) -> Piece:
        """Return a text to look for, with so many items of lists in it."""
        way = self.leftwards
        return Piece(text, rightmost_first=way, lists=items > 0, in_pdf=self.drawn)

    def readable(self, lines: Sequence[TextLine]) -> str:
        """Return lines as one reads them, for a message."""
        return readable(lines, in_pdf=self.drawn, rightmost_first=self.leftwards)


def plates_of(contents: BookContents) -> tuple[ShownPhoto, ...]:
    """Return the pictures that are plates: where a book names its plates, others are ornaments."""
    plate_pictures = tuple(picture for picture in contents.pictures if picture.plate)
    return plate_pictures or contents.pictures


def of_story(
    story: Story, previews: Mapping[str, bytes], *, addresses: bool = False
) -> ExpectedBook:
    """Take all from a complete story, and previews by id; ``addresses``: links print theirs."""
    under = credit_place(story, PRINT) is CreditPlace.PLATE
    titles = (section.title for section in story.sections if section.title)
    return ExpectedBook(
        "the manifest",
        story.title,
        tuple(
            _of_plate(plate, number, story, previews.get(plate.id, b""), under, addresses)
            for number, plate in enumerate(story.plates, 1)
        ),
        whole=True,
        passages=tuple(_passages(story, addresses=addresses)),
        feet=(story.title, markdown.shorten(story.title, _FOOT), *titles),
        labels=_labels(story.language),
        vocabulary=_vocabulary(story),
        theme=_theme_vocabulary(story.theme),
        leftwards=direction(story.language) == "rtl",
    )


def _of_plate(
    plate: Plate, number: int, story: Story, preview: bytes, under: bool, addresses: bool
) -> ExpectedPlate:
    """Return what a plate's page has; ``under`` says whether that is its credit too."""
    caption = markdown.caption(plate.caption) if plate.caption else ""
    caption = markdown.with_addresses(caption) if addresses else caption
    return ExpectedPlate(
        plate.id,
        read(caption),
        plate.credit or "" if under else "",
        "" if plate.decorative else plate.alt,
        preview=preview,
        items=caption.count("<li"),
        number=number,
        position=story.caption_position(plate),
        proof_credit=plate.credit or "",
    )


def _passages(story: Story, *, addresses: bool) -> Iterator[Passage]:
    """Yield every text that is no plate's, as it is read."""
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
    yield from _names(story)


def _names(story: Story) -> Iterator[Passage]:
    for person in story.contributors:
        yield Passage("contributor's name", person.name, running=False)
    yield from (Passage(what, name, running=False) for what, name in story.signatures)
    yield from (Passage("link's label", link.label, running=False) for link in story.links)
    if story.publisher:
        yield Passage("publisher's name", story.publisher, running=False)
    # Credits that stand elsewhere than under the plates, each once.
    place = credit_place(story, PRINT)
    if place is not CreditPlace.PLATE:
        for credit in dict.fromkeys(plate.credit for plate in story.plates if plate.credit):
            unprinted = place is CreditPlace.NONE
            yield Passage("credit", credit, running=False, described=unprinted)


def _block(what: str, source: str, *, described: bool = False, addresses: bool = False) -> Passage:
    markup = markdown.block(source)
    markup = markdown.with_addresses(markup) if addresses else markup
    return Passage(what, read(markup), items=markup.count("<li"), described=described)


def read(markup: str) -> str:
    """Return the text of markup of our own."""
    markup = _IN_LINE.sub("", _ADDRESS.sub(_ISOLATED, markup))
    return " ".join(unescape(_TAG.sub(" ", markup)).split())


def of_ebook(file: InspectedFile) -> ExpectedBook:
    """Take the plates from an e-book as it shows them."""
    contents = file.contents or BookContents()
    plates = tuple(
        ExpectedPlate(
            picture.plate,
            picture.caption,
            picture.credit,
            picture.alt,
            picture.page,
            picture.preview,
        )
        for picture in plates_of(contents)
    )
    captions = " ".join(plate.caption for plate in plates)
    return ExpectedBook(
        file.subject.called,
        contents.title,
        plates,
        whole=False,
        leftwards=runs_left(f"{contents.title} {captions}"),
    )


class Vocabulary:
    """The words that may stand beside an author's texts; ``lines`` may as they are."""

    def __init__(
        self,
        texts: Iterable[str],
        lines: Iterable[str] = (),
        *,
        cased: bool = False,
        initials: bool = False,
    ) -> None:
        self._cased, self._initials = cased, initials
        self._words = frozenset(token for text in texts for token in _tokens(text))
        self._lines = frozenset(map(painted_text, lines))

    def knows(self, text: str) -> bool:
        """Return whether a text is such a line, or made of these words and of figures."""
        tokens = _tokens(text)
        is_known = bool(tokens) and all(map(self._is_known, tokens))
        return is_known or painted_text(text) in self._lines

    def allows(self, actual: str, expected: str) -> bool:
        """Return whether ``actual`` is ``expected`` but for what a theme's styles make of a text.

        That is words of its own and figures between the text's, another case where a style asks
        for one, and a first letter that stands apart where one does.
        """
        if self._cased:
            actual, expected = actual.casefold(), expected.casefold()
        tokens = _tokens(expected)
        for token in _tokens(actual):
            word = tokens[0] if tokens else ""
            apart = self._initials and len(word) > 1
            if token == word or (apart and token == word[1:]):
                del tokens[0]
            elif not (token.isdecimal() or self._is_known(token) or (apart and token == word[0])):
                return False
        return bool(expected) and not tokens

    def _is_known(self, token: str) -> bool:
        if token.isdecimal() or token in self._words:
            return True
        # Where a script has no spaces, or writes "and" to the next word, a word is several.
        ends = {0}
        for end in range(1, min(len(token), 80) + 1):
            if any(token[start:end] in self._words for start in ends):
                ends.add(end)
        return len(token) in ends


def _vocabulary(story: Story) -> Vocabulary:
    """Gather the words that a story's books may have beside its texts."""
    texts = (*_generated(story.language), *_facts(story), *_theme_words(story.theme))
    titles = (plate.title or markdown.label(plate.caption or "") for plate in story.plates)
    return Vocabulary(texts, titles)


def _theme_vocabulary(theme: Path | None) -> Vocabulary | None:
    """Gather the words that a theme writes itself."""
    if theme is None:
        return None
    turned, initials = any(cased_letters(theme, "a")), sets_initials(theme)
    return Vocabulary(_theme_words(theme), cased=turned, initials=initials)


@lru_cache(maxsize=8)
def _generated(language: str) -> tuple[str, ...]:
    """Return all that is written in a language without an author."""
    words = i18n.of(language)
    patterns = (_FIELD.sub(" ", words.pattern(message)) for message in sorted(i18n.messages()))
    months = (words.date(f"2034-{month:02}-01") for month in range(1, 13))
    lists = (words.listing("12"), words.listing("123"))
    byline = words.plural("By {names}", "By {names}", 2, names="")
    roles = (words.role(code) for code in i18n.ROLES)
    return (*patterns, *months, *lists, byline, *roles, "platebook", "ISBN", "urn", "uuid")


def _labels(language: str) -> tuple[str, ...]:
    """Return what may stand before and after a credit, and the way to a long description."""
    words = i18n.of(language)
    around = _FIELD.split(words.pattern("Photograph: {credit}"))
    return (*filter(None, map(str.strip, around)), words("Long description"))


def _facts(story: Story) -> Iterator[str]:
    words = i18n.of(story.language)
    yield from filter(None, (story.isbn.epub, story.isbn.print, story.isbn.screen))
    yield from (story.title, story.identifier, story.rights or "", story.publisher or "")
    yield from (person.name for person in story.contributors)
    yield from (f"{link.label} {link.url}" for link in story.links)
    yield from (text for _, text in story.signatures)
    yield from (section.title for section in story.sections if section.title)
    if story.series:
        yield f"{story.series.name} {story.series.position or ''}"
    if story.published:
        yield words.date(story.published)
    for plate in story.plates:
        yield from filter(None, (plate.credit, plate.rights, plate.location))
        if plate.date:
            yield words.date(plate.date)


def _theme_words(theme: Path | None) -> Iterator[str]:
    """Read what a theme writes of its own: between its templates' tags, and as styles' content."""
    yield from (text for _, text in own_texts(theme)) if theme else ()


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(" ".join(painted_text(word) for word in text.split()))
