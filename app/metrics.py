"""Metrics: counters and gauges for Prometheus, in a registry of each application's own."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

__all__ = ["CONTENT_TYPE_LATEST", "Metrics"]


class Sent(Collector):
    """Frames sent and their bytes: plain numbers, counted thousands of times a second."""

    def __init__(self) -> None:
        self.frames = self.bytes = 0

    def add(self, size: int) -> None:
        """Count a frame."""
        self.frames += 1
        self.bytes += size

    def collect(self) -> Iterator[Metric]:
        """The two counters as Prometheus wants them."""
        yield CounterMetricFamily("descentlab_frames", "Frames sent.", self.frames)
        yield CounterMetricFamily("descentlab_frame_bytes", "Bytes in frames sent.", self.bytes)


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
        self.sent = Sent()
        self.registry.register(self.sent)
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
