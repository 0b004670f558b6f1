"""The data set that a model trains on and is tested on."""

from __future__ import annotations

from dataclasses import dataclass

from graphviz_nn.data.spec import DataSpec
from graphviz_nn.errors import ShapeError
from graphviz_nn.ops import FloatArray, shape_text


@dataclass(frozen=True, eq=False)
class Dataset:
    """Training and held-out rows, each in the order of the source, float64 and finite.

    Two classes are one column of 0 and 1, the second class being 1; more classes, and two where the spec asks for
    it, are one column each, with a single 1 in each row (one-hot); a target that is a number is one column, and
    several are one each.

    Attributes:
        spec: what was asked for.
        name: what to call the data on the screen.
        x, y: the training rows, (rows, features) and (rows, targets); each standardised if asked.
        x_test, y_test: the held-out rows, with the scaling of the training rows; may have 0 rows.
        features, targets: the names of the columns of x and y.
        classes: the names of the classes in the order of their numbers; empty for regression.
        mean, deviation: (features,), of the training rows before scaling; 0 and 1 if x is not standardised.
        y_mean, y_deviation: (targets,), of y likewise.
        notes: plain sentences on what was left out or could not be done.

    """

    spec: DataSpec
    name: str
    x: FloatArray
    y: FloatArray
    x_test: FloatArray
    y_test: FloatArray
    features: tuple[str, ...]
    targets: tuple[str, ...]
    classes: tuple[str, ...]
    mean: FloatArray
    deviation: FloatArray
    y_mean: FloatArray
    y_deviation: FloatArray
    notes: tuple[str, ...] = ()

    def scale(self, raw: FloatArray) -> FloatArray:
        """Bring rows (…, features) in the source's units to the units of x."""
        self._check(raw)
        return (raw - self.mean) / self.deviation

    def unscale(self, x: FloatArray) -> FloatArray:
        """Bring rows (…, features) in the units of x back to the source's units."""
        self._check(x)
        return x * self.deviation + self.mean

    def unscale_y(self, y: FloatArray) -> FloatArray:
        """Bring targets or predictions (…, targets) in the units of y back to the source's."""
        return y * self.y_deviation + self.y_mean

    def __repr__(self) -> str:
        goal = f"{len(self.classes)} classes" if self.classes else "regression"
        rows = f"{len(self.x)} training rows, {len(self.x_test)} held out"
        return f"<Dataset {self.name}: {rows}, {' '.join(self.features)} → {' '.join(self.targets)}, {goal}>"

    def _check(self, x: FloatArray) -> None:
        if x.ndim == 0 or x.shape[-1] != len(self.features):
            raise ShapeError(
                f"{self.name}: an array of shape {shape_text(x.shape)} does not fit the {len(self.features)} "
                f"features ({', '.join(self.features)}); its last dimension must be {len(self.features)}."
            )
