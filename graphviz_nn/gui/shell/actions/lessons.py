"""Turning the pages of a lesson."""

from __future__ import annotations

from collections.abc import Callable

from graphviz_nn.gui.shell.actions.action import Action, Desk, perform
from graphviz_nn.session import State, commands


def _turn(pages: int) -> Callable[[Desk], None]:
    def run(desk: Desk) -> None:
        desk.session.perform(commands.go_to_page, desk.session.state.page + pages)

    return run


def _has_lesson(state: State) -> bool:
    return state.lesson is not None


LESSONS: tuple[Action, ...] = (
    Action(
        "next_page",
        "Next page",
        "Turn to the next page of the lesson.",
        "Lessons",
        _turn(1),
        ("PgDown",),
        "chevron_right",
        is_possible=_has_lesson,
    ),
    Action(
        "previous_page",
        "Previous page",
        "Turn back to the page before.",
        "Lessons",
        _turn(-1),
        ("PgUp",),
        is_possible=_has_lesson,
    ),
    Action(
        "restart_page",
        "Restart the page",
        "Show this page as the lesson gives it; what was changed on it is gone.",
        "Lessons",
        perform(commands.restart_page),
        ("Ctrl+Home",),
        "restart_page",
        is_possible=_has_lesson,
    ),
    Action(
        "close_lesson",
        "Close the lesson",
        "Put the lesson's words away and keep its network to play with.",
        "Lessons",
        perform(commands.close_lesson),
        (),
        "close",
        is_possible=_has_lesson,
    ),
)
