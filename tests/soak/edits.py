"""Changes of the work by chance, of which each can be taken back: also by someone who has no window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Protocol, TypeAlias

from graphviz_nn.model import ACTIVATIONS, LOSSES
from graphviz_nn.model.layers import LAYERS
from graphviz_nn.optim import OPTIMISERS, SCHEDULES
from graphviz_nn.session import Session, commands
from tests.soak.subjects import Subject

RATES = (1e6, 1e-9, 30.0, 0.1, 1.0, 1e300)


class Doer(Protocol):
    """Who changes the work: a hand in a window, or whoever has a session alone."""

    @property
    def session(self) -> Session:
        """The session."""

    @property
    def subject(self) -> Subject:
        """What is open."""

    @property
    def folder(self) -> Path:
        """Where files go."""

    chance: Random


Edit: TypeAlias = Callable[[Doer], None]


def performing(do: Callable[..., None], **named: tuple[object, ...]) -> Edit:
    """Return what performs a command with each field drawn from a tuple of values."""

    def deed(hand: Doer) -> None:
        hand.session.perform(do, **{name: hand.chance.choice(values) for name, values in named.items()})

    return deed


def _on_a_layer(do: Callable[..., None], **named: tuple[object, ...]) -> Edit:
    """Return what performs a command on one of the layers that have these fields."""

    def deed(hand: Doer) -> None:
        layers = getattr(hand.session.state.work.subject, "layers", ())
        fit = [place for place, layer in enumerate(layers) if all(hasattr(layer, name) for name in named)]
        if fit:
            values = {name: hand.chance.choice(choices) for name, choices in named.items()}
            hand.session.perform(do, hand.chance.choice(fit), **values)

    return deed


def _for(kind: str, deed: Edit) -> Edit:
    """Return a deed that is done only where a stack of layers, or an expression, is open."""

    def done(hand: Doer) -> None:
        if hasattr(hand.session.state.work.subject, kind):
            deed(hand)

    return done


def _formula(hand: Doer) -> None:
    hand.session.perform(commands.set_expression, hand.chance.choice(hand.subject.texts))


def _leaf(hand: Doer) -> None:
    leaves = getattr(hand.session.state.work.subject, "leaves", {})
    if leaves:
        name = hand.chance.choice(sorted(leaves))
        hand.session.perform(
            commands.set_leaf, name, hand.chance.choice((0.0, -1.5, float("nan"), 1e308, [1, 2]))
        )


def _remove_variant(session: Session) -> None:
    if len(session.state.work.variants) > 1:
        commands.remove_variant(session, 0)


# Changes of the work, of which each can be taken back.
EDITS: tuple[Edit, ...] = (
    performing(commands.set_optimiser, learning_rate=RATES),
    performing(commands.set_optimiser, momentum=(0.0, 0.5, 0.99, 2.0)),
    performing(commands.set_rule, rule=tuple(OPTIMISERS)),
    performing(commands.set_schedule, kind=tuple(SCHEDULES)),
    performing(commands.set_training, epochs=(1, 5, 50, 200)),
    performing(commands.set_training, batch_size=(1, 7, 32, None)),
    performing(commands.reseed),
    performing(commands.add_variant),
    performing(_remove_variant),
    _for("layers", performing(commands.add_layer, kind=tuple(LAYERS))),
    _on_a_layer(commands.remove_layer),
    _on_a_layer(commands.set_layer, units=(1, 3, 40)),
    _on_a_layer(commands.set_layer, activation=tuple(ACTIVATIONS)),
    _for("layers", performing(commands.set_loss, name=tuple(LOSSES))),
    _for("layers", performing(commands.set_data, seed=(0, 1, 2), noise=(0.0, 0.3))),
    _for("layers", performing(commands.set_data, standardise=(True, False))),
    _for("leaves", _formula),
    _leaf,
)
