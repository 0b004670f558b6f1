from __future__ import annotations

from collections.abc import Callable

import pytest

from graphviz_nn.session.jobs import Deliver, Done, Failed, ImmediateRunner, Job, Jobs, Part, Work


class HeldHandle:
    def __init__(self) -> None:
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class HeldRunner:
    """Keeps each job's delivery, so that a test says when an answer comes."""

    def __init__(self) -> None:
        self.deliveries: list[Deliver] = []
        self.handles: list[HeldHandle] = []

    def start(self, work: Callable[[], Work], deliver: Deliver, *, is_derived: bool = False) -> HeldHandle:
        self.deliveries.append(deliver)
        self.handles.append(HeldHandle())
        return self.handles[-1]


def no_work() -> Work:
    yield


def job(key: str, taken: list[object]) -> Job:
    return Job(key, f"the {key}", no_work, taken.append, taken.append)


def ignore() -> None:
    pass


def fail(error: Exception) -> None:
    raise error


def test_a_job_delivers_its_parts_and_then_its_result() -> None:
    taken: list[object] = []

    def work() -> Work:
        yield 1
        yield 2
        return 3

    jobs = Jobs(ImmediateRunner(), ignore, fail)
    jobs.start(Job("sum", "Summing", work, taken.append, taken.append))
    assert taken == [1, 2, 3]
    assert not jobs.running


def test_a_new_job_of_the_same_key_cancels_the_old_one_and_its_late_answer_is_dropped() -> None:
    runner, taken = HeldRunner(), list[object]()
    jobs = Jobs(runner, ignore, fail)
    jobs.start(job("surface", taken))
    jobs.start(job("surface", taken))
    old, new = runner.deliveries
    new(Done("new"))
    old(Part("late part"))
    old(Done("late"))
    assert taken == ["new"]
    assert [handle.cancelled for handle in runner.handles] == [True, False]


def test_jobs_of_other_keys_go_on_side_by_side() -> None:
    runner, taken = HeldRunner(), list[object]()
    jobs = Jobs(runner, ignore, fail)
    jobs.start(job("train", taken))
    jobs.start(job("surface", taken))
    assert jobs.running == {"train": ("the train", None), "surface": ("the surface", None)}
    runner.deliveries[0](Done("trained"))
    assert jobs.running == {"surface": ("the surface", None)}
    assert taken == ["trained"]


def test_a_cancelled_job_delivers_nothing_more() -> None:
    runner, taken = HeldRunner(), list[object]()
    jobs = Jobs(runner, ignore, fail)
    jobs.start(job("train", taken))
    jobs.cancel("train")
    runner.deliveries[0](Done("trained"))
    assert taken == []
    assert runner.handles[0].cancelled


def test_an_error_in_a_job_is_told_and_ends_it() -> None:
    told: list[Exception] = []
    runner = HeldRunner()
    jobs = Jobs(runner, ignore, told.append)
    jobs.start(job("train", []))
    broken = ValueError("broken")
    runner.deliveries[0](Failed(broken))
    assert told == [broken]
    assert not jobs.running


def test_progress_is_said_only_of_what_runs() -> None:
    changes: list[int] = []
    jobs = Jobs(HeldRunner(), lambda: changes.append(1), fail)
    jobs.report("train", 0.5)
    assert jobs.running == {}
    jobs.start(job("train", []))
    jobs.report("train", 0.5)
    assert jobs.running == {"train": ("the train", 0.5)}


def test_what_waits_for_a_job_goes_on_where_taking_its_result_fails() -> None:
    done: list[str] = []
    runner = HeldRunner()
    jobs = Jobs(runner, ignore, fail)

    def break_down(_: object) -> None:
        raise ValueError("cannot take it")

    jobs.start(Job("a", "a", no_work, break_down))
    jobs.after("a", do=lambda: done.append("after"))
    with pytest.raises(ValueError, match="cannot take it"):
        runner.deliveries[0](Done(1))
    assert done == ["after"]


def test_a_fault_in_taking_what_came_at_once_is_no_fault_of_the_work() -> None:
    def break_down(_: object) -> None:
        raise ValueError("cannot take it")

    with pytest.raises(ValueError, match="cannot take it"):
        Jobs(ImmediateRunner(), ignore, fail).start(Job("a", "a", no_work, break_down))
