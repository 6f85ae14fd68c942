"""platebook: one photo story, two books.

``platebook.build()`` is the whole program as a typed function; the command line is a thin
shell around it.
"""

__version__ = "0.1.0"
