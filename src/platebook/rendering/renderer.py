"""What a template may ask for, and the press that fills it.

A part is the same text for every medium. What differs (where a photograph's file is, how a page
is linked, whether a page marker is wanted) comes through the ``Shell`` that an edition brings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Protocol
from unicodedata import east_asian_width

from markupsafe import Markup, escape

from platebook import markdown
from platebook.book import Edition, Page, PageKind, contents, section_anchors
from platebook.i18n import Words, direction
from platebook.rendering.environment import environment, render
from platebook.rendering.phrases import Phrases, bare_identifier, blocks, phrase
from platebook.rendering.template_values import views_of, writable
from platebook.themes import Design

#: BudouX's models by language; Chinese by its script, and by the regions that write that one.
_MODELS = {"ja": "ja", "zh": "zh-hans"}
_TRADITIONAL = re.compile(r"(?i)zh-(?:.*-)?(?:hant|tw|hk|mo)\b")
#: Where the models go wrong: a number is one word, and a particle stands behind its own.
_DIGIT = "[0-9０-９〇零一二三四五六七八九十百千]"
_WITHIN = re.compile(f"(?<={_DIGIT})\n(?={_DIGIT})|\n(?=[的了着著过過们們](?:\n|$))")
#: A longer phrase, which may be a compound of many words, is parted wherever lines end.
_LONGEST = 10
_TAG = re.compile("(<[^>]*>)")


def heading(text: Markup, language: str, *, paper: bool) -> Markup:
    """Mark the phrases of a Chinese or Japanese title, an escaped text of one line.

    These scripts have no spaces, and lines may end behind nearly every character. BudouX, a small
    machine-learned model, finds the phrases. Browsers break at ``<wbr>`` alone where the style
    sheet says ``word-break: keep-all``; WeasyPrint knows neither, and keeps a span on one line.
    """
    if language.partition("-")[0].lower() not in _MODELS or "<" in text:
        return text
    phrases = [escape(phrase) for phrase in _split(text.unescape(), language)]
    if not paper:
        return Markup("<wbr/>").join(phrases)
    unbroken = Markup('<span class="phrase">{}</span>')
    return Markup("").join(
        unbroken.format(part) if len(part.unescape()) <= _LONGEST else part for part in phrases
    )


def headings(markup: Markup, language: str, *, paper: bool) -> Markup:
    """Mark the phrases of all texts in markup, as in a title."""
    return Markup("").join(
        Markup(part) if part.startswith("<") else heading(Markup(part), language, paper=paper)  # noqa: S704
        for part in _TAG.split(markup)
    )


@lru_cache(maxsize=64)
def _split(text: str, language: str) -> tuple[str, ...]:
    """Split a text of Chinese or Japanese into phrases; joined, they are the text."""
    import budoux

    traditional = _TRADITIONAL.match(language)
    parsers = {
        "ja": budoux.load_default_japanese_parser,
        "zh-hans": budoux.load_default_simplified_chinese_parser,
        "zh-hant": budoux.load_default_traditional_chinese_parser,
    }
    model = "zh-hant" if traditional else _MODELS[language.partition("-")[0].lower()]
    lines = "\n".join(parsers[model]().parse(text))
    lines = re.sub(r"\n?([^\S\n]+)\n?", r"\1\n", lines)  # Latin words are parted, too
    return tuple(filter(None, _WITHIN.sub("", lines).split("\n")))


_CAPTION_CLASSES = ((40, "cap-s"), (160, "cap-m"), (400, "cap-l"))
_GENERIC = ("serif", "sans-serif", "monospace")


class Shell(Protocol):
    """What differs between media: addresses, sizes and marks. Those who have no marks say none."""

    def href(self, page: Page) -> str:
        """Return the address of the page's photograph."""

    def thumbnail(self, page: Page) -> str:  # noqa: ARG002
        """Return the address of a small picture of the page's photograph; empty without one."""
        return ""

    def size(self, page: Page) -> tuple[int, int]:
        """Return how large the page's photograph is, in px wide × high."""

    def link(self, anchor: str) -> str | None:
        """Return a link to the page with this anchor; ``None`` if this edition has no such page."""

    def marker(self, page: Page) -> str:  # noqa: ARG002
        """Markup that marks where the printed page begins, or nothing."""
        return ""

    def marks(self, page: Page) -> Iterable[markdown.Mark]:  # noqa: ARG002
        """Marks for printed pages that begin inside the page's text."""
        return ()

    def arrangement(self, page: Page) -> str:  # noqa: ARG002
        """Class names for the way the page's photograph and caption are arranged, or nothing."""
        return ""

    def text(self, source: str) -> str:
        """Return a text as this edition can show it: without characters that XML forbids."""
        return writable(source)


class Renderer:
    """Fills parts and shells for one edition."""

    def __init__(
        self,
        design: Design,
        edition: Edition,
        words: Words,
        shell: Shell,
        fonts: Iterable[str] = (),
    ) -> None:
        self._shell = shell
        self._paper = edition.medium.paper
        self._language = edition.story.language
        self._direction = direction(self._language)
        self._views = views_of(edition.story)
        self._sections = section_anchors(edition.story)
        self._pages = {page.anchor: page for page in edition.pages}
        self._environment = environment(design)
        self._environment.filters |= self._filters()
        phrases = Phrases(edition, words, shell.text)
        names: dict[str, object] = {
            "edition": edition,
            "contents": lambda: tuple(contents(edition)),
            "story": edition.story,
            "words": words,
            "foreign": words.language if words.foreign else "",
            "direction": self._direction,
            "href": lambda page: shell.href(self._page(page)),
            "thumbnail": lambda page: shell.thumbnail(self._page(page)),
            "size": lambda page: shell.size(self._page(page)),
            "arrangement": lambda page: shell.arrangement(self._page(page)),
            "link": shell.link,
            "marker": lambda page: Markup(shell.marker(self._page(page))),  # noqa: S704  our own
            "marked": self._mark,
            "shape": lambda page: shape_of(shell.size(self._page(page))),
            "length": caption_class,
            **phrases.functions(),
            "plate_credit": lambda page: phrases.plate_credit(self._page(page).shown),
            "credits_at": phrases.credits_at,
            "fonts": tuple(fonts),
            "Kind": {kind.name: kind for kind in PageKind},
        }
        self._environment.globals |= self._template_values(names)

    def _filters(self) -> dict[str, Callable[..., object]]:
        """Return what a template may pass a text through, by name."""
        return {
            "standfirst": self._standfirst,
            "inline": lambda source: phrase(
                self._link(markdown.inline(self._shell.text(source))), self._direction
            ),
            "caption": self._through(markdown.caption),
            "block": self._through(markdown.block),
            # Never set in type: it keeps what a font lacks, and has no space that holds lines.
            "plain": markdown.plain,
            "clean": self._shell.text,
            "line": lambda text: phrase(self._shell.text(text), self._direction),
            "heading": self._heading,
            "identifier": bare_identifier,
            "address": markdown.printed_address,
            "opening": markdown.shorten,
            "fontstack": _font_stack,
        }

    def _heading(self, text: str) -> Markup:
        """Return a title, whose lines may end between phrases in scripts without spaces."""
        line = phrase(self._shell.text(text), self._direction)
        return heading(line, self._language, paper=self._paper)

    def part(self, page: Page) -> str:
        """Fill the part of one page: a fragment that is XML and HTML alike."""
        page = self._page(page)
        return self.render(f"parts/{page.kind}.xhtml.j2", {"page": page})

    def render(self, template: str, context: Mapping[str, object]) -> str:
        """Fill any template. Raises ThemeError."""
        return render(self._environment, template, self._template_values(context))

    def _template_values(self, values: Mapping[str, object]) -> dict[str, object]:
        """Return what a template is handed in place of ``values``."""
        return {name: self._views.of(value, name) for name, value in values.items()}

    def _page(self, page: Any) -> Page:  # noqa: ANN401  a page, or what a template gives as one
        """Return our page for the one that a template has. Raises LookupError for anything else."""
        try:
            return self._pages[page.anchor]
        except (AttributeError, KeyError):
            raise LookupError("no page of this edition was given") from None

    def _through(self, turn: Callable[[str], str]) -> Callable[[str], Markup]:
        return lambda source: self._link(turn(self._shell.text(source)))

    def _mark(self, page: Page, source: str) -> Markup:
        marks = self._shell.marks(self._page(page))
        return self._link(markdown.block(self._shell.text(source), marks))

    def _link(self, markup: str) -> Markup:
        """Resolve links to plates, and print addresses of others on paper; texts are escaped."""
        linked_markup = markdown.resolve_links(
            markup, lambda name: self._shell.link(self._sections.get(name, f"plate-{name}"))
        )
        visible_markup = markdown.with_addresses(linked_markup) if self._paper else linked_markup
        return Markup(blocks(visible_markup, self._direction))  # noqa: S704

    def _standfirst(self, source: str) -> Markup:
        """Turn Markdown into a paragraph of that class; more than one, or a list, into a div."""
        blocks = self._link(markdown.caption(self._shell.text(source)))
        blocks = headings(blocks, self._language, paper=self._paper)
        text = blocks.removeprefix("<p>").removesuffix("</p>")
        if len(text) + len("<p></p>") == len(blocks) and "<p>" not in text:
            return Markup('<p class="standfirst">{}</p>').format(text)
        return Markup('<div class="standfirst">{}</div>').format(blocks)


def shape_of(size: tuple[int, int]) -> str:
    """Return a photograph's shape for stylesheets: portrait, square, landscape or panorama."""
    ratio = size[0] / size[1]
    if ratio < 0.95:
        return "portrait"
    if ratio <= 1.05:
        return "square"
    return "landscape" if ratio < 2.2 else "panorama"


def caption_class(caption: str | None) -> str:
    """Return a caption's length for stylesheets: cap-0, cap-s, cap-m, cap-l or cap-xl.

    Chinese, Japanese and Korean characters are as wide as two Latin ones.
    """
    text = markdown.plain(caption) if caption else ""
    length = sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
    if not length:
        return "cap-0"
    return next((name for limit, name in _CAPTION_CLASSES if length <= limit), "cap-xl")


def _font_stack(families: Iterable[str]) -> Markup:
    """Write font families for CSS, quoted."""
    names = (family if family in _GENERIC else f'"{family}"' for family in families)
    return Markup(", ".join(names))  # noqa: S704  names of our own faces
