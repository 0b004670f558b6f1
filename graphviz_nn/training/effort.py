"""How long training would take, about: from the sizes alone, so that it is the same each time it is asked."""

from __future__ import annotations

from graphviz_nn.training.problem import Problem

# Seconds of NumPy, measured on networks of 7 to 16 ops, 2 to 784 features and 1 to 1000 examples.
PER_OP = 18e-6  # the call itself, forward and backward
PER_NUMBER = 1e-8  # of the values of all ops
# Of a weight and an example's number. NumPy spreads products over all cores and waits for each: this is on two cores
# with other work to do. Alone they take a fifth, and on a crowded machine ten times as long.
PER_PRODUCT = 1e-9
PER_WEIGHT = 5e-9  # of an update itself
# The same of the kernels on one core; the lanes of a vector take less.
NATIVE_PER_OP, NATIVE_PER_NUMBER, NATIVE_PER_PRODUCT, NATIVE_PER_WEIGHT = 4e-8, 4e-9, 2.5e-10, 1e-9
FORWARD = 0.2  # the share of a pass forward in an update


def seconds_of_training(problem: Problem) -> float:
    """Return the seconds for all updates of a problem."""
    return problem.updates * (_of_passes(problem, problem.batch_size) + PER_WEIGHT * problem.network.count)


def seconds_of_update(problem: Problem) -> float:
    """Return the seconds for an update by the kernels, on one core."""
    network, examples = problem.network, problem.batch_size
    ops = sum(node.op is not None for node in network.graph(examples).nodes)
    of_example = NATIVE_PER_NUMBER * network.numbers_of_example + NATIVE_PER_PRODUCT * network.count
    return NATIVE_PER_OP * ops + examples * of_example + NATIVE_PER_WEIGHT * network.count


def seconds_of_measuring(problem: Problem, points: int) -> float:
    """Return the seconds for the loss over all rows at so many points of weight space."""
    return points * FORWARD * _of_passes(problem, len(problem.x))


def _of_passes(problem: Problem, examples: int) -> float:
    """Return the seconds for one pass forward and one backward."""
    network = problem.network
    ops = sum(node.op is not None for node in network.graph(problem.batch_size).nodes)
    an_example = PER_NUMBER * network.numbers_of_example + PER_PRODUCT * network.count
    return PER_OP * ops + examples * an_example
