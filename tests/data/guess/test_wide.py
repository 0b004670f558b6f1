"""A table of thousands of columns, as genes come in, takes no time that grows with their square."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import numpy as np

from graphviz_nn.data.guess import guess
from graphviz_nn.data.tables.table import Column, Table

COLUMNS, SECONDS = 8_000, 4.0  # a tenth of a second for each column in the square would be minutes


def test_many_columns_are_guessed_in_seconds() -> None:
    rng = np.random.default_rng(0)
    kinds = [
        rng.normal(size=12),
        rng.integers(0, 9, 12).astype(float),
        np.where(rng.random(12) < 0.45, np.nan, 1.5),
    ]
    columns = tuple(Column(f"gene_{k}", "number", kinds[k % 3] + k) for k in range(COLUMNS))
    table = Table(Path("genes.csv"), columns, np.arange(12))
    began = process_time()
    found = guess(table, targets=["gene_0"])
    assert process_time() - began < SECONDS
    assert found.part("gene_0").role == "target"
    assert "gene_1" in found.features
