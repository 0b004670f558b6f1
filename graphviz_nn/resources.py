"""The one place that knows where `resources/` is, in a checkout or in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_resources"
ROOT = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent / "resources"


def resource(*parts: str) -> Path:
    """Return the path of a shipped file or folder, as in `resource("data", "iris.csv")`."""
    return ROOT.joinpath(*parts)


def names(folder: str, suffix: str) -> tuple[str, ...]:
    """Return the sorted stems of the files in `folder` that end in `suffix`, as in `names("lessons", ".toml")`."""
    return tuple(sorted(path.stem for path in resource(folder).glob(f"*{suffix}")))
