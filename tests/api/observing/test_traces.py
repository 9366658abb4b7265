"""Traces and figures go to a collector by OTLP; off, no library of it is even loaded."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from api.observing.otlp import Otlp
from api.observing.requests import observe
from api.observing.watching import Figure
from tests.api.cli.clerk import identity
from tests.api.http.town import Town, build


@dataclass
class Traced:
    """A town whose service tells everything to a collector in this process."""

    town: Town
    spans: InMemorySpanExporter
    figures: InMemoryMetricReader
    watcher: Otlp

    def names(self) -> list[str]:
        self.watcher.flush()
        return [span.name for span in self.spans.get_finished_spans()]

    def told(self) -> list[Any]:
        """Return the points of all figures, with their names."""
        found = self.figures.get_metrics_data()
        assert found is not None
        return [
            (metric.name, point)
            for resource in found.resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
            for point in metric.data.data_points
        ]


@pytest.fixture
def traced(tmp_path: Path) -> Iterator[Traced]:
    town = build(tmp_path / "office")
    spans, figures = InMemorySpanExporter(), InMemoryMetricReader()
    watcher = Otlp(spans=spans, figures=figures, traced_one_in=1)
    observe(town.app, town.front, [watcher])
    with town.client:
        yield Traced(town, spans, figures, watcher)
    watcher.close()
    town.front.close()


def test_a_request_is_a_span_and_its_work_in_threads_are_spans_under_it(traced: Traced) -> None:
    answer = traced.town.signed_in(1).get("/taxpayers/me/properties")
    traced.watcher.flush()

    spans = traced.spans.get_finished_spans()
    (request,) = [one for one in spans if one.name == "GET /api/v1/taxpayers/me/properties"]
    below = [one for one in spans if one.parent and one.parent.span_id == request.context.span_id]
    assert dict(request.attributes or {}) == {
        "http.request.method": "GET",
        "http.route": "/api/v1/taxpayers/me/properties",
        "http.response.status_code": 200,
        "thidin.request": answer.headers["Thidin-Correlation"],
    }
    assert {one.name for one in below} == {"work: doors", "work: pages"}
    began = request.start_time or 0
    assert all(began <= (one.start_time or 0) <= (one.end_time or 0) for one in below)


def test_where_a_caller_says_a_trace_began_is_not_believed(traced: Traced) -> None:
    foreign = "ab" * 16
    headers = {"traceparent": f"00-{foreign}-{'cd' * 8}-01"}

    traced.town.client.get("/api/v1/health", headers=headers)
    traced.watcher.flush()

    (span,) = traced.spans.get_finished_spans()
    assert span.parent is None
    assert f"{span.context.trace_id:032x}" != foreign


def test_figures_of_requests_and_of_the_office_are_told(traced: Traced) -> None:
    traced.watcher.stands(lambda: [Figure(name="thidin_log_position", value=7)])
    traced.town.client.get("/api/v1/health")

    told = traced.told()

    (seconds,) = [point for name, point in told if name == "http.server.request.duration"]
    assert seconds.attributes["http.route"] == "/api/v1/health"
    assert seconds.count == 1
    assert [point.value for name, point in told if name == "thidin_log_position"] == [7]


def test_no_span_and_no_figure_names_a_person_or_an_address(traced: Traced) -> None:
    owner = traced.town.signed_in(1)
    owner.get(f"/taxpayers/me/properties?number={identity(1)}")
    owner.get(f"/nobody/{identity(1)}")
    owner.post("/guest/bills", json={"reference": identity(1), "amount": "1"})
    traced.watcher.flush()

    written = "".join(span.to_json() for span in traced.spans.get_finished_spans())
    written += str(traced.told())

    assert "work: pages" in written
    assert identity(1) not in written
    assert "TP-" not in written


_LOADED = """
import sys
import api.http.serving, api.http.worker, api.http.back_office, api.cli
libraries = ("prometheus_client", "opentelemetry.sdk", "opentelemetry.exporter", "distributed",
             "dask", "fsspec")
print([name for name in libraries if name in sys.modules])
"""


def test_nothing_of_it_is_loaded_unless_it_is_set() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", _LOADED],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )

    assert loaded.stdout == "[]\n"
