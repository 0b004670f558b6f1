"""The names that scripts rely on."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.errors import SettingError
from graphviz_nn.landscape.plane import PlaneKind
from tests.training.rows import some_rows

ROOT = Path(gnn.__file__).parents[1]
HEAVY = (
    "PySide6",
    "pyqtgraph",
    "sympy",
    "numba",
    "ziamath",
    "networkx",
    "numpy",
    "rich",
    "dask",
    "distributed",
)


def loaded_by(code: str) -> set[str]:
    """The heavy modules that a fresh interpreter has loaded after running some code."""
    ask = f"import sys; {code}; print(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_it_costs_nothing() -> None:
    assert loaded_by("import graphviz_nn") == set()


def test_training_a_model_needs_neither_qt_nor_sympy() -> None:
    code = (
        "import graphviz_nn as gnn; m = gnn.Sequential([gnn.Dense(1, input_dim=1)]); m.compile(); "
        "m.fit([0, 1], [0, 1])"
    )
    assert not loaded_by(code) & {"PySide6", "pyqtgraph", "sympy", "ziamath", "dask", "distributed"}


@pytest.mark.parametrize("name", gnn.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(gnn, name) is getattr(gnn, name)
    assert name in dir(gnn)


def test_what_type_checkers_see_is_what_is_loaded() -> None:
    stub = Path(gnn.__file__).with_suffix(".pyi")
    lines = [
        node for node in ast.parse(stub.read_text(encoding="utf-8")).body if isinstance(node, ast.ImportFrom)
    ]
    seen = {alias.name: line.module for line in lines for alias in line.names}
    assert sorted(seen) == sorted([*gnn.__all__, "__version__"])
    for name, home in seen.items():
        assert home is not None
        assert getattr(import_module(home), name) is getattr(gnn, name)


def test_a_name_that_is_not_there_is_refused() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        getattr(gnn, "nothing")  # noqa: B009


def test_the_version_is_that_of_the_metadata() -> None:
    metadata = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert gnn.__version__ == metadata["project"]["version"]


def test_the_lectures_expression_has_its_value_and_its_gradients() -> None:
    g = gnn.expression("x1*x2 + ln(x1) - sin(x2)", x1=2.0, x2=5.0)
    assert g.output == "subtract"
    assert g.value == 11.652071455223084
    assert g.gradients() == {"x1": 5.5, "x2": 1.7163378145367738}
    assert g.trace()[-1].name == g.output
    assert g.to_networkx().number_of_nodes() == len(g.nodes)


def small_model() -> gnn.Sequential:
    model = gnn.Sequential([gnn.Dense(3, activation="tanh", input_dim=2), gnn.Dense(1)])
    model.compile(optimizer=gnn.SGD(0.1, momentum=0.9))
    return model


def test_a_debugger_steps_both_ways() -> None:
    X, Y = some_rows()
    dbg = gnn.Debugger(small_model(), X, Y)
    dbg.step()
    assert dbg.position == 1
    dbg.back()
    assert dbg.position == 0
    dbg.step_over().run()
    assert dbg.position == len(dbg.record.events)


@pytest.mark.parametrize("plane", ["pca", "weights", "random"])
def test_a_surface_holds_the_loss_over_a_plane_and_the_path_of_the_last_fit(plane: PlaneKind) -> None:
    X, Y = some_rows()
    model = small_model()
    model.fit(X, Y, epochs=5)
    s = gnn.surface(model, X, Y, plane=plane, side=9)
    assert s.losses.shape == (9, 9)
    assert np.isfinite(s.losses).all()
    assert len(s.paths[0]) == len(model.path) == 11
    here = s.plane.points(s.across[4:5], s.up[4:5])[0, 0]
    flat = iter(np.split(here, np.cumsum([w.size for w in model.get_weights()])[:-1]))
    model.set_weights([next(flat).reshape(w.shape) for w in model.get_weights()])
    assert s.losses[4, 4] == pytest.approx(model.evaluate(X, Y), rel=1e-12)


def test_a_surface_can_be_had_before_any_fit() -> None:
    X, Y = some_rows()
    assert gnn.surface(small_model(), X, Y, side=5).losses.shape == (5, 5)


@pytest.mark.parametrize(
    "use", [gnn.plot_model, gnn.surface, gnn.explore, gnn.Debugger], ids=lambda use: use.__name__
)
def test_what_is_no_model_is_refused_by_name(use: Any) -> None:
    with pytest.raises(SettingError, match=r"None.*Sequential"):
        use(None, *some_rows())


def test_an_unknown_plane_is_refused() -> None:
    X, Y = some_rows()
    flat: Any = "flat"
    with pytest.raises(SettingError, match="'flat'"):
        gnn.surface(small_model(), X, Y, plane=flat)
