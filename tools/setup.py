"""Prepare the private `.venv` that `make` works in: `python3 tools/setup.py run`, or `test`.

Python rather than shell, so that the same line serves Windows. A copy of a lock inside `.venv`, written last,
says that this lock is installed; a file `incomplete` says that a set-up was cut short: `.venv` is made anew.
"""

import contextlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
OLDEST = (3, 11)
if sys.version_info < OLDEST:  # checked here because an older Python cannot even define what follows
    sys.stderr.write(f"Python {VERSION} is too old. Install 3.11 or newer, and: make PYTHON=python3.11 run\n")
    sys.exit(2)

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "tools"
SETS = {"run": ("run",), "test": ("test", "run")}  # a set, and the sets that stand once it is installed
QT_WITHOUT_SCREEN = "libglib2.0-0 libgl1 libegl1 libfontconfig1 libxkbcommon0 libdbus-1-3"
QT_ON_X = "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0"
QT_ON_WAYLAND = "libwayland-cursor0 libwayland-egl1"
QT_PACKAGES = f"{QT_WITHOUT_SCREEN} {QT_ON_X} {QT_ON_WAYLAND}".split(" ")


def main(arguments: list[str]) -> int:
    """Bring `.venv` to what the lock of the named set says; exit with 2 and a cure where that cannot be."""
    if len(arguments) != 1 or arguments[0] not in SETS:
        stop(f"tools/setup.py takes one of {', '.join(SETS)}, not: {shlex.join(arguments) or 'nothing'}")
    venv = ROOT / ".venv"
    with one_at_a_time():
        if not is_installed(venv, arguments[0]):
            require_ensurepip()
            provide_qt_packages()
            install(venv, arguments[0])
    return 0


def is_installed(venv: Path, name: str, locks: Path = LOCKS) -> bool:
    """Tell whether the set stands in `venv` as locked, for the Python that is running this."""
    stamp = venv / f"{name}.lock"
    return stamp.is_file() and stamp.read_bytes() == (locks / stamp.name).read_bytes() and is_usable(venv)


def is_usable(venv: Path) -> bool:
    """Tell whether `venv` has pip and the same Python version as the one that is running this."""
    question = f"import pip, sys; sys.exit(not sys.version.startswith('{VERSION}.'))"
    try:
        return succeeds([python_of(venv), "-I", "-c", question], stderr=subprocess.DEVNULL)
    except OSError:
        return False


def python_of(venv: Path) -> Path:
    """Return the path of the interpreter in `venv`."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install(venv: Path, name: str, locks: Path = LOCKS) -> None:
    """Install the locked packages of a set, in a new environment unless the present one will do."""
    unfinished = venv / "incomplete"
    if unfinished.exists() or not is_usable(venv):
        create(venv)
    unfinished.touch()
    stamps = {set_name: (locks / f"{set_name}.lock").read_bytes() for set_name in SETS[name]}
    say(f"Installing the packages of tools/{name}.lock into .venv: the first time takes a minute or two.")
    pip = [str(python_of(venv)), "-I", "-m", "pip", "--disable-pip-version-check", "--no-input"]
    # A lock is complete, so there is nothing to resolve.
    options = ["--require-hashes", "--only-binary=:all:", "--no-deps"]
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    if not succeeds([*pip, "install", *options, *quiet, "-r", str(locks / f"{name}.lock")]):
        stop("pip could not install the packages, see above. Is the registry reachable? Then run this again.")
    for set_name, content in stamps.items():
        (venv / f"{set_name}.lock").write_bytes(content)
    unfinished.unlink()


def create(venv: Path) -> None:
    """Make an empty environment in the folder `venv`, whatever was there."""
    say(f"Making {venv.name} with Python {sys.version.split()[0]}.")
    if venv.exists():
        shutil.rmtree(venv)
    venv.mkdir()
    (venv / "incomplete").touch()
    # Linked to python3.11, not to python3, which may become another version: so the link then fails openly.
    python = sys.executable if os.name == "nt" else os.path.realpath(sys.executable)
    if not succeeds([python, "-I", "-m", "venv", venv]):
        stop(f"{python} could not make a virtual environment, see above.")


def require_ensurepip() -> None:
    """Stop when this Python cannot make virtual environments, as Debian's without its venv package."""
    if importlib.util.find_spec("ensurepip") is None:
        stop(
            f"Python {VERSION} lacks venv. On Debian run this line: sudo apt-get install python{VERSION}-venv"
        )


def provide_qt_packages() -> None:
    """Install the missing ones of the system libraries that Qt needs, or stop with the line that does."""
    if not sys.platform.startswith("linux"):
        return  # elsewhere Qt brings all that it needs
    if not (shutil.which("apt-get") and shutil.which("dpkg-query")):
        say(f"If the window does not open: Qt needs what Debian calls {' '.join(QT_PACKAGES)}.")
        return
    missing = missing_packages(installed_packages())
    if missing and not apt_install(missing):
        stop(
            f"Qt needs system libraries that are missing. Run this line, then try again:\n{by_hand(missing)}"
        )


def installed_packages() -> str:
    """Return dpkg's list: a line of status, name and provided names for each package, between tabs."""
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status}\t${Package}\t${Provides}\n"]
    return subprocess.run(query, capture_output=True, text=True, check=True).stdout


def missing_packages(listing: str) -> list[str]:
    """Return those of `QT_PACKAGES` that no installed package is or provides, as `libglib2.0-0t64` does."""
    rows = [line.split("\t") for line in listing.splitlines()]
    present = {name for status, name, _ in rows if status == "installed"}
    provided = [part for status, _, provides in rows if status == "installed" for part in provides.split(",")]
    present.update(part.split()[0].partition(":")[0] for part in provided if part.strip())
    return [package for package in QT_PACKAGES if package not in present]


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages as root or through a sudo that asks for nothing; tell whether it worked."""
    if is_root():
        as_root = []
    elif shutil.which("sudo") and succeeds(["sudo", "-n", "true"], stderr=subprocess.DEVNULL):
        as_root = ["sudo", "-n"]
    else:
        return False
    say(f"Installing the system libraries that Qt needs: {' '.join(packages)}.")
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-oDPkg::Lock::Timeout=300"]
    succeeds([*apt, "update"])  # where a source of it fails, the install tells whether that matters
    return succeeds(
        [*apt, "install", "--yes", "--no-install-recommends", *packages], stdout=subprocess.DEVNULL
    )


def is_root() -> bool:
    """Tell whether this runs as the administrator of a Unix system."""
    return sys.platform != "win32" and os.geteuid() == 0


def by_hand(packages: list[str]) -> str:
    """Return the one line that installs Debian packages, for a person to run."""
    line = f"apt-get update && apt-get install --yes --no-install-recommends {' '.join(packages)}"
    return f"sudo sh -c {shlex.quote(line)}" if shutil.which("sudo") else f"su -c {shlex.quote(line)}"


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until no other set-up of this checkout runs, and keep others waiting meanwhile."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with Path(__file__).open() as this_file:
        try:
            fcntl.flock(this_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another set-up of this checkout to end.")
            fcntl.flock(this_file, fcntl.LOCK_EX)
        yield


def succeeds(
    command: Sequence[str | os.PathLike[str]], stdout: int | None = None, stderr: int | None = None
) -> bool:
    """Run a program to its end and tell whether it succeeded."""
    return subprocess.run(command, stdout=stdout, stderr=stderr).returncode == 0


def say(message: str) -> None:
    """Print one line at once, so that it stands before what the programs called here print."""
    print(message, flush=True)


def stop(message: str) -> NoReturn:
    """Print what is wrong with its cure, and exit with 2."""
    print(message, file=sys.stderr, flush=True)
    sys.exit(2)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
