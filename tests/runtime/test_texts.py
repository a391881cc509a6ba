"""What is written to people: templates, checked before they are kept, with no way out of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.definition.source import Source
from engine.errors import PatrolError
from runtime import shipped
from runtime.message_kinds import KINDS
from runtime.publishing import check
from runtime.texts import FACTS, read_texts, rendered, shared_texts

GOOD = 'subject: {zh: "一", en: "one"}, body: {zh: "一", en: "one"}'


def codes(text: str) -> list[str]:
    return [one.code for one in read_texts(text, "texts.yaml", None)[1]]


def test_every_kind_of_message_has_its_words_in_both_languages() -> None:
    assert set(shared_texts().kinds) == set(KINDS)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("words: {}\n", "texts_section_unknown"),
        ("kinds: []\n", "texts_not_a_mapping"),
        (f"kinds: {{warnings: {{{GOOD}}}}}\n", "texts_subject_unknown"),
        (f"about: {{anything: {{{GOOD}}}}}\n", "texts_subject_unknown"),
        (f'kinds: {{act: {{{GOOD}, foot: "x"}}}}\n', "texts_part_unknown"),
        ('kinds: {act: {subject: {zh: "一", en: "one"}}}\n', "texts_part_missing"),
        (f"kinds: {{act: {{{GOOD.replace('one', '{{ numbr }}')}}}}}\n", "texts_name_unknown"),
        (f"kinds: {{act: {{{GOOD.replace('one', '{{ number')}}}}}\n", "texts_syntax"),
    ],
)
def test_every_mistake_is_named(text: str, code: str) -> None:
    assert code in codes(text)


def test_a_mistake_in_texts_is_a_problem_of_the_definition_at_its_place(tmp_path: Path) -> None:
    source = shipped.FOLDER / "handoff" / "workflow.yaml"
    text = source.read_bytes()
    file = tmp_path / "workflow.yaml"
    (tmp_path / "texts.yaml").write_text(
        'about:\n  send:\n    subject: {zh: "一", en: "{{ who }}"}\n'
        '    body: {zh: "一", en: "one"}\n',
        encoding="utf-8",
    )
    (problem,) = check([Source(str(file), text)], {}).problems
    assert (problem.line, problem.code) == (3, "texts_name_unknown")
    assert problem.file == str(tmp_path / "texts.yaml")
    assert "who" in problem.text("zh")


def test_texts_that_are_shipped_are_sound() -> None:
    for file in shipped.definition_files(examples=True):
        beside = file.with_name("texts.yaml")
        if beside.is_file():
            assert read_texts(beside.read_bytes(), str(beside), None)[1] == []


@pytest.mark.parametrize(
    "text",
    ["{{ number.__class__.__mro__ }}", "{{ number | attr('__class__') | attr('x') }}",
     "{{ 1 / 0 }}", "{{ missing }}", "{{ range(9) }}", "{{ messages.append(1) }}"],
)  # fmt: skip
def test_a_template_reaches_nothing_but_its_facts(text: str) -> None:
    facts = {**dict.fromkeys(FACTS, ""), "number": "N", "messages": []}
    with pytest.raises(PatrolError) as caught:
        rendered(text, facts)
    assert caught.value.code == "letter_unwritable"
