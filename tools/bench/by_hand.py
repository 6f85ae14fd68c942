"""What a user without platebook writes: the story as HTML and for Typst, and short scripts.

``python -m tools.bench.by_hand resize FROM TO PX QUALITY [PROFILE]`` makes smaller photographs,
in the inks of a press if a profile is given; ``pdf HTML PDF [PROFILE]`` prints with WeasyPrint;
``epub STORY PHOTOS EPUB`` packs an e-book with ebooklib.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps

from tools.bench import stories

#: The page and its margin, in inches: platebook's default size.
TRIM, _MARGIN = 8.5, 0.6
#: Only for paper: EPUBCheck takes margin boxes for mistakes.
_PRINT_CSS = f"""
@page {{ size: {TRIM}in {TRIM}in; margin: {_MARGIN}in; bleed: 3mm;
  @bottom-center {{ content: counter(page); font: 8pt serif }} }}
@page :first {{ @bottom-center {{ content: none }} }}
"""
_CSS = """
html { font: 10.5pt/1.4 serif }
body { margin: 0 }
h1 { margin: 2.5in 0 0.2in; font-size: 26pt; text-align: center }
.author { text-align: center }
header ~ .author { display: none }
.credits > :first-child { margin: 0; font-size: 12pt; text-align: left }
.introduction, figure, .credits { break-before: page }
figure { margin: 0; text-align: center }
img { display: block; max-width: 100%; max-height: 6.2in; margin: 0 auto }
figcaption { margin-top: 0.15in; font-size: 9pt }
.credits { font-size: 9pt }
"""
_TYPST = f"""#let story = yaml("story.yaml")
#let author = story.contributors.at(0).name
#set document(title: story.title, author: author)
#set page(width: {TRIM}in, height: {TRIM}in, margin: {_MARGIN}in, bleed: 3mm, numbering: "1")
#set text(size: 10.5pt, lang: "en")
#set figure(numbering: none)
#show figure.caption: set text(size: 9pt)
#page(numbering: none, align(center + horizon)[#title() #author])
#story.introduction
#for plate in story.plates {{
  pagebreak()
  let file = plate.photo.replace("photos", "PHOTOS")
  figure(
    image(file, width: 100%, height: 6.2in, fit: "contain", alt: plate.alt),
    caption: plate.caption,
  )
}}
#pagebreak()
#set text(size: 9pt)
= Photographs
#enum(..story.plates.map(plate => story.credit))
#story.closing
"""


def write(folder: Path, photographs: Sequence[Path]) -> None:
    """Write the benchmark's story for every tool, and link its photographs into ``photos/``.

    ``photos.*`` show these, ``print.*`` the smaller ones of ``print/``.
    """
    stories.write(folder, photographs)
    manifest = folder / "story.yaml"
    story = json.loads(manifest.read_text("utf-8"))
    for plate in story["plates"]:
        plate["layout"] = "matted"
    story["design"] = {"credits": "list"}
    manifest.write_text(json.dumps(story, indent=1), "utf-8")
    title, author = _names(story)
    sheet = '<link rel="stylesheet" href="print.css"/></head>'
    paged = _html(story, "print").replace("</head>", sheet)
    (folder / "paged.html").write_text(paged, "utf-8")
    (folder / "style.css").write_text(_CSS, "utf-8")
    (folder / "print.css").write_text(_PRINT_CSS, "utf-8")
    for photos in ("photos", "print"):
        (folder / f"{photos}.html").write_text(_html(story, photos), "utf-8")
        (folder / f"{photos}.typ").write_text(_TYPST.replace("PHOTOS", photos), "utf-8")
        config: dict[str, Any] = {
            "title": title,
            "author": author,
            "language": "en",
            "size": f"{TRIM}in,{TRIM}in",
        }
        config |= {"entry": f"{photos}.html", "theme": "./style.css", "toc": {"sectionDepth": 2}}
        unused = ["print.css"] if photos == "photos" else ["print.css", "photos/**"]
        config |= {"copyAsset": {"excludes": unused}}
        (folder / f"{photos}.config.json").write_text(json.dumps(config), "utf-8")


def _file(plate: dict[str, Any], photos: str) -> str:
    return f"{photos}/{Path(plate['photo']).name}"


def _names(story: dict[str, Any]) -> tuple[str, str]:
    return story["title"], story["contributors"][0]["name"]


def _figure(plate: dict[str, Any], photos: str) -> str:
    image = f'<img src="{_file(plate, photos)}" alt="{plate["alt"]}"/>'
    return f"<figure>{image}<figcaption>{plate['caption']}</figcaption></figure>"


def _html(story: dict[str, Any], photos: str) -> str:
    title, author = _names(story)
    texts = "".join(f"<p>{text}</p>" for text in story["introduction"].split("\n\n"))
    figures = "\n".join(_figure(plate, photos) for plate in story["plates"])
    credits = "".join(f"<li>{story['credit']}</li>" for _ in story["plates"])
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/><title>{title}</title>'
        f'<meta name="author" content="{author}"/><link rel="stylesheet" href="style.css"/>'
        f'</head>\n<body><h1 id="title">{title}</h1><div class="author">{author}</div>\n'
        f'<section class="introduction">{texts}</section>\n{figures}\n'
        f'<section class="credits"><h2 id="photographs">Photographs</h2><ol>{credits}</ol>'
        f"<p>{story['closing']}</p></section></body></html>\n"
    )


def resize(source: str, target: str, px: str, quality: str, profile: str = "") -> None:
    """Save photographs upright, no side longer than ``px``, with their colour profiles."""
    Path(target).mkdir(parents=True, exist_ok=True)
    for path in sorted(Path(source).glob("*.jpg")):
        with Image.open(path) as photograph:
            photograph.thumbnail((int(px), int(px)), Image.Resampling.LANCZOS)
            ImageOps.exif_transpose(photograph, in_place=True)
            colours = photograph.info.get("icc_profile")
            shown: Image.Image | None = photograph
            if profile:
                own = ImageCms.createProfile("sRGB") if not colours else io.BytesIO(colours)
                shown = ImageCms.profileToProfile(photograph, own, profile, outputMode="CMYK")
            assert shown
            kept = None if profile else colours
            shown.save(Path(target, path.name), quality=int(quality), icc_profile=kept)


def pdf(html: str, target: str, profile: str = "") -> None:
    """Print a page; with the profile of a press as PDF/X-4, with black type in one ink."""
    from weasyprint import CSS, HTML

    press = f"""@color-profile device-cmyk {{ src: url({profile}); components: c, m, y, k }}
        html {{ color: device-cmyk(0 0 0 1) }}"""
    if profile:
        colours: dict[str, Any] = {}
        sheets = [CSS("print.css"), CSS(string=press, base_url="/", color_profiles=colours)]
        HTML(html).write_pdf(
            target, stylesheets=sheets, color_profiles=colours, pdf_variant="pdf/x-4"
        )
    else:
        sheets = [CSS("print.css"), CSS(string="@page { bleed: 0 }")]
        HTML(html).write_pdf(target, stylesheets=sheets, pdf_tags=True)


def epub(manifest: str, photos: str, target: str) -> None:
    """Pack an e-book with one document a plate."""
    from ebooklib import epub as ebook

    story = json.loads(Path(manifest).read_text("utf-8"))
    title, author = _names(story)
    book = ebook.EpubBook()
    book.set_title(title)
    book.set_language("en")
    book.add_author(author)
    files = [Path(photos, Path(plate["photo"]).name) for plate in story["plates"]]
    book.set_cover("cover.jpg", files[0].read_bytes())
    book.add_item(ebook.EpubItem("css", "style.css", "text/css", b"img { max-width: 100% }"))
    texts = "".join(f"<p>{text}</p>" for text in story["introduction"].split("\n\n"))
    bodies = [("Introduction", f"<h1>{title}</h1>{texts}")]
    for number, (plate, file) in enumerate(zip(story["plates"], files, strict=True), 1):
        image = ebook.EpubItem(f"i{number}", f"images/{file.name}", "image/jpeg", file.read_bytes())
        book.add_item(image)
        bodies.append((f"Plate {number}", _figure(plate, "images")))
    credits = "".join(f"<li>{story['credit']}</li>" for _ in files)
    closing = f"<p>{story['closing']}</p>"
    bodies.append(("Photographs", f"<h2>Photographs</h2><ol>{credits}</ol>{closing}"))
    for number, (name, body) in enumerate(bodies):
        page = ebook.EpubHtml(title=name, file_name=f"page-{number}.xhtml", lang="en")
        page.content = body
        page.add_link(href="style.css", rel="stylesheet", type="text/css")
        book.add_item(page)
        book.toc.append(page)
        book.spine.append(page)
    book.add_item(ebook.EpubNcx())
    book.add_item(ebook.EpubNav())
    ebook.write_epub(target, book)


if __name__ == "__main__":
    {"resize": resize, "pdf": pdf, "epub": epub}[sys.argv[1]](*sys.argv[2:])
