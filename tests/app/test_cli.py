"""The command line runs experiments without a server and answers bad input in one line."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app import cli
from app.cli import main
from engine import race
from engine.optimizers import OPTIMIZERS
from engine.specs import KINDS
from engine.specs.settings import within
from engine.surfaces import SURFACES

SPEC: dict[str, Any] = {
    "surface": "bowl",
    "steps": 40,
    "runs": [
        {"optimizer": "adam"},
        {"optimizer": "gd", "hyperparameters": {"lr": 5.0}, "label": "=wild"},
    ],
}


@pytest.fixture
def spec_file(tmp_path: Path) -> Path:
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(SPEC))
    return path


def test_run_prints_the_result_of_the_engine(
    spec_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(spec_file)]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == race(SPEC).to_dict()
    assert "Adam: finished" in printed.err


def test_the_three_formats_hold_the_same_numbers(spec_file: Path, tmp_path: Path) -> None:
    outputs = {}
    for name in ("json", "csv", "npz"):
        outputs[name] = tmp_path / f"result.{name}"
        assert main(["run", str(spec_file), "--format", name, "--out", str(outputs[name])]) == 0
    runs = json.loads(outputs["json"].read_text())["runs"]
    rows = list(csv.DictReader(io.StringIO(outputs["csv"].read_text())))
    history = np.load(outputs["npz"])["history"]
    for index, run in enumerate(runs):
        mine = [row for row in rows if row["run"] == str(index)]
        for channel, name in enumerate(("x", "y", "cost", "grad_norm")):
            assert [float(row[name]) for row in mine] == run[name]
            assert history[: len(run[name]), index, channel].tolist() == run[name]


SIGNATURES = {"json": b"{", "csv": b"run,start,label", "npz": b"PK"}


@pytest.mark.parametrize(
    ("name", "given", "form"),
    [
        *((f"r.{form}", [], form) for form in SIGNATURES),
        *((f"r.{form}", ["--format", form], form) for form in SIGNATURES),
        ("R.CSV", [], "csv"),
        ("r", [], "json"),
        ("r", ["--format", "npz"], "npz"),
        ("r.numbers", ["--format", "csv"], "csv"),
        (".npz", [], "json"),
    ],
)
def test_the_ending_says_the_format(
    spec_file: Path, tmp_path: Path, name: str, given: list[str], form: str
) -> None:
    assert main(["run", str(spec_file), "--out", str(tmp_path / name), *given]) == 0
    assert (tmp_path / name).read_bytes().startswith(SIGNATURES[form])


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("r.csv", ["--format", "json"], r"r.csv would hold json"),
        ("r.json", ["--format", "npz"], "end its name in .npz"),
        ("r.xlsx", [], "no format ends in .xlsx; end it in .json, .csv, .npz, or give --format"),
    ],
)
def test_a_contradicting_ending_is_refused_before_anything_is_computed(
    spec_file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    given: list[str],
    message: str,
) -> None:
    monkeypatch.setattr(cli, "begin", pytest.fail)
    assert main(["run", str(spec_file), "--out", str(tmp_path / name), *given]) == 2
    printed = capsys.readouterr()
    assert message in printed.err
    assert printed.err.count("\n") == 1
    assert not (tmp_path / name).exists()


def test_the_ends_are_told_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "ends.json"
    gd = {"optimizer": "gd", "hyperparameters": {"lr": 1.1}, "label": "GD"}
    ends = {
        "0.5*x^2-9*log(x)": "GD: left the domain at step 1 (tried (-1.25, 0)), cost 135.987",
        "x+y": "Newton: singular Hessian at step 1, cost 18",
        "x^2+y^2": "GD: growing, cost 8625.96",
    }
    for expression, words in ends.items():
        spec = {
            "surface": {"expression": expression},
            "start": [18, 0],
            "steps": 9,
            "runs": [gd, {"optimizer": "newton", "label": "Newton"}],
        }
        path.write_text(json.dumps(spec))
        assert main(["run", str(path)]) == 0
        assert words in capsys.readouterr().err.splitlines()


def test_a_label_is_no_formula_in_a_spreadsheet(
    spec_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["run", str(spec_file), "--format", "csv"])
    assert ",'=wild," in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"{}" + b" " * 1_000_000, "larger than"),
        (b'{"surface": "bowl", "runs": [{"optimizer": "addam"}]}', "did you mean 'adam'"),
        (b'{"a\\nb": 1}', r"a\nb: unknown field"),
        (b'{"surface": "bowl", "steps": 1e999, "runs": [{"optimizer": "gd"}]}', "steps: "),
    ],
)
def test_a_bad_spec_costs_one_line_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, message: str
) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    assert main(["run", str(path)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert message in printed.err
    assert printed.err.count("\n") == 1


def test_a_missing_file_and_an_unwritable_target_are_named(
    spec_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(tmp_path / "none.json")]) == 2
    assert "cannot read" in capsys.readouterr().err
    assert main(["run", str(spec_file), "--out", str(tmp_path / "no" / "folder.json")]) == 2
    assert "cannot write" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize("command", ["run", "optimizers"])
def test_a_full_disk_behind_standard_output_costs_one_line(spec_file: Path, command: str) -> None:
    arguments = [command, *([str(spec_file)] if command == "run" else [])]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "app", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 1
    assert "descentlab: cannot write" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_unwritable_target_is_named_before_anything_is_computed(
    spec_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "begin", pytest.fail)
    assert main(["run", str(spec_file), "--out", str(tmp_path / "no" / "folder.json")]) == 2


def test_the_tables_list_everything_registered(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["optimizers"]) == 0
    rows = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert rows == ["name", *OPTIMIZERS]
    assert main(["surfaces"]) == 0
    rows = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert rows == ["name", *SURFACES]


def test_the_settings_are_listed_with_their_ranges(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings"]) == 0
    lines = capsys.readouterr().out.splitlines()
    expected = [(kind, path) for kind in KINDS for path, _ in within(KINDS[kind].spec)]
    assert [tuple(line.split()[:2]) for line in lines] == [("kind", "setting"), *expected]
    (keep,) = (line for line in lines if " keep_prob " in line)
    assert "1.0" in keep
    assert "0.01 … 1 " in keep
    assert "dropout" in keep
