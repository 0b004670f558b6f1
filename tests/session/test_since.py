"""The state says since when each finding holds, once that is known and of what is shown alone."""

from __future__ import annotations

from graphviz_nn.data import DataSpec
from graphviz_nn.files.document import Document, Work
from graphviz_nn.model import Dense, Stack
from graphviz_nn.optim import Sgd
from graphviz_nn.session import Session, commands
from graphviz_nn.session.jobs import Runner
from graphviz_nn.training.spec import TrainingSpec
from tests.session.late import LateRunner

RATE = 5.0


def dying(runner: Runner | None = None) -> Session:
    """A network of which a high rate switches units off after some updates."""
    layers = (Dense(units=8, activation="relu"), Dense(units=1, activation="sigmoid"))
    training = TrainingSpec(batch_size=8, epochs=40, optimiser=Sgd(learning_rate=RATE))
    subject = Stack(inputs=2, layers=layers, loss="binary_crossentropy")
    session = Session(runner) if runner else Session()
    commands.open_document(
        session,
        Document(Work(subject=subject, data=DataSpec(source="xor", rows=32, noise=0.1), training=training)),
    )
    return session


def words(session: Session) -> dict[str, str]:
    state = session.state
    told = state.since.words_of(state.findings) if state.since else ()
    return {finding.kind: since for finding, since in zip(state.findings, told, strict=bool(told))}


def test_it_says_the_update_at_which_one_finds_it_first() -> None:
    session = dying()
    commands.go_to(session, 30, 0)
    told = words(session)["dead"]
    first = int(told.removeprefix("since update ")) - 1
    assert 0 < first < 30
    commands.go_to(session, first, 0)
    assert words(session)["dead"] == told
    commands.go_to(session, first - 1, 0)
    assert words(session).get("dead") != told


def test_what_is_there_at_the_start_is_from_the_start() -> None:
    session = Session()
    commands.open_lesson(session, "initialisation")
    commands.go_to_page(session, 1)
    for update in (0, 3):
        commands.go_to(session, update, 0)
        assert {*words(session).values()} == {"from the start"}


def test_while_time_runs_nobody_searches() -> None:
    session = dying()
    commands.go_to(session, 30, 0)
    commands.play(session)
    assert words(session) == {}
    commands.pause(session)
    assert words(session)


def test_a_late_answer_is_not_told_of_the_findings_of_another_update() -> None:
    runner = LateRunner()
    session = dying(runner)
    runner.finish_all()
    commands.go_to(session, 30, 0)
    while not session.state.is_computing("since"):
        runner.finish()
    late, runner.held = runner.held, []
    commands.go_to(session, 20, 0)
    runner.held = late + runner.held
    while runner.held:
        runner.finish()
        if session.state.since is not None and words(session):
            assert session.state.moment is not None
            assert session.state.moment.before.update == 20
    assert words(session)


def test_of_another_run_it_is_searched_anew() -> None:
    session = dying()
    commands.go_to(session, 30, 0)
    before = session.state.since
    assert before is not None
    commands.set_optimiser(session, learning_rate=RATE * 1.01)
    assert session.state.since is not before
    assert before.words_of(session.state.findings) == ()
