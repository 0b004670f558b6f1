"""The table that `summary` prints, in Keras's layout."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from graphviz_nn.model.layers import Layer
from graphviz_nn.model.stack import names_of
from graphviz_nn.ops import Shape

_WIDTHS = (42, 26, 10)  # at least, as Keras's; a column with a longer word is wider


def summary_lines(name: str, layers: Sequence[Layer], shapes: Sequence[Shape] | None) -> list[str]:
    """Return the table of layers, output shapes and numbers of parameters, line by line.

    `shapes` are those of an example before the first layer and after each; None while they are not known.
    """
    if shapes is None:
        outputs, counts = ["?"] * len(layers), [(0, 0)] * len(layers)
        figures = ["0 (unbuilt)"] * len(layers)
    else:
        outputs = [_text(shape) for shape in shapes[1:]]
        counts = [
            (layer.count(shape), sum(prod(state.shape) for state in layer.states(shape)))
            for layer, shape in zip(layers, shapes[:-1], strict=True)
        ]
        figures = [str(sum(count)) for count in counts]
    titles = [f"{word} ({layer.title})" for word, layer in zip(names_of(layers), layers, strict=True)]
    trained, carried = (sum(each) for each in zip(*counts, strict=True))
    head, *rows = [("Layer (type)", "Output Shape", "Param #"), *zip(titles, outputs, figures, strict=True)]
    widths = [
        max(least, *(len(word) + 2 for word in column))
        for least, column in zip(_WIDTHS, zip(head, *rows, strict=True), strict=True)
    ]
    return [
        f'Model: "{name}"',
        "_" * sum(widths),
        _line(head, widths),
        "=" * sum(widths),
        *(_line(row, widths) for row in rows),
        "=" * sum(widths),
        f"Total params: {trained + carried}",
        f"Trainable params: {trained}",
        f"Non-trainable params: {carried}",
        "_" * sum(widths),
    ]


def _text(shape: Shape) -> str:
    return f"({', '.join(map(str, (None, *shape)))})"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(f" {word}".ljust(width) for word, width in zip(row, widths, strict=True)).rstrip()
