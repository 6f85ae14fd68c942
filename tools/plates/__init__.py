"""The stand-in plates of the sample story, drawn by program: same script, same picture."""
