"""Tables: what the store keeps, in SQL that SQLite and PostgreSQL both take.

The schema has a version. A new database gets the tables below; an older one is brought up to them
by one function of UPGRADES for each version it lacks, so that no experiment is lost.
"""

import hashlib
import json
from collections.abc import Callable

from sqlalchemy import (
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from app.http.errors import StoreError

metadata = MetaData()

versions = Table("schema_version", metadata, Column("version", Integer, nullable=False))

experiments = Table(
    "experiments",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("spec", Text, nullable=False),
    Column("status", String(20), nullable=False),
    Column("progress", Float(53), nullable=False),
    Column("created", Float(53), nullable=False),
    Column("started", Float(53)),
    Column("finished", Float(53)),
    Column("engine", String(40)),
    Column("endings", Text),
    Column("error", Text),
    Index("experiments_by_age", "created", "id"),
    Index("experiments_by_status", "status"),
)

histories = Table(
    "histories",
    metadata,
    Column("id", String(32), ForeignKey("experiments.id", ondelete="CASCADE"), primary_key=True),
    Column("numbers", LargeBinary, nullable=False),
)


def name_l2_divisor(connection: Connection) -> None:
    """Trainings with L2 say that it is divided by the mini-batch, which was the only way.

    What an experiment says makes its id, so they get new ones.
    """
    trainings = select(experiments).where(experiments.c.kind == "training")
    for row in connection.execute(trainings).all():
        spec = json.loads(row.spec)
        if not spec["l2"] or "l2_over" in spec:
            continue
        spec["l2_over"] = "batch"
        canonical = json.dumps(spec, sort_keys=True, separators=(",", ":"))
        digest = hashlib.sha256(canonical.encode()).hexdigest()[:32]
        values = row._asdict() | {"id": digest, "spec": json.dumps(spec)}
        connection.execute(insert(experiments).values(values))
        connection.execute(update(histories).where(histories.c.id == row.id).values(id=digest))
        connection.execute(delete(experiments).where(experiments.c.id == row.id))


UPGRADES: tuple[Callable[[Connection], None], ...] = (name_l2_divisor,)
VERSION = 1 + len(UPGRADES)


def migrate(connection: Connection) -> None:
    """Bring the database up to date. Raises StoreError when a newer program wrote it."""
    metadata.create_all(connection, tables=[versions])
    version = connection.execute(select(versions.c.version)).scalar_one_or_none()
    if version is None:
        metadata.create_all(connection)
        connection.execute(insert(versions).values(version=VERSION))
        return
    if version > VERSION:
        raise StoreError(
            f"The database has schema version {version}; this program knows {VERSION}."
        )
    for upgrade in UPGRADES[version - 1 :]:
        upgrade(connection)
    connection.execute(update(versions).values(version=VERSION))
