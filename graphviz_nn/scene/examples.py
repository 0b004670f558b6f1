"""Which example of the mini-batch the neurons show."""

from __future__ import annotations

from graphviz_nn.debug.explain import Cell
from graphviz_nn.graph import Role
from graphviz_nn.scene import words
from graphviz_nn.scene.scene import Scene


def row_of(scene: Scene, cell: Cell | None) -> int | None:
    """Return the example that a number belongs to; None for one that all share, as a weight."""
    node = scene.graph.index.get(cell.node) if cell else None
    if cell is None or node is None or scene.graph.nodes[node].role is Role.PARAMETER:
        return None
    is_of_batch = scene.graph.nodes[node].shape[:1] == (words.batch_size(scene.tape.record),)
    return cell.index[0] if is_of_batch and len(cell.index) == 2 else None


def chosen(scene: Scene, before: Scene | None, cell: Cell | None, example: int) -> int:
    """Return the example to show: that of a number selected just now, or else the one from before."""
    row = row_of(scene, cell) if before is None or before.cell is not cell else None
    return min(example if row is None else row, words.batch_size(scene.tape.record) - 1)


def moved(scene: Scene, by: int) -> int:
    """Return the example so many further in the mini-batch, within it."""
    return min(max(scene.example + by, 0), words.batch_size(scene.tape.record) - 1)


def moved_cell(scene: Scene, example: int) -> Cell | None:
    """Return the selected number's counterpart in another example; None where it belongs to none."""
    cell = scene.cell
    if cell is None or row_of(scene, cell) is None:
        return None
    return Cell(cell.node, cell.of, (example, *cell.index[1:]))
