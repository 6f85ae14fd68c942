"""Would catch text that Word or LibreOffice hides in a book, and words that are lost on the way."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from platebook.importing import Imported, ImportOptions, import_story
from platebook.report import Silent
from tests.importing import documents

#: Few words below the end of an article are left out.
LONG = "one that goes on for a while in its turn."


def imported(folder: Path) -> Imported:
    Image.new("RGB", (300, 200)).save(folder / "own.jpg")
    return import_story([folder], folder / "story", ImportOptions(), Silent(), write=False)


_STYLED = (
    "<w:styles SPACES>{defaults}"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal">{normal}</w:style>'
    '<w:style w:type="character" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Deep"><w:basedOn w:val="Secret"/></w:style>'
    '<w:style w:type="character" w:styleId="Open"><w:basedOn w:val="Secret"/>'
    '<w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Note"><w:rPr><w:vanish/></w:rPr></w:style>'
    "</w:styles>"
)


@pytest.mark.parametrize(
    ("body", "everywhere"),
    [
        (documents.paragraph("HIDDEN remark", '<w:rStyle w:val="Secret"/>'), ""),
        (documents.paragraph("HIDDEN remark", '<w:rStyle w:val="Deep"/>'), ""),
        (
            documents.paragraph(
                f"SHOWN remark, {LONG}",
                '<w:rStyle w:val="Open"/>',
            ),
            "",
        ),
        (
            documents.paragraph(
                f"SHOWN remark, {LONG}",
                '<w:rStyle w:val="Secret"/><w:vanish w:val="0"/>',
            ),
            "",
        ),
        (
            '<w:p><w:pPr><w:pStyle w:val="Note"/></w:pPr><w:r><w:t>HIDDEN remark</w:t></w:r></w:p>',
            "",
        ),
        # A style of letters turns one of paragraphs.
        (
            '<w:p><w:pPr><w:pStyle w:val="Note"/></w:pPr>'
            '<w:r><w:rPr><w:rStyle w:val="Secret"/></w:rPr>'
            f"<w:t>SHOWN remark, {LONG}</w:t></w:r></w:p>",
            "",
        ),
        (documents.paragraph("HIDDEN remark"), "defaults"),
        (documents.paragraph("HIDDEN remark"), "normal"),
    ],
)
def test_text_that_a_style_of_word_hides_is_left_out(
    tmp_path: Path, body: str, everywhere: str
) -> None:
    """Would catch a remark in a hidden style that is printed, and shown text that is lost."""
    hides = {
        "defaults": "<w:docDefaults><w:rPrDefault><w:rPr><w:vanish/></w:rPr></w:rPrDefault>"
        "</w:docDefaults>",
        "normal": "<w:rPr><w:vanish/></w:rPr>",
    }
    styles = _STYLED.format(
        **{key: value if key == everywhere else "" for key, value in hides.items()}
    )
    shown = '<w:vanish w:val="0"/>' if everywhere else ""
    documents.word(
        tmp_path / "article.docx",
        "".join(documents.paragraph(documents.TEXT.format(number), shown) for number in range(5))
        + body,
        '<Relationship Id="s" Type="TYPEstyles" Target="styles.xml"/>',
        styles=styles.encode(),
    )
    made = imported(tmp_path)
    assert ("remark" in made.manifest) is ("SHOWN" in body)
    assert any("HIDDEN" in item.text for item in made.draft.left_out) is ("HIDDEN" in body)


def test_notes_and_strict_documents_hide_their_text_too(tmp_path: Path) -> None:
    note = documents.paragraph("HIDDEN in a note", "<w:vanish/>") + documents.paragraph(
        "SHOWN in a note"
    )
    notes = f'<w:footnotes SPACES><w:footnote w:id="2">{note}</w:footnote></w:footnotes>'
    article = tmp_path / "article.docx"
    documents.word(
        article,
        "".join(documents.paragraph(documents.TEXT.format(number)) for number in range(5))
        + '<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        + documents.paragraph("HIDDEN in the text", "<w:vanish/>"),
        '<Relationship Id="f" Type="TYPEfootnotes" Target="footnotes.xml"/>',
        footnotes=notes.encode(),
    )
    for strict in (False, True):
        if strict:
            with zipfile.ZipFile(article) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()}
            with zipfile.ZipFile(article, "w") as archive:
                for name, content in parts.items():
                    said = re.sub(
                        rb"http://schemas.openxmlformats.org/(\w+)/2006/(main|relationships)",
                        rb"http://purl.oclc.org/ooxml/\1/\2", content,
                    )  # fmt: skip
                    archive.writestr(name, content if name.startswith("[") else said)
        made = imported(tmp_path)
        texts = [item.text for item in made.draft.left_out]
        assert any("SHOWN in a note" in text and "HIDDEN" not in text for text in texts)
        assert "HIDDEN" not in made.manifest


def test_words_that_mammoth_does_not_read_are_kept_or_named(tmp_path: Path) -> None:
    """Would catch Chinese signs with readings, and Arabic in Hebrew, that are silently lost."""
    ruby = (
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>かんじ</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>漢字"
        "</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>"
    )
    turned = f'<w:p><w:bdo w:val="rtl"><w:r><w:t>turned words, {LONG}</w:t></w:r></w:bdo></w:p>'
    space = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    formula = f'<w:p><m:oMath xmlns:m="{space}"><m:r><m:t>E=mc</m:t></m:r></m:oMath></w:p>'
    documents.word(
        tmp_path / "article.docx",
        "".join(documents.paragraph(documents.TEXT.format(number)) for number in range(5))
        + f'{ruby}{turned}{formula}<w:altChunk r:id="chunk"/>',
        "",
    )
    made = imported(tmp_path)
    assert "漢字（かんじ）" in made.manifest
    assert f"turned words, {LONG}" in made.manifest
    assert {"E=mc", "a file inserted here (chunk)"} <= {item.text for item in made.draft.left_out}


@pytest.mark.parametrize(
    ("words", "styles"),
    [
        ('<text:p text:style-name="Deep">HIDDEN</text:p>', ""),
        (
            f'<text:p text:style-name="Open">SHOWN words, {LONG}</text:p>',
            "",
        ),
        # A style of letters has the name of a hidden style of paragraphs.
        (
            f'<text:p><text:span text:style-name="Secret">SHOWN words, {LONG}</text:span></text:p>',
            "",
        ),
        (
            "<text:p>HIDDEN</text:p>",
            '<style:default-style style:family="paragraph"><style:text-properties'
            ' text:display="none"/></style:default-style>',
        ),
        ('<text:p><text:hidden-paragraph text:is-hidden="true"/>HIDDEN</text:p>', ""),
        (
            '<text:p><text:hidden-text text:is-hidden="false">'
            f"SHOWN words, {LONG}</text:hidden-text></text:p>",
            "",
        ),
    ],
)
def test_text_that_a_style_of_opendocument_hides_is_left_out(
    tmp_path: Path, words: str, styles: str
) -> None:
    names = {key: f"urn:oasis:names:tc:opendocument:xmlns:{key}:1.0" for key in _SPACES}
    spaces = " ".join(f'xmlns:{key}="{name}"' for key, name in names.items())
    style = '<style:style style:name="{}" style:family="{}" style:parent-style-name="{}">{}'
    hides, shows = (f'<style:text-properties text:display="{at}"/>' for at in ("none", "true"))
    named = "".join(
        style.format(*values) + "</style:style>"
        for values in (
            ("Secret", "paragraph", "", hides),
            ("Deep", "paragraph", "Secret", ""),
            ("Open", "paragraph", "Secret", shows),
            ("Secret", "text", "", ""),
        )
    )
    text = "".join(
        f'<text:p text:style-name="Open">{documents.TEXT.format(number)}</text:p>'
        for number in range(5)
    )
    with zipfile.ZipFile(tmp_path / "article.odt", "w") as archive:
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:text>{text}{words}"
            "</office:text></office:body></office:document-content>",
        )
        archive.writestr(
            "styles.xml",
            f"<office:document-styles {spaces}><office:styles>{named}{styles}</office:styles>"
            "</office:document-styles>",
        )
    made = imported(tmp_path)
    assert "number 4" in made.manifest
    assert ("SHOWN" in made.manifest) is ("SHOWN" in words)
    assert "HIDDEN" not in made.manifest


_SPACES = ("office", "text", "style")


_GOOGLE_DOCS = (
    '<p>SHOWN words, one paragraph that goes on.<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup>'
    '</p>{}<div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>HIDDEN remark</span></p></div>'
)
_WORD_PAGE = (
    "<p>SHOWN words<span class=MsoCommentReference><a class=msocomanchor>[A1]</a></span> of a text"
    "<span style='mso-hide:all;display:none'>HIDDEN</span> that goes on.</p>{}"
    "<div style='mso-element:comment-list'><div class=msocomtxt><p>HIDDEN remark</p></div></div>"
)


@pytest.mark.parametrize(
    "body",
    [
        _GOOGLE_DOCS,
        _WORD_PAGE,
        "<p style='DISPLAY : none !important'>HIDDEN words</p>{}",
        "<p hidden>HIDDEN words</p><p>SHOWN words<del> HIDDEN </del> of a text that goes on.</p>{}",
        "<noscript><p>HIDDEN words</p></noscript>{}",
        "<p style='opacity:0.0'>HIDDEN words</p><p style='opacity:.9'>SHOWN words</p>{}",
        "<p style='font-size:0px'>HIDDEN</p><div style='font-size:0'><p>SHOWN words</p></div>{}",
        "<p style='clip:rect(0 0 0 0);position:absolute'>HIDDEN words</p>{}",
        "<p style='height:0;overflow:hidden'>HIDDEN words</p>{}",
        "<object data='a.pdf'><p>HIDDEN words</p></object>{}",
        "<style><!-- .a{display:none} .a.b{display:block} @media print{.c{display:none}} "
        ".x > .y::after{display:none} --></style><p class=a>HIDDEN words</p><p class='a b'>SHOWN "
        "words</p><div class=x><p class='c y'>SHOWN words of the article that go on</p></div>{}",
        "<style>#e{visibility:hidden!important} #e.f{visibility:visible}</style><p id=e class=f>"
        "HIDDEN words</p>{}",
        # Shown by a script when the reader gets there.
        "<p style='opacity:0;transform:scale(.9)'>SHOWN words of the article that go on</p>{}",
        "<style>p{opacity:0} p.b{opacity:1}</style><p>SHOWN words of the article</p>{}",
        # A caption that opens with its photograph, and the rest of an article.
        "<figure><img src=own.jpg><figcaption style='display:none'>SHOWN words</figcaption>"
        "</figure>{}",
        f"<div style='display:none'><p>SHOWN words{' that go on' * 50}.</p></div>" + "{}",
    ],
)
def test_what_a_page_hides_is_left_out(tmp_path: Path, body: str) -> None:
    """Would catch an editor’s comment of Google Docs or Word in a book, and hidden words."""
    texts = [f"<p>{documents.TEXT.format(number)}</p>" for number in range(6)]
    whole = body.replace("{}", "".join(texts[3:]))
    (tmp_path / "page.html").write_text(
        f"<html><body><article><h1>A market</h1>{''.join(texts[:3])}{whole}</article></body></html>"
    )
    made = imported(tmp_path)
    assert "number 5" in made.manifest
    assert "[a]" not in made.manifest
    assert "[A1]" not in made.manifest
    assert "HIDDEN" not in made.manifest
    assert ("SHOWN" in made.manifest) is ("SHOWN" in body)
    assert any("HIDDEN" in item.text for item in made.draft.left_out) is ("HIDDEN" in body)


@pytest.mark.parametrize(
    "remark", ["<!-- HIDDEN -->", "%% HIDDEN %%", "%%\nHIDDEN\n%%", "{>>HIDDEN<<}", "{--HIDDEN--}"]
)
def test_remarks_in_markdown_are_left_out(tmp_path: Path, remark: str) -> None:
    """Would catch a remark of Obsidian or CriticMarkup in a book; signs of percent stay."""
    texts = [documents.TEXT.format(number) for number in range(4)]
    whole = "\n\n".join([texts[0], remark, "Of 50%% SHOWN and 60%% more, it goes on.", *texts[1:]])
    (tmp_path / "article.md").write_text(f"# A market\n\n{whole}\n")
    made = imported(tmp_path)
    assert "50%% SHOWN and 60%%" in made.manifest
    assert "HIDDEN" not in made.manifest
    assert [item.text for item in made.draft.left_out] == ["HIDDEN"]
