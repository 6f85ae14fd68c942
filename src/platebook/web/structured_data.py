"""Structured data of the site's pages: schema.org's Article, ImageObject and Book, as JSON-LD."""

from __future__ import annotations

from collections.abc import Mapping

from platebook import markdown
from platebook.book import Edition, Page
from platebook.json_ld import present
from platebook.licences import licence
from platebook.photos import Rendition, Rights
from platebook.story import Story

_CONTEXT = "https://schema.org"
#: What the page of a photograph alone says of it: on the story's page it stands in the text.
_ALONE = frozenset({"caption", "contentLocation", "dateCreated"})


def article(edition: Edition, images: list[dict[str, object]], site: str) -> dict[str, object]:
    """Describe the story; ``site`` is its address with a slash at the end, or empty."""
    story = edition.story
    return {
        "@context": _CONTEXT,
        "@type": "Article",
        **present(
            headline=story.title,
            alternativeHeadline=story.subtitle,
            description=markdown.plain(story.standfirst) if story.standfirst else None,
            inLanguage=story.language,
            identifier=story.identifier,
            datePublished=str(story.published) if story.published else None,
            author=_people(story),
            publisher={"@type": "Organization", "name": story.publisher}
            if story.publisher
            else None,
            copyrightNotice=story.rights,
            keywords=list(story.keywords),
            url=site,
            **_access(edition),
            exampleOfWork=_book(story),
            hasPart=[
                {name: value for name, value in each.items() if name not in _ALONE}
                for each in images
            ],
        ),
    }


def _access(edition: Edition) -> dict[str, object]:
    """Say what the page itself offers, as in the e-book."""
    plates = [page.shown for page in edition.plates]
    alts = all(plate.alt for plate in plates if not plate.decorative)
    features = {
        "alternativeText": alts,
        "longDescription": any(plate.description for plate in plates),
        "structuralNavigation": True,
        "displayTransformability": True,
    }
    return {
        "accessMode": ["textual", "visual"],
        "accessModeSufficient": [
            {"@type": "ItemList", "itemListElement": senses}
            for senses in (["textual", "visual"], *([["textual"]] if alts else []))
        ],
        "accessibilityFeature": [name for name, has in features.items() if has],
        "accessibilityHazard": ["none"],
    }


def _book(story: Story) -> dict[str, object]:
    """Describe the book that the site is an edition of, and its editions that have an ISBN."""
    ebook = {"bookFormat": "https://schema.org/EBook"}
    editions = [
        {"@type": "Book", "isbn": number, "inLanguage": story.language, **form}
        for number, form in (
            (story.isbn.epub, {**ebook, "bookEdition": "EPUB"}),
            (story.isbn.screen, {**ebook, "bookEdition": "PDF"}),
            (story.isbn.print, {}),
        )
        if number
    ]
    return {
        "@type": "Book",
        **present(
            name=story.title,
            identifier=story.identifier,
            inLanguage=story.language,
            author=_people(story),
            workExample=editions,
        ),
    }


def image(page: Page, file: Rendition, address: str, rights: Rights) -> dict[str, object]:
    """Describe a photograph by the properties that search engines show a licence from."""
    plate = page.shown
    return {
        "@type": "ImageObject",
        **present(
            contentUrl=address,
            width=file.size[0],
            height=file.size[1],
            encodingFormat=file.media_type,
            name=page.title,
            caption=markdown.plain(plate.caption) if plate.caption else None,
            creditText=plate.credit,
            creator={"@type": "Person", "name": rights.creator} if rights.creator else None,
            copyrightNotice=rights.rights,
            license=_licence(rights),
            usageInfo={"@type": "CreativeWork", "text": rights.terms} if rights.terms else None,
            digitalSourceType=rights.source_type,
            contentLocation={"@type": "Place", "name": plate.location} if plate.location else None,
            dateCreated=str(plate.date) if plate.date else None,
        ),
    }


def _licence(rights: Rights) -> str | None:
    """Give the address of the licence that the rights or the terms of use name."""
    found = licence(rights.rights or "") or licence(rights.terms or "")
    return found.address if found else None


def alone(data: Mapping[str, object], story: Story, home: str) -> dict[str, object]:
    """Describe the photograph of a page of its own, as part of the story."""
    part = {"@type": "Article", "headline": story.title, **({"url": home} if home else {})}
    return {"@context": _CONTEXT, **data, "isPartOf": part}


def _people(story: Story) -> list[dict[str, object]]:
    """List people once each, with their addresses."""
    people = {person.name: person for person in story.contributors}
    return [
        {"@type": "Person", "name": name, **({"url": person.url} if person.url else {})}
        for name, person in people.items()
    ]
