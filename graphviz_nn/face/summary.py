"""The table that `summary` prints, in Keras's layout."""

from __future__ import annotations

from itertools import pairwise
from math import prod

from graphviz_nn.model import Stack

_WIDTHS = (42, 26, 10)


def summary_lines(stack: Stack, name: str) -> list[str]:
    """Return the table of layers, output shapes and numbers of parameters, line by line."""
    trained, carried = stack.parameters, len(stack.network.first_states)
    return [
        f'Model: "{name}"',
        "_" * sum(_WIDTHS),
        _row("Layer (type)", "Output Shape", "Param #"),
        "=" * sum(_WIDTHS),
        *(
            _row(
                f"{name} ({layer.title})",
                _text((None, *after)),
                str(layer.count(before) + sum(prod(s.shape) for s in layer.states(before))),
            )
            for name, layer, (before, after) in zip(
                stack.layer_names, stack.layers, pairwise(stack.shapes), strict=True
            )
        ),
        "=" * sum(_WIDTHS),
        f"Total params: {trained + carried}",
        f"Trainable params: {trained}",
        f"Non-trainable params: {carried}",
        "_" * sum(_WIDTHS),
    ]


def _text(shape: tuple[int | None, ...]) -> str:
    return f"({', '.join(map(str, shape))})"


def _row(*cells: str) -> str:
    return "".join(f" {cell}".ljust(width) for cell, width in zip(cells, _WIDTHS, strict=True)).rstrip()
