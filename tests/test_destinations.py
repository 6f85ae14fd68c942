"""Would catch a report that replaces a pipe, a link or the very file that was inspected."""

from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from tests.command import Said, platebook
from tests.stories import write_story

OPTIONS = {"--sarif": "a.sarif", "--report": "a.html", "--statement": "a.md"}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Something to inspect: no book at all, which is said in a moment."""
    path = tmp_path / "book.pdf"
    path.write_text("no book")
    return path


def inspect(capsys: pytest.CaptureFixture[str], book: Path, *options: object) -> Said:
    words = map(str, options)
    return platebook(capsys, "preflight", str(book), "--no-epubcheck", "--no-ace", *words)


@contextmanager
def reading(descriptor: int, into: list[bytes]) -> Iterator[None]:
    def read() -> None:
        while block := os.read(descriptor, 65536):
            into.append(block)

    thread = threading.Thread(target=read)
    thread.start()
    yield
    thread.join(20)
    assert not thread.is_alive()


@pytest.mark.slow
@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("linked", [False, True])
def test_a_pipe_is_written_into(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], book: Path, option: str, linked: bool
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    named = tmp_path / OPTIONS[option]
    named.symlink_to(pipe)
    descriptor = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(descriptor, True)
    holder = os.open(pipe, os.O_WRONLY)  # so that the reader waits for the first word
    got: list[bytes] = []
    with reading(descriptor, got):
        told = inspect(capsys, book, option, named if linked else pipe)
        os.close(holder)
    os.close(descriptor)
    assert told.code == 6, told.err
    assert b"".join(got)
    assert stat.S_ISFIFO(pipe.lstat().st_mode)
    assert named.is_symlink()


def test_an_open_descriptor_is_written_through(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], book: Path
) -> None:
    """A file that the shell opened goes on where it is, also behind a link to /dev/fd/N."""
    log = tmp_path / "log"
    log.write_text("before\n")
    with log.open("a") as file:
        link = tmp_path / "link.sarif"
        link.symlink_to(f"/dev/fd/{file.fileno()}")
        assert inspect(capsys, book, "--sarif", link).code == 6
        file.write("after\n")
    text = log.read_text()
    assert text.startswith("before\n{")
    assert text.endswith("}\nafter\n")
    assert link.is_symlink()


def test_a_link_stays_and_its_file_is_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], book: Path
) -> None:
    (tmp_path / "real").mkdir()
    real, link = tmp_path / "real/found.sarif", tmp_path / "link.sarif"
    real.write_text("old")
    real.chmod(0o600)
    link.symlink_to("real/found.sarif")
    assert inspect(capsys, book, "--sarif", link).code == 6
    assert link.is_symlink()
    assert json.loads(real.read_text())["version"] == "2.1.0"
    assert stat.S_IMODE(real.stat().st_mode) == 0o600
    assert list((tmp_path / "real").iterdir()) == [real]


@pytest.mark.parametrize("option", OPTIONS)
def test_what_cannot_be_written_is_said_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], book: Path, option: str
) -> None:
    dangling, circle, folder = (tmp_path / f"{name}.md" for name in ("dangling", "circle", "dir"))
    dangling.symlink_to(tmp_path / "nothing")
    circle.symlink_to(circle)
    folder.mkdir()
    for path, words in (
        (dangling, f"dangling.md: is a link to {tmp_path / 'nothing'}, which is not there"),
        (circle, "circle.md: cannot be written: "),
        (folder, "dir.md: is a folder, and a file is to go there"),
        (Path("/dev/fd/987"), "/dev/fd/987: cannot be written: bad file descriptor"),
    ):
        told = inspect(capsys, book, option, path)
        assert told.code == 8
        assert words in told.err
        assert told.err.endswith("\n  Name another file.\n")
        assert told.out == ""
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("way", ["itself", "hard link", "link", "relative", "descriptor"])
@pytest.mark.parametrize("option", OPTIONS)
def test_an_input_is_never_an_output(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    book: Path,
    option: str,
    way: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    book = book.rename(tmp_path / "book.md")
    other = tmp_path / "other.md"
    with book.open("a") as file:
        if way == "hard link":
            os.link(book, other)
        elif way == "link":
            other.symlink_to(book)
        named = {
            "itself": book,
            "relative": Path("../") / tmp_path.name / "book.md",
            "descriptor": Path(f"/dev/fd/{file.fileno()}"),
        }.get(way, other)
        told = inspect(capsys, book, option, named)
    assert told.code == 2
    assert f"{option}: {named} is read too, as {book}, and would be lost" in told.err
    assert book.read_text() == "no book"


@pytest.mark.parametrize("name", ["index.html", "new.html", "images/../index.html", "link.html"])
def test_no_output_is_put_into_a_website_that_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    site = tmp_path / "site"
    (site / "images").mkdir(parents=True)
    (site / "index.html").write_text("a page")
    (tmp_path / "link.html").symlink_to(site / "index.html")
    named = tmp_path / name if name == "link.html" else site / name
    told = inspect(capsys, site, "--report", named)
    assert told.code == 2
    assert f"--report: {named} lies in {site}, which is read too" in told.err
    assert [path.name for path in site.iterdir() if path.is_file()] == ["index.html"]
    assert (site / "index.html").read_text() == "a page"


def test_a_file_of_the_story_is_never_an_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], book: Path
) -> None:
    story = write_story(tmp_path / "story", 2)
    files = [path for path in story.rglob("*") if path.is_file()]
    assert len(files) == 3
    for path in files:
        before = path.read_bytes()
        told = inspect(capsys, book, "--story", story, "--report", path)
        assert told.code == 2
        assert "is read too" in told.err
        assert path.read_bytes() == before


def test_two_outputs_are_two_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], book: Path
) -> None:
    one, two = tmp_path / "one.md", tmp_path / "two.md"
    two.symlink_to(one)
    (tmp_path / "sub").symlink_to(tmp_path)
    for other in (one, tmp_path / "sub" / "one.md"):
        told = inspect(capsys, book, "--sarif", one, "--statement", other)
        assert told.code == 2
        assert f"--statement: {other} is the file of --sarif too" in told.err
        assert not one.exists()
    one.write_text("old")
    assert inspect(capsys, book, "--sarif", one, "--report", two).code == 2
    assert one.read_text() == "old"


@pytest.mark.slow
def test_a_record_never_replaces_the_manifest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_story(tmp_path / "story", 1)
    named = folder / "a-street-before-the-market.build.json"
    named.write_text(json.dumps(yaml.safe_load((folder / "story.yaml").read_text()), default=str))
    before = named.read_bytes()
    told = platebook(capsys, "build", str(named), "-e", "epub", "-o", str(folder))
    assert told.code == 2
    assert "is read too, and would be replaced" in told.err
    assert named.read_bytes() == before


@pytest.mark.slow
def test_a_website_replaces_no_photograph_and_no_folder_of_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_story(tmp_path / "story", 1)
    site = folder / "a-street-before-the-market-web"
    (folder / "photos").rename(site)
    manifest = folder / "story.yaml"
    manifest.write_text(manifest.read_text().replace("photos/", f"{site.name}/"))
    told = platebook(capsys, "build", str(folder), "-e", "web", "-o", str(folder))
    assert told.code == 2
    assert "is read too, and would be replaced" in told.err
    other = tmp_path / "out" / site.name
    other.mkdir(parents=True)
    (other / "notes.txt").write_text("mine")
    told = platebook(capsys, "build", str(folder), "-e", "web", "-o", str(other.parent))
    assert told.code == 2
    assert "would be lost" in told.err
    assert (other / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(
    "command",
    [
        ("import", "SOURCES", "new"),
        ("shelf", "SOURCES", "-o", "new"),
        ("batch", "SOURCES", "-o", "new"),
    ],
    ids=lambda command: command[0],
)
def test_a_folder_that_cannot_be_read_is_not_passed_over(
    command: tuple[str, ...],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "sources" / "closed").mkdir(parents=True)
    scan = os.scandir

    def refuse(path: str) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    paths = {"SOURCES": str(tmp_path / "sources"), "new": str(tmp_path / "new")}
    told = platebook(capsys, *(paths.get(word, word) for word in command))
    assert told.code == 2
    assert f"{tmp_path}/sources/closed: cannot be read: permission denied" in told.err


def test_a_removed_folder_is_no_bug(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    told = platebook(capsys, "check", str(tmp_path))
    assert told.code == 2
    assert "was removed" in told.err


@pytest.mark.parametrize(
    "words",
    ["build {0} -o {1}", "preflight {1}.pdf", "shelf {0} -o {1}", "batch {0} -o {1}", "verify {1}"],
)
def test_a_name_that_is_too_long_is_no_bug(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Would catch a traceback, and the word bug, for a path that the system refuses."""
    given = [word.format(tmp_path, tmp_path / ("x" * 300)) for word in words.split()]
    said = platebook(capsys, *given)
    assert said.code == 2
    assert "file name too long" in said.err
    assert "bug" not in said.err
