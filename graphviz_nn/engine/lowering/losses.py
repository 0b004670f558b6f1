"""The losses and the penalties."""

from __future__ import annotations

from collections.abc import Mapping

from graphviz_nn import ops
from graphviz_nn.engine import codes
from graphviz_nn.engine.assembler import Assembler, bits
from graphviz_nn.engine.layout import Place
from graphviz_nn.engine.lowering.reductions import along
from graphviz_nn.graph import Node
from graphviz_nn.ops import BinaryCrossentropy, CategoricalCrossentropy, Op

_KINDS: Mapping[type[Op], int] = {
    ops.MeanSquaredError: codes.MSE,
    ops.MeanAbsoluteError: codes.MAE,
    ops.BinaryCrossentropy: codes.BCE,
}
_PENALTIES: Mapping[type[Op], int] = {ops.L1: codes.L1, ops.L2: codes.L2}


def loss(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Average what each cell costs."""
    p, t = _pair(asm, node)
    asm.emit(codes.LOSS, _kind(op), asm.make(index).start, p.start, t.start, p.size)


def loss_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send each cell's pull."""
    (p, t), g = _pair(asm, node), asm.gradient(index)
    for argument, source in enumerate(node.inputs):
        if asm.wants(source):
            d = _result(asm, source, p)
            asm.emit(codes.LOSS_BACK, _kind(op), argument, d.start, g.start, p.start, t.start, p.size)
            asm.sent(source, d)


def cross(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Average the surprise at each row's truth; the logarithms are kept for the way back."""
    p, t = _pair(asm, node)
    logs = asm.place(p.shape, p.strides)
    asm.kept[index] = (logs,)
    cells, step, rows, *starts = along(p, -1)
    asm.emit(
        *(codes.CROSS, _logits(op), asm.make(index).start, p.start, t.start, logs.start),
        *(rows, cells, step, *starts),
    )


def cross_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send each class's pull."""
    (p, t), g, (logs,) = _pair(asm, node), asm.gradient(index), asm.kept[index]
    cells, step, rows, *starts = along(p, -1)
    for argument, source in enumerate(node.inputs):
        if asm.wants(source):
            d = _result(asm, source, p)
            asm.emit(
                *(codes.CROSS_BACK, _logits(op), argument, d.start, g.start, p.start, t.start, logs.start),
                *(rows, cells, step, *starts),
            )
            asm.sent(source, d)


def penalty(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Charge for the weights."""
    (w,) = asm.inputs(node)
    asm.emit(codes.PENALTY, _PENALTIES[type(op)], asm.make(index).start, w.start, w.size, _factor(op))


def penalty_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send what each weight costs more."""
    (w,), g = asm.inputs(node), asm.gradient(index)
    d = asm.target(node.inputs[0])
    asm.emit(codes.PENALTY_BACK, _PENALTIES[type(op)], d.start, g.start, w.start, w.size, _factor(op))
    asm.sent(node.inputs[0], d)


def _pair(asm: Assembler, node: Node) -> tuple[Place, Place]:
    """Return prediction and target, the target laid as the prediction."""
    p, t = asm.inputs(node)
    return p, asm.as_laid(t, p.strides)


def _result(asm: Assembler, source: int, p: Place) -> Place:
    """Return where to assign a contribution that is laid as the prediction."""
    direct = asm.values[source].strides == p.strides
    return asm.target(source) if direct else asm.place(p.shape, p.strides)


def _kind(op: Op) -> int:
    logits = isinstance(op, BinaryCrossentropy) and op.from_logits
    return codes.BCE_LOGITS if logits else _KINDS[type(op)]


def _logits(op: Op) -> int:
    assert isinstance(op, CategoricalCrossentropy)
    return int(op.from_logits)


def _factor(op: Op) -> int:
    assert isinstance(op, ops.L1 | ops.L2)
    return bits(op.factor)
