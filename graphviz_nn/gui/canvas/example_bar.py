"""A small control under the neurons: which example of the mini-batch they show, or what is tried out in it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.widgets.label import Label
from graphviz_nn.scene import trial, words
from graphviz_nn.scene.layout import NeuronLayout
from graphviz_nn.scene.scene import Scene

BELOW = 8  # pixels


class ExampleBar(QFrame):
    """Two arrows around the example's name.

    Signals:
        moveRequested: by how many examples.

    """

    moveRequested = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.label = Label()
        set_kind(self.label, "name")
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.before = self._make_button("◂", "The example before  [")
        self.after = self._make_button("▸", "The next example  ]")
        self.before.clicked.connect(self._on_before_clicked)
        self.after.clicked.connect(self._on_after_clicked)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        for widget in (self.before, self.label, self.after):
            line.addWidget(widget)

    def show_theme(self, theme: Theme) -> None:
        """Take over the colours."""
        palette = self.label.palette()
        palette.setColor(self.label.backgroundRole(), theme.color("selected"))
        self.label.setPalette(palette)
        self.adjustSize()

    def show_scene(self, scene: Scene | None) -> None:
        """Name the example that a scene of neurons shows; over any other there is nothing to choose."""
        self.setVisible(scene is not None and isinstance(scene.drawing, NeuronLayout))
        if scene is None:
            return
        record = scene.tape.record
        count = words.batch_size(record)
        self.label.setText(trial.sentence(scene) or words.example(record, scene.example))
        self.label.setAutoFillBackground(bool(scene.what_if))
        self.before.setEnabled(scene.example > 0)
        self.after.setEnabled(scene.example < count - 1)
        for button in (self.before, self.after):
            button.setVisible(count > 1)
        self.adjustSize()

    def place(self, foot: float) -> None:
        """Stand in the middle of the parent's foot, above what stands there so many pixels high."""
        around = self.parentWidget()
        if around is not None:
            left = (around.width() - self.width()) // 2
            self.move(left, around.height() - self.height() - BELOW - round(foot))

    def _make_button(self, sign: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(sign)
        set_kind(button, "turn")
        button.setAutoRaise(True)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    def _on_before_clicked(self) -> None:
        self.moveRequested.emit(-1)

    def _on_after_clicked(self) -> None:
        self.moveRequested.emit(1)
