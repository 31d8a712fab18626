"""A basin map is an experiment like any other: streamed, stored, written in every format."""

import asyncio
import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.cli import main
from app.experiments.store import pack, unpack
from app.formats.results import MEDIA_TYPES, write
from app.kinds import outcome, read
from app.metrics import Metrics
from app.streams.follower import messages
from app.streams.frames import decode
from app.streams.live import LiveExperiment, State
from app.workers.compute import Compute
from engine.descent.basins import basin_map
from tests.app.support import settings_in

MAP: dict[str, Any] = {
    "kind": "basin",
    "surface": {"expression": "(x^2 - 1)^2 + y^2 + sqrt(x + 2)", "view": [[-3, 2], [-1, 1]]},
    "nx": 200,
    "ny": 37,
    "steps": 40,
    "run": {"optimizer": "gd", "hyperparameters": {"lr": 0.05}},
}


@pytest.mark.parametrize("thread_budget", [0, 10**9])
def test_a_map_is_computed_streamed_and_kept(tmp_path: Path, thread_budget: int) -> None:
    spec, whole = read(MAP), basin_map(MAP)

    async def scenario() -> None:
        compute = Compute(settings_in(tmp_path, thread_budget=thread_budget), Metrics())
        experiment = LiveExperiment(spec)
        compute.submit(experiment)
        found = []
        try:
            async with asyncio.timeout(60):
                hello, *others = [message async for message in messages(experiment, 0, None)]
        finally:
            await asyncio.to_thread(compute.close)
        assert isinstance(hello, dict)
        assert (hello["kind"], hello["shape"]) == ("basin", [37, 200, 4])
        found = [decode(message)[1] for message in others if isinstance(message, bytes)]
        np.testing.assert_array_equal(np.concatenate(found), whole.history.astype(np.float32))
        assert others[-1] == {"type": "end", "status": "succeeded"}
        assert (experiment.state, experiment.progress) == (State.SUCCEEDED, 1.0)
        assert experiment.result().to_dict() == whole.to_dict()

    asyncio.run(scenario())
    np.testing.assert_array_equal(spec.split(unpack(pack(whole.history), spec))[0], whole.history)


def test_a_map_stored_before_failures_were_counted_is_read() -> None:
    spec = read(MAP | {"nx": 8, "ny": 5})
    whole = basin_map(spec)
    history, counts = spec.split(unpack(pack(whole.history), spec))
    stored = outcome(spec, history, counts, whole.endings).to_dict()
    assert stored == whole.to_dict() | {"failed": None}
    history, counts = spec.split(unpack(pack(whole.history, whole.checkpoints), spec))
    assert outcome(spec, history, counts, whole.endings).to_dict() == whole.to_dict()


def test_every_format_has_the_same_numbers() -> None:
    result = basin_map(MAP)
    text = {name: b"".join(write(result, name)) for name in MEDIA_TYPES}
    assert json.loads(text["json"]) == result.to_dict()
    table = list(csv.DictReader(io.StringIO(text["csv"].decode())))
    assert len(table) == 37 * 200
    for name, rows in result.series():
        cells = [row[name] for row in table]
        assert cells == ["" if value is None else repr(value) for row in rows for value in row]
    arrays = np.load(io.BytesIO(text["npz"]))
    np.testing.assert_array_equal(arrays["numbers"], result.numbers)
    np.testing.assert_array_equal(arrays["minima"], result.minima)


def test_the_command_line_maps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = tmp_path / "map.json", tmp_path / "result.json"
    source.write_text(json.dumps(MAP | {"surface": "himmelblau", "nx": 9, "ny": 8}))
    assert main(["run", str(source), "--out", str(target)]) == 0
    assert len(json.loads(target.read_text())["minima"]) == 8
    assert "(3, 2): " in capsys.readouterr().err
