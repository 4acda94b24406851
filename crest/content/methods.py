"""Turns a method's file into a scoring method of the domain."""

from collections.abc import Mapping
from decimal import Decimal

from crest.content.digests import digest_of
from crest.content.faults import Document
from crest.content.schemas.common import Strict
from crest.content.schemas.method import MethodModel, TablesModel
from crest.content.validation import validated
from crest.domain.answers import Assurance
from crest.domain.method import (
    AssuranceRules,
    FactorTables,
    FreshnessRules,
    InherentRules,
    Method,
    PriorityRules,
    ResidualRules,
    StatusRules,
)


def method_from(document: Document) -> Method:
    """Return the method that the file describes, or raise DamagedContentError."""
    model = validated(document, MethodModel)
    return Method(
        version=model.version,
        title=model.title,
        about=model.about,
        weight_class=model.weight_class,
        force=model.force,
        assurance=_assurance(model),
        status=StatusRules(**model.status.model_dump()),
        groups=model.groups,
        themes={theme: group for group, themes in model.themes.items() for theme in themes},
        inherent=_inherent(model),
        residual=ResidualRules(**model.residual.model_dump()),
        bands=model.bands,
        freshness=FreshnessRules(**model.freshness.model_dump()),
        priority=_priority(model),
        tables=_tables(model.tables),
        digest=digest_of(document.data),
    )


def _assurance(model: MethodModel) -> AssuranceRules:
    given = model.assurance
    return AssuranceRules(
        factor={level: getattr(given, level.value) for level in Assurance},
        credibility=given.credibility,
        verified_months=given.verified_months,
    )


def _inherent(model: MethodModel) -> InherentRules:
    given = model.inherent
    return InherentRules(
        a=given.a,
        weights=given.weights,
        max_without=tuple(given.max_without),
        assumed=given.assumed,
        no_reply=given.no_reply,
    )


def _priority(model: MethodModel) -> PriorityRules:
    given = model.priority
    few, some, many = given.people_class
    return PriorityRules(
        band=given.band,
        trigger=given.trigger,
        people=given.people,
        residual=given.residual,
        people_class=(few, some, many),
        unknown_share=given.unknown_share,
        unknown_class=given.unknown_class,
    )


def _tables(model: TablesModel) -> FactorTables:
    return FactorTables(
        tip=_figures(model.tip),
        goods=_figures(model.goods),
        workforce_points=tuple((share, risk) for share, risk in model.workforce.points),
        under_18_multiple=model.workforce.under_18_multiple,
        isolated_women_min=model.workforce.isolated_women_min,
        channel=_figures(model.channel, without={"cross_border_add", "most"}),
        cross_border_add=model.channel.cross_border_add,
        structure=_figures(model.structure, without={"reason"}),
        extent={factor: (best, worst) for factor, (best, worst) in model.extent.items()},
    )


def _figures(model: Strict, *, without: set[str] | None = None) -> Mapping[str, Decimal]:
    return model.model_dump(by_alias=True, exclude=without)
