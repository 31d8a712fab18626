"""The store keeps experiments over restarts, and says what is wrong when it cannot."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.experiments import store as stores
from app.experiments.records import Record
from app.experiments.store import Store, pack, unpack
from app.http.errors import StoreError, StoreFull
from app.streams.live import State
from engine.descent.race import race
from engine.lanes import Status
from engine.results import Ending
from engine.specs import from_dict
from tests.app.support import described


def record(number: int, status: State = State.SUCCEEDED, **changes: Any) -> Record:
    values: dict[str, Any] = {
        "id": f"{number:032x}",
        "kind": "descent",
        "spec": {"steps": number, "label": "naïve 梯度"},
        "status": status,
        "progress": 0.5,
        "created": 1_700_000_000 + number / 7,
        "endings": (Ending(Status.LEFT_DOMAIN, 3, (-1.25, 0.1)), Ending(Status.FINISHED, None)),
    }
    return Record(**values | changes)


def use(path: Path, scenario: Callable[[Store], Awaitable[None]]) -> None:
    async def bounded() -> None:
        store = Store(f"sqlite:///{path}")
        try:
            async with asyncio.timeout(30):
                await scenario(store)
        finally:
            store.close()

    asyncio.run(bounded())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "lab.sqlite"


def test_what_is_put_is_there_after_a_restart(path: Path) -> None:
    async def write(store: Store) -> None:
        await store.put(record(1, State.QUEUED))
        await store.put(record(1), b"numbers")
        await store.put(record(2, State.FAILED, error="it failed"))

    async def read(store: Store) -> None:
        assert await store.get(record(1).id) == record(1)
        assert await store.history(record(1).id) == b"numbers"
        assert await store.get(record(2).id) == record(2, State.FAILED, error="it failed")
        assert await store.history(record(2).id) is None
        assert await store.get(record(3).id) is None
        assert await store.delete(record(1).id)
        assert not await store.delete(record(1).id)
        assert await store.history(record(1).id) is None
        await store.check()

    use(path, write)
    use(path, read)


def test_endings_stored_before_they_told_what_was_tried_are_read(path: Path) -> None:
    async def write(store: Store) -> None:
        await store.put(record(1), b"numbers")

    async def read(store: Store) -> None:
        found = await store.get(record(1).id)
        assert found is not None
        assert found.endings == (Ending(Status.DIVERGED, 3), Ending(Status.FINISHED, None))

    use(path, write)
    with sqlite3.connect(path) as connection:
        old = '[["diverged", 3], ["finished", null]]'
        assert connection.execute("UPDATE experiments SET endings = ?", (old,)).rowcount == 1
    connection.close()
    use(path, read)


def test_pages_are_newest_first_and_overlap_nowhere(path: Path) -> None:
    async def scenario(store: Store) -> None:
        for number in range(7):
            await store.put(record(number, created=1_700_000_000.1 + number // 2))
        seen: list[str] = []
        after = None
        while page := await store.page(2, after):
            seen += [item.id for item in page]
            after = page[-1].created, page[-1].id
        assert seen == [record(number).id for number in reversed(range(7))]

    use(path, scenario)


def test_the_unfinished_are_found_oldest_first(path: Path) -> None:
    async def scenario(store: Store) -> None:
        for number, status in enumerate(State):
            await store.put(record(9 - number, status))
        found = [item.status for item in await store.unfinished()]
        assert found == [State.RUNNING, State.QUEUED]

    use(path, scenario)


def test_histories_come_back_bit_for_bit() -> None:
    wild = described(60, runs=[{"optimizer": "gd", "hyperparameters": {"lr": 0.5}}])
    history = race(wild).history
    assert np.isnan(history).any()
    assert unpack(pack(history), wild).tobytes() == history.tobytes()


@pytest.mark.parametrize("packed", [b"", b"rubbish", pack(np.zeros((3, 1, 4)))])
def test_a_damaged_history_is_noticed(packed: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - zlib's and NumPy's own wording
        unpack(packed, described(60))


def test_a_locked_database_is_an_error_and_no_wait_for_ever(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "BUSY_MILLISECONDS", 50)

    async def scenario(store: Store) -> None:
        await store.put(record(1))
        other = sqlite3.connect(path)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="does not answer"):
            await store.put(record(2))
        with pytest.raises(StoreError):
            await store.check()
        assert await store.get(record(1).id) == record(1), "reading goes on"
        other.rollback()
        other.close()
        await store.put(record(2))

    use(path, scenario)


def test_a_full_disk_is_an_error_of_its_own(path: Path) -> None:
    async def scenario(store: Store) -> None:
        await store.put(record(1), b"small")

        def fill(connection: Any) -> None:
            connection.exec_driver_sql("PRAGMA max_page_count = 20")

        await store._run(fill)
        with pytest.raises(StoreFull, match="full"):
            await store.put(record(2), bytes(1_000_000))
        assert await store.get(record(2).id) is None
        assert await store.history(record(1).id) == b"small"

    use(path, scenario)


def test_a_folder_that_cannot_be_used_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    async def scenario(store: Store) -> None:
        with pytest.raises(StoreError):
            await store.get(record(1).id)

    use(tmp_path / "file" / "lab.sqlite", scenario)


def test_a_file_that_is_no_database_is_an_error(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database, but long enough to be looked at" * 100)

    async def scenario(store: Store) -> None:
        with pytest.raises(StoreError):
            await store.get(record(1).id)

    use(path, scenario)


def test_a_newer_database_is_left_alone(path: Path) -> None:
    async def scenario(store: Store) -> None:
        await store.put(record(1))

    use(path, scenario)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE schema_version SET version = 99")
    connection.close()

    async def refused(store: Store) -> None:
        with pytest.raises(StoreError, match="99"):
            await store.get(record(1).id)

    use(path, refused)


def test_trainings_from_before_l2_had_a_divisor_keep_their_numbers_and_say_theirs(
    path: Path,
) -> None:
    """L2 was divided by the mini-batch: they say so now, and have the id of what they say."""
    base = {
        "kind": "training",
        "dataset": "moons",
        "network": {"layers": [2, 3, 1]},
        "epochs": 3,
        "runs": [{"optimizer": "gd"}],
    }
    free, course = from_dict(base), from_dict(base | {"l2": 0.5, "l2_over": "batch"})
    old = course.to_dict()
    del old["l2_over"]
    stored = record(1, id="a" * 32, kind="training", spec=old)
    plain = record(2, id=free.digest, kind="training", spec=free.to_dict())

    async def write(store: Store) -> None:
        await store.put(stored, b"numbers")
        await store.put(plain, b"others")
        await store.put(record(3))

    use(path, write)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE schema_version SET version = 1")
    connection.close()

    async def read(store: Store) -> None:
        assert await store.get(stored.id) is None
        found = await store.get(course.digest)
        assert found == replace(stored, id=course.digest, spec=course.to_dict())
        assert await store.history(course.digest) == b"numbers"
        assert await store.get(plain.id) == plain
        assert await store.history(plain.id) == b"others"
        assert await store.get(record(3).id) == record(3)

    use(path, read)
    use(path, read)
