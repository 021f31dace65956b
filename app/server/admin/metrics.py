"""`admin metrics`: the status in the text format of Prometheus, for a node exporter's textfile collector or a cron job.

Names and units follow Prometheus' naming practices: base units, `_total` for what only grows (until a restart).
"""

from collections.abc import Iterator, Mapping

from app.server.admin.office import Answer
from app.values import frozen

PREFIX = "groupchat_"
_QUANTILES = {"p50_ms": "0.5", "p99_ms": "0.99", "longest_ms": "1"}


@frozen
class Metric:
    """One name. `path` leads to its value in the status; where that has parts, `label` names them."""

    name: str
    kind: str
    help: str
    path: str
    label: str = ""
    per: float = 1.0


METRICS = (
    Metric("uptime_seconds", "gauge", "Since the start or the last restart.", "uptime_seconds"),
    Metric("people", "gauge", "People who are here.", "people"),
    Metric("rooms", "gauge", "Rooms, also those where nobody is.", "rooms"),
    Metric("accounts", "gauge", "Accounts.", "accounts"),
    Metric("database_bytes", "gauge", "Size of the database with its log.", "database_bytes"),
    Metric("connections", "gauge", "Open connections by how they came.", "connections_by_kind", "kind"),
    Metric("connections_accepted_total", "counter", "Connections let in.", "connections_accepted"),
    Metric("connections_refused_total", "counter", "Connections not let in.", "connections_refused", "reason"),
    Metric("connections_closed_total", "counter", "Connections that ended.", "connections_closed", "reason"),
    Metric("messages_taken_total", "counter", "Messages and tags that were accepted.", "messages.taken"),
    Metric("messages_delivered_total", "counter", "Copies of them for connections.", "messages.delivered"),
    Metric("received_bytes_total", "counter", "Bytes of commands.", "messages.in_bytes"),
    Metric("sent_bytes_total", "counter", "Bytes written to connections.", "messages.out_bytes"),
    Metric("storage_queue_batches", "gauge", "Batches that wait to be written.", "queues.storage_batches"),
    Metric("requests_in_flight", "gauge", "Commands that wait for the disk or a lookup.", "queues.requests_in_flight"),
    Metric("unsent_bytes", "gauge", "Bytes that wait for readers.", "queues.unsent_bytes"),
    Metric("longest_unsent_bytes", "gauge", "The most that waits for one.", "queues.longest_unsent_bytes"),
    Metric("waiting_commands", "gauge", "Commands that wait their turn.", "queues.waiting_commands"),
    Metric("waiting_bytes", "gauge", "What came behind them.", "queues.waiting_bytes"),
    Metric("throttled_clients", "gauge", "Connections that wait for their flood limit.", "queues.throttled_clients"),
    Metric("commits_total", "counter", "Batches saved.", "commits.count"),
    Metric("commit_seconds", "gauge", "How long saving took, of the last thousand.", "commits", "quantile", 1000),
    Metric("ticks_total", "counter", "Turns of the loop in which something was done.", "ticks.count"),
    Metric("tick_seconds", "gauge", "From what came in to what was sent, of the last thousand.", "ticks", "quantile",
           1000),
    Metric("timer_lag_seconds", "gauge", "How late timers ran, of the last thousand.", "timer_lag", "quantile", 1000),
    Metric("file_connections", "gauge", "Connections that send or fetch files.", "files.connections"),
    Metric("file_requests_total", "counter", "Requests about files.", "files.requests"),
    Metric("file_uploads_total", "counter", "Files that came in.", "files.uploads"),
    Metric("file_uploads_running", "gauge", "Files that are coming in.", "files.uploading"),
    Metric("file_received_bytes_total", "counter", "Bytes of files that came in.", "files.in_bytes"),
    Metric("file_sent_bytes_total", "counter", "Bytes of files that were fetched.", "files.out_bytes"),
    Metric("memory_bytes", "gauge", "Memory in use.", "process.memory_bytes"),
    Metric("open_files", "gauge", "Open descriptors.", "process.open_files"),
    Metric("processor_seconds_total", "counter", "Processor time used.", "process.processor_ms", per=1000),
)


def as_metrics(status: Answer) -> str:
    """The status as Prometheus reads it; of a server that doesn't run, only that it doesn't."""
    assert isinstance(status, dict)
    is_up = bool(status["running"])
    lines = list(_described(Metric("up", "gauge", "Whether the server runs.", ""), [("", int(is_up))]))
    if is_up:
        version = _quoted("version", str(status["version"]))
        lines += _described(Metric("build_info", "gauge", "The version, as a label.", ""), [(version, 1)])
        for metric in METRICS:
            lines += _described(metric, list(_samples(metric, status)))
    return "\n".join(lines)


def _samples(metric: Metric, status: Mapping[str, object]) -> Iterator[tuple[str, float]]:
    found: object = status
    for step in metric.path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    if isinstance(found, dict):
        for name, value in found.items():
            if metric.label != "quantile":
                yield _quoted(metric.label, str(name)), _number(value, metric)
            elif name in _QUANTILES:
                yield _quoted(metric.label, _QUANTILES[name]), _number(value, metric)
    elif found is not None:
        yield "", _number(found, metric)


def _number(value: object, metric: Metric) -> float:
    assert isinstance(value, int | float)
    return value if metric.per == 1.0 else round(value / metric.per, 6)


def _described(metric: Metric, samples: list[tuple[str, float]]) -> Iterator[str]:
    """A name without samples isn't there: a reason that never was can't be known."""
    if samples:
        yield f"# HELP {PREFIX}{metric.name} {metric.help}"
        yield f"# TYPE {PREFIX}{metric.name} {metric.kind}"
        for label, value in samples:
            yield f"{PREFIX}{metric.name}{label} {value}"


def _quoted(label: str, value: str) -> str:
    escaped = value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
    return f'{{{label}="{escaped}"}}'
