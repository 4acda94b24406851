"""What is typed to give questions to a colleague."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import InputRequired

from crest.services.delegations import MOST_NAME
from crest.web.forms import KeyForm
from crest.web.record_fields import Needed, text


class DelegationForm(KeyForm):
    """Who gets the questions, and until when."""

    name = text(_l("Name of the colleague"), Needed(_l("Write a name.")), most=MOST_NAME)
    until = DateField(_l("Last day"), validators=[InputRequired(_l("Choose the last day."))])
