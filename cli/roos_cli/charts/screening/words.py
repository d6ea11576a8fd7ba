"""Dutch and English names of everything a picture shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from matplotlib.axis import Axis

Language = Literal["en", "nl"]
LANGUAGES: tuple[Language, ...] = ("en", "nl")

#: Key → English, Dutch; a bar | allows a line to end there.
_WORDS: dict[str, tuple[str, str]] = {
    # rings and sectors of the rose
    "people_environment": ("People & environment", "Mens & milieu"),
    "economy": ("Economy", "Economie"),
    "natural_resources": ("Resources", "Bronnen"),
    "minerals": ("Minerals", "Mineralen"),
    "fossil": ("Fossil energy", "Fossiele energie"),
    "water": ("Water", "Water"),
    "land": ("Land & bio|diversity", "Land & bio|diversiteit"),
    "climate": ("Climate change", "Klimaat|verandering"),
    "air_water_soil": ("Air, water, soil", "Lucht, water, bodem"),
    "ecotox": ("Eco|toxicity", "Eco|toxiciteit"),
    "human_tox": ("Human toxicity", "Humane toxiciteit"),
    "reuse": ("Reuse", "Hergebruik"),
    "waste": ("Waste", "Afval"),
    "transport": ("Transport", "Transport"),
    "co2": ("CO₂", "CO₂"),
    "value": ("Value", "Waarde"),
    "raw_materials": ("Raw materials", "Grondstoffen"),
    "fell": ("fell", "daalt"),
    "same": ("same", "gelijk"),
    "rose": ("rose", "stijgt"),
    "unknown": ("not known", "onbekend"),
    "class_only": ("class only", "alleen klasse"),
    # legends and axes
    "legend": ("Improvement over the baseline", "Verbetering t.o.v. de baseline"),
    "undefined": ("cannot be said", "niet te bepalen"),
    "economy_legend": (
        "Economy: + demand fell, − rose, 0 same; no size",
        "Economie: + vraag daalt, − stijgt, 0 gelijk; zonder omvang",
    ),
    "economy_inverted": ("Reuse the other way round: + rose", "Hergebruik omgekeerd: + stijgt"),
    "change": ("Change from baseline, %", "Verandering t.o.v. baseline, %"),
    "better": ("better", "beter"),
    "worse": ("worse", "slechter"),
    "mean": ("mean of the categories", "gemiddelde van de categorieën"),
    "cost": ("shadow cost", "schaduwkosten"),
    "cost_without_toxicity": ("shadow cost without toxicity", "schaduwkosten zonder toxiciteit"),
    "in_case": ("in the case", "in de case"),
    "stated": ("report", "rapport"),
    "no_gain": ("break-even", "omslagpunt"),
    "never": ("no break-even in this range", "geen omslagpunt in dit bereik"),
    "beyond": ("beyond the edge", "buiten beeld"),
    "no_baseline": ("no positive baseline", "geen positieve baseline"),
    # radar and canvas
    "drivers": ("Drivers", "Drijfveren"),
    "barriers": ("Barriers", "Barrières"),
    "scale": ("1 none, 2 minor, 3 strong", "1 geen, 2 gering, 3 sterk"),
    "all_companies": ("all 13 companies", "alle 13 bedrijven"),
    "efficient_resource_use": ("efficient use of resources", "efficiënt grondstofgebruik"),
    "servitization": ("servitization", "servitization"),
    "smart_maintenance": ("smart maintenance", "smart maintenance"),
    "reman_refurb": ("reman & refurb", "reman & refurb"),
    "key_partners": ("Key partners", "Strate|gische partners"),
    "key_activities": ("Key activities", "Sleutel|activiteiten"),
    "key_resources": ("Key resources", "Key resources"),
    "value_proposition": ("Value propo|sition", "Waarde|propositie"),
    "customer_relationships": ("Customer relation|ships", "Klant|relaties"),
    "channels": ("Channels", "Kanalen"),
    "customer_segments": ("Customer segments", "Klant|segmenten"),
    "cost_structure": ("Cost structure", "Kosten|structuur"),
    "revenue_streams": ("Revenue streams", "Inkomsten|stromen"),
    "impact_none": ("no impact", "geen impact"),
    "impact_small": ("small", "klein"),
    "impact_changed": ("changes, degree not said", "verandert, mate niet genoemd"),
    "impact_large": ("large", "groot"),
    "impact_open": ("perhaps later", "mogelijk later"),
    "impact_": ("not spoken of", "niet genoemd"),
    "short_changed": ("changes", "verandert"),
    "short_": ("?", "?"),
    "short_note": (
        "changes: the text gives no degree; ?: not spoken of",
        "verandert: de tekst noemt geen mate; ?: niet genoemd",
    ),
    "canvas": ("Impact on the business model", "Impact op het businessmodel"),
    # categories
    "climate_change": ("Climate change", "Klimaatverandering"),
    "ozone_depletion": ("Ozone depletion", "Aantasting ozonlaag"),
    "ionising_radiation": ("Ionising radiation", "Ioniserende straling"),
    "particulate_matter": ("Fine particulate matter", "Fijnstof"),
    "particulate_matter_formation": ("Particulate matter", "Fijnstof"),
    "photochemical_oxidant_formation": ("Photochemical oxidants", "Smogvorming"),
    "ozone_formation_human_health": ("Ozone formation, health", "Ozonvorming, gezondheid"),
    "ozone_formation_ecosystems": ("Ozone formation, nature", "Ozonvorming, natuur"),
    "terrestrial_acidification": ("Acidification", "Verzuring"),
    "freshwater_eutrophication": ("Eutrophication, freshwater", "Vermesting, zoet water"),
    "marine_eutrophication": ("Eutrophication, sea", "Vermesting, zee"),
    "terrestrial_ecotoxicity": ("Ecotoxicity, land", "Ecotoxiciteit, land"),
    "freshwater_ecotoxicity": ("Ecotoxicity, freshwater", "Ecotoxiciteit, zoet water"),
    "marine_ecotoxicity": ("Ecotoxicity, sea", "Ecotoxiciteit, zee"),
    "human_toxicity": ("Human toxicity", "Humane toxiciteit"),
    "human_toxicity_carcinogenic": ("Human toxicity, cancer", "Humane toxiciteit, kanker"),
    "human_toxicity_non_carcinogenic": ("Human toxicity, other", "Humane toxiciteit, overig"),
    "land_use": ("Land use", "Landgebruik"),
    "agricultural_land_occupation": ("Agricultural land", "Landbouwgrond"),
    "urban_land_occupation": ("Urban land", "Stedelijke grond"),
    "natural_land_transformation": ("Transformation of nature", "Omzetting van natuur"),
    "mineral_resource_scarcity": ("Mineral resources", "Minerale grondstoffen"),
    "metal_depletion": ("Metal depletion", "Uitputting metalen"),
    "fossil_resource_scarcity": ("Fossil resources", "Fossiele grondstoffen"),
    "fossil_depletion": ("Fossil depletion", "Uitputting fossiel"),
    "water_consumption": ("Water consumption", "Waterverbruik"),
    "water_depletion": ("Water depletion", "Uitputting water"),
}


def has(key: str) -> bool:
    """Whether there is a name for a key."""
    return key in _WORDS


def word(key: str, language: Language = "en", *, lines: bool = False) -> str:
    """Return the name of a key, the key itself in words where it has none.

    Parameters
    ----------
    lines
        Keep the bars that allow the end of a line.
    """
    pair = _WORDS.get(key)
    text = key.replace("_", " ") if pair is None else pair[LANGUAGES.index(language)]
    return text if lines else text.replace("|", "")


def percentage(relative: float, language: Language = "en", *, flip: bool = False) -> str:
    """Return a change for people, in whole per cent from ten on; ``flip``: improvement is positive."""
    if relative != relative:
        return "?"
    value = -100.0 * relative if flip else 100.0 * relative
    if abs(value) >= 99_999:
        return "> 99 999 %" if value > 0 else "< −99 999 %"
    digits = 0 if abs(value) >= 9.95 else 1
    text = f"{value:+,.{digits}f}".replace(",", " ")
    if float(text.replace(" ", "")) == 0.0:
        text = "0"
    text = text.replace("-", "−")
    return (text.replace(".", ",") if language == "nl" else text) + " %"


def number_words(axis: Axis, language: Language) -> None:
    """Give the ticks of an axis real minus signs and the decimal mark of a language."""
    axis.set_major_formatter(lambda value, _: number(value, language))


def number(value: float, language: Language) -> str:
    """Return a tick as text, with as few digits as it has."""
    text = f"{value:.10g}".replace("-", "−")
    return text.replace(".", ",") if language == "nl" else text


def place(text: str, language: Language) -> str:
    """Return where the report says something: ``section 4.4, tables 6 and 8``."""
    if language == "en":
        return text
    for english, dutch in (
        ("section", "paragraaf"),
        ("tables", "tabel"),
        ("figure", "figuur"),
        (" and ", " en "),
    ):
        text = text.replace(english, dutch)
    return text
