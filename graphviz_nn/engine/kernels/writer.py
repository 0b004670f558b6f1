"""Writes LLVM instructions on the cells of one arena: what the tiles are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from llvmlite import ir

from graphviz_nn.engine.codes import LINE
from graphviz_nn.engine.kernels.number import FUSED, INT, SHORT


class Writer:
    """Writes LLVM instructions on the cells of one arena, or of a part of it.

    Attributes:
        cell: LLVM's type of a number in it.

    """

    def __init__(self, context: Any, builder: Any, kind: Any, array: Any) -> None:
        self.build = builder
        self.cell = context.get_data_type(kind.dtype)
        self._bytes = kind.dtype.bitwidth // 8
        self._data = context.make_array(kind)(context, builder, array).data

    def vector(self, lanes: int) -> Any:
        """Return the type of so many numbers side by side."""
        return ir.VectorType(self.cell, lanes)

    @property
    def whole_vector(self) -> Any:
        """The type of the longest vector."""
        return self.vector(LINE // self._bytes)

    def nothing(self, vector: Any) -> Any:
        """Return zeros."""
        return ir.Constant(vector, [self.cell(0.0)] * vector.count)

    def place(self, index: Any) -> Any:
        """Return the address of a cell."""
        return self.build.gep(self._data, [index], source_etype=self.cell)

    def number(self, index: Any) -> Any:
        """Return the number in a cell."""
        return self.build.load(self.place(index), typ=self.cell)

    def repeated(self, index: Any, each: int, vector: Any) -> Any:
        """Return the numbers in `each` cells from one on, again and again until the vector is full."""
        if each == 1:
            return self.spread(self.number(index), vector)
        row = self.cells(index, self.vector(each))
        lanes = [SHORT(lane % each) for lane in range(vector.count)]
        return self.build.shuffle_vector(row, row, ir.Constant(ir.VectorType(SHORT, vector.count), lanes))

    def repeated_or_zero(self, index: Any, each: int, vector: Any) -> Any:
        """Return the same, or 0 where the index is negative."""
        there = self.build.icmp_signed(">=", index, INT(0))
        numbers = self.repeated(self.build.select(there, index, INT(0)), each, vector)
        return self.build.select(there, numbers, self.nothing(vector))

    def cells(self, index: Any, vector: Any, mask: Any = None) -> Any:
        """Return the numbers in a cell and those after it, 0 in the lanes that a mask leaves out.

        Only the alignment of one number is promised; cells that are left out are not touched.
        """
        address = self.build.bitcast(self.place(index), vector.as_pointer())
        if mask is not None:
            operands = (address, SHORT(self._bytes), mask, self.nothing(vector))
            return self.build.call(self._masked("load", vector, vector, operands), operands)
        loaded = self.build.load(address)
        loaded.align = self._bytes
        return loaded

    def store(self, value: Any, index: Any, mask: Any = None) -> None:
        """Write numbers to a cell and those after it, but for the lanes that a mask leaves out."""
        address = self.build.bitcast(self.place(index), value.type.as_pointer())
        if mask is not None:
            operands = (value, address, SHORT(self._bytes), mask)
            self.build.call(self._masked("store", value.type, ir.VoidType(), operands), operands)
            return
        self.build.store(value, address).align = self._bytes

    def first_lanes(self, count: Any, vector: Any) -> Any:
        """Return the mask that leaves out all lanes but the first n."""
        whole = INT if self._bytes == INT.width // 8 else SHORT  # as wide as the numbers
        lanes = ir.VectorType(whole, vector.count)
        numbers = ir.Constant(lanes, [whole(lane) for lane in range(vector.count)])
        count = count if whole == INT else self.build.trunc(count, whole)
        return self.build.icmp_signed("<", numbers, self.spread(count, lanes))

    def add(self, value: Any, index: Any, keep: Any) -> None:
        """Write numbers to a cell and those after it, on top of what is there if `keep`."""
        before = self.build.select(keep, self.cells(index, value.type), self.nothing(value.type))
        self.store(self.build.fadd(before, value), index)

    def spread(self, number: Any, vector: Any) -> Any:
        """Return a vector with the number in each lane."""
        nothing = ir.Constant(vector, ir.Undefined)
        zeros = ir.Constant(ir.VectorType(SHORT, vector.count), [SHORT(0)] * vector.count)
        return self.build.shuffle_vector(self.build.insert_element(nothing, number, SHORT(0)), nothing, zeros)

    def steps(self, first: Any, step: Any, count: int) -> list[Any]:
        """Return first, first + step, … as many as `count`."""
        return [self.build.add(first, self.build.mul(step, INT(i))) for i in range(count)]

    def plus(self, total: Any, a: Any, b: Any) -> Any:
        """Return total + a · b."""
        product = self.build.fmul(a, b, flags=FUSED)
        return self.build.fadd(total, product, flags=FUSED)

    def totals(self, vectors: Sequence[Any]) -> Any:
        """Return the sum of each vector's lanes, side by side; 4 vectors or 1, whose lanes are added in one order.

        That is ((0 + 4) + (1 + 5)) + ((2 + 6) + (3 + 7)) of 8 lanes, as `total_of_eight` adds; of 16, the halves first.
        """
        build, count = self.build, len(vectors)
        while vectors[0].type.count > 4:
            half = vectors[0].type.count // 2
            vectors = [
                build.fadd(self._picked(v, v, 0, 1, half), self._picked(v, v, half, 1, half)) for v in vectors
            ]
        while (
            len(vectors) * vectors[0].type.count > count
        ):  # neighbours, of two vectors at once where there are two
            pairs = (
                [*zip(vectors[::2], vectors[1::2], strict=True)] if len(vectors) > 1 else [(vectors[0],) * 2]
            )
            width = vectors[0].type.count if len(vectors) > 1 else vectors[0].type.count // 2
            vectors = [
                build.fadd(self._picked(a, b, 0, 2, width), self._picked(a, b, 1, 2, width)) for a, b in pairs
            ]
        return vectors[0]

    def total_of_eight(self, rows: Sequence[Any]) -> Any:
        """Return the sum of 8 vectors, lane by lane, in the order in which `totals` adds the lanes of one."""
        add = self.build.fadd
        a, b, c, d = (add(rows[i], rows[i + 4]) for i in range(4))
        return add(add(a, b), add(c, d))

    def _masked(self, verb: str, vector: Any, returned: Any, operands: Sequence[Any]) -> Any:
        """Return LLVM's function that loads or stores the lanes of a vector that a mask names."""
        kind = ir.FunctionType(returned, [operand.type for operand in operands])
        name = f"llvm.masked.{verb}.v{vector.count}f{8 * self._bytes}.p0"
        functions = self.build.module.globals
        return functions[name] if name in functions else ir.Function(self.build.module, kind, name)

    def _picked(self, a: Any, b: Any, first: int, step: int, count: int) -> Any:
        """Return every n-th lane of two vectors, the second's counted on behind the first's."""
        lanes = [SHORT(first + step * i) for i in range(count)]
        return self.build.shuffle_vector(a, b, ir.Constant(ir.VectorType(SHORT, count), lanes))

    def loop(
        self, end: Any, step: int, starts: list[Any], body: Callable[[Any, list[Any]], list[Any]]
    ) -> list[Any]:
        """Write a loop of j = 0, step, … below end that carries values, and return them after it."""
        build, before = self.build, self.build.block
        head, inside, after = (build.append_basic_block(f"tile.{name}") for name in ("head", "body", "after"))
        build.branch(head)
        build.position_at_end(head)
        carried = [build.phi(value.type) for value in (end, *starts)]
        for phi, value in zip(carried, (INT(0), *starts), strict=True):
            phi.add_incoming(value, before)
        j, values = carried[0], carried[1:]
        build.cbranch(build.icmp_signed("<", j, end), inside, after)
        build.position_at_end(inside)
        following = [build.add(j, INT(step)), *body(j, values)]
        for phi, value in zip(carried, following, strict=True):
            phi.add_incoming(value, build.block)
        build.branch(head).set_metadata("llvm.loop", _as_it_is(build.module))
        build.position_at_end(after)
        return values

    def choose(
        self, condition: Any, vectors: int, yes: Callable[[], Any], no: Callable[[], Any]
    ) -> list[Any]:
        """Write a branch of which each side computes vectors, and return them after it."""
        build = self.build
        sides = []
        with build.if_else(condition) as branches:
            for branch, compute in zip(branches, (yes, no), strict=True):
                with branch:
                    sides.append((compute(), build.block))
        phis = []
        for i in range(vectors):
            phi = build.phi(sides[0][0][i].type)
            for values, block in sides:
                phi.add_incoming(values[i], block)
            phis.append(phi)
        return phis


def _as_it_is(module: Any) -> Any:
    """Return the property of a loop not to be unrolled: it would be once more in each kernel that it goes into."""
    # LLVM knows the properties of a loop by a list that begins with itself; llvmlite makes no such list.
    properties = ir.MDValue(module, [], name=str(len(module.metadata)))
    properties.operands = (properties, module.add_metadata(["llvm.loop.unroll.disable"]))
    return properties
