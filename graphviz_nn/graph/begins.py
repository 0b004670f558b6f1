"""What the names of an expression begin with that nobody gave a value: numbers, or tensors where it takes them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import chain, combinations, islice, product
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from graphviz_nn.errors import ExpressionError, ShapeError
from graphviz_nn.graph.cures import apart
from graphviz_nn.graph.expression import INPUTS, graph_of, names, op_of, read
from graphviz_nn.graph.literals import NUMBERS, tensor_of
from graphviz_nn.graph.spelling import spelled
from graphviz_nn.graph.syntax import Name, Number, Part, Row, Signed, operands_first
from graphviz_nn.graph.tokens import quoted
from graphviz_nn.ops import Op, Shape, as_floats, larger, shape_text

MOST_NUMBERS = 1_000  # of a tensor that a name begins with
MOST_TOLD = 3  # names that a message says what to do about
MOST_WRITTEN = 9  # numbers of a tensor that a message writes out
MOST_TRIES = 60  # for each way to choose the dimensions
LETTERS_TRIED = 60_000  # in all: a text of 1,000 letters gets 60 graphs, some 100 ms
LEAST_TRIES = 20  # of a text of any length
QUICK = 1_000  # letters of an expression that can be read, with all tries, while somebody waits

Known = TypeVar("Known", bound=ArrayLike)


def begun(text: str, known: Mapping[str, Known]) -> dict[str, Known | float | list[Any]]:
    """Return a value for each name of an expression, those that are known as they are.

    The ops say what new names should be: both sides of @ matrices, x in x[3] a list of four. Where that does not fit
    what is known, other dimensions and the sizes of known tensors are tried. Raise ExpressionError or ShapeError where
    the expression has no graph with any of them.
    """
    given = {name: known[name] for name in names(text) if name in known}
    new = [name for name in names(text) if name not in given]
    for name in new:
        if cure := apart(name):
            words = f"{quoted(name)} in {quoted(text)} could be a name or a function."
            raise ExpressionError(f"{words} Write {cure}, or name the variable otherwise.", cures=(cure,))
    reading = _read(text)
    first: ShapeError | None = None
    wanted = {name: reading.wanted.get(name, ()) for name in new}
    tried = _tried(wanted, _shapes(given, reading), reading.numbers)
    for shapes in islice(tried, max(LEAST_TRIES, LETTERS_TRIED // max(1, len(text)))):
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


class _Step(NamedTuple):
    """A part of an expression, its op, and the places of its operands among the steps before it."""

    part: Part
    op: Op | None
    operands: list[int]


def _read(text: str) -> _Reading:
    steps = _steps(text)
    wanted: list[Shape] = [()] * len(steps)
    written = (token.text for token in spelled(text) if token.kind == "number" and token.text.isdigit())
    sizes = {int(digits) for digits in written if len(digits) < 8 and 0 < int(digits) <= MOST_NUMBERS}
    reading = _Reading({}, [], sizes)
    for place in reversed(range(len(steps))):
        part, op, operands = steps[place]
        shapes = op.begins(wanted[place]) if op else [wanted[place]] * len(operands)
        for operand, shape in zip(operands, shapes, strict=True):
            wanted[operand] = larger(wanted[operand], shape)
        if isinstance(part, Name) and not operands and part.name not in NUMBERS:
            reading.wanted[part.name] = larger(reading.wanted.get(part.name, ()), wanted[place])
        elif isinstance(part, Row):
            reading.written.append(tensor_of(part, text).shape)
    return reading


def _steps(text: str) -> list[_Step]:
    """Return the parts of an expression, operands first; a name of a part has that part as its operand."""
    formulas = read(text)
    steps: list[_Step] = []
    waiting: list[int] = []
    named: dict[str, int] = {}
    for name, whole in formulas.in_order():
        for part in operands_first(whole, INPUTS):
            op = None if isinstance(part, Name | Number | Row) or _is_plus(part) else op_of(part, text)
            count = len(op.inputs) if op else 1 if isinstance(part, Signed) else 0
            operands = waiting[len(waiting) - count :] if count else []
            del waiting[len(waiting) - count :]
            if isinstance(part, Name) and part.name in named:
                operands = [named[part.name]]
            waiting.append(len(steps))
            steps.append(_Step(part, op, operands))
        named[name] = waiting.pop()
    return steps


def _is_plus(part: Part) -> bool:
    return isinstance(part, Signed) and part.sign == "+"


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
