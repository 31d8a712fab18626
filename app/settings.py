"""Settings: what an operator may change, each from an environment variable `DESCENTLAB_<NAME>`."""

import os
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

HOST_PATTERN = re.compile(r"(\*\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")
ANCESTOR = re.compile(r"'self'|'none'|[a-z][a-z0-9+.-]*:|([a-z][a-z0-9+.-]*://)?[a-z0-9*.:\[\]-]+")
ROOT_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*")
OWN_PATHS = ("/api", "/assets", "/docs", "/static")


def default_data_dir() -> Path:
    """The user's own data folder, as the XDG base directory specification has it."""
    home = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(home).expanduser() / "descentlab"


def default_workers() -> int:
    """One core stays free for the event loop."""
    return max(1, (os.cpu_count() or 2) - 1)


class Settings(BaseSettings):
    """Everything adjustable; times in seconds, sizes in bytes."""

    model_config = SettingsConfigDict(env_prefix="DESCENTLAB_", frozen=True, extra="ignore")

    data_dir: Path = Field(
        default_factory=default_data_dir, description="The folder that holds the database."
    )
    database_url: str | None = Field(
        None, description="An SQLAlchemy URL to use instead of the SQLite file in the data folder."
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Host names to answer to besides loopback names, IP addresses and this "
        "machine's own name, comma separated; *.example.org stands for all names below it.",
    )
    frame_ancestors: str = Field(
        "'self'", description="Who may embed the pages: the sources of CSP's frame-ancestors."
    )
    root_path: str = Field(
        "", description="The prefix under which a proxy publishes the server, such as /lab."
    )
    forwarded_allow_ips: str = Field(
        "127.0.0.1", description="Proxies whose X-Forwarded-Proto and -For headers are trusted."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning", description="How much is logged."
    )

    max_body_size: int = Field(1_000_000, ge=1, description="The largest request body.")
    body_timeout: float = Field(
        20.0, gt=0, description="How long a request body may take to arrive."
    )
    creations_per_minute: int = Field(
        6_000,
        ge=1,
        description="Experiments and formulas accepted per minute from everybody together.",
    )
    session_creations_per_minute: int = Field(
        600, ge=1, description="Experiments and formulas accepted per minute from one session."
    )
    max_live: int = Field(256, ge=1, description="Experiments queued or running at once.")
    session_max_live: int = Field(32, ge=1, description="Experiments of one session at once.")
    max_live_numbers: int = Field(
        32_000_000, ge=1, description="Numbers, of 8 bytes each, in all histories held in memory."
    )
    max_kept: int = Field(
        256, ge=1, description="Experiments that are over but kept in memory, if there is room."
    )
    max_followers: int = Field(2_000, ge=1, description="Streams open at once.")

    threads: int = Field(2, ge=1, description="Threads for short descents.")
    workers: int = Field(
        default_factory=default_workers, ge=1, description="Processes for longer work."
    )
    thread_budget: int = Field(
        25_000, ge=0, description="Steps × trajectories up to which an experiment is short."
    )
    worker_attempts: int = Field(
        3, ge=1, description="How often an experiment is tried whose worker process dies."
    )

    frame_interval: float = Field(
        1 / 60, ge=0, description="The least time between two frames of a running experiment."
    )
    window: int = Field(
        8, ge=1, description="Frames sent to a follower before it has to acknowledge one."
    )
    stall_timeout: float = Field(
        60.0, gt=0, description="How long a follower may stop reading before it is closed."
    )
    idle_timeout: float = Field(
        900.0,
        gt=0,
        description="How long a follower that still reads may go without acknowledging.",
    )
    stream_timeout: float = Field(
        21_600.0, gt=0, description="How long one stream may last; the client then reconnects."
    )
    heartbeat: float = Field(
        15.0, gt=0, description="The time between signs of life on a silent event stream."
    )
    max_wait: float = Field(60.0, ge=0, description="The longest that Prefer: wait is honored.")
    shutdown_timeout: int = Field(
        2, ge=1, description="How long requests may take to finish once the server is stopped."
    )

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def split_hosts(cls, value: object) -> object:
        """Read the comma-separated form, too."""
        hosts = value.split(",") if isinstance(value, str) else value
        if not isinstance(hosts, list | tuple):
            return hosts
        return tuple(str(host).strip().lower().rstrip(".") for host in hosts if str(host).strip())

    @field_validator("allowed_hosts")
    @classmethod
    def check_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse what could never match, such as a URL or a name with a port."""
        for host in value:
            if not HOST_PATTERN.fullmatch(host):
                raise ValueError(f"{host!r} is no host name; write example.org or *.example.org")
        return value

    @field_validator("frame_ancestors")
    @classmethod
    def check_ancestors(cls, value: str) -> str:
        """Refuse what would end the directive or the header."""
        sources = value.split()
        if (
            not value.isprintable()
            or not sources
            or not all(ANCESTOR.fullmatch(source) for source in sources)
        ):
            raise ValueError("expected sources such as 'self' https://example.org")
        return " ".join(sources)

    @field_validator("root_path")
    @classmethod
    def check_root_path(cls, value: str) -> str:
        """Normalize the prefix and refuse one that the server's own paths begin with."""
        path = value.rstrip("/")
        if not ROOT_PATH.fullmatch(path):
            raise ValueError("expected a path such as /lab")
        if any(path == own or path.startswith(f"{own}/") for own in OWN_PATHS):
            raise ValueError(f"{path} is a path of the server itself; choose another prefix")
        return path

    @property
    def database(self) -> str:
        """The database's SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.data_dir / 'descentlab.sqlite'}"
