"""Would catch a batch that stops at one bad story, builds twice, or mixes up two stories."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path
from time import monotonic, sleep

import pytest

from platebook.batch import BatchOptions, State, build_story, run_batch
from platebook.batch.find_stories import BuildTask
from platebook.build_options import BuildOptions
from platebook.errors import UsageError
from platebook.manifest import load_story
from platebook.pipeline.verify_build import UpToDateCheck
from tests.batch import quick_build
from tests.books import build
from tests.program import COMMAND, environment, program
from tests.stories import write_story

pytestmark = pytest.mark.slow
EPUB = BatchOptions(BuildOptions(editions=("epub",)), workers=2)


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    """Two stories that build, in folders below one, and one with a mistake."""
    for name in ("one", "two"):
        write_story(tmp_path / "stories" / name, 1, slug=name, title=f"Story {name}")
    write_story(tmp_path / "stories" / "bad", 1, slug="bad", language="no such language")
    return tmp_path / "stories"


def test_a_faulty_story_stops_no_other(stories: Path, tmp_path: Path) -> None:
    done = program(
        *(
            "batch",
            "stories/one",
            "stories/bad",
            "-o",
            "out",
            "-e",
            "epub",
            "--json",
            "--shelf",
            "site",
        ),
        cwd=tmp_path,
    )
    assert done.returncode == 6, done.stderr
    receipts = {each["slug"]: each for each in map(json.loads, done.stdout.splitlines())}
    assert {slug: each["state"] for slug, each in receipts.items()} == {
        "one": "built",
        "bad": "failed",
    }, done.stderr
    assert receipts["bad"]["exit"] == 3
    assert "language" in receipts["bad"]["findings"][0]["message"]
    assert "bad/story.yaml" in done.stderr
    assert not (tmp_path / "out" / "bad").exists()
    assert "Story one" in (tmp_path / "site" / "index.html").read_text("utf-8")

    (alone,) = build(stories / "one", tmp_path / "alone", editions=("epub",)).files
    assert alone.read_bytes() == (tmp_path / "out" / "one" / alone.name).read_bytes()


def test_only_what_changed_is_built_again(
    stories: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    for slug in ("one", "two"):
        build(stories / slug, out / slug, editions=("epub",))
    monkeypatch.setattr(build_story, "_SERVER", quick_build.SERVER)

    def states() -> dict[str, State]:
        return {each.slug: each.state for each in run_batch([str(stories)], out, EPUB)}

    assert states() == {"one": State.UNCHANGED, "two": State.UNCHANGED, "bad": State.FAILED}
    (book,) = (out / "one").glob("*.epub")
    made = book.stat().st_mtime_ns
    write_story(stories / "two", 1, slug="two", title="Another title")
    assert states() == {"one": State.UNCHANGED, "two": State.BUILT, "bad": State.FAILED}
    assert book.stat().st_mtime_ns == made

    def is_up_to_date(**options: str) -> bool:
        story = load_story.load(stories / "one")
        asked = BuildOptions(editions=("epub",), **options)  # type: ignore[arg-type]
        return UpToDateCheck().record(story, out / "one", asked) is not None

    assert is_up_to_date()
    assert not is_up_to_date(target="kobo")
    whole = book.read_bytes()
    book.write_bytes(whole[:-1])
    assert not is_up_to_date()
    book.write_bytes(whole)
    photograph = next((stories / "one" / "photos").iterdir())
    photograph.write_bytes(photograph.read_bytes() + b"\0")
    assert not is_up_to_date()


def test_two_stories_with_one_slug_are_refused_before_any_work(
    stories: Path, tmp_path: Path
) -> None:
    write_story(stories / "more" / "again", 1, slug="one")
    with pytest.raises(UsageError, match="same slug"):
        list(run_batch([str(stories)], tmp_path / "out", EPUB))
    assert not (tmp_path / "out").exists()


def test_a_story_that_cannot_be_read_has_no_slug_to_share(
    stories: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Would catch a batch that is refused for the name of a faulty story's folder."""
    monkeypatch.setattr(build_story, "_SERVER", quick_build.SERVER)
    write_story(stories / "more" / "one", 1, language="no such language")
    receipts = list(run_batch([str(stories)], tmp_path / "out", EPUB))
    assert sorted(each.state for each in receipts) == ["built", "built", "failed", "failed"]


def test_a_slug_that_changes_after_the_batch_began_is_refused(
    stories: Path, tmp_path: Path
) -> None:
    """Would catch books in the folder of another slug."""
    made_by = build_story.versions_digest()
    task = BuildTask("earlier", str(stories / "one"), str(tmp_path / "out"), "", made_by, ())
    receipt = build_story.build_story(task)
    assert "its slug was “earlier”" in receipt.findings[0].message
    assert not (tmp_path / "out").exists()


def test_a_list_names_stories_and_what_has_none_is_refused(
    stories: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_story, "_SERVER", quick_build.SERVER)
    listed = tmp_path / "list.txt"
    listed.write_text(
        f"# tonight\n{stories / 'one'}\n\n{stories / 'one' / 'story.yaml'}\n", "utf-8"
    )
    receipts = list(run_batch([str(listed)], tmp_path / "out", EPUB))
    assert [each.slug for each in receipts] == ["one"]
    (tmp_path / "empty").mkdir()
    for source in ("empty", "nowhere", "nothing.txt"):
        with pytest.raises(UsageError):
            list(run_batch([str(tmp_path / source)], tmp_path / "out", EPUB))


def test_an_interrupt_ends_every_build_and_leaves_nothing(stories: Path, tmp_path: Path) -> None:
    command = [*COMMAND, "batch", str(stories), "-o", "out", "-e", "epub", "-e", "print", "--json"]
    child = subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdout
    assert b'"bad"' in child.stdout.readline(), child.communicate()
    end = monotonic() + 60
    while len(_processes_in(tmp_path)) < 4 and monotonic() < end:  # the others are being built
        sleep(0.1)
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=60)
    assert child.returncode == 130
    # Each story has all of its books, or no file at all.
    left = {
        folder.name: {path.suffix for path in folder.rglob("*") if path.is_file()}
        for folder in (tmp_path / "out").glob("*")
    }
    assert all(kinds in (set(), {".epub", ".pdf", ".json"}) for kinds in left.values()), left
    for _ in range(40):  # what was killed may take a moment to be gone
        if not (running := _processes_in(tmp_path)):
            break
        sleep(0.25)
    assert not running


def _processes_in(folder: Path) -> list[str]:
    """Return the processes whose working directory is a folder."""
    return [
        each.parent.name
        for each in Path("/proc").glob("[0-9]*/cwd")
        if os.path.realpath(each) == str(folder.resolve())
    ]
