"""Would catch a text that YAML turned into something else, a wrong default, a file let in."""

from __future__ import annotations

import json
import os
import time
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platebook.errors import ManifestError
from platebook.manifest.load_story import load
from platebook.story import (
    ArtDirection,
    CaptionPosition,
    CreditPolicy,
    FirstPlate,
    FolioPosition,
    HangLine,
    Layout,
    Link,
    Person,
    PlateListStyle,
    RunningTitle,
    Series,
)
from tests.manifest.stories import HEAD, PLATES, write

FULL = """\
# yaml-language-server: $schema=story.schema.json
title: No
subtitle: 1984
standfirst: true
language: zh-Hans
identifier: urn:isbn:978-0-306-40615-7
slug: a-story
published: 2026-01-15
publisher: 3.10
rights: 007
series: {name: 0x1F, position: 3}
keywords: [yes, off, 1e3, 2011-08]
contributors:
  - {name: Sam Gellman, role: Photographer, sort: "Gellman, Sam", url: https://example.org}
  - {name: 12:30:45, role: edt}
credit: .inf
cover: second
trim: a4-landscape
theme: theme
introduction: |
  First paragraph.

  Second *paragraph*.
plates:
  - photo: photos/01 First.jpg
    caption: >-
      Folded
      lines.
    alt: 'It''s here'
    description: "Quoted: yes"
    credit: On
    title: 2011-08-17
    rights: 1_000
    location: -1
    date: 2011-08
    focus: [0.5, 1]
    layout: full-bleed
    caption-at: facing
    width: 60 %
    begin: recto
  - id: second
    photo: photos/02.jpg
    decorative: true
closing: "123"
design:
  captions: end
  credits: list
  numbers: false
  running-title: none
  folios: none
  hang: foot
  contents: true
  plate-list: thumbnails
  open: any
links:
  - {label: 42, url: "mailto:a@example.org"}
"""


@pytest.fixture
def full(tmp_path: Path) -> Path:
    (tmp_path / "theme").mkdir()
    return write(tmp_path, FULL, "photos/01 First.jpg", "photos/02.jpg")


def test_every_scalar_stays_the_text_that_was_written(full: Path) -> None:
    story = load(full)
    assert (story.title, story.subtitle, story.standfirst) == ("No", "1984", "true")
    assert (story.publisher, story.rights, story.credit) == ("3.10", "007", ".inf")
    assert story.series == Series("0x1F", "3")
    assert story.keywords == ("yes", "off", "1e3", "2011-08")
    assert story.contributors[1] == Person("12:30:45", "edt")
    assert story.links == (Link("42", "mailto:a@example.org"),)
    assert story.introduction == "First paragraph.\n\nSecond *paragraph*."
    assert story.closing == "123"


def test_every_key_reaches_the_story(full: Path) -> None:
    story = load(full)
    assert story.language == "zh-Hans"
    assert story.identifier == "urn:isbn:9780306406157"
    assert (story.slug, story.published) == ("a-story", date(2026, 1, 15))
    assert story.contributors[0] == Person(
        "Sam Gellman", "pht", "Gellman, Sam", "https://example.org"
    )
    assert story.photographers == story.contributors[:1]
    assert (story.cover, story.trim, story.theme) == ("second", "a4-landscape", full / "theme")
    first, second = story.plates
    assert (first.id, second.id) == ("01-first", "second")
    assert (first.photo, first.path) == ("photos/01 First.jpg", full / "photos" / "01 First.jpg")
    assert (first.caption, first.alt, first.description) == (
        "Folded lines.",
        "It's here",
        "Quoted: yes",
    )
    assert (first.credit, first.title, first.rights) == ("On", "2011-08-17", "1_000")
    assert (first.location, first.date, first.focus) == ("-1", "2011-08", (0.5, 1.0))
    assert (first.caption_at, first.width, first.begin) == ("facing", "60 %", "recto")
    assert (second.caption_at, second.width, second.begin) == (None, None, "any")
    assert story.caption_position(second) == "end"
    assert story.design == ArtDirection(
        captions=CaptionPosition.END,
        credits=CreditPolicy.LIST,
        numbers=False,
        running_title=RunningTitle.NONE,
        folios=FolioPosition.NONE,
        hang=HangLine.FOOT,
        contents=True,
        plate_list=PlateListStyle.THUMBNAILS,
        open=FirstPlate.ANY,
    )
    assert (first.layout, first.decorative) == (Layout.FULL_BLEED, False)
    assert (second.layout, second.decorative, second.alt) == (Layout.MATTED, True, None)
    assert (str(first.where), str(second.where)) == (
        f"{full}/story.yaml:25:5",
        f"{full}/story.yaml:41:5",
    )


def test_places_of_the_first_level_point_at_values(full: Path) -> None:
    story = load(full)
    for key in ("title", "language", "introduction", "plates", "links"):
        place = story.place(key)
        line = FULL.splitlines()[place.line - 1]
        if key == "plates":
            assert line[place.column - 1] == "-"
        elif key == "links":
            assert line[place.column - 1 :].startswith("- {label")
        else:
            assert line[: place.column - 1] == f"{key}: "


def test_what_is_left_out_is_absent_or_made(tmp_path: Path) -> None:
    story = load(write(tmp_path, f"{HEAD}subtitle:\nrights: ~\nclosing: null\n{PLATES}"))
    assert (story.subtitle, story.rights, story.closing, story.published) == (None,) * 4
    assert (story.slug, story.cover, story.sections[0].title) == ("a-story", "a", None)
    assert (story.contributors, story.keywords, story.links) == ((), (), ())
    assert story.identifier.startswith("urn:uuid:")
    assert story.plates[0].caption is None


def test_sections(tmp_path: Path) -> None:
    manifest = f"""{HEAD}sections:
  - title: One
    text: |
      About *one*.
    plates:
      - photo: a.jpg
  - title: Two
    plates:
      - photo: a.jpg
      - {{photo: a.jpg, id: a-2}}
"""
    story = load(write(tmp_path, manifest))
    assert [section.title for section in story.sections] == ["One", "Two"]
    assert [section.text for section in story.sections] == ["About *one*.", None]
    assert [str(section.where)[-4:] for section in story.sections] == [":4:5", ":9:5"]
    assert [plate.id for plate in story.plates] == ["a", "a-3", "a-2"]


def test_a_plate_by_alias_keeps_a_place_of_its_own(tmp_path: Path) -> None:
    plates = "- &p {photo: a.jpg, credit: &c Ann}\n- *p\n- {photo: a.jpg, credit: *c}\n"
    manifest = f"{HEAD}plates:\n{plates}"
    plates = load(write(tmp_path, manifest)).plates
    assert [plate.where.line for plate in plates] == [4, 5, 6]
    assert [plate.credit for plate in plates] == ["Ann"] * 3


def test_a_byte_order_mark_and_windows_lines_do_no_harm(tmp_path: Path) -> None:
    raw = (
        b"\xef\xbb\xbf"
        + f"{HEAD}introduction: |\n  a\n\n  b\n{PLATES}".replace("\n", "\r\n").encode()
    )
    story = load(write(tmp_path, raw))
    assert (story.title, story.introduction) == ("A Story", "a\n\nb")
    assert str(story.place("title")).endswith(":1:8")


TEXT = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc"),
        exclude_characters=["\ufffe", "\uffff", *map(chr, range(0xFDD0, 0xFDF0))],
    ),
    min_size=1,
)


@pytest.mark.slow
@given(TEXT.filter(str.strip))
def test_any_text_in_a_caption_survives(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.mktemp("story")
    quoted = json.dumps(text, ensure_ascii=False)
    story = load(write(folder, f"{HEAD}plates:\n  - photo: a.jpg\n    caption: {quoted}\n"))
    assert story.plates[0].caption == text.strip()


def test_a_line_separator_that_came_along_with_pasted_text(tmp_path: Path) -> None:
    text = "One\u2028two\u2029three"
    plates = f"plates:\n- photo: a.jpg\n  caption: {text}\n- {{photo: a.jpg, alt: x}}\n"
    story = load(write(tmp_path, f"{HEAD}{plates}"))
    assert story.plates[0].caption == text
    # An editor shows no line break there.
    assert story.plates[1].where.line == 6


@pytest.mark.slow
@given(st.lists(st.text("abc*_[]{}:#&!|>'\"%@`-?,. é中😀", min_size=1, max_size=40), max_size=5))
def test_any_lines_in_a_block_survive(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    text = "\n".join(["first", *lines])
    block = "".join(f"    {line}\n" for line in text.split("\n"))
    folder = tmp_path_factory.mktemp("story")
    story = load(write(folder, f"{HEAD}introduction: |\n{block}{PLATES}"))
    assert story.introduction == text.rstrip(" \n")


@pytest.mark.slow
@given(st.binary(max_size=300) | st.text("title:-[]{}&*!|>'\"%@`#,? \n\tax", max_size=200))
def test_whatever_stands_there_ends_as_a_mistake(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes | str
) -> None:
    folder = write(tmp_path_factory.mktemp("story"), raw)
    with pytest.raises(ManifestError) as caught:
        load(folder)
    assert all(finding.message and finding.fix for finding in caught.value.findings)


def test_two_thousand_plates_load_in_linear_time_and_no_more_do(tmp_path: Path) -> None:
    def manifest(count: int) -> str:
        plate = "  - photo: photos/{0:04}.jpg\n    caption: {1}\n    alt: What {0} shows\n"
        return f"{HEAD}plates:\n" + "".join(
            plate.format(number, "word " * 100) for number in range(count)
        )

    names = [f"photos/{number:04}.jpg" for number in range(2001)]
    seconds = {}
    for count in (250, 2000):
        write(tmp_path, manifest(count), *names)
        load(tmp_path)  # imports are not part of it
        began = time.process_time()
        story = load(tmp_path)
        seconds[count] = time.process_time() - began
    assert seconds[2000] < 3 * 8 * seconds[250]  # 64 times where it is quadratic
    assert len({plate.id for plate in story.plates}) == 2000
    write(tmp_path, manifest(2001))
    with pytest.raises(ManifestError, match="the story has more than 2,000 plates"):
        load(tmp_path)


def test_importing_the_room_imports_nothing_heavy() -> None:
    import subprocess
    import sys

    look = (
        "import sys, platebook.manifest, platebook.starter;"
        "print([name for name in ('pydantic', 'yaml', 'PIL') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_manifest_is_called_as_the_user_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "one" / "story", f"{HEAD}{PLATES}")
    monkeypatch.chdir(folder.parent)
    for typed, shown in (
        ("story", "story/story.yaml"),
        ("story/story.yaml", "story/story.yaml"),
        (folder.as_posix(), "story/story.yaml"),
        ("../one/story", "../one/story/story.yaml"),
    ):
        story = load(Path(typed))
        assert story.manifest.as_posix() == shown
        assert str(story.plates[0].where) == f"{shown}:4:5"
        assert story.root == folder
    monkeypatch.chdir(folder)
    assert load(Path()).manifest.as_posix() == "story.yaml"
    monkeypatch.chdir("/")
    assert load(folder).manifest == folder / "story.yaml"


class TestNoManifest:
    """A path that leads to no manifest is told with what is there instead."""

    @pytest.fixture(autouse=True)
    def inside(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)

    def said(self, path: str) -> str:
        with pytest.raises(ManifestError) as caught:
            load(Path(path))
        return str(caught.value)

    def test_missing(self, tmp_path: Path) -> None:
        assert self.said("nowhere/story.yaml").startswith("nowhere: there is no such folder\n")
        assert self.said("story").startswith("story: there is no such folder\n")
        assert self.said(".").startswith("story.yaml: there is no story.yaml here\n")
        (tmp_path / "story.yml").write_text(HEAD)
        assert "Rename story.yml to story.yaml" in self.said(".")
        assert "Did you mean story.yml?" in self.said("stori.yml")

    def test_who_stands_in_the_story_folder_already_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "story.yaml").write_text(HEAD)
        assert "Did you mean story.yaml?" in self.said("story")

    def test_not_a_file(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "story.yaml")
        assert self.said(".").startswith("story.yaml: this is not an ordinary file\n")
        assert self.said("/dev/zero").startswith("/dev/zero: this is not an ordinary file\n")

    def test_a_link_that_leads_out(self, tmp_path: Path) -> None:
        write(tmp_path / "elsewhere", f"{HEAD}{PLATES}")
        (tmp_path / "story").mkdir()
        (tmp_path / "story" / "story.yaml").symlink_to("../elsewhere/story.yaml")
        assert "is a link that leads out of its folder" in self.said("story")


class TestFiles:
    """Nothing outside the folder, and everything inside it however the system spells it."""

    def test_links_inside_the_folder_are_followed(self, tmp_path: Path) -> None:
        write(tmp_path, f"{HEAD}plates:\n  - photo: link.jpg\n  - photo: photos/../a.jpg\n")
        (tmp_path / "photos").mkdir()
        (tmp_path / "link.jpg").symlink_to("a.jpg")
        assert [plate.path for plate in load(tmp_path).plates] == [tmp_path / "a.jpg"] * 2

    def test_a_linked_story_folder(self, tmp_path: Path) -> None:
        folder = write(tmp_path / "real", f"{HEAD}{PLATES}")
        (tmp_path / "link").symlink_to("real")
        story = load(tmp_path / "link")
        assert story.root == folder
        assert story.plates[0].path == folder / "a.jpg"

    @pytest.mark.parametrize("form", ["NFC", "NFD"])
    def test_accents_written_in_either_way(self, tmp_path: Path, form: str) -> None:
        name = "Fotos Kühe/Zoë.jpg"
        other = {"NFC": "NFD", "NFD": "NFC"}[form]
        on_disk = unicodedata.normalize(form, name)
        in_text = unicodedata.normalize(other, name)
        write(tmp_path, f"{HEAD}plates:\n  - photo: {in_text}\n", on_disk)
        plate = load(tmp_path).plates[0]
        assert plate.path == tmp_path / on_disk
        assert plate.photo == in_text

    def test_a_folder_that_leads_out(self, tmp_path: Path) -> None:
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "b.jpg").touch()
        write(tmp_path / "story", f"{HEAD}plates:\n  - photo: in/b.jpg\n  - photo: in/c.jpg\n")
        (tmp_path / "story" / "in").symlink_to("../out")
        with pytest.raises(ManifestError) as caught:
            load(tmp_path / "story")
        # Whether a file outside is there or not must make no difference.
        assert [finding.message.partition(" is ")[2] for finding in caught.value.findings] == [
            "a link that leads out of the story folder"
        ] * 2

    def test_links_in_a_circle(self, tmp_path: Path) -> None:
        write(tmp_path, f"{HEAD}plates:\n  - photo: round.jpg\n")
        (tmp_path / "round.jpg").symlink_to("round.jpg")
        with pytest.raises(ManifestError, match="cannot be reached"):
            load(tmp_path)

    def test_a_name_longer_than_the_system_takes(self, tmp_path: Path) -> None:
        write(tmp_path, f"{HEAD}plates:\n  - photo: {'x' * 300}.jpg\n")
        with pytest.raises(ManifestError, match="cannot be reached: file name too long"):
            load(tmp_path)

    def test_a_cover_of_its_own_and_a_theme_beside(self, tmp_path: Path) -> None:
        (tmp_path / "themes" / "dark").mkdir(parents=True)
        manifest = f"{HEAD}cover: art/cover.png\ntheme: ../themes/dark\n{PLATES}"
        story = load(write(tmp_path / "story", manifest, "art/cover.png"))
        assert story.cover == tmp_path / "story" / "art" / "cover.png"
        assert story.theme == tmp_path / "themes" / "dark"

    def test_a_back_cover_has_plates_and_none_of_the_front(self, tmp_path: Path) -> None:
        plates = "plates: [{photo: one.jpg}, {photo: two.jpg}]\n"
        write(tmp_path, f"{HEAD}back-cover: [one, tow]\n{plates}", "one.jpg", "two.jpg")
        with pytest.raises(ManifestError) as caught:
            load(tmp_path)
        front, unknown = caught.value.findings
        assert front.message == "back-cover: plate “one” is on the front cover"
        assert unknown.fix == "Did you mean “two”?"


class TestIdentity:
    """An identifier that was made must not change when words do."""

    def made(self, tmp_path: Path, manifest: str) -> str:
        return load(write(tmp_path, manifest)).identifier

    BASE = f"{HEAD}contributors: [{{name: Ann, role: author}}]\n"

    def test_it_never_changes(self, tmp_path: Path) -> None:
        # Books that are out there have it: if this fails, every story becomes another book.
        made = self.made(tmp_path, f"{self.BASE}{PLATES}")
        assert made == "urn:uuid:29bdb16a-ad7a-557a-af07-043a525f7a70"

    def test_it_stays(self, tmp_path: Path) -> None:
        first = self.made(tmp_path / "one", f"{self.BASE}{PLATES}")
        changed = self.BASE.replace("en\n", "en-GB\n") + "published: 2026-01-15\nsubtitle: More\n"
        assert first == self.made(tmp_path / "two", f"{changed}{PLATES}    caption: Other\n")

    def test_it_follows_title_slug_first_name_and_language(self, tmp_path: Path) -> None:
        base = f"{self.BASE}{PLATES}"
        versions = [
            base,
            base.replace("A Story", "Another"),
            base.replace("A Story", "東京"),
            base.replace("A Story", "大阪"),
            base.replace("Ann", "Bob"),
            base.replace("language: en", "language: fr"),
            f"slug: other\n{base}",
        ]
        assert len({self.made(tmp_path, version) for version in versions}) == len(versions)

    def test_a_slug_lets_the_title_change(self, tmp_path: Path) -> None:
        one = f"slug: one\n{self.BASE}{PLATES}"
        two = one.replace("A Story", "A Better Title")
        assert self.made(tmp_path, one) == self.made(tmp_path, two)
