"""The photo engine's tests: every photograph in them is made by them."""
