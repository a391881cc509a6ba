"""Groups that know their commands by name and load one only to run it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

import click

from cli.command import HelpOption, language_of, root_options, start_of
from cli.helptext import group_help, told
from cli.tree import TREE, Tree, help_code
from cli.usage import close_to, refuse_dashes, refuse_empty, told_from_click, with_guess
from cli.version import VersionOption

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Group(click.Group):
    """A noun with its verbs, or the whole program."""

    def __init__(self, names: tuple[str, ...], tree: Tree) -> None:
        super().__init__(
            name=names[-1] if names else "patrol",
            params=[*([] if names else [*root_options(), VersionOption()]), HelpOption()],
            add_help_option=False,
        )
        self._names = names
        self._tree = tree

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order in which they are taught."""
        return list(self._tree)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        """Load one command."""
        found = self._tree.get(cmd_name)
        if found is None:
            return None
        if isinstance(found, dict):
            return Group((*self._names, cmd_name), found)
        module, _, function = found.partition(":")
        return cast("click.Command", getattr(import_module(f"cli.commands.{module}"), function))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands and options that begin like this, without loading a command."""
        from click.shell_completion import CompletionItem

        language, code = language_of(ctx), help_code(*self._names)
        found = [
            CompletionItem(name, help=told(language, f"{code}_{name}"))
            for name in self._tree
            if name.startswith(incomplete)
        ]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; say which one may have been meant."""
        if args[0] not in self._tree and not ctx.resilient_parsing:
            refuse_dashes(args[:1], ctx.command_path)
            guess = close_to(args[0], list(self._tree))
            raise with_guess("usage_command_unknown", guess, name=args[0], command=ctx.command_path)
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options before the command; without a command show which there are."""
        rest = super().parse_args(ctx, args)
        if not ctx.resilient_parsing:
            refuse_empty(ctx)
        if not (rest or ctx._protected_args) and not ctx.resilient_parsing:
            raise click.exceptions.NoArgsIsHelpError(ctx)
        return rest

    def get_help(self, ctx: click.Context) -> str:
        """Return the help screen."""
        code = help_code(*self._names)
        rows = [(name, f"{code}_{name}") for name in self._tree]
        return group_help(ctx, code, rows, language_of(ctx))

    def invoke(self, ctx: click.Context) -> object:
        """Keep the program's own options for the command, then run it."""
        if not self._names:
            start_of(ctx).keep(ctx.params)
            ctx.params = {}
        try:
            return super().invoke(ctx)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.ClickException as fault:
            raise told_from_click(fault) from fault


def program() -> Group:
    """Return the whole program."""
    return Group((), TREE)
