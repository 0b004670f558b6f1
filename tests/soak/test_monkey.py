"""The monkey does the same for the same seed; what it finds can be made short; and a few seconds of it find nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.session import Session
from tests.soak.acts import DEEDS
from tests.soak.laws import LAWS, Home
from tests.soak.monkey import HOME, HOME_EVERY, Act, script
from tests.soak.run import Report, acts_of, of_file, slope
from tests.soak.shrink import fewest
from tests.soak.subjects import ROWS

ROOT = Path(__file__).parents[2]
ACTS = 40
BUSY_HERE_MS = "1000"  # beside other tests that take the machine and its caches


@pytest.mark.parametrize("row", ["lessons", "table", "expression"])
def test_a_few_seconds_in_the_real_window_find_nothing(row: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.soak.run", "--row", row, "--seed", "7", "--acts", str(ACTS)]
    done = subprocess.run(
        [*command, "--busy", BUSY_HERE_MS, "--folder", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert acts_of(tmp_path / "acts.txt") == list(islice(script(7), ACTS))
    report = of_file(tmp_path / "report.json")
    assert (report.row, report.acts, len(report.homes)) == (row, ACTS, 1)


def test_a_seed_says_what_is_done() -> None:
    one, again, other = (list(islice(script(seed), 2000)) for seed in (3, 3, 4))
    assert one == again
    assert one != other


def test_all_that_can_be_done_is_done() -> None:
    done = Counter(act.name for act in islice(script(1), 20 * HOME_EVERY))
    assert set(done) == {*DEEDS, *LAWS, HOME}
    assert done[HOME] == 20


@pytest.mark.parametrize("row", ROWS)
def test_every_row_has_a_home_and_more_to_open_and_nothing_of_it_can_be_saved_over(row: str) -> None:
    subject, session = ROWS[row](), Session()
    for opens in (subject.home, subject.others[len(subject.others) // 2]):
        opens(session)
        assert session.state.tasks
        assert session.state.path is None


@given(st.lists(st.integers(0, 30), unique=True, max_size=30), st.sets(st.integers(0, 30), max_size=4))
def test_what_is_left_of_a_failure_is_what_it_needs(items: list[int], needed: set[int]) -> None:
    needed &= set(items)

    def fails(some: Sequence[int]) -> bool:
        return needed <= set(some)

    few = fewest(items, fails)
    assert set(few) == needed or (not needed and len(few) <= 1)
    assert list(few) == [item for item in items if item in few]


def home(mb: float = 300.0, widgets: int = 900) -> Home:
    return Home(mb, mb / 3, mb + 100, widgets, 2 * widgets, 10_000, {"QLabel": widgets})


def test_memory_that_grows_and_does_not_come_back_is_a_leak() -> None:
    def grown(per_hour: float) -> list[str]:
        homes = [(float(minute), home(mb=300 + per_hour * minute / 60)) for minute in range(40)]
        return Report("table", 1, minutes=40.0, homes=homes).leaks()

    assert grown(1.0) == []
    assert grown(3.0) == ["memory grew by 3.0 MB an hour"]


def test_one_rise_is_no_growth() -> None:
    assert slope([(0.0, 1.0), (1.0, 1.0), (2.0, 9.0), (3.0, 1.0), (4.0, 1.0)]) == 0.0
    assert slope([(0.0, 1.0), (1.0, 2.0)]) is None


def test_widgets_that_are_more_each_time_are_a_leak() -> None:
    def report(counts: Sequence[int]) -> Report:
        homes = [(float(minute), home(widgets=count)) for minute, count in enumerate([500, *counts])]
        return Report("table", 1, minutes=9.0, homes=homes)

    (leak, _) = report(range(900, 907)).leaks()
    assert leak == "widgets at home: 900 → 901 → 902 → 903 → 904 → 905 → 906, more QLabel +6"
    assert report([900, 901, 902, 903, 904, 905, 900]).leaks() == []


def test_an_act_is_read_as_it_was_written(tmp_path: Path) -> None:
    path, acts = tmp_path / "acts.txt", [Act("click", 7), Act(HOME, 2**32 - 1)]
    path.write_text("".join(f"{act}\n" for act in acts), encoding="utf-8")
    assert acts_of(path) == acts
