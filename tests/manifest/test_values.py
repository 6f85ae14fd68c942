"""Would catch a value let through that is none, or refused that is one, or mended in silence."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from platebook.errors import ManifestError
from platebook.geometry import printed_width
from platebook.manifest.load_story import load
from platebook.manifest.mistakes import InvalidValue, nearest, quote
from platebook.manifest.value_types import ROLES, language, role
from platebook.manifest.values import (
    address,
    focus,
    identifier,
    loose_date,
    one_line,
    position,
    publication,
)
from platebook.story import Layout
from tests.manifest.stories import HEAD, write


def fix(read: Any, value: object) -> str:
    with pytest.raises(InvalidValue) as caught:
        read(value)
    return caught.value.fix


TAGS = """
en en-GB de-CH-1996 zh-Hans zh-Hant-TW es-419 sr-Latn-RS sl-rozaj-biske haw gsw zh-yue
de-DE-u-co-phonebk en-a-bbb-x-a-ccc ar-EG kr no he id
"""


@pytest.mark.parametrize("tag", TAGS.split())
def test_language_tags(tag: str) -> None:
    assert language(tag) == tag


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("english", "en"),
        ("English", "en"),
        ("Deutsch", "de"),
        ("français", "fr"),
        ("日本語", "ja"),
        ("englsh", "en"),
        ("en_GB", "en-GB"),
        ("en gb", "en-GB"),
        ("en_GB.UTF-8", "en-GB"),
        ("pt_br", "pt-BR"),
        ("en-UK", "en-GB"),
        ("jp", "ja"),
        ("jp-JP", "ja-JP"),
        ("eng", "en"),
        ("deu-AT", "de-AT"),
        ("chi", "zh-Hans"),
        ("iw", "he"),
    ],
)
def test_what_people_write_for_a_language(said: str, meant: str) -> None:
    assert fix(language, said) == f"Write {meant}."


def test_languages_get_their_usual_capitals() -> None:
    assert language("ZH-hans-tw") == "zh-Hans-TW"
    assert language("EN-gb") == "en-GB"


@pytest.mark.parametrize("said", ["xx", "e", "en-", "en--GB", "abcdefgh", "1", "x-none"])
def test_no_languages(said: str) -> None:
    assert "BCP 47" in fix(language, said)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("urn:isbn:978-0-306-40615-7", "urn:isbn:9780306406157"),
        ("URN:ISBN:9780306406157", "urn:isbn:9780306406157"),
        ("urn:isbn:0-306-40615-2", "urn:isbn:0306406152"),
        ("urn:isbn:0-8044-2957-x", "urn:isbn:080442957X"),
        ("urn:isbn:979-10-90636-07-1", "urn:isbn:9791090636071"),
        (
            "urn:uuid:F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
            "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        ),
        ("doi:10.1000/182", "https://doi.org/10.1000/182"),
        ("DOI: 10.1000/182", "https://doi.org/10.1000/182"),
        ("http://dx.doi.org/10.1000/182", "https://doi.org/10.1000/182"),
        ("https://example.org/a/story?x=1#y", "https://example.org/a/story?x=1#y"),
    ],
)
def test_identifiers(said: str, kept: str) -> None:
    assert identifier(said) == kept
    assert identifier(kept) == kept


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("978-0-306-40615-7", "Write urn:isbn:9780306406157."),
        ("ISBN 978-0-306-40615-7", "Write urn:isbn:9780306406157."),
        ("10.1000/182", "Write doi:10.1000/182."),
        (
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "Write urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6.",
        ),
        ("urn:isbn:978-0-306-40615-8", "Look for a wrong or swapped digit"),
        ("urn:isbn:0-306-40615-X", "Look for a wrong or swapped digit"),
        ("urn:isbn:977-0-306-40615-7", "An ISBN has 13 digits"),
        ("urn:isbn:97803064061571", "An ISBN has 13 digits"),
        ("urn:isbn:٩٧٨٠٣٠٦٤٠٦١٥٧", "An ISBN has 13 digits"),
        ("urn:uuid:123", "A UUID is 32 digits"),
        ("urn:issn:1234-5678", "Write urn:isbn:…"),
        ("my-story", "Write urn:isbn:…"),
        ("mailto:a@example.org", "Write urn:isbn:…"),
        ("https://", "Write the whole address"),
    ],
)
def test_no_identifiers(said: str, hint: str) -> None:
    assert fix(identifier, said).startswith(hint)


@pytest.mark.parametrize(
    "said",
    [
        "https://example.org",
        "http://example.org:8080/a%20b?c=d&e=f#g",
        "HTTPS://Example.org/Ω",
        "https://例え.jp/",
        "mailto:a@example.org?subject=Hi",
        "https://[::1]/",
    ],
)
def test_addresses(said: str) -> None:
    assert address(said) == said


@pytest.mark.parametrize(
    "said",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.org/",
        "//example.org/",
        "/path",
        "https:///path",
        "https://[::1/",
        "https://example.org:port/",
        "https://exa mple.org/",
        "https://example.org/<script>",
        "mailto:nobody",
        "word",
    ],
)
def test_no_addresses(said: str) -> None:
    fix(address, said)


def test_roles() -> None:
    assert role("pht") == role("Photographer") == role(" PHT ") == "pht"
    assert role("author-of_introduction") == "aui"
    for code, name in ROLES.items():
        assert role(code) == role(name) == code
    assert len(ROLES) >= 60
    assert len(set(ROLES.values())) == len(ROLES)
    assert fix(role, "Journalist") == "Write author (aut)."
    assert fix(role, "editr") == "Write editor (edt)."
    assert "MARC" in fix(role, "qqqqqq")


@pytest.mark.parametrize("said", ["2011", "2011-08", "2011-08-17", "2012-02-29", "0001"])
def test_dates_of_plates(said: str) -> None:
    assert loose_date(said) == said


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("2011-8", "Write 2011-08."),
        ("2011/8/7", "Write 2011-08-07."),
        ("17.8.2011", "Write a year, a month or a day"),
        ("c. 1984", "Write a year"),
        ("2011-13", "Write the year, then the month"),
        ("2011-02-29", "Write the year, then the month"),
        ("0000", "Write the year"),
        ("٢٠١١", "Write a year"),
    ],
)
def test_no_dates_of_plates(said: str, hint: str) -> None:
    assert fix(loose_date, said).startswith(hint)


@pytest.mark.parametrize("said", ["2026-1-15", "15 January 2026", "2026-02-30", "2026-13", "26"])
def test_no_dates_of_editions(said: str) -> None:
    fix(publication, said)


def test_an_edition_may_give_its_month_or_year_only() -> None:
    """Books of a month need no day that nobody chose."""
    assert publication("2026-01-15") == date(2026, 1, 15)
    assert (publication("2026-03"), publication("2026")) == ("2026-03", "2026")
    assert fix(publication, "2026-1-5") == "Write 2026-01-05."


@pytest.mark.parametrize("said", ["3", "0", "2.1", "3.10", "1.2.3"])
def test_places_in_a_series(said: str) -> None:
    assert position(said) == said


@pytest.mark.parametrize(
    ("said", "hint"),
    [("III", "Write a number: 3, or 2.1."), ("No. 3", "Write 3."), ("2.1.", "Write 2.1."),
     ("-1", "Write 1."), ("1,5", "Write 1.5."), ("٣", "Write a number: 3, or 2.1.")],
)  # fmt: skip
def test_no_places_in_a_series(said: str, hint: str) -> None:
    """E-book shops sort by it (group-position), and left out what is no number."""
    assert fix(position, said) == hint


def test_focus() -> None:
    assert focus(["0", "1.0"]) == (0.0, 1.0)
    assert focus([".5", "+0.25"]) == (0.5, 0.25)
    for wrong in (
        "0.5 0.3",
        [],
        ["0.5"],
        ["1", "2", "3"],
        ["0.5", "-0.1"],
        ["nan", "0"],
        ["inf", "0"],
        ["1e-1", "0"],
        [["0"], "0"],
        None,
    ):
        fix(focus, wrong)


@pytest.mark.parametrize(
    ("said", "meant"), [("full bleed", "full-bleed"), ("bleed", "full-bleed"), ("matt", "matted")]
)
def test_layouts(tmp_path: Path, said: str, meant: str) -> None:
    manifest = f"{HEAD}plates:\n  - photo: a.jpg\n    layout: "
    assert load(write(tmp_path, manifest + meant)).plates[0].layout is Layout(meant)
    with pytest.raises(ManifestError, match=f"Write {meant}"):
        load(write(tmp_path, manifest + said))


@pytest.mark.parametrize(
    ("key", "said", "fix"),
    [
        ("hang", "center", "Write centre."),
        ("hang", "bottom", "Write foot."),
        ("folios", "false", "Write none."),
        ("credits", "imprint", "Write auto."),
        ("credits", "xyzzy", "Write auto, plate, list or none."),
        ("running_title", "all", "Did you mean “running-title”?"),
        ("hang-line", "top", "Did you mean “hang”?"),
        ("contents", "yes", "Write true."),
        ("contents", "maybe", "Write auto, true or false."),
        ("captions", "[page]", "Write auto, page, facing, end, over or none."),
        ("trim", "a4", "“trim” is a key of the story: begin its line in the first column."),
    ],
)
def test_a_wrong_art_direction_is_corrected(tmp_path: Path, key: str, said: str, fix: str) -> None:
    manifest = f"{HEAD}design:\n  {key}: {said}\nplates:\n  - photo: a.jpg\n"
    with pytest.raises(ManifestError) as caught:
        load(write(tmp_path, manifest))
    (finding,) = caught.value.findings
    assert finding.fix == fix
    assert re.search(r"story\.yaml:4:\d+$", finding.where)


@pytest.mark.parametrize(
    ("said", "fix"),
    [
        ("60", "Write 60mm, 4.5in or 60%."),
        ("wide", "Write 60mm, 4.5in or 60%."),
        ("0%", "Write 1% to 100%."),
        ("140 %", "Write 1% to 100%."),
        ("2mm", "Write a length of 10 mm or more."),
        ("-5cm", "Write 60mm, 4.5in or 60%."),
    ],
)
def test_a_wrong_width_is_refused(tmp_path: Path, said: str, fix: str) -> None:
    with pytest.raises(ManifestError) as caught:
        load(write(tmp_path, f"{HEAD}plates:\n  - photo: a.jpg\n    width: {said}\n"))
    assert [finding.fix for finding in caught.value.findings] == [fix]


@pytest.mark.parametrize(
    ("said", "mm"), [("116mm", 116), ("11.6 cm", 116), ("4.5in", 114.3), ("60 %", 90), ("60%", 90)]
)
def test_a_width_is_read(said: str, mm: float) -> None:
    assert printed_width(said, 150) == pytest.approx(mm)


@pytest.mark.parametrize(("said", "means"), [("true", True), ("False", False), ('"true"', True)])
def test_decorative(tmp_path: Path, said: str, means: bool) -> None:
    story = load(write(tmp_path, f"{HEAD}plates:\n  - photo: a.jpg\n    decorative: {said}\n"))
    assert story.plates[0].decorative is means


def test_not_decorative_may_have_an_alt_text(tmp_path: Path) -> None:
    plate = "  - {photo: a.jpg, decorative: false, alt: Text}\n"
    assert load(write(tmp_path, f"{HEAD}plates:\n{plate}")).plates[0].alt == "Text"


def test_a_line_written_over_several_is_one() -> None:
    assert one_line("One\n  two\nthree") == "One two three"
    assert one_line("One  two") == "One  two"


def test_a_long_value_is_cut_in_a_message() -> None:
    assert quote("a\n b") == "“a b”"
    assert len(quote("word " * 100)) <= 62


def test_the_nearest_word_whatever_its_capitals() -> None:
    assert nearest("Titel", ["title", "trim"]) == "title"
    assert nearest("zzz", ["title"]) is None
