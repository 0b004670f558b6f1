"""The command line: what each command prints, and what it answers to bad input."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import graphviz_nn
from graphviz_nn.cli import main, render
from graphviz_nn.cli.main import COMMANDS
from graphviz_nn.cli.targets import built_in, leaves_of, target_of
from graphviz_nn.data import DataSpec
from graphviz_nn.errors import ExpressionError
from graphviz_nn.files import Document, Work, load, save
from graphviz_nn.files.document import View
from graphviz_nn.lessons import lesson_names, load_lesson
from graphviz_nn.model import Dense, Formula, Stack
from graphviz_nn.model.formula import LeafValue
from graphviz_nn.model.layers.activation import Activation
from graphviz_nn.optim import Sgd
from graphviz_nn.resources import resource
from graphviz_nn.training.spec import TrainingSpec

ROOT = Path(graphviz_nn.__file__).parents[1]
EXPRESSION = "x1*x2 + ln(x1) - sin(x2)"
Capture = pytest.CaptureFixture[str]


def started(
    *arguments: str, folder: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, without a display unless the environment names one."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        cwd=folder,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def failing(capsys: Capture, *arguments: str) -> str:
    """Run the command, expect exit code 2, and return its one line."""
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("graphviz-nn: ")
    assert said.err.count("\n") == 1
    return said.err


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_load_neither_qt_nor_numpy(option: str) -> None:
    code = (
        f"import sys; from graphviz_nn.cli import main\ntry: main([{option!r}])\nexcept SystemExit: "
        "print([m for m in ('PySide6', 'numpy', 'rich', 'msgspec') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")


def test_help_names_every_command(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert all(command.name in said for command in COMMANDS)
    assert all(name in said for name in built_in())


def test_lessons_lists_them_all(capsys: Capture) -> None:
    assert main(["lessons"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in lesson_names())


def test_trace_prints_every_row_in_full(capsys: Capture) -> None:
    assert main(["trace", EXPRESSION, "--at", "x1=2", "x2=5", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows[-1] == {
        "name": "subtract",
        "formula": "add - sin",
        "value": 11.652071455223084,
        "adjoint": 1.0,
    }
    assert {row["name"]: row["adjoint"] for row in rows[:2]} == {"x1": 5.5, "x2": 1.7163378145367738}


def test_trace_prints_the_same_as_a_table_and_as_csv(capsys: Capture) -> None:
    assert main(["trace", EXPRESSION, "--at", "x1=2", "x2=5"]) == 0
    table = capsys.readouterr().out
    assert "11.652071455223084" in table
    assert "1.7163378145367738" in table
    assert main(["trace", EXPRESSION, "--at", "x1=2", "--at", "x2=5", "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows[-1]["value"] == "11.652071455223084"


def test_values_may_be_tensors_and_need_not_be_finite() -> None:
    assert leaves_of(["x=[[1,2],[3,4.5]]", "y=-1e-3", "z = .5", "i=inf"]) == {
        "x": [[1, 2], [3, 4.5]],
        "y": -0.001,
        "z": 0.5,
        "i": float("inf"),
    }


@pytest.mark.parametrize(
    "pair", ["x", "x=", "=2", "x=two", "x=[1,", "x=" + "[" * 100_000, "x=__import__('os')"]
)
def test_values_that_are_none_are_refused(pair: str) -> None:
    with pytest.raises(ExpressionError, match=r"Write"):
        leaves_of([pair])


def test_values_are_taken_as_people_write_them_or_refused_with_what_to_write() -> None:
    assert leaves_of(["x₁=−2", "w=[−1,2]"]) == {"x1": -2.0, "w": [-1, 2]}
    with pytest.raises(ExpressionError, match=r"Write x=0\.5"):
        leaves_of(["x=0,5"])


def test_trace_reads_what_people_write(capsys: Capture) -> None:
    assert main(["trace", "c = x₁² + 2y; c·c", "--at", "x₁=3", "y=1", "--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["c"]["value"] == 11.0
    assert rows["multiply_1"]["formula"] == "c * c"
    assert rows["x1"]["adjoint"] == 132.0


BAD_EXPRESSIONS = [
    (("x +",), "cannot be read"),
    (("y", "--at", "x=1"), "'x'"),
    (("x",), "has no value"),
    (("x y", "--at", "x=1", "y=1"), "Write x*y."),
    (("log(x)", "--at", "x=1"), "Write ln(x), or log10(x)."),
    (("open(1)",), "'open'"),
    (("x.real", "--at", "x=1"), "not allowed"),
    (("x @ y", "--at", "x=[1,2]", "y=[1,2,3]"), "2"),
    (("x", "--at", "x=[[1],[2,3]]"), "equal length"),
]


@pytest.mark.parametrize(("arguments", "words"), BAD_EXPRESSIONS)
def test_trace_names_what_is_wrong(capsys: Capture, arguments: tuple[str, ...], words: str) -> None:
    assert words in failing(capsys, "trace", *arguments)


def test_check_holds_every_gradient_against_differences(capsys: Capture) -> None:
    assert main(["check", EXPRESSION, "--at", "x1=2", "x2=5"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in ("x1", "x2", "multiply", "subtract", "Passed. The worst is"))


def test_every_command_takes_a_variable_that_no_gradient_flows_back_to(
    capsys: Capture, tmp_path: Path
) -> None:
    choice = ("where(c, a, b)", "--at", "c=1", "a=2", "b=3")
    assert main(["check", *choice]) == 0
    assert started("render", *choice, "-o", "choice.png", folder=tmp_path).returncode == 0
    capsys.readouterr()
    assert main(["trace", *choice, "--json"]) == 0
    adjoints = {row["name"]: row["adjoint"] for row in json.loads(capsys.readouterr().out)}
    assert adjoints == {"c": 0.0, "a": 1.0, "b": 0.0, "where": 1.0}


def test_every_command_takes_a_network_without_weights(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "still.gnn.json"
    subject = Stack(inputs=1, layers=(Activation(activation="sigmoid"),))
    data = DataSpec(features=("x1",), rows=20)
    save(Document(Work(subject=subject, data=data, training=TrainingSpec(epochs=3))), path)
    assert main(["check", str(path)]) == 0
    assert started("render", str(path), "-o", "still.png", folder=tmp_path).returncode == 0
    capsys.readouterr()
    assert main(["fit", str(path), "--json"]) == 0
    losses = [row["loss"] for row in json.loads(capsys.readouterr().out)]
    assert len(losses) == 6
    assert losses == pytest.approx(losses[:1] * 6)


@pytest.mark.parametrize("target", ["iris", "penguins"])
def test_check_takes_documents(capsys: Capture, target: str) -> None:
    assert main(["check", target]) == 0
    assert "dense_1/kernel" in capsys.readouterr().out


def test_check_takes_every_page_of_a_lesson(capsys: Capture) -> None:
    assert main(["check", "bias"]) == 0
    assert capsys.readouterr().out.count("passed") == len(load_lesson("bias").pages)


def test_check_fails_where_a_gradient_is_not_finite(capsys: Capture) -> None:
    assert main(["check", "ln(x)", "--at", "x=0"]) == 1
    said = capsys.readouterr().out
    assert "FAILED" in said
    assert "Failed. The worst is" in said


@pytest.mark.parametrize("name", ["iris", "penguins"])
def test_fit_reaches_95_percent_on_held_out_rows(capsys: Capture, name: str) -> None:
    assert main(["fit", str(resource("documents", f"{name}.gnn.json"))]) == 0
    said = capsys.readouterr()
    assert "100%" in said.err or "/" in said.err  # the bar
    shares = [float(share) for share in re.findall(r"([\d.]+)% of \d+", said.out)]
    assert len(shares) == 2
    assert min(shares) >= 95.0


def test_fit_writes_its_history_and_tells_the_rest_apart(capsys: Capture, tmp_path: Path) -> None:
    assert main(["fit", "iris", "--epochs", "3", "--json"]) == 0
    said = capsys.readouterr()
    rows = json.loads(said.out)
    assert len(rows) == 6
    assert list(rows[0]) == ["variant", "epoch", "loss", "accuracy", "test_loss"]
    assert "momentum 0.9" in said.err
    for name in ("h.json", "h.csv"):
        assert main(["fit", "iris", "--epochs", "3", "-o", str(tmp_path / name)]) == 0
    assert json.loads((tmp_path / "h.json").read_text()) == rows
    assert len((tmp_path / "h.csv").read_text().splitlines()) == 1 + 6


def test_fit_learns_from_a_table_of_ones_own(capsys: Capture, tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    lines = "\n".join(f"{i},{i * i % 7},{'up' if i % 2 else 'down'}" for i in range(20))
    table.write_text(f"a,b,c\n{lines}\n")
    assert main(["fit", str(table), "--target", "c"]) == 0
    assert "of 4" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "delimiter"), [("mine.tsv", "\t"), ("mine.txt", "|"), ("mine.of.others", ";")]
)
def test_fit_learns_from_a_table_whatever_it_is_called(
    capsys: Capture, tmp_path: Path, name: str, delimiter: str
) -> None:
    rows = "\n".join(delimiter.join([str(i), str(i * i % 7), "up" if i % 2 else "down"]) for i in range(20))
    (tmp_path / name).write_text(f"{delimiter.join(['a', 'b', 'kind'])}\n{rows}\n")
    assert main(["fit", str(tmp_path / name)]) == 0
    assert "of 4" in capsys.readouterr().out


def test_a_table_that_is_not_there_is_no_expression(capsys: Capture, tmp_path: Path) -> None:
    assert "none.xlsx can't be read" in failing(capsys, "fit", str(tmp_path / "none.xlsx"))


def test_fit_tells_a_divergence_and_still_shows_how_far_it_came(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "wild.gnn.json"
    linear = Stack(inputs=2, layers=(Dense(units=1),))
    save(Document(Work(training=TrainingSpec(optimiser=Sgd(learning_rate=100.0)), subject=linear)), path)
    assert main(["fit", str(path)]) == 2
    said = capsys.readouterr()
    assert "updates" in said.out
    assert "diverged at update" in said.err


def test_fit_trains_an_expression_as_well(capsys: Capture) -> None:
    assert main(["fit", "downhill", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["epoch"] for row in rows] == list(range(1, 101))
    assert list(rows[0]) == ["variant", "epoch", "loss"]
    assert rows[0]["loss"] == pytest.approx(math.cos(1.0))
    assert rows[-1]["loss"] == pytest.approx(-1.0, abs=1e-3)


@pytest.mark.parametrize(("text", "leaves"), [("2 + 3", {}), ("2 * x", {"x": [1.0, 2.0]})])
def test_fit_of_an_expression_with_nothing_to_train_says_so(
    capsys: Capture, tmp_path: Path, text: str, leaves: dict[str, LeafValue]
) -> None:
    path = tmp_path / "e.gnn.json"
    save(Document(Work(subject=Formula(text=text, leaves=leaves))), path)
    assert "an expression with nothing to train" in failing(capsys, "fit", str(path))


def test_errors_of_files_and_settings_are_one_line_each(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "d.gnn.json"
    save(Document(), path)
    assert "no lesson" in failing(capsys, "fit", "nothing")
    assert "iris" in failing(capsys, "fit", "nothing")
    assert "no such file" in failing(capsys, "fit", str(tmp_path / "none.gnn.json"))
    assert "none.csv" in failing(capsys, "fit", str(tmp_path / "none.csv"))
    assert "number of epochs is 0" in failing(capsys, "fit", str(path), "--epochs", "0")
    assert "is none" in failing(capsys, "check", "iris", "--at", "x=1")
    path.write_bytes(path.read_bytes()[:100])
    assert "cut short" in failing(capsys, "fit", str(path))
    (tmp_path / "empty.csv").write_text("")
    assert "empty" in failing(capsys, "fit", str(tmp_path / "empty.csv"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-o", "a.gif"), "cannot be made yet"),
        (("-o", "a.txt"), "no picture's"),
        (("-o", "nowhere/a.png"), "no such file or folder"),
        (("-o", "a.png", "--size", "big"), "--size"),
        (("-o", "a.png", "--size", "1x1"), "--size"),
        (("-o", "a.png", "--step", "-1"), "--step"),
    ],
)
def test_render_names_what_is_wrong(capsys: Capture, arguments: tuple[str, ...], words: str) -> None:
    assert words in failing(capsys, "render", "iris", *arguments)


def test_wrong_arguments_are_told_by_the_parser(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["render", "iris"])
    assert ended.value.code == 2
    assert "-o" in capsys.readouterr().err


def test_a_target_is_a_file_a_lesson_a_document_or_an_expression(tmp_path: Path) -> None:
    path = tmp_path / "iris.gnn.json"
    save(Document(Work(title="mine")), path)
    assert target_of(str(path)).document == load(path)
    assert target_of(str(path)).path == path
    assert target_of("downhill").lesson == load_lesson("downhill")
    assert target_of("iris").document.work.data.source == "iris"
    assert isinstance(target_of("2 + x", ["x=1"]).document.work.subject, Formula)


def test_a_misspelt_name_is_not_only_taken_for_an_expression(capsys: Capture) -> None:
    said = failing(capsys, "check", "irsi")
    assert "no lesson" in said
    assert "iris" in said


def test_without_a_display_the_window_is_a_picture_in_this_folder(tmp_path: Path) -> None:
    done = started(folder=tmp_path)
    picture = tmp_path / "first-look.png"
    assert done.returncode == 0, done.stderr
    assert "no display" in done.stdout
    assert str(picture) in done.stdout
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_render_writes_a_picture_of_an_expression(tmp_path: Path) -> None:
    arguments = (
        "render",
        EXPRESSION,
        "--at",
        "x1=2",
        "x2=5",
        "-o",
        "e.svg",
        "--theme",
        "dark",
        "--size",
        "640x360",
    )
    done = started(*arguments, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "<svg" in (tmp_path / "e.svg").read_text()


def test_render_shows_on_a_terminal_how_far_the_training_is_that_takes_long(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "late.gnn.json"
    save(Document(view=View(update=30)), path)
    picture = str(tmp_path / "a.png")
    for is_terminal, seconds, words in ((True, 0.0, "100/100"), (True, 600.0, ""), (False, 0.0, "")):
        monkeypatch.setattr(sys.stderr, "isatty", lambda is_terminal=is_terminal: is_terminal)
        monkeypatch.setattr(render, "AT_ONCE_S", seconds)
        assert main(["render", str(path), "-o", picture]) == 0
        said = capsys.readouterr()
        assert said.out == f"{picture}\n"
        assert words in said.err
        assert bool(words) == bool(said.err)


def test_a_wrong_file_for_the_window_is_told_without_one(capsys: Capture) -> None:
    assert "no such file" in failing(capsys, "none.gnn.json")


def test_ctrl_c_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("graphviz_nn.files.export.trace_rows", interrupt)
    assert main(["trace", "1 + 1"]) == 130


def test_a_reader_that_has_gone_is_no_error() -> None:
    command = f'"{sys.executable}" "{ROOT / "main.py"}" lessons | true'
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "arguments",
    [("trace", EXPRESSION, "--at", "x1=2", "x2=5"), ("lessons",), ("fit", "iris", "--epochs", "2")],
)
def test_a_closed_or_a_full_output_leaves_no_traceback(arguments: tuple[str, ...]) -> None:
    command = f"{shlex.quote(sys.executable)} main.py {shlex.join(arguments)}"
    for redirection, code in (
        (">&-", 0),
        (">/dev/full", 2),
        ("2>/dev/full", 0),
        ("2>/dev/full >/dev/full", 2),
    ):
        done = subprocess.run(
            f"{command} {redirection}", shell=True, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr


ENDLESS = """
import signal, sys
from graphviz_nn.cli import main, render
from graphviz_nn import work

def finish(runs, tell):
    try:
        next(runs)
    except StopIteration as end:  # of the loading
        return end.value
    print("under way", flush=True)
    return to_the_end(runs, tell)

to_the_end, work.finish = work.finish, finish
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(main(["fit", "first-look", "--epochs", "4000000"]))
"""


def test_ctrl_c_ends_a_training_without_a_traceback() -> None:
    pipe = subprocess.PIPE
    work = subprocess.Popen([sys.executable, "-c", ENDLESS], cwd=ROOT, stdout=pipe, stderr=pipe, text=True)
    assert work.stdout is not None
    assert work.stdout.readline() == "under way\n"
    work.send_signal(signal.SIGINT)
    _, said = work.communicate()
    assert work.returncode == 130
    assert "Traceback" not in said


def test_an_expression_may_begin_with_a_minus(capsys: Capture) -> None:
    assert main(["trace", "-x**2", "--at", "x=3", "--csv"]) == 0
    assert capsys.readouterr().out.rstrip().endswith("-9.0,1.0")


def test_a_name_has_one_value(capsys: Capture) -> None:
    assert "two values" in failing(capsys, "trace", "x", "--at", "x=1", "x=2")


@pytest.mark.parametrize(
    "word", ["a" * 5000, "+".join(["x"] * 3000), "~nobody-of-this-name/x.csv", "x" * 300 + ".csv"]
)
def test_words_beyond_measure_are_refused_in_one_line(capsys: Capture, word: str) -> None:
    for command in ("check", "fit"):
        assert len(failing(capsys, command, word)) < 800


def test_a_device_stays_a_device(tmp_path: Path) -> None:
    done = started("fit", "iris", "--epochs", "1", "--json", "-o", "/dev/stdout")
    assert done.returncode == 0
    assert done.stdout.startswith("[")
    pipe = tmp_path / "pipe.gnn.json"
    os.mkfifo(pipe)
    assert "read to its end" in started("fit", str(pipe)).stderr


ABSURD: list[tuple[str, Any, str]] = [
    ("units", 10**9, "parameters, and the most is 2,000,000"),
    ("units", 10**30, "from 1 to 2**63 - 1"),
    ("epochs", 10**12, "the most, 50,000,000"),
    ("epochs", 10**30, "from 1 to 2**63 - 1"),
    ("seed", 2**63, "from 0 to 2**63 - 1"),
    ("kernel_spread", 1e308, "from 0 to 1e+100"),
]


@pytest.mark.parametrize(("field", "value", "words"), ABSURD)
def test_absurd_values_in_a_document_are_refused(
    capsys: Capture, tmp_path: Path, field: str, value: Any, words: str
) -> None:
    save(Document(), path := tmp_path / "a.gnn.json")
    tree = json.loads(path.read_text())
    table = tree["training"] if field in tree["training"] else tree["subject"]["layers"][0]
    table[field] = value
    path.write_text(json.dumps(tree))
    assert main(["fit", str(path)]) == 2
    assert words in capsys.readouterr().err


def test_a_history_that_has_no_place_is_refused_before_the_training(capsys: Capture, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "missing" / "history.csv"):
        failing(capsys, "fit", "iris", "--output", str(place))


NINES = "9" * 4_301  # a digit more than Python turns into a number


@pytest.mark.parametrize(
    ("arguments", "content"),
    [
        (["fit", "iris", "--epochs", NINES], ""),
        (["render", "iris", "-o", "a.png", "--size", NINES], ""),
        (["trace", f"0x{'f' * 5_000}"], ""),
        (["render", "{}.gnn.json", "-o", "a.png"], f'{{"version": 1, "data": {{"seed": {NINES}}}}}'),
        (["render", "{}.toml", "-o", "a.png"], f'title = "a"\nseed = {NINES}'),
    ],
    ids=["epochs", "size", "expression", "document", "lesson"],
)
def test_a_number_of_thousands_of_digits_is_refused_in_few_words_of_ours(
    arguments: list[str], content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = [word.format(tmp_path / "long") for word in arguments]
    for word in named:
        if content and word.startswith(str(tmp_path)):
            Path(word).write_text(content)
    with pytest.raises(SystemExit) as end:
        sys.exit(main(named))  # as the command does; argparse ends it by itself
    assert end.value.code == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert len(said) < 300
    assert "sys." not in said
    assert "$[" not in said
