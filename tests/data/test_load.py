"""Laws of loading, over every built-in set, and how the parts come together for files."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from graphviz_nn.data import SOURCES, DataSpec, load
from graphviz_nn.errors import DataError, FileError, ShapeError
from graphviz_nn.resources import resource
from tests.data.files import csv_file

every_source = pytest.mark.parametrize("source", SOURCES)


@every_source
@pytest.mark.parametrize("standardise", [False, True])
def test_every_set_loads_finite_and_in_shape(source: str, standardise: bool) -> None:
    data = load(DataSpec(source=source, standardise=standardise, held_out=0.25))
    assert data.name == source
    assert data.x.shape == (len(data.y), len(data.features))
    assert data.x_test.shape == (len(data.y_test), len(data.features))
    assert data.y.shape[1] == data.y_test.shape[1] == len(data.targets)
    assert data.mean.shape == data.deviation.shape == (len(data.features),)
    for array in (data.x, data.y, data.x_test, data.y_test, data.mean, data.deviation):
        assert array.dtype == np.float64
        assert array.flags.c_contiguous
        assert np.isfinite(array).all()


@every_source
def test_the_same_seed_gives_the_same_bits(source: str) -> None:
    spec = DataSpec(source=source, seed=7, held_out=0.3, standardise=True)
    one, other = load(spec), load(spec)
    for name in ("x", "y", "x_test", "y_test", "mean", "deviation"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()


@every_source
def test_another_seed_gives_other_bits(source: str) -> None:
    one, other = (load(DataSpec(source=source, seed=seed, held_out=0.3)) for seed in (0, 1))
    assert not np.array_equal(one.x_test, other.x_test)


@every_source
def test_two_classes_are_one_column_and_more_are_one_hot(source: str) -> None:
    data = load(DataSpec(source=source))
    assert set(np.unique(data.y)) == {0.0, 1.0}
    if len(data.classes) == 2:
        assert data.y.shape[1] == 1
    else:
        assert data.y.shape[1] == len(data.classes)
        assert (data.y.sum(axis=1) == 1.0).all()


@every_source
def test_training_columns_are_standardised_and_test_rows_use_their_statistics(source: str) -> None:
    raw = load(DataSpec(source=source, held_out=0.4))
    data = load(DataSpec(source=source, held_out=0.4, standardise=True))
    np.testing.assert_allclose(data.x.mean(axis=0), 0.0, atol=1e-12)
    varies = raw.x.std(axis=0) > 0  # some pixels at the edge of the digits are empty in every row
    np.testing.assert_allclose(data.x.std(axis=0), varies.astype(float), rtol=1e-12)
    np.testing.assert_array_equal(data.mean, raw.x.mean(axis=0))
    deviation = np.where(varies, raw.x.std(axis=0), 1.0)
    np.testing.assert_array_equal(data.deviation, deviation)
    np.testing.assert_array_equal(data.x_test, (raw.x_test - raw.x.mean(axis=0)) / deviation)
    np.testing.assert_array_equal(raw.mean, 0.0)
    np.testing.assert_array_equal(raw.deviation, 1.0)


@every_source
def test_held_out_and_training_rows_are_the_whole_set_again(source: str) -> None:
    whole, split = load(DataSpec(source=source)), load(DataSpec(source=source, held_out=0.3))
    assert len(whole.x_test) == 0
    assert len(split.x_test) == round(0.3 * len(whole.x))
    everything = np.hstack([whole.x, whole.y])
    parts = np.vstack([np.hstack([split.x, split.y]), np.hstack([split.x_test, split.y_test])])
    np.testing.assert_array_equal(everything[np.lexsort(everything.T)], parts[np.lexsort(parts.T)])


def test_scale_and_unscale_undo_each_other() -> None:
    raw, data = load(DataSpec(source="iris")), load(DataSpec(source="iris", standardise=True))
    np.testing.assert_array_equal(data.scale(raw.x), data.x)
    np.testing.assert_allclose(data.unscale(data.x), raw.x, rtol=1e-14)
    assert data.scale(raw.x[0]).shape == (4,)
    with pytest.raises(ShapeError, match=r"shape 3 × 2 does not fit the 4 features \(sepal_length"):
        data.scale(np.zeros((3, 2)))


def test_a_data_set_prints_as_one_readable_line() -> None:
    assert repr(load(DataSpec(held_out=0.25))) == (
        "<Dataset two blobs: 96 training rows, 32 held out, x1 x2 → y, 2 classes>"
    )


def test_iris_has_fishers_numbers() -> None:
    data = load(DataSpec(source="iris"))
    assert data.x.shape == (150, 4)
    assert data.classes == ("setosa", "versicolor", "virginica")
    assert data.targets == ("species=setosa", "species=versicolor", "species=virginica")
    np.testing.assert_array_equal(data.y.sum(axis=0), 50)
    # The two flowers that the copy of the UCI repository has wrong.
    np.testing.assert_array_equal(data.x[34], [4.9, 3.1, 1.5, 0.2])
    np.testing.assert_array_equal(data.x[37], [4.9, 3.6, 1.4, 0.1])


def test_penguins_are_learnt_from_four_measurements_without_the_two_rows_of_holes() -> None:
    data = load(DataSpec(source="penguins"))
    assert data.x.shape == (342, 4)
    assert data.features == ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
    assert data.notes == ("2 of 344 rows have holes and are left out.",)
    np.testing.assert_array_equal(data.y.sum(axis=0), [151, 68, 123])


def test_other_columns_of_a_shipped_file_can_be_chosen() -> None:
    mass = load(DataSpec(source="penguins", target="body_mass_g"))
    assert mass.features == ("bill_length_mm", "bill_depth_mm", "flipper_length_mm")
    assert mass.classes == ()
    sex = load(DataSpec(source="penguins", target="sex", features=("year", "body_mass_g")))
    assert sex.features == ("year", "body_mass_g")
    assert sex.classes == ("female", "male")
    assert sex.notes == ("11 of 344 rows have holes and are left out.",)


@pytest.mark.parametrize("source", ["iris", "penguins"])
def test_each_shipped_file_has_its_source_citation_and_licence_beside_it(source: str) -> None:
    text = resource("data", f"{source}.md").read_text(encoding="utf-8")
    for heading in ("**Source**", "**Citation**", "**Licence**"):
        assert heading in text


def test_a_feature_of_a_generated_set_can_be_left_out() -> None:
    both, one = load(DataSpec(source="xor")), load(DataSpec(source="xor", features=("x2",)))
    np.testing.assert_array_equal(one.x, both.x[:, 1:])
    assert one.features == ("x2",)


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (
            DataSpec(source="xor", features=("sepal_length",)),
            "'sepal_length' can't be chosen. Choose from x1, x2",
        ),
        (DataSpec(source="xor", features=("x1", "x1")), "each once"),
        (DataSpec(source="xor", features=()), r"\(none\) can't be chosen"),
        (DataSpec(source="xor", target="species"), "no target 'species'. Its target is y"),
    ],
)
def test_a_generated_set_names_the_columns_it_has(spec: DataSpec, words: str) -> None:
    with pytest.raises(DataError, match=words):
        load(spec)


def test_a_file_of_the_user_is_learnt_from_all_that_can_be_learnt_from(tmp_path: Path) -> None:
    data = load(DataSpec(source=csv_file(tmp_path, "a,place,b,kind", "1.5,x,2,up", "3,y,4,down", "3,z,4,up")))
    assert (data.name, data.features, data.targets) == ("plants", ("a", "b"), ("kind",))
    assert data.classes == ("down", "up")
    np.testing.assert_array_equal(data.x, [[1.5, 2.0], [3.0, 4.0], [3.0, 4.0]])
    np.testing.assert_array_equal(data.y, [[1.0], [0.0], [1.0]])


def test_a_constant_feature_counts_as_deviation_1_and_is_noted(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "a,b,y", "0.1,1,0", "0.1,2,1", "0.1,4,0")
    data = load(DataSpec(source=path, features=("a", "b"), standardise=True))
    np.testing.assert_array_equal(data.x[:, 0], 0.0)
    assert data.mean[0] == 0.1
    assert data.deviation[0] == 1.0
    assert data.notes == ("Feature 'a' is constant in the training rows, so its deviation counts as 1.",)


def test_numbers_too_large_to_standardise_are_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "a,b,y", "1,1e300,0", "2,-1e300,1")
    assert load(DataSpec(source=path)).x[0, 1] == 1e300
    with pytest.raises(DataError, match=r"column 'b' has numbers as large as 1e\+300"):
        load(DataSpec(source=path, standardise=True))


@pytest.mark.parametrize("classes", [2, 3])
def test_a_class_without_a_training_row_is_noted(tmp_path: Path, classes: int) -> None:
    rows = [f"{i},kind {i}" for i in range(classes)]
    path = csv_file(tmp_path, "a,kind", *rows)
    data = load(DataSpec(source=path, features=("a",), target="kind", task="classification", held_out=0.3))
    missing = data.classes[int(data.x_test[0, 0])]
    assert data.notes == (f"No training row is of class {missing}: hold out fewer rows, or change the seed.",)


def test_an_unknown_source_lists_the_built_in_sets() -> None:
    with pytest.raises(FileError, match=r"'blobs' is no built-in set and no file.*two blobs, .*penguins"):
        load(DataSpec(source="blobs"))


def test_columns_of_text_that_are_left_out_are_noted(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "day,a,b,y", "Mon,1,2,0", "Tue,2,x1,1", "Wed,3,x2,0")
    assert "Left out: day, b (all different)." in load(DataSpec(source=path)).notes
    chosen = DataSpec(source=path, features=("a",))
    assert load(chosen).notes == ()


def test_held_out_numbers_too_large_to_standardise_are_refused(tmp_path: Path) -> None:
    rows = [f"{i},{i % 2}" for i in range(9)]
    path = csv_file(tmp_path, "a,y", *rows, "1.7e308,0", "-1.7e308,1")
    with pytest.raises(DataError, match="beyond float64"):
        _ = [load(DataSpec(source=path, standardise=True, held_out=0.4, seed=seed)) for seed in range(20)]


def test_the_target_of_a_regression_is_standardised_and_comes_back(tmp_path: Path) -> None:
    rows = [f"{i},{100_000 + 5_000 * i}" for i in range(10)]
    spec = DataSpec(source=csv_file(tmp_path, "a,price", *rows), standardise_target=True, held_out=0.2)
    data, plain = load(spec), load(msgspec.structs.replace(spec, standardise_target=False))
    assert abs(data.y.mean()) < 1e-12
    np.testing.assert_allclose(data.y.std(), 1.0)
    np.testing.assert_allclose(data.unscale_y(data.y), plain.y)
    np.testing.assert_allclose(data.unscale_y(data.y_test), plain.y_test)


def test_classes_are_never_standardised(tmp_path: Path) -> None:
    spec = DataSpec(source=csv_file(tmp_path, "a,ok", "1,yes", "2,no", "3,no"), standardise_target=True)
    assert set(load(spec).y[:, 0]) == {0.0, 1.0}
