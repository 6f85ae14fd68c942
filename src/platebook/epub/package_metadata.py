"""The package's metadata block (EPUB 3.3, section 5.5), as a list of elements to write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from platebook import markdown
from platebook.book import Edition, PageKind
from platebook.epub.package_files import Element, Navigation
from platebook.i18n import Words
from platebook.rendering.template_values import writable
from platebook.story import Person, Story

#: Features of every e-book: contents, headings, reading order, no DRM, adjustable display.
_ALWAYS = ("tableOfContents", "structuralNavigation", "readingOrder", "ARIA", "unlocked")


@dataclass(frozen=True, slots=True)
class Access:
    """The facts that the claims rest on."""

    shown: int  #: plates that are not decorative
    decorative: int
    alternatives: int  #: of ``shown``, how many have a text alternative
    described: int  #: plates with a long description in the book
    paged: bool  #: whether the printed pages are marked and listed

    @classmethod
    def of(cls, edition: Edition, navigation: Navigation) -> Access:
        """Count what the edition holds."""
        plates = [page.plate for page in edition.plates if page.plate]
        informative_plates = [plate for plate in plates if not plate.decorative]
        describes = bool(edition.of(PageKind.DESCRIPTIONS))
        return cls(
            shown=len(informative_plates),
            decorative=len(plates) - len(informative_plates),
            alternatives=sum(bool(plate.alt) for plate in informative_plates),
            described=sum(bool(plate.description) for plate in plates) if describes else 0,
            paged=bool(navigation.pages),
        )

    @property
    def has_alts(self) -> bool:
        """Whether every photograph has a text alternative."""
        return self.alternatives == self.shown

    def sufficient(self) -> Iterator[str]:
        """Yield the sufficient access modes."""
        yield "textual,visual"
        if self.has_alts:
            yield "textual"

    def features(self) -> Iterator[str]:
        """Yield the features, in the order of the schema.org vocabulary's groups."""
        if self.has_alts and self.shown:
            yield "alternativeText"
        if self.described:
            yield "longDescription"
        yield from _ALWAYS
        yield "displayTransformability"
        if self.paged:
            yield from ("pageBreakMarkers", "pageNavigation")

    def summary(self, words: Words) -> str:
        """Write the accessibility summary in the language of the generated words."""
        sentences = [
            (self.shown and self.has_alts, "Every photograph has a text alternative."),
            (not self.has_alts, "Some photographs have no text alternative."),
            (
                self.decorative,
                "Assistive technology passes over photographs that are only decoration.",
            ),
            (self._all_described, "Every photograph has a long description."),
            (
                self.described and not self._all_described,
                "Some photographs have long descriptions.",
            ),
            (True, "A table of contents, headings and landmarks lead through the book."),
            (self.paged, "Page numbers follow the printed edition."),
            (True, "Readers can enlarge and restyle the text."),
            (True, "Nothing in the book flashes, moves or makes a sound."),
        ]
        gap = "" if words.language.split("-")[0] in ("ja", "zh") else " "
        return gap.join(words(sentence) for true, sentence in sentences if true)

    @property
    def _all_described(self) -> bool:
        return 0 < self.shown + self.decorative == self.described


#: MARC relators of creators; others are contributors.
_CREATORS = frozenset({"art", "aut", "cre", "ill", "pht"})
COVER_ID = "cover-image"


def metadata(edition: Edition, words: Words, access: Access, *, fonts: bool) -> list[Element]:
    """Return every element but ``dcterms:modified``; ``fonts``: whether the book embeds any."""
    elements = [
        *_work(edition.story),
        *_people(edition.story),
        *_series(edition.story),
        *_access(access, words),
    ]
    if access.paged:
        # The PDF's metadata has the same identifier: it names the source.
        elements.append(_meta("pageBreakSource", edition.story.identifier))
    elements.append(_meta("rendition:layout", "reflowable"))
    if fonts:
        # Without it Apple Books ignores embedded fonts.
        elements.append(_meta("ibooks:specified-fonts", "true"))
    elements.append(Element("meta", "", {"name": "cover", "content": COVER_ID}))
    return elements


def _work(story: Story) -> Iterator[Element]:
    yield _dc("identifier", story.identifier, id="pub-id")
    yield _dc("title", story.title, id="main-title")
    yield _meta("title-type", "main", refines="#main-title")
    if story.subtitle:
        yield _dc("title", story.subtitle, id="subtitle")
        yield _meta("title-type", "subtitle", refines="#subtitle")
    yield _dc("language", story.language)
    if story.publisher:
        yield _dc("publisher", story.publisher)
    if story.published:
        yield _dc("date", str(story.published))
    if story.standfirst:
        yield _dc("description", markdown.plain(story.standfirst))
    if story.rights:
        yield _dc("rights", story.rights)
    for keyword in story.keywords:
        yield _dc("subject", keyword)


def _people(story: Story) -> Iterator[Element]:
    has_author = any(person.role == "aut" for person in story.contributors)
    for number, person in enumerate(story.people, 1):
        same = [
            contributor for contributor in story.contributors if contributor.name == person.name
        ]
        yield from _person(same, f"person-{number}", has_author=has_author)


def _person(same: Sequence[Person], id: str, *, has_author: bool) -> Iterator[Element]:
    """Write a person once, with every role: the refinement may repeat (EPUB 3.3, D.3).

    In a story that names no author the creators are its authors too: Calibre looks for no other
    role, and would name the book's author as “Unknown”.
    """
    roles = list(dict.fromkeys(person.role for person in same))
    element = "creator" if _CREATORS.intersection(roles) else "contributor"
    if element == "creator" and not has_author:
        roles.append("aut")
    yield _dc(element, same[0].name, id=id)
    for role in roles:
        yield _meta("role", role, refines=f"#{id}", scheme="marc:relators")
    if sort := next((person.sort for person in same if person.sort), None):
        yield _meta("file-as", sort, refines=f"#{id}")


def _series(story: Story) -> Iterator[Element]:
    if not story.series:
        return
    yield _meta("belongs-to-collection", story.series.name, id="series-1")
    yield _meta("collection-type", "series", refines="#series-1")
    if story.series.position:
        yield _meta("group-position", story.series.position, refines="#series-1")


def _access(access: Access, words: Words) -> Iterator[Element]:
    yield _meta("schema:accessMode", "visual")
    yield _meta("schema:accessMode", "textual")
    for senses in access.sufficient():
        yield _meta("schema:accessModeSufficient", senses)
    for feature in access.features():
        yield _meta("schema:accessibilityFeature", feature)
    yield _meta("schema:accessibilityHazard", "none")
    language = {"xml:lang": words.language} if words.foreign else {}
    summary = access.summary(words)
    yield Element("meta", summary, {"property": "schema:accessibilitySummary", **language})


def _dc(name: str, text: str, **attributes: str) -> Element:
    return Element(name, " ".join(writable(text).split()), attributes, dc=True)


def _meta(property: str, text: str, **attributes: str) -> Element:
    return Element("meta", " ".join(writable(text).split()), {"property": property, **attributes})
