"""Tagged PDF: marked content and the structure tree (ISO 32000-2, 14.7 and 14.8)."""
