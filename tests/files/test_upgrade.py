"""Documents of older versions: they open as what they were, and what is broken in them is named."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings

from graphviz_nn.data import DataSpec
from graphviz_nn.errors import DocumentError
from graphviz_nn.files.document import VERSION, Document, View, Work
from graphviz_nn.files.store import from_bytes, load, to_bytes
from graphviz_nn.graph.expression import names
from graphviz_nn.landscape.plane import PlaneSpec
from graphviz_nn.model import Dense, Formula, Stack
from graphviz_nn.optim import Sgd
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import Variant
from tests.files.documents import documents

# Files as version 1 wrote them; settings that stood at their defaults are left out of the data and the variants.
NETWORK_1 = b"""{
  "version": 1,
  "title": "mine",
  "expression": null,
  "data": {"source": "two blobs", "rows": 20},
  "model": {
    "inputs": 2,
    "layers": [
      {
        "units": 3,
        "activation": "relu",
        "use_bias": true,
        "kernel_initializer": "glorot_uniform",
        "kernel_spread": 0.5,
        "bias_initializer": "zeros",
        "l1": 0.0,
        "l2": 0.01,
        "name": ""
      },
      {
        "units": 1,
        "activation": "sigmoid",
        "use_bias": false,
        "kernel_initializer": "glorot_uniform",
        "kernel_spread": null,
        "bias_initializer": "zeros",
        "l1": 0.0,
        "l2": 0.0,
        "name": "last"
      }
    ],
    "loss": "binary_crossentropy"
  },
  "training": {
    "optimiser": {
      "rule": "sgd",
      "learning_rate": 0.1,
      "schedule": {"kind": "constant"},
      "weight_decay": 0.0,
      "clip_value": null,
      "clip_norm": null,
      "momentum": 0.9,
      "nesterov": false,
      "momentum_formula": "rate inside"
    },
    "batch_size": 8,
    "epochs": 3,
    "seed": 7,
    "shuffle": true
  },
  "variants": [{"name": "SGD", "momentum": 0.0}],
  "view": {"depth": "neurons", "folded": ["dense"], "selected": "dense/relu", "update": 2, "position": 4}
}
"""
EXPRESSION_1 = b"""{
  "version": 1,
  "title": "sums",
  "expression": {
    "text": "sum(a*b) + s",
    "leaves": {"a": [[1.0, "NaN"], ["Infinity", 2.0]], "b": [1.0, "-Infinity"], "s": 3.0}
  },
  "model": {"inputs": 2, "layers": [{"units": 1, "activation": "sigmoid"}], "loss": "mse"},
  "view": {"plane": {"kind": "pca", "first": 0, "second": 1, "seed": 0, "ranges": [[-12.0, 12.0]]}}
}
"""
BARE_1 = b'{"version": 1}'

NETWORK = Document(
    Work(
        title="mine",
        subject=Stack(
            inputs=2,
            layers=(
                Dense(units=3, activation="relu", kernel_spread=0.5, l2=0.01),
                Dense(units=1, activation="sigmoid", use_bias=False, name="last"),
            ),
            loss="binary_crossentropy",
        ),
        data=DataSpec(rows=20),
        training=TrainingSpec(optimiser=Sgd(learning_rate=0.1, momentum=0.9), batch_size=8, epochs=3, seed=7),
        variants=(Variant(name="SGD", momentum=0.0),),
    ),
    view=View(depth="neurons", folded=("dense",), selected="dense/relu", update=2, position=4),
)
EXPRESSION = Document(
    Work(
        title="sums",
        subject=Formula(
            text="sum(a*b) + s",
            leaves={"a": [[1.0, math.nan], [math.inf, 2.0]], "b": [1.0, -math.inf], "s": 3.0},
        ),
    ),
    view=View(plane=PlaneSpec(ranges=((-12.0, 12.0),))),
)
TWINS = pytest.mark.parametrize(
    ("old", "document"),
    [(NETWORK_1, NETWORK), (EXPRESSION_1, EXPRESSION), (BARE_1, Document())],
    ids=["network", "expression", "bare"],
)


@TWINS
def test_a_document_of_version_1_opens_as_what_it_was(old: bytes, document: Document) -> None:
    assert repr(from_bytes(old)) == repr(document)  # in which a NaN equals a NaN


@TWINS
def test_it_is_saved_as_its_twin_of_the_present_version(old: bytes, document: Document) -> None:
    written = to_bytes(from_bytes(old))
    assert written == to_bytes(document)
    assert json.loads(written)["version"] == VERSION
    assert to_bytes(from_bytes(written)) == written


def test_its_network_is_its_twin_s() -> None:
    assert from_bytes(NETWORK_1).work.subject.network is NETWORK.work.subject.network
    assert [slot.name for slot in from_bytes(EXPRESSION_1).work.subject.network.slots] == ["a", "b", "s"]


def test_its_data_file_is_looked_for_from_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "old.gnn.json"
    path.write_bytes(b'{"version": 1, "data": {"source": "data/a.csv"}}')
    assert load(path).work.data.source == str(tmp_path / "data" / "a.csv")


@pytest.mark.parametrize(
    ("old", "text"),
    [
        ("max(m, 0)", "max(m, axis=0)"),
        ("max(max(m, -1), 0) + max(m[0, 1], 0)", "max(max(m, axis=-1), axis=0) + max(m[0, 1], axis=0)"),
        ("sum(m, 0) + max(m, axis=0)", "sum(m, 0) + max(m, axis=0)"),
        ("max(m, (0, 1)) + max(m, 0, True)", "max(m, (0, 1)) + max(m, 0, True)"),
        ("x² + 2y", "x² + 2y"),
    ],
)
def test_an_axis_in_a_formula_stays_one_where_it_could_be_read_as_a_number_now(old: str, text: str) -> None:
    tree = {"version": 2, "subject": {"kind": "expression", "text": old, "leaves": {}}}
    assert cast(Formula, from_bytes(json.dumps(tree).encode()).work.subject).text == text


@pytest.mark.parametrize("text", ["x^2 + 2x", "c = a + b\nc·c", " √x − |y| ", "max(x, y)"])
def test_a_formula_is_saved_as_it_was_typed(text: str) -> None:
    document = Document(Work(subject=Formula(text=text, leaves=dict.fromkeys(names(text), 2.0))))
    assert from_bytes(to_bytes(document)) == document
    assert json.loads(to_bytes(document))["subject"]["text"] == text


def as_version_1(document: Document) -> bytes:
    """The document as version 1 wrote it: a model beside the expression, and layers that do not say of which kind."""
    tree = json.loads(to_bytes(document))
    subject = tree.pop("subject")
    if subject.pop("kind") == "stack":
        expression, network = None, subject
        for layer in network["layers"]:
            layer.pop("kind")
    else:
        expression, network = subject, {"inputs": 1, "layers": [{"units": 1}]}
    return json.dumps({**tree, "version": 1, "expression": expression, "model": network}).encode()


@given(document=documents)
@settings(max_examples=60)
def test_every_document_that_version_1_could_say_is_still_said_the_same(document: Document) -> None:
    assert repr(from_bytes(as_version_1(document))) == repr(document)


def changed(**fields: Any) -> bytes:
    """The network of version 1 with some fields of its tree replaced or added."""
    return json.dumps(json.loads(NETWORK_1) | fields).encode()


def model(**fields: Any) -> dict[str, Any]:
    """The model of version 1 with some fields replaced or added."""
    return {**json.loads(NETWORK_1)["model"], **fields}


BROKEN = [
    (changed(colour="red"), "at `$`: Object contains unknown field `colour`"),
    (changed(training={"batch_size": 0}), "at `$.training`: The mini-batch size is 0"),
    (changed(view={"depth": "deep"}), "at `$.view.depth`"),
    (changed(model=[]), "`: Expected `object`, got `array`"),
    (changed(model={}), "`: Object missing required field `inputs`"),
    (changed(model=model(layers=None)), ".layers`: Expected `array`, got `null`"),
    (changed(model=model(layers=[])), "`: The model has no layers"),
    (changed(model=model(layers=[{"units": 2.5}])), ".layers[0].units`: Expected `int`"),
    (changed(model=model(layers=[{"units": 0}])), ".layers[0]`: The number of units is 0"),
    (changed(model=model(layers=["dense"])), ".layers[0]`: Expected `object`, got `str`"),
    (changed(model=model(loss="focal")), "`: The loss 'focal' is unknown"),
    (changed(model=model(depth=2)), "`: Object contains unknown field `depth`"),
    (changed(expression="x"), "`: Expected `object`, got `str`"),
    (changed(expression={"text": "x"}), "`: Object missing required field `leaves`"),
    (
        changed(expression={"text": "x", "leaves": {"x": "two"}}),
        ".leaves[...]`: Expected `float | array`, got `str`",
    ),
    (changed(expression={"text": "x", "leaves": {"x": [True]}}), "`: The leaf 'x' holds True"),
    (b'{"version":1,"expression":{"leaves":' + b"[" * 90_000 + b"]" * 90_000 + b"}}", "nested too deeply"),
    (
        changed(subject={"kind": "expression", "text": "x", "leaves": {}}),
        "unknown field `subject of version 1`",
    ),
]


@pytest.mark.parametrize(("content", "words"), BROKEN, ids=[words for _, words in BROKEN])
def test_what_is_broken_is_named_with_its_place(content: bytes, words: str) -> None:
    with pytest.raises(DocumentError) as caught:
        from_bytes(content, "x.gnn.json")
    assert str(caught.value).startswith("x.gnn.json")
    assert words in str(caught.value)


def test_the_place_is_one_that_the_file_has() -> None:
    with pytest.raises(DocumentError, match=r"at `\$\.model\.layers\[0\]\.units`"):
        from_bytes(changed(model=model(layers=[{"units": "ten"}])))
    with pytest.raises(DocumentError, match=r"at `\$\.expression\.text`"):
        from_bytes(changed(expression={"text": 5, "leaves": {}}))


@pytest.mark.parametrize("old", [NETWORK_1, EXPRESSION_1])
def test_every_prefix_is_refused_without_a_crash(old: bytes) -> None:
    whole = old.rstrip()
    for cut in range(0, len(whole), 5):
        with pytest.raises(DocumentError):
            from_bytes(whole[:cut])
