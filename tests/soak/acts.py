"""The register of what the monkey does: each act is a function of a hand, which draws from its chance alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractSlider,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QMenu,
    QMenuBar,
    QWidget,
)
from shiboken6 import isValid

from graphviz_nn.gui.canvas.view import CanvasView
from graphviz_nn.gui.dialogs.palette import Palette
from graphviz_nn.gui.shell.actions import ACTIONS
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.gui.widgets.timeline import Timeline
from graphviz_nn.gui.widgets.title_bar import TitleBar
from graphviz_nn.session import commands
from graphviz_nn.session.clock import PACES
from tests.gui.shell.grip import line_of
from tests.soak.edits import EDITS, RATES, performing
from tests.soak.hand import BUTTONS, MODIFIERS, Grip, Hand, modal, pause
from tests.soak.subjects import write_files

Deed: TypeAlias = Callable[[Hand], None]
DEEDS: dict[str, tuple[Deed, int]] = {}  # by name: what is done, and how often beside the others

_KEY = Qt.Key
KEYS = (
    *(_KEY.Key_Tab, _KEY.Key_Backtab, _KEY.Key_Return, _KEY.Key_Escape, _KEY.Key_Space, _KEY.Key_Backspace),
    *(_KEY.Key_Left, _KEY.Key_Right, _KEY.Key_Up, _KEY.Key_Down, _KEY.Key_Home, _KEY.Key_End),
    *(_KEY.Key_PageUp, _KEY.Key_PageDown, _KEY.Key_Delete, _KEY.Key_Plus, _KEY.Key_Minus, _KEY.Key_Period),
    *(_KEY.Key_F1, _KEY.Key_F5, _KEY.Key_F6, _KEY.Key_F8, _KEY.Key_F9, _KEY.Key_F10, _KEY.Key_F11),
    *(
        _KEY.Key_0,
        _KEY.Key_1,
        _KEY.Key_2,
        _KEY.Key_3,
        _KEY.Key_7,
        _KEY.Key_A,
        _KEY.Key_B,
        _KEY.Key_C,
        _KEY.Key_D,
    ),
    *(_KEY.Key_E, _KEY.Key_K, _KEY.Key_L, _KEY.Key_O, _KEY.Key_U, _KEY.Key_X, _KEY.Key_Y, _KEY.Key_Z),
)
LEAVING = {(_KEY.Key_Q, Qt.KeyboardModifier.ControlModifier), (_KEY.Key_F4, Qt.KeyboardModifier.AltModifier)}
TEXTS = (
    *(
        "0",
        "1",
        "-1",
        "0.5",
        "3",
        "17",
        "64",
        "0.001",
        "1e6",
        "1e308",
        "-0",
        "-0.0",
        "nan",
        "NaN",
        "inf",
        "-inf",
    ),
    *(
        "1e400",
        "9" * 309,
        "9" * 4301,
        "0x10",
        "1,5",
        "1_000",
        "",
        " ",
        "abc",
        "½",
        "²",
        "１",
        "\u202e",
        "\x00",
    ),
    *("[1, 2]", "[[1], [2, 3]]", "[" * 3000, "[NaN, null]", "<b>x</b>", "<img src='/dev/zero'>", "%s %n {0}"),
)
SIZES = ((640, 480), (900, 600), (1024, 768), (1280, 720), (1600, 1000), (1900, 1000))
_LONG_MS = 1500


def act(weight: int) -> Callable[[Deed], Deed]:
    """Put a function into the register; `weight` says how often it is done beside the others."""

    def put(deed: Deed) -> Deed:
        DEEDS[deed.__name__] = deed, weight
        return deed

    return put


@act(10)
def choose_action(hand: Hand) -> None:
    """Do what a menu offers, but leave."""
    names = [action.name for action in ACTIONS if action.name != "quit"]
    if modal() is None:
        hand.window.actions_[hand.chance.choice(names)].trigger()


@act(3)
def choose_in_a_menu(hand: Hand) -> None:
    """Do what any menu of the window offers, of panels, lessons and documents too."""
    if modal() is not None:
        return
    bar = hand.window.findChild(QMenuBar)
    menu: QMenuBar | QMenu = bar if isinstance(bar, QMenuBar) else QMenu()
    while True:
        if isinstance(menu, QMenu):
            menu.aboutToShow.emit()  # some are filled then
        leave = hand.window.actions_["quit"]
        lines = [line for line in menu.actions() if line is not leave and line.isEnabled() and line.text()]
        if not lines:
            return
        line = hand.chance.choice(lines)
        inner = line.menu()
        if not isinstance(inner, QMenu):
            line.trigger()
            return
        menu = inner


@act(8)
def press_keys(hand: Hand) -> None:
    """Press some keys, one after the other, where the focus is."""
    for _ in range(hand.chance.randint(1, 6)):
        key, held = hand.chance.choice(KEYS), hand.chance.choice(MODIFIERS)
        if (key, held) not in LEAVING:
            hand.key(key, held)


@act(4)
def press_keys_in_a_widget(hand: Hand) -> None:
    """Bring the focus to a widget, and press keys there."""
    takes = [w for w in hand.find(QWidget) if w.isEnabled() and w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    if takes:
        hand.chance.choice(takes).setFocus(Qt.FocusReason.TabFocusReason)
        press_keys(hand)


@act(8)
def write_into_a_field(hand: Hand) -> None:
    """Type what is fine and what is not into a field, and end it in one way or another."""
    field = hand.one_of(QLineEdit)
    if field is None:
        return
    hand.click(field)
    hand.key(_KEY.Key_A, Qt.KeyboardModifier.ControlModifier)
    hand.write(hand.chance.choice(TEXTS + hand.subject.texts))
    hand.key(hand.chance.choice((_KEY.Key_Return, _KEY.Key_Return, _KEY.Key_Escape, _KEY.Key_Tab)))


@act(12)
def click(hand: Hand) -> None:
    """Click somewhere, perhaps twice, and perhaps with another button."""
    widget = hand.one_of(QWidget)
    if widget is not None:
        do = hand.double_click if hand.chance.random() < 0.25 else hand.click
        do(widget, hand.place_in(widget), hand.chance.choice(BUTTONS))


@act(4)
def choose_in_a_list(hand: Hand) -> None:
    """Open a list and take one of its lines."""
    box = hand.one_of(QComboBox)
    if box is not None:
        hand.click(box)
        for _ in range(hand.chance.randint(0, 4)):
            hand.key(_KEY.Key_Down)
        hand.key(hand.chance.choice((_KEY.Key_Return, _KEY.Key_Return, _KEY.Key_Escape)))


def drag(hand: Hand, widget: QWidget, start: QPoint, meanwhile: Deed | None = None) -> None:
    """Drag from a place to some others, and perhaps let something else happen on the way."""
    grip = Grip(widget, start)
    for step in range(hand.chance.randint(1, 6)):
        grip.move(start + QPoint(hand.chance.randint(-300, 300), hand.chance.randint(-200, 200)))
        if hand.chance.random() < 0.3:
            pause(hand.chance.randint(1, 40))
        if meanwhile and step == 1:
            meanwhile(hand)
    grip.let_go()


@act(4)
def drag_anything(hand: Hand) -> None:
    """Drag from somewhere to somewhere."""
    widget = hand.one_of(QWidget)
    if widget is not None:
        drag(hand, widget, hand.place_in(widget))


@act(8)
def drag_what_moves(hand: Hand) -> None:
    """Drag the graph, a weight, a plot, a slider, the timeline or a panel by its title."""
    widget = hand.one_of(hand.chance.choice((CanvasView, Plot, QAbstractSlider, Timeline, TitleBar)))
    if widget is not None:
        drag(hand, widget, hand.place_in(widget))


@act(3)
def drag_a_line(hand: Hand) -> None:
    """Drag a line between panels."""
    lines = [line for dock in hand.window.docks if (line := line_of(hand.window, dock))]
    if lines and modal() is None:
        drag(hand, hand.window, hand.chance.choice(lines))


@act(2)
def change_while_dragging(hand: Hand) -> None:
    """Change the looks, the size or the document while something is held."""
    widget = hand.one_of(hand.chance.choice((TitleBar, CanvasView, QAbstractSlider, Timeline)))
    if widget is not None:
        deeds = (change_looks, resize, open_something, take_back, let_time_run, present, stand)
        drag(hand, widget, hand.place_in(widget), hand.chance.choice(deeds))


@act(6)
def turn_the_wheel(hand: Hand) -> None:
    """Turn the wheel over something, perhaps with a key held."""
    widget = hand.one_of(hand.chance.choice((QWidget, CanvasView, Plot, Timeline)))
    if widget is not None:
        place = hand.place_in(widget)
        hand.move(widget, place)
        for _ in range(hand.chance.randint(1, 5)):
            if isValid(widget) and widget.isVisible():
                hand.turn_wheel(
                    widget, place, hand.chance.choice((-3, -1, 1, 3)), hand.chance.choice(MODIFIERS)
                )


@act(6)
def point(hand: Hand) -> None:
    """Move the mouse over something, and stay there a little."""
    widget = hand.one_of(QWidget)
    if widget is not None:
        for _ in range(hand.chance.randint(1, 5)):
            if not isValid(widget):
                return  # what was pointed at has gone meanwhile
            hand.move(widget, hand.place_in(widget))
            pause(hand.chance.choice((1, 1, 20)))


@act(2)
def resize(hand: Hand) -> None:
    """Make the window larger or smaller."""
    if hand.chance.random() < 0.2:
        hand.window.setWindowState(hand.window.windowState() ^ Qt.WindowState.WindowMaximized)
    else:
        hand.window.resize(*hand.chance.choice(SIZES))


@act(2)
def change_looks(hand: Hand) -> None:
    """Put another theme on, or make text larger or smaller."""
    names = (
        "theme",
        "theme_light",
        "theme_dark",
        "theme_projector",
        "larger",
        "smaller",
        "larger",
        "smaller",
    )
    hand.window.actions_[hand.chance.choice(names)].trigger()


@act(1)
def present(hand: Hand) -> None:
    """Fill the screen with the stage, or come back."""
    if modal() is None:
        hand.window.present()


@act(2)
def stand(hand: Hand) -> None:
    """Let something else stand in the middle, float, or lie down."""
    dock = hand.chance.choice(list(hand.window.docks))
    if dock.star and hand.chance.random() < 0.6:
        do = hand.chance.choice((commands.swap_stage, commands.share_stage))
        hand.session.perform(do, dock.star)
    elif hand.chance.random() < 0.5:
        dock.setFloating(not dock.isFloating())
    else:
        dock.toggleViewAction().trigger()


@act(6)
def let_time_run(hand: Hand) -> None:
    """Play by op, by update or by epoch, at any pace, there or back."""
    unit = hand.chance.choice(tuple(PACES))
    hand.session.perform(commands.set_pace, hand.chance.choice(PACES[unit]).name, unit)
    hand.session.perform(commands.play_by, unit)
    if hand.chance.random() < 0.2:
        hand.session.perform(commands.play, -1)


@act(5)
def look_on(hand: Hand) -> None:
    """Do nothing for a while."""
    pause(hand.chance.randint(20, _LONG_MS))


@act(3)
def open_something(hand: Hand) -> None:
    """Open something else of what the run is about."""
    if modal() is None:
        hand.chance.choice(hand.subject.others)(hand.session)


@act(2)
def turn_pages(hand: Hand) -> None:
    """Turn some pages of a lesson, or go on, or begin the page anew."""
    deeds = (commands.go_on, commands.restart_page, commands.toggle_answer, commands.reveal)
    for _ in range(hand.chance.randint(1, 4)):
        if hand.chance.random() < 0.6:
            hand.session.perform(commands.turn_page, hand.chance.choice((1, 1, -1)))
        else:
            hand.session.perform(hand.chance.choice(deeds))
        pause()


@act(1)
def drop_a_file(hand: Hand) -> None:
    """Drop a document, a lesson or a table on the window, sound or not."""
    if modal() is None:
        hand.drop(hand.chance.choice(write_files(hand.folder)))


@act(3)
def change_variants(hand: Hand) -> None:
    """Add a variant, remove one, or look at another."""
    many = len(hand.session.state.work.variants)
    deed = hand.chance.choice(("add", "remove", "choose"))
    if deed == "add" and many < 6:
        hand.session.perform(commands.add_variant)
    elif deed == "remove" and many > 1:
        hand.session.perform(commands.remove_variant, hand.chance.randrange(many))
    else:
        hand.session.perform(commands.choose_variant, hand.chance.randrange(many))


@act(3)
def edit(hand: Hand) -> None:
    """Change the network, its training or the expression."""
    hand.chance.choice(EDITS)(hand)


@act(2)
def diverge(hand: Hand) -> None:
    """Let training run out of all bounds, and look there."""
    performing(commands.set_optimiser, learning_rate=RATES)(hand)
    pause(hand.chance.randint(1, 200))
    hand.session.perform(hand.chance.choice((commands.to_divergence, commands.to_end, commands.next_epoch)))


@act(4)
def take_back(hand: Hand) -> None:
    """Undo and redo, some steps each."""
    for _ in range(hand.chance.randint(1, 5)):
        hand.session.perform(hand.chance.choice((commands.undo, commands.undo, commands.redo)))
        pause()


@act(3)
def dismiss(hand: Hand) -> None:
    """Answer what asks: take it or leave it."""
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()
    elif isinstance(modal(), QDialog | Palette):
        hand.key(hand.chance.choice((_KEY.Key_Return, _KEY.Key_Escape, _KEY.Key_Escape)))
