"""Turning the pages of a lesson, and uncovering what they cover: what a remote is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from graphviz_nn.gui.shell.actions.action import Action, Desk, perform
from graphviz_nn.session import State, commands, queries

LETTERS = "abcd"  # of the choices that a page may offer
NO_LESSON = "No lesson is open."


def _turn(command: Callable[[Desk], None]) -> Callable[[Desk], None]:
    def run(desk: Desk) -> None:
        desk.focus.finish_typing()  # what is being typed is for the page that it was typed on
        command(desk)

    return run


def _has_lesson(state: State) -> bool:
    """Whether a lesson is open, or may be soon: a page that is turned to waits for its data."""
    return state.lesson is not None or state.is_computing("data")


def _choices() -> Iterator[Action]:
    """Yield an action for each choice that a page may offer."""
    for place, letter in enumerate(LETTERS):

        def offers(state: State, place: int = place) -> bool:
            page = queries.page_of(state)
            return page is not None and place < len(page.choices)

        yield Action(
            f"choose_{letter}",
            f"My choice is {letter}",
            f"Mark answer {letter} as your own, or take the mark back.",
            "Lessons/My choice",
            perform(commands.choose, place),
            (f"Alt+{letter.upper()}",),
            is_possible=offers,
            why_not="The page offers no such choice.",
        )


LESSONS: tuple[Action, ...] = (
    Action(
        "next_page",
        "Next page",
        "Uncover what the page covers, and let the run that was covered go on; then, turn to the next page.",
        "Lessons",
        _turn(perform(commands.go_on)),
        ("PgDown",),
        "chevron_right",
        is_possible=_has_lesson,
        why_not=NO_LESSON,
    ),
    Action(
        "previous_page",
        "Previous page",
        "Turn back to the page before, as it was left.",
        "Lessons",
        _turn(perform(commands.turn_page, -1)),
        ("PgUp",),
        is_possible=_has_lesson,
        why_not=NO_LESSON,
    ),
    Action(
        "reveal",
        "Show or hide the answer",
        "Uncover all that the page covers, or cover it again.",
        "Lessons",
        perform(commands.toggle_answer),
        ("Return", "Enter"),
        is_possible=queries.has_something_to_reveal,
        why_not="There is no page that covers anything.",
    ),
    *_choices(),
    Action(
        "restart_page",
        "Restart the page",
        "Show this page as the lesson gives it; what was changed on it is gone.",
        "Lessons",
        perform(commands.restart_page),
        ("Ctrl+Home",),
        "restart_page",
        is_possible=_has_lesson,
        why_not=NO_LESSON,
        divides=True,
    ),
    Action(
        "close_lesson",
        "Close the lesson",
        "Put the lesson's words away and keep its network to play with.",
        "Lessons",
        perform(commands.close_lesson),
        (),
        "close",
        is_possible=lambda state: state.lesson is not None,
        why_not=NO_LESSON,
    ),
)
