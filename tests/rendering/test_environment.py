"""Would catch a theme that breaks out of its box, or whose mistake is told without its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from platebook import themes
from platebook.errors import ThemeError
from platebook.rendering import environment
from platebook.rendering.environment import FILTERS
from tests.rendering.pages import composed, press

PART = "parts/plate.xhtml.j2"


@pytest.fixture
def themed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Render the first plate with a theme that has these templates, by name."""
    monkeypatch.chdir(tmp_path)

    def render(**templates: str | bytes) -> str:
        for name, source in {PART: "", **templates}.items():
            path = tmp_path / "theme" / "templates" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(source if isinstance(source, bytes) else source.encode())
        book = composed()
        return press(book, Path("theme")).part(book.plates[0])

    return render


def test_a_theme_s_template_stands_before_ours(themed: Callable[..., str]) -> None:
    assert themed(**{PART: "<p>{{ page.number }}</p>"}) == "<p>1</p>"


def test_a_theme_s_template_may_add_to_ours(themed: Callable[..., str]) -> None:
    shown = themed(**{PART: '{% include "!default/parts/plate.xhtml.j2" %}<p class="mark">§</p>'})
    assert "<figure" in shown
    assert shown.endswith('<p class="mark">§</p>')


def test_a_theme_s_part_of_a_part_goes_into_ours(themed: Callable[..., str]) -> None:
    shown = themed(
        **{
            PART: '{% include "!default/parts/plate.xhtml.j2" %}',
            "parts/figcaption.xhtml.j2": "<figcaption>mine</figcaption>",
        }
    )
    assert "<figure" in shown
    assert "<figcaption>mine</figcaption>" in shown


def test_what_a_theme_prints_is_escaped(themed: Callable[..., str]) -> None:
    assert themed(**{PART: "{{ '<b>' }}{{ page.plate.caption }}"}).startswith("&lt;b&gt;")


HOSTILE = [
    "{{ story.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ story.__init__.__globals__ }}",
    "{{ say.__func__ }}",
    "{{ say.__self__._shell }}",
    "{{ words._catalogue }}",
    "{{ ().__class__.__base__ }}",
    "{{ cycler.__init__.__globals__.os }}",
    "{{ self._TemplateReference__context }}",
    "{{ config.items() }}",
    "{{ ''|attr('__class__') }}",
    "{{ '{0.__class__}'.format(story) }}",
    "{{ story.plates.append(1) }}",
    "{% set _ = story.keywords.__add__(('x',)) %}",
    "{{ range(10 ** 9)|list }}",
    "{{ lipsum.__globals__ }}",
    "{{ story.root.joinpath('/etc/hostname').read_text() }}",
    "{{ story.manifest.write_text('') }}",
    "{{ story.theme or story.places }}",
    "{{ page.plate.path.unlink() }}",
    "{{ page.plate.where }}",
    "{{ story | attr('root') }}",
    "{{ [story] | map(attribute='root') | join }}",
    "{{ story.plates | map(attribute='path.name') | join }}",
    "{{ story.plates | sum(attribute='path') }}",
    "{{ '{0.root}'.format(story) }}",
    "{{ '{x.root}'.format_map({'x': story}) }}",
    "{{ ('<b>{0.root}</b>' | safe).format(story) }}",
    "{{ edition.story.root }}",
    "{{ page.section.where }}",
    "{{ Kind.mro() }}",
    "{{ story.published.today() }}",
    "{{ words.pattern.__self__ }}",
    "{{ href.__globals__ or href.__closure__ or href._call }}",
    "{{ say.func }}",
    "{{ loop }}",
    "{{ [1] | random }}",
    "{{ story | pprint }}",
    "{{ href(story) }}",
    "{{ part(namespace(kind='../../x', anchor='plate')) }}",
    "{% include '/etc/hostname' %}",
    "{% include '../../../etc/hostname' %}",
    "{% include '!default/../pyproject.toml' %}",
    "{% import 'os' as os %}{{ os.getcwd() }}",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_a_theme_stays_in_its_box(source: str, themed: Callable[..., str]) -> None:
    with pytest.raises(ThemeError) as caught:
        themed(**{PART: f"<p/>\n{source}"})
    (finding,) = caught.value.findings
    assert caught.value.exit_code == 5
    assert finding.where == f"theme/templates/{PART}:2"
    assert finding.fix


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("\n\n{{ nothing }}", ":3", "'nothing' is undefined"),
        ("\n{{ page.nothing }}", ":2", "Page has no attribute 'nothing'"),
        ("{{ page.plate.caption + 1 }}", ":1", "“+” joins a text and a number"),
        ("{{ 1 < page.title }}", ":1", "“<” compares a number and a text"),
        ("{% for x in 3 %}{% endfor %}", ":1", "a list is needed, and there is a number"),
        ("{{ 1 // 0 }}", ":1", "divided by zero"),
        ("{{ 10 ** 5000 }}", ":1", "more digits"),
        ("{{ 1e300 ** 2 }}", ":1", "too large"),
        ("{{ '%(imprint)s' % {} }}", ":1", "there is no 'imprint'"),
        ("{{ range }}", ":1", "range() is no text"),
        ("{% set a = 'a' %}{{ a.upper }}", ":1", "upper() is no text"),
        ("{{ self.x }}{% block x %}{% endblock %}", ":1", "x() is no text"),
        ("{{ page.title | nothing }}", ":1", "No filter named 'nothing'"),
        ("\n{% if %}", ":2", "Expected an expression"),
        ("{% if page %}", ":1", "Unexpected end of template"),
        ('\n{% include "nothing.j2" %}', ":2", "there is no template “nothing.j2”"),
        (f'\n{{% include "{PART}" %}}', ":2", "includes itself without end"),
    ],
)
def test_a_mistake_is_told_with_its_line(
    source: str, line: str, words: str, themed: Callable[..., str]
) -> None:
    with pytest.raises(ThemeError) as caught:
        themed(**{PART: source})
    (finding,) = caught.value.findings
    assert finding.where == f"theme/templates/{PART}{line}"
    assert words in finding.message
    assert not finding.message.endswith(".")


def test_a_mistake_in_a_part_of_a_part_is_told_where_it_stands(themed: Callable[..., str]) -> None:
    with pytest.raises(ThemeError) as caught:
        themed(
            **{
                PART: '{% include "!default/parts/plate.xhtml.j2" %}',
                "parts/figcaption.xhtml.j2": "\n\n{{ nothing }}",
            }
        )
    assert caught.value.findings[0].where == "theme/templates/parts/figcaption.xhtml.j2:3"


def test_a_template_that_is_no_utf8_is_named(themed: Callable[..., str]) -> None:
    with pytest.raises(ThemeError, match="not UTF-8") as caught:
        themed(**{PART: b"caf\xe9"})
    assert caught.value.findings[0].where == f"theme/templates/{PART}"


def test_what_is_no_text_prints_no_path(themed: Callable[..., str], tmp_path: Path) -> None:
    source = (
        "{{ story }} {{ page }} {{ [edition, words] }} {{ href ~ '' }} {{ '%r' | format(story) }}"
    )
    shown = themed(**{PART: source})
    assert shown == "Story Page [Edition, Words] href() Story"
    methods = "{% set x = 'a' %}{{ x.upper ~ '' }} {{ [x.title] }} {{ range ~ namespace }}"
    assert themed(**{PART: methods}) == "upper() [title()] range()namespace()"
    lazy = "{{ [1, 2] | map('string') ~ '' }} {{ [1] | batch(1) | string }}"
    assert "0x" not in themed(**{PART: lazy})
    everything = "{{ story.plates[0] }}{% for x in (story, page, page.plate) %}{{ x }}{% endfor %}"
    assert "/" not in themed(**{PART: everything})


def test_no_template_may_change_the_story(themed: Callable[..., str]) -> None:
    with pytest.raises(ThemeError):
        themed(**{PART: "{% set story.title = 'Mine' %}"})


def test_a_theme_may_use_every_filter(themed: Callable[..., str]) -> None:
    """A theme is read before an edition is made, when its filters are not known yet."""
    used = "".join(f"{{{{ story.title | {name} }}}}" for name in FILTERS)
    source = f'{used}{{{{ "*A*" | inline }}}}'
    themed()
    Path("theme", "templates", PART).write_text(source, "utf-8")
    environment.read(themes.find(Path("theme")))
    assert themed(**{PART: source}).endswith("<em>A</em>")


def test_all_templates_that_cannot_be_read_are_told_before_anything_is_made(tmp_path: Path) -> None:
    parts = tmp_path / "templates" / "parts"
    parts.mkdir(parents=True)
    (parts / "plate.xhtml.j2").write_text("<p>\n{% if %}\n")
    (parts / "closing.xhtml.j2").write_text("{{ unclosed\n")
    (parts / "title.xhtml.j2").write_text("<p>fine</p>")
    with pytest.raises(ThemeError) as caught:
        environment.read(themes.find(tmp_path))
    places = [finding.where for finding in caught.value.findings]
    assert places == [f"{parts / 'closing.xhtml.j2'}:1", f"{parts / 'plate.xhtml.j2'}:2"]
