"""The page of a campaign, which several acts come back to."""

from dataclasses import replace
from uuid import UUID

from flask import render_template, request

from crest.domain.campaigns import ReplyState
from crest.services import campaign_board
from crest.services.campaign_board import CALL, Wanted
from crest.services.jobs import JobTools
from crest.web.campaigns.forms import DueForm, PlanForm
from crest.web.context import library, now, runtime, session, settings
from crest.web.faults import faults_of
from crest.web.identity import actor
from crest.web.paging import PAGE_SIZE, Paging, page_number


def tools() -> JobTools:
    """Return what mails of campaigns are written with; links lead to where the reader is."""
    here = replace(settings(), base_url=settings().base_url or request.url_root)
    return JobTools(settings=here, library=runtime().library)


def board_page(campaign_id: UUID, due: DueForm | None = None, plan: PlanForm | None = None) -> str:
    """Return the page of a campaign, with a form as it was sent where one is to be mended."""
    number = page_number(request.args.get("page"))
    asked = request.args.get("state", "")
    state = asked if asked in {*ReplyState, CALL} else ""
    wanted = Wanted(state=state, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
    found = campaign_board.board(
        session(), actor(), campaign_id, wanted, library=library(), now=now()
    )
    return render_template(
        "campaigns/show.html",
        found=found,
        state=state,
        due=due or DueForm(),
        plan=plan or PlanForm(),
        paging=Paging(number=number, total=found.total),
        faults=[*faults_of(due or DueForm()), *faults_of(plan or PlanForm())],
    )
