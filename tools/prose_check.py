"""Finds words that this project does not use, in docs, comments, docstrings, messages and names.

Run by ``make check``, after codespell.
"""

from __future__ import annotations

import ast
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
#: No names of variables: they do not say what is in them.
VAGUE = {
    *("each", "found", "given", "held", "kept", "known", "lost", "most", "one", "seen", "taken"),
    *("told", "wanted", "named", "opened", "placed", "said"),
}
#: A function is named by a verb: `measure`, not `measured`; a property may be a participle.
_PARTICIPLE = re.compile("_*[a-z]+ed")
#: Nouns and verbs that end like participles; the last two are promised to templates and programs.
_VERBS = {"bleed", "embed", "exceed", "feed", "need", "published", "reversed"}
#: A docstring says what a function returns in the field's usual word (PEP 257).
_UNUSUAL = re.compile(r"(Give|Gives|Say|Says|Tell|Tells)\b")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def files() -> Iterator[Path]:
    """Yield every file that is checked."""
    yield from sorted(ROOT.glob("*.md"))
    yield ROOT / "tests" / "README.md"
    yield from sorted((ROOT / "docs").rglob("*.md"))
    for suffix in ("py", "toml"):
        yield from sorted((ROOT / "src").rglob(f"*.{suffix}"))


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the prose of a file, with the number of its first line.

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
    """Yield every banned word of a file with its place and a better word."""
    better = list(BANNED.values())
    for line, text in prose(path):
        for match in _PATTERN.finditer(text):
            number = line + text.count("\n", 0, match.start())
            index = int(str(match.lastgroup)[1:])
            yield f"{path.relative_to(ROOT)}:{number}: “{match[0]}”; write: {better[index]}"


def names(path: Path) -> Iterator[str]:
    """Yield every name of a variable or a function of a Python file that should be another."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    classes = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    fields = {
        id(line.target) for kind in classes for line in kind.body if isinstance(line, ast.AnnAssign)
    }
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Store)
            and id(node) not in fields
        ):
            name, better = node.id, "what it holds" if node.id in VAGUE else ""
        elif isinstance(node, ast.arg):
            name, better = node.arg, "what it holds" if node.arg in VAGUE else ""
        elif isinstance(node, functions) and not node.decorator_list:
            verb = node.name.strip("_") in _VERBS
            better = "a verb" if _PARTICIPLE.fullmatch(node.name) and not verb else ""
            name = node.name
        else:
            continue
        if better:
            yield f"{path.relative_to(ROOT)}:{node.lineno}: the name “{name}”; write: {better}"


def docstrings(path: Path) -> Iterator[str]:
    """Yield every function of a Python file whose docstring begins with an unusual word."""
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, functions) and (word := _UNUSUAL.match(ast.get_docstring(node) or "")):
            better = "Return, Yield, Report, Describe"
            yield f"{path.relative_to(ROOT)}:{node.lineno}: “{word[0]}”; write: {better}"


def main() -> int:
    """Check everything; return the exit code."""
    wrong = [fault for path in files() for fault in faults(path)]
    for path in (ROOT / "src").rglob("*.py"):
        wrong += [*names(path), *docstrings(path)]
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
