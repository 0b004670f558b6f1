"""What the names of an expression begin with that nobody gave a value: numbers, or tensors where it takes them."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping
from itertools import chain, combinations, islice, product
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from graphviz_nn.errors import ShapeError
from graphviz_nn.graph.expression import graph_of, names, op_of, operands_first, parsed
from graphviz_nn.graph.literals import NUMBERS, number_of, tensor_of
from graphviz_nn.ops import Op, Shape, as_floats, larger, shape_text

MOST_NUMBERS = 1_000  # of a tensor that a name begins with
MOST_TOLD = 3  # names that a message says what to do about
MOST_WRITTEN = 9  # numbers of a tensor that a message writes out
MOST_TRIES = 60  # for each way to choose the dimensions

Known = TypeVar("Known", bound=ArrayLike)


def begun(text: str, known: Mapping[str, Known]) -> dict[str, Known | float | list[Any]]:
    """Return a value for each name of an expression, those that are known as they are.

    The ops say what new names should be: both sides of @ matrices, x in x[3] a list of four. Where that does not fit
    what is known, other dimensions and the sizes of known tensors are tried. Raise ExpressionError or ShapeError where
    the expression has no graph with any of them.
    """
    given = {name: known[name] for name in names(text) if name in known}
    new = [name for name in names(text) if name not in given]
    reading = _read(text)
    first: ShapeError | None = None
    wanted = {name: reading.wanted.get(name, ()) for name in new}
    for shapes in _tried(wanted, _shapes(given, reading), reading.numbers):
        values: dict[str, Known | float | list[Any]] = {
            name: given[name] if name in given else _filled(shapes[name]) for name in names(text)
        }
        try:
            graph_of(text, values)
        except ShapeError as error:
            first = first or error
        else:
            return values
    raise ShapeError(f"{first}{_told(given, new, reading)}")


def begun_as(names: Mapping[str, ArrayLike]) -> str:
    """Return names with the shapes of tensors, as in `x 2 × 2, b`."""
    shapes = {name: np.shape(as_floats(value)) for name, value in names.items()}
    return ", ".join(f"{name} {shape_text(shape)}" if shape else name for name, shape in shapes.items())


class _Reading(NamedTuple):
    """What an expression asks of its names.

    Attributes:
        wanted: the shape that each should have.
        written: the shapes of the tensors that are written out.
        numbers: the whole numbers that are written out, which may be sizes.

    """

    wanted: dict[str, Shape]
    written: list[Shape]
    numbers: set[int]


class _Part(NamedTuple):
    part: ast.expr
    op: Op | None
    operands: list[int]


def _read(text: str) -> _Reading:
    parts = _parts(text)
    wanted: list[Shape] = [()] * len(parts)
    whole = {
        part.value
        for part in ast.walk(parsed(text))
        if isinstance(part, ast.Constant) and type(part.value) is int
    }
    reading = _Reading({}, [], {number for number in whole if 0 < number <= MOST_NUMBERS})
    for place in reversed(range(len(parts))):
        part, op, operands = parts[place]
        shapes = op.begins(wanted[place]) if op else [wanted[place]] * len(operands)
        for operand, shape in zip(operands, shapes, strict=True):
            wanted[operand] = larger(wanted[operand], shape)
        if isinstance(part, ast.Name) and part.id not in NUMBERS:
            reading.wanted[part.id] = larger(reading.wanted.get(part.id, ()), wanted[place])
        elif isinstance(part, ast.List):
            reading.written.append(tensor_of(part, text).shape)
    return reading


def _parts(text: str) -> list[_Part]:
    """Return the parts of an expression, operands first, each with its op and the places of its operands."""
    parts: list[_Part] = []
    waiting: list[int] = []
    for part in operands_first(parsed(text)):
        op, count = None, 0
        if isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.UAdd):
            count = 1
        elif number_of(part) is None and not isinstance(part, ast.Name | ast.List):
            op = op_of(part, text)
            count = len(op.inputs)
        operands = waiting[len(waiting) - count :]
        del waiting[len(waiting) - count :]
        waiting.append(len(parts))
        parts.append(_Part(part, op, operands))
    return parts


def _shapes(given: Mapping[str, ArrayLike], reading: _Reading) -> list[Shape]:
    """Return the shapes that new names may have to fit, each once."""
    try:
        shapes = [as_floats(value).shape for value in given.values()]
    except ValueError:  # what is wrong with it, the graph says
        shapes = []
    return list(dict.fromkeys([*shapes, *reading.written]))


def _tried(
    wanted: Mapping[str, Shape], known: list[Shape], numbers: set[int]
) -> Iterator[Mapping[str, Shape]]:
    """Yield shapes for the new names: those wanted, with other sizes, then with as many dimensions as known ones."""
    sizes = sorted({size for shape in known for size in shape} | numbers)
    raised: list[dict[str, Shape]] = []
    for rank in sorted({len(shape) for shape in (*known, *wanted.values())} - {0}):
        more = {
            name: (*[2] * (rank - len(shape)), *shape) for name, shape in wanted.items() if len(shape) < rank
        }
        raised += [{**wanted, name: shape} for name, shape in more.items()]
        raised += [{**wanted, **more}] if len(more) > 1 else []
    for shapes in chain([dict(wanted)], raised):
        for tried in islice(_resized(shapes, sizes), MOST_TRIES):
            yield {name: shape if math.prod(shape) <= MOST_NUMBERS else () for name, shape in tried.items()}


def _resized(shapes: Mapping[str, Shape], sizes: list[int]) -> Iterator[Mapping[str, Shape]]:
    """Yield shapes as they are, then with one of their sizes replaced by each of others, then with two, and so on."""
    places = [(name, axis) for name, shape in shapes.items() for axis in range(len(shape))]
    for count in range(len(places) + 1):
        for chosen in combinations(places, count):
            for put in product(sizes, repeat=count):
                changed = {name: list(shape) for name, shape in shapes.items()}
                for (name, axis), size in zip(chosen, put, strict=True):
                    changed[name][axis] = size
                yield {name: tuple(shape) for name, shape in changed.items()}


def _told(given: Mapping[str, ArrayLike], new: list[str], reading: _Reading) -> str:
    """Return what to do about names where no shape of the new ones fits: most often an old one is a number yet."""
    flat = [name for name, value in given.items() if np.ndim(as_floats(value)) < len(reading.wanted[name])]
    cures = [
        f" {name} {_too_flat(np.shape(as_floats(given[name])))}, as {name} = {_example(reading.wanted[name])}."
        for name in flat[:MOST_TOLD]
    ]
    if not cures and new:
        listed = ", ".join(new[:MOST_TOLD]) + (", …" if len(new) > MOST_TOLD else "")
        cures = [
            f" The new {'name' if len(new) == 1 else 'names'} {listed} can begin with no shape that fits."
        ]
    return "".join(cures)


def _too_flat(shape: Shape) -> str:
    if not shape:
        return "is a number: make it a tensor first"
    return f"has the shape {shape_text(shape)}: give it more dimensions first"


def _example(shape: Shape) -> str:
    """Return a tensor as it is typed; a large one by its shape."""
    if math.prod(shape) > MOST_WRITTEN:
        return f"a tensor of shape {shape_text(shape)}"
    return str(np.arange(1, math.prod(shape) + 1).reshape(shape).tolist())


def _filled(shape: Shape) -> float | list[Any]:
    """Return 1, 2, 3 and so on in a shape, as nested lists; 1 for a number."""
    numbers: float | list[Any] = np.arange(1.0, math.prod(shape) + 1).reshape(shape).tolist()
    return numbers
