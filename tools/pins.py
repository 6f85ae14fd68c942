"""Writes constraints.txt and constraints-dev.txt from what is installed here.

constraints.txt holds what building a book needs and the build backend, constraints-dev.txt what
testing adds to that; together they are every package, by name and version only, so that they
say nothing about where a package comes from.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]


def closure(requirement: Requirement, seen: dict[str, str]) -> None:
    """Add what a requirement pulls in, itself too, to ``seen``: name with extras to version."""
    name = canonicalize_name(requirement.name)
    key = f"{name}[{','.join(sorted(requirement.extras))}]"
    if key in seen:
        return
    try:
        found = distribution(name)
    except PackageNotFoundError as absent:
        raise SystemExit(f"{name} is not installed; type: make check") from absent
    extras = requirement.extras or {""}
    seen[key] = found.version
    for line in found.requires or ():
        wanted = Requirement(line)
        if any(wanted.marker is None or wanted.marker.evaluate({"extra": e}) for e in extras):
            closure(wanted, seen)


def pins(*requirements: str) -> dict[str, str]:
    """Pin what the requirements pull in, platebook itself left out."""
    seen: dict[str, str] = {}
    for requirement in requirements:
        closure(Requirement(requirement), seen)
    return {
        key.partition("[")[0]: version
        for key, version in seen.items()
        if not key.startswith("platebook[")
    }


def write(name: str, purpose: str, versions: dict[str, str]) -> None:
    """Write one constraints file, sorted."""
    lines = [f"# {purpose} Written by `make pins`."]
    lines += [f"{package}=={version}" for package, version in sorted(versions.items())]
    (ROOT / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Write both files."""
    book = pins("platebook", "hatchling", "editables")
    everything = pins("platebook", "platebook[dev]", "hatchling", "editables")
    added = {name: version for name, version in everything.items() if name not in book}
    write("constraints.txt", "What building a book needs.", book)
    write("constraints-dev.txt", "What testing adds.", added)


if __name__ == "__main__":
    main()
