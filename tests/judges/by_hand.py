"""The smallest honest EPUB and PDF, written by hand, to try the judges on.

A judge that never complains is worth nothing: the harness's own tests break these books on
purpose and ask that the fault be found.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from tests.stories import quadrant

CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>"""

PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:0b5e6f5e-8a6d-5a0e-9d5e-3a6f0f6a9b11</dc:identifier>
<dc:title>By Hand</dc:title><dc:language>en</dc:language>
<meta property="dcterms:modified">2026-01-15T00:00:00Z</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessMode">visual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">alternativeText</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">One photograph with its words.</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="plate" href="plate.xhtml" media-type="application/xhtml+xml"/>
<item id="photo" href="photo.jpg" media-type="image/jpeg"/>
</manifest>
<spine><itemref idref="plate"/></spine>
</package>"""

NAV = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
 lang="en" xml:lang="en"><head><title>Contents</title></head>
<body><nav epub:type="toc" role="doc-toc"><h1>Contents</h1>
<ol><li><a href="plate.xhtml">The plate</a></li></ol></nav></body></html>"""

PLATE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="en" xml:lang="en">
<head><title>The plate</title><style>
h1 {{ font-size: 1em; margin: 0 }} figure {{ margin: 0 }}
img {{ display: block; width: 300px; margin: 0 auto }}
figcaption {{ font-size: 1em; margin-top: {gap} }}
</style></head>
<body><h1>The plate</h1><figure><img src="photo.jpg" {alt}/>
<figcaption>A quiet street.</figcaption></figure></body></html>"""


def epub(path: Path, alt: str = 'alt="Four quarters"', gap: str = "0") -> Path:
    """Write an EPUB of one plate; ``alt`` is an attribute, ``gap`` parts photo and caption."""
    photo = BytesIO()
    quadrant((300, 200)).save(photo, "JPEG", quality=85)
    parts: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "EPUB/package.opf": PACKAGE,
        "EPUB/nav.xhtml": NAV,
        "EPUB/plate.xhtml": PLATE.format(alt=alt, gap=gap),
        "EPUB/photo.jpg": photo.getvalue(),
    }
    with ZipFile(path, "w", ZIP_STORED) as book:
        for name, content in parts.items():
            book.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return path


def pdf(path: Path) -> Path:
    """Write a PDF of one page, 5 x 4 in with 1/8 in bleed: a photograph at 100 ppi, a caption."""
    photo = BytesIO()
    quadrant((300, 200)).save(photo, "JPEG", quality=90, subsampling=0)
    content = b"q 216 0 0 144 81 117 cm /Photo Do Q\nBT /F 12 Tf 81 90 Td (A quiet street.) Tj ET\n"
    image = photo.getvalue()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 378 306] /TrimBox [9 9 369 297]"
        b" /BleedBox [0 0 378 306] /Contents 4 0 R"
        b" /Resources << /Font << /F 5 0 R >> /XObject << /Photo 6 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /XObject /Subtype /Image /Width 300 /Height 200 /BitsPerComponent 8"
        b" /ColorSpace /DeviceRGB /Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream"
        % (len(image), image),
        b"<< /Title (By Hand) >>",
    ]
    out = BytesIO()
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    starts = []
    for number, each in enumerate(objects, start=1):
        starts.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, each))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % start for start in starts)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R /Info 7 0 R >>\n" % (len(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % table)
    path.write_bytes(out.getvalue())
    return path


def spoil(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Write a book anew with one part changed."""
    with ZipFile(path) as old:
        parts = {each: old.read(each) for each in old.namelist()}
    parts[name] = change(parts[name])
    with ZipFile(path, "w", ZIP_STORED) as book:
        for each, content in parts.items():
            book.writestr(ZipInfo(each, (1980, 1, 1, 0, 0, 0)), content)
    return path
