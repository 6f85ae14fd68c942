"""Would catch CSS that hides, moves or fades what a book is read for, and styles blamed wrongly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from platebook.errors import Finding
from platebook.preflight.epub import document_checks, read_epub
from platebook.preflight.epub.epub_facts import EpubBook
from tests.preflight import ebooks
from tests.preflight.ebooks import NAV, Ebook, document

CSS = "EPUB/styles/more.css"
PLATE = document(1)
KEYS = "@keyframes k { from { opacity: 1 } to { opacity: 0 } }"
SLIDE = "@keyframes k { to { transform: translateX(9px) } }"
CALM = "@media (prefers-reduced-motion: reduce) { p { animation: none } }"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Ebook:
    return ebooks.clean(tmp_path_factory.mktemp("sound"))


@pytest.fixture(scope="module")
def judged(
    sound: Ebook, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], set[str]]:
    """Return what is found of each case: one book has all of them, a document and a sheet each."""
    book = copy(sound)
    names = {}
    for number, (wanted, name, css) in enumerate(
        (wanted, name, css) for wanted, cases in CASES.items() for name, css in cases.items()
    ):
        sheet, text = f"EPUB/styles/{number}.css", f"EPUB/text/case-{number}.xhtml"
        book.files[sheet], book.files[text] = css.encode(), book.files[PLATE]
        link = f'<link rel="stylesheet" href="../styles/{number}.css"/></head>'
        book.change(text, "</head>", link)
        book.list(text, "application/xhtml+xml")
        names[text] = wanted, name
    read = read_epub.read(book.save(tmp_path_factory.mktemp("cases") / "book.epub"), "book.epub")
    return {
        case: {f"{each.severity} {each.code}" for each in of_styles(alone(read, text))}
        for text, case in names.items()
    }


def alone(book: EpubBook, name: str) -> EpubBook:
    """Return a book that has this document alone."""
    documents = {name: book.documents[name]}
    return replace(book, documents=documents, package=replace(book.package, spine=(name,)))


def of_styles(book: EpubBook) -> tuple[Finding, ...]:
    return (*document_checks.styles(book), *document_checks.find_hidden(book))


def styled(book: Ebook, css: str) -> None:
    """Add a sheet to the first plate's document."""
    book.files[CSS] = css.encode()
    book.list(CSS, "text/css")
    book.change(PLATE, "</head>", '<link rel="stylesheet" href="../styles/more.css"/></head>')


def found(book: Ebook, folder: Path) -> list[str]:
    findings = ebooks.inspected(book.save(folder / "book.epub")).findings
    ours = ("E073", "E090", "E091", "E092", "E093", "E096", "X005")
    return [f"{each.severity} {each.code}" for each in findings if each.code in ours]


def copy(book: Ebook) -> Ebook:
    return Ebook(dict(book.files))


#: What is hidden, by CSS of its own sheet.
HIDDEN = {
    "display": "figure.plate { display: none }",
    "ancestor": "body { display: none }",
    "important": "figure { display: none !important } figure.plate { display: block }",
    "visibility": "img { visibility: hidden }",
    "visibility above": "figure { visibility: collapse }",
    "opacity": "figure img { opacity: .05 }",
    "opacities": "body { opacity: 20% } figure { opacity: .2 }",
    "filter": "img { filter: opacity(0) }",
    "size": "figure.plate img { width: 0; max-width: none }",
    "max-height": "figure.plate img { max-height: 0 !important; min-height: 0 !important }",
    "zero box": "figure.plate { min-height: 0 !important; height: 0; overflow: hidden }",
    "clip": "figure { position: absolute; clip: rect(0 0 0 0) }",
    "clip with commas": "figure { position: absolute; clip: rect(1px, 1px, 1px, 1px) }",
    "inset": "img { clip-path: inset(50%) }",
    "prefixed": "img { -webkit-clip-path: inset(0 100% 0 0) }",
    "circle": "img { clip-path: circle(0 at 50% 50%) }",
    "polygon": "img { clip-path: polygon(0 0, 100% 100%, 0 0) }",
    "scale": "figure { transform: rotate(3deg) scale(0) }",
    "scaled": "figure { scale: 0 }",
    "edge on": "img { transform: rotateY(90deg) }",
    "off screen": "figure { position: absolute; left: -9999px }",
    "off screen em": "figure { position: fixed; top: -999em }",
    "off screen calc": "figure { position: absolute; inset: calc(-100vh - 20px) auto auto 0 }",
    "margin": "figure.plate { margin-left: -10000px }",
    "translate": "img { translate: -9999px }",
    "var": ":root { --shown: none } figure.plate { display: var(--shown) }",
    "var fallback": "figure.plate { display: var(--nothing, none) }",
    "layers": "@layer a, b; @layer b { figure { display: none !important } }",
    "nesting": "body { & figure.plate { display: none } }",
    "nested media": "figure.plate { @media screen { display: none } }",
    "supports": "@supports (display: grid) { figure.plate { display: none } }",
    "is": ":is(figure.plate, table):not(.other) { display: none }",
    "attribute": "[id^=plate-street-1] { display: none }",
    "content": "figure { content-visibility: hidden }",
    "object position": "img { object-position: -9999px 0 }",
    "mask": "img { -webkit-mask-image: linear-gradient(transparent, rgb(0 0 0 / 0)) }",
    "black": "img { filter: brightness(0) }",
    "zoom": "figure { zoom: 0.001 }",
    "covered": "figure { position: relative } "
    "figcaption { position: absolute; inset: 0; background: #fff }",
    "escaped": "fig\\75re.plate { d\\69splay: none }",
    "screen": "@media screen and (min-width: 1px) { figure.plate { display: none } }",
    "container": "@container (min-width: 1px) { figure.plate { display: none } }",
    "named container": "@container a (width > 1px) { figure.plate { display: none } }",
    "scope": "@scope (body) { figure.plate { display: none } }",
    "scope of all": "@scope { figure.plate { display: none } }",
    "range": "@media (width >= 10px) { figure.plate { display: none } }",
}
#: Captions, by CSS.
CAPTIONS = {
    "dots": "figure { -webkit-text-security: disc }",
    "letters on each other": "figcaption { letter-spacing: -1em }",
    "display": "figcaption { display: none }",
    "type size": "figcaption { font-size: 0 }",
    "shorthand": "figcaption p, figcaption div { font: 0/0 a }",
    "indent": "figcaption p { text-indent: -9999px }",
    "width": "figcaption { width: 0 !important; overflow: hidden }",
    "parts": "figcaption p, figcaption div { visibility: hidden }",
}
LAST = "@keyframes k { to { opacity: 0 } }"
SHEET = "figure { position: relative } figure::after { content: ''; position: absolute;"
#: What hides a caption from some readers, or may: by no rule of its own, but since it is not known
#: to leave a text readable.
DOUBTFUL = {
    "wide alone": "@media (min-width: 900px) { figure.plate { display: none } }",
    "dark alone": "@media (prefers-color-scheme: dark) { figcaption { opacity: 0 } }",
    "e-ink alone": "@media (monochrome) { figcaption { display: none } }",
    "slow screens": "@media (update: slow) { figcaption { visibility: hidden } }",
    "Kindle alone": "@media amzn-kf8 { figcaption { font-size: 0 } }",
    "small screens": "@media (max-width: 330px) { figcaption { display: none } }",
    "aspect ratio": "@media (max-aspect-ratio: 1/1) { figcaption { display: none } }",
    "nested conditions": "@media (hover) { @media (color) { figcaption { display: none } } }",
    "padded": "figure.plate { min-height: 0 !important; height: 0; padding-bottom: 66%; "
    "overflow: hidden }",
    "behind": "figcaption { position: absolute; inset: 0; background: #fff; z-index: -1 }",
    "ends invisible": f"{LAST} figcaption {{ animation: k 1s forwards }}",
    "ends small": "@keyframes k { to { transform: scale(0) } } figcaption { animation: k 1s both }",
    "paused at the start": "@keyframes k { from { visibility: hidden } } "
    "figcaption { animation: k 1s paused }",
    "never seen for long": "@keyframes k { from { opacity: 0 } } @media "
    "(prefers-reduced-motion: reduce) { body { color: #000 } } @media "
    "(prefers-reduced-motion: no-preference) { figcaption { animation: k 1s 1s both } }",
    "scrolled": f"{LAST} figcaption {{ animation: k; animation-timeline: scroll() }}",
    "line clamp": "figcaption { -webkit-line-clamp: 1; overflow: hidden }",
    "one line": "figcaption { max-height: 1.2em; overflow: hidden }",
    "one line of block size": "figcaption { max-block-size: 2ch; overflow: clip }",
    "low figure": "figure.plate { max-height: 40px; overflow: hidden }",
    "contained": "figcaption { contain: strict }",
    "first line": "figcaption p::first-line, .caption p::first-line { font-size: 0 }",
    "shape": "figcaption { clip-path: path('M0 0h1v1z') }",
    "most is clipped": "figcaption { clip-path: inset(0 90% 0 0) }",
    "old clip": "figcaption { position: absolute; clip: rect(0 999px 2px 0); background: #fff }",
    "mask": "figcaption { mask: url(none.svg#a) }",
    "filter": "figcaption { filter: blur(30px) }",
    "svg filter": "figcaption { filter: url(#gone) }",
    "blended": "figcaption { mix-blend-mode: difference }",
    "calculated": "figcaption { opacity: calc(1 - 1) }",
    "calculated size": "figcaption { font-size: calc(1px * sin(0)) }",
    "no var": "figcaption { display: var(--gone) }",
    "registered": "@property --x { syntax: '*'; inherits: false; initial-value: none } "
    "figcaption { display: var(--x) }",
    "column": "figcaption { display: table-column }",
    "table column group": ".caption, .number { display: table-column-group }",
    "right of the page": "figcaption { position: absolute; left: 100%; background: #fff }",
    "far right": "figcaption { margin-left: 800px !important }",
    "padded away": "figcaption { padding-left: 100vw }",
    "words apart": "figcaption { word-spacing: -2em }",
    "lines on lines": "figcaption, figcaption p { line-height: 0 }",
    "no break": ".caption p { white-space: nowrap }",
    "thick line": "figcaption { text-decoration: line-through 1em #000 }",
    "backwards": "figcaption { unicode-bidi: bidi-override; direction: rtl }",
    "stroke": "figcaption { -webkit-text-stroke: 3px #fff }",
    "combined": ".caption p { text-combine-upright: all }",
    "size adjusted": "figcaption { font-size-adjust: 0 }",
    "content": ".caption p { content: url(x.png) }",
    "inset shadow": "figcaption { box-shadow: inset 0 0 0 99em #000 }",
    "outline": "figcaption { outline: 99em solid #fff; outline-offset: -99em }",
    "back side": "figcaption { transform: rotateY(180deg); backface-visibility: hidden }",
    "three dimensions": "figcaption { transform: rotate3d(0, 1, 0, 90deg) }",
    "small": "figcaption p { font-size: 3px }",
    "small by scale": "figcaption { transform: scale(.1) }",
    "small by zoom": "figure { zoom: 10% }",
    "cut as text": "figcaption { background-clip: text }",
    "sized ground": "figcaption { background: #000 linear-gradient(#fff, #fff); "
    "background-size: 0 0 }",
    "system colour": "figcaption { color: HighlightText }",
    "relative colour": "figcaption { color: rgb(from white r g b) }",
    "direction": "figcaption:dir(ltr) { display: none }",
    "any": ":-webkit-any(figcaption) { display: none }",
    "read only": "figcaption:read-only { visibility: hidden }",
    "scope to": "@scope (figure) to (img) { figcaption { display: none } }",
    "all": "figcaption { all: var(--x) }",
    "interpolated": "figcaption { rotate: y 90deg; perspective: 1px }",
}
#: Boxes over all of a figure.
SHEETS = {
    "after": f"{SHEET} inset: 0; background: #fff }}",
    "wide and high": f"{SHEET} left: 0; top: 0; width: 100%; height: 100%; background: #fff }}",
    "nearly": f"{SHEET} inset: 1px; background: rgb(255 255 255 / .98) }}",
    "shadow": f"{SHEET} box-shadow: 0 0 0 9999px #fff }}",
    "outlined": f"{SHEET} outline: 9999px solid #fff }}",
    "gradient": f"{SHEET} inset: 0; background: linear-gradient(#fff, #fff) }}",
    "fixed": "body::before { content: ''; position: fixed; inset: 0; background: #fff }",
    "fixed in a figure": "figure { position: relative } "
    "figure::before { content: ''; position: fixed; inset: 0; background: #fff }",
}
#: What hides nothing, though it looks so.
SHOWN = {
    "print": "@media print { figure { display: none } }",
    "old readers": "@media amzn-mobi { figure { display: none } }",
    "overruled": "figure { display: none } figure.plate { display: block }",
    "visible inside": "body { visibility: hidden } figure { visibility: visible }",
    "hover": "figure:hover { display: none }",
    "pseudo": "figure::after { display: none }",
    "inline width": "figcaption span { width: 0; overflow: hidden }",
    "no overflow": "figure { height: 0 }",
    "indent": "figcaption { text-indent: -1.5em }",
    "not supported": "@supports not (display: grid) { figure { display: none } }",
    "invalid": "figure { display: none } figure { color: } figure { display: block }",
    "clip unplaced": "figure { clip: rect(0 0 0 0) }",
    "no dots": "figure { -webkit-text-security: disc } figcaption { -webkit-text-security: none }",
    "narrow": "figcaption { letter-spacing: -.05em }",
    "small": "img { max-height: 75vh; transform: scale(.9) }",
    "inset": "img { clip-path: inset(10% 20%) }",
    "a strip": "figure { position: relative } "
    "figcaption { position: absolute; inset: auto 0 0 0; background: #fff }",
    "bright": "img { filter: brightness(.9) contrast(1.1) }",
}
UNREADABLE = {
    "same": "p { color: #fff }",
    "transparent": "p { color: transparent }",
    "alpha": "p { color: rgb(0 0 0 / 5%) }",
    "webkit": "p { -webkit-text-fill-color: transparent }",
    "black on black": "p { background: #000; color: #010101 }",
    "no colour": "body { background-color: black }",
    "dark default": "@media (prefers-color-scheme: dark) { body { background: #181818 } }",
    "half seen": "p { opacity: .08 }",
}
FAINT = {
    "gray": "p { color: #999 }",
    "named": "p { color: silver }",
    "hsl": "p { color: hsl(0 0% 65%) }",
    "oklch": "p { color: oklch(80% 0 0) }",
    "lab": "p { color: lab(70% 0 0) }",
    "mix": "p { color: color-mix(in srgb, white, black 40%) }",
    "current": "figcaption { color: #aaa } figcaption p { color: currentcolor }",
    "ground": "figure { background: #777 } p { color: #111 }",
    "faded": "p { opacity: .4 }",
    "gradient": "p { background: linear-gradient(#fff, #eee); color: #aaa }",
    "alpha ground": "p { background: rgb(0 0 0 / .6); color: #333 }",
    "variable": ":root { --quiet: #b0b0b0 } p { color: var(--quiet) }",
    "mixed dark": "@media (prefers-color-scheme: dark) { body { background: #222; color: #666 } }",
    "light-dark": ":root { color-scheme: light dark } @media (prefers-color-scheme: dark) { a {} } "
    "p { color: light-dark(#000, #444) }",
}
READABLE = {
    "container of no width": "@container (max-width: 1px) { figure.plate { display: none } }",
    "scope elsewhere": "@scope (nav) { figure.plate { display: none } }",
    "dark gray": "p { color: #666 }",
    "dark oklch": "p { color: oklch(40% 0.1 20) }",
    "dark lch": "p { color: lch(40% 20 20) }",
    "large": "p { color: #888; font-size: 25px }",
    "large bold": "p { color: #888; font: bold 14pt serif }",
    "dark page": "body { background: #111 } body, a, p { color: #eee }",
    "own ground": "figcaption { position: fixed; background: #000 } figcaption * { color: #fff }",
    "dark without ground": "@media (prefers-color-scheme: dark) { p { color: #ddd } }",
    "hidden": "nav { color: #fff; display: none }",
    "print": "@media print { p { color: #fff } }",
    "inherited": "body { background: #000 } body, p, a { color: white } p { background: inherit }",
    "invalid": "p { color: #666; color: nonsense }",
}
#: Texts over pictures, whatever their colours.
OVER = {
    "picture behind": "p { background: url(x.png); color: #fff }",
    "picture behind all": "body { background-image: linear-gradient(#fff, #eee), url(x.png) }",
    "over the picture": "figcaption { position: absolute; color: #fff }",
    "in the picture's cell": "figcaption { grid-area: 1 / 1; color: #fff }",
    "tinted": "figure { position: relative } "
    "figcaption { position: absolute; inset: 0; background: rgb(255 255 255 / .1) }",
    "pulled up": "figcaption { margin-top: -3em }",
    "moved up": "figcaption { position: relative; bottom: 40px }",
    "translated": "figcaption { transform: translateY(-100%) }",
    "fixed": "figcaption { position: fixed; bottom: 0 }",
}
BESIDE = {
    "raised a little": "figcaption * { position: relative; top: -.3em }",
    "turned": "figure { transform: rotate(2deg) } figcaption { transform: rotate(-1deg) }",
    # What InDesign writes for every box.
    "unmoved": "figcaption { -webkit-transform: translate(0,0) rotate(0deg) skew(0deg) scale(1,1); "
    "-webkit-transform-origin: 0% 0%; transform: matrix(1, 0, 0, 1, 0, 0) }",
    "known to one program": "figcaption { tab-stops: 2cm; string-set: x content(); "
    "hyphenate-lines: 2; -webkit-text-stroke: 0px #000; contain: content }",
    "placed together": "body { position: relative } figure { position: absolute; top: 0 }",
    "own ground": "figcaption { position: absolute; background: #fff }",
    "gradient": "body { background-image: linear-gradient(#fff, #eee) }",
    "far from pictures": "h1 { position: absolute; top: 0 }",
    "pushed down": "figcaption { margin-top: 3em }",
}
MOVING = {
    "endless": f"{SLIDE} p {{ animation: k 2s infinite }}",
    "long": f"{SLIDE} p {{ animation: 3s ease 1s 4 alternate k }}",
    "longhands": f"{SLIDE} p {{ animation-name: k; animation-duration: 9s }}",
    "prefixed": f"@-webkit-{SLIDE[1:]} p {{ -webkit-animation: k 6s }}",
    "second": f"{SLIDE} p {{ animation: none, k 1s infinite }}",
    "blink": "p { text-decoration: blink }",
    "slow": "p { transition: color 8s }",
    "calm elsewhere": f"{SLIDE} p {{ animation: k 2s infinite }} "
    "@media (prefers-reduced-motion: reduce) { h1 { animation: none } }",
}
STILL = {
    "short": f"{SLIDE} p {{ animation: k 1s 2 }}",
    "calm": f"{SLIDE} p {{ animation: k 2s infinite }} {CALM}",
    "wanted": "@media (prefers-reduced-motion: no-preference) "
    f"{{ p {{ animation: k 2s infinite }} }} {SLIDE}",
    "unknown": "p { animation: nothing 2s infinite }",
    "paused": f"{SLIDE} p {{ animation: k 2s infinite paused }}",
    "quick": "p { transition: all .3s }",
    "empty": "@keyframes k { from {} } p { animation: k 2s infinite }",
}
FLASHING = {
    "quick": f"{KEYS} p {{ animation: k .2s 20 }} {CALM}",
    "steps": "@keyframes k { 0%, 20%, 40%, 60%, 80% { background: red } "
    "10%, 30%, 50%, 70%, 90% { background: white } } p { animation: k 1s 4 }",
}
CASES = {
    "error E093": {**HIDDEN, **{f"caption {name}": css for name, css in CAPTIONS.items()}},
    "error E093 ": SHEETS,
    "warning E097": DOUBTFUL,
    "error E090": UNREADABLE,
    "warning E090": FAINT,
    "warning E091": MOVING,
    "error E092": FLASHING,
    "warning E096": OVER,
    "": SHOWN | READABLE | STILL | {f"beside {name}": css for name, css in BESIDE.items()},
}


@pytest.mark.parametrize(
    ("wanted", "name"), [(code, name) for code, cases in CASES.items() for name in cases]
)
def test_css_is_judged_by_what_it_does(
    judged: dict[tuple[str, str], set[str]], wanted: str, name: str
) -> None:
    assert judged[wanted, name] == ({wanted.strip()} if wanted else set())


def imported(book: Ebook) -> None:
    styled(book, '@import "deep.css" screen;')
    book.files["EPUB/styles/deep.css"] = b"figure.plate { display: none }"
    book.list("EPUB/styles/deep.css", "text/css")


def in_head(book: Ebook) -> None:
    book.change(PLATE, "</head>", "<style>figure.plate { display: none }</style></head>")


def instruction(book: Ebook) -> None:
    styled(book, "figure { display: none !important }")
    book.change(PLATE, '<link rel="stylesheet" href="../styles/more.css"/>', "")
    book.change(PLATE, "<html", '<?xml-stylesheet type="text/css" href="../styles/more.css"?><html')


def attribute(old: str, new: str) -> Callable[[Ebook], None]:
    return lambda book: book.change(PLATE, old, new)


WAYS = {
    "import": imported,
    "style element": in_head,
    "instruction": instruction,
    "style attribute": attribute("<figure", '<figure style="display:none"'),
    "hidden": attribute("<figure", '<figure hidden="hidden"'),
    "hidden around": attribute("<body", '<body hidden=""'),
    "no size": attribute("<img", '<img style="width:0" '),
    "template": lambda book: (
        attribute("<figure", "<template><figure")(book),
        attribute("</figure>", "</figure></template>")(book),
    )[0],
}


@pytest.mark.parametrize("way", WAYS)
def test_a_plate_is_missed_however_it_is_hidden(sound: Ebook, tmp_path: Path, way: str) -> None:
    book = copy(sound)
    WAYS[way](book)
    assert found(book, tmp_path) == ["error E093"]


@pytest.mark.parametrize(
    ("css", "hidden"),
    [
        ("h2, .opening { display: none }", 2),
        ("section { visibility: hidden }", 2),
        (".opening { opacity: 0 }", 1),
        ("h2 { font-size: 0 }", 1),
        # Words beside the page are for screen readers.
        ("h2 { position: absolute; clip: rect(0 0 0 0); width: 1px; height: 1px }", 0),
        ("h2 { position: absolute; left: -9999px }", 0),
    ],
)
def test_a_heading_or_introduction_that_no_reader_shows_is_found(
    sound: Ebook, tmp_path: Path, css: str, hidden: int
) -> None:
    """Would catch a theme that loses texts in silence."""
    book = copy(sound)
    styled(book, css)
    text = '<section><h2>Introduction</h2><p class="opening">Three mornings.</p></section>'
    book.change(PLATE, "</body>", f"{text}</body>")
    assert found(book, tmp_path) == ["warning E093"] * hidden


def test_decoration_may_be_hidden(sound: Ebook, tmp_path: Path) -> None:
    book = copy(sound)
    styled(book, "img.ornament { display: none }")
    shown = '<img class="ornament" src="../images/plate-street-2.jpg" alt="" role="presentation"/>'
    book.change(PLATE, "</body>", f"<p>{shown}</p></body>")
    assert found(book, tmp_path) == []


@pytest.mark.slow
def test_what_is_hidden_from_screen_readers_alone_is_a_warning(
    sound: Ebook, tmp_path: Path
) -> None:
    book = copy(sound)
    book.change(PLATE, "<body", '<body aria-hidden="true"')
    assert set(found(book, tmp_path)) == {"warning E073"}
    other = copy(sound)
    other.change(PLATE, "<figcaption", '<figcaption aria-hidden="true"')
    assert found(other, tmp_path) == ["warning E073"]


@pytest.mark.slow
def test_a_claim_of_wcag_makes_an_error_of_it(sound: Ebook, tmp_path: Path) -> None:
    book = copy(sound)
    claim = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
    book.say(f'<meta property="dcterms:conformsTo">{claim}</meta>')
    styled(book, f"{SLIDE} p {{ color: #999; animation: k 2s infinite }}")
    assert set(found(book, tmp_path)) == {"error E090", "error E091"}


def test_the_same_in_every_document_is_one_finding(sound: Ebook, tmp_path: Path) -> None:
    book = copy(sound)
    name = next(each for each in book.files if each.endswith("base.css"))
    book.files[name] += b" figcaption p, figcaption div { color: #bbb }"
    findings = ebooks.inspected(book.save(tmp_path / "book.epub")).findings
    assert [each.code for each in findings] == ["E090"]
    assert "in 8 more places" in findings[0].message
    assert NAV in book.files


@pytest.mark.slow
@pytest.mark.parametrize(
    "css",
    [
        f"@media {'(' * 2000}width{')' * 2000} {{ p {{ color: red }} }}",
        "".join(f"*:not(.a{number}) {{ color: red }}" for number in range(4900)),
        "".join(f":has(p:nth-child({number}n)) p {{ color: red }}" for number in range(60)),
    ],
    ids=["brackets", "universal", "has"],
)
def test_absurd_styles_are_left(sound: Ebook, tmp_path: Path, css: str) -> None:
    book = copy(sound)
    styled(book, css)
    book.change(PLATE, "</body>", f"{'<p>a</p>' * 3000}</body>")
    assert found(book, tmp_path) == ["warning X005"]
