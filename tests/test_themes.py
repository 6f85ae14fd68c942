"""Would catch a theme that reads files of others, and a design that a wheel cannot find."""

from __future__ import annotations

from pathlib import Path

import pytest

from platebook import themes
from platebook.errors import ThemeError


def test_ours_is_found_and_complete() -> None:
    ours = themes.find()
    for name in ("tokens.css", "story.css", "print.css", "epub.css"):
        assert ours.style(name).strip()
    assert (ours.templates[0] / "parts" / "plate.xhtml.j2").is_file()


def test_a_theme_comes_after_ours(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "tokens.css").write_text(":root { --paper: #123456 }\n")
    sheets = themes.find(tmp_path).sheets("tokens.css")
    assert [sheet.name for sheet in sheets] == [
        "styles/tokens.css",
        str(tmp_path / "styles" / "tokens.css"),
    ]
    assert "#123456" in sheets[1].text


def test_a_theme_that_comes_with_platebook_goes_by_its_name() -> None:
    assert themes.find(Path("night")).theme is not None


@pytest.mark.parametrize(
    ("rule", "column"),
    [
        ("@import 'other.css';", 9),
        (r"@\69mport 'other.css';", 11),
        ("body { background: url(http://example.org/a.png) }", 20),
        (r"body { background: u\72l( '../../secret.png' ) }", 27),
        ("body { --later: image-set('http://example.org/a.png' 1x) }", 27),
        ("@font-face { font-family: x; src: url(x.ttf) }", 35),
    ],
)
def test_a_theme_names_no_file(tmp_path: Path, rule: str, column: int) -> None:
    (tmp_path / "styles").mkdir()
    sheet = tmp_path / "styles" / "print.css"
    sheet.write_text(f"/* one\n two url(fine-in-a-comment) */\n\n{rule}\n")
    with pytest.raises(ThemeError) as caught:
        themes.find(tmp_path).sheets("print.css")
    assert caught.value.findings[0].where == f"{sheet}:4:{column}"


def test_a_link_out_of_the_theme_is_refused(tmp_path: Path) -> None:
    theme = tmp_path / "theme"
    (theme / "styles").mkdir(parents=True)
    (tmp_path / "outside.css").write_text("")
    (theme / "styles" / "tokens.css").symlink_to(tmp_path / "outside.css")
    with pytest.raises(ThemeError, match="leads out"):
        themes.find(theme)


@pytest.mark.parametrize("content", [None, "file", "empty"])
def test_what_is_no_theme_is_told(tmp_path: Path, content: str | None) -> None:
    theme = tmp_path / "theme"
    if content == "file":
        theme.write_text("x")
    if content == "empty":
        theme.mkdir()
    with pytest.raises(ThemeError) as caught:
        themes.find(theme)
    assert caught.value.findings[0].fix


def test_a_sheet_that_is_no_utf8_is_told(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "print.css").write_bytes(b"/* \xff\xfe */")
    with pytest.raises(ThemeError, match="UTF-8"):
        themes.find(tmp_path).sheets("print.css")
