"""A definition read back as a regulation: every part of it once, in whole sentences."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from engine.definition.regulation.doing import is_about_duties
from engine.definition.regulation.numerals import numeral
from engine.definition.regulation.prose import Prose
from engine.definition.regulation.regulation import printed, regulation
from engine.definition.regulation.wording import condition
from engine.messages import LANGUAGES
from runtime.publishing import shipped_workflows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.regulation.articles import Chapter
    from engine.definition.workflow import Workflow

SHIPPED = shipped_workflows()


def other(name: str) -> Workflow | None:
    """Return a shipped definition."""
    return SHIPPED[name][0] if name in SHIPPED else None


def passages(chapters: tuple[Chapter, ...]) -> Iterator[str]:
    """Yield what each passage is about."""
    articles = (one for chapter in chapters for part in chapter.sections for one in part.articles)
    for article in articles:
        yield article.about
        for paragraph in article.paragraphs:
            yield paragraph.about
            yield from (item.about for item in paragraph.items)


def parts(workflow: Workflow) -> Iterator[str]:
    """Yield every part that a regulation must speak of; of ladders used twice the first."""
    yield from (f"event:{name}" for name in workflow.events)
    yield from (f"deadline:{one.name}" for one in workflow.deadlines.values() if not one.recurs)
    yield from (f"role:{name}" for name in workflow.roles)
    yield from (f"document:{name}" for name in workflow.documents)
    yield from (f"setting:{name}" for name in workflow.settings)
    yield from (f"duty:{name}" for name in workflow.duties)
    for event in workflow.events.values():
        steps = [one for one in event.then if not is_about_duties(one)]
        yield from (f"step:events.{event.name}/{one.id}" for one in steps)
    read = []
    for deadline in workflow.deadlines.values():
        if not deadline.recurs and deadline.overdue not in read:
            read.append(deadline.overdue)
            yield from (f"step:deadlines.{deadline.name}/{one.id}" for one in deadline.overdue)
    for duty in workflow.duties.values():
        yield from (f"step:duties.{duty.name}/{one.id}" for one in duty.overdue)
        last = enumerate(duty.closes_with, 1)
        yield from (f"step:duties.{duty.name}.closes_with/{one.id or at}" for at, one in last)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHIPPED)
def test_every_part_of_a_definition_is_read_back_exactly_once(name: str, language: str) -> None:
    workflow = SHIPPED[name][0]
    told = Counter(filter(None, passages(regulation(workflow, language, other))))
    assert told == Counter(parts(workflow))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHIPPED)
def test_every_sentence_is_whole(name: str, language: str) -> None:
    for line in printed(SHIPPED[name][0], language, other):
        assert "law_" not in line
        assert not re.search(r"\{[a-z_]+\}", line)
        assert line == line.rstrip()
        if language == "zh":
            assert not re.search("[，、；。：][，、；。：]|[(),;]$", line)
            assert not line.startswith("第") or re.match(
                "第[一二三四五六七八九十百]+[章节条]", line
            )


@pytest.mark.parametrize("name", SHIPPED)
def test_the_expressions_of_shipped_definitions_have_words(name: str) -> None:
    text = "\n".join(printed(SHIPPED[name][0], "zh", other))
    assert "这一条件" not in text
    assert "”的值" not in text


@pytest.mark.parametrize(
    ("expression", "zh", "en"),
    [
        ("case.kind == 'special'", "“巡查类型”为“专项巡查”", "“Kind of patrol” is “special”"),
        ("case.none_found", "“未发现问题”为“是”", "“No problem found” is “yes”"),
        ("case.left_on <= event.date", "“结束进驻日期”不晚于办理之日", None),
        ("case.plan == null", "“整改方案”未载明", "“Rectification plan” is not stated"),
        ("problems.all(p, p.closed)", "“问题”项下各案均已终结", None),
        ("!problems.exists(p, p.state == 'graded')",
         "“问题”项下没有状态为“已定级”的案件", None),
        ("problems.size() == 0", "“问题”项下没有案件", None),
        ("[1, 2].exists(x, x > 1)", "符合“[1, 2].exists(x, x > 1)”这一条件", None),
        ("case.kind in ['special']", "符合“case.kind in ['special']”这一条件", None),
    ],
)  # fmt: skip
def test_conditions_are_read_in_words_or_quoted_whole(
    expression: str, zh: str, en: str | None
) -> None:
    patrol = SHIPPED["patrol"][0]
    assert condition(Prose(patrol, "zh", other), expression) == zh
    if en is not None:
        assert condition(Prose(patrol, "en", other), expression) == en


@pytest.mark.parametrize(
    ("name", "expression", "zh", "en"),
    [
        ("oversight_plan", "case.departments.all(d, checks.exists(c, c.department == d))",
         "对“纳入监督的主管部门”所列的每一单位，“嵌入式监督”项下有“被监督部门”为该单位的案件",
         None),
        ("oversight_plan", "case.tasks.exists(t, t.level == 'x')",
         "“监督任务清单”中有“层级”为“x”的条目",
         "for some row in “Task list” it holds that “Level” is “x”"),
        ("oversight_plan", "case.departments.size() > 0", "“纳入监督的主管部门”已载明", None),
        ("oversight_plan", "checks.size() > 2", "“嵌入式监督”的数量大于2", None),
        ("campaign", "case.counties.filter(c, !visits.exists(v, v.unit == c))",
         "“县区”中“督导检查”项下没有“受检单位”为该单位的案件的单位", None),
        ("campaign", "case.counties + case.departments", "“县区”和“成员单位”", None),
        ("embedded_oversight", "case.talks_held + 1.0", "“谈话提醒人次”加1", "“Talks held” plus 1"),
    ],
)  # fmt: skip
def test_what_is_asked_of_everything_in_a_list_has_words(
    name: str, expression: str, zh: str, en: str | None
) -> None:
    workflow = SHIPPED[name][0]
    assert condition(Prose(workflow, "zh", other), expression) == zh
    if en is not None:
        assert condition(Prose(workflow, "en", other), expression) == en


def test_numbers_are_counted_as_articles_are() -> None:
    said = {1: "一", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 100: "一百", 105: "一百零五",
            110: "一百一十", 234: "二百三十四"}  # fmt: skip
    assert {number: numeral(number, "zh") for number in said} == said
    assert numeral(21, "en") == "21"
