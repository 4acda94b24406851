"""A bank as an XLSForm workbook, made in the background for whoever may inspect banks."""

import io
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from crest.content.library import Library
from crest.domain.permissions import Actor, Permission, require
from crest.domain.releases import Version
from crest.domain.trail import Act
from crest.exports.register_book import MEDIA_TYPE
from crest.persistence.jobs import Job
from crest.persistence.session import DatabaseSession, reading
from crest.services.asked_jobs import Order, ask_once
from crest.services.banks import spoken_versions
from crest.services.banks_offered import standing_version
from crest.services.jobs import XLSFORM, JobTools, MadeFile, Progress


def request_form(
    session: DatabaseSession,
    actor: Actor,
    version: Version,
    *,
    key: str,
    library: Library,
    now: datetime,
) -> UUID:
    """Ask for a version as an XLSForm and return the job."""
    require(actor, Permission.BANK_INSPECT)
    wanted = library.questionnaire(*version)
    params = {"bank": wanted.id, "version": wanted.version}
    about = f"{wanted.id}:{wanted.version}"
    order = Order(
        kind=XLSFORM,
        permission=Permission.BANK_INSPECT,
        act=Act.BANK_ASK_FORM,
        params=params,
        about=about,
        told=params,
    )
    return ask_once(session, actor, order, key=key, now=now)


def run_form_job(
    session: DatabaseSession,
    actor: Actor,
    job: Job,
    *,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> MadeFile:
    """Return the version that the job names as an XLSForm, in every language that it has."""
    # Web processes ask for forms and never write one, so they do without the writer.
    from crest.exports.xlsform import write_xlsform  # noqa: PLC0415

    require(actor, Permission.BANK_INSPECT)
    library = tools.library.speaking("en")
    bank, version = str(job.params["bank"]), str(job.params["version"])
    with reading(session):
        written = standing_version(session, library, bank, version)
    stream = io.BytesIO()
    write_xlsform(
        stream,
        written,
        translations=spoken_versions(library, written),
        names=title_of_codes(library),
        created=now,
    )
    progress(1, 1)
    name = f"{bank}-{version}-xlsform.xlsx"
    return MadeFile(file_name=name, content=stream.getvalue(), media_type=MEDIA_TYPE)


def title_of_codes(library: Library) -> Mapping[str, str]:
    """Return the titles of sectors and the names of countries that a form offers by itself."""
    reference = library.reference
    return {
        **{code: sector.title for code, sector in reference.sectors.items()},
        **{code: country.names["en"] for code, country in reference.countries.items()},
    }
