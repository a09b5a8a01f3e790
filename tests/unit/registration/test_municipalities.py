"""Sweden's municipalities and counties by code and name."""

import pytest

from services.registration.domain.directory.municipality import (
    Codes,
    current_code,
    current_county_code,
    find_codes,
    full_name,
)
from services.registration.domain.directory.municipality_codes import COUNTIES, MUNICIPALITIES, REGIONS


def test_there_are_290_municipalities_in_21_counties():
    assert (len(MUNICIPALITIES), len(COUNTIES), len(REGIONS)) == (290, 21, 21)
    assert {code[:2] for code in MUNICIPALITIES} == set(COUNTIES) == set(REGIONS)
    assert all(len(code) == 4 and code.isdecimal() for code in MUNICIPALITIES)
    assert len(set(MUNICIPALITIES.values())) == 290


def test_133_full_names_take_an_s_and_five_go_their_own_way():
    assert sum(full_name(name) == f"{name}s kommun" for name in MUNICIPALITIES.values()) == 133
    assert [full_name(name) for name in ("Örebro", "Borås", "Salem", "Falun", "Kalmar", "Överkalix")] == [
        "Örebro kommun",
        "Borås kommun",
        "Salems kommun",
        "Falu kommun",
        "Kalmar kommun",
        "Överkalix kommun",
    ]


@pytest.mark.parametrize(
    "write", [str, full_name, str.upper, lambda name: f"{name} stad", lambda name: f" {name}  kommun"]
)
def test_every_municipality_is_found_by_the_names_that_people_write(write):
    found = {code: find_codes(write(name)) for code, name in MUNICIPALITIES.items()}

    assert found == {code: Codes(municipality_code=code, county_code=code[:2]) for code in MUNICIPALITIES}


def test_every_county_and_region_is_found_and_gotland_is_a_municipality():
    assert {
        code for name in COUNTIES.values() if (found := find_codes(name)) for code in [found.county_code]
    } == set(COUNTIES)
    assert find_codes("Västra Götalandsregionen") == Codes(municipality_code=None, county_code="14")
    assert find_codes("Region Gotland") == Codes(municipality_code="0980", county_code="09")


def test_habo_is_not_habo_with_a_ring_and_a_school_is_no_municipality():
    assert find_codes("Habo") == Codes(municipality_code="0643", county_code="06")
    assert find_codes("Håbo") == Codes(municipality_code="0305", county_code="03")
    assert find_codes("Malmö borgarskola") is None
    assert find_codes("") is None


def test_codes_get_the_zero_back_that_a_sheet_drops():
    assert [current_code(code) for code in ("180", "0180", "1917", "9999")] == ["0180", "0180", "0331", None]
    assert [current_county_code(code) for code in ("1", "18", "02")] == ["01", "18", None]
