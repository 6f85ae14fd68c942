"""Inspects EPUBs of any origin: reads them into facts, and checks those."""
