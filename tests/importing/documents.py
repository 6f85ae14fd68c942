"""The sample story as documents: Word, OpenDocument, Google Docs, Markdown of several dialects.

Written by hand, part by part, as the programs write them; no library of ours is used.
"""

from __future__ import annotations

import io
import plistlib
import zipfile
from collections.abc import Callable
from html import escape
from pathlib import Path

from PIL import Image

from tests.importing.corpus import Essay

_DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document '
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"><w:body>{}</w:body></w:document>'
)
_STYLES = (
    '<?xml version="1.0"?><w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Beschriftung"><w:name w:val="caption"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Illustration"><w:name w:val="Illustration"/></w:style></w:styles>'
)


def picture_bytes(number: int) -> bytes:
    shade = 40 + number * 9 % 200
    buffer = io.BytesIO()
    Image.new("RGB", (400, 300), (shade, 250 - shade, number)).save(buffer, "JPEG")
    return buffer.getvalue()


def _paragraph(text: str, style: str = "", inner: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f"<w:p>{properties}{inner}{run}</w:p>"


def _drawing(number: int, name: str) -> str:
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="5486400" cy="3657600"/><wp:docPr id="{number}" name="Picture {number}" '
        f'descr="Alternative text {number}"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId{number}"/>'
        f"</pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def _numbered(number: int) -> str:
    field = f'<w:fldSimple w:instr=" SEQ Abbildung \\* ARABIC "><w:r><w:t>{number}</w:t></w:r></w:fldSimple>'
    return f'<w:r><w:t xml:space="preserve">Abbildung </w:t></w:r>{field}<w:r><w:t xml:space="preserve">: </w:t></w:r>'


def _docx(path: Path, body: str, count: int) -> Path:
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/image{number}.jpeg"/>'
        for number in range(1, count + 1)
    )
    namespace = "http://schemas.openxmlformats.org/package/2006"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{namespace}/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="jpeg" ContentType="image/jpeg"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{namespace}/relationships"><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{namespace}/relationships"><Relationship Id="s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>{relations}</Relationships>',
        )
        archive.writestr("word/document.xml", _DOCUMENT.format(body))
        archive.writestr("word/styles.xml", _STYLES)
        for number in range(1, count + 1):
            archive.writestr(f"word/media/image{number}.jpeg", picture_bytes(number))
    return path


def docx_styles(path: Path, text: Essay) -> Path:
    """Captions in Word's caption style, in German, with a numbering field; names kept."""
    plates = "".join(
        _paragraph("", "", _drawing(number, name))
        + f'<w:p><w:pPr><w:pStyle w:val="Beschriftung"/></w:pPr>{_numbered(number)}<w:r><w:t>{escape(caption)}</w:t></w:r></w:p>'
        for number, (name, caption) in enumerate(zip(text.names, text.captions, strict=True), 1)
    )
    body = (
        _paragraph(text.title, "Titel")
        + "".join(map(_paragraph, text.introduction))
        + plates
        + "".join(map(_paragraph, text.closing))
    )
    return _docx(path, body, len(text.names))


def docx_frames(path: Path, text: Essay) -> Path:
    """As LibreOffice writes captions: in a text box, whose fallback it leaves empty at times."""

    def frame(number: int, caption: str) -> str:
        content = f'<w:txbxContent><w:p><w:pPr><w:pStyle w:val="Illustration"/></w:pPr>{_drawing(number, f"Bild{number}")}{_numbered(number)}<w:r><w:t>{escape(caption)}</w:t></w:r></w:p></w:txbxContent>'
        shape = f'<w:drawing><wp:anchor><wp:docPr id="9{number}" name="Rahmen{number}"/><a:graphic><a:graphicData uri="x"><wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>'
        fallback = f"<w:pict><v:rect><v:textbox>{content}</v:textbox></v:rect></w:pict>"
        fallback = fallback if number % 2 else "<w:pict/>"
        return f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps">{shape}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent></w:r></w:p>'

    plates = "".join(frame(number, caption) for number, caption in enumerate(text.captions, 1))
    body = (
        _paragraph(text.title, "Titel")
        + "".join(map(_paragraph, text.introduction))
        + plates
        + "".join(map(_paragraph, text.closing))
    )
    return _docx(path, body, len(text.names))


def docx_tables(path: Path, text: Essay) -> Path:
    """A table of two rows for each picture, the caption in the lower one; no caption style."""

    def table(number: int, caption: str) -> str:
        rows = (_paragraph("", "", _drawing(number, f"Picture {number}")), _paragraph(caption))
        return (
            "<w:tbl>"
            + "".join(f"<w:tr><w:tc>{cell}</w:tc></w:tr>" for cell in rows)
            + "</w:tbl><w:p/>"
        )

    plates = "".join(table(number, caption) for number, caption in enumerate(text.captions, 1))
    body = (
        _paragraph(text.title, "Titel")
        + "".join(map(_paragraph, text.introduction))
        + plates
        + "".join(map(_paragraph, text.closing))
    )
    return _docx(path, body, len(text.names))


def docx_below(path: Path, text: Essay) -> Path:
    """As Google Docs exports: no style at all, the caption is the paragraph below."""
    plates = "".join(
        _paragraph("", "", _drawing(number, f"image{number}.jpg")) + _paragraph(caption)
        for number, caption in enumerate(text.captions, 1)
    )
    body = (
        _paragraph(text.title, "Titel")
        + "".join(map(_paragraph, text.introduction))
        + plates
        + "".join(map(_paragraph, text.closing))
    )
    return _docx(path, body, len(text.names))


_ODT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">'
    '<office:automatic-styles><style:style style:name="P1" style:family="paragraph" style:parent-style-name="Illustration"/></office:automatic-styles>'
    "<office:body><office:text>{}</office:text></office:body></office:document-content>"
)


def odt(path: Path, text: Essay) -> Path:
    """LibreOffice's captions: a text box with picture and caption, anchored in a paragraph."""

    def plate(number: int, caption: str) -> str:
        image = f'<draw:frame draw:name="Bild{number}"><draw:image xlink:href="Pictures/{number:032}.jpg"/><svg:desc>Alternative text {number}</svg:desc></draw:frame>'
        words = f'Abbildung <text:sequence text:name="Abbildung">{number}</text:sequence>: {escape(caption)}'
        return f'<text:p><draw:frame draw:name="Rahmen{number}"><draw:text-box><text:p text:style-name="P1">{image}{words}</text:p></draw:text-box></draw:frame></text:p>'

    paragraphs = lambda texts: "".join(
        f'<text:p text:style-name="Standard">{escape(part)}</text:p>' for part in texts
    )
    plates = "".join(plate(number, caption) for number, caption in enumerate(text.captions, 1))
    body = f'<text:p text:style-name="Title">{escape(text.title)}</text:p>{paragraphs(text.introduction)}{plates}{paragraphs(text.closing)}'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", _ODT.format(body))
        for number in range(1, len(text.captions) + 1):
            archive.writestr(f"Pictures/{number:032}.jpg", picture_bytes(number))
    return path


def google_docs(path: Path, text: Essay) -> Path:
    """Google Docs' zipped web page: classes without meaning, pictures recoded and renamed."""
    paragraph = '<p class="c1"><span class="c0">{}</span></p>'
    paragraphs = lambda texts: "".join(paragraph.format(escape(part)) for part in texts)
    plates = "".join(
        f'<p class="c1"><span style="overflow: hidden; display: inline-block; width: 624px; height: 416px;"><img alt="" src="images/image{23 - number}.jpg" style="width: 624px;" title=""></span></p>'
        f'<p class="c4"><span class="c2">{escape(caption)}</span></p><p class="c1 c5"><span class="c0"></span></p>'
        for number, caption in enumerate(text.captions, 1)
    )
    page = f'<html><head><meta content="text/html; charset=UTF-8" http-equiv="content-type"><style type="text/css">.c2{{font-style:italic}}.c0{{color:#000}}</style></head><body class="c6 doc-content"><p class="c3 title" id="h.abc"><span class="c7">{escape(text.title)}</span></p>{paragraphs(text.introduction)}{plates}{paragraphs(text.closing)}</body></html>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("AGlimpse.html", page)
        for number in range(1, len(text.captions) + 1):
            archive.writestr(f"images/image{23 - number}.jpg", picture_bytes(number))
    return path


def _markdown(text: Essay, figure: Callable[[str, str], str], head: str = "") -> str:
    figures = [
        figure(name, caption) for name, caption in zip(text.names, text.captions, strict=True)
    ]
    return head + "\n\n".join(
        [f"# {text.title}" if not head else "", *text.introduction, *figures, *text.closing]
    )


def markdown_titles(path: Path, text: Essay) -> Path:
    path.write_text(
        _markdown(text, lambda name, caption: f'![A picture](photos/{name} "{caption}")'),
        encoding="utf-8",
    )
    return path


def markdown_pandoc(path: Path, text: Essay) -> Path:
    path.write_text(
        _markdown(
            text, lambda name, caption: f'![{caption}](photos/{name}){{alt="What it shows"}}'
        ),
        encoding="utf-8",
    )
    return path


def markdown_italics(path: Path, text: Essay) -> Path:
    path.write_text(
        _markdown(text, lambda name, caption: f"![](photos/{name})\n*{caption}*"), encoding="utf-8"
    )
    return path


def markdown_hugo(path: Path, text: Essay) -> Path:
    head = f'+++\ntitle = "{text.title}"\nauthor = "Jo Reporter"\ndate = 2026-01-15T08:00:00Z\ntags = ["asia", "travel"]\n+++\n'
    figure = lambda name, caption: (
        '{{< figure src="/images/%s" caption="%s" attr="Sam Gellman" >}}'
        % (name, caption.replace('"', '\\"'))
    )
    path.write_text(_markdown(text, figure, head), encoding="utf-8")
    return path


def markdown_jekyll(path: Path, text: Essay) -> Path:
    head = f'---\nlayout: single\ntitle: "{text.title}"\nauthor: Jo Reporter\ndate: 2026-01-15 08:00:00 +0000\n---\n'
    figure = lambda name, caption: (
        '{%% include figure image_path="/assets/%s" alt="" caption="%s" %%}' % (name, caption)
    )
    path.write_text(_markdown(text, figure, head), encoding="utf-8")
    return path


DOCUMENTS: dict[str, tuple[str, Callable[[Path, Essay], Path]]] = {
    maker.__name__: (ending, maker)
    for ending, makers in {
        ".docx": (docx_styles, docx_frames, docx_tables, docx_below),
        ".odt": (odt,),
        ".zip": (google_docs,),
        ".md": (markdown_titles, markdown_pandoc, markdown_italics, markdown_hugo, markdown_jekyll),
    }.items()
    for maker in makers
}


def mhtml(path: Path, page: str, pictures: dict[str, bytes]) -> Path:
    """A page as Chromium saves it in one file."""
    import base64
    import quopri

    parts = [
        (
            "text/html",
            "https://example.org/story",
            "quoted-printable",
            quopri.encodestring(page.encode()).decode(),
        )
    ]
    parts += [
        ("image/jpeg", address, "base64", base64.encodebytes(content).decode())
        for address, content in pictures.items()
    ]
    text = 'From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/story\r\nSubject: Story\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----B----"\r\n\r\n'
    for kind, address, coding, content in parts:
        text += f"------B----\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {coding}\r\nContent-Location: {address}\r\n\r\n{content}\r\n"
    path.write_bytes((text + "------B------\r\n").encode())
    return path


def webarchive(path: Path, page: str, pictures: dict[str, bytes]) -> Path:
    """A page as Safari saves it."""
    document = {
        "WebMainResource": {
            "WebResourceData": page.encode(),
            "WebResourceMIMEType": "text/html",
            "WebResourceTextEncodingName": "UTF-8",
            "WebResourceURL": "https://example.org/story",
        },
        "WebSubresources": [
            {
                "WebResourceData": content,
                "WebResourceMIMEType": "image/jpeg",
                "WebResourceURL": address,
            }
            for address, content in pictures.items()
        ],
    }
    path.write_bytes(plistlib.dumps(document, fmt=plistlib.FMT_BINARY))
    return path


_WORD = "http://schemas.openxmlformats.org/"
#: Words of a text, by number.
TEXT = "Words of an article about a market that go on for a while, number {}."


def word(path: Path, body: str, relations: str, **parts: bytes) -> None:
    """Write a Word document by hand, as no program writes it any more."""
    names = {"w": "wordprocessingml/2006/main", "r": "officeDocument/2006/relationships"}
    names |= {"a": "drawingml/2006/main", "pic": "drawingml/2006/picture"}
    names |= {"wp": "drawingml/2006/wordprocessingDrawing"}
    spaces = " ".join(f'xmlns:{key}="{_WORD}{name}"' for key, name in names.items())
    package, own = f"{_WORD}package/2006/", f"{_WORD}officeDocument/2006/relationships/"
    head = f'<Relationships xmlns="{package}relationships">'
    main = f'<Relationship Id="r" Type="{own}officeDocument" Target="word/document.xml"/>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{package}content-types"/>')
        archive.writestr("_rels/.rels", f"{head}{main}</Relationships>")
        archive.writestr(
            "word/_rels/document.xml.rels",
            f"{head}{relations.replace('TYPE', own)}</Relationships>",
        )
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content.replace(b"SPACES", spaces.encode()))
        archive.writestr(
            "word/document.xml", f"<w:document {spaces}><w:body>{body}</w:body></w:document>"
        )


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r></w:p>"
