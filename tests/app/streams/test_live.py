"""A live experiment takes over what is published, never goes back, and wakes its followers."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np

from app.kinds import Event, early_ends
from app.streams.follower import Window, messages
from app.streams.frames import decode
from app.streams.live import LiveExperiment, Progress, State
from engine.descent.race import Race, race
from engine.lanes import Array, Status
from tests.app.support import described, replay

STEPS = 50
SPEC = described(STEPS)


def history(value: float) -> Array:
    return np.full(SPEC.shape, value)


def run(scenario: Callable[[], Awaitable[Any]]) -> Any:
    async def bounded() -> Any:
        async with asyncio.timeout(20):
            return await scenario()

    return asyncio.run(bounded())


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_progress_is_taken_over_on_the_event_loop() -> None:
    async def scenario() -> None:
        experiment = LiveExperiment(SPEC)
        assert experiment.state is State.QUEUED
        experiment.publish(Progress(history(1), 10, []))
        assert experiment.done == 0
        await experiment.grown(0)
        assert (experiment.done, experiment.state) == (10, State.RUNNING)
        assert experiment.progress == 10 / (STEPS + 1)

    run(scenario)


def test_many_publications_wake_followers_few_times() -> None:
    async def scenario() -> int:
        experiment = LiveExperiment(SPEC, interval=60)
        wakes = 0

        async def count() -> None:
            nonlocal wakes
            since = 0
            while experiment.unfinished:
                await experiment.grown(since)
                since = experiment.done
                wakes += 1

        counting = asyncio.create_task(count())
        one = history(1)

        def produce() -> None:
            for done in range(1, STEPS + 1):
                experiment.publish(Progress(one, done, []))
            experiment.succeed(Progress(one, STEPS + 1, []), [])

        await asyncio.to_thread(produce)
        await experiment.ended.wait()
        await counting
        assert experiment.done == STEPS + 1
        return wakes

    assert run(scenario) <= 2


def test_a_repeated_attempt_never_goes_back() -> None:
    async def scenario() -> None:
        experiment = LiveExperiment(SPEC)
        first, second = history(1), history(2)
        event = Event(0, 0, 0, Status.DIVERGED, 5)
        experiment.publish(Progress(first, 30, [event]))
        await settle()
        for done in (1, 20, 30):
            experiment.publish(Progress(second, done, []))
            await settle()
            assert (experiment.done, experiment.history is first) == (30, True)
            assert experiment.events_between(0, 30) == [event]
        experiment.publish(Progress(second, 31, [event]))
        await settle()
        assert (experiment.done, experiment.history is second) == (31, True)

    run(scenario)


def test_nothing_happens_after_the_end() -> None:
    async def scenario() -> None:
        experiment = LiveExperiment(SPEC)
        experiment.end(State.CANCELLED)
        experiment.publish(Progress(history(1), 10, []))
        experiment.succeed(Progress(history(1), STEPS + 1, []), [])
        experiment.fail("too late")
        await settle()
        assert (experiment.state, experiment.done, experiment.error) == (State.CANCELLED, 0, None)
        assert experiment.ended.is_set()

    run(scenario)


def test_a_producer_may_outlive_the_event_loop() -> None:
    async def scenario() -> LiveExperiment:
        return LiveExperiment(SPEC)

    experiment = run(scenario)
    experiment.publish(Progress(history(1), 10, []))
    experiment.fail("nobody hears this")


def test_followers_at_the_same_row_share_one_frame() -> None:
    async def scenario() -> None:
        experiment = replay(SPEC)
        assert experiment.frame(0, 10) is experiment.frame(0, 10)
        assert experiment.frame(0, 10) != experiment.frame(0, 11)

    run(scenario)


def test_any_pace_gives_every_row_once_and_every_event_in_time() -> None:
    runs = [{"optimizer": "gd", "hyperparameters": {"lr": 0.2 + 0.1 * i}} for i in range(4)]
    wild = described(300, runs=runs)
    whole = race(wild)

    async def scenario() -> None:
        experiment = LiveExperiment(wild)
        runner = Race(wild)
        pace = np.random.RandomState(0)

        def produce() -> None:
            while not runner.finished:
                runner.advance(pace.randint(1, 40))
                experiment.publish(Progress(runner.history, runner.done, runner.events))
                threading.Event().wait(0.002)
            experiment.succeed(Progress(runner.history, runner.done, runner.events), runner.endings)

        async def read(window: Window | None, since: int) -> tuple[int, list[int]]:
            steps: list[int] = []
            async for message in messages(experiment, since, window):
                if isinstance(message, bytes):
                    first, rows = decode(message)
                    assert first == since
                    np.testing.assert_array_equal(
                        rows, whole.history[first : first + len(rows)].astype(np.float32)
                    )
                    assert all(step < first + len(rows) for step in steps)
                    since += len(rows)
                    await asyncio.sleep(0.003 * (since % 3))
                    if window is not None:
                        window.acknowledge(since)
                elif isinstance(message, dict) and message["type"] == "event":
                    assert message["step"] >= since
                    steps.append(message["step"])
            return since, steps

        readers = [
            asyncio.create_task(read(Window(window, 9.0) if window else None, since))
            for window in (None, 1, 3)
            for since in (0, 100)
        ]
        await asyncio.to_thread(produce)
        events = [event.step for event in early_ends(wild, whole.endings)]
        assert events
        for reader, since in zip(readers, (0, 100) * 3, strict=True):
            assert await reader == (301, [step for step in events if step >= since])

    run(scenario)


def test_a_stream_that_is_hung_up_has_no_end() -> None:
    async def scenario() -> list[str]:
        experiment = LiveExperiment(SPEC)
        experiment.publish(Progress(history(1), 10, []))
        kinds = []
        async for message in messages(experiment, 0, None):
            kinds.append(message["type"] if isinstance(message, dict) else "frame")
            if kinds[-1] == "frame":
                experiment.hang_up()
        return kinds

    assert run(scenario) == ["hello", "frame"]
