"""Inspects EPUBs, anybody's: reads them to facts, and holds the facts to what readers need."""
