"""Would catch a website that is published with a gap, a spy or another text than the story's.

Each folder of ``faults`` that is about a ``Website`` plants one fault in a clean one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from platebook.manifest.load_story import load
from platebook.preflight.reader_process import ReaderProcess
from tests.books import build
from tests.command import platebook
from tests.preflight import planting, websites
from tests.preflight.websites import Website


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Website:
    return websites.clean(tmp_path_factory.mktemp("website"))


@pytest.fixture(scope="module")
def reader() -> Iterator[ReaderProcess]:
    with ReaderProcess() as process:
        yield process


@pytest.mark.slow
def test_nothing_is_found_in_a_clean_website(clean: Website, reader: ReaderProcess) -> None:
    assert clean.found(reader) == []


@pytest.mark.slow
@pytest.mark.parametrize("folder", planting.of(Website))
def test_a_planted_fault_is_found_and_nothing_else(
    folder: str, clean: Website, reader: ReaderProcess, tmp_path: Path
) -> None:
    changed = clean.copy(tmp_path)
    planting.plant(folder, changed)
    planting.hold(folder, changed.found(reader))


@pytest.mark.slow
def test_what_is_no_website_of_ours_is_refused(
    clean: Website, reader: ReaderProcess, tmp_path: Path
) -> None:
    changed = clean.copy(tmp_path)
    (changed.folder / "spy.txt").symlink_to("/etc/passwd")
    assert [each.code for each in changed.found(reader)] == ["X002"]
    (changed.folder / "spy.txt").unlink()
    (changed.folder / "index.html").unlink()
    assert [each.code for each in changed.found(reader)] == ["X002"]


@pytest.mark.slow
def test_a_pipe_in_a_website_is_not_waited_for(
    clean: Website, reader: ReaderProcess, tmp_path: Path
) -> None:
    changed = clean.copy(tmp_path)
    os.mkfifo(changed.folder / "more.html")
    assert [each.code for each in changed.found(reader)] == ["X002"]


@pytest.mark.slow
def test_preflight_takes_the_folder_of_a_website(
    clean: Website, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = clean.copy(tmp_path)
    sound = platebook(capsys, "preflight", str(changed.folder), "--story", str(clean.story))
    assert (sound.code, sound.out) == (0, f"{changed.folder}: ready\n")
    report = tmp_path / "report.html"
    platebook(capsys, "preflight", str(changed.folder), "--report", str(report))
    shown = html.fromstring(report.read_text("utf-8"))
    assert shown.xpath("string(//tbody/tr/th)") == "web browsers"
    plates = shown.xpath("//article[contains(@class, 'plate')]")
    assert len(plates) == len(load(clean.story).plates)
    assert all(each.xpath(".//img") for each in plates)
    assert "not in this file" not in shown.text_content()
    (changed.folder / "plates" / "plate-1.html").unlink()
    broken = platebook(capsys, "preflight", str(changed.folder), "--report", str(report))
    assert broken.code == 6
    assert "leads to no file of the site" in broken.out + broken.err
    assert "leads to no file of the site" in report.read_text("utf-8")


@pytest.mark.slow
def test_a_build_says_what_a_theme_leaves_out_of_the_website(
    clean: Website, tmp_path: Path
) -> None:
    part = tmp_path / "theme" / "templates" / "parts" / "introduction.xhtml.j2"
    part.parent.mkdir(parents=True)
    part.write_text("<section><p>Other words.</p></section>")
    made = build(clean.story, tmp_path / "out", editions=("web",), theme=tmp_path / "theme")
    found = {each.code: each.where for each in made.findings}
    assert found["B008"] == websites.NAME
