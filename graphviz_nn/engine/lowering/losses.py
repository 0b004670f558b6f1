"""The losses and the penalties."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

from graphviz_nn import ops
from graphviz_nn.engine import instructions
from graphviz_nn.engine.assembler import Assembler, bits
from graphviz_nn.engine.codes import LossKind, PenaltyKind
from graphviz_nn.engine.layout import Place
from graphviz_nn.engine.lowering.reductions import along
from graphviz_nn.graph import Node
from graphviz_nn.ops import BinaryCrossentropy, CategoricalCrossentropy, Op

KINDS: Mapping[type[Op], LossKind] = {
    ops.MeanSquaredError: LossKind.MSE,
    ops.MeanAbsoluteError: LossKind.MAE,
    ops.BinaryCrossentropy: LossKind.BCE,
    ops.Huber: LossKind.HUBER,
    ops.Hinge: LossKind.HINGE,
    ops.KLDivergence: LossKind.KL,
}
_PENALTIES: Mapping[type[Op], PenaltyKind] = {ops.L1: PenaltyKind.L1, ops.L2: PenaltyKind.L2}


def loss(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Average what each cell costs."""
    p, t = _pair(asm, node)
    asm.emit(instructions.Loss(_kind(op), asm.make(index).start, p.start, t.start, *_counts(op, p)))


def loss_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send each cell's pull."""
    (p, t), g = _pair(asm, node), asm.gradient(index)
    for argument, source in enumerate(node.inputs):
        if asm.wants(source):
            d = _result(asm, source, p)
            places = (d.start, g.start, p.start, t.start)
            asm.emit(instructions.LossBack(_kind(op), argument, *places, *_counts(op, p)))
            asm.sent(source, d)


def cross(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Average the surprise at each row's truth; the logarithms are kept for the way back."""
    p, t = _pair(asm, node)
    logs = asm.place(p.shape, p.strides)
    asm.kept[index] = (logs,)
    y, (walk, starts) = asm.make(index), along(p, -1)
    asm.emit(instructions.Cross(_logits(op), y.start, p.start, t.start, logs.start, *walk), *starts)


def cross_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send each class's pull."""
    (p, t), g, (logs,) = _pair(asm, node), asm.gradient(index), asm.kept[index]
    walk, starts = along(p, -1)
    for argument, source in enumerate(node.inputs):
        if asm.wants(source):
            d = _result(asm, source, p)
            places = (d.start, g.start, p.start, t.start, logs.start)
            asm.emit(instructions.CrossBack(_logits(op), argument, *places, *walk), *starts)
            asm.sent(source, d)


def penalty(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Charge for the weights."""
    (w,) = asm.inputs(node)
    y = asm.make(index)
    asm.emit(instructions.Penalty(_PENALTIES[type(op)], y.start, w.start, w.size, _factor(op)))


def penalty_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send what each weight costs more."""
    (w,), g = asm.inputs(node), asm.gradient(index)
    d = asm.target(node.inputs[0])
    asm.emit(instructions.PenaltyBack(_PENALTIES[type(op)], d.start, g.start, w.start, w.size, _factor(op)))
    asm.sent(node.inputs[0], d)


def _pair(asm: Assembler, node: Node) -> tuple[Place, Place]:
    """Return prediction and target, the target laid as the prediction."""
    p, t = asm.inputs(node)
    return p, asm.as_laid(t, p.strides)


def _result(asm: Assembler, source: int, p: Place) -> Place:
    """Return where to assign a contribution that is laid as the prediction."""
    direct = asm.values[source].strides == p.strides
    return asm.target(source) if direct else asm.place(p.shape, p.strides)


def _kind(op: Op) -> LossKind:
    logits = isinstance(op, BinaryCrossentropy) and op.from_logits
    return LossKind.BCE_LOGITS if logits else KINDS[type(op)]


def _counts(op: Op, p: Place) -> tuple[int, int, int]:
    """Return the number of cells, what their sum is divided by, and the constant of the loss."""
    divisor = prod(p.shape[:-1]) if isinstance(op, ops.KLDivergence) else p.size
    return p.size, divisor, bits(op.delta if isinstance(op, ops.Huber) else 0.0)


def _logits(op: Op) -> int:
    assert isinstance(op, CategoricalCrossentropy)
    return int(op.from_logits)


def _factor(op: Op) -> int:
    assert isinstance(op, ops.L1 | ops.L2)
    return bits(op.factor)
