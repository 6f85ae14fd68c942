"""The feeds of a shelf, each in a module: OPDS 1.2 and 2.0, Readium manifests, ONIX and RSS."""
