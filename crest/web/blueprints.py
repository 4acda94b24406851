"""The areas of the application; a new area adds its line here."""

from crest.web.account.own import blueprint as own_account
from crest.web.account.own_data import blueprint as own_data
from crest.web.account.passwords import blueprint as passwords
from crest.web.account.second_factor import blueprint as second_factor
from crest.web.account.second_step import blueprint as second_step
from crest.web.account.views import blueprint as account
from crest.web.administration.views import blueprint as administration
from crest.web.assessments.contradictions import blueprint as contradictions
from crest.web.assessments.keeping import blueprint as keeping
from crest.web.assessments.views import blueprint as assessments
from crest.web.banks.release import blueprint as bank_release
from crest.web.banks.trial import blueprint as bank_trial
from crest.web.banks.views import blueprint as banks
from crest.web.campaigns.acts import blueprint as campaign_acts
from crest.web.campaigns.views import blueprint as campaigns
from crest.web.certifying.door import blueprint as signing_door
from crest.web.certifying.naming import blueprint as certifier
from crest.web.certifying.signing import blueprint as signing
from crest.web.changes.views import blueprint as change_requests
from crest.web.checks.views import blueprint as checks
from crest.web.company_copy.views import blueprint as company_copy
from crest.web.copies.loads import blueprint as answer_loads
from crest.web.copies.views import blueprint as copies
from crest.web.delegating.answering import blueprint as delegated
from crest.web.delegating.door import blueprint as delegated_door
from crest.web.delegating.giving import blueprint as delegations
from crest.web.evidence.views import blueprint as evidence
from crest.web.federation.benchmark import blueprint as benchmark
from crest.web.federation.figures import blueprint as figures
from crest.web.federation.protocol import blueprint as protocol
from crest.web.federation.views import blueprint as federation
from crest.web.health.views import blueprint as health
from crest.web.help.views import blueprint as help_
from crest.web.home.views import blueprint as home
from crest.web.imports.columns import blueprint as list_columns
from crest.web.imports.matches import blueprint as list_matches
from crest.web.imports.undoing import blueprint as list_undo
from crest.web.imports.views import blueprint as imports
from crest.web.invitations.views import blueprint as invitations
from crest.web.invited.views import blueprint as invited
from crest.web.jobs.views import blueprint as jobs
from crest.web.language.views import blueprint as language
from crest.web.laws.views import blueprint as laws
from crest.web.mail.views import blueprint as mail
from crest.web.members.associations import blueprint as associations
from crest.web.members.course import blueprint as member_course
from crest.web.members.lists import blueprint as member_lists
from crest.web.members.views import blueprint as members
from crest.web.profile.views import blueprint as profile
from crest.web.reference.views import blueprint as reference
from crest.web.register.loads import blueprint as register_loads
from crest.web.register.views import blueprint as register
from crest.web.results.audit import blueprint as audit
from crest.web.results.explained import blueprint as explained
from crest.web.results.own import blueprint as own_result
from crest.web.results.views import blueprint as results
from crest.web.results.views import findings
from crest.web.results.what_if import blueprint as what_if
from crest.web.shares.links import blueprint as links
from crest.web.shares.views import blueprint as shares
from crest.web.spaces.claims import blueprint as claims
from crest.web.spaces.correcting import blueprint as correcting
from crest.web.spaces.home import blueprint as spaces
from crest.web.spaces.reuse import blueprint as reuse
from crest.web.spaces.sharing import blueprint as sharing
from crest.web.suppliers.chain import blueprint as chain
from crest.web.suppliers.changing import blueprint as changing
from crest.web.suppliers.merging import blueprint as merging
from crest.web.suppliers.numbers import blueprint as supplier_numbers
from crest.web.suppliers.pictures import blueprint as pictures
from crest.web.suppliers.saved_views import blueprint as supplier_views
from crest.web.suppliers.saving import blueprint as supplier_file
from crest.web.suppliers.tags import blueprint as supplier_tags
from crest.web.suppliers.views import blueprint as suppliers
from crest.web.trail.views import blueprint as trail
from crest.web.translations.views import blueprint as translations
from crest.web.users.joining import blueprint as joining
from crest.web.users.views import blueprint as users
from crest.web.workplaces.views import blueprint as workplaces

BLUEPRINTS = (
    account,
    administration,
    assessments,
    associations,
    audit,
    bank_release,
    bank_trial,
    banks,
    benchmark,
    campaign_acts,
    campaigns,
    certifier,
    chain,
    change_requests,
    checks,
    claims,
    changing,
    company_copy,
    contradictions,
    correcting,
    answer_loads,
    copies,
    keeping,
    delegated,
    delegated_door,
    delegations,
    evidence,
    explained,
    federation,
    figures,
    findings,
    health,
    help_,
    home,
    imports,
    invitations,
    invited,
    jobs,
    joining,
    language,
    laws,
    links,
    list_columns,
    list_matches,
    list_undo,
    mail,
    member_course,
    member_lists,
    members,
    merging,
    own_account,
    own_data,
    own_result,
    passwords,
    pictures,
    profile,
    protocol,
    reference,
    register,
    register_loads,
    results,
    reuse,
    second_factor,
    second_step,
    shares,
    signing,
    signing_door,
    sharing,
    spaces,
    supplier_file,
    supplier_numbers,
    supplier_tags,
    supplier_views,
    suppliers,
    trail,
    translations,
    users,
    what_if,
    workplaces,
)
