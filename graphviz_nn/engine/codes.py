"""The numbers by which a program names its instructions and their functions; read by the lowering and the kernels."""

from __future__ import annotations

# Instructions. Each lies in the table as its code, its length in words, and its operands.
FILL, MOVE, UNARY, UNARY_BACK, BINARY, BINARY_BACK, PRODUCT, DENSE, DENSE_BACK = range(9)
MAXIMUM, MAXIMUM_BACK, SOFTMAX, SOFTMAX_BACK = range(9, 13)
LOSS, LOSS_BACK, CROSS, CROSS_BACK, PENALTY, PENALTY_BACK, NOISE = range(13, 20)

# Functions of one number; LINEAR is no function at all, the activation of a layer without one.
LINEAR, NEGATE, EXP, LN, SQRT, SQUARE, ABS, SIN, COS, TAN = range(10)
TANH, SIGMOID, RELU, LEAKY_RELU, ELU, SOFTPLUS = range(10, 16)

# Functions of two numbers.
ADD, SUBTRACT, MULTIPLY, DIVIDE, POWER = range(5)

# Losses over cells, penalties over weights.
MSE, MAE, BCE, BCE_LOGITS = range(4)
L1, L2 = range(2)

# What noise is drawn from.
KEEP, NORMAL = range(2)

# How a kernel writes to a place that others may have written to: instead of, on top of, on top of zeros.
ASSIGN, ACCUMULATE, RESTART = range(3)

# Metrics of a mini-batch, in the order of training.metrics.METRICS.
METRIC_MSE, METRIC_MAE, METRIC_ACCURACY = range(3)

# Update rules and learning-rate schedules.
SGD, ADAGRAD, RMSPROP, ADAM = range(4)
CONSTANT_RATE, STEP_RATE, EXPONENTIAL_RATE, COSINE_RATE = range(4)
