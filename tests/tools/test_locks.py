"""The locks: whole, hashed, bound to no registry, and within what pyproject.toml allows on every Python."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from packaging.requirements import Requirement

from tools.setup import LOCKS, ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WANTED = {
    "run": PROJECT["dependencies"],
    "test": PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"],
}
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = ("linux", "darwin", "win32")


def text(name: str) -> str:
    return (LOCKS / f"{name}.lock").read_text(encoding="utf-8")


def entries(name: str) -> Iterator[tuple[Requirement, str]]:
    """Yield each requirement of a lock with the lines below it."""
    for block in re.split(r"\n(?=\S)", text(name)):
        if not block.startswith("#"):
            first, _, rest = block.partition("\n")
            yield Requirement(first.rstrip("\\ ")), rest


def versions(name: str, python: str, platform: str) -> dict[str, str]:
    """Return what a lock installs there: the version of each package."""
    there = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": platform}
    chosen = [entry for entry, _ in entries(name) if entry.marker is None or entry.marker.evaluate(there)]
    assert len({entry.name for entry in chosen}) == len(chosen)
    return {entry.name: str(entry.specifier).removeprefix("==") for entry in chosen}


@pytest.mark.parametrize("name", WANTED)
def test_every_entry_is_one_version_with_hashes(name: str) -> None:
    for entry, hashes in entries(name):
        assert re.fullmatch(r"==[^,*]+", str(entry.specifier)), entry
        assert "--hash=sha256:" in hashes, entry


@pytest.mark.parametrize("name", WANTED)
def test_a_lock_names_no_registry_and_no_torch(name: str) -> None:
    assert "://" not in text(name)
    assert "index" not in text(name)
    assert not re.search("^torch==", text(name), re.MULTILINE)


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("name", WANTED)
def test_a_lock_holds_what_the_project_asks_for(name: str, platform: str, python: str) -> None:
    installed = versions(name, python, platform)
    for wanted in map(Requirement, WANTED[name]):
        if wanted.marker is None or wanted.marker.evaluate(
            {"python_version": python, "sys_platform": platform}
        ):
            version = installed[wanted.name.lower().replace("_", "-")]
            assert wanted.specifier.contains(version), f"{wanted}, locked at {version}: run make lock"


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_tests_run_with_the_very_versions_that_the_program_runs_with(platform: str, python: str) -> None:
    assert versions("run", python, platform).items() <= versions("test", python, platform).items()
