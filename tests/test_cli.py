"""Would catch a failure told badly: a traceback, words without a way out, books lost, a wrong exit.

Each mistake below is made by hand, and what is said about it stands to the letter in
``messages/NAME.txt``. ``UPDATE_MESSAGES=1 pytest tests/test_cli.py`` writes those anew: read them
before they are committed.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer

from platebook import geometry
from platebook.cli import stdout
from platebook.cli.exit import BUG, INTERRUPTED, answer_command
from platebook.editions import EDITIONS
from tests.command import BOOKS, LEFT, Said, old_books, platebook, tree
from tests.stories import save_quadrant, write_story

ROOT = Path(__file__).parents[1]
MESSAGES = Path(__file__).parent / "messages"
PLATES = [{}, {}]
LONG = "A word, and another word. " * 60


@dataclass(frozen=True)
class Case:
    """A mistake: its name, the exit code, what is typed, and what is made wrong before."""

    name: str
    code: int
    typed: str
    prepare: Callable[[Path], object] = lambda folder: write_story(folder / "story", PLATES)

    @property
    def arguments(self) -> list[str]:
        """What the shell makes of ``typed``."""
        return shlex.split(self.typed)[1:]


def nothing(folder: Path) -> None:
    """Leave the folder empty."""


def manifest(text: str) -> Callable[[Path], object]:
    def prepare(folder: Path) -> None:
        write_story(folder / "story", PLATES)
        (folder / "story" / "story.yaml").write_text(text)

    return prepare


def story(**changes: object) -> Callable[[Path], object]:
    changes.setdefault("plates", PLATES)
    return lambda folder: write_story(folder / "story", **changes)  # type: ignore[arg-type]


def damaged(folder: Path) -> None:
    """Make a story in which three photographs are wrong, each in its way, before any decoding."""
    write_story(folder / "story", 4)
    photos = folder / "story" / "photos"
    (photos / "01.jpg").write_text("not a photograph at all")
    (photos / "02.jpg").write_bytes(b"")
    (photos / "04.jpg").write_bytes(b"GIF89a and so on")


def cut_off(folder: Path) -> None:
    """Make a story in which two photographs break off after a perfect header."""
    write_story(folder / "story", 3)
    for name in ("01.jpg", "03.jpg"):
        photo = folder / "story" / "photos" / name
        photo.write_bytes(photo.read_bytes()[:-2500])


def bad_cover(folder: Path) -> None:
    """Make a story whose cover is a picture of its own, and breaks off."""
    write_story(folder / "story", PLATES, cover="photos/cover.jpg")
    cover = save_quadrant(folder / "story" / "photos" / "cover.jpg")
    cover.write_bytes(cover.read_bytes()[:-2500])


def theme(**files: str) -> Callable[[Path], object]:
    """Lay a theme of these files beside a story; ``__`` stands for a slash, ``_`` for a dot."""

    def prepare(folder: Path) -> None:
        write_story(folder / "story", PLATES)
        for name, text in files.items():
            path = folder / "theme" / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("latin-1"))

    return prepare


def plate_part(text: str) -> Callable[[Path], object]:
    return theme(templates__parts__plate_xhtml_j2=text)


def file_in_the_way(folder: Path) -> None:
    write_story(folder / "story", PLATES)
    (folder / "books").write_text("a file")


def folder_in_the_way(folder: Path) -> None:
    write_story(folder / "story", PLATES)
    (folder / "books" / BOOKS[1]).mkdir(parents=True)


def lone(*names: str) -> Callable[[Path], object]:
    """Make files that are no story."""

    def prepare(folder: Path) -> None:
        for name in names:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text("words")

    return prepare


def somebodys(folder: Path) -> None:
    (folder / "mine").mkdir()
    (folder / "mine" / "letter.txt").write_text("Dear …")


THEMED = "platebook build -q --theme theme"
CASES = [
    Case("no-such-command", 2, "platebook bulid", nothing),
    Case("no-such-option", 2, "platebook build --editon epub", nothing),
    Case("misspelt-option", 2, "platebook build --printr lulu", nothing),
    Case("too-many-stories", 2, "platebook build one two", nothing),
    Case("no-folder-named", 2, "platebook new", nothing),
    Case("story-for-a-command", 2, "platebook story"),
    Case("other-word-for-a-command", 2, "platebook validate story"),
    Case("edition-without-option", 2, "platebook build story epub"),
    Case("editions-with-a-comma", 2, "platebook build --edition epub,print"),
    Case("option-without-value", 2, "platebook build -o"),
    Case("value-too-many", 2, "platebook build --strict=yes"),
    Case("trim-with-commas", 2, "platebook build --trim 8,5x8,5in"),
    Case("no-number", 2, "platebook build --jobs many", nothing),
    Case("no-such-edition", 2, "platebook build --edition print --edition mobi"),
    Case("no-such-trim", 2, "platebook build --trim nonsense"),
    Case("no-size-for-a-book", 2, "platebook build --trim 10x10mm"),
    Case("empty-folder-name", 2, "platebook build -o ''"),
    Case("empty-trim", 2, "platebook build --trim="),
    Case("no-budget", 2, "platebook build --budget much"),
    Case("no-such-printer", 2, "platebook build --printer kdp"),
    Case("no-such-profile", 2, "platebook build --printer mine.yaml"),
    Case("no-such-paper", 2, "platebook build --printer kdp-paperback --paper silk"),
    Case("no-colour-profile", 2, "platebook build --profile story/photos/01.jpg"),
    Case("profile-not-heeded", 2, "platebook build --printer office --profile fogra39"),
    Case("profile-without-press", 2, "platebook build --edition epub --profile fogra39"),
    Case("no-such-intent", 2, "platebook build --edition print --intent vivid"),
    Case("no-ink-limit", 2, "platebook build --ink-limit little"),
    Case("too-much-ink", 2, "platebook build --printer ingramspark --ink-limit 300"),
    Case("epubcheck-without-ebook", 2, "platebook build --edition print --epubcheck"),
    Case("no-such-binding", 2, "platebook build --binding layflat"),
    Case("binding-without-print", 2, "platebook build --edition epub --binding lay-flat"),
    Case("spine-without-cover", 2, "platebook build --spine 9.5"),
    Case("spine-not-known", 2, "platebook build --edition cover"),
    Case("budget-without-ebook", 2, "platebook build --edition print --budget 10"),
    Case("no-story", 3, "platebook build", nothing),
    Case("no-such-story", 3, "platebook check “nirgends”", nothing),
    Case("no-manifest-in-it", 3, "platebook build story/photos"),
    Case("photographs-alone", 3, "platebook check pictures", lone("pictures/a.jpg")),
    Case("words-as-a-document", 3, "platebook check words", lone("words/story.docx")),
    Case("several-manifests", 3, "platebook check two", lone("two/a.yaml", "two/b.yaml")),
    Case("an-address", 3, "platebook check https://example.org/story", nothing),
    Case("not-a-manifest", 3, "platebook build story/photos/01.jpg"),
    Case("manifest", 3, "platebook build", manifest("titel: A\nplates:\n  - photo: nowhere.jpg\n")),
    Case("photo-outside", 3, "platebook build", story(plates=[{"photo": "photos/../../x.jpg"}])),
    Case(
        "caption-too-long",
        3,
        "platebook build --trim 4x4in",
        story(plates=[{}, {"caption": LONG, "caption-at": "page"}]),
    ),
    Case("damaged", 4, "platebook build", damaged),
    Case("damaged-checked", 4, "platebook check", damaged),
    Case("cut-off", 4, "platebook build", cut_off),
    Case("cut-off-checked", 4, "platebook check", cut_off),
    Case("bad-cover", 4, "platebook build", bad_cover),
    Case("no-such-theme", 5, THEMED),
    Case("misspelt-theme", 5, "platebook build -q --theme nite"),
    Case("no-theme", 5, "platebook build --theme story"),
    Case("template-unreadable", 5, THEMED, plate_part("<p/>\n{% for %}")),
    Case("template-asks-for-nothing", 5, THEMED, plate_part("<p/>\n{{ page.nothing }}")),
    Case("template-includes-nothing", 5, THEMED, plate_part('{% include "no.j2" %}')),
    Case("template-leaves-theme", 5, THEMED, plate_part('{% include "../../story/story.yaml" %}')),
    Case("template-includes-itself", 5, THEMED, plate_part('{% include "parts/plate.xhtml.j2" %}')),
    Case("template-breaks-out", 5, THEMED, plate_part("{{ story.__class__.__base__ }}")),
    Case("template-no-xml", 5, THEMED, plate_part("<p>unclosed")),
    Case("template-no-utf-8", 5, THEMED, plate_part("\xff\xfe")),
    Case("style-fetches", 5, THEMED, theme(styles__print_css="p { background: url(x.png) }")),
    Case("style-unknown", 5, THEMED, theme(styles__print_css="p {\n  colr: red;\n}\n")),
    Case("style-no-utf-8", 5, THEMED, theme(styles__tokens_css="/* \xff\xfe */")),
    Case("style-value", 5, THEMED, theme(styles__tokens_css=":root { --paper: nonsense }")),
    Case("strict", 6, "platebook build --strict", story(plates=[{"alt": None}, {}])),
    Case("strict-quiet", 6, "platebook build --strict -q", story(plates=[{"alt": None}, {}])),
    Case("strict-checked", 6, "platebook check --strict", story(plates=[{"alt": None}, {}])),
    Case("no-font", 7, "platebook build", story(plates=[{}, {"caption": "A \ue000 of my own"}])),
    Case("file-in-the-way", 8, "platebook build -o books", file_in_the_way),
    Case("folder-in-the-way", 8, "platebook build -q -o books", folder_in_the_way),
    Case("not-empty", 8, "platebook new mine", somebodys),
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def by_name(case: Case) -> str:
    return case.name


@pytest.mark.slow
@pytest.mark.loud
@pytest.mark.parametrize("case", CASES, ids=by_name)
def test_a_failure_says_so_and_loses_nothing(
    case: Case, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old_books(here)
    case.prepare(here)
    before = tree(here)
    said = platebook(capsys, *case.arguments)
    assert said.code == case.code
    assert said.out == ""
    assert tree(here) == before, "something was lost, or left lying about"
    assert str(here) not in said.err
    told = f"$ {case.typed}\n{said.err}[exit {said.code}]\n"
    snapshot = MESSAGES / f"{case.name}.txt"
    if os.environ.get("UPDATE_MESSAGES"):
        snapshot.write_text(told, encoding="utf-8")
    assert told == snapshot.read_text(encoding="utf-8")


def snapshots() -> list[Path]:
    return sorted(MESSAGES.glob("*.txt"))


@pytest.mark.parametrize("snapshot", snapshots(), ids=lambda path: path.stem)
def test_every_message_has_a_place_and_a_way_out(snapshot: Path) -> None:
    text = snapshot.read_text(encoding="utf-8")
    assert not re.search(r"Traceback|Errno|<class|object at 0x|\x1b", text)
    lines = text.splitlines()[1:-1]
    if "--strict" in text and lines[-1].startswith("Stopped: "):
        lines.pop()
    assert lines
    for said, fix in zip(lines[::2], lines[1::2], strict=True):
        assert re.match(r"\S.*: \S", said), said
        assert not said.endswith("."), said
        assert re.match(r"  \S", fix), fix


def test_messages_and_cases_belong_together() -> None:
    assert {path.stem for path in snapshots()} == {case.name for case in CASES}


def test_every_exit_code_of_the_manual_is_made_to_happen() -> None:
    manual = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", manual, re.MULTILINE)}
    # 0, 1 and 130 have tests of their own, below and in test_program.py.
    assert codes == {case.code for case in CASES} | {0, BUG, INTERRUPTED}


CHEAP = [case for case in CASES if case.name in {
    "no-such-option", "no-such-trim", "no-story", "manifest", "damaged", "no-such-theme",
    "strict-checked", "file-in-the-way", "not-empty",
} and "new" not in case.typed]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("case", CHEAP, ids=by_name)
def test_with_json_a_failure_is_one_document(
    case: Case, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case.prepare(here)
    said = platebook(capsys, *case.arguments, "--json")
    document = json.loads(said.out)
    assert set(document) == {"exit", "findings"}
    assert document["exit"] == said.code == case.code
    assert document["findings"]
    for finding in document["findings"]:
        assert set(finding) == {"code", "severity", "where", "message", "fix"}
        assert all(finding[key] for key in ("severity", "where", "message", "fix"))
        # A note is told aloud only when asked for (-v).
        assert finding["message"] in said.err or finding["severity"] == "note"


@pytest.fixture
def built(here: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    """Build a story of two plates, one of them without alt text."""
    write_story(here / "story", [{"alt": None}, {}])
    return platebook(capsys, "build")


@pytest.mark.slow
def test_a_build_prints_its_files_and_says_the_rest_elsewhere(built: Said, here: Path) -> None:
    assert built.code == 0
    assert built.out.splitlines() == [f"output/{name}" for name in BOOKS]
    assert {path.name for path in (here / "output").iterdir()} == set(LEFT)
    assert "\x1b" not in built.err
    warning, fix, *_, summary = built.err.splitlines()
    assert re.match(
        r"story/story\.yaml:\d+:\d+ \(plate “plate-1”\): warning: it has no alt text", warning
    )
    assert fix.startswith("  ")
    size = r"[\d.]+ [kM]B"
    wanted = rf"2 plates, \d+ pages, \d+ warnings?; {BOOKS[0]} {size}, {BOOKS[1]} {size}; [\d.]+ s"
    assert re.fullmatch(wanted, summary)


@pytest.mark.slow
def test_a_build_in_json(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_story(here / "story", [{"alt": None}, {}])
    said = platebook(capsys, "build", "--json", "-q", "-e", "epub")
    assert said.code == 0
    assert said.err == ""
    document = json.loads(said.out)
    assert document["exit"] == 0
    assert document["files"] == [f"output/{BOOKS[0]}"]
    assert document["plates"] == 2
    assert document["pages"] >= 8
    assert any(finding["severity"] == "warning" for finding in document["findings"])


@pytest.mark.slow
def test_check_says_where_every_text_comes_from(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_story(here / "story", 1)
    said = platebook(capsys, "check", "story/story.yaml")
    assert said.code == 0
    assert said.err == "1 plate, no errors, no warnings\n"
    assert said.out == (
        "A Street Before the Market\n"
        "   1  plate-1  photos/01.jpg  JPEG 600 × 400\n"
        "      caption, alt ← manifest\n"
        "      credit ← manifest (default)\n"
    )
    assert not (here / "output").exists()


@pytest.mark.slow
def test_check_in_json(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_story(here / "story", 1)
    document = json.loads(platebook(capsys, "check", "--json").out)
    (plate,) = document["plates"]
    assert document["title"] == "A Street Before the Market"
    assert plate["pixels"] == [600, 400]
    assert plate["sources"] == {
        "caption": "manifest", "alt": "manifest", "credit": "manifest (default)",
    }  # fmt: skip


@pytest.mark.slow
def test_verbose_names_every_stage(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_story(here / "story", 1)
    stages = [
        line for line in platebook(capsys, "check", "-v").err.splitlines() if "plate" not in line
    ]
    assert stages[0] == "Reading the story"
    assert "  1/1 photos/01.jpg" in stages


def test_a_new_story_is_told_how_to_go_on(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = platebook(capsys, "new", "mine")
    assert (said.code, said.out) == (0, "mine\n")
    assert said.err == "Now edit mine/story.yaml, then: platebook build mine\n"


@pytest.mark.slow
def test_the_cache_is_shown_and_cleared(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cache"
    monkeypatch.setenv("PLATEBOOK_CACHE", str(folder))
    said = platebook(capsys, "cache")
    assert said.code == 0
    assert said.out == (
        f"folder: {folder}\nphotographs: 0 files, 0 kB of 2.0 GB\ninks: 0 tables, 0 kB\n"
        "found in photographs and texts: 0 files, 0 kB\n"
    )
    assert not folder.exists()
    platebook(capsys, "build", str(write_story(tmp_path / "story", PLATES)), "-o", str(tmp_path))
    before = json.loads(platebook(capsys, "cache", "--json").out)
    assert before["plates"] >= len(PLATES)
    kinds = ("plates", "inks", "facts")
    assert before["bytes"] == sum(before[f"{kind}_bytes"] for kind in kinds) > 0
    assert before["facts"] > 0
    said = platebook(capsys, "cache", "--clear")
    assert said.err.startswith("Cleared ")
    assert json.loads(platebook(capsys, "cache", "--json").out)["bytes"] == 0


def test_the_schema_is_the_whole_of_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    said = platebook(capsys, "schema")
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out)["$schema"].endswith("2020-12/schema")


def test_a_bug_of_ours_is_called_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as caught, answer_command(as_json=True):
        raise ZeroDivisionError("told nobody")
    out, err = capsys.readouterr()
    assert caught.value.exit_code == 1
    assert "Traceback" in err
    assert "platebook: ZeroDivisionError: told nobody\n  This is a bug in platebook" in err
    assert json.loads(out)["exit"] == 1


def test_too_few_files_are_no_bug(capsys: pytest.CaptureFixture[str]) -> None:
    """Would catch a traceback where ``ulimit -n`` is very low."""
    with pytest.raises(typer.Exit) as exit_, answer_command():
        raise RuntimeError from OSError(errno.EMFILE, "Too many open files")
    assert exit_.value.exit_code == 8
    assert "ulimit -n" in capsys.readouterr().err


def test_no_arguments_show_the_help_and_fail(capsys: pytest.CaptureFixture[str]) -> None:
    said = platebook(capsys)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("Usage: platebook ")


@pytest.mark.parametrize("command", ["", "build", "cache", "check", "new", "printers", "schema"])
def test_help_speaks_in_the_words_of_the_manual(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = platebook(capsys, *command.split(), "--help")
    assert (said.code, said.err) == (0, "")
    assert not re.search(
        r"<\w+|\{|list\[|completion|\.\.\. *$", said.out.split("\n", 1)[1], re.MULTILINE
    )
    options = re.findall(r"^  (-\S.*)$", said.out, re.MULTILINE)
    for option in options:
        assert re.search(r"--[a-z-]+( [A-Z]+)?  +\S", option), option


def test_the_help_that_is_ready_is_the_one_that_typer_writes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    written = platebook(capsys, "--help").out
    if os.environ.get("UPDATE_MESSAGES"):
        stdout.HELP.write_text(written, encoding="utf-8")
    assert stdout.HELP.read_text(encoding="utf-8") == written


def test_help_names_every_edition_and_trim(capsys: pytest.CaptureFixture[str]) -> None:
    said = " ".join(platebook(capsys, "build", "--help").out.split())
    assert "[STORY]" in said
    for name in (*EDITIONS, *geometry.TRIMS):
        assert name in said


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert re.fullmatch(r"platebook \d+\.\d+\.\d+\n", platebook(capsys, "--version").out)
