"""A bank, a method and laws as matrices of weights, the same for every row that is scored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crest.domain.bank import Basis, Kind, Question, Questionnaire, Theme, WeightClass
from crest.domain.crediting import is_scored
from crest.domain.instruments import Instrument, Obligation
from crest.domain.method import Group, Method
from crest.domain.statuses import DUTIES, SCORED_FORCES
from crest.portfolio.arrays import THOUSAND, Flags, Floats, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """An obligation in its law, by its place among the columns."""

    id: str
    instrument: str
    obligation: Obligation


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is multiplied with the answers. Weights are whole thousandths.

    `codes` are the controls in the order of the rows of each matrix; `duties` the obligations in
    the order of the columns of `links`, and `laws` those of `force`.
    """

    bank: str
    method: Method
    codes: tuple[str, ...]
    scored: Flags
    stop: Flags
    critical: Flags
    weights: Floats
    groups: Floats
    themes: Floats
    theme_names: tuple[Theme, ...]
    duties: tuple[Duty, ...]
    links: Floats
    strict: Flags
    laws: tuple[str, ...]
    force: Floats

    @property
    def group_weights(self) -> Floats:
        """Return the weight of each group in thousandths."""
        weights = self.method.groups
        return np.array([whole(weights[group], THOUSAND) for group in Group], dtype=np.float64)


def plan_of(
    questionnaire: Questionnaire, method: Method, instruments: Iterable[Instrument]
) -> Plan:
    """Return the matrices of a version of a bank under a method, for these laws and standards.

    Only obligations of a force that is scored have a column. Refused: a weight finer than a
    thousandth.
    """
    asked = questionnaire.questions
    codes = tuple(sorted(code for code, one in asked.items() if one.kind is Kind.CONTROL))
    controls = [asked[code] for code in codes]
    duties = _duties(instruments)
    laws = tuple(dict.fromkeys(duty.instrument for duty in duties))
    classes = np.array([_class_weight(one, method) for one in controls], dtype=np.float64)
    themes = tuple(theme for theme in Theme if any(_has_theme(one, theme) for one in controls))
    return Plan(
        bank=questionnaire.id,
        method=method,
        codes=codes,
        scored=np.array([is_scored(one) for one in controls], dtype=np.bool_),
        stop=np.array([one.is_stop for one in controls], dtype=np.bool_),
        critical=np.array(
            [one.weight_class is WeightClass.CRITICAL for one in controls], dtype=np.bool_
        ),
        weights=classes,
        groups=classes[:, None] * _membership(controls, tuple(Group), method),
        themes=classes[:, None]
        * np.array([[_has_theme(one, theme) for theme in themes] for one in controls], dtype=float),
        theme_names=themes,
        duties=duties,
        links=_links(controls, duties, classes),
        strict=np.array([duty.obligation.force in DUTIES for duty in duties], dtype=np.bool_),
        laws=laws,
        force=_force(duties, laws, method),
    )


def _duties(instruments: Iterable[Instrument]) -> tuple[Duty, ...]:
    found: dict[str, Duty] = {}
    for instrument in instruments:
        for part in instrument.obligations:
            if part.force in SCORED_FORCES:
                duty = Duty(id=part.id, instrument=instrument.id, obligation=part)
                found.setdefault(part.id, duty)
    return tuple(found.values())


def _class_weight(question: Question, method: Method) -> int:
    if question.weight_class is None or not is_scored(question):
        return 0
    return whole(method.weight_class[question.weight_class], THOUSAND)


def _has_theme(question: Question, theme: Theme) -> bool:
    return is_scored(question) and question.theme is theme


def _membership(controls: Sequence[Question], groups: Sequence[Group], method: Method) -> Floats:
    of_theme: Mapping[Theme, Group] = method.themes
    return np.array(
        [
            [is_scored(one) and of_theme.get(one.theme) is group for group in groups]
            for one in controls
        ],
        dtype=np.float64,
    ).reshape(len(controls), len(groups))


def _links(controls: Sequence[Question], duties: Sequence[Duty], classes: Floats) -> Floats:
    column = {duty.id: place for place, duty in enumerate(duties)}
    links = np.zeros((len(controls), len(duties)), dtype=np.float64)
    for row, question in enumerate(controls):
        if question.basis is not Basis.LAW or not is_scored(question):
            continue
        for link in question.obligations:
            if link.id in column:
                own = classes[row] if link.weight is None else whole(link.weight, THOUSAND)
                links[row, column[link.id]] = own
    return links


def _force(duties: Sequence[Duty], laws: Sequence[str], method: Method) -> Floats:
    row = {law: place for place, law in enumerate(laws)}
    force = np.zeros((len(duties), len(laws)), dtype=np.float64)
    for place, duty in enumerate(duties):
        force[place, row[duty.instrument]] = whole(method.force[duty.obligation.force], THOUSAND)
    return force
