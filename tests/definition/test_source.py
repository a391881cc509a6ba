"""YAML as people really write it."""

from __future__ import annotations

import pytest

from engine.definition.problems import Place
from engine.definition.source import load_plain, read
from engine.errors import InputError


def data(text: str) -> object:
    found = read(text, "f.yaml")
    assert found.problems == []
    return found.data


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("on", "on"),
        ("yes", "yes"),
        ("no", "no"),
        ("off", "off"),
        ("true", True),
        ("False", False),
        ("12:30", "12:30"),
        ("010", "010"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("-3", -3),
        ("2.5", 2.5),
        ("1e3", "1e3"),
        ("2018-12-31", "2018-12-31"),
        ("~", None),
        ("", None),
        ("'12'", "12"),
        ('"true"', "true"),
        ("10 working days", "10 working days"),
        ("9" * 40, "9" * 40),
    ],
)
def test_a_plain_word_means_what_it_says(written: str, value: object) -> None:
    assert data(f"a: {written}\n") == {"a": value}


@pytest.mark.parametrize("key", ["on", "yes", "no", "true", "12", "null"])
def test_a_key_is_always_text(key: str) -> None:
    assert data(f"{key}: x\n") == {key: "x"}


def test_every_path_has_its_place() -> None:
    places = read("a:\n  - {b: 1, c: [x, y]}\n", "f.yaml").places
    assert places.of(("a", 0, "c", 1)) == Place(2, 19)
    assert places.of(("a", 0, "b"), at_key=True) == Place(2, 6)


def test_a_path_that_is_not_in_the_file_has_the_place_of_what_holds_it() -> None:
    places = read("a:\n  b: 1\n", "f.yaml").places
    assert places.of(("a", "c", "d")) == Place(2, 3)


def test_a_byte_order_mark_does_no_harm() -> None:
    assert data("\ufeffa: 1\n") == {"a": 1}


def test_gb18030_is_recognised_and_read_all_the_same() -> None:
    found = read("a: 安全生产\n".encode("gb18030"), "f.yaml")
    assert [problem.code for problem in found.problems] == ["definition_encoding"]
    assert found.data == {"a": "安全生产"}


def test_full_width_punctuation_in_a_sentence_is_fine() -> None:
    assert data("a: 责任、措施，缺一不可：见附件\n") == {"a": "责任、措施，缺一不可：见附件"}


def test_every_fault_of_a_text_is_told_at_once() -> None:
    found = read("a: &x 1\na: 2\nb: *x\n", "f.yaml")
    assert [(one.line, one.code) for one in found.problems] == [
        (1, "definition_anchor"),
        (2, "definition_duplicate_key"),
        (3, "definition_alias"),
    ]


def test_a_text_with_half_a_character_is_no_text() -> None:
    found = read("a: \ud800\n", "f.yaml")
    assert found.data is None or found.problems != []


def test_an_alias_bomb_is_never_unfolded() -> None:
    levels = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20))
    assert read(f"a0: &a0 x\n{levels}\n", "f.yaml").data is not None


def test_another_file_of_the_project_is_read_in_the_same_way() -> None:
    found, places = load_plain("a: 2018-12-31\n", "f.yaml")
    assert found == {"a": "2018-12-31"}
    assert places.of(("a",)) == Place(1, 4)


def test_a_plain_file_with_faults_is_refused_with_all_of_them() -> None:
    with pytest.raises(InputError) as caught:
        load_plain("a: &x 1\na: 2\n", "f.yaml")
    assert caught.value.code == "definition_file_unreadable"
    assert len(caught.value.problems) == 2
