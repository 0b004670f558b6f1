"""Which example of the mini-batch the neurons show."""

from __future__ import annotations

from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.record import Record
from graphviz_nn.graph import Role
from graphviz_nn.scene import words


def row_of(record: Record, cell: Cell | None) -> int | None:
    """Return the example that a number belongs to; None for one that all share, as a weight."""
    node = record.graph.index.get(cell.node) if cell else None
    if cell is None or node is None or record.graph.nodes[node].role is Role.PARAMETER:
        return None
    is_of_batch = record.graph.nodes[node].shape[:1] == (words.batch_size(record),)
    return cell.index[0] if is_of_batch and len(cell.index) == 2 else None


def within(record: Record, example: int) -> int:
    """Return the example of the mini-batch that is nearest to one asked for."""
    return min(max(example, 0), words.batch_size(record) - 1)


def counterpart(record: Record, cell: Cell | None, example: int) -> Cell | None:
    """Return the same number of another example; the number itself where it belongs to none."""
    if cell is None or row_of(record, cell) is None:
        return cell
    return Cell(cell.node, cell.of, (example, *cell.index[1:]))
