"""The areas of the application; a new area adds its line here."""

from crest.web.account.views import blueprint as account
from crest.web.federation.views import blueprint as federation
from crest.web.health.views import blueprint as health
from crest.web.help.views import blueprint as help_
from crest.web.home.views import blueprint as home
from crest.web.laws.views import blueprint as laws
from crest.web.profile.views import blueprint as profile
from crest.web.suppliers.views import blueprint as suppliers
from crest.web.workplaces.views import blueprint as workplaces

BLUEPRINTS = (
    account,
    federation,
    health,
    help_,
    home,
    laws,
    profile,
    suppliers,
    workplaces,
)
