"""What views and commands ask of a state."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from graphviz_nn.debug.record import Phase
from graphviz_nn.debug.sentences import Sentence
from graphviz_nn.debug.sentences import sentence as sentence_of
from graphviz_nn.debug.walk import Place
from graphviz_nn.errors import SettingError
from graphviz_nn.files.document import Work
from graphviz_nn.files.places import value_at
from graphviz_nn.files.store import SUFFIX
from graphviz_nn.lessons import Page
from graphviz_nn.model import Stack
from graphviz_nn.scene import examples
from graphviz_nn.scene.copying import Copied, copied
from graphviz_nn.scene.strip import NO_STEPS, Strip, steps_of
from graphviz_nn.session.state import State
from graphviz_nn.settings import settings_of
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import Run
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import Variant, apply, inherited, labels

_OF_ALL = ("variants", "seeds")  # the parts of the work that no variant has of its own


def position(state: State) -> int:
    """Return how many events of the record have happened."""
    return state.position


def place(state: State) -> Place | None:
    """Return the moment in time that is shown; None until it is there."""
    if state.moment is None:
        return None
    return Place(state.moment.tape, state.moment.before.update, position(state))


def phase(state: State) -> Phase:
    """Return the phase that the cursor is in."""
    here = place(state)
    return here.phase if here else Phase.FORWARD


def sentence(state: State) -> Sentence:
    """Return what just happened, in words."""
    if state.tape is None:
        return Sentence("getting ready …", "", "")
    return sentence_of(state.tape, position(state))


def strip(state: State) -> Strip:
    """Return the line of steps of the run that a state steps through."""
    return Strip(
        update_steps=steps_of(state.record) if state.record else NO_STEPS,
        updates=total_updates(state),
        per_epoch=updates_per_epoch(state),
        has_epochs=state.network.is_fed,
        update=state.view.update,
        position=position(state),
    )


def example_row(state: State) -> int | None:
    """Return the row of the mini-batch's example that the neurons show; None where no data feed the network."""
    record = state.record
    if record is None or not record.rows:
        return None
    return record.rows[examples.within(record, state.view.example)]


def measured(state: State) -> str:
    """Return what descent goes down: the loss, or where no data feed the network the formula's value."""
    return "loss" if state.network.is_fed else "value"


def arrived(state: State) -> int:
    """Return how many events of an update have happened when every gradient has arrived."""
    return state.tape.returned if state.tape else 0


def is_trained(state: State) -> bool:
    """Whether every run has come to its end."""
    return bool(state.runs) and all(run.is_over for run in state.runs)


def active_run(state: State) -> Run | None:
    """Return the run of the variant that the graph steps through, once it has begun."""
    place = state.view.variant
    return state.runs[place] if place < len(state.runs) else None


def active_task(state: State) -> Problem | None:
    """Return what the variant that the graph steps through trains; None before there is a document."""
    return state.task.problem if state.task else None


def updates_per_epoch(state: State) -> int:
    """Return the number of mini-batches in an epoch, also before the run has begun; 1 where nothing is trained."""
    run, task = active_run(state), active_task(state)
    problem = run.problem if run else task
    return problem.updates_per_epoch if problem else 1


def total_updates(state: State) -> int:
    """Return how many updates can be visited: those done, and the one that follows."""
    run = active_run(state)
    return max(1, min(run.updates + 1, run.problem.updates)) if run else 1


def epoch(state: State) -> tuple[int, int]:
    """Return the epoch that is shown, and the update within it, both from 0."""
    return divmod(state.view.update, updates_per_epoch(state))


def variant_labels(state: State) -> tuple[str, ...]:
    """Return what the legend calls each variant."""
    return _labels(state.work.variants, state.work.training)


def run_name(state: State) -> str:
    """Return what the run that is stepped through is called: its variant and, where there are several, its seed."""
    return strand_name(state, min(state.view.variant, len(state.work.variants) - 1), state.seed)


def strand_name(state: State, place: int, seed: int) -> str:
    """Return what the run of a variant from one of its seeds, each by its place, is called."""
    name = variant_labels(state)[place]
    own = apply(variant_at(state.work, place), state.work.training).seed
    return name if state.work.seeds == 1 else f"{name}, seed {own + seed}"


@lru_cache(maxsize=4)  # asked for at every frame while time runs
def _labels(variants: tuple[Variant, ...], training: TrainingSpec) -> tuple[str, ...]:
    return labels(variants, training)


def settings(state: State) -> TrainingSpec:
    """Return the settings of the variant that the graph steps through: the shared ones with its own changes."""
    return apply(shown_variant(state), state.work.training)


def setting_at(state: State, place: str) -> tuple[Any, str]:
    """Return the value of a setting of the work as shown, by its place, and in words what holds where it is None.

    Raise DocumentError where there is none at the place.
    """
    part, *rest = place.split(".")
    value = value_at(state.work if part in _OF_ALL else state.shown, place)
    if part != "variants" or value is not None:
        return value, ""
    variant = variant_at(state.work, int(rest[0]))
    held = inherited(variant, state.work.training).get(rest[1])
    return value, settings_of(Variant)[rest[1]].text(held)


def shown_variant(state: State) -> Variant:
    """Return the variant that the graph steps through."""
    return variant_at(state.work, state.view.variant)


def variant_at(work: Work, place: int) -> Variant:
    """Return a variant by its place; beyond the last is the last."""
    return work.variants[min(place, len(work.variants) - 1)]


def stack_of(work: Work) -> Stack:
    """Return the stack of layers; raise SettingError where there is something else."""
    if not isinstance(work.subject, Stack):
        raise SettingError("An expression has no layers to change. Open a network first.")
    return work.subject


def chosen_layer(state: State) -> int | None:
    """Return the place of the layer that the selected node is of; None where it is of none."""
    names = state.shown.subject.layer_names if isinstance(state.shown.subject, Stack) else ()
    layer = state.view.selected.partition("/")[0]
    return names.index(layer) if layer in names else None


def lesson_beside(state: State, by: int) -> str:
    """Return the name of the lesson so many places behind the open one, or before it; "" where there is none."""
    names, name = state.taught, state.lesson.name if state.lesson else ""
    place = names.index(name) + by if name in names else -1
    return names[place] if 0 <= place < len(names) else ""


def page_of(state: State) -> Page | None:
    """Return the page of the lesson that is open, or None."""
    return state.lesson.pages[state.page] if state.lesson else None


def has_something_to_reveal(state: State) -> bool:
    """Whether the lesson's page covers something, its answer or a part of the picture, be it uncovered by now."""
    page = page_of(state)
    return page is not None and bool(page.answer or page.document.view.covered)


def is_covered(state: State) -> bool:
    """Whether something is covered still: the picture, or the answer that the lesson's page has."""
    page = page_of(state)
    return bool(state.view.covered) or (page is not None and bool(page.answer) and not state.view.answered)


def copied_numbers(state: State, *, whole: bool) -> Copied | None:
    """Return the number that is looked into, or the tensor that is shown with it, to be pasted; None where none is."""
    looked = state.inspection
    if looked is None:
        return None
    shown = looked.tensors.get(state.view.tab if whole else "") or looked.tensors[looked.cell.of]
    if shown.array is None:
        return None
    return copied(shown.array if whole else shown.array[looked.cell.index])


def title(state: State) -> str:
    """Return what is open: the work, or the page of a lesson."""
    called = state.work.title or (state.path.name.removesuffix(SUFFIX) if state.path else "Untitled")
    page = page_of(state)
    return f"{state.lesson.title} · {page.title}" if state.lesson and page else called


def is_dirty(state: State) -> bool:
    """Whether there is work that is in no file; playing with a lesson is not work."""
    saved = state.saved
    return state.lesson is None and saved is not None and state.work is not saved and state.work != saved
