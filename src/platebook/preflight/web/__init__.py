"""Reads finished websites, in a folder: their links, and what they say and show."""
