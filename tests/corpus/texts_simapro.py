"""The brewery of `formats/README.md` in SimaPro CSV."""

# ruff: noqa: E501
from __future__ import annotations

from format_texts import BEER, BREAD, GRAIN, POWER, TREATMENT

SIMAPRO = """{{SimaPro 9.5.0.0}}
{{processes}}
{{Date: 01/01/2026}}
{{Time: 12:00:00}}
{{Project: Brasserie}}
{{CSV Format version: 9.0.0}}
{{CSV separator: Semicolon}}
{{Decimal separator: ,}}
{{Date separator: /}}
{{Short date format: dd/MM/yyyy}}

Process

Category type
energy

Process identifier
roos00000000000000001

Type
Unit process

Process name
centrale à drêche

Comment
"Burns what is left; one line break\x7finside"

Products
{POWER};kWh;1;100;not defined;Électricité;

Avoided products

Resources

Materials/fuels
{GRAIN};g;250;Lognormal;1,21;0;0;wet

Electricity/heat

Emissions to air
Carbon dioxide, fossil;high. pop.;g;500;Undefined;0;0;0;

Emissions to water

Waste to treatment

Input parameters

Calculated parameters

End

Process

Category type
material

Products
{BEER};kg;1;75;not defined;Food;
{GRAIN};kg;0,5;25;not defined;Food;

Resources
Water, river;in water;m3;0,015625;Undefined;0;0;0;

Electricity/heat
{POWER};MJ;1,8;Undefined;0;0;0;

Emissions to air
Carbon dioxide, biogenic;;kg;0,25;Undefined;0;0;0;

Waste to treatment
{TREATMENT};m3;0,125;Undefined;0;0;0;

End

Process

Category type
material

Products
{BREAD};kg;1;100;not defined;Food;

Materials/fuels
{GRAIN};kg;0,125;Undefined;0;0;0;
{BEER};kg;0,0625;Undefined;0;0;0;

Electricity/heat
{POWER};kWh;0,25;Undefined;0;0;0;

End

Process

Category type
waste treatment

Waste treatment
{TREATMENT};m3;1;All waste types;Wastewater;

Electricity/heat
{POWER};kWh;0,5;Undefined;0;0;0;

Emissions to air
Methane, biogenic;low. pop.;kg;0,015625;Undefined;0;0;0;

End

Database Input parameters
not_used;3,5;Undefined;0;0;0;No;

End

"""


def simapro_export(processes: str) -> bytes:
    """Return an export of other processes below the same header."""
    head = SIMAPRO[: SIMAPRO.index("Process\n")].replace("{{", "{").replace("}}", "}")
    return f"{head}{processes}".replace("\n", "\r\n").encode("cp1252")


def simapro() -> bytes:
    """Return the export as SimaPro writes it: Windows-1252, line ends of Windows, decimal commas."""
    names = {"POWER": POWER, "BEER": BEER, "GRAIN": GRAIN, "BREAD": BREAD, "TREATMENT": TREATMENT}
    return SIMAPRO.format(**names).replace("\n", "\r\n").encode("cp1252")
