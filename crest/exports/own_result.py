"""A supplier's own result as a tagged PDF (PDF/UA-1), set by typst from inert data."""

import json
from datetime import date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crest.domain.bank import Questionnaire
from crest.domain.law_data import ReferralBody
from crest.domain.plain_result import OwnResult, OwnResultPage
from crest.i18n import N_, Translator

_TEMPLATE = Path(__file__).with_name("own_result.typ")
_FONT = "Noto Sans Khmer"

TITLE = N_("Your result: %(name)s")
SUBMITTED = N_("%(title)s, submitted to %(buyer)s on %(day)s")
SAID = N_("What you said is in place: %(said)s of 100.")
SHOWN = N_("What is shown of it so far: %(shown)s of 100.")
NO_FIGURE = N_("There is no figure yet: nothing that counts is answered.")
MEANING = N_(
    "The first figure is what you answered. The second counts less where nobody has seen a proof: "
    "files, visits and calls raise it, and no answer has to change for that."
)
ADVICE = N_("A score is advice, not a legal finding.")
URGENT = N_("Needs action now")
URGENT_WHY = N_("People may be harmed here. Begin with these, whatever the other answers are.")
STEPS = N_("Your next steps")
NO_STEPS = N_(
    "No answer points to a next step. Where you do not know, find out first; keep your proof up "
    "to date."
)
FROM = N_("From the question: %(question)s")
SHOWS = N_("What shows it:")
GOOD = N_("What is good")
NO_GOOD = N_("No answer is the best one yet. The next steps say where to begin.")
SEEN = N_("its proof was seen")
ANSWER = N_("Answer: %(answer)s")
HELP = N_("Where to find help")
ASK = N_("About these questions: %(name)s (%(email)s) of %(buyer)s.")
HARM = N_("Where somebody may be held, threatened or forced to work, in Cambodia:")
TELEPHONE = N_("Telephone: %(number)s")
TRY_FIRST = N_("as a source of %(month)s says; try it before you rely on it")
SEES = N_(
    "This page is for you. %(buyer)s reads the answers that you submitted and makes a result of "
    "its own; it does not read this page."
)
MADE = N_("Made on %(day)s.")
FICTION = N_("Demonstration: fictional companies")


def print_own_result(page: OwnResultPage, *, language: str, is_demonstration: bool) -> bytes:
    """Return the result as PDF; ValueError while nothing is submitted."""
    if page.result is None:
        words = "there is no result to print"
        raise ValueError(words)
    told = _told(page, page.result, Translator(language=language))
    if is_demonstration:
        told["fiction"] = Translator(language=language)(FICTION)
    return _set(told)


def _set(told: dict[str, Any]) -> bytes:
    # A large library that only files need.
    import typst  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        made = Path(folder) / "result.pdf"
        typst.compile(
            str(_TEMPLATE),
            output=str(made),
            font_paths=[str(_font_folder())],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(told, ensure_ascii=False)},
            pdf_standards="ua-1",
        )
        return made.read_bytes()


@cache
def _font_folder() -> Path:
    import fontpkg  # type: ignore[import-untyped]  # noqa: PLC0415

    return Path(fontpkg.path(_FONT)).parent


def _told(page: OwnResultPage, result: OwnResult, say: Translator) -> dict[str, Any]:
    asked = page.questionnaire
    return {
        "lang": say.language,
        "title": say(TITLE) % {"name": page.subject_name},
        "about": say(SUBMITTED)
        % {
            "title": asked.title,
            "buyer": page.buyer,
            "day": _day(page.head.submitted_at, say),
        },
        "figures": _figures(result, say),
        "advice": say(ADVICE),
        "parts": [
            *_urgent(result, asked, say),
            _steps(result, say),
            _good(result, asked, say),
        ],
        "help": _help(page, say),
        "foot": [
            say(SEES) % {"buyer": page.buyer},
            say(MADE) % {"day": _day(page.as_of, say)},
        ],
        "fiction": "",
    }


def _figures(result: OwnResult, say: Translator) -> list[str]:
    said, shown = result.figures.said, result.figures.shown
    if said is None:
        return [say(NO_FIGURE)]
    lines = [say(SAID) % {"said": f"{said:.0f}"}]
    if shown is not None:
        lines.append(say(SHOWN) % {"shown": f"{shown:.0f}"})
    return [*lines, say(MEANING)]


def _urgent(result: OwnResult, asked: Questionnaire, say: Translator) -> list[dict[str, Any]]:
    if not result.urgent:
        return []
    items = [
        {
            "text": asked.questions[one.question].text,
            "notes": [say(ANSWER) % {"answer": one.answer_text}] if one.answer_text else [],
            "list": [],
        }
        for one in result.urgent
    ]
    return [{"title": say(URGENT), "lede": say(URGENT_WHY), "items": items, "numbered": False}]


def _steps(result: OwnResult, say: Translator) -> dict[str, Any]:
    items = [
        {
            "text": step.text,
            "notes": [
                say(FROM) % {"question": step.question.text},
                *([say(SHOWS)] if step.proof else []),
            ],
            "list": list(step.proof),
        }
        for step in result.steps
    ]
    lede = "" if items else say(NO_STEPS)
    return {"title": say(STEPS), "lede": lede, "items": items, "numbered": True}


def _good(result: OwnResult, asked: Questionnaire, say: Translator) -> dict[str, Any]:
    items = [
        {
            "text": asked.questions[one.question].text,
            "notes": [
                say(ANSWER) % {"answer": one.answer_text},
                *([say(SEEN)] if one.is_seen else []),
            ],
            "list": [],
        }
        for one in result.good
    ]
    lede = "" if items else say(NO_GOOD)
    return {"title": say(GOOD), "lede": lede, "items": items, "numbered": False}


def _help(page: OwnResultPage, say: Translator) -> dict[str, Any]:
    asker = ""
    if page.asker is not None:
        name, email = page.asker
        asker = say(ASK) % {"name": name, "email": email, "buyer": page.buyer}
    return {
        "title": say(HELP),
        "asker": asker,
        "lede": say(HARM),
        "bodies": [_body(one, say) for one in page.bodies],
    }


def _body(body: ReferralBody, say: Translator) -> dict[str, str]:
    telephone = ""
    if body.telephone:
        month = {"month": _month(body.telephone_seen, say)}
        telephone = f"{say(TELEPHONE) % {'number': body.telephone}} ({say(TRY_FIRST) % month})"
    return {"name": body.name, "use": body.use, "telephone": telephone}


def _day(day: date | datetime | None, say: Translator) -> str:
    from babel.dates import format_date  # noqa: PLC0415

    return "" if day is None else str(format_date(day, "d MMM y", locale=say.language))


def _month(written: str, say: Translator) -> str:
    from babel.dates import format_date  # noqa: PLC0415

    if len(written) != len("1997-03"):
        return written
    return str(format_date(date.fromisoformat(f"{written}-01"), "MMM y", locale=say.language))
