"""Sends the invitations of a scenario through the API, as a coordinator would."""

from collections.abc import AsyncIterator
from typing import Any

import httpx


async def invite_to_open_cohorts(base_url: str, api_token: str) -> int:
    """Invite in every open cohort of the token's tenant and return the number of invited people; safe to repeat.

    People who were invited a moment ago by a rule's date are counted too.
    """
    headers = {"Authorization": f"Bearer {api_token}"}
    invited = 0
    # A large audience is invited within one request.
    async with httpx.AsyncClient(base_url=base_url, headers=headers, timeout=60.0, trust_env=False) as client:
        async for cohort in _cohorts(client):
            if cohort["status"] == "open":
                answer = await client.post(f"/api/v1/cohorts/{cohort['id']}/invite", json={})
                answer.raise_for_status()
                invited += answer.json()["invited"] + answer.json()["already"]
    return invited


async def _cohorts(client: httpx.AsyncClient) -> AsyncIterator[dict[str, Any]]:
    after: str | None = None
    while True:
        answer = await client.get("/api/v1/cohorts", params={"after": after} if after else {})
        answer.raise_for_status()
        page = answer.json()
        for cohort in page["items"]:
            yield cohort
        after = page["next"]
        if after is None:
            return
