"""Finds the first sentence of a plain text, in any script, and its first clauses.

Without a language's dictionary it errs towards too long a sentence: after an abbreviation, an
initial or a short number (“5. März”), inside brackets and quotation marks, and before a small
letter no sentence ends.
"""

from __future__ import annotations

import re
import unicodedata

#: Marks that end a sentence where a space and no small letter follow; and those that always do.
_STOPS, _FULL_STOPS = ".!?…‽؟۔։።။។", "。｡！？．।॥"
_CLOSERS = "\"'”’»›)]}）」』】〉》"
_OPENERS = "\"'“‘«‹„‚([{（「『【〈《¿¡"
_PAIRS = {"(": ")", "[": "]", "（": "）", "「": "」", "『": "』", "«": "»", "„": "“", "“": "”"}
#: Words before a full stop that end no sentence, in small letters; etc. and its like may.
_ABBREVIATIONS = frozenset(
    """
    mr mrs ms mx dr drs prof st sr jr gen col capt cpt lt sgt maj rev hon gov sen rep no nos vs cf
    ca fig figs vol vols pp ed eds est approx mt ft jan feb mar apr jun jul aug sep sept oct nov dec
    nr hr fr frl str abb bd jh bzw ggf vgl sog evtl inkl geb gest dipl ing phil med jur
    mme mlle mm me mgr av apr env sra srta dra dña ud uds pág núm art sig sigg dott ing avv
    dhr mevr bijv ds kap ul np tzn św gen prof inż ks np tzv č str sv kl bl ev tlf
    ул им см стр тыс млн млрд рис гл проф акад св обл
    αρ σελ κ κα bkz sok cad av
    """.split()  # noqa: SIM905  as a literal it fills a page
)
_STRONG, _WEAK = ";:—–؛；：", ",،、，"
#: Characters that a clause has at least, and those at which a text without one is cut.
_LEAST, _MOST = 12, 200


def first_sentence(text: str) -> str:
    """Return the first sentence of a text, its white space collapsed."""
    text = " ".join(text.split())
    for at, char in enumerate(text):
        if char not in _STOPS and char not in _FULL_STOPS:
            continue
        end = at + 1
        while end < len(text) and (text[end] in _STOPS or text[end] in _CLOSERS):
            end += 1
        if _is_sentence_end(text, at, end):
            return text[:end]
    return text


def label(text: str, limit: int) -> str:
    """Return the first sentence as a title has it, without its full stop.

    One of more than ``limit`` characters (half as many in wide letters) ends with a clause, if it
    has any; only one that goes on and on is cut at a word, with an ellipsis.
    """
    sentence = _without_full_stop(first_sentence(text))
    limit = round(limit * _narrow(sentence))
    if len(sentence) <= limit:
        return sentence
    for marks in (_STRONG, _WEAK):
        ends = [at for at, char in enumerate(sentence[: limit + 1]) if char in marks]
        ends = [at for at in ends if at >= _LEAST * _narrow(sentence) and _parts(sentence, at)]
        if ends:
            return sentence[: ends[-1]].rstrip()
    if len(sentence) <= _MOST:
        return sentence
    cut = sentence[:limit]
    space = cut.rfind(" ")
    return f"{cut[:space] if space > limit // 2 else cut}…"


def _is_sentence_end(text: str, at: int, end: int) -> bool:
    """Return whether the stop at ``at`` ends a sentence; what closes with it reaches to ``end``."""
    if end == len(text):
        return True
    if _depth(text[:end]):
        return False
    if text[at] in _FULL_STOPS:
        return text[end - 1] not in "」』）" or text[end].isspace()
    if not text[end].isspace():
        return False
    following = text[end:].lstrip(f" {_OPENERS}—–-")[:1]
    if following.islower():
        return False
    return text[at] != "." or text[at + 1 : at + 2] == "." or not _is_abbreviation(text[:at])


def _is_abbreviation(before: str) -> bool:
    """Return whether the word at the end of ``before`` is one that a full stop shortens."""
    word = re.split(r"[\s(\[“„«\"'’‘/-]", before)[-1]
    if word.isdecimal():
        return len(word) < 3
    return len(word) == 1 or "." in word or word.casefold() in _ABBREVIATIONS


def _depth(text: str) -> int:
    """Count the brackets and quotation marks that are open at the end of a text."""
    waiting: list[str] = []
    for char in text:
        if waiting and char == waiting[-1]:
            waiting.pop()
        elif char in _PAIRS:
            waiting.append(_PAIRS[char])
    return len(waiting)


def _parts(sentence: str, at: int) -> bool:
    """Return whether a mark parts clauses: not within a number, a time, a name or brackets."""
    spaced = sentence[at] in "，、；：" or sentence[at + 1 : at + 2].isspace()
    return spaced and not _depth(sentence[:at])


def _narrow(text: str) -> float:
    """Return how much fewer characters a text in wide ones takes to say the same."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return 0.5 if wide * 2 > len(text) else 1.0


def _without_full_stop(sentence: str) -> str:
    """Leave out a full stop at the end, but for that of an abbreviation or an ellipsis."""
    if sentence.endswith((".", "。", "।", "۔")) and not sentence.endswith(".."):
        return sentence if _is_dotted(sentence) else sentence[:-1].rstrip()
    return sentence


def _is_dotted(sentence: str) -> bool:
    last = sentence.split()[-1]
    return last.count(".") > 1 or last[:-1].casefold() in _ABBREVIATIONS
