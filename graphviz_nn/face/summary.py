"""The table that `summary` prints, in Keras's layout."""

from __future__ import annotations

from math import prod

from graphviz_nn.model import ModelSpec
from graphviz_nn.model.parameters import count, slots

_WIDTHS = (29, 26, 10)


def summary_lines(spec: ModelSpec, name: str) -> list[str]:
    """Return the table of layers, output shapes and numbers of parameters, line by line."""
    total = count(spec)
    return [
        f'Model: "{name}"',
        "_" * sum(_WIDTHS),
        _row("Layer (type)", "Output Shape", "Param #"),
        "=" * sum(_WIDTHS),
        *(
            _row(f"{layer_name} (Dense)", f"(None, {layer.units})", str(_parameters(spec, layer_name)))
            for layer_name, layer in zip(spec.layer_names, spec.layers, strict=True)
        ),
        "=" * sum(_WIDTHS),
        f"Total params: {total}",
        f"Trainable params: {total}",
        "Non-trainable params: 0",
        "_" * sum(_WIDTHS),
    ]


def _parameters(spec: ModelSpec, layer: str) -> int:
    return sum(prod(slot.shape) for slot in slots(spec) if slot.name.rpartition("/")[0] == layer)


def _row(*cells: str) -> str:
    return "".join(f" {cell}".ljust(width) for cell, width in zip(cells, _WIDTHS, strict=True)).rstrip()
