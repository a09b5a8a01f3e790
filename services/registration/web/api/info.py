"""/api/v1/api-info: the metadata that the Swedish national REST API profile requires of every API."""

from datetime import date
from importlib.metadata import version
from typing import Final

import msgspec

from services.registration.web.api.kit.request import ApiRequest, ApiResponse


class ApiInfo(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Metadata of this API; the field names are those of the national REST API profile (camelCase)."""

    api_name: str
    api_version: str
    api_status: str
    api_documentation: str
    api_released: date


_INFO: Final = ApiInfo(
    api_name="Kallelse",
    api_version=version("kallelse"),
    api_status="active",
    api_documentation="/schema/openapi.json",
    api_released=date(2026, 11, 21),
)


async def show(request: ApiRequest) -> ApiResponse:
    return ApiResponse(
        body=msgspec.structs.replace(_INFO, api_documentation=f"{request.base_url}/schema/openapi.json")
    )
