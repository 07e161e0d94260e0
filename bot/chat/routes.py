"""Every module of the chat with routes, listed once.

Apart from the package itself, so that importing the toolkit does not import every screen.
"""

from bot.chat import play
from bot.chat.admin import (
    accounts,
    agencies,
    agency_pledge,
    agency_totals,
    contact_entry,
    erasure,
    exports,
    forecasts,
    health,
    impact_reports,
    local_contacts,
    new_agency,
    roles,
)
from bot.chat.author import (
    approval,
    case_files,
    editions,
    example,
    preview,
    retraction,
    scenarios,
    sharing,
)
from bot.chat.debrief import aftercare, debrief_moments, debrief_overview, worked_example
from bot.chat.kit.notices import notice_texts
from bot.chat.kit.routes import Routes
from bot.chat.learner import (
    inactivity,
    live_session,
    own_assessments,
    refresher_prompts,
    refreshers,
)
from bot.chat.learner.evaluation import reaction
from bot.chat.learner.onboarding import notice, profile, start
from bot.chat.notices import (
    account_notice_text,
    approval_notice_text,
    assessment_notice_text,
    assignment_notice_text,
    certificate_notice_text,
    cohort_notice_text,
    contact_notice_text,
    erasure_notice_text,
    export_notice_text,
    nudge_notice_text,
    related_case_notice_text,
    role_notice_text,
    session_notice_text,
    totals_notice_text,
)
from bot.chat.trainer import (
    programmes,
    readiness,
    scenario_downloads,
    trainer_pathway,
    trainer_promotion,
)
from bot.chat.trainer.analysis import decision_list, decision_page
from bot.chat.trainer.assessments import (
    assessment_gains,
    assessment_page,
    assessment_planning,
    paper_takers,
)
from bot.chat.trainer.assignments import (
    audience_page,
    case_choice,
    change_page,
    plan_page,
    preview_page,
    results_page,
    withdrawal_page,
)
from bot.chat.trainer.cohorts import (
    calendar_page,
    cohort_pages,
    cohort_settings,
    member_moves,
    member_pages,
    roster_sign_out,
    trainer_pages,
)
from bot.chat.trainer.invitations import (
    open_links,
    paper_entry,
    personal_codes,
    roster_places,
    roster_upload,
)
from bot.chat.trainer.live_session import (
    attendance,
    hand_counts,
    observation,
    session_control,
    session_opening,
    session_records,
)
from bot.chat.trainer.progress import cohort_progress, member_progress, nudges, team

ROUTES = Routes(
    accounts,
    aftercare,
    agencies,
    agency_pledge,
    agency_totals,
    approval,
    assessment_gains,
    assessment_page,
    assessment_planning,
    attendance,
    audience_page,
    calendar_page,
    case_choice,
    case_files,
    change_page,
    cohort_pages,
    cohort_progress,
    cohort_settings,
    contact_entry,
    debrief_moments,
    debrief_overview,
    decision_list,
    decision_page,
    editions,
    erasure,
    example,
    exports,
    forecasts,
    hand_counts,
    health,
    impact_reports,
    inactivity,
    live_session,
    local_contacts,
    member_moves,
    member_pages,
    member_progress,
    new_agency,
    notice,
    nudges,
    observation,
    open_links,
    own_assessments,
    paper_entry,
    paper_takers,
    personal_codes,
    plan_page,
    play,
    preview,
    preview_page,
    profile,
    programmes,
    reaction,
    readiness,
    refresher_prompts,
    refreshers,
    results_page,
    retraction,
    roles,
    roster_places,
    roster_sign_out,
    roster_upload,
    scenario_downloads,
    scenarios,
    session_control,
    session_opening,
    session_records,
    sharing,
    start,
    team,
    trainer_pages,
    trainer_pathway,
    trainer_promotion,
    withdrawal_page,
    worked_example,
)

NOTICE_TEXTS = notice_texts(
    account_notice_text,
    approval_notice_text,
    assessment_notice_text,
    assignment_notice_text,
    certificate_notice_text,
    cohort_notice_text,
    contact_notice_text,
    erasure_notice_text,
    export_notice_text,
    nudge_notice_text,
    related_case_notice_text,
    role_notice_text,
    session_notice_text,
    totals_notice_text,
)
"""What queued notices say, by kind."""
