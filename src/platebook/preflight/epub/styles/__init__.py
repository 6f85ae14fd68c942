"""Finds what a book's own CSS does to its readers: what cannot be read, what moves, what is hidden.

Cascade and inheritance are computed as far as the book's rules reach (CSS Cascade 5); no page is
laid out. A value that is not understood leaves the question open, and nothing is reported of it.
"""
