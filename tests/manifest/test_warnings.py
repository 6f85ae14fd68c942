"""Would catch an alt text that helps nobody and goes unnoticed, or a good one complained of."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from platebook.errors import Severity
from platebook.manifest.load_story import load
from platebook.manifest.warnings import remarks
from tests.manifest import stories
from tests.manifest.stories import write

HEAD = f"{stories.HEAD}rights: © Ann\n"
GOOD = "{photo: a.jpg, caption: A caption, alt: What it shows, credit: Ann}"


def codes(folder: Path, *plates: str, head: str = HEAD) -> list[str]:
    manifest = f"{head}plates:\n" + "".join(f"  - {plate}\n" for plate in plates)
    return [finding.code for finding in remarks(load(write(folder, manifest, "b.jpg")))]


def test_a_caption_is_its_words_without_the_addresses(tmp_path: Path) -> None:
    linked = GOOD.replace("A caption", "'[A](https://example.org/) **caption**'")
    assert codes(tmp_path, linked.replace("What it shows", "A caption")) == ["S002"]


def test_a_good_plate_gets_none(tmp_path: Path) -> None:
    assert codes(tmp_path, GOOD) == []
    assert codes(tmp_path, "{photo: a.jpg, caption: Dots, decorative: true, credit: Ann}") == []
    credited = f"{HEAD}credit: Ann\n"
    assert codes(tmp_path, "{photo: a.jpg, caption: A, alt: B}", head=credited) == []


@pytest.mark.parametrize(
    ("alt", "code"),
    [
        ("a caption!", "S002"),
        ("*A* caption", "S002"),
        ("DSC_0042.JPG", "S003"),
        ("IMG 1234", "S003"),
        ("01-guides.jpeg", "S003"),
        ("Photo of a man", "S004"),
        ("A photograph showing a man", "S004"),
        ("An image of a man", "S004"),
        ("Foto von einem Mann", "S004"),
        ("Une photo d’un homme", "S004"),
        ("Imagen de un hombre", "S004"),
        ("x" * 141, "S005"),
    ],
)
def test_alt_texts_that_do_not_help(tmp_path: Path, alt: str, code: str) -> None:
    plate = GOOD.replace("alt: What it shows", f'alt: "{alt}"')
    assert codes(tmp_path, plate) == [code]


@pytest.mark.parametrize(
    "alt",
    [
        "Photographers at work",
        "Imagery in a shop window",
        "Two men hold up a picture of Lenin",
        "Page 4 of a letter",
        "Image Street at dusk",
        "x" * 140,
        "Bildhauer bei der Arbeit",
        "P.",
    ],
)
def test_alt_texts_that_do(tmp_path: Path, alt: str) -> None:
    assert codes(tmp_path, GOOD.replace("alt: What it shows", f'alt: "{alt}"')) == []


def test_a_long_alt_text_with_a_description_is_fine(tmp_path: Path) -> None:
    plate = f"{{photo: a.jpg, caption: A, alt: {'x' * 200}, description: All of it, credit: A}}"
    assert codes(tmp_path, plate) == []


def test_what_is_missing(tmp_path: Path) -> None:
    assert codes(tmp_path, "{photo: a.jpg}") == ["S001", "S006", "S009"]
    described = "{photo: a.jpg, caption: A, decorative: true, description: B, credit: C}"
    assert codes(tmp_path, described) == ["S011"]


def test_missing_rights_are_said_once_or_where_they_are_missing(tmp_path: Path) -> None:
    assert codes(tmp_path, GOOD, GOOD.replace("a.jpg", "b.jpg"), head=stories.HEAD)[0] == "S012"
    assert codes(tmp_path, GOOD, head=stories.HEAD) == ["S012"]
    owned = GOOD.replace("credit: Ann", "credit: Ann, rights: © Ann")
    other = "{photo: b.jpg, caption: Other, alt: Another street, credit: Ann}"
    assert codes(tmp_path, owned, other, head=stories.HEAD) == ["S012"]


@pytest.mark.parametrize(
    ("language", "caption", "found"),
    [
        ("en", "Женщина ждёт автобуса", ["S013"]),
        ("en", "[Женщина ждёт автобуса]{lang=ru}", []),
        ("en", "“Здравствуйте!” is how the guide greeted everyone who came", []),
        ("en", "Une femme attend le bus", []),
        ("en", "Ждёт", []),
        ("ru", "Женщина ждёт автобуса", []),
        ("ru", "A woman waits for her bus", ["S013"]),
        ("ja", "バスを待つ女性、朝の駅前", []),
        ("ko", "버스를 기다리는 여자와 아이", []),
        ("sr-Latn", "Žena čeka autobus na stanici", []),
        ("ar", "امرأة تنتظر الحافلة", []),
        ("qaa", "A woman waits for her bus", []),
    ],
)
def test_a_text_in_the_letters_of_another_language(
    tmp_path: Path, language: str, caption: str, found: list[str]
) -> None:
    head = HEAD.replace("language: en", f"language: {language}")
    plate = f'{{photo: a.jpg, caption: "{caption}", decorative: true, credit: A}}'
    assert codes(tmp_path, plate, head=head) == found


def test_what_two_plates_share(tmp_path: Path) -> None:
    plates = (GOOD, GOOD, GOOD.replace("a.jpg", "b.jpg").replace("shows", "SHOWS."))
    assert codes(tmp_path, *plates) == ["S007", "S008", "S010", "S007", "S008"]


def test_a_remark_says_where_and_what_to_do(tmp_path: Path) -> None:
    story = load(write(tmp_path, f"{HEAD}plates:\n  - {{photo: a.jpg, caption: A}}\n"))
    first, second = remarks(story)
    assert first.where == f"{tmp_path}/story.yaml:5:5 (plate “a”)"
    assert first.message == "it has no alt text"
    assert first.fix.startswith("Write alt:")
    assert (first.severity, second.severity) == (Severity.WARNING, Severity.NOTE)


def test_every_code_is_in_the_registry() -> None:
    from platebook.manifest import warnings
    from platebook.preflight import codes

    said = re.findall(r'"(S\d{3})"', Path(warnings.__file__).read_text(encoding="utf-8"))
    assert {f"S{number:03}" for number in range(1, 14)} <= set(said) <= set(codes.all_entries())
