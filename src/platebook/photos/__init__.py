"""Photographs → the exact files that an edition shows.

``survey_photos.survey`` looks at every photograph without decoding it; ``prepare_plates.prepare``
makes the final files, each photograph decoded once for all editions.
"""
