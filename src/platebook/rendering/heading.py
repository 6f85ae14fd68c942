"""Lets titles of Chinese and Japanese break between phrases, and nowhere else.

These scripts have no spaces, and lines may end behind nearly every character: a large title is
then parted within words. BudouX, a small machine-learned model, finds the phrases. Browsers break
at ``<wbr>`` alone where the style sheet says ``word-break: keep-all``; WeasyPrint, which knows
neither, keeps each phrase in a span on one line.
"""

from __future__ import annotations

import re
from functools import lru_cache

from markupsafe import Markup, escape

#: BudouX's models by language; Chinese by its script, and by the regions that write that one.
_MODELS = {"ja": "ja", "zh": "zh-hans"}
_TRADITIONAL = re.compile(r"(?i)zh-(?:.*-)?(?:hant|tw|hk|mo)\b")
#: Where the models go wrong: a number is one word, and a particle stands behind its own.
_DIGIT = "[0-9０-９〇零一二三四五六七八九十百千]"
_WITHIN = re.compile(f"(?<={_DIGIT})\n(?={_DIGIT})|\n(?=[的了着著过過们們](?:\n|$))")
#: A longer phrase, which may be a compound of many words, is parted wherever lines end.
_LONGEST = 10


def heading(text: Markup, language: str, *, paper: bool) -> Markup:
    """Mark the phrases of a title, an escaped text of one line; of other languages, none."""
    if language.partition("-")[0].lower() not in _MODELS or "<" in text:
        return text
    phrases = [escape(phrase) for phrase in split(text.unescape(), language)]
    if not paper:
        return Markup("<wbr/>").join(phrases)
    kept = Markup('<span class="phrase">{}</span>')
    return Markup("").join(
        kept.format(each) if len(each.unescape()) <= _LONGEST else each for each in phrases
    )


@lru_cache(maxsize=64)
def split(text: str, language: str) -> tuple[str, ...]:
    """Split a text of Chinese or Japanese into phrases; joined, they are the text."""
    import budoux

    traditional = _TRADITIONAL.match(language)
    parsers = {
        "ja": budoux.load_default_japanese_parser,
        "zh-hans": budoux.load_default_simplified_chinese_parser,
        "zh-hant": budoux.load_default_traditional_chinese_parser,
    }
    model = "zh-hant" if traditional else _MODELS[language.partition("-")[0].lower()]
    lines = "\n".join(parsers[model]().parse(text))
    lines = re.sub(r"\n?([^\S\n]+)\n?", r"\1\n", lines)  # Latin words are parted, too
    return tuple(filter(None, _WITHIN.sub("", lines).split("\n")))
