"""The Nu Html Checker: is a page valid HTML?"""

from __future__ import annotations

import json
from pathlib import Path

from tests.judges.commands import node_module, run
from tests.judges.epubcheck import JAVA


def faults(*pages: Path) -> list[str]:
    """Check pages; give every error and warning, with its line."""
    jar = node_module("vnu-jar") / "build" / "dist" / "vnu.jar"
    done = run("java", *JAVA, "-jar", jar, "--format", "json", "--exit-zero-always", *pages)
    found = json.loads(done.stderr or done.stdout)["messages"]
    return [
        f"{Path(each['url']).name}:{each.get('lastLine', 0)}: {each['message']}"
        for each in found
        if each["type"] == "error" or each.get("subType") == "warning"
    ]
