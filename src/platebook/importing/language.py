"""Guesses the language of a text by its letters and its most frequent words."""

from __future__ import annotations

import re

#: Frequent short words by language; a text is in the language that has most of its words.
_FREQUENT = {
    "en": "the of and to in is was that for on with as his her they at by from it are were",
    "de": "der die das und ist nicht von mit dem den ein eine zu auf im für sich des auch wie",
    "fr": "le la les des et est un une dans que pour du sur pas avec au par qui il elle ce",
    "es": "el la los las de y que en un una por con para del se su es al como más",
    "it": "il la di che e un una per non con sono del della nel gli le si da al anche",
    "nl": "de het een van en is in dat op te met voor zijn niet aan er ook als bij naar",
    "pt": "o a os as de e que em um uma para com não do da no na por se mais",
    "pl": "i w na z się nie do że to jest po od jak za przez są dla przy tym",
    "sv": "och att det som en på är av för med den till inte om ett har de i var",
    "da": "og at det som en på er af for med den til ikke om et har de i var blev",
    "tr": "ve bir bu da de için ile olarak çok daha en gibi olan kadar sonra ama",
}
_WORDS = {language: frozenset(words.split()) for language, words in _FREQUENT.items()}
_SCRIPTS = (
    ("ja", "\u3040-\u30ff"), ("ko", "\uac00-\ud7a3"), ("zh-Hans", "\u4e00-\u9fff"),
    ("ar", "\u0600-\u06ff"), ("he", "\u0590-\u05ff"), ("el", "\u0370-\u03ff"),
    ("hi", "\u0900-\u097f"), ("ru", "\u0400-\u04ff"), ("th", "\u0e00-\u0e7f"),
)  # fmt: skip


def language(text: str) -> str:
    """Guess the language of a text (BCP 47); empty where there is too little to tell."""
    sample = text[:20_000]
    letters = sum(character.isalpha() for character in sample)
    for tag, characters in _SCRIPTS:
        count = len(re.findall(f"[{characters}]", sample))
        if letters and count > letters * (0.08 if tag == "ja" else 0.3):
            return tag
    words = re.findall(r"[^\W\d_]+", sample.casefold())
    if not words:
        return ""
    counts = {tag: sum(word in known for word in words) for tag, known in _WORDS.items()}
    best = max(counts, key=lambda tag: counts[tag])
    return best if counts[best] >= 3 and counts[best] > len(words) * 0.08 else ""
