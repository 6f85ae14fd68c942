"""Would catch a theme's template that only fails when an edition is written, after `check`."""

from __future__ import annotations

from pathlib import Path

import pytest

import platebook
from platebook import themes
from platebook.cli.preflight_command import _read_story
from platebook.cli.reports import Reports
from platebook.errors import ThemeError
from platebook.manifest import theme_file
from platebook.report import Silent
from platebook.story import CaptionPosition
from tests.stories import write_story

TEMPLATES = [
    "wrap/wrap.html.j2",
    "proof/proof.html.j2",
    "web/plate.xhtml.j2",
    "flatplan/flatplan.html.j2",
    "print/slug.html.j2",
]


@pytest.mark.slow
@pytest.mark.parametrize("template", TEMPLATES)
def test_check_fills_every_template_of_a_foreign_theme(tmp_path: Path, template: str) -> None:
    story = write_story(tmp_path / "story", 2, [(300, 200)], theme="theme")
    path = story / "theme" / "templates" / template
    path.parent.mkdir(parents=True)
    path.write_text("<p>\n{{ 1 + 'a' }}</p>", encoding="utf-8")
    with pytest.raises(ThemeError) as caught:
        platebook.check(story)
    (finding,) = caught.value.findings
    assert finding.where == f"{path}:2"
    assert "“+” joins a number and a text" in finding.message


@pytest.mark.slow
def test_preflight_compares_with_the_art_direction_of_the_theme(tmp_path: Path) -> None:
    story = write_story(tmp_path / "story", 2, [(300, 200)], theme="theme")
    (story / "theme").mkdir()
    (story / "theme" / "theme.yaml").write_text("design: {captions: facing}\n", encoding="utf-8")
    told, _ = _read_story(story, Silent(), Reports.of(None, None, None))
    assert told.design.captions is CaptionPosition.FACING


def test_a_damaged_theme_file_is_called_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "theme.yaml").write_bytes("design: {hang: top}".encode("utf-16"))
    with pytest.raises(ThemeError) as caught:
        theme_file.theme_direction(themes.find(tmp_path))
    (finding, *_) = caught.value.findings
    assert finding.where.endswith("theme.yaml:1:1")
    assert finding.message.startswith("theme.yaml is UTF-16")
