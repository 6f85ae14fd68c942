"""Reads documents of Word (DOCX) as pages of simple HTML."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import count
from pathlib import PurePosixPath

from lxml import etree

from platebook.importing.read import containers
from platebook.importing.read.containers import Bundle
from platebook.importing.read.office import CAPTIONS, TEXT_BYTES, list_hidden, parse

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_V = "{urn:schemas-microsoft-com:vml}"
_STYLES = "\n".join(
    [
        *(f"p[style-name='{name}'] => p.caption:fresh" for name in CAPTIONS),
        "p[style-name='Title'] => h1.headline:fresh",
        "p[style-name='Subtitle'] => p.standfirst:fresh",
        "p[style-name='Quote'] => blockquote > p:fresh",
        "p[style-name='Intense Quote'] => blockquote > p:fresh",
    ]
)
_MEDIA = re.compile(r"word/media/[^/]+")
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#: Names of the same elements in documents that Word saves as “Strict Open XML”.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
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
    main = _main_part(archive)
    document, relations = _part(archive, main), _part(archive, _relations_of(main))
    own_names, missing = _picture_names(document, relations), count(1)

    def picture(image: object) -> dict[str, str]:
        with image.open() as file:  # type: ignore[attr-defined]
            member = members.get(hashlib.sha256(file.read()).digest(), "")
        names = own_names.get(member, [])
        name = names.pop(0) if names else ""
        attributes = {"src": member or f"missing-{next(missing)}.jpg"}
        return attributes | ({"data-original": name} if name else {})

    changed, hidden = _readable(archive, main, document, relations)
    result = mammoth.convert_to_html(
        io.BytesIO(_rewrite(archive, changed) if changed else raw),
        style_map=_STYLES,
        convert_image=mammoth.images.img_element(picture),
        external_file_access=False,
    )
    html = f"<body>{result.value}{list_hidden(hidden)}</body>"
    return Bundle(html, {name: name for name in members.values()}, content)


def _readable(
    archive: zipfile.ZipFile, main: str, document: etree._Element, relations: etree._Element
) -> tuple[dict[str, bytes], list[str]]:
    """Return the parts with what mammoth drops or fails on rewritten, and the texts left out.

    Rewritten are simple fields, text by direction, readings of Chinese signs, text boxes without a
    fallback, and pictures that are not there; left out what is hidden, formulas, and other files.
    """
    styles = _Styles(_part(archive, _find_part(archive, main, relations, "styles")))
    changed, left_out = dict[str, bytes](), list[str]()
    notes = (_find_part(archive, main, relations, kind) for kind in ("footnotes", "endnotes"))
    for name in (main, *notes):
        root = document if name == main else _part(archive, name)
        before = etree.tostring(root)
        left_out += [*_take_hidden(root, styles), *_take_unread(root)]
        if name == main:
            _mark_missing(root, relations, archive.namelist())
        _unwrap(root)
        for choice in [*root.iter(f"{_MC}Choice")]:
            _add_fallback(choice)
        if etree.tostring(root) != before:
            changed[name] = etree.tostring(root)
    if changed:
        changed[_relations_of(main)] = etree.tostring(relations)
    return changed, left_out


def _rewrite(archive: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    """Return the document with other parts, and with the empty picture."""
    rewritten = io.BytesIO()
    with zipfile.ZipFile(rewritten, "w", zipfile.ZIP_STORED) as target:
        for name in dict.fromkeys((*archive.namelist(), *changed)):
            target.writestr(name, changed.get(name) or containers.entry(archive, name))
        target.writestr(f"word/{_MISSING}", b"")
    return rewritten.getvalue()


def _part(archive: zipfile.ZipFile, name: str) -> etree._Element:
    """Parse a part; one that is not there is empty."""
    if name not in archive.namelist():
        return etree.Element("none")
    content = containers.entry(archive, name, TEXT_BYTES)
    if b"purl.oclc.org" in content:
        content = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", content)
    return parse(content)


def _main_part(archive: zipfile.ZipFile) -> str:
    """Return the name of the part with the text: Word does not always call it ``document.xml``."""
    for relation in _part(archive, "_rels/.rels"):
        target = relation.get("Target", "").lstrip("/")
        if relation.get("Type") == f"{_TYPE}/officeDocument" and target in archive.namelist():
            return target
    return "word/document.xml"


def _find_part(archive: zipfile.ZipFile, main: str, relations: etree._Element, kind: str) -> str:
    """Return the name of the part with the styles or notes, where mammoth finds it."""
    folder = PurePosixPath(main).parent
    for relation in relations:
        name = str(folder / relation.get("Target", "")).lstrip("/")
        if relation.get("Type") == f"{_TYPE}/{kind}" and name in archive.namelist():
            return name
    return f"word/{kind}.xml"


def _relations_of(main: str) -> str:
    """Return the name of the part that says what the ids in the document stand for."""
    path = PurePosixPath(main)
    return str(path.parent / "_rels" / f"{path.name}.rels")


class _Styles:
    """Which styles hide their text, as Word computes it."""

    def __init__(self, root: etree._Element) -> None:
        styles = [*root.iter(f"{_W}style")]
        self._own = {_value(style, "styleId"): _vanishes(style) for style in styles}
        self._parents = {
            _value(style, "styleId"): _value(style.find(f"{_W}basedOn")) for style in styles
        }
        self._defaults = {
            _value(style, "type"): _value(style, "styleId")
            for style in styles
            if _value(style, "default") in ("1", "true", "on")
        }
        defaults = root.find(f"{_W}docDefaults/{_W}rPrDefault")
        self._all = defaults is not None and bool(_vanishes(defaults))

    def hide(self, run: etree._Element) -> bool:
        """Return whether a run of type is neither shown nor printed.

        What it says of itself counts; styles of paragraph, run and table each turn the others
        (ISO/IEC 29500-1, 17.7.3).
        """
        if (own := _vanishes(run)) is not None:
            return own
        paragraph, table = (next(run.iterancestors(f"{_W}{name}"), None) for name in ("p", "tbl"))
        names = [_value(run.find(f"{_W}rPr/{_W}rStyle")) or self._defaults.get("character", "")]
        if paragraph is not None:
            style = _value(paragraph.find(f"{_W}pPr/{_W}pStyle"))
            names.append(style or self._defaults.get("paragraph", ""))
        if table is not None:
            names.append(_value(table.find(f"{_W}tblPr/{_W}tblStyle")))
        return self._all or sum(map(self._hides, names)) % 2 == 1

    def _hides(self, name: str) -> bool:
        chain = set[str]()
        while name and name not in chain:
            if (own := self._own.get(name)) is not None:
                return own
            chain.add(name)
            name = self._parents.get(name, "")
        return False


def _value(element: etree._Element | None, name: str = "val") -> str:
    return "" if element is None else element.get(f"{_W}{name}", "")


def _vanishes(element: etree._Element) -> bool | None:
    """Return whether a run or style says that its text is hidden; None where it does not say."""
    vanish = element.find(f"{_W}rPr/{_W}vanish")
    return None if vanish is None else _value(vanish) not in ("0", "false", "off")


def _take_hidden(document: etree._Element, styles: _Styles) -> Iterator[str]:
    """Take out the runs of type that Word neither shows nor prints, and yield their texts."""
    for run in [*document.iter(f"{_W}r")]:
        parent = run.getparent()
        if parent is not None and styles.hide(run):
            yield _text(run)
            parent.remove(run)


def _take_unread(document: etree._Element) -> Iterator[str]:
    """Yield the formulas and the files that Word would insert, which mammoth leaves out."""
    for formula in document.iter(f"{_M}oMath"):
        yield "".join(text.text or "" for text in formula.iter(f"{_M}t"))
    for insertion in document.iter(f"{_W}altChunk", f"{_W}subDoc"):
        yield f"a file inserted here ({insertion.get(f'{_R}id')})"


def _text(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{_W}t"))


def _unwrap(document: etree._Element) -> None:
    """Put the content of elements that mammoth does not read in their place."""
    for ruby in [*document.iter(f"{_W}ruby")]:
        parent, base, reading = ruby.getparent(), ruby.find(f"{_W}rubyBase"), ruby.find(f"{_W}rt")
        if parent is not None and base is not None:
            after = etree.Element(f"{_W}t")
            after.text = f"（{_text(reading)}）" if reading is not None and _text(reading) else ""
            at = parent.index(ruby)
            parent[at : at + 1] = [*base, after]
    for wrapper in [*document.iter(f"{_W}fldSimple", f"{_W}bdo", f"{_W}dir")]:
        parent = wrapper.getparent()
        if parent is not None:
            at = parent.index(wrapper)
            parent[at : at + 1] = [*wrapper]


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


def _picture_names(document: etree._Element, relations: etree._Element) -> Mapping[str, list[str]]:
    """Return the files' names that Word keeps of each picture, in their order, by member."""
    targets = {
        relation.get("Id"): f"word/{relation.get('Target', '').lstrip('/')}"
        for relation in relations
    }
    names_of: dict[str, list[str]] = {}
    for picture in document.iter(f"{_PIC}pic"):
        blip = picture.find(f".//{_A}blip")
        member = targets.get(blip.get(f"{_R}embed")) if blip is not None else None
        properties = picture.find(f".//{_PIC}cNvPr")
        name = (properties.get("name") or "") if properties is not None else ""
        if member:
            names_of.setdefault(member, []).append(name if re.search(r"\.\w{3,4}$", name) else "")
    members_of = Counter(name for own_names in names_of.values() for name in {*own_names})
    return {  # what several pictures are called (image.jpg) is the name of none
        member: [name if members_of[name] == 1 else "" for name in own_names]
        for member, own_names in names_of.items()
    }
