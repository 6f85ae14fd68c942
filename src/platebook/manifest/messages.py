"""Describes in words what the model found wrong, with the place as a person would name it.

A place is what the model gives: ``("plates", 3, "credit")``. Texts that YAML made keys, lists or
mappings of, by a colon, a comma, a dash or a bracket, are explained as such.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from platebook.manifest.keys import StoryKeys, text_of
from platebook.manifest.mistakes import InvalidValue, Mistake, nearest, quote
from platebook.manifest.parse_yaml import MappingEntry, Node, plain
from platebook.manifest.part_keys import PARTS, ManifestKeys
from platebook.manifest.quoting import as_yaml
from platebook.manifest.yaml_errors import sign_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic_core import ErrorDetails


Loc = tuple[str | int, ...]

#: What one item of a list is called; the other parts of a story are one mapping each.
NOUNS = {
    "contributors": "contributor",
    "keywords": "keyword",
    "thema": "Thema code",
    "bisac": "BISAC code",
    "links": "link",
    "plates": "plate",
    "sections": "section",
}


def name(loc: Loc) -> str:
    """Return what a place belongs to, in plain words: ``plate 3 of section 2, credit``."""
    words: list[str] = []
    key = ""
    for before, part in zip((None, *loc), loc, strict=False):
        if isinstance(part, int) and isinstance(before, str):
            words.insert(0, f"{NOUNS.get(before, before)} {part + 1}")
            key = ""
        elif isinstance(part, str):
            if key in PARTS and key not in NOUNS:
                words.insert(0, f"the {key}")
            key = part
    owner = " of ".join(words)
    return ", ".join(filter(None, (owner, key)))


def owner_of(loc: Loc) -> tuple[str | None, type[ManifestKeys]]:
    """Find the mapping that the last key of a place stands in."""
    above = next((part for part in reversed(loc[:-1]) if part in PARTS), None)
    return (str(above), PARTS[str(above)]) if above else (None, StoryKeys)


def entry_at(node: Node, loc: Loc) -> MappingEntry | None:
    """Find a key and its value."""
    holder = node_at(node, loc[:-1])
    return holder.value.get(str(loc[-1])) if holder and isinstance(holder.value, dict) else None


def node_at(node: Node, loc: Loc) -> Node | None:
    """Follow a place into the manifest."""
    for part in loc:
        if isinstance(node.value, dict) and part in node.value:
            node = node.value[str(part)].value
        elif isinstance(node.value, list) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
        else:
            return None
    return node


def split(node: Node, loc: Loc) -> tuple[str, str] | None:
    """Explain a text that YAML made a list or a mapping of, and return it in quotes."""
    kind = text_of(owner_of(loc)[1].by_key().get(str(_key(loc))))
    if not kind or not kind.words or not isinstance(node.value, dict | list):
        return None
    parts = plain(node)
    if isinstance(parts, dict):
        text = ", ".join(key if item is None else f"{key}: {item}" for key, item in parts.items())
        simple = all(item is None or isinstance(item, str) for item in parts.values())
        sign, text = ("brace", f"{{{text}}}") if node.braces else ("colon", text)
    elif isinstance(parts, list):
        simple = all(isinstance(item, str) for item in parts) and _key(loc) != "keywords"
        sign, text = "bracket", f"[{', '.join(map(str, parts))}]"
    if not simple or not parts:
        return None
    head = "- " if isinstance(loc[-1], int) else f"{loc[-1]}: "
    message = f"{name(loc)}: text is needed, and the {sign} makes this {what(parts)}"
    return message, f"Write: {head}{as_yaml(text)}"


def _key(loc: Loc) -> str:
    return next(part for part in reversed(loc) if isinstance(part, str))


def strange(loc: Loc) -> tuple[str, str] | None:
    """Explain a key that has a sign in it which cannot be seen, or a dash for its hyphen."""
    key = str(loc[-1])
    if match := re.search(r"[^\S ]|[\u200b-\u200f\u2060\ufeff]", key):
        right = re.sub(r"[^\S ]|[\u200b-\u200f\u2060\ufeff]", "", key)
        fix = f"Delete it, and indent with usual spaces: “{right}: …”."
        return f"{sign_name(match[0])} stands in the key “{right}”", fix
    if match := re.match(r"([‐-―−•·●▪‣])\s*([\w-]+)$", key):
        return f"{sign_name(match[1])} is no hyphen", f"Write: - {match[2]}: …"
    return None


def comma(root: Node, loc: Loc) -> tuple[str, str] | None:
    """Explain a key in braces that is the rest of a text, cut off by its comma."""
    holder, key = node_at(root, loc[:-1]), str(loc[-1])
    if not holder or not isinstance(holder.value, dict) or not holder.flow:
        return None
    entry = holder.value[key]
    if entry.value.value is not None or key in owner_of(loc)[1].by_key():
        return None
    names = list(holder.value)
    before = names[: names.index(key)]
    while before and holder.value[before[-1]].value.value is None:
        before.pop()
    if not before:
        return None
    owner = before[-1]
    rest = names[names.index(owner) + 1 : names.index(key) + 1]
    text = holder.value[owner].value.value
    if not isinstance(text, str):
        return None
    message = f"{name(loc[:-1])}: in braces, the comma ends the text of “{owner}” before “{key}”"
    return message, f"Write: {owner}: {as_yaml(', '.join([text, *rest]))}"


def what(value: object) -> str:
    """Describe the kind of a value."""
    if isinstance(value, list):
        return "a list"
    return "a mapping of keys" if isinstance(value, dict) else "text"


#: What people write for a key, and the key. ``None`` stands for the story itself.
_ALSO: dict[str | None, dict[str, str]] = {
    None: {
        "abstract": "standfirst", "acknowledgments": "acknowledgements",
        "author": "contributors", "authors": "contributors",
        "by": "contributors", "chapters": "sections", "conclusion": "closing",
        "copyright": "rights", "creator": "contributors", "date": "published", "dek": "standfirst",
        "description": "standfirst", "doi": "identifier", "files": "plates", "headline": "title",
        "images": "plates", "intro": "introduction", "lang": "language",
        "motto": "epigraph", "preface": "foreword", "thanks": "acknowledgements",
        "outro": "closing", "photographer": "contributors", "photographs": "plates",
        "photos": "plates", "pictures": "plates", "size": "trim", "subject": "keywords",
        "summary": "standfirst", "tags": "keywords", "text": "introduction", "uuid": "identifier",
    },
    "plates": {
        "alt_text": "alt", "alttext": "alt", "author": "credit", "captions": "caption-at",
        "copyright": "rights",
        "crop": "focus", "file": "photo", "filename": "photo", "headline": "title",
        "image": "photo", "img": "photo", "longdesc": "description", "name": "id", "path": "photo",
        "photograph": "photo", "photographer": "credit", "picture": "photo", "place": "location",
        "src": "photo", "text": "caption",
    },
    "sections": {"introduction": "text", "photos": "plates", "images": "plates", "name": "title"},
    "contributors": {"file-as": "sort", "website": "url", "link": "url", "job": "role"},
    "links": {"text": "label", "title": "label", "name": "label", "href": "url", "link": "url"},
    "design": {
        "caption": "captions", "caption-at": "captions", "credit": "credits", "folio": "folios",
        "line": "hang", "list": "plate-list", "pages": "folios", "toc": "contents",
        "first": "open", "begin": "open", "title": "running-title",
    },
    "epigraph": {"author": "source", "quote": "text", "by": "source"},
    "foreword": {"by": "author", "source": "author", "name": "author"},
    "subjects": {"subject": "thema", "codes": "thema", "bic": "thema"},
    "isbn": {"ebook": "epub", "e-book": "epub", "pdf": "screen", "hardcover": "print",
             "paperback": "print", "book": "print"},
    "series": {"title": "name", "number": "position", "volume": "position"},
}  # fmt: skip


def to_mistakes(errors: Sequence[ErrorDetails], root: Node) -> Iterator[Mistake]:
    """Turn the model's errors into mistakes at their places.

    A misspelt key is one mistake: that the right one is missing is not reported too.
    """
    unknown = [error["loc"] for error in errors if error["type"] == "extra_forbidden"]
    guesses = {(*loc[:-1], _guess_key(loc)) for loc in unknown}
    for error in errors:
        if error["type"] != "missing" or error["loc"] not in guesses:
            yield word(error, root)


def word(error: ErrorDetails, root: Node) -> Mistake:
    """Turn one of the model's errors into a mistake at its place."""
    loc = error["loc"]
    if error["type"] == "extra_forbidden":
        entry = entry_at(root, loc)
        place = entry.key if entry else root
        message, fix = strange(loc) or comma(root, loc) or _unknown(loc)
    else:
        place = _place(root, loc)
        message, fix = _explain_misread(error["type"], place, loc) or _sentence(error, loc)
    return Mistake(place.line, place.column, message, fix)


def _explain_misread(kind: str, place: Node, loc: Loc) -> tuple[str, str] | None:
    """Explain a value of the wrong type that YAML made of a text or of a strange hyphen."""
    if kind == "list_type" and isinstance(place.value, dict):
        return strange((next(iter(place.value), ""),))
    text = place.value if isinstance(place.value, str) else ""
    if kind == "model_type" and (equals := re.fullmatch(r"([\w-]+)\s*=\s*(.*)", text)):
        return "a colon stands after a key, not “=”", f"Write: - {equals[1]}: {equals[2]}"
    return split(place, loc) if kind == "string_type" else None


def _place(root: Node, loc: Loc) -> Node:
    """Find where to point: at the value, at its key if it is empty, or at what lacks the key."""
    for end in range(len(loc), 0, -1):
        entry = entry_at(root, loc[:end])
        if entry:
            return entry.place
        node = node_at(root, loc[:end])
        if node:
            return node
    return root


def _sentence(error: ErrorDetails, loc: Loc) -> tuple[str, str]:
    """Choose the sentence and the hint for an error."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, InvalidValue):
        return f"{name(loc)}: {cause.message}", cause.fix
    if kind == "missing" or (value is None and isinstance(loc[-1], str)):
        return _missing_key(loc)
    if value is None:
        return f"{name(loc)} is empty", "Fill it in, or delete its hyphen."
    if kind in ("string_too_long", "too_long"):
        noun = "characters" if kind == "string_too_long" else "items"
        longest = context["max_length"]
        message = f"{name(loc)}: {len(value):,} {noun} are more than {longest:,}"
        return message, "Shorten it."
    if kind == "too_short":
        return f"{name(loc)}: the list is empty", f"For example: {_example(loc)}"
    if kind == "list_type":
        return f"{name(loc)}: a list is needed, and this is {what(value)}", _as_list(loc, value)
    if kind == "string_type":
        message = f"{name(loc)}: text is needed, and this is {what(value)}"
        return message, f"Put text that begins with [ or {{ in quotes. For example: {_example(loc)}"
    message = f"{name(loc)}: a mapping of keys is needed, and this is {what(value)}"
    return message, f"Write {_example(loc, value)}"


def _missing_key(loc: Loc) -> tuple[str, str]:
    """Describe a key that is needed and missing."""
    owner = name(loc[:-1]).removesuffix(", series") if len(loc) > 1 else "the story"
    owner = "the series" if loc[:-1] == ("series",) else owner
    return f"{owner} has no {loc[-1]}", f"For example: {_example(loc)}"


def _unknown(loc: Loc) -> tuple[str, str]:
    """Describe a key that is not known, and the one that was probably meant."""
    owner, keys = owner_of(loc)
    key = str(loc[-1])
    noun = NOUNS.get(owner, owner) if owner else "story"
    whose = f"{name(loc[:-1])}: {quote(key)} is not a key"
    message = whose if owner else f"{quote(key)} is not a key of a story"
    slip = nearest(key, keys.by_key(), _SLIP)
    if key not in _ALSO[owner] and not slip and (elsewhere := _owner_of_key(key)):
        return message, elsewhere
    if suggestion := _guess_key(loc):
        return message, f"Did you mean “{suggestion}”?"
    return message, f"The keys of a {noun} are {', '.join(keys.by_key())}."


#: How close a word is to a key that was surely meant: credits, credit.
_SLIP = 0.85


def _guess_key(loc: Loc) -> str | None:
    """Guess which key was meant by one that is not known."""
    owner, keys = owner_of(loc)
    key = str(loc[-1])
    forms = key.casefold(), key.casefold().replace(" ", "_"), key.casefold().replace(" ", "")
    also = next((_ALSO[owner][spelling] for spelling in forms if spelling in _ALSO[owner]), None)
    return also or nearest(key, keys.by_key())


def _owner_of_key(key: str) -> str | None:
    """Return where a key belongs that is known, but not here."""
    if key in StoryKeys.by_key():
        return f"“{key}” is a key of the story: begin its line in the first column."
    for owner, keys in PARTS.items():
        if key in keys.by_key():
            if owner == "design":
                return f"“{key}” is a key of design: indent it under it."
            return f"“{key}” is a key of a {NOUNS.get(owner, owner)}: indent it under one."
    return None


def _as_list(loc: Loc, value: object) -> str:
    """Return how to make a list of what stands there."""
    if loc[-1] == "keywords" and isinstance(value, str) and len(value) < 80:
        return f"Write keywords: [{value}]"
    return f"Write each item on a line of its own below it, with a hyphen: {_example((*loc, 0))}"


def _example(loc: Loc, user_value: object = None) -> str:
    """Write the model's example for a key as one writes it, with ``user_value`` if that fits."""
    value = _example_value(loc[:-1] if isinstance(loc[-1], int) else loc)
    if isinstance(loc[-1], int):
        item = value[0] if isinstance(value, list) else value
        return f"- {flow(_put_into_example(item, user_value))}"
    return f"{loc[-1]}: {flow(_put_into_example(value, user_value))}"


def _put_into_example(example: object, user_value: object) -> object:
    """Put a text that stands in the place of a mapping into the example."""
    if not isinstance(example, dict) or not isinstance(user_value, str):
        return example
    key = "url" if "url" in example and "://" in user_value else next(iter(example))
    return {**example, key: user_value}


def _example_value(loc: Loc) -> object:
    _, keys = owner_of(loc)
    return (keys.by_key()[str(loc[-1])].examples or [""])[0]


def flow(value: object) -> str:
    """Write a value as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    text = str(value)
    return as_yaml(text) if ", " in text or ": " in text else text
