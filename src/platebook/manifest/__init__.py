"""story.yaml → ``Story``, or every mistake in it with its line and column; and its JSON Schema.

``load_story.load`` reads a story folder; ``from_story.complete`` checks a ``Story`` of a program's.
"""
