"""A script's model as a document: what is kept of it, and where."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from graphviz_nn.errors import FileError, SettingError
from graphviz_nn.face.fitting import Fit
from graphviz_nn.files import SUFFIX
from graphviz_nn.files.learnt import Learnt
from graphviz_nn.model import Network
from graphviz_nn.ops import FloatArray


def document_path(filepath: str | Path, overwrite: bool) -> Path:
    """Return where a model is to be saved; raise SettingError or FileError where it may not be."""
    path = Path(os.path.expanduser(filepath))
    if not path.name.endswith(SUFFIX):
        raise SettingError(
            f"A model is saved as a document, and {path} does not end in {SUFFIX}. Name it so."
        )
    if os.path.exists(path) and not overwrite:
        raise FileError(f"{path} exists. Choose another name, or save with overwrite=True.")
    return path


def kept(network: Network, seed: int, fit: Fit) -> Learnt | None:
    """Return the weights that a document has to keep; None where they are still those of the seed."""
    first = Fit.first(network, seed)
    same = np.array_equal(fit.weights, first.weights) and np.array_equal(fit.states, first.states)
    return None if same else Learnt(fit.weights, fit.states)


def row_of_zeros(network: Network) -> tuple[FloatArray, FloatArray]:
    """Return an example of zeros and a target that every loss takes: of the first class, where there are several."""
    return np.zeros((1, network.features)), np.eye(1, network.targets) * (network.targets > 1)
