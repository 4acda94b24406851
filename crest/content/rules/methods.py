"""Methods: every weight present, every line in order, every bank provided for."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from crest.content.faults import Document, Fault
from crest.content.schemas.method import MethodModel
from crest.domain.answers import Assurance
from crest.domain.bank import Theme, WeightClass
from crest.domain.instruments import Force
from crest.domain.method import Factor, Group, Method, RiskBand

# These force words are shown without a number.
_UNSCORED = frozenset({Force.MAY, Force.LIMIT, Force.SUSPENDED})
_UNGROUPED = frozenset({Theme.PROFILE})


def faults_of_method(
    document: Document, method: Method, model: MethodModel, *, banks: Iterable[str]
) -> Iterator[Fault]:
    """Yield everything wrong with this version of the method."""
    if document.file != f"method/{method.version}.yaml":
        message = f"the version belongs in the file method/{method.version}.yaml"
        yield document.fault(("version",), message)
    yield from _complete(document, method)
    yield from _themes(document, model)
    yield from _ordered(document, method)
    yield from _tables(document, method, model)
    for bank in sorted(set(banks) - set(method.residual.k)):
        yield document.fault(("residual", "k"), f"k has no figure for the bank {bank}; add it")


def _complete(document: Document, method: Method) -> Iterator[Fault]:
    yield from _lacks(document, "weight_class", WeightClass, method.weight_class)
    yield from _lacks(document, "force", set(Force) - _UNSCORED, method.force)
    yield from _lacks(document, "groups", Group, method.groups)
    yield from _lacks(document, "inherent.weights", Factor, method.inherent.weights)
    yield from _lacks(document, "bands", RiskBand, method.bands)
    yield from _lacks(document, "tables.extent", Factor, method.tables.extent)


def _lacks(
    document: Document, name: str, wanted: Iterable[str], given: Iterable[str]
) -> Iterator[Fault]:
    missing = ", ".join(sorted(set(wanted) - set(given)))
    if missing:
        yield document.fault(tuple(name.split(".")), f"{name} lacks {missing}; add the figure")


def _themes(document: Document, model: MethodModel) -> Iterator[Fault]:
    seen: set[Theme] = set()
    for group, themes in model.themes.items():
        for index, theme in enumerate(themes):
            path = ("themes", group.value, index)
            if theme in seen:
                yield document.fault(path, f"theme {theme.value} is in two groups; keep one")
            if theme in _UNGROUPED:
                yield document.fault(path, "theme profile holds facts and is in no group")
            seen.add(theme)
    missing = ", ".join(theme for theme in Theme if theme not in seen | _UNGROUPED)
    if missing:
        yield document.fault(("themes",), f"these themes are in no group: {missing}")


def _ordered(document: Document, method: Method) -> Iterator[Fault]:
    lines = [method.bands[band] for band in RiskBand if band in method.bands]
    if lines != sorted(set(lines)) or lines[:1] != [Decimal(0)]:
        yield document.fault(("bands",), "bands must rise from 0: low, moderate, high, severe")
    levels = [
        Assurance.STATED,
        Assurance.ATTACHED,
        Assurance.DOCUMENTED,
        Assurance.VERIFIED,
    ]
    factors = [method.assurance.factor[level] for level in levels]
    if factors != sorted(factors):
        yield document.fault(("assurance",), "assurance factors must rise from stated to verified")
    people = list(method.priority.people_class)
    if people != sorted(set(people)):
        yield document.fault(("priority", "people_class"), "people_class must rise")
    points = [share for share, _ in method.tables.workforce_points]
    if points != sorted(set(points)) or points[0] != 0 or points[-1] != 100:
        path = ("tables", "workforce", "points")
        yield document.fault(path, "the shares of the points must rise from 0 to 100")


def _tables(document: Document, method: Method, model: MethodModel) -> Iterator[Fault]:
    for factor, (best, worst) in method.tables.extent.items():
        if best >= worst:
            path = ("tables", "extent", factor.value)
            yield document.fault(path, f"the best of {factor.value} must be below its worst")
    given = model.tables
    ends = {
        Factor.SECTOR: (given.sector.least, given.sector.most),
        Factor.CHANNEL: (given.channel.direct, given.channel.most),
        Factor.STRUCTURE: (given.structure.none, given.structure.most),
        Factor.GOODS: (given.goods.not_listed, given.goods.forced_here),
    }
    for factor, pair in ends.items():
        if method.tables.extent.get(factor, pair) != pair:
            path = ("tables", "extent", factor.value)
            yield document.fault(path, f"the extent of {factor.value} is not that of its table")
