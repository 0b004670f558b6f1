"""The numbers by which a program names its instructions, functions and rules; read by the lowering and the kernels."""

from __future__ import annotations

from enum import IntEnum


class Opcode(IntEnum):
    """What an instruction does; `instructions` says what it holds, `kernels.interpreter` which kernel does it."""

    FILL = 0
    MOVE = 1
    UNARY = 2
    UNARY_BACK = 3
    BINARY = 4
    BINARY_BACK = 5
    PRODUCT = 6
    DENSE = 7
    DENSE_BACK = 8
    LARGEST = 9
    LARGEST_BACK = 10
    SOFTMAX = 11
    SOFTMAX_BACK = 12
    LOSS = 13
    LOSS_BACK = 14
    CROSS = 15
    CROSS_BACK = 16
    PENALTY = 17
    PENALTY_BACK = 18
    NOISE = 19
    CALL = 20
    LOG_SUM_EXP = 21
    LOG_SUM_EXP_BACK = 22


class Function(IntEnum):
    """A function of one number; LINEAR is no function at all, the activation of a layer without one."""

    LINEAR = 0
    NEGATE = 1
    EXP = 2
    LN = 3
    SQRT = 4
    SQUARE = 5
    ABS = 6
    SIN = 7
    COS = 8
    TAN = 9
    TANH = 10
    SIGMOID = 11
    RELU = 12
    LEAKY_RELU = 13
    ELU = 14
    SOFTPLUS = 15
    CLIP = 16
    LOG10 = 17
    LOG2 = 18
    ERF = 19
    SELU = 20
    GELU = 21
    GELU_TANH = 22
    SILU = 23


class Function2(IntEnum):
    """A function of two numbers: the first three are arithmetic's, the last three choose by a condition.

    Comparisons are 1 where they hold, else 0.

    KEEP is b where a is not 0, else 0; DROP is b where a is 0, else 0; PUT is b where a is not 0, else what lay there.
    """

    ADD = 0
    SUBTRACT = 1
    MULTIPLY = 2
    DIVIDE = 3
    POWER = 4
    MAXIMUM = 5
    MINIMUM = 6
    GREATER = 7
    LESS = 8
    GREATER_EQUAL = 9
    LESS_EQUAL = 10
    EQUAL = 11
    NOT_EQUAL = 12
    KEEP = 13
    DROP = 14
    PUT = 15


class LossKind(IntEnum):
    """A loss over cells."""

    MSE = 0
    MAE = 1
    BCE = 2
    BCE_LOGITS = 3
    HUBER = 4
    HINGE = 5
    KL = 6


class PenaltyKind(IntEnum):
    """A penalty over weights."""

    L1 = 0
    L2 = 1


class NoiseKind(IntEnum):
    """What noise is drawn from; see `graph.noise`."""

    KEEP = 0
    NORMAL = 1


class Mode(IntEnum):
    """How a kernel writes where others may have written: instead of, on top of, on top of zeros."""

    ASSIGN = 0
    ACCUMULATE = 1
    RESTART = 2


class Way(IntEnum):
    """Whether a program's instruction computes a value or sends gradients back."""

    FORWARD = 0
    BACK = 1


class At(IntEnum):
    """Where a run stands, in the array that it is told and tells by.

    BATCH is the mini-batch, 0 the full one and 1 the incomplete; EPOCH and IN_EPOCH count epochs and mini-batches of
    one; LEFT is the number of updates until a state is kept, KEPT that of the states kept, DONE that of the runs of
    the program that are done. NEXT is the word of the CALL that Python is to do, and once it has, the word behind it;
    it is −1 before and after a run.
    """

    BATCH = 0
    EPOCH = 1
    IN_EPOCH = 2
    LEFT = 3
    KEPT = 4
    DONE = 5
    NEXT = 6


LINE = 64  # bytes in a line of the cache, and in the longest vector
LANES = 8  # runs that are trained side by side, one in each lane of the longest vector

# Whole numbers that a noise begins with, as digits of so many bits, which float32 holds too: a key's, and an update's.
DIGIT, KEY_DIGITS, UPDATE_DIGITS = 16, 4, 2

# Metrics of a mini-batch, in the order of training.metrics.METRICS.
METRIC_MSE, METRIC_MAE, METRIC_ACCURACY = range(3)

# The rows of an update rule's settings: what every rule has, then its own from OWN on, then what an update derives.
RULE, RATE, SCHEDULE, SPAN, LOW, DECAY, CLIP_VALUE, CLIP_NORM, OWN = range(9)
STEP, FIRST, SECOND, THIRD, SETTINGS = 12, 13, 14, 15, 16
# Weights at a time: they, their gradients, memory and settings are found again in the nearest caches.
BLOCK = 1 << 10

# Update rules and learning-rate schedules.
SGD, ADAGRAD, RMSPROP, ADAM, NADAM = range(5)
CONSTANT_RATE, STEP_RATE, EXPONENTIAL_RATE, COSINE_RATE = range(4)
