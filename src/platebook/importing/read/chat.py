"""Reads what a messenger writes of a chat: a stamp, a sender and a text, message by message.

WhatsApp and Signal, on phones of any language: ``[09.03.24, 10:01:11] Name: <attached: a.jpg>``,
``3/9/24, 10:01 PM - Name: a.jpg (file attached)``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from platebook.importing.model import Article, Block, Kind, LeftOut, Origin, Picture
from platebook.importing.plain_text import as_markdown, clean

_MESSAGE = re.compile(
    r"^[\u200e ]*\[?(?:\d{1,4}[./-] ?\d{1,2}[./-] ?\d{1,4}\.?),? +\d{1,2}[:.]\d\d(?:[:.]\d\d)?"
    r"(?: ?[ap]\. ?m\.| ?[ap]m)?(?:\] | - |: )(?:(?P<sender>[^:\n]{1,60}): )?",
    re.IGNORECASE | re.MULTILINE,
)
_FILE = r"[\w][\w .()~+-]{0,120}\.[a-z0-9]{3,4}"
_ATTACHED = re.compile(
    rf"<[^<>:\n]{{2,40}}: ?(?P<named>{_FILE})>|^(?P<bare>{_FILE})(?: \([^()\n]{{3,40}}\))?$",
    re.IGNORECASE | re.MULTILINE,
)
_PHOTOGRAPH = re.compile(r"\.(?:jpe?g|png|webp|hei[cf]|tiff?)$", re.IGNORECASE)
_OMITTED = re.compile(r"<[^<>\n]{3,40}>|\w+ omitted", re.IGNORECASE)
#: Messages from which a text is a chat.
_FEWEST = 2


def is_chat(text: str) -> bool:
    """Return whether a text begins with the stamp of a message, and has several."""
    text = text.lstrip("\ufeff\r\n ")
    return _MESSAGE.match(text) is not None and len(_MESSAGE.findall(text)) >= _FEWEST


def read(text: str, name: str) -> Article:
    """Read a chat: photographs and texts in their order, without stamps and senders."""
    stamps = [*_MESSAGE.finditer(text)]
    ends = [*(stamp.start() for stamp in stamps[1:]), len(text)]
    blocks: list[Block] = []
    left: list[LeftOut] = []
    for number, (stamp, end) in enumerate(zip(stamps, ends, strict=True), 1):
        origin, words = Origin(name, f"message {number}"), clean(text[stamp.end() : end]).strip()
        files = [match["named"] or match["bare"] for match in _ATTACHED.finditer(words)]
        # The mark stands before what the program itself writes.
        by_program = text[stamp.end() :].startswith("\u200e") or _OMITTED.fullmatch(words)
        if not stamp["sender"] or (by_program and not files):
            reason = "it is no message of a person"
            left.append(LeftOut("text", words, reason, origin))
            continue
        photographs = [file for file in files if _PHOTOGRAPH.search(file)]
        rest = _paragraphs(_ATTACHED.sub("", words))
        caption = "\n\n".join(rest) if len(photographs) == 1 else ""
        for file in photographs:
            picture = Picture((file,), origin, caption)
            blocks.append(Block(Kind.PICTURE, "", origin, picture))
        for file in files:
            if file not in photographs:
                left.append(LeftOut("file", file, "it is no photograph", origin))
        if not caption:
            blocks += [Block(Kind.PARAGRAPH, paragraph, origin) for paragraph in rest]
    return Article(Origin(name), tuple(blocks), {}, tuple(left))


def _paragraphs(text: str) -> Sequence[str]:
    return [as_markdown(line) for line in text.split("\n") if line.strip()]
