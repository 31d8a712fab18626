"""Metrics: counters and gauges for Prometheus, in a registry of each application's own."""

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

__all__ = ["CONTENT_TYPE_LATEST", "Metrics"]


class Metrics:
    """What is counted."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "descentlab_requests", "HTTP responses.", ("method", "status"), registry=self.registry
        )
        self.experiments = Counter(
            "descentlab_experiments", "Experiments that ended.", ("status",), registry=self.registry
        )
        self.stored = Counter(
            "descentlab_stored_answers",
            "Experiments answered from the store without computing.",
            registry=self.registry,
        )
        self.rows = Counter("descentlab_rows", "Steps computed.", registry=self.registry)
        self.frames = Counter("descentlab_frames", "Frames sent.", registry=self.registry)
        self.bytes = Counter(
            "descentlab_frame_bytes", "Bytes in frames sent.", registry=self.registry
        )
        self.followers = Gauge("descentlab_followers", "Open streams.", registry=self.registry)
        self.live = Gauge(
            "descentlab_live_experiments", "Experiments queued or running.", registry=self.registry
        )
        self.numbers = Gauge(
            "descentlab_live_numbers",
            "Numbers in histories held in memory.",
            registry=self.registry,
        )
        self.deaths = Counter(
            "descentlab_worker_deaths",
            "Worker processes that died at work.",
            registry=self.registry,
        )

    def render(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self.registry)
