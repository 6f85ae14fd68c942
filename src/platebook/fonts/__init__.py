"""Font selection for each character of a book, and the subsets that are embedded."""
