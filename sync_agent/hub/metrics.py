"""What a hub counts, for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_QUICK = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)
_OURS = "bakeline_hub"


class Metrics:
    """The counts of one hub, in a registry of its own: two hubs in a process do not add up."""

    def __init__(self) -> None:
        """All at zero."""
        self.registry = CollectorRegistry()
        made = {"registry": self.registry, "namespace": "bakeline_hub"}
        self.exchanges = Counter("exchanges", "Exchanges by HTTP status", ["status"], **made)  # type: ignore[arg-type]
        self.commands = Counter("commands", "Commands by their final word", ["status"], **made)  # type: ignore[arg-type]
        self.rows = Counter("rows_sent", "Rows sent to nodes below", **made)  # type: ignore[arg-type]
        self.resets = Counter("resets", "Whole snapshots sent", **made)  # type: ignore[arg-type]
        self.forks = Counter("forks", "Chains found forked", **made)  # type: ignore[arg-type]
        self.seconds = Histogram("exchange_seconds", "Of an exchange", buckets=_QUICK, **made)  # type: ignore[arg-type]
        self.silent = Gauge("upstream_silent_seconds", "Since the hub above answered", **made)  # type: ignore[arg-type]
        self.tidied = Counter("tidied_rows", "What the night's work let go", ["what"], **made)  # type: ignore[arg-type]
        self.night = Gauge("night_done_timestamp", "When this process did the night's work last", **made)  # type: ignore[arg-type]
        self.nights_failed = Counter("nights_failed", "Nights whose work failed, to be done again", **made)  # type: ignore[arg-type]
        self.forecasts_failed = Counter("forecasts_failed", "Processes of forecasts that failed", **made)  # type: ignore[arg-type]
        self.calls = Counter("calls", "Calls by route, and whether we failed", ["route", "ok"], **made)  # type: ignore[arg-type]
        self.call_seconds = Histogram("call_seconds", "Of a call", ["route"], buckets=_QUICK, **made)  # type: ignore[arg-type]
        self.inbox = Gauge("inbox_waiting", "Webhooks that are not taken in yet", **made)  # type: ignore[arg-type]
        self.inbox_oldest = Gauge("inbox_oldest_seconds", "Since the oldest of them came", **made)  # type: ignore[arg-type]
        self.awaited = Gauge("awaited_nodes", "After a restore: who has not pushed again yet", **made)  # type: ignore[arg-type]
