"""Feeds damaged photographs of every kind to `check` and `build`: `make fuzz`."""
