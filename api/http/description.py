"""The OpenAPI description: what every answer may be, the headers, who may do what."""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api.http.problems import MEDIA_TYPE, URN
from api.http.routes import GuardedRoute, action_of
from api.policy import POLICY

SUMMARY: Final = (
    "Land and building tax: assessed, explained, billed. Amounts of money are text in baht with "
    "two decimals, days are ISO 8601 (Gregorian), tax years are of the Buddhist Era. Problems are "
    "RFC 9457, in Thai with English beside it. An answer says in Thidin-Position how far into the "
    "log it goes; send that back as Thidin-Min-Position to see at least as much."
)

PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "english", "correlation"],
    "properties": {
        "type": {"type": "string", "examples": [f"{URN}absent"]},
        "title": {"type": "string", "examples": ["ไม่พบสิ่งที่ขอ"]},
        "status": {"type": "integer", "examples": [404]},
        "detail": {"type": "string"},
        "english": {
            "type": "object",
            "required": ["title", "detail"],
            "properties": {"title": {"type": "string"}, "detail": {"type": "string"}},
        },
        "code": {"type": "string", "description": "The code of the refusal, for programs."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"where": {"type": "string"}, "code": {"type": "string"}},
            },
        },
        "correlation": {"type": "string", "description": "Finds the request in the log."},
    },
}


def routes_of(app: FastAPI) -> Iterator[tuple[str, APIRoute]]:
    """Yield every route of our own with its whole path, in the order they are tried."""
    yield from _routes(app.routes, "")


def _routes(routes: Any, prefix: str) -> Iterator[tuple[str, APIRoute]]:  # noqa: ANN401 - Starlette's
    for route in routes:
        if isinstance(route, APIRoute):
            yield prefix + route.path, route
            continue
        context = getattr(route, "include_context", None)
        original = getattr(route, "original_router", None)
        if context is not None and original is not None:
            yield from _routes(original.routes, prefix + context.prefix)


def describe(app: FastAPI) -> None:
    """Give the application its description, made when first asked for."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = description(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def description(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI description."""
    schema = get_openapi(
        title=app.title, version=app.version, description=SUMMARY, routes=app.routes
    )
    components = schema.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = PROBLEM
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["securitySchemes"] = {
        "person": {"type": "apiKey", "in": "cookie", "name": "__Host-thidin"},
        "program": {
            "type": "oauth2",
            "flows": {
                "clientCredentials": {
                    "tokenUrl": "/api/v1/oauth/token",
                    "scopes": {one.action: one.english for one in POLICY.values()},
                }
            },
        },
    }
    for path, route in routes_of(app):
        if isinstance(route, GuardedRoute) and route.include_in_schema:
            for method in sorted(route.methods or ()):
                _complete(schema["paths"][path][method.lower()], action_of(route).action)
    return schema


def _complete(operation: dict[str, Any], action: str) -> None:
    rule = POLICY[action]
    operation["x-action"] = action
    operation["x-roles"] = {role: relation for role, relation in rule.roles.items()}  # noqa: C416 - of text
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    operation["responses"].pop("422", None)
    operation["responses"]["default"] = {
        "description": "A problem (RFC 9457), ปัญหา",
        "content": problem,
    }
