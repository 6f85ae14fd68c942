"""Would catch a link that leads nowhere, a path or a module that the docs name and no file has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "platebook"
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "tests/README.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
#: Pages that describe the code as it is now; decisions and changes name files of their time.
CURRENT = [page for page in PAGES if "decisions" not in page.parts and page.stem != "CHANGELOG"]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub makes of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-") for text in headings}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        address, _, anchor = target.partition("#")
        file = (page.parent / address).resolve() if address else page
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
            broken.append(target)
    assert not broken


@pytest.mark.parametrize("page", CURRENT, ids=named)
def test_every_module_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    paths = re.findall(r"`((?:[\w-]+/)+[\w.-]*\w\.(?:py|j2|css|toml|md|txt))`", text)
    roots = (ROOT, SOURCE, ROOT / "tests", page.parent)
    placeholder = re.compile(r"NAME|<")
    assert not [
        path
        for path in paths
        if not placeholder.search(path) and not any((root / path).exists() for root in roots)
    ]


def test_every_page_of_the_docs_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = [path for path in (ROOT / "docs").glob("*/*.md") if path.parent.name != "decisions"]
    left_out = [path.name for path in pages if f"]({path.parent.name}/{path.name})" not in index]
    assert pages
    assert not left_out


def test_every_docs_path_in_code_and_messages_exists() -> None:
    files = [
        path
        for folder in ("src", "templates", "styles")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".toml", ".j2", ".css", ".yaml"}
    ]
    found = {
        match
        for path in files
        for match in re.findall(r"\bdocs/[\w/.-]*\w", path.read_text("utf-8"))
    }
    assert found
    assert not [path for path in found if not (ROOT / path).exists()]
