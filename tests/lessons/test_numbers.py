"""Every number that a page or its answer states is that of the page's own document.

A function for each page says what its numbers are, by the words that state them. Where a formula or NumPy gives one, it
is computed by that; else it is what the engine gives, which `tests/training` holds against NumPy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import permutations
from typing import SupportsFloat

import numpy as np
import pytest

from graphviz_nn.files.decode import tree_of
from graphviz_nn.ops import FloatArray
from tests.lessons.shown import (
    PAGES,
    SEEDS,
    Shown,
    angles_off,
    moved,
    page,
    shown,
    with_spread,
    with_units,
)

Numbers = Mapping[str, SupportsFloat]
HELD: dict[tuple[str, int], Callable[[Shown], Numbers]] = {}
DECIMAL = re.compile(r"(?<![\w.])[−+-]?\d[\d,]*\.\d+")


def of_page(name: str, number: int) -> Callable[[Callable[[Shown], Numbers]], Callable[[Shown], Numbers]]:
    """Say that a function gives the numbers of a page."""

    def enter(function: Callable[[Shown], Numbers]) -> Callable[[Shown], Numbers]:
        HELD[name, number] = function
        return function

    return enter


def stated(name: str, number: int) -> str:
    words = page(name, number)
    return f"{words.words} {words.answer}"


def plain(text: str) -> str:
    return text.replace("−", "-").replace("+", "").replace(",", "")


def is_rounded(value: SupportsFloat, text: str) -> bool:
    """Whether a number is what the text says, to as many digits as it says."""
    decimals = len(plain(text).partition(".")[2])
    return abs(float(value) - float(plain(text))) <= 0.5 * 10.0**-decimals * (1 + 1e-9)


@pytest.mark.parametrize(("name", "number"), PAGES)
def test_every_decimal_number_that_a_page_states_is_held_here(name: str, number: int) -> None:
    found = set(map(plain, DECIMAL.findall(stated(name, number))))
    held = HELD[name, number](shown(name, number)) if (name, number) in HELD else {}
    assert found <= set(map(plain, held))


@pytest.mark.parametrize(("name", "number"), HELD)
def test_the_numbers_of_a_page_are_those_of_its_document(name: str, number: int) -> None:
    for text, value in HELD[name, number](shown(name, number)).items():
        assert text in stated(name, number)
        assert is_rounded(value, text), f"{text} is {value}"


def sigmoid(x: FloatArray | float) -> FloatArray:
    return np.asarray(1 / (1 + np.exp(-np.asarray(x))))


def of_quadratic(shows: Shown) -> FloatArray:
    """The curvatures of the loss of a linear neuron: the eigenvalues of 2 XᵀX / n, rising."""
    x = shows.problems[0].x
    return np.asarray(np.linalg.eigvalsh(2 * x.T @ x / len(x)))


def rate(shows: Shown, variant: int = 0) -> float:
    return shows.problems[variant].training.optimiser.learning_rate


def momentum(shows: Shown, variant: int = 0) -> float:
    return shows.problems[variant].training.optimiser.momentum  # type: ignore[union-attr]


@of_page("first-look", 1)
def _(shows: Shown) -> Numbers:
    return {
        "0.26": shows.runs[0].losses[0],
        "0.0004": shows.ends[0],
        "150": shows.runs[0].problem.training.epochs,
        "64": len(shows.problems[0].x),
    }


@of_page("first-look", 3)
def _(shows: Shown) -> Numbers:
    said, truth = shows.value("dense_1/sigmoid"), shows.value("y")
    return {"0.5": 0.5, "0.25": np.mean((0.5 - truth) ** 2), "0.2838": np.mean((said - truth) ** 2)}


@of_page("first-look", 4)
def _(shows: Shown) -> Numbers:
    kernel, bias, last, last_bias = np.split(shows.problems[0].start.weights, [8, 12, 16])
    x, y = shows.value("x"), shows.value("y")

    def loss(weight: float) -> float:
        moved = np.concatenate([[weight], kernel[1:]]).reshape(2, 4)
        said = sigmoid(np.tanh(x @ moved + bias) @ last[:, None] + last_bias)
        return float(np.mean((said - y) ** 2))

    slope = (loss(kernel[0] + 1e-5) - loss(kernel[0] - 1e-5)) / 2e-5
    return {"+0.04451": slope}


@of_page("first-look", 5)
def _(shows: Shown) -> Numbers:
    return dict(zip(("0.2838", "0.2528", "0.2434", "0.2647"), map(shows.loss, range(4)), strict=True))


@of_page("first-look", 6)
def _(shows: Shown) -> Numbers:
    sgd, rolling = shows.runs
    assert max(shows.ends) < 0.01
    return {
        "17": shows.problems[0].network.count,
        "0.9": momentum(shows, 1),
        "0.144": sgd.losses[19],
        "0.007": rolling.losses[19],
        "0.01": 0.01,
    }


@of_page("one-neuron", 1)
def _(shows: Shown) -> Numbers:
    return {"0.5": sigmoid(np.zeros(2) @ shows.value("dense/kernel"))[0]}


@of_page("one-neuron", 2)
def _(shows: Shown) -> Numbers:
    row, column = shows.value("x")[3], shows.value("dense/kernel")[:, 0]
    numbers = dict(zip(("−0.8710", "−0.8952", "−1.203", "−1.987"), (*row, *column), strict=True))
    return {**numbers, "2.826": row @ column}


@of_page("one-neuron", 3)
def _(shows: Shown) -> Numbers:
    return {"34": angles_off(shows, 24).max(), "4": shows.problems[0].batch_size}


@of_page("derivatives", 1)
def _(shows: Shown) -> Numbers:
    graph = shows.moment.record.graph
    needs = {i: set(node.inputs) for i, node in enumerate(graph.nodes) if node.inputs}
    orders = sum(
        all(needs[op] & set(needs) <= set(order[:place]) for place, op in enumerate(order))
        for order in permutations(needs)
    )
    return {"8": orders, "11.65": 2 * 5 + np.log(2) - np.sin(5)}


@of_page("derivatives", 2)
def _(shows: Shown) -> Numbers:
    x1, x2 = 2.0, 5.0
    assert [float(shows.value(name)) for name in ("x1", "x2")] == [x1, x2]
    return {"0.5": 1 / x1, "5.5": x2 + 1 / x1, "0.2837": np.cos(x2), "1.716": x1 - np.cos(x2)}


@of_page("derivatives", 3)
def _(shows: Shown) -> Numbers:
    record = shows.moment.record
    assert sum(edge.source == record.graph.index["x"] for edge in record.contributions) == 3
    return {"7": 2 * float(shows.value("x")) + 1}


@of_page("derivatives", 4)
def _(shows: Shown) -> Numbers:
    def slope(x: float) -> float:
        """The chain rule by hand: 2 (s − t) · s (1 − s) · x."""
        w, b, t = (float(shows.value(name)) for name in "wbt")
        s = float(sigmoid(w * x + b))
        return 2 * (s - t) * s * (1 - s) * x

    assert slope(20.0) == pytest.approx(float(moved_to(shows, x=20.0).gradient("w")), rel=1e-6)
    grid = np.linspace(0, 1, 1001)
    slopes = grid * (1 - grid)
    return {
        "0.5": grid[slopes.argmax()],
        "0.25": slopes.max(),
        "1.5": float(shows.value("x")),
        "0.4444": slope(1.5),
        "0.0000074": slope(20.0),
    }


def moved_to(shows: Shown, **leaves: float) -> Shown:
    given = shows.document.work.subject.leaves  # type: ignore[union-attr]
    return moved(shows, **{**given, **leaves})


def hilly(x: FloatArray | float) -> FloatArray:
    return np.asarray(x**2 * np.cos(x) + np.sin(x))


def rest_from(x: float, rate: float, steps: int, slope: Callable[[float], float]) -> float:
    for _ in range(steps):
        x -= rate * slope(x)
    return x


def hilly_slope(x: float) -> float:
    return float(2 * x * np.cos(x) - x**2 * np.sin(x) + np.cos(x))


@of_page("downhill", 1)
def _(shows: Shown) -> Numbers:
    assert shows.weights(0, 100)[0] == pytest.approx(np.pi, abs=1e-3)
    assert moved(shows, x=-1.0).weights(0, 100)[0] == pytest.approx(-np.pi, abs=1e-3)
    steps = np.abs(np.diff(shows.path(0, 100)[:, 0]))
    assert np.pi / 2 == pytest.approx(shows.path(0, 100)[steps.argmax(), 0], abs=0.06)
    return {"0.084": 0.1 * np.sin(1), "0.1": steps.max()}


@of_page("downhill", 2)
def _(shows: Shown) -> Numbers:
    assert shows.weights(0, 150)[0] == 0
    return {"0.001": 0.001, "3.140": rest_from(0.001, 0.1, 150, lambda x: -np.sin(x))}


@of_page("downhill", 3)
def _(shows: Shown) -> Numbers:
    x = rest_from(6.0, 0.01, 400, hilly_slope)
    far = rest_from(7.0, 0.01, 400, hilly_slope)
    assert shows.runs[0].end.weights[0] == pytest.approx(x, abs=1e-6)
    valleys = np.array([-9.61939, -3.588823, 3.692901, 9.639647])
    np.testing.assert_allclose([hilly_slope(v) for v in valleys], 0, atol=1e-3)
    assert hilly(valleys).argmin() == 3
    return {"3.693": x, "12.14": -hilly(x), "9.640": far, "91.00": -hilly(far), "0.01": rate(shows)}


@of_page("downhill", 4)
def _(shows: Shown) -> Numbers:
    x, velocity = 6.0, 0.0
    for _step in range(400):
        velocity = 0.9 * velocity - 0.01 * hilly_slope(x)
        x += velocity
    plain_end = shows.runs[0].end.weights[0]
    near = [run.end.weights[0] for run in moved(shows, x=5.0).runs]
    assert near == pytest.approx([3.692901] * 2, abs=1e-4)
    return {
        "0.9": momentum(shows, 1),
        "−3.589": x,
        "11.18": -hilly(x),
        "12.14": -hilly(plain_end),
        "3.693": near[1],
    }


class ByHand:
    """One example through 2, 2 and 1 sigmoids and back, by the formulas of the lecture."""

    def __init__(self, shows: Shown) -> None:
        W1, W2, W3 = (shows.value(f"{name}/kernel") for name in ("dense", "dense_1", "dense_2"))
        self.sums = (shows.value("x") @ W1)[0]
        self.first = sigmoid(self.sums)
        self.second = sigmoid(self.first @ W2)
        self.s = float(sigmoid(self.second @ W3)[0])
        self.t = float(shows.value("y")[0, 0])
        self.error = 2 * (self.s - self.t)
        self.slope = self.s * (1 - self.s)
        self.last = self.error * self.slope * self.second
        delta = self.error * self.slope * W3[:, 0] * self.second * (1 - self.second)
        self.parts = delta * W2[0]


@of_page("backpropagation", 1)
def _(shows: Shown) -> Numbers:
    hand = ByHand(shows)
    return {"−0.1143": hand.sums[0], "0.4714": hand.first[0], "0.4067": hand.s}


@of_page("backpropagation", 2)
def _(shows: Shown) -> Numbers:
    hand = ByHand(shows)
    assert hand.t == 1
    return {"0.4067": hand.s, "−1.187": hand.error}


@of_page("backpropagation", 3)
def _(shows: Shown) -> Numbers:
    hand = ByHand(shows)
    np.testing.assert_allclose(shows.gradient("dense_2/kernel")[:, 0], hand.last)
    small, large = hand.second
    return {
        "0.0984": small,
        "0.7439": large,
        "−1.187": hand.error,
        "0.2413": hand.slope,
        "−0.0282": hand.last[0],
        "−0.2130": hand.last[1],
    }


@of_page("backpropagation", 4)
def _(shows: Shown) -> Numbers:
    parts = ByHand(shows).parts
    assert shows.gradient("dense/sigmoid")[0, 0] == pytest.approx(parts.sum())
    return {"−0.198": parts[0], "+0.181": parts[1], "−0.017": parts.sum(), "0.181": parts[1]}


@of_page("backpropagation", 5)
def _(shows: Shown) -> Numbers:
    def largest(shows: Shown, layer: str) -> float:
        return float(np.abs(shows.gradient(f"{layer}/kernel")).max())

    first, second, last = tree_of(shows.document)["subject"]["layers"]
    bent = [each | {"activation": "tanh"} for each in (first, second)]
    with_tanh = shows.with_changes(subject={"layers": [*bent, last]})
    assert largest(shows, "dense_2") == pytest.approx(np.abs(ByHand(shows).last).max())
    return {
        "0.5": rate(shows),
        "0.213": largest(shows, "dense_2"),
        "0.060": largest(shows, "dense"),
        "0.197": largest(with_tanh, "dense"),
    }


@of_page("momentum", 1)
def _(shows: Shown) -> Numbers:
    x, y = shows.problems[0].x, shows.problems[0].y
    flat, steep = of_quadratic(shows)
    w = np.linalg.lstsq(x, y, rcond=None)[0]
    bottom = float(np.mean((x @ w - y) ** 2))
    sgd, rolling = (shows.whole_loss(i) - bottom for i in range(2))
    assert 0 < rolling < 0.0000000001
    return {
        "260": steep / flat,
        "7.6": x[:, 1].std() / x[:, 0].std(),
        "200": shows.runs[0].updates,
        "0.009": sgd,
        "0.03515": bottom,
        "0.0000000001": 1e-10,
    }


@of_page("momentum", 2)
def _(shows: Shown) -> Numbers:
    x, y = shows.problems[1].x, shows.problems[1].y
    w, v = np.zeros((2, 1)), np.zeros((2, 1))
    for update in range(21):
        old, gradient = v, 2 * x.T @ (x @ w - y) / len(x)
        v = 0.9 * v - 0.02 * gradient
        w = w + v
        assert update < 20 or w[:, 0] == pytest.approx(shows.moment.after.weights)
    return {
        "0.9": momentum(shows, 1),
        "0.0192": old[0, 0],
        "0.02": rate(shows),
        "0.1749": -gradient[0, 0],
        "0.0208": v[0, 0],
        "10": 1 / (1 - 0.9),
    }


@of_page("momentum", 3)
def _(shows: Shown) -> Numbers:
    rule = shows.problems[0].training.optimiser
    factors = [rule.schedule.factor(t) for t in (20, 21)]
    assert factors == [1.0, 1 / 5]
    return {"0.9": momentum(shows), "20": 20}


@of_page("momentum", 4)
def _(shows: Shown) -> Numbers:
    return {
        "0.9": momentum(shows),
        "0.99": momentum(shows, 1),
        "0.0355": shows.ends[0],
        "0.312": shows.ends[1],
        "60": shows.runs[0].updates,
    }


@of_page("batch-size", 1)
def _(shows: Shown) -> Numbers:
    assert [task.updates_per_epoch for task in shows.problems] == [10, 100]
    return {"0.085": shows.whole_loss(1, 100), "0.691": shows.whole_loss(0, 10)}


@of_page("batch-size", 3)
def _(shows: Shown) -> Numbers:
    return {"0.085": shows.ends[0], "0.724": shows.runs[1].losses[0], "0.646": shows.ends[1]}


@of_page("bias", 1)
def _(shows: Shown) -> Numbers:
    return {"0.18": shows.ends[0]}


@of_page("bias", 2)
def _(shows: Shown) -> Numbers:
    x, y = shows.problems[0].x, shows.problems[0].y[:, 0]
    assert np.linalg.norm(x[y == 1].mean(axis=0)) > np.linalg.norm(x[y == 0].mean(axis=0))
    return {"−3.99": shows.runs[0].end.weights[-1], "0.009": shows.ends[0]}


@of_page("bias", 3)
def _(shows: Shown) -> Numbers:
    s, y = shows.value("dense/sigmoid")[:, 0], shows.value("y")[:, 0]
    sums = 2 * (s - y) * s * (1 - s) / len(s)
    assert shows.gradient("dense/bias")[0] == pytest.approx(sums.sum())
    texts = ("0.0521", "0.0490", "0.0031", "0.0030", "0.0545")
    return {**dict(zip(texts, np.abs(sums), strict=True)), "0.1495": sums.sum()}


@of_page("better-models", 1)
def _(shows: Shown) -> Numbers:
    y = shows.problems[0].y
    assert all(abs(end - 0.25) < 0.015 for end in shows.ends)
    return {"0.25": np.mean((0.5 - y) ** 2), "0.5": 0.5}


@of_page("better-models", 3)
def _(shows: Shown) -> Numbers:
    lowest = min(min(seeded.ends) for seeded in with_units(shows, 2).with_seeds())
    assert lowest > 0.13
    return {"0.13": 0.13, "50": SEEDS}


@of_page("better-models", 4)
def _(shows: Shown) -> Numbers:
    run = shows.runs[1]
    assert [3 * 8, 9 * 8, 9] == [24, 72, 9]
    assert len(run.problem.x) == run.problem.network.count == 105
    return {
        "105": len(run.problem.x),
        "45": 150 - len(run.problem.x),
        "0.00008": shows.ends[1],
        "0.022": run.test_losses[-1],
    }


@of_page("initialisation", 1)
def _(shows: Shown) -> Numbers:
    assert np.abs(shows.value("dense/kernel")).max() <= np.sqrt(6 / (2 + 4)) == 1
    return {"0.0004": shows.ends[1]}


@of_page("initialisation", 2)
def _(shows: Shown) -> Numbers:
    return {"0.25": shows.ends[1]}


@of_page("initialisation", 3)
def _(shows: Shown) -> Numbers:
    return {"0.18": shows.ends[1], "0.17": with_units(shows, 1).ends[1]}


@of_page("initialisation", 4)
def _(shows: Shown) -> Numbers:
    slope = sigmoid(30.0) * sigmoid(-30.0)
    assert np.log10(slope) == pytest.approx(-13, abs=0.05)
    return {"0.25": shows.ends[1]}


@of_page("initialisation", 5)
def _(shows: Shown) -> Numbers:
    def median(spread: float) -> float:
        return float(np.median([seeded.ends[0] for seeded in with_spread(shows, spread).with_seeds()]))

    spreads = {"0.25": 0.01, "0.06": 1.0, "0.07": 5.0, "0.24": 20.0}
    return {"0.01": spreads["0.25"], **{text: median(spread) for text, spread in spreads.items()}}


@of_page("standardise", 1)
def _(shows: Shown) -> Numbers:
    x = shows.problems[0].x
    return {"7.6": x[:, 1].std() / x[:, 0].std(), "0.11": shows.ends[0], "40": shows.runs[0].updates}


@of_page("standardise", 2)
def _(shows: Shown) -> Numbers:
    raw = shown("standardise", 1)
    round_, stretched = (np.linalg.cond(with_ones(each)) ** 2 for each in (shows, raw))
    assert rate(shows) == rate(raw)
    return {
        "0.03": shows.ends[0],
        "0.11": raw.ends[0],
        "0.001": shows.ends[1],
        "338": stretched,
        "6.7": round_,
    }


def with_ones(shows: Shown) -> FloatArray:
    x = shows.problems[0].x
    return np.column_stack([x, np.ones(len(x))])


@of_page("shuffle", 1)
def _(shows: Shown) -> Numbers:
    return {"0.012": shows.ends[0], "0.251": shows.ends[1]}


@of_page("shuffle", 2)
def _(shows: Shown) -> Numbers:
    losses = [shows.loss(update, variant=1) for update in range(20, 25)]
    assert shows.value("y").all()
    assert [divmod(update, 8) for update in (20, 24)] == [(2, 4), (3, 0)]
    return dict(zip(("0.442", "0.280", "0.223", "0.200", "0.439"), losses, strict=True))


@of_page("learning-rate", 1)
def _(shows: Shown) -> Numbers:
    return {text: rate(shows, i) for i, text in enumerate(("0.01", "0.1", "0.2"))}


@of_page("learning-rate", 2)
def _(shows: Shown) -> Numbers:
    limit = 2 / of_quadratic(shows)[-1]
    return {
        "0.2": rate(shows),
        "0.22": rate(shows, 1),
        "4,585": shows.ends[1],
        "0.2075": limit,
        "0.21": limit,
    }


@of_page("learning-rate", 3)
def _(shows: Shown) -> Numbers:
    rates = {text: rate(shows, i) for i, text in enumerate(("0.02", "0.5", "3"))}
    return {**rates, "0.112": shows.ends[2], "0.102": shows.ends[1]}


@of_page("keras", 1)
def _(shows: Shown) -> Numbers:
    assert [(2 + 1) * 4, (4 + 1) * 4, (4 + 1) * 1] == [12, 20, 5]
    return {"37": shows.problems[0].network.count}


@of_page("keras", 2)
def _(shows: Shown) -> Numbers:
    changes = shows.moment.record.changes
    assert len(changes) == 6
    return {
        "0.1": rate(shows),
        "0.9": momentum(shows),
        "37": sum(int((change.after != change.before).sum()) for change in changes.values()),
    }


@of_page("keras", 3)
def _(shows: Shown) -> Numbers:
    (run,) = shows.runs
    losses = run.losses
    assert losses[1450] > 0.07 > losses[1500]
    return {
        "0.076": np.median(losses[100:1400]),
        "0.0045": losses[1600],
        "16,000": run.problem.updates,
        "1,300": shows.document.view.update / run.problem.updates_per_epoch,
    }


@of_page("real-data", 1)
def _(shows: Shown) -> Numbers:
    y, share = shows.value("y"), shows.value("dense_1/softmax")
    assert (y.sum(axis=1) == 1).all()
    np.testing.assert_allclose(share.sum(axis=1), 1)
    loss = -np.mean(np.log((y * share).sum(axis=1)))
    return {"1.10": -np.log(1 / 3), "1.099": np.log(3), "1.415": loss}


@of_page("real-data", 2)
def _(shows: Shown) -> Numbers:
    (run,) = shows.runs
    assert len(run.problem.x) == 75
    return {
        "0.009": shows.ends[0],
        "0.120": run.test_losses[-1],
        "0.051": run.test_losses.min(),
        "43": run.test_losses.argmin(),
    }


@of_page("real-data", 3)
def _(shows: Shown) -> Numbers:
    raw = shows.with_changes(data={"standardise": False})
    bill, weight = raw.problems[0].x[:, 1], raw.problems[0].x[:, 3]
    assert np.abs(raw.value("dense/add")).max() > 1000
    assert (np.abs(raw.value("dense/tanh")) > 0.995).all()
    assert not (np.abs(raw.gradient("dense/kernel")) > 1e-100).any()
    assert min(raw.ends) > 1.05
    return {"4,203": weight.mean(), "17": bill.mean(), "1.05": 1.05, "0.004": shows.ends[1]}
