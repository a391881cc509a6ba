"""Publishing tries the scenarios and tells what changes; an office sets a limit, or retires."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtime.shipped import FOLDER, plain
from tests.cli.conftest import on_site

if TYPE_CHECKING:
    import pytest

    from tests.cli.conftest import Patrol

TEXT = (FOLDER / "interview" / "workflow.yaml").read_text(encoding="utf-8")
SECOND = TEXT.replace("version: 1\n", "version: 2\n", 1)
HOLDS = """
workflow: interview
scenarios:
  opened:
    title: x
    when:
      - at: 2019-12-05 10:00
        by: convener
        open: interview
        with: {unit: yancheng, reason: late}
        expect: {state: proposed}
"""

WORDS = """
about: {notify: {subject: {zh: x, en: x}, body: {zh: x, en: x}}}
"""


def write(patrol: Patrol, name: str, text: str) -> str:
    (patrol.database.parent / name).write_text(text, encoding="utf-8")
    return name


def versions(patrol: Patrol, name: str) -> list[int]:
    return [each["version"] for each in patrol.done("workflow", "list") if each["workflow"] == name]


def test_a_new_version_is_tried_and_told_before_it_is_kept(sandbox: Patrol) -> None:
    file = write(
        sandbox, "workflow.yaml", SECOND.replace("title: {zh: 约谈", "title: {zh: 谈话", 1)
    )
    write(sandbox, "scenarios.yaml", HOLDS)
    tried = sandbox.done("workflow", "publish", file, "--dry-run")
    assert (tried["published"], tried["dry_run"]) == ([], True)
    assert versions(sandbox, "interview") == [1]
    screen = sandbox("workflow", "publish", file, "--yes", "--lang", "zh")
    assert screen.code == 0
    assert "情景全部通过" in screen.out
    assert "本流程的名称由“约谈”改为“谈话”。" in screen.out
    assert versions(sandbox, "interview") == [1, 2]


def test_a_trial_says_what_publishing_would_do_with_each_file(sandbox: Patrol) -> None:
    def tried(file: str) -> str:
        return sandbox("workflow", "publish", file, "--dry-run", "--lang", "zh").out

    same = write(sandbox, "workflow.yaml", TEXT)
    assert "interview@1 \u65e9\u5df2\u53d1\u5e03\uff0c\u6587\u5b57\u76f8\u540c\uff0c" in tried(same)
    assert "\u5c06\u53d1\u5e03 interview@2" in tried(write(sandbox, "two.yaml", SECOND))
    write(sandbox, "texts.yaml", WORDS)
    (ahead,) = sandbox.done("workflow", "publish", same, "--dry-run")["foreseen"]
    assert (ahead["new"], ahead["texts"]) == (False, True)
    (done,) = sandbox.done("workflow", "publish", same)["published"]
    assert (done["new"], done["texts"]) == (False, True)


def test_who_replaces_a_version_without_a_terminal_says_so_beforehand(sandbox: Patrol) -> None:
    file = write(sandbox, "workflow.yaml", SECOND)
    for asked in (("publish", file), ("setting", "patrol", "longest_stay", "20 days")):
        told = sandbox.refused("workflow", *asked)
        assert (told["code"], told["exit"]) == ("confirmation_missing", 2)
    assert (versions(sandbox, "interview"), versions(sandbox, "patrol")) == ([1], [1])


def test_a_scenario_that_does_not_hold_keeps_a_version_out(sandbox: Patrol) -> None:
    file = write(sandbox, "workflow.yaml", SECOND)
    write(sandbox, "scenarios.yaml", HOLDS.replace("state: proposed", "state: held"))
    answer = sandbox("workflow", "publish", file, "--json")
    assert answer.code == 1
    assert answer.json["published"] == []
    assert answer.json["scenarios"][0]["failures"]
    assert versions(sandbox, "interview") == [1]
    assert "nothing was published" in sandbox("workflow", "publish", file).out


def test_a_faulty_scenario_or_a_used_version_keeps_everything_as_it_was(sandbox: Patrol) -> None:
    file = write(sandbox, "workflow.yaml", SECOND)
    write(sandbox, "scenarios.yaml", HOLDS.replace("by: convener", "by: nobody_known"))
    assert sandbox.refused("workflow", "publish", file)["exit"] == 3
    write(sandbox, "workflow.yaml", TEXT + "# another text\n")
    told = sandbox.refused("workflow", "publish", file)
    assert (told["code"], told["exit"]) == ("definition_text_changed", 1)
    assert versions(sandbox, "interview") == [1]


def test_a_setting_of_an_office_is_the_next_version_and_open_cases_keep_theirs(
    sandbox: Patrol,
) -> None:
    number = on_site(sandbox)
    done = sandbox.done("workflow", "setting", "patrol", "longest_stay", "20天", "--yes")
    assert [one["version"] for one in done["published"]] == [2]
    assert done["changes"][0]["impact"]["open_cases"] == 1
    assert done["changes"][0]["impact"]["moved"] == 1
    assert sandbox.done("case", "show", number)["case"]["version"] == 1
    shown = sandbox("workflow", "show", "patrol@2", "--lang", "zh").out
    assert "本流程以 patrol@1 为依据，与其有1处不同：" in shown
    assert "期限“巡查时间”的时限由30天缩短为20天。" in shown
    again = sandbox.done("workflow", "setting", "patrol", "plan_in", "25 working days", "--yes")
    assert [one["version"] for one in again["published"]] == [3]


def test_a_setting_that_cannot_be_is_told_and_nothing_is_published(sandbox: Patrol) -> None:
    for key, value in (("plan_inn", "5 days"), ("plan_in", "soon"), ("result_anchor", "birth")):
        told = sandbox.refused("workflow", "setting", "patrol", key, value)
        assert (told["code"], told["exit"]) == ("setting_invalid", 3)
        assert "patrol@2:4:" in sandbox("workflow", "setting", "patrol", key, value).err
    assert versions(sandbox, "patrol") == [1]


def test_of_two_who_set_a_setting_at_once_the_later_is_told_to_look_again(
    sandbox: Patrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    from runtime import publishing

    keep = publishing.keep

    def overtaken(registry: Any, *given: Any) -> Any:
        monkeypatch.setattr(publishing, "keep", keep)
        sandbox.done("workflow", "setting", "patrol", "plan_in", "25 working days", "--yes")
        return keep(registry, *given)

    monkeypatch.setattr(publishing, "keep", overtaken)
    told = sandbox.refused("workflow", "setting", "patrol", "plan_in", "20 working days", "--yes")
    assert (told["code"], told["exit"]) == ("setting_overtaken", 1)
    assert versions(sandbox, "patrol") == [1, 2]


def test_a_retired_workflow_takes_no_new_cases_until_it_is_brought_back(sandbox: Patrol) -> None:
    arguments = (
        "case", "open", "patrol_jiangyan", "--as", "jiangsu_patrol_office", "--at", "2019-07-24",
        "--set", "target=yancheng", "--set", "kind=comprehensive",
        "--set", "planned_entry=2019-08-05",
    )  # fmt: skip
    number = sandbox.done(*arguments)["case"]["number"]
    gone = sandbox.done("workflow", "retire", "patrol_jiangyan")
    assert gone == {"workflow": "patrol_jiangyan", "versions": [1], "retired": True}
    assert sandbox.refused(*arguments)["code"] == "workflow_retired"
    assert sandbox.done("case", "show", number)["case"]["state"] == "preparing"
    assert sandbox.done("workflow", "retire", "patrol_jiangyan")["versions"] == []
    (listed,) = [
        one for one in sandbox.done("workflow", "list") if one["workflow"] == "patrol_jiangyan"
    ]
    assert listed["retired_at"] is not None
    assert listed["retired_by"] == "operator"
    assert "by operator" in sandbox("workflow", "list", "--lang", "en").out
    assert sandbox.done("workflow", "retire", "patrol_jiangyan@1", "--undo")["versions"] == [1]
    assert sandbox.done(*arguments)["case"]["version"] == 1


def test_of_two_versions_new_cases_take_the_one_that_is_not_retired(sandbox: Patrol) -> None:
    sandbox.done("workflow", "setting", "patrol", "longest_stay", "20 days", "--yes")
    assert sandbox.done("workflow", "retire", "patrol@2")["versions"] == [2]
    number = on_site(sandbox)
    assert sandbox.done("case", "show", number)["case"]["version"] == 1


def test_what_another_workflow_opens_is_not_retired(sandbox: Patrol) -> None:
    told = sandbox.refused("workflow", "retire", "interview")
    assert (told["code"], told["exit"]) == ("workflow_still_opened", 1)
    assert "patrol@1" in told["message"]
    assert sandbox.refused("workflow", "retire", "nothing")["code"] == "workflow_unknown"
    assert sandbox.refused("workflow", "retire", "patrol@7")["code"] == "workflow_version_unknown"


def test_what_opens_a_retired_workflow_is_not_published(sandbox: Patrol) -> None:
    examples = plain(FOLDER / "flaws.yaml")["examples"]
    files = [write(sandbox, f"{name}.yaml", examples[name]) for name in ("visit", "finding")]
    sandbox.done("workflow", "publish", *files, "--yes")
    for name in ("visit", "finding"):
        sandbox.done("workflow", "retire", name)
    second = examples["visit"].replace("version: 1", "version: 2", 1)
    file = write(sandbox, "visit.yaml", second)
    told = sandbox.refused("workflow", "publish", file, "--yes")
    assert (told["code"], told["exit"]) == ("publish_opens_retired", 1)
    assert versions(sandbox, "visit") == [1]
    sandbox.done("workflow", "retire", "finding", "--undo")
    sandbox.done("workflow", "publish", file, "--yes")
    assert versions(sandbox, "visit") == [1, 2]


def test_two_workflows_never_number_their_cases_alike(sandbox: Patrol) -> None:
    for name in ("letters", "visits"):
        sandbox.done("workflow", "new", name)
    both = [str(sandbox.database.parent / name / "workflow.yaml") for name in ("letters", "visits")]
    together = sandbox("workflow", "publish", *both, "--lang", "zh")
    assert together.code == 3
    said = "编号“新〔YYYY〕N号”已经用于流程“letters”的案件，会出现两个相同的编号。"
    assert f"{both[1]}:11:" in together.err
    assert said in together.err
    sandbox.done("workflow", "publish", both[0])
    assert said in sandbox("workflow", "publish", both[1], "--lang", "zh").err
    assert versions(sandbox, "visits") == []


def test_a_workflow_goes_on_with_its_own_number_in_its_next_version(sandbox: Patrol) -> None:
    sandbox.done("workflow", "new", "letters")
    file = sandbox.database.parent / "letters" / "workflow.yaml"
    sandbox.done("workflow", "publish", str(file))
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("version: 1 ", "version: 2 ", 1), encoding="utf-8")
    sandbox.done("workflow", "publish", str(file), "--yes")
    assert versions(sandbox, "letters") == [1, 2]
