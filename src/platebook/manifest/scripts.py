"""In which script a text is written, as far as one need know to see that it is another's language.

No dictionary and no guessing among languages of one script: a Cyrillic caption in an English story
is found, a French one is not. A name or a quotation in another script is no other language.
"""

from __future__ import annotations

import re

from platebook import i18n

#: Kinds of letters, by what to call them; each with the scripts (ISO 15924) that use them.
_LETTERS = {
    "Latin": ("A-Za-z\u00c0-\u024f\u1e00-\u1eff", ("Latn",)),
    "Greek": ("\u0370-\u03ff\u1f00-\u1fff", ("Grek",)),
    "Cyrillic": ("\u0400-\u052f", ("Cyrl",)),
    "Armenian": ("\u0530-\u058f", ("Armn",)),
    "Hebrew": ("\u05d0-\u05ea", ("Hebr",)),
    "Arabic": ("\u0620-\u074f\u08a0-\u08ff", ("Arab", "Aran")),
    "Devanagari": ("\u0900-\u097f", ("Deva",)),
    "Thai": ("\u0e00-\u0e7f", ("Thai",)),
    "Georgian": ("\u10a0-\u10ff", ("Geor",)),
    "East Asian": (
        "\u3040-\u30ff\u3400-\u9fff\u1100-\u11ff\uac00-\ud7a3",
        ("Jpan", "Hans", "Hant", "Hani", "Hira", "Kana", "Kore", "Hang"),
    ),
}
_COUNTED = {name: re.compile(f"[{letters}]") for name, (letters, _) in _LETTERS.items()}
_SCRIPTS = {script: name for name, (_, scripts) in _LETTERS.items() for script in scripts}
#: A text of fewer letters is a name; a share of the story's own letters shows that it is at home.
_FEWEST, _AT_HOME = 8, 0.2


def foreign(text: str, language: str) -> str:
    """Name the letters that a text is written in, if they are not those of the language.

    Empty where they are, where the text is too short to tell, or where nobody knows.
    """
    own = _SCRIPTS.get(i18n.script(language))
    counts = {name: len(letters.findall(text)) for name, letters in _COUNTED.items()}
    total = sum(counts.values())
    if own is None or total < _FEWEST or counts[own] >= _AT_HOME * total:
        return ""
    return max(counts, key=lambda name: counts[name])
