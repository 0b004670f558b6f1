"""One run of the monkey, in this process: python -m tests.soak.run --row table --seed 4 --minutes 10.

Writes its acts, its faults and its figures below build/soak; ends with 1 where there was a fault.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import math
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import islice, pairwise
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication

from graphviz_nn.engine import native
from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.shell.app import main_window, make_app
from graphviz_nn.gui.shell.main_window import MainWindow
from tests.soak.faults import Fault, Faults
from tests.soak.hand import Hand
from tests.soak.laws import Home
from tests.soak.monkey import BUSY_MS, Act, Bars, Monkey, answers, script
from tests.soak.subjects import ROWS

FOLDER = Path("build/soak")
WARM_MINUTES = 10.0  # by then all that is made once has been made
MOST_GROWTH = 2.0  # MB an hour, after them
LEAST_MINUTES = 20.0  # behind the warm ones, for a growth that is more than noise
RISES = 6  # times in a row that a count must rise to be called a leak


@dataclass
class Report:
    """What a run came to."""

    row: str
    seed: int
    acts: int = 0
    minutes: float = 0.0
    homes: list[tuple[float, Home]] = field(default_factory=list)
    longest_ms: float = 0.0
    longest: str = ""
    faults: list[Fault] = field(default_factory=list)

    @property
    def warm(self) -> list[tuple[float, Home]]:
        """The times at home after the first minutes; all but the first in a shorter run."""
        return [home for home in self.homes if home[0] >= WARM_MINUTES] or self.homes[1:]

    @property
    def growth(self) -> float | None:
        """MB an hour from then on: the median of the slopes between any two times at home; None for too few."""
        return slope([(minutes / 60, home.mb) for minutes, home in self.warm])

    def leaks(self) -> list[str]:
        """Return what grew and did not come back."""
        found = []
        growth = self.growth
        if growth is not None and growth > MOST_GROWTH and self.minutes >= WARM_MINUTES + LEAST_MINUTES:
            found.append(f"memory grew by {growth:.1f} MB an hour")
        for what in ("widgets", "objects"):
            counts = [getattr(home, what) for _, home in self.warm][-RISES - 1 :]
            if len(counts) > RISES and all(a < b for a, b in pairwise(counts)):
                found.append(f"{what} at home: {' → '.join(map(str, counts))}, more {self.more()}")
        return found

    def more(self) -> str:
        """Return of which classes there are more widgets at the end than when the run was warm."""
        (_, first), (_, last) = self.warm[0], self.warm[-1]
        return ", ".join(
            f"{kind} +{many}" for kind, many in (Counter(last.kinds) - Counter(first.kinds)).most_common()
        )


def slope(points: list[tuple[float, float]]) -> float | None:
    """Return the median slope between any two points, which a few wild ones do not move; None for fewer than three."""
    if len(points) < 3:
        return None
    pairs = ((one, other) for place, one in enumerate(points) for other in points[:place])
    return median((one[1] - other[1]) / (one[0] - other[0]) for one, other in pairs)


@contextmanager
def own_window() -> Iterator[tuple[MainWindow, Path]]:
    """Yield a window with settings and works of its own, the kernels being ready, and the folder that they are in."""
    app = make_app()
    native.load()  # else the first minute is the compiler's
    app.setQuitOnLastWindowClosed(False)
    with TemporaryDirectory() as own:
        os.environ["XDG_STATE_HOME"] = own  # else what is killed here would be offered where one works
        settings = QSettings(str(Path(own) / "settings.ini"), QSettings.Format.IniFormat)
        with main_window(app, Preferences(settings)) as window:
            yield window, Path(own)


def run(row: str, seed: int, acts: Iterable[Act], bars: Bars, folder: Path) -> Report:
    """Let the monkey act in a window of its own; return what it came to."""
    folder.mkdir(parents=True, exist_ok=True)
    report, faults = Report(row, seed), Faults()
    with own_window() as (window, own), faults.listening():
        hand = Hand(window, ROWS[row](), own / "files")
        hand.folder.mkdir()
        with answers(window, hand.folder, Random(seed)):
            window.open_up()
            hand.subject.home(window.session)
            monkey = Monkey(hand, acts, faults, folder / "acts.txt", bars)
            monkey.done.connect(lambda: QApplication.exit(0), Qt.ConnectionType.QueuedConnection)
            monkey.start()
            QApplication.exec()
            monkey.stop()
            faults.act = "closing"
            window.session.update(saved=window.session.state.work)
            window.close()
    report.acts, report.minutes, report.homes = monkey.acted, monkey.minutes, monkey.homes
    busy = monkey.longest
    report.longest_ms, report.longest = busy.ms, f"{busy.act}\n{busy.stack}"
    for leak in report.leaks():
        faults.add("leak", leak)
    report.faults = list(faults.all.values())
    (folder / "report.json").write_text(json.dumps(asdict(report), indent=1), encoding="utf-8")
    return report


def of_file(path: Path) -> Report:
    """Return the report that a run has written."""
    told = json.loads(path.read_text(encoding="utf-8"))
    homes = [(minutes, Home(**home)) for minutes, home in told.pop("homes")]
    faults = [Fault(**fault) for fault in told.pop("faults")]
    return Report(**told, homes=homes, faults=faults)


def acts_of(path: Path) -> list[Act]:
    """Return the acts that a run has written down."""
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return [Act(name, int(number)) for name, number in lines]


def main(arguments: list[str]) -> int:
    """Run as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.run", description=__doc__)
    parser.add_argument("--row", choices=ROWS, default="lessons")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=math.inf, help="end after so many")
    parser.add_argument(
        "--busy", type=float, default=BUSY_MS, help="milliseconds that the thread may be busy"
    )
    parser.add_argument("--acts", type=int, help="end after so many acts")
    parser.add_argument("--again", type=Path, help="do the acts of a file, instead of those of the seed")
    parser.add_argument("--folder", type=Path, help="where acts and report go")
    asked = parser.parse_args(arguments)
    acts: Iterable[Act] = acts_of(asked.again) if asked.again else islice(script(asked.seed), asked.acts)
    folder = asked.folder or FOLDER / f"{asked.row}-{asked.seed}"
    print(f"{asked.row}, seed {asked.seed}: acts in {folder / 'acts.txt'}", flush=True)
    report = run(asked.row, asked.seed, acts, Bars(asked.minutes, asked.busy), folder)
    for fault in report.faults:
        print(f"{fault}\n{fault.details}".rstrip())
    print(
        f"{report.acts} acts in {report.minutes:.1f} min, longest turn {report.longest_ms:.0f} ms: {report.longest}"
    )
    return 1 if report.faults else 0


if __name__ == "__main__":
    faulthandler.enable()
    sys.exit(main(sys.argv[1:]))
