"""What holds for every rule, with and without decay, clipping and a schedule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import pytest

from graphviz_nn.errors import SettingError
from graphviz_nn.optim import OPTIMISERS, Adagrad, Adam, AnyOptimiser, RmsProp, Sgd, empty_memory, rule_name
from tests.optim.every import PLAIN, RULES, worked


@pytest.mark.parametrize("rule", RULES, ids=repr)
def test_the_lines_make_up_each_update_exactly(rule: AnyOptimiser) -> None:
    rng = np.random.default_rng(5)
    w = rng.normal(size=3)
    memory = empty_memory(rule, w)
    for t in range(1, 8):
        g = rng.normal(size=3) * 0.1
        after, later = rule.step(w, g, memory, t)
        for i in range(3):
            remembered = {letter: m[i] for letter, m in zip(rule.memory_letters, memory, strict=True)}
            length = float(np.sqrt(np.sum(g * g)))
            known = {"w": w[i], "g": g[i], "t": t, "length": length, **rule.factors(t), **remembered}
            found = worked(rule, known)
            assert found["w"] == pytest.approx(after[i], rel=1e-13, abs=1e-15)
            for letter, m in zip(rule.memory_letters, later, strict=True):
                assert found[letter] == pytest.approx(m[i], rel=1e-13, abs=1e-15)
        w, memory = after, later


@pytest.mark.parametrize("rule", PLAIN, ids=repr)
def test_the_last_line_is_the_weights_and_no_line_names_what_is_off(rule: AnyOptimiser) -> None:
    assert rule.lines == rule.rule_lines
    assert rule.lines[-1].startswith("w ← ")
    assert not any("rate" in line or "length" in line for line in rule.lines)


@pytest.mark.parametrize("rule", PLAIN, ids=repr)
def test_the_inputs_of_a_step_are_left_alone(rule: AnyOptimiser) -> None:
    w, g = np.array([1.0, -2.0]), np.array([0.3, 0.1])
    memory = empty_memory(rule, w)
    kept = [array.copy() for array in (w, g, *memory)]
    rule.step(w, g, memory, 1)
    for array, before in zip((w, g, *memory), kept, strict=True):
        np.testing.assert_array_equal(array, before)


@pytest.mark.parametrize("kind", OPTIMISERS.values(), ids=lambda kind: kind.title)
def test_a_rule_is_found_by_its_name_and_described(kind: type[AnyOptimiser]) -> None:
    rule = kind()
    assert OPTIMISERS[rule_name(rule)] is kind
    assert msgspec.to_builtins(rule)["rule"] == rule_name(rule)
    assert len(rule.memory_letters) == len(rule.memory_names)
    assert kind.title
    assert kind.words.endswith(".")
    assert rule.moves.startswith("moves")


def test_clipping_by_the_norm_keeps_the_direction_and_short_gradients_whole() -> None:
    rule = Sgd(clip_norm=1.0)
    np.testing.assert_allclose(rule.clipped(np.array([3.0, -4.0])), [0.6, -0.8])
    np.testing.assert_array_equal(rule.clipped(np.array([0.3, -0.4])), [0.3, -0.4])


REFUSED: list[tuple[Callable[..., AnyOptimiser], dict[str, Any], str]] = [
    *((kind, {"learning_rate": 0.0}, r"learning rate is 0.0; .* above 0") for kind in OPTIMISERS.values()),
    *((kind, {"weight_decay": -1.0}, r"weight decay is -1.0; .* at least 0") for kind in OPTIMISERS.values()),
    *((kind, {"clip_value": 0.0}, r"clip value is 0.0; .* above 0") for kind in OPTIMISERS.values()),
    *((kind, {"clip_norm": np.nan}, r"clip norm is nan; .* above 0") for kind in OPTIMISERS.values()),
    *((kind, {"clip_norm": 1.0, "clip_value": 1.0}, "Give one of the two") for kind in OPTIMISERS.values()),
    (Adagrad, {"initial_accumulator_value": -0.1}, r"initial accumulator value is -0.1; .* at least 0"),
    (Adagrad, {"epsilon": 0.0}, r"epsilon is 0.0; .* above 0"),
    (RmsProp, {"rho": 1.0}, r"rho is 1.0; .* less than 1"),
    (RmsProp, {"momentum": 1.0}, r"momentum is 1.0; .* less than 1"),
    (RmsProp, {"epsilon": -1.0}, r"epsilon is -1.0; .* above 0"),
    (Adam, {"beta_1": 1.0}, r"beta_1 is 1.0; .* less than 1"),
    (Adam, {"beta_2": -0.5}, r"beta_2 is -0.5; .* at least 0"),
    (Adam, {"epsilon": 0.0}, r"epsilon is 0.0; .* above 0"),
]


@pytest.mark.parametrize(("kind", "fields", "words"), REFUSED)
def test_a_setting_out_of_range_is_refused_by_name_and_value(
    kind: Callable[..., AnyOptimiser], fields: dict[str, Any], words: str
) -> None:
    with pytest.raises(SettingError, match=words):
        kind(**fields)
