"""Reads stylesheets to rules: selectors, declarations, and under which conditions they hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from platebook.preflight.epub.styles import css
from platebook.preflight.epub.styles.css import Token, Tokens

#: Blocks in blocks, selectors of a rule and rules of a sheet that are read.
_DEPTH, _MOST_SELECTORS, _MOST_RULES = 16, 200, 5_000
#: Combinators of a selector; those of books have four at most, or five.
_MOST_COMBINATORS = 12
#: At-rules of animations; the prefixes are those of old readers.
_KEYFRAMES = ("keyframes", "-webkit-keyframes", "-moz-keyframes")


@dataclass(frozen=True, slots=True)
class Declaration:
    """A property in small letters, its value, and whether it is ``!important``."""

    name: str
    value: Tokens
    important: bool = False


@dataclass(frozen=True, slots=True)
class StyleRule:
    """Declarations for what the selectors match; ``media`` are queries that all must hold.

    ``costly``: its selectors look at many other elements, for each that they may match.
    ``unsure``: they have pseudo-classes that are not known, and may match less than is said here.
    """

    selectors: tuple[Token, ...]
    declarations: tuple[Declaration, ...]
    media: tuple[Tokens, ...] = ()
    layer: str = ""
    costly: bool = False
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Import:
    """A stylesheet that another one takes in."""

    href: str
    media: Tokens = ()
    layer: str = ""


#: Steps of an animation: when, from 0 to 1, and what is declared then.
Frames = tuple[tuple[float, tuple[Declaration, ...]], ...]


@dataclass(slots=True)
class StyleSheet:
    """A stylesheet. ``names`` are the ids and attributes that its selectors ask for.

    ``whole`` is false where some of it was too much to read.
    """

    rules: list[StyleRule] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
    frames: dict[str, Frames] = field(default_factory=dict)
    layers: dict[str, None] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    features: set[str] = field(default_factory=set)
    whole: bool = True


def read_sheet(css: str) -> StyleSheet:
    """Read a stylesheet; what makes no sense is skipped, as readers do."""
    from tinycss2 import parse_stylesheet

    sheet = StyleSheet()
    try:
        nodes = parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
        _Reader(sheet).read(nodes, _Place())
    except (RecursionError, ValueError):
        return StyleSheet(whole=False)
    return sheet


def read_style(css: str) -> tuple[Declaration, ...]:
    """Read a ``style`` attribute."""
    from tinycss2 import parse_blocks_contents

    try:
        nodes = parse_blocks_contents(css, skip_comments=True, skip_whitespace=True)
    except (RecursionError, ValueError):
        return ()
    return tuple(_declarations(nodes))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a rule stands: under which queries, in which layer, inside which rule."""

    media: tuple[Tokens, ...] = ()
    layer: str = ""
    parent: Tokens = ()
    depth: int = 0
    unsure: bool = False


class _Reader:
    def __init__(self, sheet: StyleSheet) -> None:
        self._sheet, self._spaces = sheet, dict[str, str]()

    def read(self, nodes: list[Token], place: _Place) -> None:
        """Read rules one after the other."""
        for node in nodes:
            if place.depth > _DEPTH or len(self._sheet.rules) >= _MOST_RULES:
                self._sheet.whole = False
                return
            if node.type == "qualified-rule":
                self._style(node.prelude, node.content, place)
            elif node.type == "at-rule":
                self._at(node, place)

    def _at(self, node: Token, place: _Place) -> None:
        name, deeper = node.lower_at_keyword, replace(place, depth=place.depth + 1)
        if name == "import":
            self._import(node)
        elif name == "namespace":
            self._namespace(css.plain(node.prelude))
        elif name == "layer":
            names = [place.layer + part for part in _layers(node.prelude)]
            self._sheet.layers |= dict.fromkeys(names)
            if node.content is not None and len(names) == 1:
                self._inside(node, replace(deeper, layer=names[0]))
        elif node.content is None:
            return
        elif name in _KEYFRAMES:
            name_tokens = css.plain(node.prelude)[:1]
            has_name = name_tokens and name_tokens[0].type in ("ident", "string")
            self._sheet.frames[str(name_tokens[0].value) if has_name else ""] = tuple(
                _frames(node.content)
            )
        elif name == "media":
            self._sheet.features |= {ident.lower() for ident in idents(node.prelude)}
            self._inside(node, replace(deeper, media=(*place.media, node.prelude)))
        elif name in ("container", "scope", "supports"):
            self._condition(name, node, deeper)

    def _condition(self, name: str, node: Token, place: _Place) -> None:
        """Read what holds in a part of the page, or for readers that know something."""
        from tinycss2 import parse_rule_list

        if name == "supports" and css.is_supported(node.prelude):
            self._inside(node, place)
        elif name == "container":  # about as wide as the page
            query = css.plain(node.prelude)
            has_name = css.word(query[:1]) not in ("", "not")
            self._sheet.features |= {ident.lower() for ident in idents(node.prelude)}
            media = (*place.media, query[1:] if has_name else query)
            self._inside(node, replace(place, media=media))
        elif name == "scope" and not place.parent:
            roots = [token for token in node.prelude if token.type == "() block"]
            rules = parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            parent = tuple(roots[0].content) if roots else ()
            # A second one says where the scope ends.
            self.read(rules, replace(place, parent=parent, unsure=len(roots) > 1))

    def _inside(self, node: Token, place: _Place) -> None:
        """Read a block: of rules, or inside of a rule of declarations too (CSS Nesting)."""
        from tinycss2 import parse_rule_list

        if place.parent:
            self._style(place.parent, node.content, replace(place, parent=()))
            return
        self.read(parse_rule_list(node.content, skip_comments=True, skip_whitespace=True), place)

    def _style(self, prelude: Tokens, content: list[Token], place: _Place) -> None:
        from tinycss2 import parse_blocks_contents

        if place.parent:
            prelude = _nest(place.parent, prelude)
        nodes = parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
        if declarations := tuple(_declarations(nodes)):
            selectors, unsure = self._compile(prelude)
            many = len(selectors) > _MOST_SELECTORS or _combinators(prelude) > _MOST_COMBINATORS
            self._sheet.whole = self._sheet.whole and not many
            self._sheet.rules.append(
                StyleRule(
                    () if many else selectors,
                    declarations,
                    place.media,
                    place.layer,
                    _is_costly(prelude, 0),
                    unsure or place.unsure,
                )
            )
            self._sheet.names |= set(_names(prelude, 0))
        inner = [node for node in nodes if node.type in ("qualified-rule", "at-rule")]
        self.read(inner, replace(place, parent=prelude, depth=place.depth + 1))

    def _compile(self, prelude: Tokens) -> tuple[tuple[Token, ...], bool]:
        """Return selectors, and whether pseudo-classes that are not known were left out."""
        from cssselect2 import SelectorError, compile_selector_list

        odd = (SelectorError, RecursionError, ValueError, IndexError, KeyError, TypeError)
        for unsure, tokens in enumerate((list(prelude), _without_pseudo_classes(prelude))):
            try:
                return tuple(compile_selector_list(tokens, self._spaces)), bool(unsure)
            except odd:
                continue
        return (), False

    def _import(self, node: Token) -> None:
        tokens = css.plain(node.prelude)
        if not tokens:
            return
        first, rest, layer = tokens[0], tokens[1:], ""
        if first.type == "function" and first.lower_name == "url":
            first = next(
                (argument for argument in first.arguments if argument.type == "string"), first
            )
        if first.type not in ("url", "string"):
            return
        if rest and "layer" in (css.word(rest[:1]), getattr(rest[0], "lower_name", "")):
            layer = next(iter(_layers(getattr(rest[0], "arguments", []))), "import") + "."
            rest = rest[1:]
        if rest and getattr(rest[0], "lower_name", "") == "supports":
            rest = rest[1:]
        self._sheet.features |= {ident.lower() for ident in idents(rest)}
        self._sheet.imports.append(Import(first.value, tuple(rest), layer))

    def _namespace(self, tokens: list[Token]) -> None:
        url = next((token.value for token in tokens if token.type in ("string", "url")), None)
        prefix = tokens[0].value if tokens and tokens[0].type == "ident" else None
        if url is not None and prefix:
            self._spaces[prefix] = url


def _without_pseudo_classes(prelude: Tokens) -> list[Token]:
    """Let every pseudo-class hold."""
    from tinycss2 import parse_component_value_list

    result: list[Token] = []
    colons = 0
    for token in prelude:
        if colons == 1 and token.type in ("ident", "function"):
            result[-1:] = parse_component_value_list(":not(:hover)")
        else:
            result.append(token)
        is_colon = token.type == "literal" and token.value == ":"
        colons = colons + 1 if is_colon else 0
    return result


def _combinators(prelude: Tokens) -> int:
    """Count the combinators of the longest selector: each may mean a walk to the root."""
    highest = count = 0
    between = True  # a space beside a comma or another combinator is none
    for token in prelude:
        is_sign = token in (">", "~", "+")
        if token.type == "whitespace":
            count += not between
        elif is_sign:
            count += not (between and count)
        elif token in (",",):
            count, is_sign = 0, True
        between = is_sign or token.type == "whitespace"
        highest = max(highest, count)
    return highest


def _is_costly(tokens: Tokens, depth: int) -> bool:
    """Return whether a selector has ``:has()``, ``~`` or counts elements of a type."""
    for token in tokens:
        if token in ("~",):
            return True
        name = getattr(token, "lower_name", "") if token.type == "function" else ""
        if name == "has" or name.endswith("of-type") or (name and depth > _DEPTH):
            return True
        if name and _is_costly(token.arguments, depth + 1):
            return True
    return False


def _declarations(nodes: list[Token]) -> Iterator[Declaration]:
    for node in nodes:
        if node.type == "declaration":
            name = node.name if node.name.startswith("--") else node.lower_name
            yield Declaration(name, tuple(node.value), node.important)


def _nest(parent: Tokens, prelude: Tokens) -> Tokens:
    """Put the rule around it in the place of ``&``, or before the selector."""
    from tinycss2 import parse_component_value_list, serialize

    outer = f":is({serialize(parent)})"
    parts = (part.strip() for part in serialize(prelude).split(","))
    whole = (part.replace("&", outer) if "&" in part else f"{outer} {part}" for part in parts)
    return tuple(parse_component_value_list(",".join(whole)))


def _layers(prelude: Tokens) -> Iterator[str]:
    """Yield the names of layers, each with a dot behind; ``anonymous`` where there is none."""
    for part in css.split_commas(prelude):
        name = "".join(token.value for token in part if token.type in ("ident", "literal"))
        yield f"{name or 'anonymous'}."


def _frames(content: list[Token]) -> Iterator[tuple[float, tuple[Declaration, ...]]]:
    """Yield the steps of an animation, in their order in time."""
    from tinycss2 import parse_blocks_contents, parse_rule_list

    steps, ends = [], {"from": 0.0, "to": 1.0}
    for rule in parse_rule_list(content, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            declarations = tuple(
                _declarations(parse_blocks_contents(rule.content, skip_comments=True))
            )
            for token in css.plain(rule.prelude):
                part = token.type == "percentage"
                if part or css.word([token]) in ends:
                    steps.append(
                        (token.value / 100 if part else ends[css.word([token])], declarations)
                    )
    yield from sorted(steps, key=lambda step: step[0])


def idents(tokens: Tokens, depth: int = 0) -> Iterator[str]:
    """Yield the words of a condition."""
    for token in tokens:
        if token.type == "ident":
            yield token.value
        elif token.type == "() block" and depth < _DEPTH:
            yield from idents(token.content, depth + 1)


def _names(tokens: Tokens, depth: int) -> Iterator[str]:
    """Yield ids, and names of attributes, that a selector asks for."""
    for token in tokens:
        if token.type == "hash":
            yield f"#{token.value}"
        elif token.type == "[] block":
            yield from (
                name_token.lower_value
                for name_token in token.content[:4]
                if name_token.type == "ident"
            )
        elif token.type == "function" and depth < _DEPTH:
            yield from ("lang", "dir") if token.lower_name in ("lang", "dir") else ()
            yield from _names(token.arguments, depth + 1)
