"""`python -m tests.crash`: a death at every boundary, many deaths of chance, many schedulers.

With `--seed N --deaths M` the deaths of chance alone, as they were told of before.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from store.migrate import upgrade
from tests.care.first import make_first
from tests.channels.servers import bad_server
from tests.crash.caring import backed_up, importing, restoring, sandbox_at, short_ledger, upgrading
from tests.crash.dying import die_and_finish, random_deaths, undisturbed
from tests.crash.killing import DONE, ended, forked
from tests.crash.making import new_database, postgresql_offices, sqlite_offices
from tests.crash.schedulers import each_once, fair, furnish, share
from tests.crash.works import WORKS, prepare, small_batches
from tests.postgresql_server import server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.crash.places import Copies

STEPS = 20_000


@contextmanager
def offices(kind: str, folder: Path, url: str) -> Iterator[Copies]:
    """Give offices of one kind to be copied."""
    own = folder / kind
    own.mkdir()
    with bad_server() as hook, pytest.MonkeyPatch.context() as patch:
        small_batches(patch)
        made = sqlite_offices(own, hook) if kind == "sqlite" else postgresql_offices(url, own, hook)
        yield made


def every_boundary(copies: Copies, kind: str, stride: int) -> None:
    """Let a process die at every boundary of every work."""
    for work in WORKS:
        expected, boundaries = undisturbed(copies, work)
        deaths = range(1, boundaries + 1, stride)
        for boundary in deaths:
            die_and_finish(copies, work, boundary, expected)
        say(f"{kind}: {work.name}: {len(deaths)} deaths at {boundaries} boundaries")


def many_schedulers(folder: Path, url: str) -> None:
    """Let schedulers share what is due, on a server and in a file."""
    places = [(new_database(url, f"shared_{count}"), count) for count in (2, 4)]
    for place, count in [*places, (f"sqlite:///{folder / 'shared.db'}", 2)]:
        upgrade(place)
        furnish(place, STEPS)
        shares = share(place, count)
        each_once(place, STEPS, shares)
        fair(STEPS, shares)
        say(f"{place.partition(':')[0]}: {count} schedulers took {shares}")


def caring(kind: str, url: str, folder: Path, stride: int) -> None:
    """Let upgrades, restores and imports of files die at every boundary."""
    numbers = itertools.count(1)

    def empty() -> str:
        name = f"place_{next(numbers)}"
        if kind == "sqlite":
            return f"sqlite:///{folder / name}.db"
        return new_database(url, name)

    upgrades = upgrading(lambda: make_first(empty()), stride)
    say(f"{kind}: upgrade: {upgrades.undone} deaths undone, {upgrades.whole} after its end")
    story = f"sqlite:///{folder / 'story.db'}"
    upgrade(story)
    prepare(story, swept=True)
    restores = restoring(empty, backed_up(story, folder), folder / "back", stride)
    say(f"{kind}: restore: {restores.undone} deaths undone, {restores.whole} after its end")
    imports = importing(sandbox_at(empty()), short_ledger(folder), stride)
    say(f"{kind}: import of a file: {imports.undone} deaths undone")


def say(line: str) -> None:
    """Tell how far it has come."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def deaths(kind: str, url: str, seed: int, count: int, stride: int) -> None:
    """Let processes die at boundaries of chance; then, with a stride, at every so manyth."""
    with tempfile.TemporaryDirectory() as made, offices(kind, Path(made), url) as copies:
        say(f"{kind}: {count} deaths of chance, seed {seed}")
        random_deaths(copies, seed, count)
        if stride:
            every_boundary(copies, kind, stride)
            caring(kind, url, Path(made), stride)


def main() -> int:
    """Do as asked, both kinds of databases at once; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash")
    parser.add_argument("--seed", type=int, help="deaths of chance alone, by this seed")
    parser.add_argument("--deaths", type=int, default=300)
    parser.add_argument("--stride", type=int, default=1, help="every how many boundaries")
    asked = parser.parse_args()
    whole = asked.seed is None
    given = (asked.seed or 1, asked.deaths // 2, asked.stride if whole else 0)
    with server() as url:
        if whole:
            with tempfile.TemporaryDirectory() as made:
                many_schedulers(Path(made), url)
        children = [forked(partial(deaths, kind, url, *given)) for kind in ("sqlite", "postgresql")]
        ends = [ended(child) for child in children]
    return 0 if ends == [DONE, DONE] else 1


if __name__ == "__main__":
    sys.exit(main())
