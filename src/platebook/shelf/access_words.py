"""Accessibility of a file in the words of the W3C's display guide.

Accessibility Metadata Display Guide for Digital Publications 2.0: headings, and under each the
statements that the metadata bear out. Nothing is said that the file does not claim.
"""

from __future__ import annotations

from platebook.preflight.accessibility_claims import AccessibilityClaims

#: Statements by heading, as messages of the catalogue.
Statements = dict[str, list[str]]


def statements(access: AccessibilityClaims, *, epub: bool) -> Statements:
    """Give the statements about an e-book, or about a PDF."""
    return _ebook(access) if epub else _pdf(access)


def _ebook(access: AccessibilityClaims) -> Statements:
    features = set(access.features)
    reading = [
        "Appearance can be modified"
        if "displayTransformability" in features and not access.fixed
        else "Appearance cannot be modified",
        "Readable in read aloud or dynamic braille"
        if "textual" in access.sufficient
        else "Not fully readable in read aloud or dynamic braille",
    ]
    if "alternativeText" in features:
        reading.append("Has alternative text")
    ways = {
        "tableOfContents": "Table of contents",
        "structuralNavigation": "Headings",
        "pageNavigation": "Go to page",
    }
    navigation = [message for feature, message in ways.items() if feature in features]
    rich = ["Images described by extended descriptions"] if "longDescription" in features else []
    return {
        "Ways of reading": reading,
        "Navigation": navigation or ["No information is available"],
        **({"Rich content": rich} if rich else {}),
        "Hazards": ["No hazards" if access.hazards == ("none",) else "No information is available"],
        "Conformance": ["No information is available"],
    }


def _pdf(access: AccessibilityClaims) -> Statements:
    if not access.accessible:
        return {
            "Ways of reading": [
                "Appearance cannot be modified",
                "Not fully readable in read aloud or dynamic braille",
            ]
        }
    return {
        "Ways of reading": [
            "Appearance cannot be modified",
            "Readable in read aloud or dynamic braille",
        ],
        "Conformance": ["Tagged for assistive technology (PDF/UA)"],
    }
