"""The list of every job: the schedule is code, never a table."""

from bénévolat.jobs import (
    backup,
    check_invariants,
    close_month,
    draft_sessions,
    expire,
    forget_attempts,
    forget_passes,
    make_files,
    purge_exports,
    record_engagement,
    refresh_matches,
    remind,
    retention,
    review_notice,
    send_messages,
    send_texts,
    update_matches,
)
from bénévolat.jobs.registry import Job

JOBS: tuple[Job, ...] = (
    draft_sessions.JOB,
    expire.JOB,
    remind.JOB,
    review_notice.JOB,
    record_engagement.JOB,
    close_month.JOB,
    refresh_matches.JOB,
    update_matches.JOB,
    purge_exports.JOB,
    retention.JOB,
    check_invariants.JOB,
    backup.JOB,
    forget_attempts.JOB,
    forget_passes.JOB,
    make_files.JOB,
    send_messages.JOB,
    send_texts.JOB,
)
"""Every job, in the order they run when several are due."""


def find(name: str) -> Job:
    """Return the job of that name; KeyError when there is none."""
    return {job.name: job for job in JOBS}[name]
