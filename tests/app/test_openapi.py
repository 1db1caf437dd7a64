"""The reference: every route in it has an example that runs, and every answer is what it says."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

NAMES = {"model": "zh-memory-lstm", "cell": "lstm"}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="session")
def openapi(base_url: str) -> Any:
    return httpx.get(f"{base_url}/openapi.json").json()


def test_whatever_the_reference_allows_is_answered_as_it_says(base_url: str) -> None:
    schema = schemathesis.openapi.from_url(f"{base_url}/openapi.json")
    operations = [operation for result in schema.get_all_operations() if (operation := result.ok())]  # type: ignore[union-attr]
    assert len(operations) == 17
    for operation in operations:

        @settings(max_examples=25, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def answers(case: Any) -> None:
            case.call_and_validate(checks=CHECKS)

        answers()


def calls(openapi: Any) -> list[tuple[str, str, dict[str, Any]]]:
    """Every example of the reference as a request."""
    out = []
    for path, methods in openapi["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            for media in content.values():
                out += [(method, path, {"json": example["value"]}) for example in media["examples"].values()]
            if not content:
                asked = [p for p in operation.get("parameters", ()) if p["in"] == "query" and "examples" in p]
                out.append((method, path, {"params": {p["name"]: p["examples"]["a"]["value"] for p in asked}}))
    return out


def test_every_example_of_the_reference_runs(openapi: Any, http: httpx.Client) -> None:
    made = calls(openapi)
    assert {path for _, path, _ in made} == set(openapi["paths"])
    for method, path, kwargs in made:
        answer = http.request(method, path.format(**NAMES), **kwargs)
        assert answer.status_code == 200, (path, answer.text)


def test_the_reference_holds_every_route_of_the_contract(openapi: Any) -> None:
    routes = {(method.upper(), path) for path, methods in openapi["paths"].items() for method in methods}
    assert routes == {
        ("GET", "/healthz"), ("GET", "/api/cells"), ("GET", "/api/cells/{cell}"), ("GET", "/api/models"),
        ("GET", "/api/models/{model}"), ("GET", "/api/models/{model}/weights"),
        ("GET", "/api/models/{model}/facts"), ("POST", "/api/trace"),
        ("GET", "/api/trace"), ("POST", "/api/step"), ("GET", "/figure.svg"),
        ("POST", "/api/explain"), ("POST", "/api/ledger"), ("POST", "/api/control"), ("POST", "/api/scan"),
        ("POST", "/api/gradient"), ("POST", "/api/decode"),
    }  # fmt: skip


def test_nothing_in_the_reference_refers_to_what_is_not_there(openapi: Any) -> None:
    def references(node: Any) -> list[str]:
        inside = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        own = [node["$ref"]] if isinstance(node, dict) and isinstance(node.get("$ref"), str) else []
        return own + [found for one in inside for found in references(one)]

    assert len(found := references(openapi)) > 20
    assert {ref.removeprefix("#/components/schemas/") for ref in found} <= set(openapi["components"]["schemas"])


def test_every_error_in_the_reference_has_the_one_shape(openapi: Any) -> None:
    for methods in openapi["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                if status != "200":
                    assert response["content"]["application/json"]["schema"]["$ref"].endswith("/ErrorAnswer")


def test_the_interactive_reference_asks_no_other_host(http: httpx.Client) -> None:
    page = http.get("/docs").text
    assert "cdn" not in page
    assert "https://" not in page
    for file in ("swagger-ui-bundle.js", "swagger-ui.css", "favicon.png"):
        assert f"/docs/assets/{file}" in page
        assert http.get(f"/docs/assets/{file}").status_code == 200
