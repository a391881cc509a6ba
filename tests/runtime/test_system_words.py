"""What the operating system says of a fault is said in the language of the person."""

from __future__ import annotations

import errno
import os

from engine.messages import catalogue, sentence


def _said(detail: str, language: str) -> str:
    facts = {"file": "a.docx", "detail": detail}
    return sentence("file_not_written", language, facts).message


def test_the_words_of_the_system_are_said_in_chinese() -> None:
    assert _said(os.strerror(errno.ENOENT), "zh") == "无法写入 a.docx：没有这个文件或文件夹。"
    assert _said(os.strerror(errno.EROFS), "en") == (
        "a.docx cannot be written: the disk is read-only."
    )


def test_words_that_no_catalogue_knows_stay_as_they_are() -> None:
    assert _said("Key has expired", "zh") == "无法写入 a.docx：Key has expired。"
    assert _said("cell B7", "zh") == "无法写入 a.docx：cell B7。"


def test_every_system_word_of_the_catalogue_is_the_name_of_a_fault() -> None:
    named = {f"system_{name.lower()}" for name in errno.errorcode.values()}
    told = {code for code in catalogue("zh") if code.startswith("system_")}
    assert len(told) >= 30
    assert told <= named
