"""Would catch a claim of accessibility that the book does not keep."""

from __future__ import annotations

import pytest

from platebook.story import Plate
from tests.epub.books import Binder, Book, story, text

ALL_TOLD = [text(1), text(2, decorative=True, alt=None)]
ONE_UNTOLD = [text(1), text(2, alt=None)]


def features(book: Book) -> set[str]:
    return set(book.metas("schema:accessibilityFeature"))


def test_what_is_always_so_is_always_said(plain_book: Book) -> None:
    assert plain_book.metas("schema:accessMode") == ["visual", "textual"]
    assert plain_book.metas("schema:accessibilityHazard") == ["none"]
    assert {
        "tableOfContents",
        "structuralNavigation",
        "readingOrder",
        "ARIA",
        "unlocked",
        "displayTransformability",
        "pageBreakMarkers",
        "pageNavigation",
    } <= features(plain_book)


@pytest.mark.parametrize(
    ("plates", "sufficient", "alternatives"),
    [
        (ALL_TOLD, ["textual,visual", "textual"], True),
        (ONE_UNTOLD, ["textual,visual"], False),
        ([text(1, decorative=True, alt=None)], ["textual,visual", "textual"], False),
    ],
)
def test_text_is_enough_only_if_every_photograph_is_told(
    binder: Binder, plates: list[Plate], sufficient: list[str], alternatives: bool
) -> None:
    book = binder.bind(story(plates))
    assert book.metas("schema:accessModeSufficient") == sufficient
    assert ("alternativeText" in features(book)) is alternatives


def test_long_descriptions_are_claimed_when_there_are_some(binder: Binder) -> None:
    described = story([text(1, description="A *long* look."), text(2)])
    assert "longDescription" in features(binder.bind(described))
    assert "longDescription" not in features(binder.bind(story()))


@pytest.mark.parametrize(
    ("plates", "said", "unsaid"),
    [
        (ALL_TOLD, ["Every photograph has a text alternative.", "only decoration"], ["Some"]),
        (ONE_UNTOLD, ["Some photographs have no text alternative."], ["Every", "decoration"]),
        ([text(1, description="Look.")], ["Every photograph has a long description."], ["Some"]),
        (
            [text(1, description="Look."), text(2)],
            ["Some photographs have long"],
            ["Every photograph has a long"],
        ),
    ],
)
def test_the_summary_says_the_same_in_words(
    binder: Binder, plates: list[Plate], said: list[str], unsaid: list[str]
) -> None:
    (summary,) = binder.bind(story(plates)).metas("schema:accessibilitySummary")
    assert all(sentence in summary for sentence in said)
    assert not any(sentence in summary for sentence in unsaid)
    assert "Nothing in the book flashes" in summary


@pytest.mark.parametrize(("language", "start"), [("de", "Jede"), ("ja", "すべて")])
def test_the_summary_is_in_the_language_of_the_story(
    binder: Binder, language: str, start: str
) -> None:
    (summary,) = binder.bind(story(language=language)).metas("schema:accessibilitySummary")
    assert summary.startswith(start)


def test_conformance_is_claimed_by_nobody(plain_book: Book) -> None:
    assert b"conformsTo" not in plain_book.files["EPUB/content.opf"]
    assert b"certifiedBy" not in plain_book.files["EPUB/content.opf"]
