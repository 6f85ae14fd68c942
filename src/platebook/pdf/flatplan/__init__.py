"""The flatplan: all openings of the printed book, small, on a few sheets for the desk's wall."""
