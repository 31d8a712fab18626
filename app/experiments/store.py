"""The store: experiments and their results, kept in a SQLite file or in another database by URL.

Every call runs in one thread of its own: SQLite has one writer anyway, and the event loop never
waits.
"""

import asyncio
import logging
import zlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import (
    Connection,
    Engine,
    Row,
    create_engine,
    delete,
    event,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from app.experiments.records import Record
from app.experiments.tables import experiments, histories, migrate, versions
from app.http.errors import StoreError, StoreFull
from app.kinds import Spec
from app.streams.live import UNFINISHED
from engine.lanes import Array

logger = logging.getLogger("descentlab")

T = TypeVar("T")

BUSY_MILLISECONDS = 3_000
# The letter after the last digit of an id.
AFTER_HEX = "g"


def pack(*arrays: Array) -> bytes:
    """A history, and what is kept beside it, as the bytes that are stored."""
    packer = zlib.compressobj(1)
    packed = [packer.compress(np.ascontiguousarray(array, "<f8").tobytes()) for array in arrays]
    return b"".join((*packed, packer.flush()))


def unpack(packed: bytes, spec: Spec) -> Array:
    """The numbers in stored bytes. Raises ValueError when they are not this experiment's."""
    try:
        numbers: Array = np.frombuffer(zlib.decompress(packed), "<f8")
    except zlib.error as error:
        raise ValueError("the stored history is damaged") from error
    spec.split(numbers)
    return numbers


class Store:
    """The database and the thread that talks to it."""

    def __init__(self, url: str) -> None:
        """Connects only when first used; `open` creates the tables."""
        self._url = make_url(url)
        self._thread = ThreadPoolExecutor(1, "descentlab-store")
        self._engine: Engine | None = None

    async def open(self) -> None:
        """Create or update the tables. Raises StoreError."""
        await self._run(lambda _: None)

    def close(self) -> None:
        """Finish what is under way and disconnect."""
        self._thread.shutdown(wait=True)
        if self._engine is not None:
            self._engine.dispose()

    async def get(self, experiment_id: str) -> Record | None:
        """One experiment's record."""
        query = select(experiments).where(experiments.c.id == experiment_id)

        def read(connection: Connection) -> Record | None:
            row = connection.execute(query).one_or_none()
            return None if row is None else Record.from_row(row)

        return await self._run(read)

    async def find(self, prefix: str) -> Record | None:
        """The record whose id begins so; None where there is none or more than one."""
        # A range, unlike a pattern, is looked up in the index of the primary key.
        query = select(experiments).where(
            experiments.c.id >= prefix, experiments.c.id < prefix + AFTER_HEX
        )

        def read(connection: Connection) -> Record | None:
            rows = connection.execute(query.limit(2)).all()
            return Record.from_row(rows[0]) if len(rows) == 1 else None

        return await self._run(read)

    async def history(self, experiment_id: str) -> bytes | None:
        """One experiment's packed history."""
        query = select(histories.c.numbers).where(histories.c.id == experiment_id)
        return await self._run(lambda connection: connection.execute(query).scalar_one_or_none())

    async def put(self, record: Record, history: bytes | None = None) -> None:
        """Write a record, and its history if it has one, in place of what was there."""

        def write(connection: Connection) -> None:
            row = record.to_row()
            changed = connection.execute(
                update(experiments).where(experiments.c.id == record.id).values(row)
            )
            if not changed.rowcount:
                connection.execute(insert(experiments).values(row))
            connection.execute(delete(histories).where(histories.c.id == record.id))
            if history is not None:
                connection.execute(insert(histories).values(id=record.id, numbers=history))

        await self._run(write)

    async def delete(self, experiment_id: str) -> bool:
        """Remove an experiment; whether there was one."""

        def remove(connection: Connection) -> bool:
            connection.execute(delete(histories).where(histories.c.id == experiment_id))
            gone = connection.execute(delete(experiments).where(experiments.c.id == experiment_id))
            return bool(gone.rowcount)

        return await self._run(remove)

    async def page(self, limit: int, after: tuple[float, str] | None) -> list[Record]:
        """The newest experiments, or those older than (created, id)."""
        age = experiments.c.created, experiments.c.id
        query = select(experiments).order_by(*(column.desc() for column in age)).limit(limit)
        if after is not None:
            query = query.where(tuple_(*age) < after)
        return await self._run(lambda connection: records(connection.execute(query)))

    async def unfinished(self) -> list[Record]:
        """What was queued or running when a server last stopped, oldest first."""
        query = (
            select(experiments)
            .where(experiments.c.status.in_([state.value for state in UNFINISHED]))
            .order_by(experiments.c.created)
        )
        return await self._run(lambda connection: records(connection.execute(query)))

    async def check(self) -> None:
        """Make sure that the database can be written. Raises StoreError."""

        def touch(connection: Connection) -> None:
            connection.execute(update(versions).values(version=versions.c.version))

        await self._run(touch)

    async def _run(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._work, work)

    def _work(self, work: Callable[[Connection], T]) -> T:
        try:
            if self._engine is None:
                self._engine = self._connect()
            with self._engine.begin() as connection:
                return work(connection)
        except DBAPIError as error:
            text = str(error.orig).lower()
            if "full" in text or "no space" in text:
                raise StoreFull("The disk that holds the experiments is full.") from error
            logger.warning("the database refuses: %s", error.orig)
            raise StoreError("The database does not answer at the moment.") from error
        except OSError as error:
            raise StoreError(f"The data folder cannot be used: {error.strerror}.") from error

    def _connect(self) -> Engine:
        sqlite = self._url.get_backend_name() == "sqlite"
        if sqlite and self._url.database:
            Path(self._url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(self._url, pool_pre_ping=not sqlite)
        if sqlite:
            event.listen(engine, "connect", _configure_sqlite)
        with engine.begin() as connection:
            migrate(connection)
        return engine


def records(rows: Iterable[Row[Any]]) -> list[Record]:
    """All records in some rows."""
    return [Record.from_row(row) for row in rows]


def _configure_sqlite(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    # With a write-ahead log a reader outside, such as a backup, blocks nobody. A power cut may then
    # lose the last seconds but damages nothing, and what was lost can be computed again.
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
