"""Measures what a build costs beside the least that its pixels could cost: `make bench`."""
