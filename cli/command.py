"""A command: its options beside those that every command has, and the session it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.helptext import command_help
from cli.kinds import Instant, OneOf
from cli.session import Session, Start
from cli.tree import help_code
from cli.usage import refuse_dashes, refuse_empty, written_whole
from engine.errors import UsageError
from engine.messages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable


def option(*names: str, **attributes: Any) -> click.Option:
    """Return an option of one command; its help stands in the catalogue under its name."""
    return click.Option(list(names), **{"shell_complete": _complete, **attributes})


def flag(*names: str) -> click.Option:
    """Return an option that is there or not."""
    return click.Option(list(names), is_flag=True)


def argument(name: str, **attributes: Any) -> click.Argument:
    """Return an argument of one command."""
    return click.Argument([name], **{"shell_complete": _complete, **attributes})


def _complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[Any]:
    """Return what may stand where the cursor is; loaded only for a shell that asks."""
    from cli.completion import complete

    return [*complete(context, parameter, incomplete)]


def root_options() -> list[click.Parameter]:
    """Return the options that stand before a command as well as after it."""
    return [
        option("--lang", type=OneOf(LANGUAGES), metavar="zh|en"),
        option("--database", metavar="URL"),
        option("--config", metavar="FILE"),
        flag("--debug"),
    ]


def sandbox_options() -> list[click.Parameter]:
    """Return the options that a sandbox alone allows: who acts, and when."""
    return [
        option("--as", "person", metavar="PERSON"),
        option("--at", "at", type=Instant(), metavar="INSTANT"),
    ]


def acting_options() -> list[click.Parameter]:
    """Return the options of who acts: in which of their posts, and for whom."""
    return [option("--post", metavar="POST"), standing_in()]


def standing_in() -> click.Parameter:
    """Return the option that names for whom a delegate acts or looks."""
    return option("--for", "principal", metavar="PERSON")


class HelpOption(click.Option):
    """The option that shows help; click's own would load translations only to name itself."""

    def __init__(self) -> None:
        super().__init__(
            ["-h", "--help"], is_flag=True, expose_value=False, is_eager=True, callback=_show_help
        )


def _show_help(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(context.get_help(), color=context.color)
        context.exit()


class Command(click.Command):
    """One command; its callback takes the session and the command's own parameters."""

    def __init__(
        self, names: tuple[str, ...], run: Callable[..., None], params: list[click.Parameter]
    ) -> None:
        super().__init__(
            name=names[-1],
            callback=run,
            params=[*params, HelpOption()],
            add_help_option=False,
            context_settings={"allow_extra_args": True},
        )
        self.names = names

    def get_help(self, ctx: click.Context) -> str:
        """Return the help screen."""
        return command_help(ctx, help_code(*self.names), language_of(ctx))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; refuse what is empty or left over."""
        words = list(args)
        try:
            rest = super().parse_args(ctx, args)
        except click.NoSuchOption as fault:
            raise written_whole(fault, words) from fault
        except click.BadOptionUsage as fault:
            # The parser does not say of which command: the help that is pointed to is this one's.
            fault.ctx = fault.ctx or ctx
            raise
        if ctx.resilient_parsing:
            return rest
        refuse_empty(ctx)
        if rest:
            refuse_dashes(words, ctx.command_path)
            raise UsageError("usage_extra", text=" ".join(rest), command=ctx.command_path)
        return rest

    def invoke(self, ctx: click.Context) -> object:
        """Run the command in a session that ends with it."""
        start = start_of(ctx)
        start.keep(ctx.params)
        own = {name: value for name, value in ctx.params.items() if name not in start.given}
        with Session(start, self.names) as session:
            return ctx.invoke(self._run, session, **own)

    @property
    def _run(self) -> Callable[..., None]:
        assert self.callback is not None
        return self.callback


def command(
    *names: str,
    params: tuple[click.Parameter, ...] = (),
    lists: bool = False,
    sandbox: bool = False,
    acts: bool = False,
) -> Callable[[Callable[..., None]], Command]:
    """Make a function a command: `names` is its path, `lists` adds --json-lines.

    `sandbox` adds who looks and when, for sandboxes; `acts` besides in which post, and for whom.
    """
    shared = [flag("--json")] + ([flag("--json-lines")] if lists else [])
    who = sandbox_options() if sandbox or acts else []
    own = [*params, *who, *(acting_options() if acts else []), *shared, *root_options()]

    def wrap(run: Callable[..., None]) -> Command:
        """Return the command that runs a function."""
        return Command(names, run, own)

    return wrap


def start_of(context: click.Context) -> Start:
    """Return what the program was started with."""
    start = context.find_root().obj
    assert isinstance(start, Start)
    return start


def language_of(context: click.Context) -> str:
    """Return the language of help screens and refusals."""
    return start_of(context).language
