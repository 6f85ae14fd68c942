"""Makes a printer of the keys that were found right, over the profile that it extends."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

from platebook.printers.printer import Certainty, Paper, Printer, Rule
from platebook.printers.profile_keys import Cited, PaperKeys, ProfileHead, made


@dataclass(frozen=True, slots=True)
class _Citation:
    """What stands for a rule that does not say where it comes from."""

    source: str
    checked: str
    sure: Certainty


def assemble(keys: ProfileHead, name: str, folder: Path | None, base: Printer | None) -> Printer:
    """Put the values into a printer; what the keys leave out is that of ``base``."""
    usual = _Citation(
        keys.source or f"the profile {name}", keys.checked or "", keys.sure or Certainty.UNVERIFIED
    )
    given: dict[str, object] = {}
    for field in fields(Printer):
        if field.metadata and (said := getattr(keys, field.name)) is not None:
            given[field.name] = _rule(said, usual)
    if keys.papers is not None:
        given["papers"] = tuple(_paper(*item, usual) for item in keys.papers.items())
    if keys.about:
        given["about"] = keys.about
    label = keys.label or (base.label if base else name)
    start = base or Printer(name, label)
    return replace(start, name=name, label=label, folder=folder, **given)  # type: ignore[arg-type]


def _rule(said: Cited[object], usual: _Citation) -> Rule[object]:
    return Rule(
        made(said.value),
        said.source or usual.source,
        said.checked or usual.checked,
        said.sure or usual.sure,
        said.note or "",
    )


def _paper(name: str, keys: PaperKeys, usual: _Citation) -> Paper:
    given = {
        key: _rule(said, usual)
        for key in ("spine", "least_pages", "most_pages")
        if (said := getattr(keys, key)) is not None
    }
    return Paper(name, keys.label, **given)  # type: ignore[arg-type]
