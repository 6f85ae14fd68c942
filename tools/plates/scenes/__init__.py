"""One module for each plate, ``s01_guides`` draws ``01-guides``: ``SIZE`` and ``draw(plate)``."""
