"""A document whose contrast Ace does not like."""

from __future__ import annotations

import json

from tests.preflight.ebooks import Ebook, document

TEST = {
    "earl:impact": "serious",
    "dct:title": "color-contrast",
    "dct:description": "Ensure the contrast meets WCAG 2 AA minimum contrast ratio thresholds.",
}


def plant(book: Ebook) -> None:
    found = {
        "earl:testSubject": {"url": document(1).removeprefix("EPUB/")},
        "assertions": [{"earl:test": TEST}],
    }
    told = json.dumps({"assertions": [found]})
    book.judges = ("Ace",)
    book.programs["ace"] = f"""echo '{told}' > "$4/report.json\""""
