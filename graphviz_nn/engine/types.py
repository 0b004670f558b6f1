"""The two arrays that a program is: numbers and instructions."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.ops import FloatArray

# All values, gradients and parameters, end to end; in float64, or for training alone in float32.
Arena: TypeAlias = FloatArray
# Instructions, int64. Any, since Numba reads a word's bits as a float by `.view`, which int does not have.
Words: TypeAlias = Any
IntArray: TypeAlias = NDArray[np.int64]
