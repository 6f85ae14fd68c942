"""Accessibility metadata of the e-book (EPUB Accessibility 1.1, section 3).

No conformance is claimed, since only a person can judge a text alternative.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from platebook.book import Edition, PageKind
from platebook.epub.navigation import Navigation
from platebook.i18n import Words

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
        shown = [plate for plate in plates if not plate.decorative]
        describes = bool(edition.of(PageKind.DESCRIPTIONS))
        return cls(
            shown=len(shown),
            decorative=len(plates) - len(shown),
            alternatives=sum(bool(plate.alt) for plate in shown),
            described=sum(bool(plate.description) for plate in plates) if describes else 0,
            paged=bool(navigation.pages),
        )

    @property
    def has_alts(self) -> bool:
        """Whether every photograph has a text alternative."""
        return self.alternatives == self.shown

    def sufficient(self) -> Iterator[str]:
        """Give the sufficient access modes."""
        yield "textual,visual"
        if self.has_alts:
            yield "textual"

    def features(self) -> Iterator[str]:
        """Give the features, in the order of the schema.org vocabulary's groups."""
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
