"""The machines that the bundle is for."""

from __future__ import annotations

from typing import NamedTuple

PYTHONS = ("3.11", "3.12", "3.13")

# glibc 2.28 is what the oldest systems still cared for have: Debian 10, RHEL 8, Kylin V10, UOS 20.
_PLATFORMS = {
    "linux": ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
    "windows": ("win_amd64",),
}
_MARKERS = {
    "linux": {
        "os_name": "posix", "sys_platform": "linux", "platform_system": "Linux",
        "platform_machine": "x86_64",
    },
    "windows": {
        "os_name": "nt", "sys_platform": "win32", "platform_system": "Windows",
        "platform_machine": "AMD64",
    },
}  # fmt: skip
SYSTEMS = tuple(_PLATFORMS)


class Target(NamedTuple):
    """One system with one version of CPython on it."""

    system: str
    python: str

    @property
    def environment(self) -> dict[str, str]:
        """What the markers of dependencies are read against there."""
        return {
            **_MARKERS[self.system],
            "python_version": self.python,
            "python_full_version": f"{self.python}.0",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
        }

    @property
    def pip_options(self) -> list[str]:
        """The options by which pip chooses wheels for that machine instead of this one."""
        abi = f"cp{self.python.replace('.', '')}"
        platforms = [f"--platform={each}" for each in _PLATFORMS[self.system]]
        abis = [f"--abi={each}" for each in (abi, "abi3", "none")]
        return [
            "--only-binary=:all:", "--implementation=cp", f"--python-version={self.python}",
            *platforms, *abis,
        ]  # fmt: skip


TARGETS = tuple(Target(system, python) for system in SYSTEMS for python in PYTHONS)
