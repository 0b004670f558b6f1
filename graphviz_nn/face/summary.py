"""The table that `summary` prints, in Keras's layout."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import prod

from graphviz_nn.model import Stack
from graphviz_nn.model.layers import State
from graphviz_nn.ops import Shape

_WIDTHS = (42, 26, 10)  # at least, as Keras's; a column with a longer word is wider


def summary_lines(stack: Stack, name: str) -> list[str]:
    """Return the table of layers, output shapes and numbers of parameters, line by line."""
    trained, carried = stack.parameters, len(stack.network.first_states)
    head, *rows = [("Layer (type)", "Output Shape", "Param #"), *_rows(stack)]
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


def _rows(stack: Stack) -> list[tuple[str, str, str]]:
    layers = zip(stack.layer_names, stack.layers, pairwise(stack.shapes), strict=True)
    return [
        (f"{name} ({layer.title})", _text(after), str(layer.count(before) + _carried(layer.states(before))))
        for name, layer, (before, after) in layers
    ]


def _carried(states: Sequence[State]) -> int:
    return sum(prod(state.shape) for state in states)


def _text(shape: Shape) -> str:
    return f"({', '.join(map(str, (None, *shape)))})"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(f" {word}".ljust(width) for word, width in zip(row, widths, strict=True)).rstrip()
