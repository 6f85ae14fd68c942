"""Arguments, options and help of the commands; those of a build come from ``BuildOptions``."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from platebook.build_options import BuildOptions, Option, declared_options
from platebook.editions import EDITIONS

Story = Annotated[
    Path, typer.Argument(metavar="STORY", help="A story folder, or the path of its manifest.")
]
Output = Annotated[
    Path,
    typer.Option("--output", "-o", metavar="DIR", help="The books' folder, made if need be."),
]
PrinterName = Annotated[
    str | None,
    typer.Argument(
        metavar="NAME",
        help="A printer to explain: a name from the list, or a profile of your own (.yaml).",
    ),
]
Json = Annotated[
    bool, typer.Option("--json", help="Print one JSON document instead, findings included.")
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="On stderr, say only what makes it fail.")
]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="On stderr, name every stage and note too.")
]


def _parser(option: Option) -> Callable[[str], object] | None:
    """Make a typer parser from an option's: a ValueError becomes a usage error."""
    parse = option.parse
    if parse is None:
        return None

    def parse_text(text: str) -> object:
        try:
            return parse(text)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error

    return parse_text


*_FIRST, _LAST = EDITIONS
_EDITIONS = f"{', '.join(_FIRST)} or {_LAST}"
#: The type of an option on the command line, where it differs from that of its default.
_TYPES: dict[str, Any] = {"editions": list[str] | None, "printers": list[str] | None}
_PATHS = {"theme", "profile"}


def _parameter(name: str, option: Option, default: object) -> inspect.Parameter:
    """Make a command's parameter from an option's declaration."""
    flag = isinstance(default, bool)
    kind = _TYPES.get(name) or (Path | None if name in _PATHS else type(default))
    if default is None and name not in _PATHS:
        kind = (Any if option.parse else str) | None
    declaration = typer.Option(
        *option.flags,
        help=option.help.format(editions=_EDITIONS),
        metavar=None if flag else option.metavar,
        parser=_parser(option),
        show_default=name == "target",
    )
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        default=None if default == () else default,
        annotation=Annotated[kind, declaration],
    )


_OPTIONS = {name: _parameter(name, option, default) for name, option, default in declared_options()}
Jobs, Strict = _OPTIONS["jobs"].annotation, _OPTIONS["strict"].annotation


def takes_build_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add every option of a build to a command; it receives a ``BuildOptions``."""

    @wraps(command)
    def take(*arguments: Any, **keywords: Any) -> None:  # noqa: ANN401  typer calls it
        values = {name: keywords.pop(name) for name in _OPTIONS}
        lists = {name: tuple(values[name] or ()) for name in _TYPES}
        command(*arguments, options=BuildOptions(**values | lists), **keywords)

    parameters: list[inspect.Parameter] = []
    for parameter in inspect.signature(command, eval_str=True).parameters.values():
        own = parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        parameters += _OPTIONS.values() if parameter.name == "options" else [own]
    take.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    take.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return take


_SHELL = ("--install-completion", "--show-completion")


class Command(TyperCommand):
    """A command whose help names its arguments as the manual does."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:  # noqa: ANN401  typer keeps its type
        """Return the usage line without braces: ``platebook new DIR``, ``preflight FILE...``."""
        pieces = super().collect_usage_pieces(ctx)
        return [piece.replace("{", "").replace("}", "") for piece in pieces]

    def format_options(self, ctx: object, formatter: object) -> None:
        """Write arguments and options."""
        _write(self, ctx, formatter)


class CommandGroup(TyperGroup):
    """The program's own help: its options, then its commands."""

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        """Write options, then commands."""
        _write(self, ctx, formatter)
        self.format_commands(ctx, formatter)


def _write(command: TyperCommand | TyperGroup, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
    rows: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        if record and not record[0].startswith(_SHELL):
            name, words = record
            # Typer adds an argument's Python type, which is of no use to a user.
            rows[parameter.param_type_name].append((name.partition(" <")[0], words))
    for title, kind in (("Arguments", "argument"), ("Options", "option")):
        if rows[kind]:
            with formatter.section(title):
                formatter.write_dl(rows[kind])
