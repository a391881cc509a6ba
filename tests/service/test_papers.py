"""Papers: drafted by a step, numbered at signing, sent to whom held the posts that day."""

from __future__ import annotations

from engine.definition.workflow import DistributionList, Document, IssueDocument
from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.service.engine import Outcome
from engine.service.papers import sign_paper
from tests.model.build import event, office, text, then, workflow
from tests.service.office import Office


def letters() -> Office:
    letter = Document(
        name="letter", title=text("letter"), number="督〔YYYY〕N号", signed_by="chief"
    )
    brief = Document(name="brief", title=text("brief"), number="第N期", series="case",
                     signed_by="chief")  # fmt: skip
    issue = [then(IssueDocument(document="letter", to=("clerk",)))]
    weekly = [then(IssueDocument(document="brief", to_list="all"))]
    return Office(
        workflow(
            "w",
            "open done=done",
            [
                event("urge", "open", None, then=tuple(issue)),
                event("report", "open", None, then=tuple(weekly)),
                event("end", "open", "done"),
            ],
            roles=(office("clerk"), office("chief")),
            documents={"letter": letter, "brief": brief},
            lists={"all": DistributionList(name="all", report=("chief",), send=("clerk",))},
        )
    )


def sign(here: Office, case: str, paper: str, by: str = "wang") -> Outcome | Refusal:
    return sign_paper(here.engine, case, paper, Actor(person=by))


def test_a_paper_gets_its_number_at_signing_per_kind_and_year() -> None:
    here = letters()
    case = here.open()
    for year, expected in (
        ("2019", "督〔2019〕1号"),
        ("2019", "督〔2019〕2号"),
        ("2020", "督〔2020〕1号"),
    ):
        here.at(f"{year}-12-02 09:00").does(case, "urge")
        assert [
            one.number for one in here.store.state.papers.values() if one.status == "draft"
        ] == [None]
        outcome = sign(here, case, "letter")
        assert isinstance(outcome, Outcome)
        assert outcome.entries[0].said["number"] == expected


def test_a_series_of_a_case_counts_within_the_case() -> None:
    here = letters()
    numbers = []
    for case in (here.open(), here.open()):
        here.does(case, "report")
        outcome = sign(here, case, "brief")
        assert isinstance(outcome, Outcome)
        numbers.append(outcome.entries[0].said["number"])
    assert numbers == ["第1期", "第1期"]


def test_the_distribution_is_frozen_at_signing() -> None:
    here = letters()
    case = here.open()
    here.does(case, "report")
    outcome = sign(here, case, "brief")
    assert isinstance(outcome, Outcome)
    people = outcome.entries[0].said["people"]
    assert (people["report"], people["send"], people["copy"]) == (["wang"], ["li"], [])


def test_only_the_signer_signs_and_only_once() -> None:
    here = letters()
    case = here.open()
    here.does(case, "urge")
    codes = []
    for paper, by in (("letter", "li"), ("letter", "wang"), ("letter", "wang"), ("none", "wang")):
        found = sign(here, case, paper, by)
        codes.append(found.code if isinstance(found, Refusal) else "signed")
    assert codes == ["may_not_sign", "signed", "paper_not_draft", "paper_unknown"]
