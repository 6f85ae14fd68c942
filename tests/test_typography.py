"""Would catch smart typography that sets a wrong mark, or touches what is meant to the letter."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platebook.book.typography import typeset
from platebook.manifest.load_story import load
from platebook.manifest.warnings import remarks
from platebook.story import Plate, Section, Story, Typography
from tests.books import build
from tests.judges import poppler
from tests.manifest.stories import HEAD, write

_SMART = Typography.SMART


def smart(text: str, language: str = "en") -> str:
    plates = [Plate(caption=text)]
    story = Story("A title", language, sections=[Section(plates)], typography=_SMART)
    return typeset(story).plates[0].caption or ""


@pytest.mark.parametrize(
    ("language", "written", "printed"),
    [
        ("en", '"Yes" -- he said.', "“Yes” – he said."),
        ("en-US", 'He ran -- fast--and "won".', "He ran — fast—and “won”."),
        ("en", "It's the dogs' day, Rock 'n' roll in the '90s.",
         "It’s the dogs’ day, Rock ’n’ roll in the ’90s."),
        ("en", "'Twas the '68 class of '99", "’Twas the ’68 class of ’99"),
        ("en", 'She is 5\'10" tall, the pipe 3/4" wide, the room 6\' x 8\'.', None),
        ("en", '"She is 5\'10"", he said. "The 5" gun" and "class of 2010".',
         '“She is 5\'10"”, he said. “The 5" gun” and “class of 2010”.'),
        ("en", '"He said "yes" twice," she said.', "“He said ‘yes’ twice,” she said."),
        ("en", "'Single \"nested\" quote', he said.", "‘Single “nested” quote’, he said."),
        ("en", "He said, 'Don't do it, it's the boys' game.'",
         "He said, ‘Don’t do it, it’s the boys’ game.’"),
        ("en", '"First goes on.\n\n"Second ends."', "“First goes on.\n\n“Second ends.”"),
        ("en", '- "one"\n- "two\n- three"', "- “one”\n- “two\n- three”"),
        ("en", '*"Yes"*, **\'no\'**, ("maybe")', "*“Yes”*, **‘no’**, (“maybe”)"),
        ("de", "Er sagte \"Hallo 'du' da\". Wie geht's?",
         "Er sagte „Hallo ‚du‘ da“. Wie geht’s?"),
        ("de-CH", '"Ja"', "«Ja»"),
        ("fr", 'Il dit "oui" ; quoi ? Non! L\'eau: 10:30, « ça »?!',
         "Il dit «\u00a0oui\u00a0»\u202f; quoi\u202f? Non\u202f! L’eau\u00a0: 10:30, "
         "«\u00a0ça\u00a0»\u202f?!"),
        ("fr-CA", 'Quoi? "Oui" : non!', "Quoi? «\u00a0Oui\u00a0»\u00a0: non!"),
        ("ja", '彼は"はい"と言った...', "彼は「はい」と言った..."),
        ("zh-TW", '他說"你好"', "他說「你好」"),
        ("he", 'צה"ל אמר "שלום" וג\'ירפה', "צה\"ל אמר ”שלום” וג'ירפה"),
        ("nl", "'s Avonds zei hij \"dag\", 't is '90.", "’s Avonds zei hij “dag”, ’t is ’90."),
        ("ru", 'Он сказал "да" -- и ушёл.', "Он сказал «да» — и ушёл."),
        ("es-MX", '"Hola"', "“Hola”"),
        ("es", '"Hola"', "«Hola»"),
        ("ka", '"a \'b\'"', "„a «b»“"),
        ("eu", '"a \'b\'"', "«a “b”»"),
        ("mk", '"a \'b\'"', "„a ‚b‘“"),
        ("gl", '"a \'b\'"', "“a ‘b’”"),
        ("am", '"a \'b\'"', "«a ‹b›»"),
        ("uk", "м'яч", "м’яч"),
        ("haw", "Hawai'i", None),
        ("en", "Two  spaces. Wait...", "Two spaces. Wait…"),
        ("en", "1914--18 with --help and ---- rules", "1914–18 with --help and ---- rules"),
    ],
)  # fmt: skip
def test_marks_are_those_of_the_language(language: str, written: str, printed: str | None) -> None:
    assert smart(written, language) == (written if printed is None else printed)


@pytest.mark.parametrize(
    "text",
    [
        '`"code" -- isn\'t ...`',
        "``it's a ` in here``",
        "https://example.org/it's--here?q=x_y~z",
        "[x](https://example.org/a--b's)",
        '[x](#guides "a title")',
        "<https://example.org/it's>",
        "o'neil--x@example.org",
        "example.org/a--b",
        "\\\"straight\\\" and \\'so\\'",
        '<a href="x">',
        "---",
        "A title\n---",
        "| a | b |\n|---|---|",
    ],
)
def test_code_and_addresses_are_untouched(text: str) -> None:
    assert smart(text) == text


@pytest.mark.parametrize("text", ["Dupont &amp; Fils", "a &#8212; b", "&nbsp;", "x&eacute;e"])
def test_an_entity_stays_one_where_a_space_goes_before_semicolons(text: str) -> None:
    assert smart(text, "fr") == text


@given(st.text(alphabet="ab \"'-.`\\*_[]()<>\n1«»:!", max_size=60), st.sampled_from(["en", "fr"]))
def test_only_marks_and_spaces_ever_change(text: str, language: str) -> None:
    words = str.maketrans("", "", "\"'“”‘’«»-–—.… \u00a0\u202f")
    assert smart(text, language).translate(words) == text.translate(words)


@given(st.text(alphabet="ab \"'-.`*1:!«»", max_size=60), st.sampled_from(["en", "de", "fr"]))
def test_what_is_set_stays_as_it_is(text: str, language: str) -> None:
    once = smart(text.strip(), language)
    assert not any(mark in once for mark in ("“ “", "\u202f\u202f", "\u00a0\u00a0"))


def test_without_the_key_nothing_changes() -> None:
    story = Story('A "title"', "en", sections=[Section([Plate(caption="it's -- so...")])])
    assert typeset(story) is story


def test_names_and_what_identifies_stay(tmp_path: Path) -> None:
    head = HEAD.replace("title: A story", "title: It's a story")
    head += "typography: smart\ncontributors: [{name: Sinead O'Connor, role: pht}]\n"
    before = load(write(tmp_path, f"{head}plates: [{{photo: a.jpg}}]\n"))
    after = typeset(before)
    assert (after.slug, after.identifier, after.people) == (
        before.slug,
        before.identifier,
        before.people,
    )


def _codes(folder: Path, caption: str, more: str = "") -> dict[str, str]:
    plate = (
        f"  - photo: a.jpg\n    alt: A square\n    credit: Ann\n    caption: |-\n      {caption}\n"
    )
    story = load(write(folder, f"{HEAD}rights: Ann\n{more}plates:\n{plate}"))
    return {found.code: found.message for found in remarks(story)}


@pytest.mark.parametrize(
    ("caption", "code"),
    [
        ('They called it "the square".', "S021"),
        ("It's so.", "S021"),
        ("A square -- at dawn.", "S022"),
        ("A square--at dawn.", "S022"),
        ("A square.  At dawn.", "S023"),
    ],
)
def test_each_kind_of_typewriter_mark_is_noted(tmp_path: Path, caption: str, code: str) -> None:
    found = _codes(tmp_path, caption)
    assert list(found) == [code]
    assert "the caption of “a”" in found[code]
    assert not _codes(tmp_path, caption, "typography: smart\n")


@pytest.mark.parametrize(
    "caption",
    [
        'It’s “so” – and 5\'10" tall, a 3/4" pipe.',
        '`"code" -- it\'s`, https://example.org/a--b\'s, with --help, \\"so\\"',
    ],
)
def test_good_type_is_not_complained_of(tmp_path: Path, caption: str) -> None:
    assert not _codes(tmp_path, caption)


@pytest.mark.slow
@pytest.mark.parametrize(("language", "printed"), [("fr", "« L’eau »"), ("de", "„L’eau“")])
def test_both_books_print_what_was_set(
    make_story: Callable[..., Path], tmp_path: Path, language: str, printed: str
) -> None:
    caption = '"L\'eau" -- c\'est \'non\' ? ["Oui"](https://example.org/it\'s) : `"x"`...'
    plates = [{"caption": caption, "alt": "A square"}]
    story = make_story(language=language, typography="smart", plates=plates)
    made = build(story, tmp_path, editions=("epub", "print"))  # raises where the books differ
    ebook, paper = sorted(made.files)
    with zipfile.ZipFile(ebook) as epub:
        pages = [epub.read(name).decode() for name in epub.namelist() if name.endswith("html")]
    for text in ("".join(pages), "".join(poppler.texts(paper))):
        assert printed in " ".join(text.replace("\u202f", " ").split())
    assert "https://example.org/it&#x27;s" in "".join(pages).replace("'s", "&#x27;s")
