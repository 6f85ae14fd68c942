"""Would catch an address that a stylesheet hides behind an escape, a function or a nesting."""

from __future__ import annotations

import pytest

from platebook.css_addresses import Address, find_addresses

FOUND = [
    ("a { b: url(x.png) }", "url()", "x.png"),
    ("a { b: URL( 'x.png' ) }", "url()", "x.png"),
    (r"a { b: u\72l(http://x/y) }", "url()", "http://x/y"),
    (r"a { b: \75 r\6C('x') }", "url()", "x"),
    ("a { b: url(x", "url()", "x"),
    ("a { --later: url(http://x) }", "url()", "http://x"),
    ("@font-face { src: local('Foo'), url('x.ttf') format('truetype') }", "url()", "x.ttf"),
    ("@page { @top-left { content: url(x) } }", "url()", "x"),
    ("@import 'x.css';", "@import", "x.css"),
    ("@namespace 'n'; @import 'x.css';", "@import", "x.css"),
    ("@namespace 'n'; [a=url(x)] b { c: d }", "url()", "x"),
    ("@IMPORT/**/url(x.css) screen;", "@import", "x.css"),
    (r"@\69mport 'x.css';", "@import", "x.css"),
    ("@media print { @import 'x.css'; }", "@import", "x.css"),
    ('a { b: image-set("http://x" type("image/avif") 1x) }', "image-set()", "http://x"),
    ('a { b: -webkit-image-set("x" 1x) }', "-webkit-image-set()", "x"),
    ('a { b: image("x") }', "image()", "x"),
    ('a { b: src("x") }', "src()", "x"),
    ("a { b: src(var(--x)) }", "src()", "var(--x)"),
    ("a { b: cross-fade(50% url(x), red) }", "url()", "x"),
    ("a { b: attr(data-x url) }", "attr()", "data-x url"),
    ("a { b: attr(data-x type(<url>)) }", "attr()", "data-x type(<url>)"),
    ("a { b: url(x'y) }", "bad-url", ""),
    ("(" * 100_000 + "url(x)", "url()", "x"),
    ("9" * 5000 + " url(x)", "url()", "x"),
    ("a { b: 'unclosed\n; c: url(x) }", "url()", "x"),
]


@pytest.mark.parametrize(("css", "kind", "text"), FOUND, ids=[case[0][:50] for case in FOUND])
def test_an_address_is_found_however_it_is_written(css: str, kind: str, text: str) -> None:
    (found,) = find_addresses(css)
    assert (found.kind, found.text) == (kind, text)


@pytest.mark.parametrize(
    "css",
    [
        "a { content: 'url(x)' } /* url(x) @import 'y' */",
        "@namespace svg url(http://www.w3.org/2000/svg); svg|a { color: red }",
        "@namespace 'http://www.w3.org/1999/xhtml';",
        "a::after { content: target-counter(attr(href url), page) }",
        "a { content: attr(title); quotes: '“' '”'; font-family: 'url' }",
        "a { b: image-set(linear-gradient(red, blue) type('image/png')) }",
        "a { width: curl(x) }",
    ],
)
def test_what_is_no_address_is_left_alone(css: str) -> None:
    assert not list(find_addresses(css))


def test_a_place_is_the_token_s() -> None:
    css = "/* one\n two */\r\n a { b: red;\n    c: url(x) }"
    assert list(find_addresses(css)) == [Address(4, 8, "x", "url()")]
