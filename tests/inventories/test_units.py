"""Unit spellings are compared, never converted."""

import pytest

from roos_inventories.units import normal, same


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("kilogram", "kg"),
        ("Kilogram", "kg"),
        ("kg CO2-Eq", "kg CO2-eq"),
        ("kg CO2 eq", "kg CO2-eq"),
        ("kg CO2eq", "kg CO2-eq"),
        ("kg CO₂ eq.", "kg CO2-eq"),
        ("kilogram CO2-Eq", "kg CO2-eq"),
        ("kg CO2e", "kg CO2-eq"),
        ("kg 1,4-DCB-Eq", "kg 1,4-DCB-eq"),
        ("kg PM2.5-Eq", "kg PM2.5-eq"),
        ("MJ-Eq", "MJ-eq"),
        ("ton kilometer", "t*km"),
        ("tkm", "t*km"),
        ("square meter-year", "m2*a"),
        ("m2*year", "m2*a"),
        ("m²a", "m2*a"),
        ("m2a crop eq", "m2*a crop-eq"),
        ("m2*a crop-Eq", "m2*a crop-eq"),
        ("cubic meter", "m3"),
        ("m3*year", "m3*a"),
        ("kilo Becquerel", "kBq"),
        ("kilowatt hour", "kWh"),
        ("  kg  ", "kg"),
        ("DALYs", "DALY"),
        ("Item(s)", "unit"),
        ("", ""),
    ],
)
def test_spellings_have_one_normal_form(written, expected):
    assert normal(written) == expected
    assert normal(expected) == expected


@pytest.mark.parametrize(
    "unknown", ["barn-megaparsec", "species.yr", "UBP", "m3 world eq. deprived", "USD 2013"]
)
def test_unknown_units_stay_as_they_are(unknown):
    assert normal(unknown) == unknown


@pytest.mark.parametrize(
    ("a", "b"),
    [("kWh", "MJ"), ("mJ", "MJ"), ("kg", "t"), ("m2", "m2*a"), ("kg PM10-eq", "kg PM2.5-eq"), ("kg", ""),
     ("kg CO2", "kg CO2-eq"), ("m3", "Sm3")],
)  # fmt: skip
def test_different_units_are_never_the_same(a, b):
    assert not same(a, b)
