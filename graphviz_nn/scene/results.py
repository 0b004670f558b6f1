"""What is said of runs: how good they are, and how soon they came down to a loss."""

from __future__ import annotations

import numpy as np

from graphviz_nn.text import counted, short
from graphviz_nn.training.outcomes import Results
from graphviz_nn.training.score import Score


def arrivals_text(results: Results, unit: str) -> str:
    """Return when the runs came down to the goal: "SGD after 31 epochs (25 … 44), 0.1 s · Adam …"."""
    parts = []
    for name, epochs, updates, (_, seconds, _), never in results.arrivals:
        low, median, high = updates if unit == "update" else epochs
        if np.isinf(median):
            parts.append(f"{name} not half of the seeds" if results.seeds > 1 else f"{name} never")
            continue
        last = f"{high:,.0f}" if np.isfinite(high) else "never"
        some = f", {never} never" if never else ""
        spread = f" ({low:,.0f} … {last}{some})" if results.seeds > 1 else ""
        parts.append(f"{name} after {counted(round(median), unit)}{spread}, {short(seconds, 2)} s")
    return " · ".join(parts)


def score_text(score: Score) -> str:
    """Return a score beside its baselines: "R² 0.9 · held out 0.87 · a straight line 0.72 · the mean 0.00"."""
    parts = [f"{score.measure} {score.text(score.training)}"]
    if score.held_out is not None:
        parts.append(f"held out {score.text(score.held_out)}")
    others = [f"{each.name} {score.text(each.score)}" for each in reversed(score.baselines)]
    return " · ".join((*parts, *others))
