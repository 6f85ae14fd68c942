"""Catches a book with boxes for letters, false small capitals, or another country's characters."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import uharfbuzz as hb
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont

from platebook import i18n
from platebook.errors import MissingToolError, Severity
from platebook.fonts import families, sfnt, subset, system_fonts
from platebook.fonts.characters import Line
from platebook.fonts.families import FontFace, FontSet
from platebook.fonts.selection import select_fonts

ENGLISH = "A plain story — “quoted”, 1984: Ελληνικά, Русский, Tiếng Việt, Łódź."
ARABIC, HEBREW, HINDI = "صباح الخير 2011، مرحبا!", "בְּרֵאשִׁית 3, שלום!", "क्षेत्र ज्ञान त्रिशूल 2011"


def made(text: str, language: str, folder: Path) -> FontSet:
    return select_fonts([Line(text, "story.yaml:7:5")], language=language, folder=folder)


def only(told: FontSet, family: str, weight: int = 400, style: str = "normal") -> FontFace:
    (face,) = (
        face
        for face in told.faces
        if (face.family, face.weight, face.style) == (f"Platebook {family}", weight, style)
    )
    return face


def glyphs(face: FontFace, text: str, **features: bool) -> list[str]:
    """Shape a text as a renderer would; give the glyphs by number, ``0`` for a missing one."""
    font = hb.Font(hb.Face(hb.Blob.from_file_path(str(face.path))))
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer, features)
    return [str(info.codepoint) for info in buffer.glyph_infos]


@pytest.fixture
def fontless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose only fonts are those in the folder given."""
    folder = tmp_path / "machine"
    folder.mkdir()
    config = tmp_path / "fonts.conf"
    config.write_text(
        f"<fontconfig><dir>{folder}</dir><cachedir>{tmp_path / 'cache'}</cachedir></fontconfig>"
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))
    return folder


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> FontSet:
    return made(ENGLISH, "en", tmp_path_factory.mktemp("fonts"))


def test_every_character_has_a_glyph(english: FontSet) -> None:
    for face in english.faces:
        assert "0" not in glyphs(face, ENGLISH), face.name


def test_families_and_their_faces(english: FontSet) -> None:
    assert english.stack("serif") == ("Platebook Serif", "serif")
    assert english.font_family("sans") == '"Platebook Sans", sans-serif'
    assert {(f.weight, f.style) for f in english.faces if f.family == "Platebook Serif"} == {
        *((400, "normal"), (400, "italic"), (600, "normal"), (600, "italic")),
    }
    assert [face.name for face in english.typefaces] == ["Source Serif 4", "Source Sans 3"]
    names = [face.name for face in english.faces]
    assert "source-serif-4-text-400-normal.ttf" in names
    assert len(set(names)) == len(names)


def test_small_capitals_and_old_style_figures_are_real(english: FontSet) -> None:
    for family in ("Serif", "Display", "Sans"):
        face = only(english, family)
        assert not set(glyphs(face, "small", smcp=True)) & set(glyphs(face, "small"))
        assert not set(glyphs(face, "1984", onum=True)) & set(glyphs(face, "1984", onum=False))
        assert glyphs(face, "small", smcp=True) != glyphs(face, "SMALL")


def test_capitals_of_a_stylesheet_are_there(english: FontSet) -> None:
    assert "0" not in glyphs(only(english, "Sans"), ENGLISH.upper())


def test_a_page_loads_only_the_forms_that_its_stylesheet_asks_for(english: FontSet) -> None:
    whole = only(english, "Serif").path.read_bytes()

    def shaped(style: str, **features: bool) -> bool:
        """Return whether the feature still changes the letters."""
        font, buffers = hb.Font(hb.Face(hb.Blob(subset.drop_unused_features(whole, style)))), []
        for asked in ({}, features):
            buffer = hb.Buffer()
            buffer.add_str("small 1984 AV")
            buffer.guess_segment_properties()
            hb.shape(font, buffer, asked)
            buffers.append([(info.codepoint, info.cluster) for info in buffer.glyph_infos])
            assert 0 not in {glyph for glyph, _ in buffers[-1]}
        return buffers[0] != buffers[1]

    assert not shaped("p { color: red }", smcp=True, onum=True)
    assert shaped("h2 { font-variant-caps: all-small-caps }", smcp=True)
    assert shaped(".x { font-variant-numeric: oldstyle-nums }", onum=True)
    assert shaped("p { font-feature-settings: 'smcp' }", smcp=True)
    assert (
        len(sfnt.as_woff2(subset.drop_unused_features(whole, "")))
        < len(sfnt.as_woff2(whole)) * 0.75
    )


def test_weights_and_cuts_differ(english: FontSet) -> None:
    advances = set()
    for face in english.faces:
        font = TTFont(face.path)
        advances.add(font["hmtx"][font.getBestCmap()[ord("n")]])
    assert len(advances) >= 6


def test_an_english_epub_carries_less_than_600_kb(english: FontSet) -> None:
    light = english.light()
    assert light.size < 600_000
    assert light.stack("display") == light.stack("serif")
    kept = {(face.family, face.weight, face.style) for face in light.faces}
    assert kept == {
        *(("Platebook Serif", weight, "normal") for weight in (400, 600)),
        ("Platebook Serif", 400, "italic"),
        *(("Platebook Sans", weight, "normal") for weight in (400, 600)),
    }


def test_files_are_what_the_cast_says(english: FontSet) -> None:
    for face in english.faces:
        data = face.path.read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (face.sha256, face.size)
        assert face.media_type == "font/ttf"


def test_css_has_a_rule_for_every_weight_and_style(tmp_path: Path) -> None:
    css = made(ARABIC, "ar", tmp_path).css(lambda face: f"../fonts/{face.name}")
    rule = (
        '@font-face { font-family: "Platebook Amiri"; font-weight: 600; font-style: italic; '
        'src: url("../fonts/amiri-600-normal.ttf") format("truetype"); }'
    )
    assert rule in css.splitlines()
    assert len(set(css.splitlines())) == len(css.splitlines())


@pytest.mark.slow
def test_same_story_same_bytes(english: FontSet, tmp_path: Path) -> None:
    """Another process with another hash seed, order of lines, locale and time zone."""
    script = (
        "import sys\nfrom pathlib import Path\nfrom platebook.fonts.characters import Line\n"
        "from platebook.fonts.selection import select_fonts\n"
        "lines = [Line(part, 'x') for part in reversed(sys.argv[1].split(' '))]\n"
        "told = select_fonts(lines, language='en', folder=Path(sys.argv[2]))\n"
        "print(*[face.sha256 for face in told.faces])"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    told = subprocess.run(
        [sys.executable, "-c", script, ENGLISH, str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert told.split() == [face.sha256 for face in english.faces]


def test_arabic_is_joined_and_takes_its_own_punctuation(tmp_path: Path) -> None:
    told = made(ARABIC, "ar", tmp_path)
    assert told.stack("sans")[:2] == ("Platebook Noto Sans Arabic", "Platebook Sans")
    for face in (only(told, "Amiri"), only(told, "Noto Sans Arabic", 600)):
        alone = [glyph for char in "صباح" for glyph in glyphs(face, char)]
        assert sorted(alone) != sorted(glyphs(face, "صباح"))
        assert "0" not in glyphs(face, "صباح 0123456789 2011، مرحبا!")


def test_hebrew_points_sit_on_their_letters(tmp_path: Path) -> None:
    told = made(HEBREW, "he", tmp_path)
    for face in (only(told, "Frank Ruhl Libre"), only(told, "Heebo", 600)):
        assert "0" not in glyphs(face, HEBREW)


def test_devanagari_makes_conjuncts(tmp_path: Path) -> None:
    face = only(made(HINDI, "hi", tmp_path), "Noto Sans Devanagari")
    assert "0" not in glyphs(face, HINDI)
    assert len(glyphs(face, "क्ष")) < len("क्ष")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ar", "he", "hi", "en", "ru", "el", "vi", "tr", "pl"])
def test_the_books_own_words_never_lack_a_glyph(language: str, tmp_path: Path) -> None:
    said = i18n.characters(language)
    told = made("x", language, tmp_path)
    have = {char for face in told.faces for char in map(chr, TTFont(face.path).getBestCmap())}
    assert set(said) <= have


def test_a_word_in_another_script_is_carried_too(fontless: Path, tmp_path: Path) -> None:
    told = made(f"Hello {HEBREW} {ARABIC}", "en", tmp_path / "out")
    assert told.stacks["serif"] == (
        *("Platebook Serif", "Platebook Amiri", "Platebook Frank Ruhl Libre"),
    )


def test_invisible_characters_are_never_missing(fontless: Path, tmp_path: Path) -> None:
    text = "a\u00adb\u200bc\u200d\u200c\u200e\u2066d\u2069\ufe0f\u00a0\u202f\u2060\ufeff\ne\tf"
    assert made(text, "en", tmp_path / "out").findings == ()


def test_what_no_font_has_is_an_error_with_a_remedy(fontless: Path, tmp_path: Path) -> None:
    lines = [
        Line("fine", "story.yaml:1:1"),
        Line("வணக்கம்", "story.yaml:9:5"),
        Line("漢\U0001f600", "story.yaml:12:5"),
    ]
    with pytest.raises(MissingToolError) as caught:
        select_fonts(lines, language="en", folder=tmp_path / "out")
    tamil, han = caught.value.findings
    assert str(tamil) == (
        "story.yaml:9:5: no font has “க” (U+0B95 TAMIL LETTER KA), “ண” (U+0BA3 TAMIL LETTER NNA), "
        "“ம” (U+0BAE TAMIL LETTER MA), “வ” (U+0BB5 TAMIL LETTER VA) and 1 more\n"
        "  Install fonts for it (Debian: apt-get install fontconfig fonts-noto-core), or reword."
    )
    assert han.where == "story.yaml:12:5"
    assert "“漢” (U+6F22 CJK UNIFIED IDEOGRAPH-6F22)" in han.message
    assert "fonts-noto-cjk" in han.fix
    assert "1F600" not in han.message
    assert not (tmp_path / "out").exists()


def test_a_character_of_nobodys_has_no_package(fontless: Path, tmp_path: Path) -> None:
    with pytest.raises(MissingToolError, match=r"U\+E000 without a name[\s\S]*Take it out"):
        made("x\ue000", "en", tmp_path / "out")


def test_emoji_without_a_font_are_left_out_with_a_warning(fontless: Path, tmp_path: Path) -> None:
    told = made("Fun \U0001f600! ©", "en", tmp_path / "out")
    (finding,) = told.findings
    assert finding.severity == Severity.WARNING
    assert "“\U0001f600” (U+1F600 GRINNING FACE)" in finding.message
    assert told.unprintable == {"\U0001f600"}
    assert told.without_emoji("Fun \U0001f600! ©") == "Fun! ©"


@pytest.mark.slow
def test_a_key_that_no_font_can_draw_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A font that has the box, but no place for it, drew it over the next letter."""
    monkeypatch.setattr("platebook.fonts.subset.attaches", lambda *_: False)
    told = made("Key 1\ufe0f\u20e3 end", "en", tmp_path)
    assert [finding.code for finding in told.findings] == ["T002"]
    assert told.without_emoji("Key 1\ufe0f\u20e3 end") == "Key end"


def tamil_font(folder: Path, **changes: int) -> None:
    """Put a small font into a machine: our own letters under Tamil code points."""
    master = families.stack("sans")[0].masters[0]
    path = folder / "tamil.ttf"
    path.write_bytes(subset.cut(master, set("abcde"), "Test Tamil"))
    font = TTFont(path)
    for table in font["cmap"].tables:
        table.cmap = {0x0B95 + i: name for i, name in enumerate(table.cmap.values())}
    for name, value in changes.items():
        setattr(font["OS/2"], name, value)
    font.save(path)


def test_a_font_of_the_machine_is_found(fontless: Path, tmp_path: Path) -> None:
    tamil_font(fontless)
    told = made("க", "ta", tmp_path / "out")
    assert told.stacks["serif"] == ("Platebook Test Tamil", "Platebook Serif")
    face = only(told, "Test Tamil")
    assert not face.ours
    assert set(face.also) == {(400, "italic"), (600, "normal"), (600, "italic")}


def test_a_font_that_may_not_be_embedded_is_passed_over(fontless: Path, tmp_path: Path) -> None:
    tamil_font(fontless, fsType=2)
    with pytest.raises(MissingToolError, match="TAMIL LETTER KA") as caught:
        made("க", "ta", tmp_path / "out")
    assert [finding.where for finding in caught.value.findings] == ["story.yaml:7:5", "Test Tamil"]


@pytest.mark.parametrize(
    ("language", "text", "suffix"),
    [
        *(("ja", "骨", "JP"), ("ko", "骨", "KR"), ("zh-Hans", "骨", "SC"), ("zh", "骨", "SC")),
        *(("zh-Hant", "骨", "TC"), ("zh-TW", "骨", "TC"), ("zh-HK", "骨", "HK")),
        *(("en", "骨", "SC"), ("en", "骨の", "JP"), ("en", "骨한", "KR")),
    ],
)
def test_whose_forms_chinese_characters_take(language: str, text: str, suffix: str) -> None:
    place = system_fonts.region(i18n.script(language), i18n.region(language), text)
    assert place[1] == suffix


def has_cjk() -> bool:
    return any(font.family == "Noto Serif CJK JP" for font in system_fonts.fonts())


needs_cjk = pytest.mark.skipif(not has_cjk(), reason="fonts-noto-cjk is not installed")


@pytest.mark.slow
@needs_cjk
def test_chinese_characters_are_drawn_as_the_reader_writes_them(tmp_path: Path) -> None:
    drawn = []
    for language, suffix in {"ja": "JP", "ko": "KR", "zh-Hans": "SC", "zh-Hant": "TC"}.items():
        told = made("骨直", language, tmp_path / language)
        assert told.stacks["sans"][0] == f"Platebook Noto Sans CJK {suffix}"
        face = only(told, f"Noto Serif CJK {suffix}")
        assert face.media_type == "font/otf"
        font, pen = TTFont(face.path), RecordingPen()
        font.getGlyphSet()[font.getBestCmap()[ord("骨")]].draw(pen)
        drawn.append(str(pen.value))
    assert len(set(drawn)) >= 3, "the bone is written alike in at most two of the four"


@pytest.mark.slow
@needs_cjk
@pytest.mark.parametrize("language", ["ja", "ko", "zh-Hans"])
def test_signs_that_are_neither_wide_nor_in_the_latin_font_are_cut_too(
    language: str, tmp_path: Path
) -> None:
    text = "星★☆☀○●◎△▲※①㈱♪→ｱｲ…"
    told = made(text, language, tmp_path)
    for role in ("serif", "sans"):
        families_ = told.stacks[role]
        faces = [face for face in told.faces if face.family in families_ and face.weight == 400]
        have = {char for face in faces for char in map(chr, TTFont(face.path).getBestCmap())}
        assert set(text) <= have, set(text) - have


@pytest.mark.slow
@needs_cjk
def test_japanese_mixes_with_latin(tmp_path: Path) -> None:
    told = made("「引用」“引用”――2011年 Latin é。①½１ ² ㈱ ﾀﾞ", "ja", tmp_path)
    face = only(told, "Noto Serif CJK JP")
    have = set(map(chr, TTFont(face.path).getBestCmap()))
    assert set("「」“”―年。 ") <= have
    assert not set("Latiné0123") & have
    assert told.light().size < told.size


@pytest.mark.slow
def test_pages_are_set_in_our_fonts_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """WeasyPrint lays out four scripts: no glyph is missing, no font of the machine creeps in."""
    import pikepdf
    import weasyprint

    texts = {"ar": ARABIC, "he": HEBREW, "hi": HINDI, "en": ENGLISH}
    told = select_fonts(
        [Line(text, "x") for text in texts.values()], language="en", folder=tmp_path
    )
    style = told.css(lambda face: face.path.as_uri())
    style += f"body {{ font-family: {told.font_family('serif')} }} b {{ font-weight: 600 }}"
    style += f"aside {{ font-family: {told.font_family('sans')} }}"
    body = "".join(f"<p lang={tag}>{text} <b><i>{text}</i></b>" for tag, text in texts.items())
    page = f"<style>{style}</style><body>{body}<aside>{body}</aside>"
    with caplog.at_level(logging.WARNING, "weasyprint"):
        weasyprint.HTML(string=page).write_pdf(tmp_path / "page.pdf")
    assert [record.getMessage() for record in caplog.records] == []
    with pikepdf.open(tmp_path / "page.pdf") as pdf:
        fonts = {str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()}
    assert fonts
    assert all(re.match(r"/[A-Z]{6}\+Platebook-", name) for name in fonts), fonts


def test_a_bold_face_that_claims_to_be_regular_is_read_by_its_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Would catch Burmese that is all bold: NotoSerifMyanmar-Bold says 400 in its OS/2 table."""
    listed = "\n".join(
        f"/f/NotoSerifMyanmar-{style}.ttf\t0\tNoto Serif Myanmar\t{weight}\t0\t100\tFalse\tmy\t"
        f"{style}\tNoto Serif Myanmar {style}\t1000-109f"
        for style, weight in [("Bold", 80), ("Regular", 80), ("Light", 50), ("SemiBold", 80)]
    )
    told = subprocess.CompletedProcess([], 0, listed)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: told)
    known = system_fonts.fonts()
    assert [font.weight for font in known] == [200, 50, 80, 180]
    first, *_ = system_fonts.rank(known, "serif", ("my", ""))
    assert first.file.stem.endswith("-Regular")
    cuts = system_fonts.masters(first, known)
    assert [(cut.weight, cut.file.stem.partition("-")[2]) for cut in cuts] == [
        (400, "Regular"),
        (600, "SemiBold"),
    ]
