"""Older documents, as plain values, brought to the present version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Tree = dict[str, Any]


def upgraded(tree: Mapping[str, Any]) -> Tree:
    """Return a document of any older version as one of the present version; what is broken in it stays so."""
    whole = dict(tree)
    for step in _STEPS[whole["version"] - 1 :]:
        whole = step(whole)
    return whole


def as_given(message: str, tree: Mapping[str, Any]) -> str:
    """Return a message about an upgraded document with the places that the document itself has."""
    if tree["version"] > 1:
        return message
    return message.replace(
        "`$.subject", "`$.expression" if tree.get("expression") is not None else "`$.model"
    )


def _to_2(tree: Tree) -> Tree:
    """Put network and expression, of which one was looked at, into the one subject; say of each layer what it is."""
    model, expression = tree.pop("model", None), tree.pop("expression", None)
    if "subject" in tree:
        tree["subject of version 1"] = tree.pop("subject")  # which had none: it will be refused
    if expression is not None:
        tree["subject"] = _tagged("expression", expression)
    elif model is not None:
        tree["subject"] = _tagged("stack", model)
        layers = tree["subject"]["layers"] if isinstance(model, Mapping) and "layers" in model else None
        if isinstance(layers, list):
            tree["subject"]["layers"] = [_tagged("dense", layer) for layer in layers]
    return tree | {"version": 2}


def _tagged(kind: str, table: Any) -> Any:
    return {"kind": kind, **table} if isinstance(table, Mapping) else table


_STEPS: tuple[Callable[[Tree], Tree], ...] = (_to_2,)
