"""The distribution block of a report in PDF: on the back of the last sheet."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document

from runtime.reports.last_page import on_even_page, turned_over
from runtime.shipped import FOLDER

TEMPLATE = (FOLDER / "reports" / "weekly_brief" / "template.docx").read_bytes()


def pdf(pages: int) -> bytes:
    return b"<</Type/Pages/Count %d>>" % pages + b"<</Type /Page/Parent 1 0 R>>" * pages


@pytest.mark.parametrize(("pages", "conversions"), [(1, 2), (2, 1), (3, 2), (4, 1)])
def test_a_text_that_ends_on_an_odd_page_is_laid_out_again(pages: int, conversions: int) -> None:
    given: list[bytes] = []

    def convert(document: bytes) -> bytes:
        given.append(document)
        return pdf(pages + len(given) - 1)

    made = on_even_page(TEMPLATE, convert)
    assert made == pdf(pages + conversions - 1)
    assert len(given) == conversions
    assert given[0] == TEMPLATE


def test_the_block_goes_alone_on_a_page_of_its_own() -> None:
    turned = turned_over(TEMPLATE)
    assert turned is not None
    before = [one.tag for one in Document(io.BytesIO(TEMPLATE)).element.body]
    after = list(Document(io.BytesIO(turned)).element.body)
    (place,) = [at for at, one in enumerate(after) if "pageBreakBefore" in one.xml]
    assert [one.tag for one in (*after[:place], *after[place + 1 :])] == before
    assert after[place + 1].tag.endswith("}tbl")


def test_a_document_without_a_block_stays_as_it_is(tmp_path: Path) -> None:
    plain = tmp_path / "plain.docx"
    Document().save(str(plain))
    assert turned_over(plain.read_bytes()) is None
    assert on_even_page(plain.read_bytes(), lambda _: pdf(1)) == pdf(1)
