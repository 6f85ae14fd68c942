"""Photographs → the exact files that an edition shows.

``survey`` looks at every photograph without decoding it; ``prepare`` makes the final files, each
photograph decoded once for all editions. Nothing heavy is imported before one of them runs.
"""

from platebook.photos.cache import CAPTIONS, Cache, CacheContents
from platebook.photos.cache import clear as clear_cache
from platebook.photos.cache import stock as cache_stock
from platebook.photos.cmyk.profile import FOGRA39, INTENTS, target
from platebook.photos.ebook_targets import (
    DEFAULT,
    SHARPEN_PRINT,
    SHARPEN_SCREEN,
    TARGETS,
    Target,
    target_for,
)
from platebook.photos.encode_image import encode, plate
from platebook.photos.image_facts import ImageFacts, seen
from platebook.photos.libvips import native_versions
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
from platebook.photos.similarity.preview import GLANCE, alike, glance, glance_at_rows, twins
from platebook.photos.size_budget import SCREEN_STEPS, STEPS, SizeChoice, Steps, chosen, steps
from platebook.photos.survey import COVER, look, survey, trying
from platebook.photos.worker_pool import WorkerPool

__all__ = [
    "CAPTIONS",
    "COVER",
    "DEFAULT",
    "FOGRA39",
    "GLANCE",
    "INTENTS",
    "SCREEN_STEPS",
    "SHARPEN_PRINT",
    "SHARPEN_SCREEN",
    "STEPS",
    "TARGETS",
    "Cache",
    "CacheContents",
    "ColourTarget",
    "ImageFacts",
    "MetadataText",
    "Photo",
    "Recipe",
    "Rendition",
    "RenditionRequest",
    "Rights",
    "SizeChoice",
    "Steps",
    "Target",
    "WorkerPool",
    "alike",
    "cache_stock",
    "chosen",
    "clear_cache",
    "encode",
    "glance",
    "glance_at_rows",
    "look",
    "native_versions",
    "plate",
    "prepare",
    "seen",
    "steps",
    "survey",
    "target",
    "target_for",
    "trying",
    "twins",
]
