"""The table of requests. They belong to a case and go with it."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Identified, Moment
from backend.interpreting.states import STATES, WAYS
from backend.privacy.sealing import Sealed, SealedColumn


class InterpreterRequest(Identified, Base):
    """Somebody is wanted to interpret in an appointment. The pool learns nothing of whom it is for."""

    __tablename__ = "interpreter_request"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", "state"),
        CheckConstraint(f"way IN {WAYS}", "way"),
        CheckConstraint("state <> 'found' OR interpreter IS NOT NULL", "found_has_interpreter"),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"))
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_record.id"), index=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversation.id"))
    #: What the team's work on the case rests on; None: the first-contact desk asks.
    handover_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("handover.id"))
    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("team.id"), index=True)
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    #: The team that keeps the pool; None: there is none in this town, so the coordination looks for somebody.
    pool_team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    #: Field of action that the talk is about (``offers.schemas.FIELDS``).
    topic: Mapped[str] = mapped_column(String(16))
    way: Mapped[str] = mapped_column(String(8))
    starts_at: Mapped[datetime] = mapped_column(Moment)
    minutes: Mapped[int]
    #: {"language": with dialect, "gender": a code of ``GENDERS``, "place": address, number or link}
    wish: Mapped[Sealed] = mapped_column(SealedColumn)
    state: Mapped[str] = mapped_column(String(16), default="wanted")
    #: Who comes, as the pool names them.
    interpreter: Mapped[Sealed | None] = mapped_column(SealedColumn)
    answered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
