"""Changes at random, which know what they change: a tree of values, a text of words and signs, or bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from tests.hostile import NAMES, NUMBERS

_TOKEN = re.compile(rb"[A-Za-z_]+|[0-9.]+|\s+|.", re.DOTALL)
_MARK = "\ue000{}\ue000"  # stands for a number that no value of Python's is written as
_MARKED = re.compile(rb'"\\ue000(\d+)\\ue000"')
DEEP, MANY, MOST = 200, 300, 10_000


def changed_tree(random: Random, tree: Any) -> bytes:
    """Return a tree of plain values as JSON, with one to six changes in it."""
    whole = {"": json.loads(json.dumps(tree))}  # a copy
    for _ in range(_few(random)):
        places = _places(whole)
        if places:
            random.choice(_TREE)(random, *random.choice(places))
    written = json.dumps(next(iter(whole.values()), None)).encode()
    return _MARKED.sub(lambda found: NUMBERS[int(found[1])].encode(), written)


def changed_text(random: Random, text: bytes, others: Sequence[bytes]) -> bytes:
    """Return a text with one to six changes of its words and signs; some come from other texts."""
    tokens = _TOKEN.findall(text)
    for _ in range(_few(random)):
        start = random.randrange(len(tokens) + 1)
        stop = min(start + random.choice((0, 1, 1, 2, 5)), len(tokens))
        tokens[start:stop] = random.choice(_TEXT)(random, tokens[start:stop], others)
    return b"".join(tokens)


def changed_bytes(random: Random, content: bytes) -> bytes:
    """Return bytes, some of them flipped, cut out, doubled or put in."""
    for _ in range(_few(random)):
        start = random.randrange(len(content) + 1)
        stop = min(start + random.choice((1, 2, 8, 100)), len(content))
        new = random.choice(
            (b"", random.randbytes(1 + random.randrange(4)), content[start:stop] * 2, b"\0", b"\xff\xfe")
        )
        content = content[:start] + new + content[stop:]
    return content[: random.randrange(len(content) + 1)] if random.random() < 0.1 else content


def _few(random: Random) -> int:
    return random.choice((1, 1, 1, 2, 3, 6))


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """Return every place in a tree: what holds it, and by which key."""
    found, waiting = [], [tree]
    while waiting:
        each = waiting.pop()
        keys = list(each) if isinstance(each, dict) else range(len(each)) if isinstance(each, list) else ()
        found += [(each, key) for key in keys]
        waiting += [each[key] for key in keys]
    return found


def _odd(random: Random) -> Any:
    """Return what rarely belongs where it is put."""
    return random.choice(
        (
            lambda: _MARK.format(random.randrange(len(NUMBERS))),
            lambda: random.choice(NAMES),
            lambda: random.choice((None, True, False, [], {}, [[]], [1.0, "x"], {"kind": "dense"})),
            lambda: random.choice((0, 1, -1, 2, 2**31, 2**63, 0.1, 1e9)),
            lambda: "".join(chr(random.randrange(0xD7FF)) for _ in range(random.randrange(9))),
        )
    )()


def _replace(random: Random, holder: Any, key: Any) -> None:
    holder[key] = _odd(random)


def _nudge(random: Random, holder: Any, key: Any) -> None:
    value = holder[key]
    if isinstance(value, bool) or not isinstance(value, int | float):
        holder[key] = _odd(random)
    else:
        holder[key] = random.choice((-value, value + 1, value * 1000, value / 3, float(value), str(value)))


def _remove(random: Random, holder: Any, key: Any) -> None:
    del holder[key]


def _rename(random: Random, holder: Any, key: Any) -> None:
    if isinstance(holder, dict):
        near = "".join(random.sample(key, len(key))) if len(key) < 30 else key[:5]
        holder[random.choice((*NAMES, near, key.upper(), f"{key}s"))] = holder.pop(key)


def _wrap(random: Random, holder: Any, key: Any) -> None:
    for _ in range(random.choice((1, 2, 33, DEEP))):
        holder[key] = random.choice(([holder[key]], {"x": holder[key]}))


def _repeat(random: Random, holder: Any, key: Any) -> None:
    times = random.choice((2, 2, 3, MANY))
    if (
        isinstance(holder[key], list) and len(_places(holder[key])) * times < MOST
    ):  # also of what is repeated twice
        holder[key] = holder[key] * times
    elif isinstance(holder, list) and len(holder) < 10_000:
        holder[key:key] = [holder[key]] * times


def _swap(random: Random, holder: Any, key: Any) -> None:
    keys = list(holder) if isinstance(holder, dict) else range(len(holder))
    other = random.choice(keys)
    holder[key], holder[other] = holder[other], holder[key]


_TREE: tuple[Callable[[Random, Any, Any], None], ...] = (
    _replace,
    _replace,
    _nudge,
    _nudge,
    _remove,
    _rename,
    _wrap,
    _repeat,
    _swap,
)


def _put(random: Random, tokens: Sequence[bytes], others: Sequence[bytes]) -> list[bytes]:
    number = random.choice(NUMBERS).encode()
    return [*tokens, random.choice((number, random.choice(NAMES).encode()))]


def _borrow(random: Random, tokens: Sequence[bytes], others: Sequence[bytes]) -> list[bytes]:
    there = _TOKEN.findall(random.choice(others))
    start = random.randrange(len(there))
    return there[start : start + random.choice((1, 1, 3, 20))]


def _multiply(random: Random, tokens: Sequence[bytes], others: Sequence[bytes]) -> list[bytes]:
    return list(tokens) * random.choice((2, 3, MANY))


_TEXT: tuple[Callable[[Random, Sequence[bytes], Sequence[bytes]], list[bytes]], ...] = (
    lambda random, tokens, others: [],
    lambda random, tokens, others: list(reversed(tokens)),
    _put,
    _borrow,
    _borrow,
    _multiply,
    lambda random, tokens, others: [changed_bytes(random, b"".join(tokens))],
)
