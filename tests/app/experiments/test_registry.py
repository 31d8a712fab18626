"""The registry has each experiment computed once, keeps it, and takes up what was interrupted."""

import asyncio
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.experiments import archive
from app.experiments.records import Record
from app.experiments.registry import Experiments
from app.http.errors import Problem, StoreError, StoreFull
from app.settings import Settings
from app.streams.live import LiveExperiment, State
from engine.descent.race import race
from engine.specs import DescentSpec
from tests.app.support import Gated, described, finished, settings_in, until, use


def small(**changes: Any) -> DescentSpec:
    return described(**changes)


def computed(experiments: Experiments) -> float:
    value = experiments.metrics.registry.get_sample_value
    return value("descentlab_experiments_total", {"status": "succeeded"}) or 0.0


def test_equal_requests_at_once_are_one_computation(settings: Settings) -> None:
    async def scenario(experiments: Experiments) -> None:
        answers = await asyncio.gather(
            *(experiments.submit(small(), f"user {i}") for i in range(20))
        )
        assert len({id(experiment) for _, experiment in answers}) == 1
        await finished(experiments, small().digest)
        assert computed(experiments) == 1

    use(settings, scenario)


def test_a_stored_experiment_is_answered_without_computing(settings: Settings) -> None:
    async def first(experiments: Experiments) -> None:
        _, experiment = await experiments.submit(small(), "me")
        assert experiment is not None
        await finished(experiments, experiment.id)

    async def second(experiments: Experiments) -> None:
        record, experiment = await experiments.submit(small(), "you")
        assert (record.status, experiment) == (State.SUCCEEDED, None)
        replay = await experiments.load(record.id)
        assert replay is not None
        expected = race(small())
        np.testing.assert_array_equal(replay.result().history, expected.history)
        assert replay.endings == expected.endings
        assert (replay.created, replay.finished) == (record.created, record.finished)
        assert computed(experiments) == 0
        assert await experiments.load(record.id) is replay

    use(settings, first)
    use(settings, second)


def test_what_was_interrupted_is_taken_up(settings: Settings, gate: type[Gated]) -> None:
    ids = [small(seed=seed).digest for seed in range(5)]

    async def interrupted(experiments: Experiments) -> None:
        for seed in range(5):
            await experiments.submit(small(seed=seed), "me")

    async def resumed(experiments: Experiments) -> None:
        records = [await finished(experiments, experiment) for experiment in ids]
        assert {record.status for record in records} == {State.SUCCEEDED}
        assert computed(experiments) == 5

    use(settings, interrupted)
    gate.gate.set()
    use(settings.model_copy(update={"max_live": 2}), resumed)


def test_what_is_no_longer_valid_fails(settings: Settings) -> None:
    old = Record("0" * 32, "descent", {"kind": "forgotten"}, State.QUEUED, 0.0, 1.0)

    async def write(experiments: Experiments) -> None:
        await experiments.store.put(old)

    async def read(experiments: Experiments) -> None:
        async def error() -> str | None:
            record = await experiments.store.get(old.id)
            return record.error if record and record.status is State.FAILED else None

        assert "forgotten" in await until(error)
        with pytest.raises(Problem, match="cannot read"):
            await experiments.load(old.id)

    use(settings, write)
    use(settings, read)


def test_a_damaged_history_is_computed_anew(settings: Settings) -> None:
    async def scenario(experiments: Experiments) -> None:
        await experiments.submit(small(), "me")
        record = await finished(experiments, small().digest)
        await experiments.store.put(record, b"rubbish")

    async def after(experiments: Experiments) -> None:
        experiment = await experiments.load(small().digest)
        assert experiment is not None
        await experiment.ended.wait()
        np.testing.assert_array_equal(experiment.result().history, race(small()).history)

    use(settings, scenario)
    use(settings, after)


def test_failures_and_cancellations_are_computed_again(
    settings: Settings, gate: type[Gated], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Gated, steps: int) -> int:
        raise ArithmeticError("broken")

    async def scenario(experiments: Experiments) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(gate, "advance", fail)
            _, broken = await experiments.submit(small(), "me")
            assert broken is not None
            await broken.ended.wait()
            assert (broken.state, broken.error) == (State.FAILED, "ArithmeticError: broken")
        _, again = await experiments.submit(small(), "me")
        assert again is not None
        record = await experiments.cancel(again.id)
        assert record is not None
        assert record.status is State.CANCELLED
        gate.gate.set()
        _, third = await experiments.submit(small(), "me")
        assert third is not None
        await third.ended.wait()
        assert third.state is State.SUCCEEDED
        assert (await finished(experiments, third.id)).status is State.SUCCEEDED

    use(settings, scenario)


def test_what_is_deleted_while_it_runs_stays_deleted(settings: Settings, gate: type[Gated]) -> None:
    async def scenario(experiments: Experiments) -> None:
        _, experiment = await experiments.submit(small(), "me")
        assert experiment is not None
        assert await experiments.delete(experiment.id)
        gate.gate.set()
        await asyncio.sleep(0.2)
        assert await experiments.record(experiment.id) is None
        assert await experiments.store.get(experiment.id) is None
        assert not await experiments.delete(experiment.id)
        assert experiment.state is State.CANCELLED

    use(settings, scenario)


def test_cancelling_reaches_what_is_only_stored(settings: Settings) -> None:
    stored = Record(small().digest, "descent", small().to_dict(), State.QUEUED, 0.0, 1.0)

    async def scenario(experiments: Experiments) -> None:
        await asyncio.gather(*experiments._tasks)
        await experiments.store.put(stored)
        record = await experiments.cancel(stored.id)
        assert record is not None
        assert record.status is State.CANCELLED
        experiment = await experiments.load(stored.id)
        assert experiment is not None
        assert (experiment.state, experiment.done) == (State.CANCELLED, 0)
        assert await experiments.cancel("0" * 32) is None

    use(settings, scenario)


def test_quotas_bound_what_is_live(tmp_path: Path, gate: type[Gated]) -> None:
    async def scenario(experiments: Experiments) -> None:
        for seed in range(2):
            await experiments.submit(small(seed=seed), "me")
        with pytest.raises(Problem, match="of yours") as own:
            await experiments.submit(small(seed=2), "me")
        assert own.value.headers["retry-after"]
        await experiments.submit(small(seed=2), "you")
        with pytest.raises(Problem, match="experiments are waiting"):
            await experiments.submit(small(seed=3), "you")
        assert await experiments.record(small(seed=3).digest) is None
        await experiments.submit(small(seed=0), "me"), "what is live already costs nothing"
        gate.gate.set()

    use(settings_in(tmp_path, max_live=3, session_max_live=2), scenario)


def test_memory_is_bounded_and_the_longest_unused_goes_first(tmp_path: Path) -> None:
    room = 3 * small().size

    async def scenario(experiments: Experiments) -> None:
        for seed in range(3):
            await experiments.submit(small(seed=seed), "me")
            await finished(experiments, small(seed=seed).digest)
        oldest = await experiments.load(small(seed=0).digest)
        assert oldest is not None
        await experiments.submit(small(seed=3), "me")
        await finished(experiments, small(seed=3).digest)
        assert await experiments.load(small(seed=0).digest) is oldest
        oldest.followers = 1
        for seed in range(4, 10):
            await experiments.submit(small(seed=seed), "me")
            await finished(experiments, small(seed=seed).digest)
            assert experiments.shelf.numbers <= room
        assert await experiments.load(small(seed=0).digest) is oldest, "it has a follower"
        with pytest.raises(Problem, match="memory"):
            await experiments.submit(small(steps=1_000), "me")

    use(settings_in(tmp_path, max_live_numbers=room), scenario)


def test_a_result_that_cannot_be_stored_stays_and_is_stored_later(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(archive, "RETRY_PAUSES", (0.05, 0.05))

    async def scenario(experiments: Experiments) -> None:
        put, failures = experiments.store.put, 2

        async def fail(record: Record, history: bytes | None = None) -> None:
            nonlocal failures
            if record.status is State.SUCCEEDED and failures:
                failures -= 1
                raise StoreFull("The disk that holds the experiments is full.")
            await put(record, history)

        monkeypatch.setattr(experiments.store, "put", fail)
        _, experiment = await experiments.submit(small(), "me")
        assert experiment is not None
        await experiment.ended.wait()
        record = await experiments.record(experiment.id)
        assert record is not None
        assert record.status is State.SUCCEEDED
        assert (await finished(experiments, experiment.id)).status is State.SUCCEEDED
        assert failures == 0

    use(settings, scenario)
    assert "full" in caplog.text


def test_what_cannot_be_deleted_stays_as_it_was(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_: str) -> bool:
        raise StoreFull("The disk that holds the experiments is full.")

    async def scenario(experiments: Experiments) -> None:
        _, experiment = await experiments.submit(small(), "me")
        assert experiment is not None
        await experiment.ended.wait()
        monkeypatch.setattr(experiments.store, "delete", fail)
        with pytest.raises(StoreFull):
            await experiments.delete(experiment.id)
        assert await experiments.load(experiment.id) is experiment
        monkeypatch.undo()
        assert await experiments.delete(experiment.id)
        assert await experiments.load(experiment.id) is None

    use(settings, scenario)


def test_an_experiment_that_cannot_be_recorded_is_not_begun(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, gate: type[Gated]
) -> None:
    async def scenario(experiments: Experiments) -> LiveExperiment | None:
        running = (await experiments.submit(small(seed=1), "me"))[1]
        assert running is not None

        async def fail(record: Record, history: bytes | None = None) -> None:
            raise StoreError("The database does not answer at the moment.")

        with monkeypatch.context() as patch:
            patch.setattr(experiments.store, "put", fail)
            with pytest.raises(StoreError):
                await experiments.submit(small(), "me")
        assert [experiment.id for experiment in experiments.shelf.unfinished] == [running.id]
        gate.gate.set()
        await running.ended.wait()
        return running

    assert use(settings, scenario).state is State.SUCCEEDED
