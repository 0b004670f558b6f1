"""A program in print, and the instructions that it is made of."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from graphviz_nn.engine import compile_program, instructions
from graphviz_nn.engine.codes import Opcode
from graphviz_nn.engine.instructions import FORMATS, HEAD, behind, words_of
from graphviz_nn.graph import Builder, graph_of
from graphviz_nn.graph.noise import Distribution, Noise
from graphviz_nn.model import Dense, Stack
from graphviz_nn.ops import Tanh
from tests.engine.compare import code_of, take_out

LAYER = [
    "     0 DENSE function=tanh value=dense/tanh sum=dense/tanh source=x kernel=dense/kernel bias=dense/bias"
    " batch=2 inputs=3 units=1 constants=0 lanes=1",
    "    13 LOSS kind=mse value=loss prediction=dense/tanh target=y cells=2 divisor=2 constant=0 lanes=1",
    "    23 FILL target=∂loss cells=1 number=1",
    "    28 LOSS_BACK kind=mse argument=0 result=∂dense/tanh gradient=∂loss prediction=dense/tanh target=y cells=2"
    " divisor=2 constant=0 lanes=1",
    "    40 DENSE_BACK function=tanh gradient=∂dense/tanh value=dense/tanh sum=dense/tanh source=x"
    " kernel=dense/kernel bias=dense/bias batch=2 inputs=3 units=1 to_kernel=∂dense/kernel kernel_mode=restart"
    " to_bias=∂dense/bias bias_mode=restart to_source=none source_mode=assign scratch=@112 constants=0 lanes=1",
]


def test_a_program_prints_as_one_line_for_each_instruction() -> None:
    stack = Stack(inputs=3, layers=(Dense(units=1, activation="tanh"),))
    assert str(compile_program(stack.network.graph(2))).splitlines() == LAYER


def test_what_comes_behind_the_fields_is_listed_and_cut_where_it_is_long() -> None:
    leaky = str(compile_program(graph_of("leaky_relu(x, slope=0.5)", {"x": 1.0}))).splitlines()[0]
    assert leaky.endswith("constants=1 : 0.5")
    largest = str(compile_program(graph_of("max(x, axis=0)", {"x": np.ones((2, 30))}))).splitlines()[0]
    assert largest == "     0 LARGEST value=max lanes=30 lines=1 cells=2 : 0 0 30"


def test_noise_is_listed_with_what_it_is_drawn_from() -> None:
    builder = Builder()
    noise = builder.noise("mask", (2, 3), Noise(Distribution.KEEP, 0.5))
    assert str(compile_program(builder.graph(noise))).splitlines()[0] == (
        "     0 NOISE value=mask examples=2 cells=3 example_step=1 cell_step=2 kind=keep amount=0.5 header=@0"
        " header_step=1"
    )


def test_a_call_names_its_node_and_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    take_out(monkeypatch, Tanh)
    program = compile_program(graph_of("tanh(x)", {"x": 1.0}))
    assert [line.strip() for line in str(program).splitlines()] == [
        "0 CALL node=tanh way=forward",
        "4 FILL target=∂tanh cells=1 number=1",
        "9 CALL node=tanh way=back",
    ]
    assert repr(program) == "<Program of 2 nodes, 13 words, 48 floats, calls tanh>"


def test_every_opcode_has_one_format_and_every_format_one_opcode() -> None:
    formats = {
        kind for _, kind in inspect.getmembers(instructions, inspect.isclass) if hasattr(kind, "_fields")
    }
    assert set(FORMATS) == set(Opcode)
    assert set(FORMATS.values()) == formats


@pytest.mark.parametrize("opcode", Opcode, ids=lambda opcode: opcode.name)
def test_kernels_read_each_field_where_the_lowering_writes_it(opcode: Opcode) -> None:
    format: Any = FORMATS[opcode]
    fields = format(*range(100, 100 + len(format._fields)))
    words = code_of(fields, 7, 8).words.tolist()
    assert words[:HEAD] == [opcode, len(words)]
    assert [words[at] for at in words_of(format)] == list(fields)
    assert words[behind(format) :] == [7, 8]
