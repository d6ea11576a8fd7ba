"""From a screening to the text of a page that needs nothing outside itself."""

from __future__ import annotations

from roos.screening import Screening
from roos_cli.charts.screening.words import Language, word
from roos_cli.report_page.content import page_content
from roos_cli.report_page.wording import Wording


def render_page(done: Screening, language: Language = "en", *, version: str = "") -> str:
    """Return a page as HTML.

    Every text of a case is escaped; a policy inside the page forbids to load anything.

    Parameters
    ----------
    done
        One case with all its variants, as from ``screen(case, …, variants=True)``.
    language
        ``"en"`` or ``"nl"``.
    version
        Of roos; the installed one by default.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from roos import __version__

    environment = Environment(
        loader=PackageLoader("roos_cli.report_page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    content = page_content(done, language, version or __version__)
    template = environment.get_template("report.html")
    kind = word(content.case.innovation_type, language)
    return template.render(page=content, words=Wording(language), language=language, type_name=kind).lstrip()
