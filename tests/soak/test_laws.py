"""What is done to the work can be undone, and what is saved opens as it was, whatever came before."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from graphviz_nn.engine import native
from graphviz_nn.session import Session, commands
from tests.soak.edits import EDITS
from tests.soak.laws import a_document_opens_as_it_was_saved, undo_takes_back
from tests.soak.subjects import ROWS

numbers = st.integers(0, 2**32 - 1)
MOVES = (
    commands.step,
    commands.next_update,
    commands.to_end,
    commands.to_start,
    commands.undo,
    commands.redo,
    commands.turn_stage,
)


class Laws(RuleBasedStateMachine):
    """Somebody who changes the work without a window."""

    def __init__(self) -> None:
        super().__init__()
        native.load()
        self.session, self.chance = Session(), Random(0)
        self._folder = TemporaryDirectory()
        self.folder = Path(self._folder.name)

    @initialize(row=st.sampled_from(["lessons", "table", "expression"]))
    def begin(self, row: str) -> None:
        self.subject = ROWS[row]()
        self.subject.home(self.session)

    @rule(number=numbers)
    def open_something(self, number: int) -> None:
        Random(number).choice(self.subject.others)(self.session)

    @rule(number=numbers)
    def change(self, number: int) -> None:
        self.chance = Random(number)
        self.chance.choice(EDITS)(self)

    @rule(move=st.sampled_from(MOVES))
    def move(self, move: object) -> None:
        assert callable(move)
        self.session.perform(move)

    @rule(number=numbers)
    def undo_takes_back(self, number: int) -> None:
        self.chance = Random(number)
        undo_takes_back(self)

    @rule(number=numbers)
    def a_document_opens_as_it_was_saved(self, number: int) -> None:
        self.chance = Random(number)
        a_document_opens_as_it_was_saved(self)

    def teardown(self) -> None:
        self._folder.cleanup()


Laws.TestCase.settings = settings(max_examples=4, stateful_step_count=8, deadline=None)
TestLaws = Laws.TestCase
