"""Functions on the tree of a web page: class words, boilerplate, inline markup as Markdown.

Markup is never copied: what leaves here is text, with emphasis and links written as Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from lxml import etree, html

from platebook import markdown
from platebook.importing.plain_text import clean, fold

Element = html.HtmlElement

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog"),
    *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr"),
    *("li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot"),
    *("th", "thead", "tr", "ul", "caption", "hgroup", "picture", "noscript", *HEADINGS),
}
#: Elements that hold no text of an article.
NO_TEXT = {
    *("script", "style", "template", "iframe", "svg", "embed", "audio", "video"),
    *("canvas", "head", "title", "meta", "link", "button", "select", "input", "textarea"),
    *("option", "map", "progress", "datalist", "math", "source", "track", "base", "param"),
}
_HEAD = {"title", "meta", "link", "style", "script", "base", "noscript", "template"}
_BOILERPLATE_TAGS = {"nav", "form", "dialog", "footer", "aside"}
_ROLES = {
    *("navigation", "search", "complementary", "contentinfo", "dialog", "alert", "menu"),
    "toolbar",
}
#: Class words of boilerplate; ``_WEAK`` ones do not count on elements that hold photographs.
_STRONG = {
    *("advert", "advertisement", "promo", "newsletter", "signup", "subscribe", "subscription"),
    *("related", "recommend", "recommended", "recommendation", "recommendations", "mostread"),
    *("popular", "trending", "comments", "disqus", "breadcrumb", "breadcrumbs", "cookie"),
    *("consent", "paywall", "outbrain", "taboola", "sidebar", "sponsored", "upsell", "donate"),
    *("respond", "readnext", "morefrom", "jp-relatedposts", "relatedposts", "navbox", "catlinks"),
    *("masthead", "regwall", "piano", "cloned", "clone", "duplicate", "teaser", "teasers"),
    *("upnext", "reflist", "mw-jump-link", "siteSub", "signupcard", "moreon", "morestories"),
}
_WEAK = {
    *("meta", "metadata", "kicker", "eyebrow", "overline", "dachzeile", "category", "categories"),
    *("teilen", "drucken", "kommentare", "werbung", "anzeige", "partager", "publicite"),
    *("compartir", "ad", "ads", "share", "sharing", "sharedaddy", "social", "follow", "nav"),
    *("navigation", "navbar", "footer", "sticky", "tag", "tags", "tagged", "print", "widget"),
    *("toolbar", "menu", "popup", "modal", "banner", "sponsor", "rss", "skip", "pagination"),
    *("pager", "comment", "tools", "notification", "prompt", "tooltip", "reactions", "likes"),
    *("avatar", "bio", "authorbox", "editsection", "noprint", "toc", "hatnote", "hint", "hints"),
    *("rating", "ratings", "rater", "votes", "voting", "poll", "playlist", "nowplaying"),
    *("buttons", "screen-reader-text", "sr-only", "visually-hidden"),
}
_NEGATED = {"no", "has", "with", "without", "not", "hide", "hidden", "is", "enabled", "disabled"}
CAPTION = re.compile(
    r"caption|gallerytext|cutline|legend(?!ary)|bildunterschrift|bildtext|didascalia|bijschrift|"
    r"pie-?de-?foto|photo-?(?:text|desc)|image-?(?:text|desc|meta)|e-image__meta",
    re.IGNORECASE,
)
CREDIT = re.compile(
    r"credit|photographer|attribution|image-?source|photo-?source|copyright|bildnachweis|"
    r"(?:^|[\s_-])source(?:$|[\s_-])|fotograf|crédit|(?:^|[\s_-])courtesy",
    re.IGNORECASE,
)
_WHOLE = {"html", "body", "main", "article", "figure"}
_LINK_SHARE, _ONLY_LINKS = 0.7, 0.9


def words(element: Element) -> set[str]:
    """Return the words of an element's class and id, each as written and divided at hyphens."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}".split()
    return {word for name in [*names, *data_names(element)] for word in words_of(name)}


def words_of(name: str) -> set[str]:
    """Return the words of one class, as written and divided at hyphens, but for negated ones."""
    hyphenated = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()
    parts = [part for part in re.split(r"[-_.]+", hyphenated) if part]
    if parts and parts[0] in _NEGATED:
        return {name.lower()}
    return {name.lower(), *parts, *("".join(pair) for pair in pairwise(parts))}


def names_of(element: Element) -> str:
    """Return an element's class, id and roles as one text, to search for words in."""
    keys = ("class", "id", "itemprop", "data-testid", "data-component", "rel")
    return " ".join(filter(None, (element.get(key) for key in keys)))


def labels_of(element: Element) -> str:
    """Return what an element is called anywhere, its words divided at capitals and hyphens."""
    labels = " ".join([names_of(element), *data_names(element)])
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_+|-+", "-", labels)


def data_names(element: Element) -> Iterator[str]:
    """Yield the values of an element's data attributes that name what it is."""
    for key, value in element.attrib.items():
        if str(key).startswith("data-") and re.fullmatch(r"[A-Za-z][\w.-]{2,80}", str(value)):
            yield str(value)


def boilerplate_reason(element: Element, *, photographs: bool) -> str:
    """Return why an element is boilerplate by its tag, role or class; empty where it is none."""
    tag = element.tag
    if tag in _WHOLE or not isinstance(tag, str):
        return ""
    if tag in _BOILERPLATE_TAGS and not (photographs and tag != "nav" and _is_gallery(element)):
        return f"it stands in <{tag}>"
    role = (element.get("role") or "").lower()
    if role in _ROLES and not photographs:
        return f"its role is {role}"
    own = words(element)
    if CAPTION.search(names_of(element)) or CREDIT.search(names_of(element)):
        own &= _STRONG
    if reasons := sorted(own & (_STRONG if photographs else _STRONG | _WEAK)):
        return f"its class says “{reasons[0]}”"
    return ""


def _is_gallery(element: Element) -> bool:
    """Return whether an element has captions, and hardly more links than that."""
    captions = len(element.findall(".//figcaption"))
    links = sum(bool(plain(link)) for link in element.iterfind(".//a[@href]"))
    return captions > 0 and links <= max(captions, 2)


def is_link_list(element: Element) -> bool:
    """Return whether an element is a list of links: nearly all of its text is in several."""
    links = [link for link in element.iterfind(".//a[@href]") if plain(link)]
    if not links or element.tag in HEADINGS:
        return False
    if len(links) < 3:
        return element.tag in ("ul", "ol") and linked_share(element) > _ONLY_LINKS
    return linked_share(element) > _LINK_SHARE


def is_control(element: Element) -> bool:
    """Return whether an element is a list of controls: all its links lead nowhere."""
    links = [link.get("href") or "#" for link in element.iterfind(".//a")]
    nowhere = [link for link in links if re.match(r"\s*(?:#?$|javascript:)", link)]
    return element.tag in ("ul", "ol") and len(links) > 1 and len(nowhere) == len(links)


def linked_share(element: Element) -> float:
    """Return the share of an element's text that stands in links, 0 to 1."""
    whole = len(fold(element.text_content()))
    links = element.findall(".//a[@href]")
    link_length = sum(len(fold(link.text_content())) for link in links)
    return link_length / whole if whole else 0.0


def plain(element: Element, skip: frozenset[Element] = frozenset()) -> str:
    """Return an element's text on one line, without that of elements that are skipped."""
    return " ".join(clean("".join(_texts(element, skip))).split())


def _texts(element: Element, skip: frozenset[Element]) -> Iterator[str]:
    if element.tag in NO_TEXT or not isinstance(element.tag, str) or element in skip:
        return
    yield element.text or ""
    for child in element:
        block = child.tag in BLOCKS or child.tag == "br"
        yield " " if block else ""
        yield from _texts(child, skip)
        yield " " if block else ""
        yield child.tail or ""


def inline(element: Element, skip: frozenset[Element] = frozenset()) -> str:
    """Return an element's content as Markdown; ``br`` is a line end, blocks are divided by two."""
    if element.tag in NO_TEXT or not isinstance(element.tag, str) or element in skip:
        return ""
    parts = [escape(element.text)]
    for child in element:
        parts += [inline_of(child, skip), escape(child.tail)]
    return "".join(parts)


def inline_of(element: Element, skip: frozenset[Element] = frozenset()) -> str:
    """Return an element as Markdown: its content with the signs of its own tag."""
    return _mark(element, inline(element, skip))


def _mark(element: Element, content: str) -> str:
    """Put Markdown's signs round the content of an inline element."""
    tag = element.tag
    if tag == "br":
        return "\n"
    if tag in BLOCKS:
        return f"\n\n{content}\n\n"
    text = content.strip()
    if not text or "\n\n" in text:
        return content
    before, after = (
        content[: len(content) - len(content.lstrip())],
        content[len(content.rstrip()) :],
    )
    style = (element.get("style") or "").replace(" ", "").lower()
    if tag in ("strong", "b") or re.search(r"font-weight:(?:bold|[6-9]00)", style):
        return f"{before}{emphasise(text, '**')}{after}"
    if tag in ("em", "i", "cite") or "font-style:italic" in style:
        return f"{before}{emphasise(text, '*')}{after}"
    if tag == "a" and (address := link(element.get("href") or "")):
        return f"{before}[{text}]({address}){after}"
    return content


def emphasise(text: str, sign: str) -> str:
    """Emphasise a text, unless Markdown would not read the signs as that."""
    if text.startswith("*") or text.endswith("*") or "\n" in text:
        return text
    markup = f"{sign}{text}{sign}"
    return markup if markdown.plain(markup).strip() == markdown.plain(text).strip() else text


def link(address: str) -> str:
    """Return a link's address as a book can lead to it; empty for any other."""
    address = address.strip()
    whole = re.fullmatch(r"(?:https?://|mailto:)[^\s<>()\"'\\]{3,1900}", address, re.IGNORECASE)
    return address if whole and markdown.is_link(markdown.normalize_address(address)) else ""


def escape(text: str | None) -> str:
    """Write a text node as Markdown: spaces collapsed, signs escaped where they mean something."""
    if not text:
        return ""
    flat = re.sub(r"\s+", " ", clean(text))
    if not re.search(r"[\\*_`\[\]<>&#~]|^\s*(?:[-+]|\d+[.)])\s", flat):
        return flat
    bare = flat.strip()
    if markdown.plain(bare) == bare:
        return flat
    start = " " if flat[:1] == " " else ""
    return f"{start}{markdown.quote(bare)}{' ' if flat[-1:] == ' ' and bare else ''}"


def paragraphs(source: str) -> list[str]:
    """Divide Markdown of ``inline`` into paragraphs, each on one line."""
    blocks = []
    for part in re.split(r"\n\s*\n", source):
        lines = [" ".join(line.split()) for line in part.split("\n")]
        text = " ".join(line for line in lines if line)
        if re.sub(r"[\W_]", "", text):
            blocks.append(text)
    return blocks


def parse(text: str) -> Element:
    """Parse a page. Raises ValueError where there is nothing in it, or it is nested too deeply."""
    # Without ``huge_tree`` nothing is left below 256 elements, as many as tags that are not closed.
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).replace("\0", "")
    root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    if root is None:
        raise ValueError("there is nothing in it")
    if any("xcessive depth" in entry.message for entry in parser.error_log):
        raise ValueError("its elements are nested too deeply")
    _move_out_of_head(root)
    for element in [*root.iter("source", "track", "wbr", "embed", "keygen")]:
        _empty(element)
    return root


def _move_out_of_head(root: Element) -> None:
    """Move content out of the head: the parser leaves it there where a page has no body tag."""
    head = root.find("head")
    strays = [] if head is None else [child for child in head if child.tag not in _HEAD]
    if not strays:
        return
    body = root.find("body")
    if body is None:
        body = root.makeelement("body", {})
        root.append(body)
    for place, element in enumerate(strays):
        body.insert(place, element)


def _empty(element: Element) -> None:
    """Move what follows an empty element out of it: the parser does not know that it is one."""
    parent = element.getparent()
    if parent is None or (not len(element) and not element.text):
        return
    at = parent.index(element) + 1
    tail, element.tail = element.tail, element.text
    element.text = None
    last = element
    for offset, child in enumerate([*element]):
        parent.insert(at + offset, child)
        last = child
    last.tail = f"{last.tail or ''}{tail or ''}"
