"""Older documents, as plain values, brought to the present version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graphviz_nn.errors import ExpressionError
from graphviz_nn.graph.tokens import tokens

Tree = dict[str, Any]


def upgraded(tree: Mapping[str, Any]) -> Tree:
    """Return a document of any older version as one of the present version; what is broken in it stays so."""
    whole = dict(tree)
    for step in _STEPS[whole["version"] - 1 :]:
        whole = step(whole)
    return _as_it_was_read(whole)


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


def _as_it_was_read(tree: Tree) -> Tree:
    """Name the axis in `max(x, 0)` of a formula: written so in older documents, now it could be the larger of two."""
    subject = tree.get("subject")
    if isinstance(subject, Mapping) and isinstance(text := subject.get("text"), str) and "max" in text:
        tree["subject"] = {**subject, "text": _axes_named(text)}
    return tree


def _axes_named(text: str) -> str:
    """Return an expression with the axis in `max(x, 0)` written as `axis=0`."""
    try:
        typed = list(tokens(text))
    except ExpressionError:
        return text
    opened: list[
        tuple[bool, list[int]]
    ] = []  # for each bracket: is it that of a max, and where its commas are
    places = []
    for place, token in enumerate(typed):
        if token.text in ("(", "["):
            opened.append((place > 0 and typed[place - 1].text == "max", []))
        elif token.text == "," and opened:
            opened[-1][1].append(place)
        elif token.text in (")", "]") and opened:
            is_max, commas = opened.pop()
            second = typed[commas[0] + 1 : place] if is_max and len(commas) == 1 else []
            if "".join(each.text for each in second).removeprefix("-").isdigit():
                places.append(second[0].start)
    for start in sorted(places, reverse=True):
        text = f"{text[:start]}axis={text[start:]}"
    return text


def _tagged(kind: str, table: Any) -> Any:
    return {"kind": kind, **table} if isinstance(table, Mapping) else table


_STEPS: tuple[Callable[[Tree], Tree], ...] = (_to_2,)
