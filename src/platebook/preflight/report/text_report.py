"""Reports an inspection: on a terminal by plate and page, the worst first; as JSON; as SARIF.

The JSON is described in docs/how-to/preflight.md and by docs/reference/preflight.schema.json.
CI systems show SARIF (OASIS, 2.1.0) by themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from platebook.errors import GRAVITY, Finding, Severity, worst_first
from platebook.preflight import codes
from platebook.preflight.model import FileKind, InspectedFile, Inspection, Verdict
from platebook.printers.printer import Printer

#: Lines that a terminal shows at once, the shell's own and the counts left out; and how often a
#: code is reported in full before the rest of it is counted.
SCREEN, _IN_FULL = 20, 3
_PLATE = re.compile(r"plate “[^”]*”")
_SAID = {
    Verdict.READY: "ready",
    Verdict.LOOK: "someone should look",
    Verdict.ERRORS: "not ready",
    Verdict.REFUSED: "could not be read to its end",
}


def _groups(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    """Put findings together that are about one plate, or one place; the worst group first."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_place(finding), []).append(finding)
    ordered_groups = [(place, worst_first(some)) for place, some in groups.items()]
    return sorted(ordered_groups, key=lambda group: GRAVITY[group[1][0].severity])


def _place(finding: Finding) -> str:
    """Return the plate that a finding is about, or where it is."""
    plate = _PLATE.search(finding.where)
    return plate[0] if plate else finding.where


def lines(inspection: Inspection, *, verbose: bool = False) -> Iterator[str]:
    """Yield the lines of findings: at most a screenful, unless ``verbose``; then notes too."""
    findings = list(inspection.all)
    if not verbose:
        findings = [finding for finding in findings if finding.severity is not Severity.NOTE]
    selection = findings if verbose else _pick(findings)
    fix_codes: set[str] = set()
    for place, group in _groups(selection):
        yield place
        for finding in group:
            where = finding.where.removesuffix(f" ({place})")
            where = "" if finding.where == place else f"{where}: "
            yield f"  {finding.severity} {finding.code}: {where}{finding.message}"
            if finding.code not in fix_codes:
                fix_codes.add(finding.code)
                yield f"    {finding.fix}"
    if left := Counter(finding.code for finding in findings) - Counter(
        finding.code for finding in selection
    ):
        more = ", ".join(f"{code} × {count}" for code, count in left.most_common())
        yield f"and {left.total()} more: {more} (-v shows all)"


def _pick(findings: Sequence[Finding]) -> list[Finding]:
    """Pick as many as fit: the most severe first, and of every code one before another's second."""
    counts, limit = Counter[str](), SCREEN
    entries = []
    for finding in findings:
        counts[finding.code] += 1
        entries.append((GRAVITY[finding.severity], counts[finding.code], finding))
    picked: set[Finding] = set()
    places: set[str] = set()
    for _, nth, finding in sorted(entries, key=lambda entry: entry[:2]):
        # A line for itself, one for its place, and the first time one for how to correct it.
        limit -= 1 + (_place(finding) not in places) + (nth == 1)
        if limit < 0:
            break
        if nth <= _IN_FULL:
            places.add(_place(finding))
            picked.add(finding)
    return [finding for finding in findings if finding in picked]


def verdicts(inspection: Inspection) -> Iterator[str]:
    """Yield a line for each file: whether it is ready, and for whom."""
    for file in inspection.files:
        counts = count_in_words(file.findings)
        counts = f" ({counts})" if counts else ""
        yield f"{file.subject.called}: {_SAID[file.verdict]}{_standards_of(file)}{counts}"


def _standards_of(file: InspectedFile) -> str:
    """Return what a PDF was held to: its printer's rules, or the standard that it claims."""
    printer = _printer(file)
    if printer:
        return f" for {printer.label}" if file.verdict is Verdict.READY else ""
    if file.kind is not FileKind.PDF or file.contents is None:
        return ""
    claim = file.contents.standards
    by = f"as {claim}, which it claims" if claim else "as any PDF, since it claims no standard"
    return f" {by}; --printer NAME holds it to more"


def _printer(file: InspectedFile) -> Printer | None:
    """Return whose rules a PDF was held to; an e-book has no printer."""
    return file.subject.printer if file.kind is FileKind.PDF else None


def count_in_words(findings: Iterable[Finding]) -> str:
    """Count findings in words: “2 errors, 1 warning”; nothing where there are none."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(
        f"{counts[severity]} {severity}{'' if counts[severity] == 1 else 's'}"
        for severity in Severity
        if counts[severity]
    )


def document(inspection: Inspection) -> dict[str, object]:
    """Return the same as plain data, for ``--json``."""
    findings = [finding.as_json() for finding in inspection.all]
    return {"files": [_file(file) for file in inspection.files], "findings": findings}


def _file(file: InspectedFile) -> dict[str, object]:
    printer = _printer(file)
    counts = Counter(finding.severity for finding in file.findings)
    return {
        "file": file.subject.called,
        "kind": str(file.kind),
        "printer": printer.name if printer else None,
        "claims": (file.contents.standards if file.contents else "") or None,
        "verdict": str(file.verdict),
        **{f"{severity}s": counts[severity] for severity in Severity},
    }


_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def sarif(inspection: Inspection, version: str) -> dict[str, object]:
    """Return the log: one run, the rules that were broken, a result for each finding."""
    results = list(_locate(inspection))
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
                        "rules": [_sarif_rule(code) for code in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_sarif_result(finding, rules, file) for finding, file in results],
            }
        ],
    }


def _locate(inspection: Inspection) -> Iterator[tuple[Finding, Path | None]]:
    """Yield every finding with the file that it is about; those between files have none."""
    for finding in inspection.findings:
        yield finding, None
    for file in inspection.files:
        for finding in file.findings:
            yield finding, file.subject.file


def _sarif_rule(code: str) -> dict[str, object]:
    entry = codes.all_entries()[code]
    return {
        "id": code,
        "shortDescription": {"text": f"{entry.title}."},
        "fullDescription": {"text": entry.why},
        "help": {"text": f"{entry.fix} Required by: {entry.asks}"},
        "defaultConfiguration": {"level": _LEVELS[entry.severity]},
    }


def _sarif_result(finding: Finding, rules: list[str], file: Path | None) -> dict[str, object]:
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
