"""The schema that people read is the one that the migrations make."""

import pytest

from tests.support import schema


@pytest.mark.parametrize("service", ["registration", "notify"])
async def test_the_schema_for_reading_is_true(database, service):
    assert schema.path(service).read_text(encoding="utf-8") == schema.dump(database.admin_url, service)
