"""Jinja2's sandbox, with a theme's templates before ours; mistakes are reported with their line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial, wraps
from inspect import isroutine
from pathlib import Path
from traceback import walk_tb
from types import MappingProxyType, TracebackType
from typing import Any, NoReturn, TypeVar

import jinja2
import jinja2.bccache
from jinja2.environment import TemplateModule
from jinja2.runtime import BlockReference, LoopContext, Macro, TemplateReference, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

from platebook import sandbox, theme_limits
from platebook.errors import Finding, PlatebookError, ThemeError
from platebook.rendering.template_values import PLAIN, Function, View, Views, reason
from platebook.themes import Design

_Made = TypeVar("_Made")
#: What a template may pass a value through; ``Press`` knows how, for each edition.
FILTERS = (
    *("standfirst", "inline", "caption", "block", "plain", "clean", "line", "heading"),
    *("identifier", "address", "opening", "fontstack"),
)
#: Of Jinja2's own globals and filters: what gives another result each time, shows how a value is
#: made inside, or writes markup of its own.
_GLOBALS = ("range", "namespace")
_LEFT_OUT = ("attr", "pprint", "random", "tojson", "urlize", "xmlattr")
#: Values whose attributes a template may ask for, as far as Jinja2's sandbox lets it.
_OPEN = (*PLAIN, tuple, list, dict, MappingProxyType)
_RUNNING = (LoopContext, Macro, BlockReference, Namespace, TemplateReference, TemplateModule)
#: Seconds of work that reading a theme's templates may take.
_READING = 4.0
#: Halves of characters (surrogates), which no text file can hold.
_HALF = re.compile("[\ud800-\udfff]")


def environment(design: Design) -> Environment:
    """Make the environment that every edition renders in: sandboxed, strict, autoescaped."""
    ours = jinja2.FileSystemLoader(design.templates[-1], encoding="utf-8")
    layers: list[jinja2.BaseLoader] = [_Templates(folder, design) for folder in design.templates]
    loader = jinja2.ChoiceLoader([*layers, jinja2.PrefixLoader({"!default": ours})])
    jinja = Environment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_compile(design),
        finalize=_printable,
    )
    jinja.globals = {name: _function(name, jinja.globals[name]) for name in _GLOBALS}
    jinja.context_class = _Context
    jinja.theme = str(design.theme or "")
    jinja.filters = {
        name: _give_list(call) for name, call in jinja.filters.items() if name not in _LEFT_OUT
    }
    return jinja


def _printable(value: object) -> object:
    """Return what a template prints. Raises TypeError for what has no text of its own."""
    if isinstance(value, (Function, *_RUNNING)) and not isinstance(value, TemplateModule):
        raise TypeError(f"{value!r} is no text that can be printed; call it, or take it out")
    return value


def _give_list(call: Callable[..., object]) -> Callable[..., object]:
    """Let a filter give a list in place of an iterator, whose text would be its place in memory."""

    @wraps(call)
    def give_list(*args: object, **keywords: object) -> object:
        result = call(*args, **keywords)
        return list(result) if isinstance(result, Iterator) else result

    return give_list


class _Context(jinja2.runtime.Context):
    """A template's context, in which a block is a function like any other."""

    def super(self, name: str, current: Callable[..., Any]) -> Any:  # noqa: ANN401
        """Return the block that this one stands over."""
        block = super().super(name, current)
        return Function("super", block) if isinstance(block, BlockReference) else block


class _Templates(jinja2.FileSystemLoader):
    """The templates of a folder; of a theme, those that its design has."""

    def __init__(self, folder: Path, design: Design) -> None:
        super().__init__(folder, encoding="utf-8")
        self._folder, self._design = folder, design

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return a template's text. Raises TemplateNotFound."""
        if not isinstance(template, str):  # what a theme extends may be any value
            raise jinja2.TemplateNotFound(str(template))
        ours = self._folder == self._design.templates[-1]
        if not ours and not self._design.has(self._folder / template):
            raise jinja2.TemplateNotFound(template)
        return super().get_source(environment, template)


class Environment(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, held to few types; ``theme`` is the theme's folder, empty without one."""

    theme = ""

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Return whether a template may ask ``obj`` for ``attr``: plain values only."""
        if isinstance(obj, View):
            return not attr.startswith("_")
        allowed = type(obj) in _OPEN or isinstance(obj, (*_RUNNING, Undefined))
        return allowed and super().is_safe_attribute(obj, attr, value)

    def getattr(self, obj: object, attribute: str) -> object:
        """Return an attribute; a method as a function whose text does not show where it lies."""
        return _function(attribute, super().getattr(obj, attribute))

    def getitem(self, obj: object, argument: object) -> object:
        """Return an item, or an attribute."""
        return _function(str(argument), super().getitem(obj, argument))


def _function(name: str, value: object) -> object:
    """Return a method or a block as a function; anything else as it is."""
    if isinstance(value, BlockReference) or isroutine(value) or value is Namespace:
        return Function(name, value)
    return value


class _Compiled(jinja2.BytecodeCache):
    """Keeps compiled templates in memory: one build makes four environments of one design.

    Jinja2 holds each entry to a digest of its source, so a template that changed is read anew.
    """

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Return what was compiled before, if its source is still the same."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


@lru_cache(maxsize=4)
def _compile(_design: Design) -> _Compiled:
    return _Compiled()


def read(design: Design) -> None:
    """Read every template of a theme, so that mistakes are reported before the slow part begins.

    Raises ThemeError with all that cannot be read, each with its file and line.
    """
    if design.theme is not None:
        theme_limits.run_limited(design, _read, seconds=_READING)


def _read(design: Design) -> None:
    folder, theirs = design.templates[0], environment(design)
    theirs.filters |= dict.fromkeys(FILTERS, _unknown_yet)
    findings: list[Finding] = []
    for path in sorted(folder.rglob("*.j2")):
        name = path.relative_to(folder).as_posix()
        try:
            _guard(theirs, name, partial(theirs.get_template, name))
        except ThemeError as error:
            findings.extend(error.findings)
    if findings:
        raise ThemeError(findings)


def _unknown_yet(*_: object) -> NoReturn:
    """Stand in for a filter while templates are read; Jinja tries filters on what is constant."""
    raise ValueError("no edition is being made yet")


def render(environment: Environment, name: str, context: Mapping[str, object]) -> str:
    """Fill one template. Raises ThemeError with the template's file and line."""

    def fill() -> str:
        text = environment.get_template(name).render(context)
        if half := _HALF.search(text):
            raise ThemeError.of(
                environment.theme or name,
                f"a template writes U+{ord(half[0]):04X}, which is half of a character",
                "Write the whole character in place of its escape.",
            )
        return text

    return _guard(environment, name, fill)


def fill(design: Design, name: str, context: Mapping[str, object]) -> str:
    """Fill a template that shows no edition. Raises ThemeError with its file and line."""
    return filler(design)(name, context)


def filler(design: Design) -> Callable[[str, Mapping[str, object]], str]:
    """Return ``fill`` for one design, which reads a template once however often it is filled."""
    jinja = environment(design)

    def fill_template(name: str, context: Mapping[str, object]) -> str:
        views = Views()
        return render(jinja, name, {key: views.of(value, key) for key, value in context.items()})

    return fill_template


def _guard(environment: jinja2.Environment, name: str, fill: Callable[[], _Made]) -> _Made:
    files = (folder / name for folder in _folders(environment.loader))
    file = next((str(file) for file in files if file.is_file()), name)
    sandbox.note_activity(file)
    try:
        return fill()
    except PlatebookError:  # of a part that the template shows
        raise
    except jinja2.TemplateNotFound as error:
        raise ThemeError.of(
            _place(environment, error) or file,
            f"there is no template “{error.message}”",
            "Check the name in the include or extends; docs/how-to/themes.md lists what there is.",
        ) from error
    except SyntaxError as error:  # Python's, of what Jinja2 makes of it
        fix = "Nest loops and conditions less deeply: include a part, or call a macro."
        raise ThemeError.of(file, f"the template cannot be read: {error.msg}", fix) from error
    except jinja2.TemplateSyntaxError as error:
        where = f"{error.filename or error.name or name}:{error.lineno}"
        reason = (error.message or "").rstrip(".")
        raise ThemeError.of(
            where, f"the template cannot be read: {reason}", "Fix the line named."
        ) from error
    except UnicodeDecodeError as error:
        where = _find_holding(environment, error.object) or file
        raise ThemeError.of(where, "the template is not UTF-8 text", "Save it as UTF-8.") from error
    except RecursionError as error:
        raise ThemeError.of(
            _place(environment, error) or file,
            "the template includes itself without end, or is nested too deeply",
            "To include ours, write its name after “!default/”; docs/how-to/themes.md shows how.",
        ) from error
    except (sandbox.TooLongError, MemoryError) as error:
        took = "too long" if isinstance(error, sandbox.TooLongError) else "too much memory"
        raise ThemeError.of(
            _place(environment, error) or file,
            f"filling the template takes {took}",
            "Look for a loop that goes on and on, or a text that is repeated too often.",
        ) from error
    except Exception as error:
        _fail(environment, file, error)


def _fail(environment: jinja2.Environment, file: str, error: Exception) -> NoReturn:
    """Raise ThemeError with a template's line; or ``error`` itself, where it is a bug of ours."""
    nodes = [frame.f_locals.get("node") for frame, _ in walk_tb(error.__traceback__)]
    lines = [node.lineno for node in nodes if isinstance(node, jinja2.nodes.Node)]
    where = _place(environment, error) or (f"{file}:{lines[-1]}" if lines else None)
    if where is None:
        raise error
    raise ThemeError.of(
        where,
        f"the template cannot be filled: {reason(error)}",
        "Fix the line named; docs/how-to/themes.md lists what a template may ask for.",
    ) from error


def _place(environment: jinja2.Environment, error: BaseException) -> str | None:
    """Find the innermost template line of the traceback, if the fault arose in one."""
    folders = _folders(environment.loader)
    where, innermost = None, None
    trace = error.__traceback__
    while trace is not None:
        innermost = trace.tb_frame.f_code.co_filename
        if any(Path(innermost).is_relative_to(folder) for folder in folders):
            where = f"{innermost}:{_line(trace)}"
        trace = trace.tb_next
    return where


def _line(trace: TracebackType) -> int:
    """Return the line of a template, whether or not Jinja2 put it in the compiled one's place."""
    template = trace.tb_frame.f_globals.get("__jinja_template__")
    return template.get_corresponding_lineno(trace.tb_lineno) if template else trace.tb_lineno


def _find_holding(environment: jinja2.Environment, text: bytes) -> str | None:
    """Find the template that these bytes were read from."""
    files = (
        path
        for folder in _folders(environment.loader)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    )
    return next((str(path) for path in files if path.read_bytes().startswith(text)), None)


def _folders(loader: jinja2.BaseLoader | None) -> list[Path]:
    if isinstance(loader, jinja2.ChoiceLoader):
        return [folder for part in loader.loaders for folder in _folders(part)]
    if isinstance(loader, jinja2.FileSystemLoader):
        return [Path(folder) for folder in loader.searchpath]
    return []
