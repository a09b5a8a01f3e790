"""OpenAPI 3.1 of the API, generated from the list of routes and from their request and response structs."""

import re
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Final

import msgspec

from services.registration.web.api.kit.problems import ProblemBody
from services.registration.web.api.kit.route import PREFIX, Route

_REF: Final = "#/components/schemas/{name}"
_PARAMETER: Final = re.compile(r"{(\w+):uuid}")
_PROBLEMS: Final = {
    401: "No bearer token, or one that opens nothing",
    403: "The token's role may read, not change",
    404: "Not there, or another organiser's",
    409: "Not possible as things stand",
    412: "Changed since the version in If-Match",
    413: "The body is over 1 MB",
    422: "Bad input; `errors` has all of it",
    503: "Not possible right now",
}


def document(routes: Sequence[Route], base_url: str) -> dict[str, Any]:  # Any: JSON
    """The OpenAPI document of these routes."""
    structs = [
        struct
        for route in routes
        for struct in (route.body, route.response, route.query)
        if struct is not None
    ]
    schemas, components = msgspec.json.schema_components([*structs, ProblemBody], ref_template=_REF)
    schema_by_id = dict(zip([id(struct) for struct in structs], schemas, strict=False))
    components["Problem"] = components.pop("ProblemBody")
    components["Problem"]["title"] = "Problem"
    components["Problem"]["properties"]["errors"]["items"] = {
        "type": "object",
        "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
        "required": ["pointer", "detail"],
    }
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        path = _PARAMETER.sub(r"{\1}", PREFIX + route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route, schema_by_id, components)
    # Queries are described as parameters, so no schema refers to their structs.
    for route in routes:
        components.pop(route.query.__name__, None)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kallelse",
            "version": version("kallelse"),
            "description": "Event registration and scheduling. Errors are RFC 9457 problems.",
        },
        "servers": [{"url": base_url}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "responses": {
                f"Problem{status}": {
                    "description": description,
                    "content": {
                        "application/problem+json": {"schema": {"$ref": _REF.format(name="Problem")}}
                    },
                }
                for status, description in _PROBLEMS.items()
            },
        },
    }


def _operation(route: Route, schema_by_id: dict[int, Any], components: dict[str, Any]) -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
        for name in _PARAMETER.findall(route.path)
    ]
    properties = components[route.query.__name__]["properties"]
    parameters += [{"name": name, "in": "query", "schema": schema} for name, schema in properties.items()]
    if route.is_tried_here:
        parameters.append({"name": "dry_run", "in": "query", "schema": {"type": "boolean", "default": False}})
    if route.method == "POST":
        parameters.append(
            {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 255}}
        )
    if route.method == "PATCH":
        parameters.append({"name": "If-Match", "in": "header", "schema": {"type": "string"}})
    success: dict[str, Any] = {"description": route.summary}
    if route.response is not None:
        success["content"] = {"application/json": {"schema": schema_by_id[id(route.response)]}}
    if route.status == 201:
        success["headers"] = {"Location": {"schema": {"type": "string"}}}
    operation: dict[str, Any] = {
        "operationId": _operation_id(route),
        "summary": route.summary,
        "tags": [route.path.split("/")[1]],
        "parameters": parameters,
        "responses": {
            str(route.status): success,
            **{
                str(status): {"$ref": f"#/components/responses/Problem{status}"}
                for status in _PROBLEMS
                if status not in _unlikely(route)
            },
        },
    }
    if route.body is not None:
        operation["requestBody"] = {
            "required": bool(
                components.get(getattr(route.body, "__name__", ""), {"required": True}).get("required")
            ),
            "content": {"application/json": {"schema": schema_by_id[id(route.body)]}},
        }
    if route.consumes:
        operation["requestBody"] = {
            "required": True,
            "content": {media_type: {} for media_type in route.consumes},
        }
    return operation


def _unlikely(route: Route) -> set[int]:
    unlikely = {403, 409, 413} if route.method == "GET" else set[int]()
    return unlikely if route.method == "PATCH" else unlikely | {412}


def _operation_id(route: Route) -> str:
    words = [word for word in re.split(r"[/\-{}:]+", route.path) if word and word not in ("id", "uuid")]
    suffix = "_one" if route.path.endswith("{id:uuid}") else ""
    if route.method == "POST" and len(words) > 1 and "{id:uuid}" not in route.path:
        suffix = "_all"  # the same deed may be done to one of them: /deliveries/{id}/resend
    return "_".join([route.method.lower(), *words]) + suffix
