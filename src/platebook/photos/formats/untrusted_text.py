"""A stranger's text, made harmless: what may stand in a book, and no more than a book holds."""

from __future__ import annotations

import re
import unicodedata

#: Characters of a text that are used at most; a caption in print ends far below.
LIMIT = 10_000
_EMBEDDINGS = "\u202a\u202b\u202c\u202d\u202e\ufeff\ufffc"
#: What cameras and programs write where a caption should stand.
_BOILERPLATE = re.compile(
    r"""\s*(?:
        (?:olympus|minolta|konica[ ]minolta|pentax|kodak|samsung|sony|digital|exif|vivo|oppo)?
        [ _-]*(?:digital[ ]camera|camera[ ]pictures)
      | (?:sony|minolta)[ ]dsc | exif[_ ]jpeg[_ ]picture | dcim[\\/].* | dsc[ _-]?\d*
      | <?digimax.* | default | untitled | ascii | screenshot | processed[ ]with[ ].*
      | created[ ]with[ ].* | file[ ]written[ ]by[ ].* | binary[ ]comment | \?+
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)


def decoded(raw: bytes) -> str:
    """Read bytes of unknown encoding: UTF-8 where they are that, else Windows' western one."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace").replace("\ufffd", "")


def clean(text: str) -> str:
    """Take out what no page can show: control and private characters, stray direction marks.

    Line ends become ``\\n``, at most two in a row; nothing is longer than ``LIMIT``.
    """
    text = unicodedata.normalize("NFC", text[: 4 * LIMIT]).replace("\r\n", "\n").replace("\r", "\n")
    # Python's "printable" leaves out more than we do, but for one character.
    plain = text.isprintable() and "\ufffc" not in text
    kept = text if plain else "".join(character for character in text if _shows(character))
    return re.sub(r"\n\s*\n\s*", "\n\n", kept).strip()[:LIMIT].rstrip()


def is_boilerplate(text: str) -> bool:
    """Tell a camera's advertisement from a caption."""
    return not text or _BOILERPLATE.fullmatch(text) is not None


def _shows(character: str) -> bool:
    if character in "\n\t":
        return True
    if character in _EMBEDDINGS or ord(character) & 0xFFFE == 0xFFFE:
        return False
    return unicodedata.category(character) not in ("Cc", "Cs", "Co") and not (
        0xFDD0 <= ord(character) <= 0xFDEF
    )
