"""Commands from the shell, beside an empty click program with a bare look-up."""

from __future__ import annotations

import tempfile
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench import files, world
from bench.measure import Ratio, turns
from bench.processes import floor, patrol, peak_bytes, run
from store.keys import number_key

if TYPE_CHECKING:
    from collections.abc import Iterator


def ratios(quick: bool) -> Iterator[Ratio]:
    """Measure `patrol --help` and `patrol case show` among many cases, and their memory."""
    cases, rounds = (2_000, 7) if quick else (100_000, 25)
    with _database(cases) as (path, number):
        least = floor("show", str(path), number_key(number))
        shown = patrol("case", "show", number, "--database", files.url(path))
        for name, command in (
            ("patrol --help", patrol("--help")),
            (f"patrol case show, {cases:,} cases", shown),
        ):
            ours, bare = turns(partial(run, command), partial(run, least), rounds)
            yield Ratio(name=name, ours=ours, bare=bare, kind="cost", bar=1.5)
        ours_bytes, bare_bytes = peak_bytes(shown), peak_bytes(least)
    yield Ratio(
        name="memory of patrol case show", ours=ours_bytes, bare=bare_bytes, unit="B", kind="cost"
    )


@contextmanager
def _database(cases: int) -> Iterator[tuple[Path, str]]:
    """Give a database with so many cases, and the number of one in their midst."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.db"
        world.prepare(files.url(path))
        office, _ = world.office(files.url(path))
        with closing(office):
            case = world.opened(office)
        with closing(files.connect(path)) as connection:
            ids = world.clone(connection, case, cases - 1)
            middle = "SELECT number FROM cases WHERE id = ?"
            ((number,),) = connection.execute(middle, (ids[len(ids) // 2],))
        yield path, number
