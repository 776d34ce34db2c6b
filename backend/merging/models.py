"""By what two cases of a team can be the same person's, and what the team found. Codes and keys; nothing of anybody."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Identified, Moment

#: What a mark can be of.
MARKS = ("phone", "email")


class ContactMark(Base):
    """A number or address that was released with a handover, as a keyed hash: it can be compared and not read."""

    __tablename__ = "contact_mark"
    __table_args__ = (CheckConstraint(f"kind IN {MARKS}", "kind"),)

    handover_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("handover.id"), primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_record.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    mark: Mapped[str] = mapped_column(String(64), index=True)


class CaseMerge(Identified, Base):
    """A team treats one case as a part of another. Nothing moves: both keep their rows, keys and consents."""

    __tablename__ = "case_merge"
    __table_args__ = (UniqueConstraint("team_id", "part_id"), CheckConstraint("part_id <> kept_id", "two_cases"))

    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("team.id"))
    part_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_record.id"), index=True)
    kept_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_record.id"), index=True)
    merged_at: Mapped[datetime] = mapped_column(Moment)
    merged_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))


class NotSame(Identified, Base):
    """A team has found that two cases are not the same person's; they are not pointed out to it again."""

    __tablename__ = "not_same"
    __table_args__ = (UniqueConstraint("team_id", "one_id", "other_id"), CheckConstraint("one_id < other_id", "order"))

    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("team.id"))
    #: The smaller of the two ids.
    one_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_record.id"), index=True)
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_record.id"), index=True)
    found_at: Mapped[datetime] = mapped_column(Moment)
    found_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
