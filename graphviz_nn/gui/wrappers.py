"""PySide's wrappers of Qt's classes, all of them made before there is a second thread.

PySide makes each when Python first asks for it, and takes it out of a table that is not guarded: two threads that
ask at once, such as the window's and one that imports pyqtgraph, which asks for all there are, crash or wait for each
other for ever. One start in fifty did on a busy machine.
"""

from __future__ import annotations

from types import ModuleType

from PySide6 import QtCore, QtGui, QtSvg, QtWidgets

MODULES: tuple[ModuleType, ...] = (QtCore, QtGui, QtWidgets, QtSvg)


def make_all() -> None:
    """Make the wrappers of all classes of the modules that the program uses; a tenth of a second, the first time."""
    for module in MODULES:
        for name in dir(module):
            getattr(module, name)
