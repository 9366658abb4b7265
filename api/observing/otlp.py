"""Traces and figures by OpenTelemetry's protocol, to one collector; no global state is touched."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from opentelemetry import context, trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

from api.http.pools import Worked
from api.observing.settings import Observing
from api.observing.standing import NAMES
from api.observing.watching import Answered, Figure

_SCOPE: Final = "thidin"
_REQUEST: Final = "request"
_FAILED: Final = 500


class Otlp:
    """Tells a collector. Names are those of OpenTelemetry's conventions for HTTP.

    Where a trace came from is not read from the request: a stranger could have all of theirs
    traced, which takes most of the service's time.
    """

    def __init__(self, *, spans: SpanExporter, figures: MetricReader, traced_one_in: int) -> None:
        resource = Resource.create(
            {"service.name": _SCOPE, "service.instance.id": secrets.token_hex(8)}
        )
        sampler = ParentBased(TraceIdRatioBased(1 / traced_one_in))
        self._traces = TracerProvider(sampler=sampler, resource=resource)
        self._traces.add_span_processor(BatchSpanProcessor(spans))
        self._figures = MeterProvider([figures], resource=resource)
        self._tracer = self._traces.get_tracer(_SCOPE)
        self._meter = self._figures.get_meter(_SCOPE)
        self._seconds = self._meter.create_histogram(
            "http.server.request.duration", "s", "Requests answered, by the route's pattern."
        )

    @contextmanager
    def request(self) -> Iterator[None]:
        """Have a span around a request; its name is known when it is answered."""
        span = self._tracer.start_span(_REQUEST, kind=trace.SpanKind.SERVER)
        token = context.attach(trace.set_span_in_context(span))
        try:
            yield
        finally:
            context.detach(token)
            span.end()

    def answered(self, what: Answered) -> None:
        """Name the span and count the request."""
        named: dict[str, str | int] = {
            "http.request.method": what.method,
            "http.route": what.route,
            "http.response.status_code": what.status,
        }
        self._seconds.record(what.seconds, named)
        span = trace.get_current_span()
        if span.is_recording():
            span.update_name(f"{what.method} {what.route}")
            span.set_attributes({**named, "thidin.request": what.number})
            if what.status >= _FAILED:
                span.set_status(trace.StatusCode.ERROR)

    def worked(self, what: Worked) -> None:
        """Put work of a thread, and the wait for it, under the request that asked for it."""
        if not trace.get_current_span().is_recording():
            return
        span = self._tracer.start_span(
            f"work: {what.pool}",
            start_time=what.asked_ns,
            attributes={"thidin.waited_ms": (what.began_ns - what.asked_ns) / 1e6},
        )
        span.end(what.ended_ns)

    def stands(self, read: Callable[[], Sequence[Figure]]) -> None:
        """Tell the office's figures as often as figures are told."""
        for name, told in NAMES.items():
            self._meter.create_observable_gauge(name, [_named(name, read)], description=told)

    def flush(self) -> None:
        """Send the spans that wait to be sent."""
        self._traces.force_flush()

    def close(self) -> None:
        """Send what was not sent yet, and nothing more."""
        self._traces.shutdown()
        self._figures.shutdown()


def _named(
    name: str, read: Callable[[], Sequence[Figure]]
) -> Callable[[CallbackOptions], Iterable[Observation]]:
    def observe(_: CallbackOptions) -> Iterable[Observation]:
        return [Observation(one.value, dict(one.labels)) for one in read() if one.name == name]

    return observe


def open_otlp(observing: Observing) -> Otlp:
    """Return the watcher that tells the collector of the settings."""
    where = observing.collector
    return Otlp(
        spans=OTLPSpanExporter(endpoint=f"{where}/v1/traces"),
        figures=PeriodicExportingMetricReader(OTLPMetricExporter(endpoint=f"{where}/v1/metrics")),
        traced_one_in=observing.traced_one_in,
    )
