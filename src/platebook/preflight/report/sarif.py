"""Reports an inspection as SARIF 2.1.0 (OASIS), which CI systems show by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from platebook.errors import Finding, Severity
from platebook.preflight import codes
from platebook.preflight.model import Inspection

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def log(inspection: Inspection, version: str) -> dict[str, object]:
    """Return the log: one run, the rules that were broken, a result for each finding."""
    results = list(_located(inspection))
    rules = sorted({finding.code for finding, _ in results})
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "platebook preflight",
                        "version": version,
                        "rules": [_rule(code) for code in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, rules, file) for finding, file in results],
            }
        ],
    }


def _located(inspection: Inspection) -> Iterator[tuple[Finding, Path | None]]:
    """Yield every finding with the file that it is about; those between files have none."""
    for finding in inspection.findings:
        yield finding, None
    for file in inspection.files:
        for finding in file.findings:
            yield finding, file.subject.file


def _rule(code: str) -> dict[str, object]:
    entry = codes.known()[code]
    return {
        "id": code,
        "shortDescription": {"text": f"{entry.title}."},
        "fullDescription": {"text": entry.why},
        "help": {"text": f"{entry.fix} Required by: {entry.asks}"},
        "defaultConfiguration": {"level": _LEVELS[entry.severity]},
    }


def _result(finding: Finding, rules: list[str], file: Path | None) -> dict[str, object]:
    place: dict[str, object] = {
        "logicalLocations": [{"fullyQualifiedName": finding.where, "kind": "element"}]
    }
    if file is not None:
        place["physicalLocation"] = {"artifactLocation": {"uri": quote(file.as_posix())}}
    return {
        "ruleId": finding.code,
        "ruleIndex": rules.index(finding.code),
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.where}: {finding.message}. {finding.fix}"},
        "locations": [place],
    }
