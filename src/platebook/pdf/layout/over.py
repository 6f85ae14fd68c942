"""Chooses black or white for captions that are laid over their photographs, by the pixels there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from platebook.book import Edition, Page
from platebook.errors import Finding, ManifestError
from platebook.geometry import Box
from platebook.pdf.layout.arrange import CaptionSetting
from platebook.pdf.layout.openings import words_anchor
from platebook.pdf.layout.plan import Plan, boxes
from platebook.photos import ColourTarget, Rendition, TypeContrast, type_contrast

#: The contrast that type needs against every pixel under it (WCAG 2.2, 1.4.3).
_ENOUGH = 4.5


def type_colours(
    plan: Plan,
    edition: Edition,
    plates: Mapping[str, Rendition],
    inks: ColourTarget | None = None,
    *,
    strict: bool = True,
) -> Mapping[str, str]:
    """Name the class of each caption's colour by its plate's anchor: ``black`` or ``white``.

    Raises ManifestError for every caption that neither colour makes legible, if ``strict``.
    """
    found = dict(_measured(plan, edition, plates, inks))
    refused = [
        _refusal(page, found[page.anchor])
        for page in edition.plates
        if page.anchor in found and found[page.anchor].best < _ENOUGH
    ]
    if refused and strict:
        raise ManifestError(refused)
    return {
        words_anchor(anchor, plan.placements[anchor]): (
            "black" if each.black >= each.white else "white"
        )
        for anchor, each in found.items()
    }


def _measured(
    plan: Plan, edition: Edition, plates: Mapping[str, Rendition], inks: ColourTarget | None
) -> Iterator[tuple[str, TypeContrast]]:
    for page in edition.plates:
        over = plan.placements[page.anchor].setting is CaptionSetting.OVER
        if over and page.shown.id in plates:
            photo, caption = boxes(page, plan)
            if caption:
                part = Box(
                    (caption.x - photo.x) / photo.width,
                    (caption.y - photo.y) / photo.height,
                    caption.width / photo.width,
                    caption.height / photo.height,
                )
                yield page.anchor, type_contrast(plates[page.shown.id], part, inks)


def _refusal(page: Page, contrast: TypeContrast) -> Finding:
    return Finding(
        f"{page.shown.where} (plate “{page.shown.id}”)",
        "the caption cannot be read over its photograph: against the pixels under it, black has a "
        f"contrast of {contrast.black:.1f}:1 and white of {contrast.white:.1f}:1; {_ENOUGH}:1 is "
        "needed",
        "Write caption-at: page or facing, or use a photograph that is calm at its foot.",
    )
