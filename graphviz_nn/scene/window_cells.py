"""An op over pictures cell by cell: the patch and its kernel, the window and its winner, a picture and its slope."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, sqrt
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.record import Record
from graphviz_nn.graph import Edge, Role
from graphviz_nn.ops import Convolve, FloatArray, MaxPool, Op, Shape, matching
from graphviz_nn.ops.windows import Pair, Part
from graphviz_nn.scene.block import Block, all_places, local_derivatives, one_lit
from graphviz_nn.scene.pictures import holds_pictures, laid_out, pictures_of
from graphviz_nn.scene.table import table_shape

MOST = 9  # examples side by side, where all of a mini-batch take part
Of: TypeAlias = Literal["value", "gradient"]
Order: TypeAlias = NDArray[
    np.intp
]  # where each number of some pictures lies in its tensor, (pictures, height, width)
Lit: TypeAlias = NDArray[np.bool_]  # which of these numbers take part


def value_scene(record: Record, place: int, cell: Cell) -> tuple[Block, ...]:
    """Return the blocks that make up a cell of pictures; none where their op has no such picture."""
    op = record.graph.nodes[place].op
    if isinstance(op, Convolve):
        return _convolved(record, place, op, cell)
    if isinstance(op, MaxPool):
        return _pooled(record, place, op, cell)
    return _bent(record, place, op, cell) if op is not None and op.elementwise else ()


def gradient_scene(record: Record, edge: Edge, cell: Cell) -> tuple[Block, ...]:
    """Return the blocks that make up what an edge brings to a cell from the gradient of pictures."""
    op = record.graph.nodes[edge.consumer].op
    if isinstance(op, Convolve):
        sent = _sent_to_kernel if edge.argument else _sent_to_picture
        return sent(record, edge, op, cell)
    if isinstance(op, MaxPool):
        return _sent_to_winner(record, edge, op, cell)
    return _scaled(record, edge, cell) if op is not None and op.elementwise else ()


def _convolved(record: Record, place: int, op: Convolve, cell: Cell) -> tuple[Block, ...]:
    """Return the picture with its patch, the filter, and the cell that their products add up to."""
    a, b = record.graph.nodes[place].inputs
    example, down, across, filter_ = cell.index
    seen, part = op.windows(_shape(record, b)).seen_at(_shape(record, a), (down, across))
    patch, kernel = _pictures(record, a)[example], _pictures(record, b)[:, filter_]
    return (
        _block(record, a, patch, _lit(patch, seen), f"[{example}]", frames=[seen]),
        _block(record, b, kernel, _lit(kernel, part), f"[…, {filter_}]", "·", frames=[part]),
        _own(record, place, cell, "="),
    )


def _pooled(record: Record, place: int, op: MaxPool, cell: Cell) -> tuple[Block, ...]:
    """Return the picture with the window and its winner, and the cell that it becomes."""
    (source,) = record.graph.nodes[place].inputs
    example, down, across, channel = cell.index
    seen, _ = op.windows.seen_at(_shape(record, source), (down, across))
    picture, inside = (
        _pictures(record, source)[example, [channel]],
        record.values[source][example, ..., channel],
    )
    winners = np.argwhere(~(inside[seen] < record.values[place][cell.index]))
    frames = [seen, *(_one_cell(seen[0].start + i, seen[1].start + j) for i, j in winners.tolist())]
    which = f"[{example}, …, {channel}]"
    return (
        _block(record, source, picture, _lit(picture, seen), which, frames=frames),
        _own(record, place, cell, "= max"),
    )


def _bent(record: Record, place: int, op: Op, cell: Cell) -> tuple[Block, ...]:
    """Return the pictures that an op joins number by number, and the one that it makes."""
    node = record.graph.nodes[place]
    signs = ("", *[op.symbol if len(op.symbol) == 1 else ","] * (len(node.inputs) - 1))
    inputs = [
        _own(record, source, Cell(cell.node, "value", matching(cell.index, _shape(record, source))), sign)
        for source, sign in zip(node.inputs, signs, strict=True)
    ]
    return (*inputs, _own(record, place, cell, "="))


def _sent_to_picture(record: Record, edge: Edge, op: Convolve, cell: Cell) -> tuple[Block, ...]:
    """Return the gradients of the windows that saw a cell, in each filter, and the number that each weighed it with."""
    x, weights = record.graph.nodes[edge.consumer].inputs
    example, row, column, channel = cell.index
    over = op.windows(_shape(record, weights)).over(_shape(record, x), (row, column))
    places, taps = [place for place, _ in over], [tap for _, tap in over]
    g, kernel = _pictures(record, edge.consumer)[example], _pictures(record, weights)[channel]
    which = f"[:, :, {channel}]"
    return (
        _block(
            record, edge.consumer, g, _lit(g, *places), f"[{example}]", of="gradient", frames=_around(places)
        ),
        _block(record, weights, kernel, _lit(kernel, *taps), which, "·", frames=_around(taps)),
        _brought(record, edge, cell, "= Σ"),
    )


def _sent_to_kernel(record: Record, edge: Edge, op: Convolve, cell: Cell) -> tuple[Block, ...]:
    """Return the cells that a number of the kernel weighed, in some examples, and the gradients of their places."""
    x, weights = record.graph.nodes[edge.consumer].inputs
    *tap, channel, filter_ = cell.index
    shape, windows = _shape(record, x), op.windows(_shape(record, weights))
    over = [(cell, windows.over(shape, cell)) for cell in np.ndindex(shape[1], shape[2])]
    pairs = [(cell, place) for cell, seen in over for place, at in seen if at == tuple(tap)]
    cells, places = [cell for cell, _ in pairs], [place for _, place in pairs]
    pictures = _pictures(record, x)[:MOST, channel]
    g = _pictures(record, edge.consumer)[:MOST, filter_]
    some = f" · {len(pictures)} of {shape[0]} examples" if len(pictures) < shape[0] else ""
    return (
        _block(record, x, pictures, _lit(pictures, *cells), some, frames=_around(cells)),
        _block(record, edge.consumer, g, _lit(g, *places), some, "·", of="gradient", frames=_around(places)),
        _brought(record, edge, cell, "= Σ"),
    )


def _sent_to_winner(record: Record, edge: Edge, op: MaxPool, cell: Cell) -> tuple[Block, ...]:
    """Return the gradients of the windows that saw a cell, these windows with it, and what it took of them."""
    example, row, column, channel = cell.index
    x = _shape(record, edge.source)
    places = [place for place, _ in op.windows.over(x, (row, column))]
    seen = [op.windows.seen_at(x, place)[0] for place in places]
    g, picture = (_pictures(record, i)[example, [channel]] for i in (edge.consumer, edge.source))
    which, frames = f"[{example}, …, {channel}]", [*seen, _one_cell(row, column)]
    return (
        _block(record, edge.consumer, g, _lit(g, *places), which, of="gradient"),
        _block(record, edge.source, picture, _lit(picture, *seen), which, "→", frames=frames),
        _brought(record, edge, cell),
    )


def _scaled(record: Record, edge: Edge, cell: Cell) -> tuple[Block, ...]:
    """Return the arriving gradient times the local derivative, in the pictures that the cell took part in."""
    node, source = record.graph.nodes[edge.consumer], record.graph.nodes[edge.source]
    taking = np.broadcast_to(_numbered(source.shape) == _numbered(source.shape)[cell.index], node.shape)
    examples, *_, channels = np.nonzero(taking)
    order = _pictures(record, edge.consumer)[np.unique(examples)[:MOST], channels[0]]
    lit = taking.reshape(-1)[order]
    derivative = local_derivatives(record, edge.consumer)[edge.argument]
    letter = node.op.inputs[edge.argument] if node.op else ""
    count = len(np.unique(examples))
    some = f" · {len(order)} of {count} examples" if len(order) < count else ""
    return (
        _block(record, edge.consumer, order, lit, some, of="gradient"),
        _sheet(f"∂y/∂{letter}", derivative, order, lit, "×"),
        _brought(record, edge, cell, "=" if source.shape == node.shape else "= Σ"),
    )


def _brought(record: Record, edge: Edge, cell: Cell, before: str = "=") -> Block:
    """Return what an edge brings, with the cell lit: its picture, or all of what is no picture."""
    array, name = record.contributions[edge], f"∂L/∂ {cell.node}"
    if not holds_pictures(array.shape):
        grid, places = array.reshape(table_shape(array.shape)), all_places(array.shape)
        source: tuple[str, Shape, Of] = (cell.node, array.shape, "gradient")
        return Block(name, grid, places, one_lit(array.shape, cell.index), before, source, "gradient")
    order, at = _picture_of(record, edge.source, cell)
    return _sheet(name, array, order, _lit(order, at), before, cell.node, "gradient")


def _own(record: Record, place: int, cell: Cell, before: str = "") -> Block:
    """Return the picture of a node's value that a cell lies in, or all of what is no picture, with the cell lit."""
    node, array = record.graph.nodes[place], record.values[place]
    if not holds_pictures(node.shape):
        grid, places = array.reshape(table_shape(node.shape)), all_places(node.shape)
        source: tuple[str, Shape, Of] = (node.name, node.shape, "value")
        return Block(node.name, grid, places, one_lit(node.shape, cell.index), before, source)
    order, at = _picture_of(record, place, cell)
    example, _, _, channel = cell.index
    return _block(record, place, order, _lit(order, at), f"[{example}, …, {channel}]", before)


def _picture_of(record: Record, place: int, cell: Cell) -> tuple[Order, Pair]:
    """Return the one picture that a cell lies in, and where in it."""
    first, second, third, fourth = cell.index
    if record.graph.nodes[place].role is Role.PARAMETER:
        return _pictures(record, place)[third, [fourth]], (first, second)
    return _pictures(record, place)[first, [fourth]], (second, third)


def _block(
    record: Record,
    place: int,
    order: Order,
    lit: Lit,
    which: str,
    before: str = "",
    *,
    of: Of = "value",
    frames: Sequence[Part] = (),
) -> Block:
    """Return some pictures of a node; `which` says which ones, and the frames are round parts of each."""
    node = record.graph.nodes[place]
    array = record.values[place] if of == "value" else record.gradients[place]
    name = f"{node.name}{which}" if of == "value" else f"∂L/∂ {node.name}{which}"
    numbers = np.zeros(node.shape) if array is None else array
    return _sheet(name, numbers, order, lit, before, node.name, of, frames)


def _sheet(
    name: str,
    array: FloatArray,
    order: Order,
    lit: Lit,
    before: str,
    node: str = "",
    of: Of = "value",
    frames: Sequence[Part] = (),
) -> Block:
    """Return some pictures of an array, about as many in a line as there are lines; without a node, not to click."""
    count = len(order)
    sheet = laid_out(order, ceil(sqrt(count)), count)
    chosen = np.zeros(array.size, dtype=np.bool_)
    chosen[order[lit]] = True
    numbers = np.where(sheet.ground, 0.0, array.reshape(-1)[sheet.places])
    framed = tuple(_moved(part, sheet.corner(picture)) for picture in range(count) for part in frames)
    return Block(
        name,
        numbers,
        sheet.places,
        chosen[sheet.places] & ~sheet.ground,
        before,
        (node, array.shape, of) if node else None,
        of,
        sheet.ground,
        framed,
    )


def _pictures(record: Record, place: int) -> Order:
    """Return where the numbers of a node's pictures lie: see `pictures_of`."""
    node = record.graph.nodes[place]
    return pictures_of(node.shape, node.role is Role.PARAMETER)


def _lit(order: Order, *parts: Pair | Part) -> Lit:
    """Light cells, or parts, of every picture."""
    lit = np.zeros(order.shape, dtype=np.bool_)
    for part in parts:
        lit[(slice(None), *part)] = True
    return lit


def _around(cells: Iterable[Pair]) -> list[Part]:
    """Return the part that just holds these cells; none for no cells."""
    rows, columns = ([cell[axis] for cell in cells] for axis in (0, 1))
    return [(slice(min(rows), max(rows) + 1), slice(min(columns), max(columns) + 1))] if rows else []


def _one_cell(row: int, column: int) -> Part:
    return slice(row, row + 1), slice(column, column + 1)


def _moved(part: Part, corner: Pair) -> tuple[int, int, int, int]:
    rows, columns = part
    return (
        corner[0] + rows.start,
        corner[1] + columns.start,
        rows.stop - rows.start,
        columns.stop - columns.start,
    )


def _numbered(shape: Shape) -> NDArray[np.intp]:
    return np.arange(int(np.prod(shape, dtype=np.int64))).reshape(shape)


def _shape(record: Record, place: int) -> Shape:
    return record.graph.nodes[place].shape
