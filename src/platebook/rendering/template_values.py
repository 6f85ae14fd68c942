"""What templates are handed in place of our own objects, and what they may not put into a book.

A view is frozen, without methods: it holds texts, numbers, booleans, ``None``, tuples, read-only
mappings and other views, and the few functions that its class lists in ``TEMPLATE_FIELDS``. No
path, file or module is among them, so that a template has nothing to read, write or run.

Scripts, and what is loaded from elsewhere, are in no book. These rules hold for one element at a
time, so that the e-book's parser and the printed book's both ask here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NoReturn
from urllib.parse import urlsplit

import jinja2
from jinja2.exceptions import SecurityError
from markupsafe import Markup

from platebook.css_addresses import find_addresses, find_excess
from platebook.errors import PlatebookError, ThemeError
from platebook.themes import Design

#: Types whose values are handed over as they are; ``bytes`` are pictures of a report.
PLAIN = (str, Markup, int, float, bool, bytes, type(None))


class View:
    """A value that a template may read; each class of ours has a subclass of the same name."""

    __slots__ = ()

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __repr__(self) -> str:
        return type(self).__name__


class Function:
    """A function that a template may call; nothing else can be done with it."""

    __slots__ = ("_call", "_name")

    def __init__(self, name: str, call: Callable[..., object]) -> None:
        self._name, self._call = name, call

    def __call__(self, *args: object, **keywords: object) -> object:
        """Call it, with whatever the template gives."""
        return self._call(*args, **keywords)

    def __repr__(self) -> str:
        return f"{self._name}()"


class Views:
    """Makes views, one for each object however often it is asked for."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[object, View]] = {}  # with the object, which keeps its id
        self._kinds: dict[type, type[View]] = {}

    def of(self, value: object, name: str = "function") -> object:
        """Return what a template sees of ``value``. Raises TypeError for what it may not see."""
        if type(value) in PLAIN or isinstance(value, View | Function):
            return value
        if isinstance(value, str | int | float):  # members of our enumerations
            return next(kind for kind in (str, int, float) if isinstance(value, kind))(value)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Mapping):
            return MappingProxyType({self.of(key): self.of(item) for key, item in value.items()})
        if isinstance(value, tuple | list | Iterator):
            return tuple(self.of(item) for item in value)
        if is_dataclass(value) and not isinstance(value, type):
            return self._view(value)
        if callable(value) and not isinstance(value, type):
            return self.function(name, value)
        raise TypeError(f"a template may not be handed a {type(value).__name__}")

    def function(self, name: str, call: Callable[..., object]) -> Function:
        """Return a function whose results are views."""
        return Function(name, lambda *args, **keywords: self.of(call(*args, **keywords)))

    def _view(self, value: object) -> View:
        if (view := self._made.get(id(value))) is not None:
            return view[1]
        kind = type(value)
        if kind not in self._kinds:
            self._kinds[kind] = _class(kind)
        new_view, names = self._kinds[kind](), visible_names(kind)
        self._made[id(value)] = value, new_view
        for name in names:
            slot = "_call" if name == "__call__" else name
            object.__setattr__(new_view, slot, self.of(getattr(value, name), name))
        return new_view


def visible_names(kind: type) -> tuple[str, ...]:
    """Return the names that templates see of a class: those that it lists, else all its fields."""
    names: tuple[str, ...] | None = getattr(kind, "TEMPLATE_FIELDS", None)
    return tuple(field.name for field in fields(kind)) if names is None else names


def _class(kind: type) -> type[View]:
    names = visible_names(kind)
    contents: dict[str, object] = {"__module__": __name__}
    if "__call__" in names:
        contents["__call__"] = lambda self, *args, **keywords: self._call(*args, **keywords)
    contents["__slots__"] = tuple("_call" if name == "__call__" else name for name in names)
    return type(kind.__name__, (View,), contents)


class _ByIdentity:
    """Compares by identity: our values compare by all that they hold, which takes long."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and self.value is other.value


def views_of(story: object) -> Views:
    """Return the views of all that belongs to one story; its editions share them."""
    return _views_of(_ByIdentity(story))


@lru_cache(maxsize=2)
def _views_of(_story: _ByIdentity) -> Views:
    return Views()


#: What Python's types are called in messages.
_KINDS = {
    **dict.fromkeys(("Markup", "str"), "a text"),
    **dict.fromkeys(("int", "float"), "a number"),
    **dict.fromkeys(("list", "tuple"), "a list"),
    **dict.fromkeys(("dict", "mappingproxy"), "a mapping"),
    **dict.fromkeys(("Function", "function", "builtin_function_or_method"), "a function"),
    "NoneType": "nothing",
    "bool": "true or false",
}
_NAME = r"['\"]?([\w.]+)['\"]?"
#: What Python says most often of values of the wrong types, and what that means.
_OF_TYPES = (
    (rf"operand type\(s\) for (\S+?)=?(?: or \S+)?: {_NAME} and {_NAME}", "“{}” joins {} and {}"),
    (rf"concatenate ()(\w+) \(not {_NAME}\)", "“+”{} joins {} and {}"),
    (rf"'(\S+)' not supported between instances of {_NAME} and {_NAME}", "“{}” compares {} and {}"),
    (rf"{_NAME} object is not iterable", "a list is needed, and there is {}"),
)
_OBJECT = re.compile(r"'(?:\w+\.)*(\w+) object'")


def reason(error: Exception) -> str:
    """Return what went wrong. The words of an error of ours or of Jinja2 are kept."""
    # “'platebook.book.Page object' has no …” is Python's way of saying “Page has no …”.
    words = _OBJECT.sub(r"\1", str(error)).rstrip(".")
    if isinstance(error, jinja2.UndefinedError | SecurityError):
        return words
    if "4300 digits" in words:
        return "a number has more digits than can be printed"
    if isinstance(error, ZeroDivisionError):
        return "a number is divided by zero"
    if isinstance(error, ArithmeticError | NameError) or "too large" in words or "too big" in words:
        return "a number is too large, or is none"
    if isinstance(error, KeyError | IndexError):
        return f"there is no {words} in the value that is asked for it"
    return _of_types(words) if isinstance(error, TypeError) else words


def _of_types(words: str) -> str:
    """Explain Python's message about values of wrong types; return other messages as they are."""
    for pattern, wording in _OF_TYPES:
        if match := re.search(pattern, words):
            parts = (_KINDS.get(name, name.rpartition(".")[2]) for name in match.groups(""))
            return f"values do not fit together: {wording.format(*parts)}"
    return words


#: Elements that run something, or show another document.
_ELEMENTS = frozenset(
    ("script", "iframe", "frame", "frameset", "object", "embed", "applet", "base", "portal")
)
#: Elements of SVG that may change an address while a page is shown.
_ANIMATIONS = frozenset(("set", "animate"))
#: Attributes that name what is loaded; a link's own is followed, and judged apart.
_LOADED = frozenset(
    (
        *("src", "srcset", "imagesrcset", "poster", "data", "background", "longdesc", "altimg"),
        *("codebase", "archive", "classid", "profile", "manifest", "lowsrc", "dynsrc", "icon"),
    )
)
#: Attributes that hold CSS, where ``url()`` loads: ``style``, and SVG's presentation attributes.
_STYLED = frozenset(
    (
        *("style", "fill", "stroke", "filter", "mask", "clip-path", "cursor", "color-profile"),
        *("marker", "marker-start", "marker-mid", "marker-end", "from", "to", "by", "values"),
    )
)
#: Attributes that send something, or hold a document.
_SENT = frozenset(("action", "formaction", "ping", "srcdoc"))
_LINKS, _FOLLOWED = frozenset(("a", "area")), frozenset(("", "http", "https", "mailto", "tel"))
_OURS = "platebook"
_CONTROLS = re.compile("[\x00-\x20]+")
#: Characters that XML 1.0 (section 2.2) cannot contain, and control characters that HTML forbids.
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def writable(text: str) -> str:
    """Remove characters that XML does not allow, all of them invisible."""
    return _UNWRITABLE.sub("", text)


def unwritable(text: str) -> str:
    """Return which is the first character that XML does not allow; empty where there is none."""
    match = _UNWRITABLE.search(text)
    if not match:
        return ""
    code = ord(match[0])
    half = 0xD800 <= code <= 0xDFFF
    return f"U+{code:04X} is {'half of a' if half else 'no printable'} character"


@dataclass(frozen=True, slots=True)
class Offence:
    """What a template must not put into a book: in words, and how it is written in a template."""

    what: str
    written: str


class ForbiddenError(Exception):
    """A document holds what no book may hold."""

    def __init__(self, offence: Offence) -> None:
        self.offence = offence
        super().__init__(offence.what)

    def attribute_to(self, design: Design) -> PlatebookError:
        """Return the error that names the theme's template, and the line if it stands there so."""
        theme = design.theme or design.home
        where = str(theme)
        for path in sorted((theme / "templates").rglob("*")):
            text = path.read_text("utf-8", "replace") if path.is_file() else ""
            if (at := text.lower().find(self.offence.written.lower())) >= 0:
                where = f"{path}:{text.count(chr(10), 0, at) + 1}"
                break
        return ThemeError.of(
            where,
            f"a book may not hold {self.offence.what}",
            "Take it out: a book runs nothing, and loads nothing from outside.",
        )


def check_policy(elements: Iterable[Any]) -> None:
    """Raise ForbiddenError for the first offence of a document's elements."""
    for element in elements:
        if isinstance(element.tag, str):
            for offence in offences(element.tag, element.attrib, element.text):
                raise ForbiddenError(offence)


def offences(tag: str, attributes: Mapping[str, str], text: str | None) -> Iterator[Offence]:
    """Yield what an element holds that no book may; names may have their namespace in braces."""
    name = _local(tag)
    if name in _ELEMENTS:
        yield Offence(f"<{name}>", f"<{name}")
    if name == "style":
        yield from _styles(text or "")
    for key, value in attributes.items():
        yield from _attribute(name, _local(key), value)


def _attribute(element: str, name: str, value: str) -> Iterator[Offence]:
    if name.startswith("on") and len(name) > 2:
        yield Offence(f"an event handler ({name})", f"{name}=")
    elif name in _STYLED:
        yield from _styles(value)
    elif name in _SENT:
        yield Offence(f"{name}=“{value[:60]}”", f"{name}=")
    elif name == "http-equiv" and value.strip().lower() not in ("content-type", "default-style"):
        yield Offence(f"http-equiv=“{value[:60]}”", "http-equiv")
    elif name == "rel" and "attachment" in value.lower().split():
        yield Offence("an attached file (rel=“attachment”)", "attachment")
    elif name == "attributename" and element in _ANIMATIONS and _local(value) == "href":
        yield Offence("an address that changes", "attributename")
    elif name == "href" or name in _LOADED:
        yield from _address(element, name, value)


def _address(element: str, name: str, value: str) -> Iterator[Offence]:
    if name == "href" and element in _LINKS:
        if _scheme(value) not in _FOLLOWED:
            yield Offence(f"a link that leads to no page ({value[:60]})", value[:60])
    else:
        addresses = value.split(",") if name.endswith("srcset") else [value]
        if any(_scheme(address) not in ("", _OURS, "data") for address in addresses):
            yield Offence(f"an address outside the book ({value[:60]})", value[:60])


def _styles(css: str) -> Iterator[Offence]:
    if excess := find_excess(css):
        yield Offence(f"a style with {excess[1]}", "style")
    for address in find_addresses(css):
        if not address.text.startswith("#"):
            what = f"a style that names a file ({address.kind} {address.text[:60]})"
            yield Offence(what, address.text[:60] or address.kind)


def _scheme(address: str) -> str:
    """Return an address's scheme as browsers read it; ``//`` where only a host is named."""
    bare = _CONTROLS.sub("", address).replace("\\", "/")
    try:
        parts = urlsplit(bare)
    except ValueError:
        return "?"
    return parts.scheme.lower() or ("//" if bare.startswith("//") else "")


def _local(name: str) -> str:
    return name.rpartition("}")[2].rpartition(":")[2].lower()
