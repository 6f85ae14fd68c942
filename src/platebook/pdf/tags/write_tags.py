"""Tags a PDF: every marked-content sequence belongs to a structure element or is an artifact.

WeasyPrint 70 writes tags too, but no Figure for a ``figure``; it requires alternative text of
decorative images, omits the language of elements inside the document, and tags folios only in
part. So its marked content is kept and its structure tree is replaced.
``tests/pdf/test_weasyprint_tags.py`` fails when a WeasyPrint release fixes one of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from platebook.pdf.pdf_objects import object_of, pages_of
from platebook.pdf.tags.build_tree import Kid, StructureElement, spans
from platebook.pdf.tags.marked_content import Area, Leaf, Marks

if TYPE_CHECKING:
    import pydyf
    from weasyprint.pdf.stream import Stream

#: pydyf's mark for an object that is not written.
_FREE = "f"
_ARTIFACT = "/Artifact"
#: Artifact subtype by the start of the margin box's at-keyword (ISO 32000-1, table 330).
_MARGINS = {"@bottom": "/Footer", "@top": "/Header"}
#: Annotation flag Print (ISO 32000-1, table 165; PDF/A-2, 6.3.2).
_PRINTED = 4


def tag(pdf: pydyf.PDF, marks: Marks, tree: StructureElement) -> None:
    """Replace the structure tree of a PDF that WeasyPrint tagged and is about to write."""
    _clear(pdf)
    streams = [*_streams(pdf, marks)]
    _set_apart(marks, streams, tree)
    _Writer(pdf, marks, streams).write(tree)


def _streams(pdf: pydyf.PDF, marks: Marks) -> Iterator[tuple[int, Any]]:
    """Yield the content streams of pages and of their transparency groups, with page index."""
    pages = {id(stream._tags): page for page, stream in enumerate(marks.streams)}
    for pdf_object in pdf.objects:
        page = pages.get(id(getattr(pdf_object, "_tags", None)))
        if page is not None:
            yield page, pdf_object


def _clear(pdf: pydyf.PDF) -> None:
    """Remove WeasyPrint's structure tree."""
    root = object_of(pdf, pdf.catalog.pop("StructTreeRoot"))
    root.free = object_of(pdf, root["ParentTree"]).free = _FREE
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Type") in ("/StructElem", "/OBJR"):
            item.free = _FREE


def _set_apart(marks: Marks, streams: Iterable[tuple[int, Any]], tree: StructureElement) -> None:
    """Mark all content that is not in the tree as an artifact (§ 14.8.2.2)."""
    import pydyf

    leaves = (kid for node in tree.walk() for kid in node.kids if isinstance(kid, Leaf))
    tagged_marks = {(leaf.page, leaf.mcid) for leaf in leaves}
    margins = {(page, mcid): name for page, mcid, name in marks.margins()}
    for page, stream in streams:
        for index, item in enumerate(stream.stream):
            if not (isinstance(item, dict) and "MCID" in item):
                continue
            mark = (page, item["MCID"])
            if mark not in tagged_marks:
                stream.stream[index - 1] = _ARTIFACT
                stream.stream[index] = pydyf.Dictionary(_kind(margins.get(mark)))


def _kind(margin: str | None) -> Mapping[str, str]:
    if margin is None:
        return {"Type": "/Layout"}
    subtypes = [kind for start, kind in _MARGINS.items() if margin.startswith(start)]
    return {"Type": "/Pagination", **({"Subtype": subtypes[0]} if subtypes else {})}


class _Writer:
    """Writes structure elements and the parent tree, which leads from MCIDs back to them."""

    def __init__(
        self,
        pdf: pydyf.PDF,
        marks: Marks,
        streams: Iterable[tuple[int, Any]],
    ) -> None:
        import pydyf

        self._pydyf, self._pdf = pydyf, pdf
        self._pages: Sequence[bytes] = pdf.page_references
        #: By parent tree key: the MCIDs of each page, then those of groups, then links.
        self._owners: list[dict[int, bytes] | bytes] = [{} for _ in marks.streams]
        self._groups = {
            (page, item["MCID"]): stream
            for page, stream in streams
            if stream is not marks.streams[page]
            for item in stream.stream
            if isinstance(item, dict) and "MCID" in item
        }
        self._kept: set[int] = set()
        self._areas = [area.annotation for area in marks.areas()]

    def write(self, tree: StructureElement) -> None:
        root = self._add({"Type": "/StructTreeRoot"})
        root["K"] = self._pydyf.Array([self._element(tree, root.reference)])
        nums = self._pydyf.Array()
        for key, owners in enumerate(self._owners):
            nums.extend([key, self._row(owners) if isinstance(owners, dict) else owners])
        root["ParentTree"] = self._add({"Nums": nums}).reference
        root["ParentTreeNextKey"] = len(self._owners)
        self._pdf.catalog["StructTreeRoot"] = root.reference
        self._pdf.catalog["MarkInfo"] = self._pydyf.Dictionary({"Marked": "true"})
        self._drop_repeated()

    def _row(self, owners: Mapping[int, bytes]) -> pydyf.Array:
        marks = range(max(owners, default=-1) + 1)
        return self._pydyf.Array([owners.get(mcid, b"null") for mcid in marks])

    def _add(self, entries: Mapping[str, object]) -> pydyf.Dictionary:
        dictionary = self._pydyf.Dictionary(entries)
        self._pdf.add_object(dictionary)
        return dictionary

    def _element(self, part: StructureElement, parent: bytes) -> bytes:
        """Write an element with its descendants; return its reference."""
        element = self._add({"Type": "/StructElem", "S": f"/{part.role}", "P": parent})
        page = next((kid.page for kid in part.kids if not isinstance(kid, StructureElement)), None)
        if page is not None:
            element["Pg"] = self._pages[page]
        for key, text in (
            ("Lang", part.language),
            ("Alt", part.alternative),
            ("ActualText", part.text),
        ):
            if text is not None:
                element[key] = self._pydyf.String(text)
        if attributes := self._attributes(part):
            element["A"] = attributes
        reference: bytes = element.reference
        element["K"] = self._pydyf.Array(
            [self._kid(kid, part, reference, page) for kid in spans(part.kids)]
        )
        return reference

    def _attributes(self, part: StructureElement) -> pydyf.Dictionary | None:
        if part.numbering:
            return self._pydyf.Dictionary({"O": "/List", "ListNumbering": f"/{part.numbering}"})
        if part.box:
            layout = {"O": "/Layout", "Placement": "/Block", "BBox": self._pydyf.Array(part.box)}
            return self._pydyf.Dictionary(layout)
        return None

    def _kid(self, kid: Kid, part: StructureElement, owner: bytes, page: int | None) -> object:
        if isinstance(kid, StructureElement):
            return self._element(kid, owner)
        if isinstance(kid, Area):
            return self._link(kid, part, owner)
        group = self._groups.get((kid.page, kid.mcid))
        row = self._owners[kid.page if group is None else self._key(group)]
        if isinstance(row, dict):
            row[kid.mcid] = owner
        if kid.page == page and group is None:
            return kid.mcid
        entries = {"Type": "/MCR", "Pg": self._pages[kid.page], "MCID": kid.mcid}
        return self._pydyf.Dictionary(entries | ({"Stm": group.reference} if group else {}))

    def _key(self, group: Stream) -> int:
        """Return the key of a transparency group in the parent tree (§ 14.7.4.4)."""
        if "StructParents" not in group.extra:
            group.extra["StructParents"] = len(self._owners)
            self._owners.append({})
        key: int = group.extra["StructParents"]
        return key

    def _link(self, area: Area, part: StructureElement, owner: bytes) -> object:
        """Complete a link annotation, and make an object reference to it (PDF/UA-1, 7.18.5)."""
        annotation = area.annotation
        annotation["StructParent"] = len(self._owners)
        annotation["F"] = _PRINTED
        if part.title:
            annotation["Contents"] = self._pydyf.String(part.title)
        self._owners.append(owner)
        self._kept.add(annotation.number)
        entries = {"Type": "/OBJR", "Obj": annotation.reference, "Pg": self._pages[area.page]}
        return self._pydyf.Dictionary(entries)

    def _drop_repeated(self) -> None:
        """Remove annotations of elements inside a link, which repeat the link's own."""
        repeats = [area for area in self._areas if area.number not in self._kept]
        for area in repeats:
            area.free = _FREE
        references = {area.reference for area in repeats}
        for page in pages_of(self._pdf):
            if "Annots" in page:
                remaining = [
                    annotation for annotation in page["Annots"] if annotation not in references
                ]
                page["Annots"] = self._pydyf.Array(remaining)
