"""Worker processes may die; their experiments do not."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.streams.live import Session, State
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
    async def scenario() -> Session:
        session = Session(LONG)
        workers.submit(session)
        await session.ended.wait()
        return session

    session = run(scenario)
    expected = race(LONG)
    assert session.state is State.SUCCEEDED
    assert session.history is not None
    np.testing.assert_array_equal(session.history, expected.history)
    assert session.endings == expected.endings
    assert deaths.count == 0
    assert os.getpriority(os.PRIO_PROCESS, workers.pids[0]) == 10


def test_a_killed_worker_is_replaced_and_followers_see_no_gap(
    workers: Workers, deaths: Deaths
) -> None:
    async def scenario() -> tuple[Session, list[int]]:
        session = Session(LONG)
        workers.submit(session)
        seen = [0]
        for _ in range(2):
            await session.grown(seen[-1])
            seen.append(session.done)
            pid = workers.pids[0]
            os.kill(pid, signal.SIGKILL)
            while workers.pids[0] == pid:
                await asyncio.sleep(0.01)
                seen.append(session.done)
        while session.live:
            await session.grown(seen[-1])
            seen.append(session.done)
        return session, seen

    session, seen = run(scenario)
    assert session.state is State.SUCCEEDED
    assert seen == sorted(seen), "no step back"
    assert deaths.count == 2
    assert session.history is not None
    np.testing.assert_array_equal(session.history, race(LONG).history)


def test_an_idle_worker_that_dies_is_replaced(workers: Workers) -> None:
    async def scenario() -> None:
        for _ in range(2):
            session = Session(described(50))
            workers.submit(session)
            await session.ended.wait()
            assert session.state is State.SUCCEEDED
            os.kill(workers.pids[0], signal.SIGKILL)

    run(scenario)


def test_what_kills_every_worker_fails_in_the_end(workers: Workers, deaths: Deaths) -> None:
    async def scenario() -> Session:
        session = Session(ENDLESS)
        workers.submit(session)
        killed: set[int] = set()
        while session.live:
            for pid in set(workers.pids) - killed:
                if is_running(pid):
                    os.kill(pid, signal.SIGKILL)
                    killed.add(pid)
            await asyncio.sleep(0.01)
        return session

    session = run(scenario)
    assert (session.state, session.error) == (State.FAILED, "its worker process died 3 times")
    assert deaths.count == 3


def test_a_cancelled_experiment_frees_its_worker(workers: Workers, deaths: Deaths) -> None:
    async def scenario() -> tuple[int, int]:
        first = Session(ENDLESS)
        waiting = Session(described(800_000))
        last = Session(described(50))
        for session in (first, waiting, last):
            workers.submit(session)
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

    async def scenario() -> list[Session]:
        sessions = [Session(ENDLESS), Session(described(900_000))]
        for session in sessions:
            pool.submit(session)
            await session.grown(0)
        return sessions

    sessions = run(scenario)
    pids = pool.pids
    assert len(pids) == 2
    pool.close()
    assert not any(is_running(pid) for pid in pids)
    assert all(session.live for session in sessions), "they are taken up at the next start"
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
