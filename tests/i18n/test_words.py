"""Catches a book that says a word in the wrong language, form or order, or none at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st

from platebook import i18n

CATALOGUES = Path(i18n.__file__).with_name("catalogues")
NEEDED = {
    *("en", "fr", "de", "es", "it", "nl", "pt", "pl", "ru", "el", "tr", "ja", "ko"),
    *("zh-Hans", "zh-Hant", "ar", "he", "hi"),
}
FIELD = re.compile(r"\{[^}]*\}")


def entries(language: str, folder: str = "") -> Iterator[Message]:
    with (CATALOGUES / folder / f"{language}.po").open("rb") as file:
        yield from (entry for entry in read_po(file, abort_invalid=True) if entry.id)


def forms(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)  # type: ignore[arg-type]


def test_every_language_asked_for_has_a_catalogue() -> None:
    assert set(i18n.languages()) >= NEEDED


@pytest.mark.parametrize("folder", ["", "shelf"])
@pytest.mark.parametrize("language", i18n.languages())
def test_a_catalogue_is_whole(language: str, folder: str) -> None:
    """Every message of the English catalogue, with its fields and the plural forms it needs."""
    ours = {(entry.context, entry.id): entry for entry in entries(language, folder)}
    assert set(ours) == {(entry.context, entry.id) for entry in entries("en", folder)}
    count = get_plural(language.replace("-", "_")).num_plurals
    for entry in ours.values():
        said = forms(entry.string)
        assert all(said), f"{entry.id} is not translated"
        assert len(said) == (count if isinstance(entry.id, tuple) else 1), entry.id
        asked = set(FIELD.findall(forms(entry.id)[-1]))
        assert set().union(*map(FIELD.findall, said)) == asked, entry.id


@pytest.mark.parametrize("folder", ["", "shelf"])
@pytest.mark.parametrize("language", i18n.languages())
def test_words_are_in_the_languages_own_script(language: str, folder: str) -> None:
    script = {
        **dict.fromkeys(["ru", "uk"], "\u0400-\u04ff"),
        "el": "\u0370-\u03ff",
        "he": "\u05d0-\u05ea",
        "ar": "\u0600-\u06ff",
        "hi": "\u0900-\u097f",
        "th": "\u0e00-\u0e7f",
        "ko": "\uac00-\ud7a3",
        "ja": "\u3040-\u30ff\u4e00-\u9fff",
        **dict.fromkeys(["zh-Hans", "zh-Hant"], "\u4e00-\u9fff"),
    }.get(language, "A-Za-z")
    for entry in entries(language, folder):
        if entry.id not in {"“{text}”", "{label}: {value}"}:
            assert all(re.search(f"[{script}]", said) for said in forms(entry.string)), entry.id


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        *(("zh-TW", "zh-Hant"), ("zh-HK", "zh-Hant"), ("zh-Hant-MO", "zh-Hant"), ("zh", "zh-Hans")),
        *(("pt-BR", "pt"), ("en-GB", "en"), ("de_at", "de"), ("iw", "he"), ("no", "nb")),
        *(("sw", "en"), ("fa-IR", "en"), ("ru-Latn", "en"), ("", "en"), ("x-private", "en")),
        *(("de-x-phonebk", "de"), ("fr-u-nu-latn", "fr")),
    ],
)
def test_a_tag_finds_its_catalogue(asked: str, given: str) -> None:
    assert i18n.of(asked).language == given


def test_words_from_elsewhere_say_so() -> None:
    assert i18n.of("sw").foreign
    assert i18n.of("fa").direction == "ltr"
    assert i18n.of("fa").date("2026-01-15") == "15 January 2026"
    assert not i18n.of("zh-TW").foreign
    assert not i18n.of("pt-BR").foreign


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Afterword"),
        ("de", "Nachwort"),
        ("ja", "あとがき"),
        ("he", "אחרית דבר"),
        ("zh-Hant", "結語"),
    ],
)
def test_closing_has_a_natural_name(language: str, said: str) -> None:
    assert i18n.of(language)("Closing") == said


def test_fields_are_filled_and_punctuated_as_the_language_does() -> None:
    assert i18n.of("fr")("Photograph: {credit}", credit="A") == "Photographie\u00a0: A"
    assert i18n.of("ja")("Photograph: {credit}", credit="A") == "写真：A"
    assert i18n.of("de")("“{text}”", text="ja") == "„ja“"


def test_thai_names_are_parted_by_more_than_the_spaces_that_they_have() -> None:
    say = i18n.of("th-TH")
    assert say.listing(["Noto Serif Thai", "Source Serif 4", "B"]) == (
        "Noto Serif Thai, Source Serif 4 และ B"
    )
    assert (say("Contents"), say.foreign) == ("สารบัญ", False)


def test_a_theme_cannot_look_inside_an_object() -> None:
    assert i18n.of("en")("{a.__class__} {a[0]} {b}", a=[1]) == "{a.__class__} {a[0]} {b}"


def test_braces_in_a_name_are_left_alone() -> None:
    assert i18n.of("en")("Photograph: {credit}", credit="{credit} {}") == "Photograph: {credit} {}"


def test_a_message_nobody_knows_comes_back() -> None:
    assert i18n.of("ja")("A word of a theme’s own") == "A word of a theme’s own"
    assert i18n.of("ja")("") == ""


@pytest.mark.parametrize(
    ("language", "counts"),
    [
        ("en", {0: "0 photographs", 1: "1 photograph", 22: "22 photographs"}),
        ("fr", {0: "0 photographie", 2: "2 photographies"}),
        ("ru", {1: "1 фотография", 22: "22 фотографии", 25: "25 фотографий"}),
        ("pl", {3: "3 fotografie", 12: "12 fotografii", 22: "22 fotografie"}),
        ("ar", {1: "صورة واحدة", 2: "صورتان", 5: "5 صور", 22: "22 صورة"}),
        ("ja", {1: "写真1点", 22: "写真22点"}),
    ],
)
def test_plurals(language: str, counts: dict[int, str]) -> None:
    say = i18n.of(language)
    for count, said in counts.items():
        assert say.plural("{count} photograph", "{count} photographs", count) == said


def test_roles_by_code_and_the_rest_in_general() -> None:
    assert i18n.of("it").role("bkd") == "Progetto grafico del libro"
    assert i18n.of("en").role("zzz") == "Contribution"
    assert i18n.of("de").role("win") == "Einführung"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Photographs 1–4, 7 and 9: B"),
        ("en-US", "Photographs 1–4, 7, and 9: B"),
        ("he", "תצלומים 1–4, 7 ו־9: B"),
        ("ar", "الصور 1–4 و7 و9: B"),
        ("zh-Hans", "照片 1–4、7和9：B"),
    ],
)
def test_the_key_of_credits(language: str, said: str) -> None:
    assert i18n.of(language).key([9, 7, 1, 2, 3, 4, 4], "B") == said


def test_the_key_of_one_photograph_is_singular() -> None:
    assert i18n.of("ru").key([21], "Б") == "Фотография 21: Б"


@given(st.sets(st.integers(1, 60), min_size=1))
@settings(max_examples=60)
def test_runs_lose_no_number(wanted: set[int]) -> None:
    from platebook.i18n.catalogue import runs

    found: list[int] = []
    for run in runs(wanted):
        first, _, last = run.partition("–")
        found += range(int(first), int(last or first) + 1)
    assert found == sorted(wanted)


@pytest.mark.parametrize(
    ("language", "when", "said"),
    [
        ("en", date(2026, 1, 15), "15 January 2026"),
        ("en-US", date(2026, 1, 15), "January 15, 2026"),
        ("fr", "2026-01-01", "1er janvier 2026"),
        ("fr", "2026-01-11", "11 janvier 2026"),
        ("ja", "2011-08", "2011年8月"),
        ("ja", "2011", "2011年"),
        ("hi", "2011-08-01", "1 अगस्त 2011"),
        ("ar-EG", "2011-08-01", "1 أغسطس 2011"),
        ("pl", "2011-08", "sierpień 2011"),
        ("en", "spring 2011", "spring 2011"),
        ("en", "2011-02-30", "2011-02-30"),
    ],
)
def test_dates(language: str, when: date | str, said: str) -> None:
    assert i18n.of(language).date(when) == said


def test_lists_follow_the_ear() -> None:
    assert i18n.of("es").listing(["Ana", "Inés"]) == "Ana e Inés"
    assert i18n.of("es").listing(["agua", "hielo"]) == "agua y hielo"
    assert i18n.of("he").listing(["דנה", "רון"]) == "דנה ורון"
    assert i18n.of("en").listing([]) == ""


@pytest.mark.parametrize(
    ("tag", "script", "direction"),
    [
        *(("ja", "Jpan", "ltr"), ("ko", "Kore", "ltr"), ("zh-TW", "Hant", "ltr")),
        *(("zh-SG", "Hans", "ltr"), ("ar", "Arab", "rtl"), ("he", "Hebr", "rtl")),
        *(("fa", "Arab", "rtl"), ("ar-Latn", "Latn", "ltr"), ("az-Arab", "Arab", "rtl")),
        *(("ur-PK", "Arab", "rtl"), ("yi", "Hebr", "rtl"), ("dv", "Thaa", "rtl")),
        *(("ta", "Taml", "ltr"), ("sr-Latn", "Latn", "ltr"), ("qqq", "Zyyy", "ltr")),
    ],
)
def test_script_and_direction(tag: str, script: str, direction: str) -> None:
    assert (i18n.script(tag), i18n.direction(tag)) == (script, direction)


def test_messages_lists_what_templates_may_say() -> None:
    assert {"Contents", "By {names}", "{count} page"} <= i18n.messages()
    assert "Photography" not in i18n.messages()


@pytest.mark.slow
def test_lists_without_an_and_take_the_separator_of_their_language() -> None:
    """CLDR's pattern for the middle of a list has it; Arabic's has "and", Thai's a mere space."""
    from babel import Locale

    for language in (*i18n.languages(), "fa", "ur", "yue", "am"):
        middle = Locale.parse(language, sep="-").list_patterns["standard"]["middle"]
        said = i18n.enumerate_items(["a", "b"], language).replace(" ", "")
        if language not in ("ar", "th"):
            assert said == middle.format("a", "b").replace(" ", "").replace("\u200f", ""), language
    assert i18n.enumerate_items(["a", "b"], "ar-EG") == "a، b"
    assert i18n.enumerate_items(["a", "b"], "zh-Hant") == "a、b"


def test_a_catalogue_is_read_once() -> None:
    """Would catch comparisons that take most of their time to read the same words again."""
    assert i18n.of("de") is i18n.of("de")
    assert i18n.messages() is i18n.messages()
