"""Writes the product to stdout, whatever stands at its other end.

A path goes out in the bytes that the disk knows it by. A terminal that has few characters gets
the nearest ones. A pipe that nobody reads any more is no mistake: the books are made all the same.
"""

from __future__ import annotations

import codecs
import json
import os
import sys
from typing import TextIO

from platebook.errors import OutputError

_HANDLER = "platebook"
#: What a terminal without our characters can show in their stead.
_PLAIN = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "×": "x", "←": "<-", "→": "->", "–": "-", "…": "..."}
)


def prepare() -> None:
    """Let no character stop a message: stdout and stderr take what their encoding lacks."""
    codecs.register_error(_HANDLER, _instead)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_HANDLER)


def write(text: str) -> None:
    """Write to stdout, to its very end. Raises OutputError where it takes no more."""
    stream: TextIO | None = sys.stdout
    if stream is None:  # closed by the caller
        return
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        hush(stream)
    except OSError as error:
        hush(stream)
        raise OutputError.of(
            "stdout",
            f"cannot be written: {(error.strerror or str(error)).lower()}",
            "What was made stands in the output folder; only its names could not be told.",
        ) from error


def write_json(document: dict[str, object]) -> None:
    """Write a document as JSON: readable where the encoding allows, else escaped."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(document, indent=2)
    write(f"{text}\n")


def hush(stream: TextIO) -> None:
    """Send all further words of a stream nowhere, so that the end of the run is quiet too."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _instead(error: UnicodeError) -> tuple[str | bytes, int]:
    """Stand in for what cannot be encoded: a name's own bytes, a plain letter, or its number."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    try:
        return codecs.lookup_error("surrogateescape")(error)
    except UnicodeEncodeError:
        lacking = error.object[error.start : error.end]
    plain = lacking.translate(_PLAIN)
    return plain.encode("ascii", "backslashreplace"), error.end
