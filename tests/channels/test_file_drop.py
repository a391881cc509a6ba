"""The file drop on a disk that is full or fails: the message is there whole, or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from engine.errors import DeliveryError
from runtime.channels.file_drop import FileDrop
from tests.channels.conftest import KEY, letter


def _full(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("moment", ["fsync", "write", "replace"])
def test_a_full_disk_leaves_nothing_and_the_next_try_succeeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    folder = tmp_path / "out"
    with monkeypatch.context() as broken:
        if moment == "fsync":
            broken.setattr(os, "fsync", _full)
        elif moment == "replace":
            broken.setattr(Path, "replace", _full)
        else:
            broken.setattr(Path, "open", _full)
        with pytest.raises(DeliveryError) as caught:
            FileDrop(folder).deliver(KEY, letter())
        assert caught.value.code == "drop_folder_unusable"
        assert list(folder.iterdir()) == []
    FileDrop(folder).deliver(KEY, letter())
    assert len(list(folder.iterdir())) == 1


def test_delivering_twice_leaves_one_file(tmp_path: Path) -> None:
    for _ in range(2):
        FileDrop(tmp_path).deliver(KEY, letter())
    assert len(list(tmp_path.iterdir())) == 1
