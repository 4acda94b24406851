"""What is wrong in a list: the place, what it is and how to mend it."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from crest.i18n import N_

# Each sentence and its remedy; translated where they are shown, with the fault's values put in.
SENTENCES: Mapping[str, tuple[str, str]] = {
    "name_missing": (N_("The name is empty."), N_("Write the supplier's name.")),
    "country_unknown": (
        N_("'%(value)s' is not a country we know."),
        N_("Write the country's name or its two-letter code, or leave it empty."),
    ),
    "bad_character": (
        N_("There is a sign that cannot be kept (%(character)s)."),
        N_("Type the text again without it."),
    ),
    "too_long": (
        N_("The text has %(length)s characters; %(most)s are kept at most."),
        N_("Shorten it."),
    ),
    "not_a_number": (
        N_("'%(value)s' is not a number."),
        N_("Write digits only, or leave it empty."),
    ),
    "not_whole": (
        N_("'%(value)s' is not a whole number."),
        N_("Write a count such as 250, or leave it empty."),
    ),
    "out_of_range": (
        N_("%(value)s is not between %(least)s and %(most)s."),
        N_("Correct the number, or leave it empty."),
    ),
    "unit_unknown": (
        N_("It is not said whether '%(value)s' is a percentage."),
        N_("Write %% in the heading of the column or in the cell."),
    ),
    "more_than_all": (
        N_("%(value)s is more than all workers (%(total)s)."),
        N_("Correct one of the two numbers."),
    ),
    "bad_email": (
        N_("'%(value)s' is not an e-mail address."),
        N_("Correct it, or leave it empty."),
    ),
    "bad_currency": (
        N_("'%(value)s' is not a currency code."),
        N_("Write three letters such as USD, or leave it empty."),
    ),
    "not_a_day": (
        N_("'%(value)s' is not a day."),
        N_("Write the day as a date, for example 2027-01-31, or leave it empty."),
    ),
    "decision_unknown": (
        N_("'%(value)s' is not one of the decisions."),
        N_("Choose one of the list in the cell, or leave it empty."),
    ),
    "cell_error": (
        N_("The cell shows an error (%(value)s)."),
        N_("Write the value itself, or leave it empty."),
    ),
    "formula_without_value": (
        N_("The cell holds a formula, and its result is not stored."),
        N_("Write the value itself, or leave it empty."),
    ),
    "unit_needed": (
        N_("It is not said what the numbers of this column mean, so it is left out."),
        N_("Say whether they are percentages or parts of one."),
    ),
    "code_shortened": (
        N_("'%(value)s' is a number that a spreadsheet has shortened, so it is left out."),
        N_("Format the column as text and write the whole code again."),
    ),
    "registration_differs": (
        N_("The supplier %(value)s has another registration number (%(held)s)."),
        N_("Correct the code or the number: two numbers are two suppliers."),
    ),
    "member_code_missing": (
        N_("The code is empty."),
        N_("Give each member a code of its own: by it a second list finds it again."),
    ),
    "member_code_bad": (
        N_("'%(value)s' cannot be a code."),
        N_("Use letters, digits, dots, dashes and underscores, at most 40."),
    ),
    "member_code_twice": (
        N_("The code %(value)s stands in row %(first)s already."),
        N_("Give each member a code of its own."),
    ),
    "member_name_missing": (N_("The name is empty."), N_("Write the member's name.")),
    "member_kind_unknown": (
        N_("'%(value)s' is no kind of member."),
        N_("Write company or association, or leave it empty for a company."),
    ),
    "member_other_kind": (
        N_("The code %(value)s belongs to a member of the other kind."),
        N_("Choose another code, or mend the kind: a company does not become an association."),
    ),
    "member_has_left": (
        N_("The member %(value)s has left."),
        N_("A company that comes back gets a new code."),
    ),
    "association_unknown": (
        N_("There is no association with the code %(value)s."),
        N_("Add a row of that association to the list, or correct the code."),
    ),
    "association_nested": (
        N_("An association belongs to no other association."),
        N_("Leave the cell empty."),
    ),
    "language_unknown": (
        N_("'%(value)s' is no language of CREST."),
        N_("Write en or km, or leave it empty."),
    ),
    "code_twice": (
        N_("The code %(value)s stands in row %(first)s already."),
        N_(
            "Give each supplier a code of its own. Sent again alone, the row would change the "
            "supplier that has this code."
        ),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFault:
    """One thing wrong in one cell; `column` is its heading as the list writes it."""

    row: int
    column: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """Return what is wrong, in English."""
        return self.worded(str)[0]

    @property
    def remedy(self) -> str:
        """Return how to mend it, in English."""
        return self.worded(str)[1]

    def worded(self, translate: Callable[[str], str]) -> tuple[str, str]:
        """Return what is wrong and how to mend it, in the language of `translate`."""
        what, remedy = SENTENCES[self.code]
        values = defaultdict(str, self.params)
        return translate(what) % values, translate(remedy) % values


class CellFaultError(Exception):
    """A cell that cannot be taken; the row's reader knows the place."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = {name: str(value) for name, value in params.items()}
