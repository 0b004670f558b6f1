"""The order of a network's layers: where a new one fits, and one moved among the others."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from graphviz_nn.errors import SettingError
from graphviz_nn.model import AnyLayer, Stack

_replace = msgspec.structs.replace


class Ordered(NamedTuple):
    """A stack with its layers in another order.

    Attributes:
        stack: the stack.
        place: where the layer that it is about stands now.
        before: where each of its layers stood before; None for a new one.

    """

    stack: Stack
    place: int
    before: tuple[int | None, ...]

    def renamed(self, node: str, old: Stack) -> str:
        """Return what a node of a layer is called now: layers without a name of their own are numbered in order."""
        layer, slash, rest = node.partition("/")
        if slash and layer in old.layer_names:
            return f"{self.stack.layer_names[self.before.index(old.layer_names.index(layer))]}/{rest}"
        return node


def with_layer(stack: Stack, extra: AnyLayer, wanted: int) -> Ordered:
    """Return the stack with one more layer, as near to a place as it fits; the last layer stays the last.

    It is like the one before it where that is of the same kind. Raise SettingError where it fits nowhere.
    """
    last = len(stack.layers) - 1
    refusal: SettingError | None = None
    for place in sorted(range(last + 1), key=lambda place: (abs(place - wanted), place)):
        ahead, behind = stack.layers[:place], stack.layers[place:]
        layer = _replace(ahead[-1], name="") if ahead and type(ahead[-1]) is type(extra) else extra
        numbers = range(last + 1)
        try:
            longer = _replace(stack, layers=(*ahead, layer, *behind))
        except SettingError as error:
            refusal = refusal or error
        else:
            return Ordered(longer, place, (*numbers[:place], None, *numbers[place:]))
    assert refusal is not None
    raise refusal


def with_moved(stack: Stack, place: int, by: int) -> Ordered:
    """Return the stack with a layer moved one place towards the output, or with −1 towards the input.

    Raise SettingError where the layers' shapes do not fit in that order.
    """
    names, last = stack.layer_names, len(stack.layers) - 1
    if last in (place, place + by):
        raise SettingError(f"{names[last]} gives the model's output, so it stays the last layer.")
    if not 0 <= place + by < last:
        raise SettingError(f"{names[place]} is the first layer already.")
    order = list(range(last + 1))
    order[place], order[place + by] = order[place + by], order[place]
    first, second = names[min(place, place + by)], names[max(place, place + by)]
    try:
        swapped = _replace(stack, layers=tuple(stack.layers[k] for k in order))
    except SettingError as error:
        raise SettingError(f"{first} cannot stand behind {second}. {error}") from None
    return Ordered(swapped, place + by, tuple(order))
