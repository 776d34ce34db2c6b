"""Consent."""

import uuid
from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Identified, Moment
from backend.privacy.sealing import Sealed, SealedColumn


class Consent(Identified, Base):
    """A yes to one recipient and these data, as it was shown, with the German text beside it (Art. 7 GDPR)."""

    __tablename__ = "consent"

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_record.id"), index=True)
    service_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service.id"))
    attributes: Mapped[list[str]] = mapped_column(JSON)
    includes_transcript: Mapped[bool]
    #: What for, as a code (``backend/consent/recipients.py``).
    purpose: Mapped[str] = mapped_column(String(16), default="counsel", server_default="counsel")
    #: Whether the recipient may tell Lotse more than that it has arrived and is closed.
    returns: Mapped[bool] = mapped_column(default=False, server_default=false())
    text_version: Mapped[int]
    language: Mapped[str] = mapped_column(String(16))
    text_shown: Mapped[Sealed] = mapped_column(SealedColumn)
    text_german: Mapped[Sealed] = mapped_column(SealedColumn)
    #: The message in which the person chose yes.
    source_message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("message.id"), unique=True)
    given_at: Mapped[datetime] = mapped_column(Moment)
    valid_until: Mapped[date]
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
