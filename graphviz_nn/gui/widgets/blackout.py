"""Nothing on the screen: a black sheet over the whole window, so that the room looks at who speaks."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from graphviz_nn.faults import contained
from graphviz_nn.gui.painting import painting

_KEY = Qt.Key
_MODIFIERS = frozenset({_KEY.Key_Shift, _KEY.Key_Control, _KEY.Key_Alt, _KEY.Key_Meta, _KEY.Key_AltGr})


class Blackout(QWidget):
    """Covers what it is a child of; the next key or click takes it away, and does nothing else."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAccessibleName("Black screen")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self._window = window
        self._before: QWidget | None = None  # what had the focus
        window.installEventFilter(self)
        self.hide()

    def toggle(self) -> None:
        """Cover the window, or take the sheet away and give the focus back."""
        if self.isHidden():
            self._before = QApplication.focusWidget()
            self.setGeometry(self._window.rect())
            self.raise_()
            self.show()
            self.setFocus()
        else:
            self.hide()
            before, self._before = self._before, None
            if before is not None and before in (
                self._window,
                *self._window.findChildren(QWidget),
            ):  # it may be gone
                before.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self.setGeometry(self._window.rect())
        return False

    def event(self, event: QEvent) -> bool:
        """Claim every key before it counts as a shortcut."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep the focus: Tab is a key as any other here."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Bring the window back, unless the key that blackened it is held still."""
        if not event.isAutoRepeat() and event.key() not in _MODIFIERS:
            self.toggle()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring the window back."""
        self.toggle()

    @contained()
    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill it with black, whatever the theme."""
        with painting(self) as painter:
            painter.fillRect(self.rect(), Qt.GlobalColor.black)
