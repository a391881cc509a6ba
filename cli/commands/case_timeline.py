"""A case over time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from cli.cases import find_case
from cli.command import argument, command, option
from cli.narrowing import LOOKING_BACK, moment
from cli.views import lists

if TYPE_CHECKING:
    from cli.session import Session


@command(
    "case", "timeline", sandbox=True,
    params=(argument("case"), *LOOKING_BACK, option("--svg", metavar="FILE")),
)  # fmt: skip
def timeline(
    session: Session, *, case: str, as_of: dt.date | None, as_known_at: dt.date | None,
    svg: str | None,
) -> None:  # fmt: skip
    """Draw a case over time."""
    from cli.views import timeline as views
    from cli.views.drawing import drawing
    from cli.views.strip import timeline_screen
    from store.care.files import new_file

    facts = find_case(session, case)
    lists.prepare(session)
    past = moment(session, as_of, as_known_at, facts.line["workflow"])
    found = views.timeline(session, facts, past)
    if svg is not None:
        with new_file(Path(svg), private=False) as file:
            file.write(drawing(found).encode())
        session.output.show(
            lambda: {**views.timeline_data(found), "svg": svg},
            lambda: [session.says("timeline_written", file=svg)],
        )
        return
    columns = session.output.columns
    session.output.show(
        lambda: views.timeline_data(found), lambda: timeline_screen(session, found, columns)
    )
