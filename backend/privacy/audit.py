"""The audit trail: every read of a transcript and every act on a case, without content."""

import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.clock import Clock
from backend.organisations.models import Staff
from backend.privacy.models import AuditEntry


def record(
    session: AsyncSession,
    clock: Clock,
    *,
    tenant_id: uuid.UUID,
    actor: tuple[str, uuid.UUID | None],
    action: str,
    subject: tuple[str, uuid.UUID],
) -> None:
    """Add an entry in the caller's transaction: what is not audited does not happen.

    ``actor`` is (person | staff | partner | system, id of the member of staff or of the agreement), ``subject`` is
    (table, id).
    """
    session.add(
        AuditEntry(
            tenant_id=tenant_id,
            at=clock(),
            actor_kind=actor[0],
            actor_id=actor[1],
            action=action,
            subject_kind=subject[0],
            subject_id=subject[1],
        )
    )


def by_staff(session: AsyncSession, clock: Clock, staff: Staff, action: str, subject: tuple[str, uuid.UUID]) -> None:
    """As ``record``, for what a member of staff does."""
    record(session, clock, tenant_id=staff.tenant_id, actor=("staff", staff.id), action=action, subject=subject)
