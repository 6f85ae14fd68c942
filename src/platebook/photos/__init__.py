"""Photographs → the exact files that an edition shows.

``survey`` looks at every photograph without decoding it; ``prepare`` makes the final files, each
photograph decoded once for all editions. Nothing heavy is imported before one of them runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from platebook import lazy_names

if TYPE_CHECKING:
    from platebook.photos.cache import (
        FACTS,
        PLATES,
        Cache,
        CacheContents,
        cache_stock,
        clear_cache,
    )
    from platebook.photos.cmyk.press_profile import FOGRA39, target
    from platebook.photos.colour import INTENTS
    from platebook.photos.ebook_targets import (
        DEFAULT,
        SCREEN_STEPS,
        SHARPEN_PRINT,
        SHARPEN_SCREEN,
        STEPS,
        TARGETS,
        SizeChoice,
        Steps,
        Target,
        choose_steps,
        quality_steps,
        target_for,
    )
    from platebook.photos.formats.header import UnfitError
    from platebook.photos.formats.metadata import STAND_IN, read_sidecar
    from platebook.photos.formats.usage import artificial, is_stand_in, limits
    from platebook.photos.images import (
        ImageFacts,
        TypeContrast,
        encode,
        encode_page,
        read_image_facts,
        thumbnail,
        thumbnails,
        type_contrast,
        write_plate,
    )
    from platebook.photos.libvips import native_versions
    from platebook.photos.memory import Memory
    from platebook.photos.model import (
        ColourTarget,
        MetadataText,
        Photo,
        Recipe,
        Rendition,
        RenditionRequest,
        Rights,
    )
    from platebook.photos.prepare_plates import prepare
    from platebook.photos.produce import preview_recipe
    from platebook.photos.similarity.small_previews import (
        PREVIEW,
        average_colour,
        find_duplicates,
        is_same_photo,
        make_preview,
        preview_of_rows,
    )
    from platebook.photos.survey_photos import (
        COVER,
        HeaderFacts,
        check_in_background,
        inspect_photo,
        read_metadata,
        survey,
    )
    from platebook.photos.worker_pool import WorkerPool

__all__ = [
    "COVER", "DEFAULT", "FACTS", "FOGRA39", "INTENTS", "PLATES", "PREVIEW",
    "SCREEN_STEPS", "SHARPEN_PRINT", "SHARPEN_SCREEN", "STAND_IN", "STEPS", "TARGETS", "Cache",
    "CacheContents", "ColourTarget", "HeaderFacts", "ImageFacts", "Memory", "MetadataText",
    "Photo", "Recipe", "Rendition", "RenditionRequest", "Rights", "SizeChoice", "Steps",
    "Target", "TypeContrast", "UnfitError", "WorkerPool", "artificial", "average_colour",
    "cache_stock", "check_in_background", "choose_steps", "clear_cache", "encode",
    "encode_page", "find_duplicates", "inspect_photo", "is_same_photo", "is_stand_in", "limits",
    "make_preview", "native_versions", "prepare", "preview_of_rows", "preview_recipe",
    "quality_steps", "read_image_facts", "read_metadata", "read_sidecar", "survey", "target",
    "target_for", "thumbnail", "thumbnails", "type_contrast", "write_plate",
]  # fmt: skip

__getattr__ = lazy_names.loader(
    __name__,
    {
        "cache": "FACTS PLATES Cache CacheContents clear_cache cache_stock",
        "cmyk.press_profile": "FOGRA39 target",
        "colour": "INTENTS",
        "ebook_targets": "DEFAULT SCREEN_STEPS SHARPEN_PRINT SHARPEN_SCREEN STEPS TARGETS "
        "SizeChoice Steps Target choose_steps quality_steps target_for",
        "formats.header": "UnfitError",
        "formats.metadata": "STAND_IN read_sidecar",
        "formats.usage": "artificial is_stand_in limits",
        "images": "ImageFacts TypeContrast encode encode_page read_image_facts thumbnail "
        "thumbnails type_contrast write_plate",
        "libvips": "native_versions",
        "memory": "Memory",
        "model": "ColourTarget MetadataText Photo Recipe Rendition RenditionRequest Rights",
        "prepare_plates": "prepare",
        "produce": "preview_recipe",
        "similarity.small_previews": "PREVIEW average_colour find_duplicates is_same_photo "
        "make_preview preview_of_rows",
        "survey_photos": "COVER HeaderFacts check_in_background inspect_photo read_metadata "
        "survey",
        "worker_pool": "WorkerPool",
    },
)  # fmt: skip
