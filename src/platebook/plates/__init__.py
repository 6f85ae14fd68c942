"""Photographs → the exact files that an edition shows.

``survey`` looks at every photograph without decoding it; ``prepare`` makes the final files, each
photograph decoded once for all editions. Nothing heavy is imported before one of them runs.
"""

from platebook.plates.budget import SCREEN_STEPS, STEPS, Choice, Steps, chosen, steps
from platebook.plates.cache import CAPTIONS, Cache, Stock
from platebook.plates.cache import clear as clear_cache
from platebook.plates.cache import stock as cache_stock
from platebook.plates.drawn import encode, plate
from platebook.plates.engine import prepare
from platebook.plates.finished import Seen, seen
from platebook.plates.fitness import COVER
from platebook.plates.glancing import GLANCE, alike, glance, glance_at_rows, twins
from platebook.plates.model import ColourTarget, Photo, Plate, Recipe, Rights, Told, Wish
from platebook.plates.natives import versions
from platebook.plates.printer import FOGRA39, INTENTS, target
from platebook.plates.survey import look, survey
from platebook.plates.targets import (
    DEFAULT,
    SHARPEN_PRINT,
    SHARPEN_SCREEN,
    TARGETS,
    Target,
    target_for,
)
from platebook.plates.trial import trying
from platebook.plates.workers import Workers

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
    "Choice",
    "ColourTarget",
    "Photo",
    "Plate",
    "Recipe",
    "Rights",
    "Seen",
    "Steps",
    "Stock",
    "Target",
    "Told",
    "Wish",
    "Workers",
    "alike",
    "cache_stock",
    "chosen",
    "clear_cache",
    "encode",
    "glance",
    "glance_at_rows",
    "look",
    "plate",
    "prepare",
    "seen",
    "steps",
    "survey",
    "target",
    "target_for",
    "trying",
    "twins",
    "versions",
]
