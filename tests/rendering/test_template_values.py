"""Would catch a value that gives a template a file to read, write or run."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jinja2
import pytest
from markupsafe import Markup

from platebook import themes
from platebook.preflight import inspect_files
from platebook.preflight.external import ExternalCheckers
from platebook.preflight.report import accessibility_statement, html
from platebook.rendering import environment, renderer
from platebook.rendering.template_values import PLAIN, Function, View, Views
from tests.books import build
from tests.epub.books import story as story_of_values
from tests.stories import write_story

pytestmark = pytest.mark.slow

#: Every function that a template may call, whatever edition it is of. What is added here is
#: looked at first: it must read, write and run nothing, whatever a theme hands to it.
FUNCTIONS = {
    *(
        "contents",
        "say",
        "href",
        "thumbnail",
        "size",
        "arrangement",
        "link",
        "marker",
        "marked",
        "shape",
    ),
    *(
        "length",
        "credit_line",
        "plate_credit",
        "credits_key",
        "bylines",
        "leaders",
        "people",
        "published",
        "identifiers",
        "part",
    ),
    "of",
    *("plural", "role", "listing", "numbers", "key", "date", "file_size"),
    *("address", "picture", "relative", "few"),
}
#: Jinja2's own filters that are left to a template; a new one is looked at first.
FILTERS = {
    *("abs", "batch", "capitalize", "center", "count", "d", "default", "dictsort", "e", "escape"),
    *("filesizeformat", "first", "float", "forceescape", "format", "groupby", "indent", "int"),
    *("items", "join", "last", "length", "list", "lower", "map", "max", "min", "reject"),
    *("rejectattr", "replace", "reverse", "round", "safe", "select", "selectattr", "slice"),
    *("sort", "string", "striptags", "sum", "title", "trim", "truncate", "unique", "upper"),
    *("urlencode", "wordcount", "wordwrap"),
}
#: What Jinja2's own values answer while a template runs, beside plain values.
RUNNING = {
    "LoopContext": {"cycle", "changed"},
    "Macro": set(),
    "TemplateReference": set(),
    "Namespace": set(),
    "TemplateModule": set(),
    "tuple": {"count", "index"},
    "dict": {"copy", "fromkeys", "get", "items", "keys", "values"},
    "Function": set(),
    "list": {"count", "index", "copy"},
}


Filled = tuple[jinja2.Environment, str, Mapping[str, object]]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> list[Filled]:
    """Make every edition, a report and a statement; give what each template was filled with."""
    seen: list[Filled] = []
    original = environment.render

    def render(env: jinja2.Environment, name: str, context: Mapping[str, object]) -> str:
        seen.append((env, name, context))
        return original(env, name, context)

    plates = [{"description": "Long.", "date": "2011-08", "credit": "A"}, {"credit": "B"}]
    folder = tmp_path_factory.mktemp("views")
    told = {"identifier": "urn:isbn:9780000000002", "links": [{"label": "L", "url": "https://x.y"}]}
    story = write_story(folder / "story", plates=plates, **told)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(environment, "render", render)
        patch.setattr(renderer, "render", render)
        editions = ("epub", "print", "screen", "cover", "proof")
        book = build(story, folder / "out", editions=editions, spine=12.0)
        inspection = inspect_files.inspect(book.files)
        html.page(inspection, "Title", base=folder)
        accessibility_statement.page(inspection, ExternalCheckers())
    return seen


def values(root: object) -> Iterator[object]:
    """Yield a value and all that a template reaches from it."""
    waiting, known = [root], set()
    while waiting:
        value = waiting.pop()
        if id(value) in known:
            continue
        known.add(id(value))
        yield value
        if isinstance(value, Mapping):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, tuple | list):
            waiting += value
        elif isinstance(value, View):
            waiting += [getattr(value, name) for name in dir(value) if not name.startswith("_")]


def permitted(env: jinja2.Environment, value: object) -> Iterator[tuple[str, object]]:
    """Yield every attribute of a value that the sandbox lets a template have."""
    for name in {*dir(value), "__globals__", "__self__", "__closure__", "func", "args", "mro"}:
        if not isinstance(found := env.getattr(value, name), jinja2.Undefined):
            yield name, found


def judge(env: jinja2.Environment, value: object) -> None:
    """See that a value is of a kind that has no effects, and gives none away."""
    if isinstance(value, Function):
        assert repr(value) == f"{value!r}".split(" ", 1)[0]
        assert repr(value).removesuffix("()") in FUNCTIONS, value
        assert not dict(permitted(env, value))
    elif isinstance(value, View):
        assert "/" not in str(value)
        for name, found in permitted(env, value):
            assert not name.startswith("_")
            assert isinstance(found, (View, Function, tuple, types.MappingProxyType, *PLAIN))
    else:
        kinds = (*PLAIN, tuple, list, types.MappingProxyType, dict)
        assert type(value) in kinds, f"a template gets a {type(value)}"
        for name, found in permitted(env, value):
            assert isinstance(found, Function) or type(found) in PLAIN, name
            assert not name.startswith("_")


def test_nothing_that_a_template_reaches_has_effects(filled: list[Filled]) -> None:
    names = {name for _, name, _ in filled}
    for of in ("epub/", "print/", "parts/", "cover/", "wrap/", "proof/", "report/", "statement/"):
        assert any(name.startswith(of) for name in names), f"no template of {of}"
    for env, _, context in filled:
        own = {"range", "namespace"}
        for name, root in {**env.globals, **context}.items():
            for value in values(root) if name not in own else ():
                judge(env, value)
        assert set(env.filters) <= FILTERS | set(environment.FILTERS)
        assert set(env.globals) - own <= set(env.globals) - set(jinja2.defaults.DEFAULT_NAMESPACE)


def test_what_functions_give_has_no_effects(filled: list[Filled]) -> None:
    env, context = next((env, ctx) for env, name, ctx in filled if name == "epub/document.xhtml.j2")
    known: dict[str, Any] = dict(env.globals)
    pages = known["edition"].pages
    given = [known["contents"](), known["credits_key"](), known["bylines"](), known["people"]()]
    given += [known["leaders"](), known["published"]("2026-01")]
    for page in pages:
        given += [known[name](page) for name in ("href", "size", "arrangement", "marker", "shape")]
        given += [known["link"](page.anchor), known["edition"].of(page.kind)]
    given += [known["say"]("By {names}", names=context), known["words"]("Contents")]
    for value in (found for root in given for found in values(root)):
        judge(env, value)
    with pytest.raises(LookupError):
        known["href"](known["edition"])


def test_what_runs_a_template_gives_nothing_away(filled: list[Filled]) -> None:
    """Loops, macros, blocks, namespaces and imported templates are values too."""
    env = filled[0][0].overlay()
    grabbed: list[object] = []
    env.globals["grab"] = grabbed.append
    env.from_string(
        "{% macro m() %}{{ grab(caller) }}{{ grab(varargs) }}{{ grab(kwargs) }}{% endmacro %}"
        "{% for x in [1] %}{{ grab(loop) }}{{ grab(loop.cycle) }}{% endfor %}"
        "{{ grab(self) }}{{ grab(m) }}{{ grab(namespace(a=1)) }}{{ grab(range) }}"
        "{{ grab([1] | map('string')) }}{{ grab('{}'.format) }}{{ grab(namespace) }}"
        "{% call m(1, b=2) %}{% endcall %}{% block b %}{% endblock %}"
    ).render()
    module = env.from_string("{% macro m() %}{% endmacro %}{% set x = 1 %}").module
    for value in [*grabbed, module]:
        kind = type(value).__name__
        for name, found in permitted(env, value):
            plain = type(found) in (*PLAIN, tuple, list, dict)
            allowed = plain or isinstance(found, jinja2.runtime.Macro)
            assert not isinstance(found, types.FunctionType | types.MethodType)
            assert allowed or name in RUNNING[kind], f"{kind}.{name} is a {type(found)}"


@pytest.mark.parametrize(
    "value",
    [Path("x"), themes, open, object(), [Path("x")], {"a": Path("x")}, type, {1, 2}],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_known_to_be_harmless_is_refused(value: object) -> None:
    if value is open:
        assert isinstance(Views().of(value, "open"), Function)  # which no list above has
        return
    with pytest.raises(TypeError):
        Views().of(value)


def test_a_view_cannot_be_changed() -> None:
    view = Views().of(story_of_values())
    with pytest.raises(AttributeError):
        view.title = "Mine"
    with pytest.raises(AttributeError):
        del view.title
    assert isinstance(Views().of(Markup("<b>")), Markup)
    assert not [name for name in ("root", "manifest", "theme", "places") if hasattr(view, name)]
