"""Opens a small neural network like a watch: its graph, its values, its gradients, its loss surface.

    import graphviz_nn as gnn

    g = gnn.expression("x1*x2 + ln(x1) - sin(x2)", x1=2.0, x2=5.0)
    model = gnn.Sequential([gnn.Dense(4, activation="sigmoid", input_shape=(2,)), gnn.Dense(1)])

Everything below is loaded when it is first used, so that `import graphviz_nn` costs nothing.
"""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

_STUB = Path(__file__).with_suffix(
    ".pyi"
)  # lists every public name with its home, for type checkers and for us
_HOMES = {
    alias.asname: (line.module, alias.name)
    for line in ast.parse(_STUB.read_text(encoding="utf-8")).body
    if isinstance(line, ast.ImportFrom) and line.module
    for alias in line.names
    if alias.asname
}

__all__ = sorted(name for name in _HOMES if not name.startswith("_"))


def __getattr__(name: str) -> object:
    """Load a public name from its home when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home, original = _HOMES[name]
    value: object = getattr(import_module(home), original)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
