"""The areas of the application; a new area adds its line here."""

from crest.web.account.views import blueprint as account
from crest.web.health.views import blueprint as health

BLUEPRINTS = (account, health)
