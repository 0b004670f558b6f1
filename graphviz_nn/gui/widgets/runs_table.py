"""The runs side by side in a table that sorts by any column: a click on a row steps through that run."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Signal, Slot
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.widgets.row_frame import RowFrame
from graphviz_nn.gui.widgets.runs_model import RunsModel
from graphviz_nn.training.outcomes import Results

_FLAG = QItemSelectionModel.SelectionFlag


class RunsTable(QTableView):
    """Shows what came of each run, the one that is stepped through framed.

    Signals: `runChosen(int, int)` with the places of a variant and of its seed, when a row was clicked or entered.
    """

    runChosen = Signal(int, int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._model, self._frame = RunsModel(theme, self), RowFrame(theme, self)
        self._shown = 0, 0
        self.setModel(self._model)
        self.setItemDelegate(self._frame)
        self.setAccessibleName("Runs")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # else Tab never leaves the table
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._on_head_clicked)  # Qt's own arrow would lie over the words
        self.clicked.connect(self._on_activated)
        self.activated.connect(self._on_activated)
        self.use_theme(theme)

    def show_results(self, results: Results | None, unit: str, variant: int, seed: int) -> None:
        """Show the results, what is counted in them, and which run is stepped through."""
        self._model.show_results(results, unit)
        self._shown = variant, seed
        self._frame_shown()

    def _frame_shown(self) -> None:
        """Frame the row of the run that is stepped through."""
        row, chosen = self._model.row_of(*self._shown), self.selectionModel()
        if row >= 0 and not chosen.isRowSelected(row):
            place = self._model.index(row, 0)
            chosen.setCurrentIndex(place, _FLAG.ClearAndSelect | _FLAG.Rows)
            self.scrollTo(place)

    def chosen(self) -> Results | None:
        """Return the results of the rows that are selected, where there are several, else of all, as they stand."""
        rows = sorted({place.row() for place in self.selectionModel().selectedRows()})
        return self._model.chosen(rows if len(rows) > 1 else [])

    def use_theme(self, theme: Theme) -> None:
        """Take over colours, fonts and distances."""
        self._model.use_theme(theme)
        self._frame.use_theme(theme)
        words = QFontMetricsF(theme.font("body"))
        self.verticalHeader().setDefaultSectionSize(round(words.height()) + theme.space(1.5))
        self.horizontalHeader().setFont(theme.font("small"))

    @Slot(int)
    def _on_head_clicked(self, column: int) -> None:
        self._model.turn(column)
        self._frame_shown()

    @Slot(QModelIndex)
    def _on_activated(self, place: QModelIndex) -> None:
        self.runChosen.emit(*self._model.run_at(place.row()))
