"""The bends that runs pass, over the same epochs as their losses: λmax, and how much of it each run's rate bears."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.shapes import Key, Marks, Series, Shape, faint, symbol
from graphviz_nn.landscape.stability import Sharpness
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.spans import Span
from graphviz_nn.text import short

ROOM = 1.15  # above what is highest, a limit or λmax
FAR = 4.0  # times the highest λmax: a limit that lies farther up would press the curves flat, and is told in words
MANY = 1.001  # limits that differ by less are one


@dataclass(frozen=True, eq=False)
class SharpnessPicture:
    """λmax along each run, and the λmax above which it would bounce out.

    Attributes:
        runs: the curvature along each, in the order of the variants.
        names: of the variants.
        epochs: how far the axis goes.
        unit: what is counted along it.
        until: what lies after this epoch is left out; None where nothing is covered.
        covered: whether the legend hides the names.

    """

    runs: tuple[Sharpness, ...]
    names: tuple[str, ...]
    epochs: float
    unit: str = "epoch"
    until: float | None = None
    covered: bool = False

    @property
    def spans(self) -> tuple[Span, Span]:
        """From the start to the last epoch; and from 0, or the lowest, to above the highest."""
        curves = [run.largest[self._seen(run)] for run in self.runs]
        values = np.concatenate([np.zeros(1), *curves])
        top = float(values.max()) or 1.0
        limits = [float(limit) for run in self.runs for limit in run.borne if limit <= FAR * top]
        return Span(0.0, max(self.epochs, 1.0)), Span(
            min(float(values.min()), 0.0), ROOM * max([top, *limits])
        )

    @property
    def labels(self) -> tuple[str, str]:
        """What is counted, and what is measured."""
        return self.unit, "λmax"

    @property
    def log(self) -> bool:
        """It may be 0, and below."""
        return False

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return the limits, dashed; the curves, marked where λmax is above; and what is what."""
        found: list[Shape] = []
        for place, run in enumerate(self.runs):
            seen, hue = self._seen(run), theme.variant_color(place)
            epochs, largest = run.epochs[seen], run.largest[seen]
            found.append(Series(self._limit(run), faint(hue, 0.8), 1.2 * theme.scale, dashed=True))
            found.append(Series(np.column_stack([epochs, largest]), hue, 2.0 * theme.scale))
            above = largest > run.borne[seen]
            points = np.column_stack([epochs, largest])[above]
            found.append(Marks(points, symbol(place), 6 * theme.scale, hue, theme.color("text"), theme.scale))
        return [*found, *self._keys(theme)]

    def _limit(self, run: Sharpness) -> FloatArray:
        """Return the line of what a run bears, to the end of the axis where that stays as it is."""
        epochs, borne = run.epochs, run.borne
        if len(borne) and np.ptp(borne) <= (MANY - 1) * borne.max():
            epochs, borne = np.array([0.0, max(self.epochs, 1.0)]), borne[[0, -1]]
        return np.column_stack([epochs, borne])

    def _keys(self, theme: Theme) -> list[Shape]:
        if not any(np.isfinite(run.borne).any() for run in self.runs):
            return []
        top, text = self.spans[1].high, theme.color("muted")
        far = [run.borne[0] for run in self.runs if len(run.borne) and run.borne[0] > top]
        words = f"limit{f' ↑ {short(float(min(far)), 3)}' if far else ''}"
        return [Key(words, text, text, 1.2 * theme.scale, dashed=True)]

    def _seen(self, run: Sharpness) -> FloatArray:
        return np.asarray(run.epochs <= (np.inf if self.until is None else self.until))


def reading(picture: SharpnessPicture, epoch: float) -> str:
    """Return what the curves say at an epoch, a line each."""
    lines = [f"{picture.unit} {short(epoch)}"]
    for name, run in zip(picture.names, picture.runs, strict=False):
        if len(run.epochs) and not picture.covered:
            borne = float(np.interp(epoch, run.epochs, run.borne))
            limit = f", borne {short(borne, 3)}" if np.isfinite(borne) else ""
            lines.append(f"{name}: λmax {short(run.at(epoch), 3)}{limit}")
    return "\n".join(lines)
