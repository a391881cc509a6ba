"""The calendar that dates are counted by: the database's where there is one, else the shipped."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from engine.errors import StoreError
from runtime import shipped
from store.location import locate
from store.plain import PlainReader
from store.version import open_current

if TYPE_CHECKING:
    from engine.calendar.calendar import Calendar

_NONE_THERE = ("store_missing", "store_folder_missing", "store_schema_missing")


def calendar_in(url: str, name: str) -> Calendar | None:
    """Return a calendar with every notice that a database knows; None where it knows none.

    Raise StoreError where there is a database that cannot be read.
    """
    try:
        session = open_current(locate(url))
    except StoreError as fault:
        if fault.code in _NONE_THERE:
            return None
        raise
    try:
        found = PlainReader(session).calendar(name)
    finally:
        session.close()
    if found is None:
        return None
    if name in shipped.calendar_names() and shipped.calendar(name).revision == found[0]:
        return shipped.calendar(name)
    from engine.calendar.calendar import Calendar

    return Calendar.from_data(json.loads(found[1]))
