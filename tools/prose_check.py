"""Finds words that this project does not use, in docs, comments, docstrings and messages.

Run by ``make check``, after codespell.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]

#: A pattern, and what to write instead.
BANNED = {
    r"mend(s|ed|ing)?": "fix",
    r"heed(s|ed|ing)?": "use, follow",
    r"unheard": "not reported",
    r"strangers?": "untrusted files, other programs' files",
    r"told|tells|telling": "report, say, show, print",
    r"asked of": "required, needed",
    r"wish(es|ed)?": "request, need",
    r"whoever": "a person who",
    r"(no|some|any)body": "name the person, or use the passive voice",
    r"hearsay": "unconfirmed",
    r"like it or not": "in every case",
    r"lying about": "left behind",
    r"calmer": "less detailed, less noisy",
    r"gravest": "most severe",
    r"reckon(s|ed|ing)?": "calculate",
    r"hangs? on": "depend on",
    r"comes? about|came about": "is made, happens",
    r"vouch(es|ed)?": "guarantee",
    r"nought": "zero",
    r"no settings objects|small on purpose": "this is no longer true",
}
_PATTERN = re.compile(
    "|".join(rf"(?P<w{number}>\b(?:{words})\b)" for number, words in enumerate(BANNED)),
    re.IGNORECASE,
)
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def files() -> Iterator[Path]:
    """Give every file that is checked."""
    yield from sorted(ROOT.glob("*.md"))
    yield ROOT / "tests" / "README.md"
    yield from sorted((ROOT / "docs").rglob("*.md"))
    for suffix in ("py", "toml"):
        yield from sorted((ROOT / "src").rglob(f"*.{suffix}"))


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """Give the prose of a file, with the number of its first line.

    Of Python: comments and strings that have a space, which are docstrings and messages. Of the
    rest: the text without code.
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield 1, _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), text)
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        named = tokenize.tok_name[token.type]
        if named in {"COMMENT", "STRING", "FSTRING_MIDDLE"} and " " in token.string.strip():
            yield token.start[0], token.string


def faults(path: Path) -> Iterator[str]:
    """Give every banned word of a file with its place and a better word."""
    better = list(BANNED.values())
    for line, text in prose(path):
        for match in _PATTERN.finditer(text):
            number = line + text.count("\n", 0, match.start())
            index = int(str(match.lastgroup)[1:])
            yield f"{path.relative_to(ROOT)}:{number}: “{match[0]}”; write: {better[index]}"


def main() -> int:
    """Check everything; return the exit code."""
    wrong = [fault for path in files() for fault in faults(path)]
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
