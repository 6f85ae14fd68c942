"""Checkers by other makers: EPUBCheck, Ace and page-validation."""
