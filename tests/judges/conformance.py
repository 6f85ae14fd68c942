"""PDF/A and PDF/UA by page-validation, which agrees with the veraPDF corpus."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import page


@dataclass(frozen=True)
class Failure:
    """A rule that a file breaks, by its clause."""

    rule: str
    words: str


def conformance(pdf: Path, profile: str) -> list[Failure]:
    """Return the rules that a file breaks; ``profile``: 1b 1a 2b 2a 2u 3b 3a 3u or ua1."""
    told = page.validate_pdf(str(pdf), profile=profile)
    return [Failure(each.rule_id, each.message) for each in told.failures]
