"""Clocks that a paper's receipt starts or stops, as the checker follows them."""

from __future__ import annotations

from tests.definition.shelf import checked, problems

LETTER = """\
workflow: letters
version: 1
title: {zh: 函件, en: Letters}
opened_by: {hand: office}
roles:
  office: {title: {zh: 办公室, en: Office}, office: head, at: home}
states:
  open: {initial: true, rests: waits for its letter}
  done: {final: done}
events:
  write: {title: {zh: 发函, en: Write}, from: open, to: stay, by: office, then: [{document: letter, to: [office]}]}
  close: {title: {zh: 办结, en: Close}, from: open, to: done, by: office}
deadlines:
  service:
    title: {zh: 送达, en: Service}
    soft: true
    starts: {event: write}
    within: 7 days
    stops: {receipt: letter}
    remind: 2 working days
documents:
  letter: {title: {zh: 函, en: Letter}, number: 函〔YYYY〕N号, signed_by: office, receipt: {by: office, deemed_after: 5 working days}}
"""  # noqa: E501


def test_a_clock_that_only_a_receipt_stops_does_end() -> None:
    assert checked(LETTER).documents["letter"].receipt is not None


def test_a_receipt_of_a_paper_that_asks_for_none_is_a_problem() -> None:
    silent = LETTER.replace(", receipt: {by: office, deemed_after: 5 working days}", "")
    codes = [code for _, code in problems(silent)]
    assert "definition_no_receipt" in codes


def test_a_clock_may_start_from_a_receipt() -> None:
    answering = LETTER.replace("{event: write}", "{receipt: letter}").replace(
        "stops: {receipt: letter}", "stops: {event: close}"
    )
    assert checked(answering).deadlines["service"].starts[0].kind == "receipt"
