"""Names for files and addresses, made out of words: small ASCII letters, digits and hyphens."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

#: Characters; with an ending it stays far below the 255 bytes that file systems allow.
LONGEST = 80

#: Letters that no decomposition turns into ASCII, and what they are usually written as.
_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l",
        "ı": "i", "ħ": "h", "ŋ": "ng", "ŧ": "t", "ə": "e", "’": "", "'": "", "ʼ": "", "&": " and ",
        # Greek and Cyrillic, as passports and maps have them; what carries an accent loses it.
        "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i",
        "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s",
        "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i",
        "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
        "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
        "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "є": "ye", "і": "i", "ґ": "g",
        "ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "џ": "dz",
    }
)  # fmt: skip

#: Names that Windows keeps for devices, whatever ending follows.
_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
_SOFT = "\u00ad\u200b\u200c\u200d\u2060\ufeff"


def slug(text: str, fallback: str = "story") -> str:
    """Make a file's stem, 1 to 80 of ``a-z0-9-``, that is safe on every system.

    Accents fall away, Greek and Cyrillic letters are written in Latin ones. Where nothing is left
    (a title in Chinese, say) it is ``fallback``. A slug's slug is itself.
    """
    visible = text.translate(dict.fromkeys(map(ord, _SOFT)))
    folded_text = unicodedata.normalize("NFKC", visible).casefold().translate(_LETTERS)
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", folded_text) if not unicodedata.combining(c)
    )
    words = re.sub(r"[^a-z0-9]+", "-", bare.casefold().translate(_LETTERS)).strip("-")
    if len(words) > LONGEST:
        # Cut between words, unless the last word alone is most of it.
        cut = words[: LONGEST + 1].rpartition("-")[0]
        words = cut if len(cut) > LONGEST // 2 else words[:LONGEST].strip("-")
    if _RESERVED.fullmatch(words):
        words = f"{words}-{fallback or 'story'}"
    return words or fallback


def free(stem: str, used_names: set[str], last: dict[str, int]) -> str:
    """Return the stem, or the stem and the first free number; ``last`` remembers numbers."""
    name = stem
    while name in used_names:
        last[stem] = last.get(stem, 1) + 1
        end = f"-{last[stem]}"
        name = stem[: LONGEST - len(end)].rstrip("-") + end
    return name


def section_ids(titles: Sequence[str | None], plates: Collection[str]) -> list[str]:
    """Return every section's id for links: its title as a slug, or ``section-2``.

    Where a plate or a section before it has that, ``-2`` or a higher number is added.
    """
    used_ids, last = set(plates), dict[str, int]()
    ids = []
    for number, title in enumerate(titles, 1):
        fallback = f"section-{number}"
        name = free(slug(title or fallback, fallback), used_ids, last)
        used_ids.add(name)
        ids.append(name)
    return ids
