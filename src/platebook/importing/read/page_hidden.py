"""Takes out of a page what its author deleted or hid, and editors' comments of a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from platebook.importing.read import dom
from platebook.importing.read.dom import Element

#: Declarations that hide: in pages, and in those that Word saves, of comments too.
_UNSEEN = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|opacity:[0.]+%?(?=;|$)|"
    r"(?:left|top|text-indent):-\d{4}|clip:rect\([01]|clip-path:inset\((?:50|100)%)"
)
_FLAT = re.compile(r"(?:^|;)(?:max-)?height:0(?:px)?(?=;|$)")
_NO_SIZE = re.compile(r"(?:^|;)font-size:0(?:px|em|rem|pt|%)?(?=;|$)")
#: What a script shows when the page is scrolled to it: it is moved or faded in.
_FADES_IN = re.compile(r"(?:^|;)(?:transform|transition|animation|will-change)[\w-]*:(?!none)")
_OF_WORD = re.compile(r"mso-hide:all|mso-element:comment|mso-special-character:comment")
_WORD_COMMENT = re.compile(r"(?:^|\s)mso(?:com|CommentReference)", re.IGNORECASE)
#: Marks of comments in pages of Google Docs, and the comments below the text.
_GOOGLE_MARK, _GOOGLE_COMMENT = re.compile(r"cmnt_ref\d+"), re.compile(r"cmnt\d+")
_UNSEEN_ANYWHERE = re.compile(
    r"none|hidden|collapse|opacity|-\d{4}|rect|inset|height|font-size", re.IGNORECASE
)
#: Letters of a part that is hidden until a reader opens it: an article that goes on.
_LONG = 400
_KEPT = {"html", "body", "main", "article", "figure", "figcaption", *dom.NO_TEXT} - {"object"}


#: Characters of style sheets that are read; the share of a page's text that is not hidden for good.
_SHEETS, _MUCH = 2_000_000, 0.5
_HIDES = "the page hides it"
_FALLBACK = "it is shown only where the object that it stands in cannot be"


def refer(root: Element) -> None:
    """Write the captions that a gallery names by their ids, ``data-sub-html="#a"``, in place."""
    for element in [*root.iter()]:
        name = element.get("data-sub-html") or "" if isinstance(element.tag, str) else ""
        if (
            re.fullmatch(r"#[\w-]+", name)
            and (target := root.find(f".//*[@id='{name[1:]}']")) is not None
        ):
            element.set("data-sub-html", dom.plain(target))
            target.drop_tree()


def take(root: Element) -> Iterator[tuple[str, str]]:
    """Take out elements, and yield the text of each with the reason.

    Where a page hides most of its text, a script shows that, and nothing of it is taken.
    """
    cells: dict[Element, bool] = {}
    styles = _styles(root)
    reasons: dict[Element, str] = {}
    for element in root.iter():
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        if any(parent in reasons for parent in element.iterancestors()):
            continue
        if reason := _reason(element, styles, cells):
            reasons[element] = reason
    hidden = sum(len(element.text_content()) for element in reasons if reasons[element] is _HIDES)
    keeps = hidden > len(root.text_content()) * _MUCH
    for element, reason in reasons.items():
        if keeps and reason is _HIDES:
            continue
        target = _comment_of(element)
        text = " ".join(target.text_content().split())
        target.drop_tree()
        if text and not re.fullmatch(r"\[\w+\]", text):
            yield text, reason


def _styles(root: Element) -> Mapping[Element, str]:
    """Return the declarations of every element that has some: of style sheets, then its own."""
    sheets = "\n".join(style.text or "" for style in root.iter("style"))[:_SHEETS]
    by_rule = _match_rules(root, sheets) if _UNSEEN_ANYWHERE.search(sheets) else {}
    own = {
        element: _bare(element.get("style") or "")
        for element in root.iter()
        if element.get("style")
    }
    return {
        element: _last(f"{by_rule.get(element, '')};{own.get(element, '')}")
        for element in {**by_rule, **own}
    }


def _match_rules(root: Element, sheets: str) -> Mapping[Element, str]:
    """Return what the style sheets of a page say of each element, the strongest last."""
    import cssselect2
    import tinycss2

    matcher = cssselect2.Matcher()
    for rule in tinycss2.parse_stylesheet(sheets, skip_comments=True, skip_whitespace=True):
        declarations = (
            _bare(tinycss2.serialize(rule.content)) if rule.type == "qualified-rule" else ""
        )
        if not declarations:
            continue
        try:
            selectors = cssselect2.compile_selector_list(rule.prelude)
        except cssselect2.SelectorError:
            continue
        for selector in selectors:
            if selector.pseudo_element is None:
                matcher.add_selector(selector, declarations)
    wrapper = cssselect2.ElementWrapper.from_html_root(root)
    return {
        node.etree_element: ";".join(declarations for _, _, _, declarations in matches)
        for node in wrapper.iter_subtree()
        if (matches := matcher.match(node))
    }


def _bare(style: str) -> str:
    return re.sub(r"\s|/\*.*?\*/", "", style, flags=re.DOTALL).lower()


def _last(style: str) -> str:
    """Keep of the declarations of one property the last, or the last that is important."""
    values: dict[str, str] = {}
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        if value and (
            value.endswith("!important") or not values.get(name, "").endswith("!important")
        ):
            values[name] = value
    return ";".join(f"{name}:{value.removesuffix('!important')}" for name, value in values.items())


def _reason(element: Element, styles: Mapping[Element, str], cells: dict[Element, bool]) -> str:
    style = styles.get(element, "")
    names = element.get("id") or ""
    if element.tag == "del":
        return "it is deleted there"
    is_comment = _WORD_COMMENT.search(element.get("class") or "") or "mso-element:comment" in style
    if element.tag == "a" and (_GOOGLE_MARK.fullmatch(names) or _GOOGLE_COMMENT.fullmatch(names)):
        is_comment = "#cmnt" in (element.get("href") or "")
    if is_comment:
        return "it is an editor’s comment"
    if element.tag == "object" and _is_small(element, cells):
        return _FALLBACK
    hides = (
        element.get("hidden") is not None or element.tag == "noscript" or _is_unseen(element, style)
    )
    return _HIDES if _OF_WORD.search(style) or (hides and _is_small(element, cells)) else ""


def _is_unseen(element: Element, style: str) -> bool:
    """Return whether declarations hide an element for good."""
    if match := _UNSEEN.search(style):
        return "opacity" not in match[0] or _FADES_IN.search(style) is None
    flat = _FLAT.search(style) is not None and "overflow:hidden" in style
    return flat or (_NO_SIZE.search(style) is not None and not len(element))


def _comment_of(element: Element) -> Element:
    """Return the block of a comment that begins with this link, or the element itself."""
    block = element.getparent()
    if (
        element.tag != "a"
        or block is None
        or not _GOOGLE_COMMENT.fullmatch(element.get("id") or "")
    ):
        return element
    above = block.getparent()
    return above if above is not None and above.tag == "div" and above[0] is block else block


def _is_small(element: Element, cells: dict[Element, bool]) -> bool:
    """Return whether a hidden part is none that a reader opens: with photographs, captions, text.

    Hidden facts for search engines are read as such.
    """
    if element.tag in _KEPT or len(element.text_content()) > _LONG:
        return False
    if any(node.get("itemprop") or node.tag in ("img", "picture") for node in element.iter()):
        return False
    above = [element, *islice(element.iterancestors(), 3)]
    return not any(
        node.tag in ("figure", "figcaption")
        or dom.CAPTION.search(dom.names_of(node))
        or (node is not element and _is_cell(node, cells))
        for node in above
    )


def _is_cell(node: Element, cells: dict[Element, bool]) -> bool:
    """Return whether an element holds one photograph with few words."""
    if node not in cells:
        is_single = len([*islice(node.iter("img"), 2)]) == 1
        cells[node] = is_single and len(node.text_content()) < 2 * _LONG
    return cells[node]
