"""The live formulas of the register: each repeats a step of the engine over the cells of a row."""

from collections.abc import Callable, Mapping

from xlsxwriter.utility import xl_col_to_name

from crest.domain.method import Factor, Method, RiskBand
from crest.exports.method_names import K_BANKS, K_VALUES, band_name, weight_name
from crest.exports.register_words import BAND

Formula = Callable[[int], str]


class RegisterFormulas:
    """Formulas over columns found by their codes."""

    def __init__(
        self, places: Mapping[str, int], method: Method, translate: Callable[[str], str] = str
    ) -> None:
        self.places = places
        self.method = method
        self.translate = translate

    def all(self, *, rows: int, live_rank: bool) -> dict[str, Formula]:
        """Return the formula of each live column by its code."""
        found: dict[str, Formula] = {
            "inherent": self.inherent,
            "hold": self.hold,
            "residual": self.residual,
            "band": self.band,
            "priority_key": self.priority_key,
        }
        if live_rank:
            found["rank"] = lambda row: self.rank(row, last=rows + 2)
        return found

    def inherent(self, row: int) -> str:
        """Return the weighted mean of the factors that count, drawn towards the highest of them."""
        cells = {factor: self._cell(f"factor_{factor.value}", row) for factor in Factor}
        weights = self.method.inherent.weights
        above = "+".join(f"{weight_name(one)}*N({cells[one]})" for one in weights)
        below = "+".join(f"{weight_name(one)}*ISNUMBER({cells[one]})" for one in weights)
        mean = f"({above})/({below})"
        least_known = set(self.method.inherent.max_without)
        highest = ",".join(cells[one] for one in Factor if one not in least_known)
        maximum = f"IF(COUNT({highest})=0,{mean},MAX({highest}))"
        return f"=ROUND((1-m_a)*{mean}+m_a*{maximum},6)"

    def hold(self, row: int) -> str:
        """Return how far controls count: freshness, less a step for each open stop question."""
        fresh, stops = self._cell("freshness", row), self._cell("stop_open", row)
        return f'=IF({fresh}="","",ROUND({fresh}*MAX(0,1-m_stop_step*{stops}),6))'

    def residual(self, row: int) -> str:
        """Return inherent risk less what supported controls take off, lifted by live triggers."""
        inherent, hold = self._cell("inherent", row), self._cell("hold", row)
        shown, bank = self._cell("supported", row), self._cell("bank", row)
        k = f"INDEX({K_VALUES},MATCH({bank},{K_BANKS},0))"
        before = f"{inherent}*(1-{k}*{hold}*N({shown})/100)"
        opened, remedy = self._cell("triggers_open", row), self._cell("triggers_remedy", row)
        lifted = (
            f"IF({opened}>0,m_open+({before})*(100-m_open)/100,"
            f"IF({remedy}>0,MAX({before},m_remedy),{before}))"
        )
        return f'=ROUND(IF({self._cell("freshness", row)}="",{inherent},{lifted}),6)'

    def band(self, row: int) -> str:
        """Return the band of the residual risk; on an edge the worse one."""
        residual = self._cell("residual", row)
        words = self._word(RiskBand.LOW)
        for band in (RiskBand.MODERATE, RiskBand.HIGH, RiskBand.SEVERE):
            words = f"IF({residual}>={band_name(band)},{self._word(band)},{words})"
        return f"={words}"

    def priority_key(self, row: int) -> str:
        """Return the number that orders the register."""
        residual = self._cell("residual", row)
        steps = "+".join(
            f"({residual}>={band_name(band)})"
            for band in (RiskBand.MODERATE, RiskBand.HIGH, RiskBand.SEVERE)
        )
        return (
            f"=ROUND(m_priority_band*({steps})"
            f"+m_priority_trigger*({self._cell('triggers_open', row)}>0)"
            f"+m_priority_people*{self._cell('people_class', row)}"
            f"+m_priority_residual*ROUND({residual},1),6)"
        )

    def rank(self, row: int, *, last: int) -> str:
        """Return the place by priority; equal keys stand in the order of `tie_order`."""
        keys, ties = self._range("priority_key", last), self._range("tie_order", last)
        key, tie = self._cell("priority_key", row), self._cell("tie_order", row)
        return f'=1+COUNTIF({keys},">"&{key})+COUNTIFS({keys},{key},{ties},"<"&{tie})'

    def _word(self, band: RiskBand) -> str:
        return f'"{self.translate(BAND[band])}"'

    def _cell(self, code: str, row: int) -> str:
        return f"{xl_col_to_name(self.places[code])}{row}"

    def _range(self, code: str, last: int) -> str:
        letters = xl_col_to_name(self.places[code])
        return f"${letters}$3:${letters}${last}"
