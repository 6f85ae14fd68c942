"""Takes over pages from the last layout of the same book, where what stands on them is the same.

Most pages of a book are the same after a change of one caption. What is taken over are boxes as
they were laid out, from one forced page break to the next; they are painted again, since the codes
of characters depend on all pages before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from platebook.pdf.weasyprint_patches import replaced

if TYPE_CHECKING:
    from weasyprint.formatting_structure.boxes import Box as LaidBox

#: A class that carries a rule, numbered through the document (``page_styles.PlateStyles``).
_OWN = re.compile(r"own-(\d+)")


@dataclass(frozen=True, slots=True)
class _Run:
    """Pages between two forced breaks, and all that they were laid out from.

    ``state`` is WeasyPrint's before them, ``length`` the number of their blocks, ``source`` what
    is written in these and how the next begins. ``states`` are WeasyPrint's after each page.
    """

    state: str
    length: int
    source: object
    pages: Sequence[Any]
    states: Sequence[Any]


class ReusedPages:
    """The pages of the last layout with the same fonts and sheets of style."""

    def __init__(self) -> None:
        self._rules, self._names = "", dict[str, object]()
        self._runs: dict[int, _Run] = {}
        self._taken: set[int] = set()

    def set_rules(self, rules: str, names: Mapping[Any, str]) -> None:
        """Set the rules of the next document, and the classes that carry those of plates."""
        self._rules, self._names = rules, {name: rule for rule, name in names.items()}

    def is_finished(self, page_box: LaidBox) -> bool:
        """Return whether a page was taken over, with all that stands in its margins."""
        return id(page_box) in self._taken

    @contextmanager
    def reuse(self, root: LaidBox, context: Any, count: int) -> Iterator[None]:  # noqa: ANN401
        """Take over what can be in the layout in this block, of ``count`` pages; then keep it."""
        from weasyprint.layout import page

        before, self._runs, self._taken = self._runs, {}, set()
        body, *more = root.children
        if more or context.footnotes or context.target_collector.counter_lookup_items:
            yield
            return
        shared = repr((count, self._rules, _shell(root.element), _shell(body.element)))
        plain = page.remake_page
        layout = _Layout(context, body, shared, self._names, before, self._taken)

        def remake_page(index: int, *arguments: Any) -> tuple[Any, Any]:  # noqa: ANN401
            if page_and_state := layout.next_known(index):
                return page_and_state
            result: tuple[Any, Any] = plain(index, *arguments)
            layout.keep(index, *result)
            return result

        with replaced(page, remake_page=remake_page):
            yield
        self._runs = layout.runs


@dataclass(slots=True)
class _Layout:
    """One layout: ``runs`` are its pages, by the index of the first.

    ``before`` are those of the last layout, ``taken`` the pages that were taken over of them.
    """

    context: Any
    body: Any
    shared: str
    names: Mapping[str, object]
    before: Mapping[int, _Run]
    taken: set[int]
    runs: dict[int, _Run] = field(default_factory=dict)
    #: Pages and states of a run that is taken over; and those of one that is laid out, with the
    #: index of its first page, its first block and WeasyPrint's state before it.
    _waiting: list[tuple[Any, Any]] = field(default_factory=list)
    _begun: tuple[int, int, str, list[Any]] | None = None

    def next_known(self, index: int) -> tuple[Any, Any] | None:
        """Return a page and where the next begins, if it is known."""
        if not self._waiting and (first := self._block(index)) is not None:
            self._finish(index, first)
            state = self._state(index)
            run = self.before.get(index)
            if run and run.state == state and self._is_same(run, first):
                self.runs[index] = run
                self._waiting = list(zip(run.pages, run.states, strict=True))
                self.taken.update(map(id, run.pages))
            else:
                self._begun = index, first, state, []
        if not self._waiting:
            return None
        page, after = self._waiting.pop(0)
        del self.context.page_maker[index + 1 :]
        self.context.page_maker.append(deepcopy(after))
        return page, after[0]

    def keep(self, index: int, page: LaidBox, resume_at: object) -> None:
        """Keep a page that was laid out."""
        if self._begun:
            self._begun[-1].append(page)
            if resume_at is None:
                self._finish(index + 1, len(self.body.children))

    def _block(self, index: int) -> int | None:
        """Return the block that a page begins with, if that follows a forced break."""
        resume_at, following, *_ = self.context.page_maker[index]
        if not resume_at or following["break"] == "any" or [*resume_at] != [0]:
            return None
        (at,) = resume_at[0] or {0: None}
        return at if resume_at[0] and resume_at[0][at] is None else None

    def _state(self, index: int) -> str:
        """Write down what WeasyPrint knows of the pages before."""
        texts = self.context.string_set.items()
        running_texts = {name: pages[max(pages)][-1] for name, pages in texts if pages}
        return repr((self.shared, index, self.context.page_maker[index][:4], running_texts))

    def _finish(self, index: int, end: int) -> None:
        """Keep the pages that were laid out since the last forced break."""
        if self._begun and self._begun[-1]:
            at, first, state, pages = self._begun
            states = deepcopy(self.context.page_maker[at + 1 : index + 1])
            source = self._source(first, end)
            self.runs[at] = _Run(state, end - first, source, pages, states)
        self._begun = None

    def _is_same(self, run: _Run, first: int) -> bool:
        """Return whether the pages are the same; then give them this document's photographs."""
        if run.source != self._source(first, first + run.length):
            return False
        images = [box for page in run.pages for box in _boxes(page) if hasattr(box, "replacement")]
        for box in images:
            image = self._image(box)
            if image is None or _size(image) != _size(box.replacement):
                return False
        for box in images:
            box.replacement = self._image(box)
        return True

    def _image(self, box: Any) -> Any:  # noqa: ANN401
        orientation = box.style["image_orientation"]
        return self.context.get_image_from_uri(url=box.element.get("src"), orientation=orientation)

    def _source(self, first: int, end: int) -> object:
        """Return all that is written in some blocks and before them, and how the next begins."""
        from weasyprint.layout import block

        blocks = self.body.children
        following = None
        if end < len(blocks):
            breaks = block._add_break_values(blocks[end], "before")
            following = [*breaks], blocks[end].page_values()[0]
        elements = [*self.body.element]
        begin = elements.index(blocks[first].element)
        stop = elements.index(blocks[end].element) if following else len(elements)
        # Styles may ask for the name and the classes of what stands before.
        before = [(element.tag, *_classes(element)) for element in elements[:begin]]
        inside = [
            (_shell(node), node.text, node.tail, len(node), self._rules(node))
            for element in elements[begin:stop]
            for node in element.iter()
        ]
        return before, inside, following

    def _rules(self, element: Element) -> list[object]:
        """Return the rules that an element's numbered classes carry, in their order."""
        numbers = map(_OWN.fullmatch, element.get("class", "").split())
        rule_numbers = sorted(int(number[1]) for number in numbers if number)
        return [self.names[f"own-{number}"] for number in rule_numbers]


def _shell(element: Element) -> tuple[object, ...]:
    """Return an element's name and attributes, without the numbers of its rules."""
    others = ((key, value) for key, value in element.items() if key != "class")
    return element.tag, _classes(element), *others


def _classes(element: Element) -> tuple[str, ...]:
    class_names = element.get("class", "").split()
    return tuple(name for name in class_names if not _OWN.fullmatch(name))


def _size(image: Any) -> tuple[object, ...]:  # noqa: ANN401
    return image.width, image.height, image.ratio


def _boxes(box: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield a box and all in it, also what is set absolutely."""
    waiting = [box]
    while waiting:
        part = waiting.pop()
        part = getattr(part, "_box", part)
        yield part
        waiting.extend(getattr(part, "children", ()))
