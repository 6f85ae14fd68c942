"""Finds words that this project does not use, in docs, comments, docstrings and messages.

Run by ``make check``, after codespell. Files that had such words when the check was introduced are
in ``prose_allowed.txt`` with their number; it may only become smaller. ``--update`` lowers the
numbers to what is left.
"""

from __future__ import annotations

import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
ALLOWED = Path(__file__).with_name("prose_allowed.txt")

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
    r"(nobody|anybody)['’]s": "name the owner",
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


def allowed() -> dict[str, int]:
    """Read how many such words each listed file may have."""
    lines = ALLOWED.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(maxsplit=1) for line in lines if line and not line.startswith("#"))
    return {name: int(number) for number, name in pairs}


def problems(found: dict[str, list[str]], limits: dict[str, int]) -> Iterator[str]:
    """Give what is wrong: new words, and files that are listed and need not be."""
    for name, words in found.items():
        if len(words) > limits.get(name, 0):
            yield from words
    for name in sorted(set(limits) - {name for name, words in found.items() if words}):
        yield f"tools/prose_allowed.txt: {name} is clean or gone; remove its line"


def main() -> int:
    """Check everything; return the exit code."""
    found = {path.relative_to(ROOT).as_posix(): list(faults(path)) for path in files()}
    limits = allowed()
    if "--update" in sys.argv:
        kept = {name: min(len(found.get(name, ())), number) for name, number in limits.items()}
        head = (
            "# Words to replace (tools/prose_check.py), by file. Numbers may only become smaller."
        )
        rows = [f"{number} {name}" for name, number in sorted(kept.items()) if number]
        ALLOWED.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        limits = allowed()
    wrong = list(problems(found, limits))
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
