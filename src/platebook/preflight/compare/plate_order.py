"""Brings the plates of a file and those of the story together, by their order."""

from __future__ import annotations

from collections.abc import Sequence

from platebook.preflight.compare.expected import ExpectedPlate
from platebook.preflight.model import ShownPhoto


def paired(
    pictures: Sequence[ShownPhoto], wanted: Sequence[ExpectedPlate]
) -> str | list[tuple[ExpectedPlate, ShownPhoto]]:
    """Bring plates and pictures together by order; where that cannot be, say why."""
    if len(pictures) != len(wanted):
        return (
            f"{len(pictures)} plates are shown{_astray(pictures, wanted)}; there are {len(wanted)}"
        )
    for number, (picture, differences) in enumerate(zip(pictures, wanted, strict=True), 1):
        if picture.plate and differences.plate and picture.plate != differences.plate:
            return f"plate {number} is “{picture.plate}”; it is “{differences.plate}”"
    return list(zip(wanted, pictures, strict=True))


def _astray(pictures: Sequence[ShownPhoto], wanted: Sequence[ExpectedPlate]) -> str:
    """Name the plates that are missing or too many, where both sides have names."""
    here, there = {each.plate for each in pictures}, {each.plate for each in wanted}
    if "" in here | there:
        return ""
    lost = [f"“{each.plate}”" for each in wanted if each.plate not in here]
    more = [f"“{each.plate}”" for each in pictures if each.plate not in there]
    differences = [f"without {', '.join(lost[:3])}"] if lost else []
    differences += [f"with {', '.join(more[:3])}"] if more else []
    return f" ({' and '.join(differences)})" if differences else ""
