"""Would catch a few lines of CSS whose values come to a thousand million tokens."""

from __future__ import annotations

import pytest

from platebook.css_addresses import find_excess


def _doubling(before: str, after: str, end: str = ";") -> str:
    """Write thirty properties, each of which uses the one before twice."""
    return "\n".join(
        f"{before}--a{n}: {f'{after[0]}var(--a{n - 1}){after[1:]} ' * 2}{end}" for n in range(1, 30)
    )


BOMBS = {
    "in one rule": f":root {{ --a0: x; {_doubling('', ' ')} }}",
    "in rules of their own": _doubling("p { ", " ", "}"),
    "in brackets": f":root {{ {_doubling('', '()')} }}",
    "in a block": f":root {{ {_doubling('', '[]')} }}",
    "important": f":root {{ {_doubling('', ' ', '!important;')} }}",
    "in a circle": "p { --a: var(--b) 1 var(--b) } em { --b: var(--a) var(--a) }",
}


@pytest.mark.parametrize("css", BOMBS.values(), ids=list(BOMBS))
def test_properties_that_multiply_are_found(css: str) -> None:
    assert (find_excess(css) or (0, ""))[1].startswith("a custom property")


@pytest.mark.parametrize(
    "css",
    [
        ":root { --red: #a00; --rule: 1px solid var(--red) } hr { border: var(--rule) }",
        "p { --size: calc(var(--size) * 1.1) }",
        "p { --b: var(--a) } em { --a: var(--b) }",
        "".join(f"p.a{number} {{ --a: var(--b) }} " for number in range(900)),
        "; ".join(f"--a{number}: var(--a{number - 1}) x" for number in range(1, 200)),
    ],
)
def test_properties_of_any_theme_pass(css: str) -> None:
    assert find_excess(css) is None
