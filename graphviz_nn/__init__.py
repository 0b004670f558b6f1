"""Opens a small neural network like a watch: its graph, its values, its gradients, its loss surface.

    import graphviz_nn as gnn

    g = gnn.expression("x1*x2 + ln(x1) - sin(x2)", x1=2.0, x2=5.0)
    model = gnn.Sequential([gnn.Dense(4, activation="sigmoid", input_shape=(2,)), gnn.Dense(1)])

Everything below is loaded when it is first used, so that `import graphviz_nn` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphviz_nn.analysis.debugger import Debugger as Debugger
    from graphviz_nn.errors import DataError as DataError
    from graphviz_nn.errors import DivergenceError as DivergenceError
    from graphviz_nn.errors import DocumentError as DocumentError
    from graphviz_nn.errors import ExpressionError as ExpressionError
    from graphviz_nn.errors import FileError as FileError
    from graphviz_nn.errors import GnnError as GnnError
    from graphviz_nn.errors import SettingError as SettingError
    from graphviz_nn.errors import ShapeError as ShapeError
    from graphviz_nn.graph import Graph as Graph
    from graphviz_nn.graph import expression as expression
    from graphviz_nn.gui.figure import plot_model as plot_model
    from graphviz_nn.scripting import experiment as experiment
    from graphviz_nn.scripting import explore as explore
    from graphviz_nn.scripting import surface as surface
    from graphviz_nn.training.history import History as History
    from graphviz_nn.training.layers import L1 as L1
    from graphviz_nn.training.layers import L2 as L2
    from graphviz_nn.training.layers import Dense as Dense
    from graphviz_nn.training.optimisers import SGD as SGD
    from graphviz_nn.training.optimisers import Adagrad as Adagrad
    from graphviz_nn.training.optimisers import Adam as Adam
    from graphviz_nn.training.optimisers import RMSprop as RMSprop
    from graphviz_nn.training.schedules import CosineDecay as CosineDecay
    from graphviz_nn.training.schedules import ExponentialDecay as ExponentialDecay
    from graphviz_nn.training.seeds import set_seed as set_seed
    from graphviz_nn.training.sequential import Sequential as Sequential

__version__ = "0.1.0"

_ERRORS = "graphviz_nn.errors"
_LAYERS = "graphviz_nn.training.layers"
_OPTIMISERS = "graphviz_nn.training.optimisers"
_SCHEDULES = "graphviz_nn.training.schedules"
_HOMES = {
    "Adagrad": _OPTIMISERS,
    "Adam": _OPTIMISERS,
    "CosineDecay": _SCHEDULES,
    "DataError": _ERRORS,
    "Debugger": "graphviz_nn.analysis.debugger",
    "Dense": _LAYERS,
    "DivergenceError": _ERRORS,
    "DocumentError": _ERRORS,
    "ExponentialDecay": _SCHEDULES,
    "ExpressionError": _ERRORS,
    "FileError": _ERRORS,
    "GnnError": _ERRORS,
    "Graph": "graphviz_nn.graph",
    "History": "graphviz_nn.training.history",
    "L1": _LAYERS,
    "L2": _LAYERS,
    "RMSprop": _OPTIMISERS,
    "SGD": _OPTIMISERS,
    "Sequential": "graphviz_nn.training.sequential",
    "SettingError": _ERRORS,
    "ShapeError": _ERRORS,
    "experiment": "graphviz_nn.scripting",
    "explore": "graphviz_nn.scripting",
    "expression": "graphviz_nn.graph",
    "plot_model": "graphviz_nn.gui.figure",
    "set_seed": "graphviz_nn.training.seeds",
    "surface": "graphviz_nn.scripting",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    """Load a public name from its home when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
