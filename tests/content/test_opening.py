"""Opening hours on the days that are hard: holidays of one state only, school holidays, years without a calendar."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.content.opening import Opening, is_confirmed, is_well_formed, opening


def at(day: str, time: str = "12:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{time}")


@pytest.mark.parametrize(
    ("when", "day", "expected"),
    [
        ("Mo-Fr 09:00-17:00; PH off", "2026-06-03", Opening(True, until=at("2026-06-03", "17:00"))),
        ("Mo-Fr 09:00-17:00; PH off", "2026-06-04", Opening(opens=at("2026-06-05", "09:00"))),
        ("Mo-Fr 09:00-17:00", "2026-06-04", Opening(holiday=True)),
        ("Mo-Fr,PH 09:00-17:00", "2026-06-04", Opening(True, until=at("2026-06-04", "17:00"))),
        ("PH,Su 11:00-13:00", "2026-06-04", Opening(True, until=at("2026-06-04", "13:00"))),
        ("PH 11:00-13:00", "2026-06-04", Opening(True, until=at("2026-06-04", "13:00"))),
        ("Tu 10:00-14:00; SH off", "2026-07-28", Opening(opens=None)),
        ("Tu 10:00-14:00; SH off", "2026-07-14", Opening(True, until=at("2026-07-14", "14:00"))),
        ("SH Mo-Fr 08:00-16:00", "2026-07-28", Opening(True, until=at("2026-07-28", "16:00"))),
        ("Tu 10:00-14:00; SH off", "2030-07-30", None),
        ("Tu 10:00-14:00; PH off", "2030-07-30", Opening(True, until=at("2030-07-30", "14:00"))),
        ("24/7", "2026-06-04", Opening(True)),
        ("Mo-Fr 08:30-12:00, Tu,Th 14:00-17:00", "2026-06-02", Opening(opens=at("2026-06-02", "14:00"))),
        # The day after is All Saints' Day in this state, a Sunday: nothing is promised of it.
        ("Su 10:00-12:00", "2026-10-31", Opening(opens=None)),
    ],
    ids=str,
)
def test_hours_with_the_holidays_of_the_state(when: str, day: str, expected: Opening | None) -> None:
    assert opening(when, at(day)) == expected


def test_hours_that_cannot_be_read_are_told() -> None:
    assert not is_well_formed("mornings")
    assert is_well_formed("Mo-Fr,PH 09:00-17:00; SH off")
    with pytest.raises(ValueError, match="is not opening_hours"):
        opening("mornings", at("2026-06-03"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("2026-01", True),
        ("2025-11-25", True),
        ("2025-11-24", False),
        ("2025", False),
        ("undated", False),
        ("2019-2026", False),
        ("2027-01", False),
    ],
)
def test_hours_are_confirmed_for_a_year(source: str, expected: bool) -> None:
    assert is_confirmed(source, date(2026, 11, 25)) is expected
