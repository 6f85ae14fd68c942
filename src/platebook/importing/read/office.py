"""Reads documents of Word (DOCX) and OpenDocument (ODT) as pages of simple HTML.

Both become the same few elements, so that pictures, captions and headings are found by the walk
over web pages. No macro is run, no external file read, no entity expanded.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from html import escape
from itertools import count

from lxml import etree

from platebook.importing.read import containers
from platebook.importing.read.containers import Bundle

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_V = "{urn:schemas-microsoft-com:vml}"
_CAPTIONS = (
    *("caption", "Caption", "Beschriftung", "Bildunterschrift", "Légende", "Didascalia"),
    *("Epígrafe", "Descripción", "Bijschrift", "Legenda", "Illustration", "Figure", "Drawing"),
    "Abbildung",
)
_STYLES = "\n".join(
    [
        *(f"p[style-name='{name}'] => p.caption:fresh" for name in _CAPTIONS),
        "p[style-name='Title'] => h1.headline:fresh",
        "p[style-name='Subtitle'] => p.standfirst:fresh",
        "p[style-name='Quote'] => blockquote > p:fresh",
        "p[style-name='Intense Quote'] => blockquote > p:fresh",
    ]
)
_MEDIA = re.compile(r"word/media/[^/]+")
_MAIN, _TEXT = "word/document.xml", 50_000_000
_RELATIONS = "word/_rels/document.xml.rels"
#: Stands for a picture that the document names and does not hold.
_MISSING = "platebook-missing"


def open_docx(raw: bytes) -> Bundle:
    """Read a Word document. Raises what mammoth and zipfile raise of damaged ones."""
    import mammoth

    archive = zipfile.ZipFile(io.BytesIO(raw))
    containers.check(archive)
    content = partial(containers.entry, archive)
    members = {
        hashlib.sha256(content(name)).digest(): name
        for name in archive.namelist()
        if _MEDIA.fullmatch(name)
    }
    own_names, missing = _names_in_docx(archive), count(1)

    def picture(image: object) -> dict[str, str]:
        with image.open() as file:  # type: ignore[attr-defined]
            member = members.get(hashlib.sha256(file.read()).digest(), "")
        names = own_names.get(member, [])
        name = names.pop(0) if names else ""
        return {
            "src": member or f"missing-{next(missing)}.jpg",
            **({"data-original": name} if name else {}),
        }

    readable, hidden = _readable(archive, raw)
    result = mammoth.convert_to_html(
        io.BytesIO(readable),
        style_map=_STYLES,
        convert_image=mammoth.images.img_element(picture),
        external_file_access=False,
    )
    html = f"<body>{result.value}{_left_out(hidden)}</body>"
    return Bundle(html, {name: name for name in members.values()}, content)


def _left_out(hidden: Iterable[str]) -> str:
    """Write hidden texts as comments, which the reader of pages lists as left out."""
    return "".join(f'<p class="comment">{escape(text)}</p>' for text in hidden if text.strip())


def _readable(archive: zipfile.ZipFile, raw: bytes) -> tuple[bytes, list[str]]:
    """Rewrite what mammoth drops or fails on, and give the texts that are hidden.

    Those are simple fields, text boxes without a fallback, and pictures that are not there.
    """
    document = _parse(containers.entry(archive, _MAIN, _TEXT))
    before = etree.tostring(document)
    relations = _relations(archive)
    hidden = [*_take_hidden(document)]
    _mark_missing(document, relations, archive.namelist())
    for field in [*document.iter(f"{_W}fldSimple")]:
        parent = field.getparent()
        if parent is not None:
            at = parent.index(field)
            parent[at : at + 1] = [*field]
    for choice in [*document.iter(f"{_MC}Choice")]:
        _add_fallback(choice)
    changed = {_MAIN: etree.tostring(document), _RELATIONS: etree.tostring(relations)}
    if changed[_MAIN] == before:
        return raw, hidden
    rewritten = io.BytesIO()
    with zipfile.ZipFile(rewritten, "w", zipfile.ZIP_STORED) as target:
        for name in dict.fromkeys((*archive.namelist(), *changed)):
            target.writestr(name, changed.get(name) or containers.entry(archive, name))
        target.writestr(f"word/{_MISSING}", b"")
    return rewritten.getvalue(), hidden


def _relations(archive: zipfile.ZipFile) -> etree._Element:
    """Read what the ids in the document stand for."""
    if _RELATIONS not in archive.namelist():
        return etree.Element(f"{_PACKAGE}Relationships")
    return _parse(containers.entry(archive, _RELATIONS, _TEXT))


def _take_hidden(document: etree._Element) -> Iterator[str]:
    """Take out the runs of type that Word neither shows nor prints, and give their texts."""
    for run in [*document.iter(f"{_W}r")]:
        vanish, parent = run.find(f"{_W}rPr/{_W}vanish"), run.getparent()
        if vanish is None or parent is None or vanish.get(f"{_W}val") in ("0", "false", "off"):
            continue
        yield "".join(text.text or "" for text in run.iter(f"{_W}t"))
        parent.remove(run)


def _mark_missing(
    document: etree._Element, relations: etree._Element, entries: Sequence[str]
) -> None:
    """Point pictures that are not in the archive to an empty one, and remove broken links.

    One of them alone would make mammoth refuse the document; linked pictures it drops.
    """
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    stored = {
        key
        for key, target in targets.items()
        if (target[1:] if target.startswith("/") else f"word/{target}") in entries
    }
    for picture in document.iter(f"{_A}blip", f"{_V}imagedata"):
        own = f"{_R}embed" if picture.tag == f"{_A}blip" else f"{_R}id"
        key = picture.get(own) or picture.get(f"{_R}link")
        if key and key not in stored:
            picture.set(own, _MISSING)
    for link in document.iter(f"{_W}hyperlink", f"{_A}hlinkClick"):
        if link.get(f"{_R}id") not in targets:
            link.attrib.pop(f"{_R}id", None)
    etree.SubElement(
        relations, f"{_PACKAGE}Relationship", Id=_MISSING, Target=_MISSING, Type="image"
    )


def _add_fallback(choice: etree._Element) -> None:
    """Move a text box into its fallback, which LibreOffice leaves empty and mammoth reads."""
    parent = choice.getparent()
    fallback = None if parent is None else parent.find(f"{_MC}Fallback")
    box = choice.find(f".//{_W}txbxContent")
    if parent is None or box is None:
        return
    if fallback is None:
        fallback = etree.SubElement(parent, f"{_MC}Fallback")
    if fallback.find(f".//{_W}txbxContent") is None:
        for child in [*fallback]:
            fallback.remove(child)
        picture = etree.SubElement(fallback, f"{_W}pict")
        shape = etree.SubElement(picture, f"{_V}shape")
        etree.SubElement(shape, f"{_V}textbox").append(box)


def _names_in_docx(archive: zipfile.ZipFile) -> Mapping[str, list[str]]:
    """Give the files' names that Word keeps of each picture, in their order, by member."""
    try:
        document = _parse(containers.entry(archive, _MAIN, _TEXT))
    except KeyError:
        return {}
    targets = {
        relation.get("Id"): f"word/{relation.get('Target', '').lstrip('/')}"
        for relation in _relations(archive)
    }
    names_of: dict[str, list[str]] = {}
    for picture in document.iter(f"{_PIC}pic"):
        blip = picture.find(f".//{_A}blip")
        member = targets.get(blip.get(f"{_R}embed")) if blip is not None else None
        properties = picture.find(f".//{_PIC}cNvPr")
        name = (properties.get("name") or "") if properties is not None else ""
        if member:
            names_of.setdefault(member, []).append(name if re.search(r"\.\w{3,4}$", name) else "")
    return names_of


def _parse(content: bytes) -> etree._Element:
    """Parse XML without entities, document type or network. Raises ValueError for damaged XML."""
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False))
    if root.getroottree().docinfo.doctype:
        raise ValueError("it has a document type")
    return root


def open_odt(raw: bytes) -> Bundle:
    """Read an OpenDocument text. Raises what lxml and zipfile raise of damaged ones."""
    archive = zipfile.ZipFile(io.BytesIO(raw))
    containers.check(archive)
    root = _parse(containers.entry(archive, "content.xml", _TEXT))
    styles = _Styles(root)
    if "styles.xml" in archive.namelist():
        styles.add(_parse(containers.entry(archive, "styles.xml", _TEXT)))
    body = root.find(".//{*}body/{*}text")
    hidden = [] if body is None else [*_take_hidden_odt(body, styles)]
    html = "".join(_odt(body, styles)) + _left_out(hidden) if body is not None else ""
    members = {name: name for name in archive.namelist() if name.startswith("Pictures/")}
    return Bundle(f"<body>{html}</body>", members, partial(containers.entry, archive))


def _take_hidden_odt(body: etree._Element, styles: _Styles) -> Iterator[str]:
    """Empty the elements that are not shown, and give their texts."""
    for element in [*body.iter()]:
        if not isinstance(element.tag, str):
            continue
        hides = etree.QName(element).localname in ("hidden-text", "hidden-paragraph")
        by_style = styles.hides(_attribute(element, "style-name"))
        if hides or by_style or _attribute(element, "display") == "none":
            yield "".join(str(text) for text in element.itertext())
            element.text = None
            del element[:]


class _Styles:
    """The named styles that a paragraph's own is made of, and which are bold or italic."""

    def __init__(self, root: etree._Element) -> None:
        self._parents: dict[str, str] = {}
        self._marks: dict[str, str] = {}
        self._hidden: set[str] = set()
        self.add(root)

    def add(self, root: etree._Element) -> None:
        """Read the styles of a part of the document."""
        for style in root.iter("{*}style"):
            name = _attribute(style, "name")
            self._parents[name] = _attribute(style, "parent-style-name")
            for properties in style.iterfind("{*}text-properties"):
                if _attribute(properties, "display") == "none":
                    self._hidden.add(name)
                if _attribute(properties, "font-style") == "italic":
                    self._marks[name] = "em"
                elif _attribute(properties, "font-weight") == "bold":
                    self._marks[name] = "strong"

    def hides(self, name: str) -> bool:
        """Return whether text of a style is not shown."""
        return not self._hidden.isdisjoint(self.names(name))

    def names(self, name: str) -> list[str]:
        """Give a style's name and those of the styles it is derived from."""
        styles: list[str] = []
        while name and name not in styles and len(styles) < 20:
            styles.append(name)
            name = self._parents.get(name, "")
        return styles

    def mark(self, name: str) -> str:
        """Give the element that a span's style stands for; empty for none."""
        return self._marks.get(name, "")


def _attribute(element: etree._Element, local: str) -> str:
    return next(
        (
            str(value)
            for key, value in element.attrib.items()
            if etree.QName(str(key)).localname == local
        ),
        "",
    )


_INLINE = {"line-break": "<br>", "tab": " ", "soft-page-break": ""}
_SKIP = {
    *("annotation", "annotation-end", "tracked-changes", "sequence-decls", "forms"),
    *("table-of-content", "bookmark", "note-citation"),
}
_PLAIN = {
    "list": "ul",
    "list-item": "li",
    "text-box": "div",
    "note": "span",
    "table": "table",
    "table-row": "tr",
    "table-cell": "td",
}


def _odt(element: etree._Element, styles: _Styles) -> Iterator[str]:
    """Write the content of an element of OpenDocument as HTML."""
    yield escape(element.text or "")
    for child in element:
        if isinstance(child.tag, str):
            yield from _odt_element(child, styles)
        yield escape(child.tail or "")


def _odt_element(element: etree._Element, styles: _Styles) -> Iterator[str]:
    name = etree.QName(element).localname
    if name in _SKIP or "svg-compatible" in (etree.QName(element).namespace or ""):
        return
    if name in _INLINE:
        yield _INLINE[name]
    elif name == "s":
        yield " "
    elif name == "image":
        yield from _odt_image(element)
    elif name in ("p", "h"):
        tag, kind = _odt_paragraph(element, name, styles)
        yield f'<{tag} class="{escape(kind)}">{"".join(_odt(element, styles))}</{tag}>'
    elif name == "a":
        address = escape(_attribute(element, "href"))
        yield f'<a href="{address}">{"".join(_odt(element, styles))}</a>'
    else:
        tag = (
            styles.mark(_attribute(element, "style-name"))
            if name == "span"
            else _PLAIN.get(name, "")
        )
        inner = "".join(_odt(element, styles))
        yield f"<{tag}>{inner}</{tag}>" if tag else inner


def _odt_paragraph(element: etree._Element, name: str, styles: _Styles) -> tuple[str, str]:
    """Give the HTML element and class of a paragraph by its style."""
    names = [re.sub(r"_20_", " ", name) for name in styles.names(_attribute(element, "style-name"))]
    if name == "h":
        level = _attribute(element, "outline-level")
        return f"h{min(int(level), 6) if level.isdigit() and level != '0' else 2}", ""
    if "Title" in names:
        return "h1", "headline"
    if "Subtitle" in names:
        return "p", "standfirst"
    return "p", "caption" if any(name in _CAPTIONS for name in names) and element.find(
        ".//{*}image"
    ) is None else ""


def _odt_image(element: etree._Element) -> Iterator[str]:
    address = _attribute(element, "href")
    frame = element.getparent()
    around = [] if frame is None else [child for child in frame if isinstance(child.tag, str)]
    texts = {etree.QName(child).localname: child.text or "" for child in around}
    alt = texts.get("desc") or texts.get("title") or ""
    name = _attribute(frame, "name") if frame is not None else ""
    original = f' data-original="{escape(name)}"' if re.search(r"\.\w{3,4}$", name) else ""
    if address and not re.match(r"[a-z]+:", address):
        yield f'<img src="{escape(address)}" alt="{escape(alt)}"{original}>'
