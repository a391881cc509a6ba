"""Which version of the program this is."""

from __future__ import annotations

import click

PACKAGE = "patrol-engine"


class VersionOption(click.Option):
    """The option that prints the version and ends."""

    def __init__(self) -> None:
        super().__init__(
            ["--version"], is_flag=True, expose_value=False, is_eager=True, callback=_show_version
        )


def _show_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        # Reading what is installed costs 30 ms, which only this answer may cost.
        from importlib.metadata import version

        click.echo(f"patrol {version(PACKAGE)}")
        context.exit()
