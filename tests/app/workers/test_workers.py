"""Worker processes may die; their experiments do not."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.streams.live import LiveExperiment, State
from app.workers.pool import ONE_THREAD, Workers, one_blas_thread
from app.workers.shared_memory import SharedHistory, allocate
from engine.descent.race import race
from tests.app.support import PATIENCE, described

LONG = described(40_000, seed=1, gradient_noise=0.1)
ENDLESS = described(900_000, runs=[{"optimizer": "adam"}])


class Deaths:
    """Counts the workers that died."""

    count = 0

    def __call__(self) -> None:
        self.count += 1


@pytest.fixture
def deaths() -> Deaths:
    return Deaths()


@pytest.fixture
def workers(deaths: Deaths) -> Iterator[Workers]:
    pool = Workers(1, 3, deaths)
    yield pool
    pids = pool.pids
    pool.close()
    assert all(not is_running(pid) for pid in pids)


def is_running(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def run(scenario: Callable[[], Awaitable[Any]]) -> Any:
    async def bounded() -> Any:
        async with asyncio.timeout(PATIENCE):
            return await scenario()

    return asyncio.run(bounded())


def test_a_worker_computes_what_a_thread_would(workers: Workers, deaths: Deaths) -> None:
    async def scenario() -> LiveExperiment:
        experiment = LiveExperiment(LONG)
        workers.submit(experiment)
        await experiment.ended.wait()
        return experiment

    experiment = run(scenario)
    expected = race(LONG)
    assert experiment.state is State.SUCCEEDED
    assert experiment.history is not None
    np.testing.assert_array_equal(experiment.history, expected.history)
    assert experiment.endings == expected.endings
    assert deaths.count == 0
    assert os.getpriority(os.PRIO_PROCESS, workers.pids[0]) == 10


def test_a_killed_worker_is_replaced_and_followers_see_no_gap(
    workers: Workers, deaths: Deaths
) -> None:
    async def scenario() -> tuple[LiveExperiment, list[int]]:
        experiment = LiveExperiment(LONG)
        workers.submit(experiment)
        seen = [0]
        for _ in range(2):
            await experiment.grown(seen[-1])
            seen.append(experiment.done)
            pid = workers.pids[0]
            os.kill(pid, signal.SIGKILL)
            while workers.pids[0] == pid:
                await asyncio.sleep(0.01)
                seen.append(experiment.done)
        while experiment.unfinished:
            await experiment.grown(seen[-1])
            seen.append(experiment.done)
        return experiment, seen

    experiment, seen = run(scenario)
    assert experiment.state is State.SUCCEEDED
    assert seen == sorted(seen), "no step back"
    assert deaths.count == 2
    assert experiment.history is not None
    np.testing.assert_array_equal(experiment.history, race(LONG).history)


def test_an_idle_worker_that_dies_is_replaced(workers: Workers) -> None:
    async def scenario() -> None:
        for _ in range(2):
            experiment = LiveExperiment(described(50))
            workers.submit(experiment)
            await experiment.ended.wait()
            assert experiment.state is State.SUCCEEDED
            os.kill(workers.pids[0], signal.SIGKILL)

    run(scenario)


def test_what_kills_every_worker_fails_in_the_end(workers: Workers, deaths: Deaths) -> None:
    async def scenario() -> LiveExperiment:
        experiment = LiveExperiment(ENDLESS)
        workers.submit(experiment)
        killed: set[int] = set()
        while experiment.unfinished:
            for pid in set(workers.pids) - killed:
                if is_running(pid):
                    os.kill(pid, signal.SIGKILL)
                    killed.add(pid)
            await asyncio.sleep(0.01)
        return experiment

    experiment = run(scenario)
    assert (experiment.state, experiment.error) == (State.FAILED, "its worker process died 3 times")
    assert deaths.count == 3


def test_a_cancelled_experiment_frees_its_worker(workers: Workers, deaths: Deaths) -> None:
    async def scenario() -> tuple[int, int]:
        first = LiveExperiment(ENDLESS)
        waiting = LiveExperiment(described(800_000))
        last = LiveExperiment(described(50))
        for experiment in (first, waiting, last):
            workers.submit(experiment)
        await first.grown(0)
        pid = workers.pids[0]
        waiting.end(State.CANCELLED)
        first.end(State.CANCELLED)
        await last.ended.wait()
        assert last.state is State.SUCCEEDED
        assert waiting.history is None
        return pid, workers.pids[0]

    before, after = run(scenario)
    assert before == after
    assert deaths.count == 0


def test_closing_ends_processes_in_the_middle_of_their_work(deaths: Deaths) -> None:
    pool = Workers(2, 3, deaths)

    async def scenario() -> list[LiveExperiment]:
        experiments = [LiveExperiment(ENDLESS), LiveExperiment(described(900_000))]
        for experiment in experiments:
            pool.submit(experiment)
            await experiment.grown(0)
        return experiments

    experiments = run(scenario)
    pids = pool.pids
    assert len(pids) == 2
    pool.close()
    assert not any(is_running(pid) for pid in pids)
    assert all(experiment.unfinished for experiment in experiments), (
        "they are taken up at the next start"
    )
    assert deaths.count == 0


def test_shared_memory_has_no_name_and_goes_with_its_last_array() -> None:
    spec = described(10)
    descriptor = allocate(spec.size)
    mine, other = SharedHistory(descriptor, spec), SharedHistory(descriptor, spec)
    assert os.fstat(descriptor).st_nlink == 0, "no folder has an entry of it"
    os.close(descriptor)
    mine.history[3, 1] = 7
    assert (other.history[3, 1] == 7).all()
    assert not other.stopped
    mine.stop()
    assert other.stopped


def test_children_get_one_blas_thread_and_we_keep_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ONE_THREAD[0], "7")
    monkeypatch.delenv(ONE_THREAD[1], raising=False)
    with one_blas_thread():
        assert all(os.environ[name] == "1" for name in ONE_THREAD)
    assert os.environ[ONE_THREAD[0]] == "7"
    assert ONE_THREAD[1] not in os.environ
