"""What a store keeps of a paper, from its draft to its receipt."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.store import samples
from tests.store.samples import START

SENT = {
    "number": "督〔2019〕1号",
    "signed_by": "wang",
    "signed_at": START,
    "sent_by": "li",
    "sent_on": dt.date(2019, 8, 6),
    "sent_at": START + dt.timedelta(hours=1),
    "deemed_at": START + dt.timedelta(days=5),
}
RECEIPTED = {
    **SENT,
    "receipted_by": "zhao",
    "receipted_on": dt.date(2019, 8, 7),
    "receipted_at": START + dt.timedelta(days=1),
}
VOID = {**SENT, "voided_by": "wang", "voided_at": START + dt.timedelta(days=2)}


@pytest.mark.parametrize(
    ("status", "more"), [("draft", {}), ("sent", SENT), ("receipted", RECEIPTED), ("void", VOID)]
)
def test_a_paper_is_read_as_it_was_recorded(store: Any, status: str, more: dict[str, Any]) -> None:
    opened = samples.case()
    draft = samples.paper(opened, "p1")
    later = samples.moved(opened)
    became = samples.paper(opened, "p1", status=status, **more)
    with store.unit() as unit:
        unit.record([samples.change(None, opened, papers=(draft,))])
    with store.unit() as unit:
        unit.record([samples.change(opened, later, papers=(became,))])
    with store.unit() as unit:
        assert unit.papers(opened.id) == [became]
    assert store.reader.papers(opened.id) == [became]
