"""Headings and sentences of the page, in English and Dutch."""

from __future__ import annotations

from collections.abc import Mapping

from roos_cli.charts.screening.words import LANGUAGES, Language

_WORDS: dict[str, tuple[str, str]] = {
    "kind": ("Screening LCA", "Screening-LCA"),
    "question": ("The question", "De vraag"),
    "ask": ("Is “{case}” better than “{baseline}”?", "Is “{case}” beter dan “{baseline}”?"),
    "unit": ("Functional unit", "Functionele eenheid"),
    "baseline": ("Baseline", "Baseline"),
    "scenario": ("Scenario", "Scenario"),
    "scenarios": ("Scenarios", "Scenario’s"),
    "variant": ("Variant", "Variant"),
    "company": ("Company", "Bedrijf"),
    "type": ("Innovation type", "Type innovatie"),
    "source": ("Section of the report", "Paragraaf van het rapport"),
    "grade": ("How far the source lets it be computed again", "Hoe ver de bron narekenen toelaat"),
    "grade_A": ("A: all stated", "A: alles genoemd"),
    "grade_B": ("B: one or two shares missing", "B: een of twee aandelen ontbreken"),
    "grade_C": ("C: no bill of materials", "C: geen materiaallijst"),
    "grade_D": ("D: nothing stated", "D: niets genoemd"),
    "answer": ("The answer", "Het antwoord"),
    "answer_note": (
        "Two results, each with its own name: they weigh the categories differently and need not agree. "
        "Change from the baseline; negative is better.",
        "Twee uitkomsten, elk met een eigen naam: ze wegen categorieën anders en hoeven niet gelijk te zijn. "
        "Verandering t.o.v. de baseline; negatief is beter.",
    ),
    "answer_note_flip": (
        "Two results, each with its own name: they weigh the categories differently and need not agree. "
        "Improvement over the baseline; positive is better.",
        "Twee uitkomsten, elk met een eigen naam: ze wegen categorieën anders en hoeven niet gelijk te zijn. "
        "Verbetering t.o.v. de baseline; positief is beter.",
    ),
    "mean": ("Mean of {n} categories, unweighted", "Gemiddelde van {n} categorieën, ongewogen"),
    "mean_indicators": ("Mean of the 8 indicators", "Gemiddelde van de 8 indicatoren"),
    "median": ("Median", "Mediaan"),
    "mean_without": ("Mean without {name}, the largest", "Gemiddelde zonder {name}, de grootste"),
    "movers": ("Moves the mean most", "Bepaalt het gemiddelde het meest"),
    "cost": ("Shadow cost, all categories", "Schaduwkosten, alle categorieën"),
    "cost_without": ("Shadow cost without toxicity", "Schaduwkosten zonder toxiciteit"),
    "of_which": ("{share} of it {name}", "{share} daarvan {name}"),
    "mapping": (
        "Prices {prices}, carried to these categories by {mapping}: a convention, not a measurement.",
        "Prijzen {prices}, overgezet op deze categorieën met {mapping}: een afspraak, geen meting.",
    ),
    "partial": (
        "Stages that are equal on both sides are left out, so percentages cannot be compared between cases.",
        "Fasen die aan beide kanten gelijk zijn, zijn weggelaten; percentages zijn daarom niet tussen cases "
        "te vergelijken.",
    ),
    "large_rose": ("Large rose", "Grote roos"),
    "small_rose": ("Small rose", "Kleine roos"),
    "categories": ("Categories", "Categorieën"),
    "category": ("category", "categorie"),
    "unit_short": ("unit", "eenheid"),
    "case": ("case", "case"),
    "change": ("change", "verandering"),
    "class": ("class", "klasse"),
    "computed_reported": ("Computed beside reported", "Berekend naast gerapporteerd"),
    "result": ("result", "uitkomst"),
    "reported": ("reported", "gerapporteerd"),
    "computed": ("computed", "berekend"),
    "difference": ("difference, points", "verschil, punten"),
    "verdict": ("verdict", "oordeel"),
    "why": ("why it differs", "waarom het afwijkt"),
    "place": ("place", "plaats"),
    "no_reported": ("The source prints no result.", "De bron noemt geen uitkomst."),
    "reproduced within 5 points": ("reproduced within 5 points", "gereproduceerd binnen 5 punten"),
    "same sign": ("same sign", "zelfde teken"),
    "not reproducible": ("not reproducible", "niet te reproduceren"),
    "than": ("compared with", "vergeleken met"),
    "decrease": ("decrease", "daling"),
    "increase": ("increase", "stijging"),
    "about": ("about", "ongeveer"),
    "stages": ("Contributions by stage", "Bijdragen per fase"),
    "stage": ("stage", "fase"),
    "stages_note": (
        "Shares of each side’s own total, by three measures.",
        "Aandelen in het totaal van elke kant, naar drie maten.",
    ),
    "climate": ("climate change", "klimaatverandering"),
    "total": ("total", "totaal"),
    "break_even": ("Where the gain vanishes", "Waar de winst verdwijnt"),
    "parameter": ("parameter", "parameter"),
    "of": ("measure", "maat"),
    "range": ("range", "bereik"),
    "now": ("in the case", "in de case"),
    "turns": ("break-even", "omslagpunt"),
    "stated": ("report", "rapport"),
    "conditions": ("Conditions", "Voorwaarden"),
    "better_between": (
        "{of} improves as long as {parameter} stays between {low} and {high}.",
        "{of} verbetert zolang {parameter} tussen {low} en {high} blijft.",
    ),
    "better_above": (
        "{of} improves as long as {parameter} stays above {low}.",
        "{of} verbetert zolang {parameter} boven {low} blijft.",
    ),
    "better_below": (
        "{of} improves as long as {parameter} stays below {high}.",
        "{of} verbetert zolang {parameter} onder {high} blijft.",
    ),
    "better_always": (
        "{of} improves for every {parameter} from {low} to {high}.",
        "{of} verbetert bij elke {parameter} van {low} tot {high}.",
    ),
    "worse_now": (
        "{of} does not improve at {parameter} = {now}; break-even: {roots}.",
        "{of} verbetert niet bij {parameter} = {now}; omslagpunt: {roots}.",
    ),
    "none": ("none", "geen"),
    "no_questions": ("The case asks no question of this kind.", "De case stelt hierover geen vraag."),
    "no_conditions": (
        "None is known: add a [[turning_point]] to the case.",
        "Geen bekend: voeg een [[turning_point]] toe aan de case.",
    ),
    "model": ("The model", "Het model"),
    "model_note": (
        "Every number says where it comes from: stated by a source, or assumed with a reason.",
        "Elk getal zegt waar het vandaan komt: genoemd door een bron, of aangenomen met een reden.",
    ),
    "side": ("side", "kant"),
    "both": ("both", "beide"),
    "name": ("name", "naam"),
    "value": ("value", "waarde"),
    "origin": ("origin", "herkomst"),
    "origin_stated": ("stated", "genoemd"),
    "origin_assumed": ("assumed", "aangenomen"),
    "required": ("to be given", "zelf op te geven"),
    "amounts": ("Amounts per functional unit", "Hoeveelheden per functionele eenheid"),
    "dataset": ("dataset", "dataset"),
    "stands_for": ("stands for", "staat voor"),
    "quantities": ("Physical quantities", "Fysieke hoeveelheden"),
    "patches": ("Modified datasets", "Aangepaste datasets"),
    "factor": ("factor", "factor"),
    "economy": ("Economy", "Economie"),
    "activity": ("activity", "activiteit"),
    "demand": ("demand", "vraag"),
    "colour": ("colour", "kleur"),
    "green": ("green", "groen"),
    "neutral": ("neutral", "neutraal"),
    "red": ("red", "rood"),
    "unknown": ("not known", "onbekend"),
    "economy_note": (
        "Green where the demand for the activity falls, red where it rises, as the method prints it.",
        "Groen waar de vraag naar de activiteit daalt, rood waar die stijgt, zoals de methode het geeft.",
    ),
    "economy_inverted": (
        "Reuse is turned round here: more reuse is green.",
        "Hergebruik is hier omgekeerd: meer hergebruik is groen.",
    ),
    "assumptions": ("Assumptions, their bias and their state", "Aannames, hun richting en hun status"),
    "assumption_counts": (
        "{stated} numbers are stated, {assumed} assumed: {confirmed} confirmed by the company, {proposed} "
        "only proposed, {refused} refused.",
        "{stated} getallen zijn genoemd, {assumed} aangenomen: {confirmed} bevestigd door het bedrijf, "
        "{proposed} alleen voorgesteld, {refused} afgewezen.",
    ),
    "bias": ("favours", "begunstigt"),
    "state": ("state", "status"),
    "reason": ("reason", "reden"),
    "for the case": ("the case", "de case"),
    "against the case": ("the baseline", "de baseline"),
    "bias_neutral": ("neither", "geen van beide"),
    "bias_unknown": ("not known", "onbekend"),
    "proposed": ("proposed", "voorgesteld"),
    "confirmed": ("confirmed", "bevestigd"),
    "refused": ("refused", "afgewezen"),
    "not_confirmed": (
        "Not ready to publish: {n} assumptions are not confirmed by the company.",
        "Niet klaar voor publicatie: {n} aannames zijn niet door het bedrijf bevestigd.",
    ),
    "variants": ("Other readings and implied shares", "Andere lezingen en afgeleide aandelen"),
    "variants_note": (
        "A variant derived from a reported outcome proves nothing where it agrees with it.",
        "Een variant die uit een gerapporteerde uitkomst is afgeleid, bewijst niets waar hij ermee klopt.",
    ),
    "derived": ("derived from", "afgeleid uit"),
    "choices": ("Choices made where the method leaves some", "Keuzes waar de methode ruimte laat"),
    "row": ("row", "rij"),
    "option": ("option", "optie"),
    "chosen": ("chosen", "gekozen"),
    "changed_choices": ("Not the default: {names}.", "Niet de standaard: {names}."),
    "default_choices": ("All are the defaults.", "Alle zijn de standaard."),
    "gaps": ("Gaps and remarks", "Leemten en opmerkingen"),
    "missing": ("Not in the source", "Niet in de bron"),
    "notes": ("To know", "Goed om te weten"),
    "findings": ("Findings of the computation", "Bevindingen van de berekening"),
    "canvas": ("Impact on the business model", "Impact op het businessmodel"),
    "provenance": ("Where this comes from", "Waar dit vandaan komt"),
    "background": ("Background", "Achtergrond"),
    "prices": ("Prices", "Prijzen"),
    "software": ("Computed with", "Berekend met"),
    "rebound": (
        "Rebound effects are not modelled, as in the method.",
        "Reboundeffecten zijn niet gemodelleerd, zoals in de methode.",
    ),
    "language_note": ("", "Teksten van de case staan in de taal van het casusbestand."),
    "undefined": ("cannot be said", "niet te bepalen"),
}


class Wording(Mapping[str, str]):
    """Words of one language by key, for the templates."""

    def __init__(self, language: Language) -> None:
        self._at = LANGUAGES.index(language)

    def __getitem__(self, key: str) -> str:
        return _WORDS[key][self._at]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(_WORDS)

    def __len__(self) -> int:
        return len(_WORDS)

    def of(self, key: str, **parts: str) -> str:
        """Return a sentence with its parts put in."""
        return self[key].format(**parts)
