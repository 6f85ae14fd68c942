"""Prints an edition: captions measured, pages laid out, boxes right, nothing moved since."""
