"""How the kernels are compiled: which liberties the compiler has with floating-point arithmetic, and which not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

from graphviz_nn.engine import cache

F = TypeVar("F", bound=Callable[..., object])

# error_model="numpy" divides by zero as NumPy does, and drops the check that keeps LLVM from vectorising.
# "contract" fuses a product and a sum. "nnan" and "ninf" are left out: the debugger hunts NaN and infinity. So are
# "nsz" and "arcp": they would change the sign of an infinity, or make one out of a small divisor.
_EXACT = {"contract"}
_SUMS = {"contract", "reassoc"}


# Without `nrt` there are no counts of references: the arrays outlive every call, and a count is an atomic instruction,
# of which a few cost more than a small layer, and for which cores wait on each other. Numba's types leave it out.
_PLAIN: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}


def kernel(function: F) -> F:
    """Compile a kernel."""
    return cast(F, numba.njit(function, **_PLAIN, fastmath=_EXACT))


def summing(function: F) -> F:
    """Compile a kernel whose sums may be added in another order, so that they become SIMD."""
    return cast(F, numba.njit(function, **_PLAIN, fastmath=_SUMS))


def inlined(function: F) -> F:
    """Compile a function into those that call it."""
    return cast(F, numba.njit(function, **_PLAIN, fastmath=_EXACT, forceinline=True))


def merged(function: F) -> F:
    """Compile a function as if it were written where it is called: for one with a single caller, as most have."""
    return cast(F, numba.njit(function, **_PLAIN, fastmath=_EXACT, inline="always"))


def entry(function: F) -> F:
    """Compile a function that Python calls; it is kept on disk, where it can be, with all kernels that it leads to."""
    return cast(F, numba.njit(function, **_PLAIN, fastmath=_EXACT, cache=cache.is_possible()))
