"""Recognises by its content what was given as a manifest and is no text: documents, pictures."""

from __future__ import annotations

import re

_PLAIN = "Save it as plain text, in UTF-8, under the name story.yaml: " + (
    "a manifest is a text file of keys and values. `platebook new DIR` makes an example."
)
_STORY = "Name the story folder, or its story.yaml; photographs are named in it, after “photo:”."
_FINISHED = (
    "Name the story that it was made of; `platebook preflight FILE` inspects a finished book."
)
_OTHER = "Name the story folder, or its story.yaml. `platebook new DIR` makes an example."

#: How a file begins, what it is then, and what to do.
_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (rb"\s*\{\\rtf", "a document in Rich Text Format (RTF)", _PLAIN),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word, Excel or PowerPoint document", _PLAIN),
    (rb"PK\x03\x04.{26}mimetypeapplication/epub\+zip", "an e-book (EPUB)", _FINISHED),
    (rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis", "an OpenDocument file (ODT)", _PLAIN),
    (rb"PK\x03\x04.*?word/", "a Word document (DOCX)", _PLAIN),
    (rb"PK\x03\x04.*?xl/", "an Excel workbook (XLSX)", _PLAIN),
    (rb"PK\x03\x04.*?(?:ppt/)", "a PowerPoint file (PPTX)", _PLAIN),
    (rb"PK\x03\x04.*?Index/", "a Pages document", _PLAIN),
    (rb"PK(?:\x03\x04|\x05\x06)", "a zip archive", "Unpack it, and name the story folder in it."),
    (rb"(?:\xef\xbb\xbf)?\s*%PDF-", "a PDF", _FINISHED),
    (rb"(?:\xef\xbb\xbf)?\s*(?i:<!doctype html|<html|<head|<body|<!--)", "a web page (HTML)",
     _PLAIN),
    (rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|[A-Za-z][\w:-]*[\s>])", "an XML or HTML file", _PLAIN),
    (rb"\xff\xd8\xff", "a photograph (JPEG)", _STORY),
    (rb"\x89PNG\r\n\x1a\n", "a picture (PNG)", _STORY),
    (rb"GIF8[79]a", "a picture (GIF)", _STORY),
    (rb"II\*\x00|MM\x00\*|II\+\x00|MM\x00\+", "a picture (TIFF, or a camera’s raw file)", _STORY),
    (rb"RIFF.{4}WEBP", "a picture (WebP)", _STORY),
    (rb".{4}ftyp(?:hei|hev|mif|msf|avi)", "a photograph (HEIC or AVIF)", _STORY),
    (rb".{4}ftyp|RIFF.{4}AVI ", "a film", _STORY),
    (rb"8BPS", "a Photoshop file", _STORY),
    (rb"%!PS", "a PostScript file", _OTHER),
    (rb"\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf|Rar!", "a packed archive", _OTHER),
    (rb"bplist00|SQLite format 3\x00|\x7fELF|MZ.{30}", "a binary file of some program", _OTHER),
)  # fmt: skip
#: Bytes looked at; an archive's list of names is not needed, its first entries say what it is.
_LOOKED_AT = 65_536
#: A text may have a stray one, which is a mistake with a place.
_ZEROS = 4


def kind(raw: bytes) -> tuple[str, str] | None:
    """Say what a file is that is no plain text, and what to do; None for what may be text."""
    head = raw[:_LOOKED_AT]
    for pattern, what, fix in _KINDS:
        if re.match(pattern, head, re.DOTALL):
            return what, fix
    # UTF-16 has zeros too, in every second byte; its beginning is recognised by `decode`.
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in head[:2]
    if head.count(b"\x00") >= _ZEROS and not wide:
        return "a binary file", _OTHER
    return None
