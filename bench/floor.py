"""The least that could show a case: an empty click program with a bare look-up."""

from __future__ import annotations

import sqlite3

import click


@click.group()
def main() -> None:
    """Show a case."""


@main.command()
@click.argument("database")
@click.argument("number")
def show(database: str, number: str) -> None:
    """Look a case up by its number and print it."""
    connection = sqlite3.connect(database)
    row = connection.execute("SELECT body FROM cases WHERE number_key = ?", (number,)).fetchone()
    click.echo(row[0] if row else "")


if __name__ == "__main__":
    main()
