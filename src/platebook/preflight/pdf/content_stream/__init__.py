"""Interprets PDF content streams (ISO 32000-2, 7.8.2): what is painted, and where."""
