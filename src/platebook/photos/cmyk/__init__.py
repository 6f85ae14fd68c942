"""Conversion to CMYK by ICC profile: look-up tables and the limit of total area coverage."""
