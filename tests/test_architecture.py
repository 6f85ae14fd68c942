"""Would catch a room that reaches upwards, a library that spreads, a clock, a module grown fat."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "platebook"
MODULES = sorted(PACKAGE.rglob("*.py"))

#: Which rooms may import a third party: one door for each.
DOORS = {
    "anyio": {"desk"},
    "babel": {"i18n"},
    "barcode": {"pdf"},
    "bidi": {"graphemes"},
    "budoux": {"rendering"},
    "cssselect2": {"importing", "preflight"},
    "distributed": {"batch"},
    "ebooklib": {"epub"},
    "fsspec": {"batch"},
    "fontTools": {"fonts"},
    "fontpkg": {"fonts"},
    "jinja2": {"rendering"},
    "lxml": {"epub", "importing", "photos", "preflight", "shelf", "web"},
    "mammoth": {"importing"},
    "markdown_it": {"markdown"},
    "markupsafe": {"rendering"},
    "numpy": {"photos"},
    "PIL": {"photos"},
    "page": {"preflight"},
    "pikepdf": {"preflight"},
    "pillow_heif": {"photos"},
    "pydantic": {"manifest", "pipeline"},
    "pydantic_core": {"manifest"},
    "pydyf": {"pdf"},
    "pypdfium2": {"pdf", "preflight"},
    "python_calamine": {"importing"},
    "pyvips": {"photos"},
    "rich": {"report"},
    "starlette": {"desk"},
    "tinycss2": {"css_addresses", "importing", "preflight"},
    "typer": {"cli"},
    "uharfbuzz": {"fonts"},
    "uvicorn": {"desk"},
    "watchfiles": {"desk"},
    "weasyprint": {"pdf", "fonts"},
    "yaml": {"manifest"},
}
#: Calls that read the clock, whatever the module they came from is called.
CLOCKS = {"now", "utcnow", "today", "time", "localtime", "time_ns"}
#: Marks at most once an hour that a prepared photograph was used, which no book tells.
LAST_USED = {("photos/cache.py", "time.time_ns")}

#: Slow to load: `platebook --help` must not wait for any of it.
HEAVY = {
    "PIL",
    "babel",
    "distributed",
    "ebooklib",
    "fontTools",
    "fsspec",
    "lxml",
    "numpy",
    "pikepdf",
    "pydantic",
    "pypdfium2",
    "pyvips",
    "starlette",
    "uharfbuzz",
    "uvicorn",
    "watchfiles",
    "weasyprint",
}


def room(module: Path) -> str:
    """Name the room that a module belongs to."""
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield the first name of every import, wherever in the file it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]


def named(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


@cache
def parsed() -> dict[Path, ast.Module]:
    """Parse every module of the package, once."""
    return {module: ast.parse(module.read_text(encoding="utf-8")) for module in MODULES}


@pytest.mark.slow
def test_third_parties_stay_in_their_rooms() -> None:
    wrong = []
    for module, tree in parsed().items():
        outside = set(imports(tree)) - set(sys.stdlib_module_names) - {"platebook"}
        banned = {name for name in outside if room(module) not in DOORS.get(name, set())}
        if banned:
            wrong.append(f"{named(module)} may not import {', '.join(sorted(banned))}")
    assert not wrong


@pytest.mark.slow
def test_nothing_reads_the_clock() -> None:
    clocks = [
        f"{named(module)}:{node.lineno}: {ast.unparse(node.func)}"
        for module, tree in parsed().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and ast.unparse(node.func.value) in {"time", "date", "datetime", "datetime.datetime"}
        and (named(module), ast.unparse(node.func)) not in LAST_USED
    ]
    assert not clocks


@pytest.mark.slow
def test_a_module_has_one_sentence_and_fits_on_a_few_screens() -> None:
    wrong = []
    for module, tree in parsed().items():
        lines = len(module.read_text(encoding="utf-8").splitlines())
        if lines > 400:
            wrong.append(f"{named(module)} has {lines} lines")
        if not ast.get_docstring(tree):
            wrong.append(f"{named(module)} has no docstring")
        wrong += [
            f"{named(module)}: {node.name} has {(node.end_lineno or 0) - node.lineno + 1} lines"
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 50
        ]
    assert not wrong


#: Modules that every package may have: its public names, and its values.
_SAME_EVERYWHERE = {"__init__", "model"}


def test_no_two_modules_and_no_two_public_classes_share_a_name() -> None:
    modules = Counter(module.stem for module in MODULES)
    classes = Counter(
        node.name
        for module in MODULES
        for node in ast.parse(module.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert len(classes) > 300
    twice = {name for names in (modules, classes) for name, count in names.items() if count > 1}
    assert twice == _SAME_EVERYWHERE


def test_ruff_bans_what_has_a_door() -> None:
    """An editor shows the mistake at once, where this test would show it late."""
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]
    banned = ruff["lint"]["flake8-tidy-imports"]["banned-api"]
    assert set(DOORS) <= set(banned)


@pytest.mark.slow
def test_rooms_import_downwards_only() -> None:
    told = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout


def test_the_command_line_starts_without_the_heavy_libraries() -> None:
    question = "import sys, platebook.cli; print(*{n.partition('.')[0] for n in sys.modules})"
    told = subprocess.run(
        [sys.executable, "-c", question], capture_output=True, text=True, check=True
    )
    assert not HEAVY & set(told.stdout.split())
