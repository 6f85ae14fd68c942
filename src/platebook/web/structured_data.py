"""Structured data of the site's pages: schema.org's Article and ImageObject, as JSON-LD."""

from __future__ import annotations

from collections.abc import Mapping

from platebook import markdown
from platebook.book import Edition, Page
from platebook.photos import Rendition, Rights
from platebook.story import Story

_CONTEXT = "https://schema.org"


def article(edition: Edition, images: list[dict[str, object]], site: str) -> dict[str, object]:
    """Describe the story; ``site`` is its address with a slash at the end, or empty."""
    story = edition.story
    return {
        "@context": _CONTEXT,
        "@type": "Article",
        **_present(
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
            accessMode=["textual", "visual"],
            accessibilityFeature=[
                "alternativeText",
                "structuralNavigation",
                "displayTransformability",
            ],
            accessibilityHazard=["noFlashingHazard", "noMotionSimulationHazard", "noSoundHazard"],
            hasPart=images,
        ),
    }


def image(page: Page, file: Rendition, address: str, rights: Rights) -> dict[str, object]:
    """Describe a photograph by the properties that search engines show a licence from."""
    plate = page.shown
    return {
        "@type": "ImageObject",
        **_present(
            contentUrl=address,
            width=file.size[0],
            height=file.size[1],
            encodingFormat=file.media_type,
            name=page.title,
            caption=markdown.plain(plate.caption) if plate.caption else None,
            creditText=plate.credit,
            creator={"@type": "Person", "name": rights.creator} if rights.creator else None,
            copyrightNotice=rights.rights,
            usageInfo=rights.terms,
            contentLocation=plate.location,
            dateCreated=str(plate.date) if plate.date else None,
        ),
    }


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


def _present(**values: object) -> dict[str, object]:
    """Leave out what is empty."""
    return {name: value for name, value in values.items() if value not in (None, "", [], ())}
