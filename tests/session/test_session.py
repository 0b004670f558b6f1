from __future__ import annotations

from graphviz_nn.debug.explain import Cell
from graphviz_nn.errors import SettingError
from graphviz_nn.session import Session, State, commands
from graphviz_nn.session.state import Playing


def test_watchers_are_told_the_old_and_the_new_state() -> None:
    session, told = Session(), list[tuple[State, State]]()
    session.subscribe(lambda old, new: told.append((old, new)))
    before = session.state
    session.update(page=3)
    assert told == [(before, session.state)]
    assert session.state.page == 3


def test_a_watcher_that_has_left_is_told_nothing() -> None:
    session, told = Session(), list[State]()
    leave = session.subscribe(lambda old, new: told.append(new))
    leave()
    leave()
    session.update(page=1)
    assert told == []


def test_a_watcher_that_changes_the_state_is_refused(faults: list[Exception]) -> None:
    session = Session()

    def meddle(old: State, new: State) -> None:
        session.update(page=new.page + 1)

    session.subscribe(meddle)
    session.update(page=1)
    assert session.state.page == 1
    (fault,) = faults
    assert isinstance(fault, RuntimeError)
    assert "page" in str(fault)


def test_where_one_watcher_fails_the_others_are_told_and_the_state_can_change_again(
    faults: list[Exception],
) -> None:
    session, told = Session(), list[int]()

    def break_down(old: State, new: State) -> None:
        raise ValueError("broken view")

    session.subscribe(break_down)
    session.subscribe(lambda old, new: told.append(new.page))
    session.update(page=1)
    session.update(page=2)
    assert told == [1, 2]
    assert [str(fault) for fault in faults] == ["broken view"] * 2


def test_an_error_of_a_command_becomes_a_message_and_the_rest_stays() -> None:
    session = Session()

    def refuse(session: Session, rate: float) -> None:
        raise SettingError(f"The learning rate is {rate}.")

    session.perform(refuse, -1.0)
    assert session.state.message is not None
    assert session.state.message.text == "The learning rate is -1.0."
    assert session.state.message.kind == "error"
    assert session.state.playing == Playing()


def test_the_same_message_twice_is_two_messages() -> None:
    session = Session()
    session.say("Saved.")
    first = session.state.message
    session.say("Saved.")
    assert first != session.state.message


def test_a_number_clicked_in_the_table_of_a_step_before_is_none_where_its_node_has_it_no_longer() -> None:
    session = Session()
    commands.open_expression(session, "a*b", {"a": [1.0, 2.0], "b": 3.0})
    commands.select_cell(session, Cell("a", "value", (1,)))
    for index in ((2,), (0, 0)):
        commands.select_cell(session, Cell("a", "value", index))
        assert session.state.view.cell == Cell("a", "value", (1,))
