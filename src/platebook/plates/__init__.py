"""Photographs → the exact files that an edition shows."""

from platebook.plates.model import Photo, Plate, Recipe, Rights, Told, Wish

__all__ = ["Photo", "Plate", "Recipe", "Rights", "Told", "Wish"]
