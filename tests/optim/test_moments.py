"""AdamW and Nadam against Keras's own arithmetic, written out update by update."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from graphviz_nn.ops import FloatArray
from graphviz_nn.optim import Adam, AdamW, AnyOptimiser, Nadam, Sgd, empty_memory
from graphviz_nn.training.variants import other_rule

UPDATES = 1500


def gradients() -> FloatArray:
    rng = np.random.default_rng(8)
    return rng.normal(size=(UPDATES, 3)) * [1.0, 1e-3, 10.0]


def adamw_of_keras(w: FloatArray, lr: float, decay: float, beta_1: float, beta_2: float) -> FloatArray:
    """The variable is decayed first, then moved by Adam's update."""
    m = v = np.zeros(3)
    for step, g in enumerate(gradients(), 1):
        w = w - w * decay * lr
        alpha = lr * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
        m = m + (g - m) * (1 - beta_1)
        v = v + (g**2 - v) * (1 - beta_2)
        w = w - m * alpha / (np.sqrt(v) + 1e-7)
    return w


def nadam_of_keras(w: FloatArray, lr: float, decay: float, beta_1: float, beta_2: float) -> FloatArray:
    """The product of all momenta is a variable that each update multiplies by the newest."""
    m = v = np.zeros(3)
    product = 1.0
    for step, g in enumerate(gradients(), 1):
        w = w - w * decay * lr
        now, following = (beta_1 * (1 - 0.5 * 0.96**t) for t in (step, step + 1))
        product *= now
        m = m + (g - m) * (1 - beta_1)
        v = v + (g**2 - v) * (1 - beta_2)
        m_hat = following * m / (1 - product * following) + (1 - now) * g / (1 - product)
        w = w - m_hat * lr / (np.sqrt(v / (1 - beta_2**step)) + 1e-7)
    return w


@pytest.mark.parametrize(
    ("kind", "by_hand", "decay"), [(AdamW, adamw_of_keras, 0.004), (Nadam, nadam_of_keras, 0.0)]
)
@pytest.mark.parametrize("betas", [(0.9, 0.999), (0.0, 0.5), (0.999, 0.9999)])
def test_each_update_is_keras_s(
    kind: type[AdamW] | type[Nadam],
    by_hand: Callable[..., FloatArray],
    decay: float,
    betas: tuple[float, float],
) -> None:
    rule = kind(learning_rate=0.01, beta_1=betas[0], beta_2=betas[1])
    assert rule.weight_decay == decay
    start = w = np.array([0.5, -1.0, 2.0])
    memory = empty_memory(rule, w)
    for t, g in enumerate(gradients(), 1):
        w, memory = rule.step(w, g, memory, t)
    np.testing.assert_allclose(w, by_hand(start, 0.01, decay, *betas), rtol=1e-10)


def test_adamw_without_decay_is_adam() -> None:
    w, g = np.array([1.0, -2.0, 3.0]), gradients()[0]
    rules: tuple[AnyOptimiser, ...] = (AdamW(weight_decay=0.0), Adam())
    first, second = (rule.step(w, g, empty_memory(rule, w), 1) for rule in rules)
    np.testing.assert_array_equal(first[0], second[0])


def test_who_goes_over_to_adamw_gets_its_decay_unless_another_was_chosen() -> None:
    assert other_rule(Sgd(), "adamw") == AdamW()
    assert other_rule(Sgd(weight_decay=0.1, clip_norm=2.0), "adamw") == AdamW(weight_decay=0.1, clip_norm=2.0)
    assert other_rule(AdamW(), "nadam") == Nadam()
