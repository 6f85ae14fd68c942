"""Finds a text in the lines of a page or a document, letter for letter, however it was set.

What typesetting does is undone and nothing else: lines and the hyphens at their ends, spaces and
their widths, ligatures, capitals, letters that run to the left (UAX #9). Texts are compared by
canonical equivalence, without default-ignorable code points; where a line is drawn from the right,
marks between two letters may stand in any order.

``find_piece`` needs lines whose letters are known one by one. ``holds`` is for files of other
programs, whose text may come in another order, or in pieces.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Container, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import accumulate, islice

from platebook.graphemes import (
    IGNORABLE,
    canonical,
    code_points,
    in_visual_order,
    runs_left,
    runs_rightwards,
    with_sorted_marks,
)
from platebook.preflight.model import TextLine

_HYPHENS = frozenset("\u2010\u2011\u00ad-\ufe63\uff0d")
#: Controls, formats, private and unassigned signs, spaces; and symbols such as emoji, which print
#: may lack.
_UNPAINTED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Me", "Zl", "Zp", "Zs"})
_PICTURED = frozenset({"So", "Sk"})
_LATIN_1 = "\u00ff"
#: Spaces that are alike; a no-break space makes two numbers one, read in one direction (UAX #9).
_GAPS = re.compile(r"[^\S\u00a0\u202f]+")
#: Marks before the items of a list.
_BULLETS = frozenset("•◦▪‣·–")
#: Embeddings, overrides and isolates.
_STEERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ISOLATES = "\u2066\u2067\u2068"
#: Hyphens, seen and unseen; pdfium gives U+0002 for one at a line's end.
_HYPHEN_AT_END = re.compile("[\x02\u00ad\u2010\u2011-][\r\n]*")
_WORDS = re.compile(r"\d+|[^\W\d_]+")
#: Scripts whose letters are drawn in another order or shape than they are written.
_SHAPED = re.compile("[\u0590-\u08ff\u0900-\u109f\u1780-\u17ff\u1a00-\u1aaf\ufb1d-\ufefc]")
_ARABIC = re.compile("[\u0600-\u08ff]")
#: Arabic letters among control characters, joiners or Latin signs: dots that were drawn apart.
_IN_PIECES = re.compile(
    "[\u0600-\u06ff]\\s?[\x01\x03-\x08\x0b\x0c\x0e-\x1f*+#$%&<=>@A-Za-z]|[\x0b\x0e-\x1f\u2060]"
)
#: Share of the letters of a shaped text that a page must hold, in whatever order.
_MOST_LETTERS = 0.98
#: Words that are quoted round a difference, and characters at most.
_ROUND, _QUOTED = 4, 90
#: Code points in which two texts that look alike differ, and that are compared for it, at most.
_FEW, _COMPARED = 6, 400


@lru_cache(maxsize=20_000)
def bare(char: str) -> str:
    """Reduce a character to what is always painted of it."""
    if char in _HYPHENS:
        return "" if char == "\u00ad" else "-"
    if unicodedata.category(char) in _PICTURED and char > _LATIN_1:
        return ""
    plain = IGNORABLE.sub("", unicodedata.normalize("NFKD", IGNORABLE.sub("", char)))
    return "".join(char for char in plain if unicodedata.category(char) not in _UNPAINTED)


@lru_cache(maxsize=50_000)
def letters(text: str) -> str:
    """Reduce a text to what is always painted of it, decomposed (NFD)."""
    return canonical("".join(map(bare, text)))


@lru_cache(maxsize=50_000)
def painted_text(text: str) -> str:
    """Reduce a text to what is always painted of it, in small letters, marks in any order."""
    return with_sorted_marks(canonical(letters(text).casefold()))


def reads(first: str, second: str) -> bool:
    """Return whether two texts read the same."""
    return letters(first) == letters(second)


def painted_letters(text: str) -> str:
    """Reduce a text to what is always painted of it but hyphens, in small letters, composed."""
    return unicodedata.normalize("NFC", painted_text(text).replace("-", ""))


class Piece:
    """A text that is looked for; ``lists``: marks of a list may stand before its lines."""

    def __init__(
        self, text: str, *, rightmost_first: bool = False, lists: bool = False, in_pdf: bool = False
    ) -> None:
        self.text = unicodedata.normalize("NFD", _GAPS.sub(" ", text.strip()))
        self.lists = lists
        self._bare = [bare(char) for char in self.text]
        self._small = [line.casefold() for line in self._bare]
        # How much is painted before each sign, and in all.
        self._bare_lengths = [0, *accumulate(map(len, self._bare))]
        self._small_lengths = [0, *accumulate(map(len, self._small))]
        self._leftwards = rightmost_first
        self._turned = in_pdf and (rightmost_first or runs_left(self.text))

    def step(self, at: int, line: str) -> int | None:
        """Return how far a line goes on with the text, from ``at``; None where it does not."""
        for ending in _endings(line):
            if end := self._ends(at, ending):
                return end
            # A stylesheet may set a text in capitals.
            if ending == ending.upper() != ending.lower() and (
                end := self._ends(at, canonical(ending.casefold()), small=True)
            ):
                return end
        return None

    def is_complete(self, at: int) -> bool:
        """Return whether nothing more of the text is to come that is painted."""
        return not any(self._bare[at:])

    def looks(self) -> frozenset[str]:
        """Return how the text looks where it stands on one line by itself, as a foot does."""
        variants = {
            "".join(map(bare, in_visual_order(self.text, rightmost_first=way))).casefold()
            for way in ((True, False) if self._turned else ())
        }
        return frozenset(with_sorted_marks(look) for look in variants | {"".join(self._small)})

    def _ends(self, at: int, line: str, *, small: bool = False) -> int | None:
        """Return where the part of the text ends that a line shows; None where it shows another."""
        signs, lengths = self._bare, self._bare_lengths
        if small:
            signs, lengths = self._small, self._small_lengths
        length = lengths[at] + len(line)
        end = bisect_left(lengths, length)
        if not line or end == len(lengths) or lengths[end] != length:
            return None
        plain = canonical("".join(signs[at:end]))
        if not self._turned:
            return end if plain == line else None
        if sorted(plain) != sorted(line):
            return None
        part = _open_marks(self.text[:at]) + self.text[at:end]
        if plain == line and not runs_left(part):  # it has its own direction
            return end
        order = in_visual_order(part, rightmost_first=self._leftwards)
        visual_text = "".join(map(bare, order))
        if small:
            visual_text = visual_text.casefold()
        same = with_sorted_marks(visual_text) == with_sorted_marks(line)
        return end if _STEERING.search(part) or same else None


def _open_marks(text: str) -> str:
    """Return the embeddings, overrides and isolates that are still open after a text (UAX #9)."""
    marks = ""
    for mark in _STEERING.findall(text):
        if mark == "\u202c":
            marks = marks[:-1] if marks and marks[-1] not in _ISOLATES else marks
        elif mark == "\u2069":
            last = max(map(marks.rfind, _ISOLATES))
            marks = marks[:last] if last >= 0 else marks
        else:
            marks += mark
    return marks


def _endings(line: str) -> Sequence[str]:
    """Return a line as it is, and without a hyphen where it ends, which may be the line's alone."""
    return [line, *[line[:-1]] * line.endswith("-"), *[line[1:]] * line.startswith("-")]


def find_piece(
    piece: Piece,
    lines: Sequence[TextLine],
    used_lines: Container[int] = (),
    may_skip: Callable[[int], bool] = lambda _: False,
) -> list[int]:
    """Return the numbers of the lines that are a piece, all of it and nothing else; or none.

    Lines in ``used_lines`` are no part of it; those that it ``may_skip`` stand between its lines,
    as a page's foot does.
    """
    bares = [letters(line.text) for line in lines]
    free = (at for at, line in enumerate(bares) if line and at not in used_lines)
    starts = (at for at in free if piece.step(0, bares[at]))
    whole = (_match_from(piece, bares, at, used_lines, may_skip) for at in starts)
    return next(filter(None, whole), [])


def _match_from(
    piece: Piece,
    bares: Sequence[str],
    start: int,
    used_lines: Container[int],
    may_skip: Callable[[int], bool],
) -> list[int]:
    at, mine = 0, list[int]()
    for number in range(start, len(bares)):
        line = bares[number]
        if not line or number in used_lines:
            continue
        end = piece.step(at, line)
        if end is not None:
            mine.append(number)
            at = end
            if piece.is_complete(at):
                return mine
        elif not (may_skip(number) or (piece.lists and is_marker(line))):
            return []
    return []


def is_marker(line: str) -> bool:
    """Return whether a line is the mark of a list's item: “•”, “1.” or, leftwards, “.1”."""
    figures = line[:-1] if line.endswith(".") else line.removeprefix(".")
    return line in _BULLETS or (figures != line and figures.isdecimal())


def markers(lines: Sequence[TextLine], limit: int, used_lines: Container[int]) -> list[int]:
    """Return the numbers of the lines that stand before a list's items: so many at most."""
    free = (at for at in range(len(lines)) if at not in used_lines)
    marker_lines = (at for at in free if is_marker(painted_text(lines[at].text.strip())))
    return list(islice(marker_lines, limit))


def readable(lines: Sequence[TextLine], *, in_pdf: bool, rightmost_first: bool) -> str:
    """Return lines as one reads them, for a message."""
    result = ""
    for line in lines:
        latin = runs_rightwards(line.text)
        turned = in_pdf and (runs_left(line.text) or (rightmost_first and not latin))
        text = in_visual_order(line.text, rightmost_first=rightmost_first) if turned else line.text
        word = " ".join(text.split())
        divided = result.endswith("\u2010")
        result = result[:-1] + word if divided else f"{result} {word}".strip()
    return unicodedata.normalize("NFC", result.replace("\u2060", ""))


def holds(page: str, text: str) -> bool:
    """Return whether a page's text holds another; where its order was lost, every word of it."""
    if painted_letters(text) in painted_letters(page):
        return True
    if not Counter(_words(text)) - Counter(_words(page)):
        return True
    if not _SHAPED.search(text):
        return False
    needed = Counter("".join(_words(text)))
    missing = needed - Counter("".join(_words(page)))
    if 1 - missing.total() / max(1, needed.total()) >= _MOST_LETTERS:
        return True
    return bool(_ARABIC.search(text) and _IN_PIECES.search(page))


def _words(text: str) -> list[str]:
    """Return words and numbers without marks over or under their letters."""
    folded_text = unicodedata.normalize("NFKD", _HYPHEN_AT_END.sub("", text)).casefold()
    bare = "".join(char for char in folded_text if unicodedata.category(char) not in ("Mn", "Cf"))
    return _WORDS.findall(bare)


def difference(expected: str, actual: str) -> tuple[str, str]:
    """Quote both texts from where they part; all of them where they are short."""
    ours, theirs = expected.split(), actual.split()
    if max(len(" ".join(ours)), len(" ".join(theirs))) <= _QUOTED:
        return " ".join(ours), " ".join(theirs)
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    first = max(blocks[:-1], key=lambda block: block.size, default=None)
    if first is None:
        return _cut(ours, 0), _cut(theirs, 0)
    if first.a > 0:  # they part before the longest passage that they share
        return _cut(ours, first.a - _ROUND), _cut(theirs, first.b - _ROUND)
    length = first.size - _ROUND
    return _cut(ours, first.a + length), _cut(theirs, first.b + length)


def contrast(what: str, actual: str, expected: str, source: str) -> str:
    """Describe how a text differs from that in ``source``, quoting both from where they part."""
    ours, theirs = difference(expected, actual)
    text, other = f"“{theirs}”" if theirs else "missing", f"“{ours}”" if ours else "none"
    return f"the {what} is {text}{_name_differences(actual, expected)}; in {source} it is {other}"


def _name_differences(actual: str, expected: str) -> str:
    """Return the few code points, not all ASCII, by which texts differ that look alike."""
    theirs, ours = canonical(actual), canonical(expected)
    if not theirs or not ours or max(len(ours), len(theirs)) > _COMPARED:
        return ""
    more, missing = "", ""
    for kind, a, b, c, d in SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes():
        if kind != "equal":
            more, missing = more + theirs[a:b], missing + ours[c:d]
    more, missing = "".join(dict.fromkeys(more)), "".join(dict.fromkeys(missing))
    if f"{more}{missing}".isascii() or len(more) + len(missing) > _FEW:
        return ""
    if not more:
        return f" (without {code_points(missing)})"
    return f" (with {code_points(more)}" + (f" for {code_points(missing)})" if missing else ")")


def _cut(words: list[str], start: int) -> str:
    start = max(0, start)
    text = " ".join(words[start:])
    short = text if len(text) <= _QUOTED else f"{text[: _QUOTED - 1].rstrip()}…"
    return f"…{short}" if start else short
