"""Health routes: whether the server lives, whether it is ready, and what it counts."""

import shutil
from typing import Any

from fastapi import APIRouter, Response

from app.deps import ExperimentsDep, MetricsDep, SettingsDep, ThreadsDep
from app.http.errors import Problem, StoreError
from app.metrics import CONTENT_TYPE_LATEST
from app.schemas import problems, success

router = APIRouter(tags=["health"])

LEAST_FREE = 10_000_000


@router.get(
    "/healthz",
    operation_id="health",
    summary="Whether the server lives",
    responses=success({"status": "ok"}, "It answers."),
)
async def healthz() -> dict[str, str]:
    """Nothing is checked but that the event loop runs."""
    return {"status": "ok"}


@router.get(
    "/readyz",
    operation_id="readiness",
    summary="Whether the server can do its work",
    responses=success({"status": "ok", "checks": {"database": "ok"}}, "It can.") | problems(503),
)
async def readyz(
    experiments: ExperimentsDep, threads: ThreadsDep, settings: SettingsDep
) -> dict[str, Any]:
    """The database takes writes, the disk has room, threads and workers serve."""
    checks = {"compute": "ok" if experiments.compute.healthy else "a worker's thread has ended"}
    try:
        await experiments.store.check()
        checks["database"] = "ok"
    except StoreError as error:
        checks["database"] = str(error)
    if settings.database_url is None:
        free = await threads.short(free_space, settings)
        checks["disk"] = "ok" if free >= LEAST_FREE else f"{free:,} bytes are free"
    failed = [name for name, result in checks.items() if result != "ok"]
    if failed:
        raise Problem(503, f"Not ready: {', '.join(failed)}.", kind="not-ready", checks=checks)
    return {"status": "ok", "checks": checks}


def free_space(settings: Any) -> int:
    """The bytes that are free where the data folder is."""
    try:
        return shutil.disk_usage(settings.data_dir).free
    except OSError:
        return 0


@router.get(
    "/metrics",
    operation_id="metrics",
    summary="Counters for Prometheus",
    response_class=Response,
    responses={
        200: {
            "description": "Prometheus' text format.",
            "content": {"text/plain": {"example": "descentlab_followers 3.0\n"}},
        }
    },
)
async def metrics(metrics: MetricsDep) -> Response:
    """Requests, experiments, followers, frames, memory, worker deaths."""
    return Response(metrics.render(), headers={"content-type": CONTENT_TYPE_LATEST})
