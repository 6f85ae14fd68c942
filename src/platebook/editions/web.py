"""The edition ``web``: a static website of the story, in a folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from platebook.book import WEB, compose
from platebook.build_options import site_address
from platebook.editions.model import (
    EditionSpec,
    Job,
    Made,
    Output,
    cover_rights,
    plate_name,
    plate_rights,
)
from platebook.errors import UsageError
from platebook.photos.ebook_targets import SHARPEN_SCREEN
from platebook.photos.model import Photo, Recipe, Rendition, RenditionRequest, Rights
from platebook.photos.similarity import small_previews
from platebook.photos.survey_photos import COVER
from platebook.web import FORMATS, PlatePictures, SiteOptions, dry_run, widths, write

_PREFIX = "web-"


def _files(job: Job) -> Iterator[Output]:
    """Yield the folder of the site. Raises UsageError for an address that is none."""
    try:
        address = site_address(job.options.site) if job.options.site else ""
    except ValueError as error:
        fix = "Write the address of its folder, such as https://example.org/books/."
        raise UsageError.of("--site", str(error), fix) from error
    if job.design.foreign:
        sizes = {plate.id: job.photos[plate.id].size for plate in job.story.plates}
        edition = compose(job.story, WEB, job.words)
        dry_run(edition, sizes, words=job.words, design=job.design)
    write = partial(_write, job, address)
    site = f"{job.story.slug}{WEB.suffix}"
    yield Output(site, tuple(_requests(job)), write, is_earlier=_is_site)


def _is_site(folder: Path) -> bool:
    return (folder / "index.html").is_file() and (folder / "styles" / "web.css").is_file()


def _requests(job: Job) -> Iterator[RenditionRequest]:
    for plate in job.story.plates:
        sharpens = job.story.sharpens(plate)
        yield from _all_sizes(
            plate.id,
            plate_name(plate),
            job.photos[plate.id],
            plate_rights(plate, job),
            job,
            sharpens,
        )
    if COVER in job.photos:
        yield from _all_sizes(
            COVER, job.cover_place, job.cover, cover_rights(job), job, job.story.sharpen
        )


def _all_sizes(
    key: str, where: str, photo: Photo, rights: Rights, job: Job, sharpens: bool
) -> Iterator[RenditionRequest]:
    """Request every width in every format of the site."""
    for width in widths(photo.size):
        for format, quality in FORMATS.items():
            if format == "avif" and not job.options.avif:
                continue
            recipe = Recipe(
                medium=f"{_PREFIX}{width}-{format}",
                box=(width, width * 4),
                quality=quality,
                chroma="4:2:0",
                keep_rights=True,
                sharpen=SHARPEN_SCREEN if sharpens else 0.0,
                copy=False,
                format=format,
            )
            yield RenditionRequest(key, where, photo, recipe, rights)


def _write(job: Job, address: str, all_renditions: Made, draft: Path) -> None:
    renditions: dict[str, list[Rendition]] = defaultdict(list)
    for (plate, medium), rendition in all_renditions.items():
        if medium.startswith(_PREFIX):
            renditions[plate].append(rendition)
    pictures = {plate: _pictures(plate, files) for plate, files in renditions.items()}
    cover = job.cover_plate
    options = SiteOptions(
        address=address,
        lead=cover.id if cover else COVER,
        lead_alt=(cover.alt or "") if cover else "",
        rights={plate.id: plate_rights(plate, job) for plate in job.story.plates},
    )
    edition = compose(job.story, WEB, job.words)
    write(
        edition,
        pictures,
        options,
        words=job.words,
        font_set=job.font_set,
        design=job.design,
        draft=draft,
    )


def _pictures(plate: str, files: list[Rendition]) -> PlatePictures:
    """Sort the files of one photograph by format and width."""
    by_format = {
        name: tuple(sorted((file for file in files if _format(file) == name), key=_width))
        for name in FORMATS
    }
    by_format = {name: files for name, files in by_format.items() if files}
    colour = small_previews.average_colour(by_format["jpeg"][0].path)
    return PlatePictures(plate.replace(":", "_"), by_format, colour)


def _format(rendition: Rendition) -> str:
    return rendition.media_type.removeprefix("image/")


def _width(rendition: Rendition) -> int:
    return rendition.size[0]


EDITION = EditionSpec(_files, options=frozenset({"site", "avif"}))
