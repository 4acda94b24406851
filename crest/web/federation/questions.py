"""How questions are answered, from released figures alone: for those who maintain the banks."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crest.domain.member_details import (
    BEST,
    CHANGED,
    CONTRADICTION,
    DONT_KNOW,
    LEFT_OPEN,
    NOT_APPLICABLE,
    NOT_ASKED,
    QUESTION,
    SOME,
)
from crest.domain.participation import PARTS, STOPPED, STOPPED_PART, part_of, sections_of
from crest.domain.told import HIDDEN, ToldCube, asked_total, cube_of
from crest.domain.told_reading import Share, share_in
from crest.services.released_figures import ReleasedCube
from crest.web.context import library
from crest.web.federation.told_bars import Bars, bars_of
from crest.web.paging import Paging, page_number

CODE = "question"
SIGNS: Mapping[str, str] = {
    DONT_KNOW: _l("Not known"),
    NOT_APPLICABLE: _l("Not applicable"),
    LEFT_OPEN: _l("Left open"),
    BEST: _l("Best answer"),
    CHANGED: _l("Changed"),
    CONTRADICTION: _l("Did not fit another answer"),
}
# What a large share of a sign may mean for whoever maintains the question.
MEANING: Mapping[str, str] = {
    DONT_KNOW: _l("Whoever answers may not have what the question asks for, or not understand it."),
    NOT_APPLICABLE: _l("It may be asked of too many; a condition may be missing."),
    LEFT_OPEN: _l("It may be too hard, too long, or feel unsafe to answer."),
    BEST: _l("If nearly all give the best answer, it may tell little, or invite a yes."),
    CHANGED: _l("It may be understood only at a second reading."),
    CONTRADICTION: _l("It may be read in another way than a question beside it."),
}
_FIRST, _ON_A_PAGE = 3, 25


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    """What is told of one question: of how many, shares by sign, and how many in hidden cells."""

    code: str
    members: int | None
    asked: int | None
    shares: Mapping[str, Share | None]
    rest: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stops:
    """Where self-assessments of a questionnaire rest: a picture, and its quarters with sections.

    Each quarter has its count and its sections with theirs; None where it is hidden or not told.
    """

    name: str
    words: str
    bars: Bars
    quarters: tuple[tuple[str, int | None, tuple[tuple[str, int | None], ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SortHead:
    """The head of a column: what it is about, where it leads, and how it is sorted."""

    label: str
    url: str
    sorted: str
    number: bool


class QuestionsPage:
    """What the page about questions shows, sorted by a sign or by code."""

    def __init__(self, found: Mapping[str, ReleasedCube], args: Mapping[str, str]) -> None:
        self.cubes = {name: cube_of(one.body) for name, one in found.items()}
        wanted = args.get("sort", DONT_KNOW)
        self.sort = wanted if wanted in SIGNS else CODE
        self.down = args.get("order", "down") != "up"
        self._lines = [
            self._line(name.removeprefix(QUESTION))
            for name in sorted(self.cubes)
            if name.startswith(QUESTION)
        ]
        number, total = page_number(args.get("page")), len(self._lines)
        last = Paging(number=1, total=total, size=_ON_A_PAGE).pages
        self.paging = Paging(number=min(number, last), total=total, size=_ON_A_PAGE)

    @property
    def address(self) -> Mapping[str, str]:
        """Return what the address says of the order."""
        return {"sort": self.sort, "order": "down" if self.down else "up"}

    @property
    def lines(self) -> list[QuestionLine]:
        """Return the questions of this page in the order asked for."""
        return self._ordered()[max(0, self.paging.first - 1) : self.paging.last]

    def _ordered(self) -> list[QuestionLine]:
        """Return all questions in order; those of which it is hidden stand last."""
        if self.sort == CODE:
            return sorted(self._lines, key=lambda one: one.code, reverse=self.down)
        told = [(share, one) for one in self._lines if (share := one.shares[self.sort])]
        told.sort(key=lambda pair: pair[0].exact, reverse=self.down)
        return [one for _, one in told] + [one for one in self._lines if not one.shares[self.sort]]

    @property
    def first(self) -> Mapping[str, list[tuple[QuestionLine, Share]]]:
        """Return for each sign the questions with the largest told shares, at most three."""
        found = {}
        for sign in SIGNS:
            told = [(one, share) for one in self._lines if (share := one.shares[sign])]
            told.sort(key=lambda pair: (-pair[1].exact, pair[0].code))
            found[sign] = told[:_FIRST]
        return found

    @property
    def hidden(self) -> Mapping[str, int]:
        """Return for each sign of how many questions it is hidden."""
        return {sign: sum(not one.shares[sign] for one in self._lines) for sign in SIGNS}

    @property
    def stops(self) -> tuple[Stops, ...]:
        """Return for each questionnaire where those rest that were left, by quarter and section."""
        return tuple(
            _stops(one, self.cubes.get(STOPPED + name.removeprefix(STOPPED_PART)))
            for name, one in sorted(self.cubes.items())
            if name.startswith(STOPPED_PART)
        )

    def heads(self) -> list[SortHead]:
        """Return the heads of the table; the one sorted by leads to the other direction."""
        return [
            self._head(CODE, _("Question")),
            SortHead(label=_("Asked of"), url="", sorted="", number=True),
            *(self._head(sign, str(words)) for sign, words in SIGNS.items()),
            SortHead(label=_("In hidden cells"), url="", sorted="", number=True),
        ]

    def _head(self, sort: str, label: str) -> SortHead:
        is_sorted = self.sort == sort
        # Large shares are looked for first, codes from the first on.
        down = not self.down if is_sorted else sort != CODE
        order = "down" if down else "up"
        direction = "descending" if self.down else "ascending"
        return SortHead(
            label=label,
            url=url_for("figures.questions", sort=sort, order=order),
            sorted=direction if is_sorted else "",
            number=sort != CODE,
        )

    def _line(self, code: str) -> QuestionLine:
        cube = self.cubes[QUESTION + code]
        return QuestionLine(
            code=code,
            members=cube.at(),
            asked=asked_total(cube, NOT_ASKED),
            shares={sign: self._share(cube, code, sign) for sign in SIGNS},
            rest=cube.parts().get(HIDDEN),
        )

    def _share(self, cube: ToldCube, code: str, sign: str) -> Share | None:
        if sign not in {CHANGED, CONTRADICTION}:
            return share_in(cube, sign, absent=NOT_ASKED)
        other = self.cubes.get(sign + code)
        found = None if other is None else share_in(other, SOME, absent=NOT_ASKED)
        # As many were asked here as there, where one of the two tells it.
        asked = asked_total(cube, NOT_ASKED)
        if found is None or not found.of_all or not asked:
            return found
        return Share(count=found.count, whole=asked, of_all=False)


def _stops(parts: ToldCube, finer: ToldCube | None) -> Stops:
    """Return where a questionnaire rests; `finer` has it by section, where that is told too."""
    bank = parts.family.removeprefix(STOPPED_PART)
    order = sections_of(library().questionnaires).get(bank, ())
    told = {one: None if finer is None else finer.at(outcome=one) for one in order}
    return Stops(
        name=parts.family.replace(".", "-"),
        words=_("Where answering stopped: %(name)s", name=_title(bank)),
        bars=bars_of([(_("Members without a result"), parts, {})], parts.outcomes),
        quarters=tuple(
            (
                part,
                parts.at(outcome=part),
                tuple((one, told[one]) for one in order if part_of(one, order) == part),
            )
            for part in PARTS
        ),
    )


def _title(bank: str) -> str:
    """Return what a bank is called in the version read last; its id where none is here."""
    return next((one.title for one in reversed(library().questionnaires) if one.id == bank), bank)
