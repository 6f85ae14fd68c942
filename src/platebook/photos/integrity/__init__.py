"""Whether a photograph’s file is whole: by its structure, and by decoding it."""
