"""Fetches packages with pip and unpacks their tables into build/tables, where they are kept between runs."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import numpy as np

from graphviz_nn.errors import FileError

FOLDER = Path(__file__).parents[3] / "build" / "tables"
# A package compiled for one Python is of no use to another.
PACKAGES = FOLDER / f"packages-{sys.implementation.cache_tag}"
KEPT = (
    ".csv",
    ".csv.gz",
    ".rst",
)  # the tables, and what R's and scikit-learn's documentation says about them
INNER = ".tar.gz"  # a package may hold its tables in an archive of their own


def fetch(package: str, version: str) -> Path:
    """Return the folder with the tables of a package, which is downloaded and unpacked if it is not there yet."""
    folder = FOLDER / f"{package}-{version}"
    if not folder.is_dir():
        FOLDER.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=FOLDER) as place:
            _pip("download", "--no-deps", "--dest", place, f"{package}=={version}")
            (archive,) = Path(place).iterdir()
            unpacked = Path(place, "unpacked")
            unpack(archive, unpacked)
            os.replace(unpacked, folder)  # whole or not at all
    return folder


def provide_sklearn(version: str) -> None:
    """Let scikit-learn be imported, from a folder of its own that no lock knows of; install it there if need be."""
    if not (PACKAGES / f"scikit_learn-{version}.dist-info").is_dir():
        # The environment's own NumPy is imported first, so scikit-learn must go with that one.
        wanted = (f"scikit-learn=={version}", f"numpy=={np.__version__}")
        _pip("install", "--upgrade", "--only-binary=:all:", "--target", str(PACKAGES), *wanted)
    if str(PACKAGES) not in sys.path:
        sys.path.append(str(PACKAGES))


def unpack(archive: Path, folder: Path) -> None:
    """Write the tables and the documentation of a wheel or a source archive into a folder."""
    content = archive.read_bytes()
    members = _of_wheel(content) if zipfile.is_zipfile(archive) else _of_tar(content)
    for name, data in members:
        parts = PurePosixPath(name).parts
        if not name.endswith(KEPT) or parts[-1].startswith("."):
            continue
        if ".." in parts or PurePosixPath(name).is_absolute():
            raise FileError(
                f"{archive} holds {name!r}, which points out of its folder. Get the archive anew."
            )
        place = folder.joinpath(*parts)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def _of_wheel(content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(BytesIO(content)) as wheel:
        for name in wheel.namelist():
            if name.endswith(KEPT):
                yield name, wheel.read(name)


def _of_tar(content: bytes) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=BytesIO(content)) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith((*KEPT, INNER)) else None
            if file and member.name.endswith(INNER):
                yield from _of_tar(file.read())
            elif file:
                yield member.name, file.read()


def _pip(*words: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", *words]
    if subprocess.run(command).returncode:
        raise FileError(
            f"pip could not {words[0]} {words[-1]}, see above. Is the package index reachable? Then run this again."
        )
