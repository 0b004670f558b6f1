"""What every kind of layer keeps, at every sample of it."""

from __future__ import annotations

import re
from inspect import Parameter, signature
from typing import get_args

import msgspec
import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.debug.check import check_graph
from graphviz_nn.engine import compile_program, native
from graphviz_nn.face.summary import summary_lines
from graphviz_nn.files import store
from graphviz_nn.files.document import Document, Work
from graphviz_nn.graph import Builder, Role
from graphviz_nn.model import LAYERS, AnyLayer, Stack
from graphviz_nn.model.layers import Mode
from graphviz_nn.training.machine import Machine, ReferenceMachine
from graphviz_nn.training.native import NativeMachine
from graphviz_nn.training.problem import TrainingState
from tests.model.layers.everywhere import (
    LEAST,
    SAMPLES,
    Sample,
    at_every_sample,
    name_inside,
    problem_of,
    stack_around,
)

MODES: tuple[Mode, ...] = get_args(Mode)
at_every_kind = pytest.mark.parametrize("kind", LAYERS, ids=lambda kind: kind.title)


@pytest.fixture(autouse=True, scope="module")
def _kernels() -> None:
    native.load()


def test_there_is_a_sample_of_every_kind() -> None:
    assert {type(sample.layer) for sample in SAMPLES} == set(LAYERS)
    assert set(LEAST) == {kind.title for kind in LAYERS}


@at_every_kind
def test_a_kind_says_in_one_sentence_what_it_does(kind: type[AnyLayer]) -> None:
    assert re.fullmatch(r"[A-Z].{20,150}\.", kind.words), kind.words
    assert kind.title == kind.__name__


@at_every_sample
def test_a_layer_says_in_a_few_words_what_its_settings_are(sample: Sample) -> None:
    assert re.fullmatch(r"[^\n.]([^\n]*[^\n.])?|", sample.layer.about)


@at_every_sample
@pytest.mark.parametrize("mode", MODES)
def test_the_shape_it_promises_is_the_shape_its_graph_has(sample: Sample, mode: Mode) -> None:
    layer, inputs = sample
    builder = Builder()
    x = builder.input("x", np.zeros((3, *inputs)))
    held = {p.name: builder.parameter(p.name, np.zeros(p.shape)) for p in layer.parameters(inputs)}
    held |= {s.name: builder.state(s.name, np.zeros(s.shape)) for s in layer.states(inputs)}
    assert layer.build(builder, x, held, mode).node.shape == (3, *layer.shape(inputs))


@at_every_sample
@pytest.mark.parametrize("mode", MODES)
def test_its_parameters_and_states_are_in_the_graph_under_their_names(sample: Sample, mode: Mode) -> None:
    stack = stack_around(sample)
    graph, name = stack.network.graph(3, mode), name_inside(stack)
    found = {
        node.name.removeprefix(f"{name}/"): (node.shape, node.role, node.letter)
        for node in graph.nodes
        if node.layer == name and node.role in (Role.PARAMETER, Role.STATE)
    }
    parameters = sample.layer.parameters(sample.inputs)
    assert found == {
        **{p.name: (p.shape, Role.PARAMETER, p.letter) for p in parameters},
        **{s.name: (s.shape, Role.STATE, s.letter) for s in sample.layer.states(sample.inputs)},
    }
    assert set(graph.scopes[name].roles) == {p.name for p in parameters}


@at_every_sample
def test_every_state_takes_something_on_in_training_and_nothing_in_predicting(sample: Sample) -> None:
    stack = stack_around(sample)
    states = {f"{name_inside(stack)}/{s.name}" for s in sample.layer.states(sample.inputs)}
    assert set(stack.network.graph(3, "train").carries) == states
    assert not stack.network.graph(3, "predict").carries


@at_every_sample
def test_a_graph_for_predicting_draws_no_noise(sample: Sample) -> None:
    graph = stack_around(sample).network.graph(3, "predict")
    assert all(node.role is not Role.NOISE for node in graph.nodes)


@at_every_sample
def test_it_trains_natively_as_by_the_reference(sample: Sample) -> None:
    problem = problem_of(stack_around(sample))
    ours, theirs = NativeMachine(problem), ReferenceMachine(problem)
    assert not compile_program(problem.network.graph(3)).called
    assert_same(_ends(ours, problem.start), _ends(theirs, problem.start), 1e-12)
    end = theirs.advance(problem.start, 30).states[-1]
    points = np.stack([problem.start.weights, end.weights])
    for measure in ("losses", "gradients"):
        first, second = (getattr(machine, measure)(points, end.states) for machine in (ours, theirs))
        np.testing.assert_allclose(first, second, rtol=1e-12, atol=1e-12, err_msg=measure)


@at_every_sample
@pytest.mark.parametrize("kind", [NativeMachine, ReferenceMachine], ids=["native", "reference"])
def test_a_training_in_two_parts_is_the_whole_to_the_bit(sample: Sample, kind: type[NativeMachine]) -> None:
    problem = problem_of(stack_around(sample))
    machine = kind(problem)
    halfway = machine.advance(problem.start, 13).states[-1]
    whole, rest = machine.advance(problem.start, 30), machine.advance(halfway, 17)
    np.testing.assert_array_equal(whole.rows[13:], rest.rows)
    assert_same([whole.states[-1]], [rest.states[-1]], 0.0)


@at_every_sample
def test_the_gradient_check_passes_at_every_node(sample: Sample) -> None:
    problem = problem_of(stack_around(sample))
    graph = problem.network.graph(problem.size_of(0))
    checks = check_graph(graph.with_leaf_values(problem.leaves(graph, problem.start)))
    assert [check for check in checks if not check.ok] == []


@at_every_sample
def test_a_document_comes_back_with_it(sample: Sample) -> None:
    document = Document(Work(subject=stack_around(sample)))
    assert store.from_bytes(store.to_bytes(document)) == document


@at_every_sample
def test_a_name_of_its_own_is_what_its_nodes_are_called_by(sample: Sample) -> None:
    stack = stack_around(sample._replace(layer=msgspec.structs.replace(sample.layer, name="mine")))
    graph = stack.network.graph(2)
    assert name_inside(stack) == "mine"
    assert all(node.name.startswith("mine/") for node in graph.nodes if node.layer == "mine")


@at_every_sample
def test_the_summary_lists_it_with_its_output_and_its_numbers(sample: Sample) -> None:
    stack = stack_around(sample)
    output = ", ".join(map(str, (None, *sample.layer.shape(sample.inputs))))
    states = sum(int(np.prod(s.shape)) for s in sample.layer.states(sample.inputs))
    numbers = sample.layer.count(sample.inputs) + states
    words = [f"{name_inside(stack)} ({sample.layer.title})", f"({output})", str(numbers)]
    assert [re.split(r"  +", line.strip()) for line in summary_lines("m", stack.layers, stack.shapes)].count(
        words
    ) == 1


@at_every_kind
def test_keras_s_face_makes_it_with_keras_s_defaults(kind: type[AnyLayer]) -> None:
    least = LEAST[kind.title]
    made = getattr(gnn, kind.title)(**least)
    needed = [name for name, p in signature(kind.keras).parameters.items() if p.default is Parameter.empty]
    assert list(least) == needed
    assert type(made.spec) is kind
    assert made.spec == kind(**kind.keras(**least))
    assert made == getattr(gnn, kind.title)(*least.values())


@at_every_kind
def test_what_a_script_leaves_out_is_what_a_document_leaves_out(kind: type[AnyLayer]) -> None:
    least = LEAST[kind.title]
    settings = kind.keras(**least)
    left_out = {name for name in signature(kind.keras).parameters if name not in least}
    assert kind(**settings) == kind(**{k: v for k, v in settings.items() if k not in left_out})


def test_no_two_kinds_share_a_name() -> None:
    kinds = [str(kind.__struct_config__.tag) for kind in LAYERS]
    assert len(set(kinds)) == len(kinds) == len({kind.title for kind in LAYERS})


def test_a_stack_refuses_two_layers_of_one_name() -> None:
    same = stack_around(SAMPLES[0]).layers[1]
    named = msgspec.structs.replace(same, name="flatten")
    with pytest.raises(gnn.SettingError, match="Two layers are called 'flatten'"):
        Stack(inputs=4, layers=(named, stack_around(SAMPLES[0]).layers[2]))


def _ends(machine: Machine, start: TrainingState) -> list[TrainingState]:
    return [*machine.advance(start, 30, every=7).states]


def assert_same(ours: list[TrainingState], theirs: list[TrainingState], tolerance: float) -> None:
    assert [state.update for state in ours] == [state.update for state in theirs]
    for a, b in zip(ours, theirs, strict=True):
        for first, second in ((a.weights, b.weights), (a.memory, b.memory), (a.states, b.states)):
            np.testing.assert_allclose(first, second, rtol=tolerance, atol=tolerance)
