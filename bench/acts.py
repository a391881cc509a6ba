"""Durable acts, one commit each, beside the bare driver sending the same statements."""

from __future__ import annotations

import tempfile
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bench import files, world
from bench.measure import Ratio, turns
from bench.replay import Tape, play_postgresql, play_sqlite, taping
from engine.kernel.effects import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bench.measure import Work
    from bench.replay import Call

_CHUNK = 20
_WARM = 2


def ratios(quick: bool) -> Iterator[Ratio]:
    """Measure an act that asks a field, checks a guard, stops a clock and starts another."""
    count = _CHUNK * (10 if quick else 50)
    yield _on_sqlite(count)
    yield _on_postgresql(count)


def _on_sqlite(count: int) -> Ratio:
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "base.db"
        ids = _prepared(files.url(base), lambda: files.connect(base), count)
        tape_file, ours_file, bare_file = files.copies(base, "tape", "ours", "bare")
        calls = _taped(files.url(tape_file), ids)
        with closing(files.connect(bare_file)) as connection:
            acts = _acting(files.url(ours_file), ids)
            bare = _playing(calls, lambda piece: play_sqlite(connection, piece))
            ours_took, bare_took = _in_turns(acts, bare, count)
    return Ratio(name="durable act on SQLite", ours=ours_took, bare=bare_took, bar=0.5)


def _on_postgresql(count: int) -> Ratio:
    from bench import server

    with server.running() as databases:
        base = databases.create("base")
        ids = _prepared(base, lambda: server.connect(base), count)
        tape_url, ours_url, bare_url = databases.copies("base", "tape", "ours", "bare")
        calls = _taped(tape_url, ids)
        with closing(server.connect(bare_url)) as connection:
            acts = _acting(ours_url, ids)
            bare = _playing(calls, lambda piece: play_postgresql(connection, piece))
            ours_took, bare_took = _in_turns(acts, bare, count)
    return Ratio(name="durable act on PostgreSQL", ours=ours_took, bare=bare_took, bar=0.45)


def _prepared(url: str, connect: Callable[[], world.Connection], count: int) -> list[str]:
    """Make a database with so many cases and return their ids."""
    world.prepare(url)
    office, _ = world.office(url)
    with closing(office):
        case = world.opened(office)
    with closing(connect()) as connection:
        return world.clone(connection, case, count)


def _taped(url: str, ids: Sequence[str]) -> list[list[Call]]:
    """Return what each act sends to the driver."""
    with taping() as tape:
        for _ in _acting(url, ids, tape):
            pass
    return tape.pieces


def _acting(url: str, ids: Sequence[str], tape: Tape | None = None) -> Iterator[None]:
    """Take the same event in one case after the other."""
    office, _ = world.office(url)
    actor = world.clerk(office)
    with closing(office):
        engine = office.engine
        engine.registry.newest("bench")
        for case in ids:
            if tape is not None:
                tape.piece()
            outcome = engine.act(case, "review", {"grade": "ordinary"}, actor)
            if isinstance(outcome, Refusal):
                raise RuntimeError(f"{outcome.code}: {outcome.facts}")
            yield


def _playing(calls: Sequence[list[Call]], play: Callable[[list[Call]], None]) -> Iterator[None]:
    for piece in calls:
        play(piece)
        yield


def _in_turns(acts: Iterator[None], bare: Iterator[None], count: int) -> tuple[float, float]:
    ours_work, bare_work = _chunk(acts), _chunk(bare)
    turns(ours_work, bare_work, _WARM)
    return turns(ours_work, bare_work, count // _CHUNK - _WARM, _CHUNK)


def _chunk(work: Iterator[None]) -> Work:
    return lambda: list(islice(work, _CHUNK))
