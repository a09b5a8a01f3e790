"""/api/v1/municipalities and /api/v1/counties: Sweden's codes, which come with the product."""

import msgspec

from services.registration.domain.directory.municipality import find_municipality, full_name
from services.registration.domain.directory.municipality_codes import COUNTIES, MUNICIPALITIES, REGIONS
from services.registration.web.api.kit.fields import CountyCode
from services.registration.web.api.kit.request import MAX_LIMIT, ApiRequest, ApiResponse, ListQuery, Page
from shared import swedish


class Municipality(msgspec.Struct, frozen=True, kw_only=True):
    """`code` has four digits, the first two of which are the county's."""

    code: str
    name: str
    full_name: str
    county_code: str


class County(msgspec.Struct, frozen=True, kw_only=True):
    """`region` is the body that is elected in the county."""

    code: str
    name: str
    region: str


class CountyQuery(ListQuery, frozen=True, kw_only=True):
    """`q` searches names, without regard to case and accents, and codes."""

    q: str | None = None


class MunicipalityQuery(CountyQuery, frozen=True, kw_only=True):
    """`county_code`: only those of this county."""

    county_code: CountyCode | None = None


async def list_municipalities(request: ApiRequest) -> ApiResponse:
    """List municipalities by code."""
    query = request.read_query(MunicipalityQuery)
    own = find_municipality(query.q) if query.q else None
    codes = [
        code
        for code, name in MUNICIPALITIES.items()
        if (query.county_code is None or code.startswith(query.county_code))
        and (code == own or _matches(query.q, code, full_name(name)))
    ]
    shown, following = _part(codes, query)
    return ApiResponse(
        body=Page(
            items=[
                Municipality(
                    code=code,
                    name=MUNICIPALITIES[code],
                    full_name=full_name(MUNICIPALITIES[code]),
                    county_code=code[:2],
                )
                for code in shown
            ],
            next=following,
        )
    )


async def list_counties(request: ApiRequest) -> ApiResponse:
    """List counties by code."""
    query = request.read_query(CountyQuery)
    codes = [code for code, name in COUNTIES.items() if _matches(query.q, code, f"{name} {REGIONS[code]}")]
    shown, following = _part(codes, query)
    return ApiResponse(
        body=Page(
            items=[County(code=code, name=COUNTIES[code], region=REGIONS[code]) for code in shown],
            next=following,
        )
    )


def _matches(searched: str | None, code: str, name: str) -> bool:
    if not searched:
        return True
    return code.startswith(searched.strip()) or swedish.search_key(searched) in swedish.search_key(name)


def _part(codes: list[str], query: ListQuery) -> tuple[list[str], str | None]:
    """The codes of one page, and the last of them if more follow."""
    ahead = [code for code in codes if query.after is None or code > query.after]
    size = min(query.limit, MAX_LIMIT)
    return ahead[:size], ahead[size - 1] if len(ahead) > size else None
