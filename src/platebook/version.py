"""The version of platebook."""

__version__ = "0.1.0"
