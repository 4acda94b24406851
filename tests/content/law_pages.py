"""The pages of the documents that are made from the library; run as a module it writes them."""

from collections.abc import Mapping
from pathlib import Path

from crest.content.library import Library
from crest.domain.facts import CATALOGUE
from crest.domain.law_facts import LAW_FACTS
from crest.web.fact_words import ASKED
from tests.content.companies import Cell, cells, companies, day
from tests.library import shipped_library

DOCS = Path(__file__).parents[2] / "docs"
_ABOUT = {
    "family": "a Cambodian family firm that mills rice",
    "exporter": "2,000 workers in Cambodia sew for the European Union and the United States",
    "hotel": "a Cambodian hotel group with a house in Thailand and staff from Viet Nam",
    "builder": "a Cambodian builder with labour contractors; its customers were not asked yet",
    "fishing": "boats from a Thai port with crews from Cambodia and Myanmar",
    "thai_buyer": "a Thai trading house that buys in Cambodia; origins of workers are not said",
    "uk_group": "a listed British group, exactly at two lines and one person below a third",
    "au_retailer": "an Australian retailer, one dollar below the line, that volunteered",
    "de_importer": "a German importer with exactly 1,000 people in Germany",
    "federal": "a contractor of the United States, exactly at the line of the compliance plan",
}
_TYPES = {
    "amount": "number or band",
    "code": "code",
    "day_of_year": "MM-DD",
    "list": "list",
    "number": "number",
    "percent": "percent",
    "text": "text",
    "yes_no": "`yes` or `no`",
}


def law_table(library: Library) -> str:
    """Return the page with what every law is to ten companies."""
    by_company: dict[str, list[Cell]] = {}
    for cell in cells():
        by_company.setdefault(cell.company, []).append(cell)
    parts = [_TABLE_HEAD.format(day=day())]
    parts += [f"- **{name}**: {_ABOUT[name]}" for name in companies()]
    for name in companies():
        parts += ["", f"## {name}", "", *_company(by_company[name], library)]
    return "\n".join(parts) + "\n"


_TABLE_HEAD = """\
# What the laws are to ten companies

Read off the texts before the rules were run over them, as of {day}; a test holds the rules to
it. The facts of the companies are in `tests/content/ten_companies.yaml`. What is neither is left
out; so are the standards, which are asked of every company and bind none.
"""


def _company(found: list[Cell], library: Library) -> list[str]:
    rows = ["| law | binds | reaches | fact that decides | line |", "|---|---|---|---|---|"]
    for cell in sorted(found, key=lambda cell: cell.instrument):
        if {cell.binds, cell.reaches} == {"no"} or cell.fact == "an enterprise":
            continue
        name = library.instrument(cell.instrument).name
        words = (f"{name} (`{cell.instrument}`)", cell.binds, cell.reaches, cell.fact, cell.line)
        rows.append(f"| {' | '.join(words)} |")
    return rows


def law_facts() -> str:
    """Return the page with every fact of a company by key."""
    own = [key for key in CATALOGUE if key in ASKED and key not in LAW_FACTS]
    parts = [_FACTS_HEAD, *_facts(own), "", _LAW_HEAD, *_facts(list(LAW_FACTS)), "", _RATES]
    return "\n".join(parts) + "\n"


_FACTS_HEAD = """\
# Facts of a company

The keys of a profile file for `crest law applies`. A key left out, or null, is not known; it
never counts as zero or as no. An empty list says that there is none. Countries are ISO 3166-1
codes, or `EU` for the Union as one market. A band is text: `"1000-4999"`, or `"5000-"` where its
upper end is open; where a line falls inside it the answer stays open. People are asked the same
facts on the page of the profile.
"""
_LAW_HEAD = """\
## Facts that only laws need

Asked only while some law in force needs them. A fact with `YEAR` is kept by financial year,
named by the year in which it ends, for example `turnover.group.2025`; sums are in `currency`.
"""
_RATES = """\
`rate.FROM.TO.YEAR` is how much one unit of FROM was worth in TO on average in that financial
year, for example `rate.USD.GBP.2025`; `rates.source` says where the rates were read. No law of
the library says how to convert, so the average of the year is used, and a missing rate leaves
the answer open.
"""


def _facts(keys: list[str]) -> list[str]:
    rows = ["| key | value | asked as |", "|---|---|---|"]
    for key in keys:
        fact, asked = CATALOGUE[key], ASKED[key]
        name = f"{key}.YEAR" if fact.yearly else key
        label = str(asked.label).replace("%(year)s", "YEAR")
        rows.append(f"| `{name}` | {_TYPES[fact.type.value]} | {label} {asked.why} |")
    return rows


def pages() -> Mapping[str, str]:
    """Return the text of each page by its file name."""
    return {"law-table.md": law_table(shipped_library()), "law-facts.md": law_facts()}


if __name__ == "__main__":
    for file, text in pages().items():
        (DOCS / file).write_text(text, encoding="utf-8")
