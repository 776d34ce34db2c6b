"""Offers, who makes them, how they came to be what they are, and articles.

An offer is kept as the standard describes it (``hsds``) beside what Lotse adds (``extension``); the columns are what is
asked for by name, taken from the two whenever they change.
"""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Identified, Moment


class OfferOrganization(Identified, Base):
    """Who makes offers, as the standard describes an organisation."""

    __tablename__ = "offer_organization"
    __table_args__ = (UniqueConstraint("tenant_id", "key"),)

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    key: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200))
    hsds: Mapped[dict[str, Any]] = mapped_column(JSON)


class OfferKeeper(Base):
    """That the members of a team keep the entries of an organisation. Coordinators keep those of all."""

    __tablename__ = "offer_keeper"

    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offer_organization.id"), primary_key=True)
    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("team.id"), primary_key=True)


class Offer(Identified, Base):
    """A service of the standard."""

    __tablename__ = "offer"
    #: The second index answers alone whether anything has changed, which is asked at every question.
    __table_args__ = (UniqueConstraint("tenant_id", "key"), Index(None, "tenant_id", "changed_at", "revision"))

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"))
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offer_organization.id"), index=True)
    key: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(24), index=True)
    assured_on: Mapped[date | None] = mapped_column(index=True)
    valid_until: Mapped[date | None] = mapped_column(index=True)
    hsds: Mapped[dict[str, Any]] = mapped_column(JSON)
    extension: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: Fields of a draft (by their names in ``drafts.Draft``, and ``status``) that somebody here has changed: an import
    #: leaves them alone.
    edited: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: Where it was imported from; None for what was written here.
    source: Mapped[str | None] = mapped_column(String(120))
    revision: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(Moment)


class OfferRevision(Identified, Base):
    """An offer as it was after a change. Nothing here is ever changed: going back is a further revision."""

    __tablename__ = "offer_revision"
    __table_args__ = (UniqueConstraint("offer_id", "number"),)

    offer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offer.id"), index=True)
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    #: None: an import by the command, or the first loading.
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    why: Mapped[str] = mapped_column(String(200), default="")
    hsds: Mapped[dict[str, Any]] = mapped_column(JSON)
    extension: Mapped[dict[str, Any]] = mapped_column(JSON)


class OfferReminder(Identified, Base):
    """That an organisation was told once that an entry runs out on a day."""

    __tablename__ = "offer_reminder"
    __table_args__ = (UniqueConstraint("offer_id", "ends", "on"),)

    offer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offer.id"), index=True)
    ends: Mapped[str] = mapped_column(String(16))  # assurance | offer
    #: The last day. A renewed entry runs out on another one, of which people are told again.
    on: Mapped[date]
    sent_at: Mapped[datetime] = mapped_column(Moment)


class OfferUpload(Identified, Base):
    """A file of offers that a coordinator has sent, kept between the look at what it would change and the word to take
    it over: ``uploads`` says for how long."""

    __tablename__ = "offer_upload"

    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(Moment, index=True)


class UnmetNeed(Identified, Base):
    """Somebody asked, and there was nothing. No case, no person: only what was missing, where and when (R73)."""

    __tablename__ = "unmet_need"

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    on: Mapped[date]
    need: Mapped[str] = mapped_column(String(32))
    #: Key of the town, where it is known.
    municipality: Mapped[str | None] = mapped_column(String(64))


class DirectoryText(Base):
    """What is searched: the words of an offer in one language, as the index reads them."""

    __tablename__ = "directory_text"
    __table_args__ = (UniqueConstraint("tenant_id", "language", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"))
    key: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(16))
    #: Words of title and body, analysed, with spaces between; the index has them too.
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    #: Of what it was made, so that only what has changed is read again.
    fingerprint: Mapped[str] = mapped_column(String(64))


class DirectoryWord(Base):
    """In how many entries of a language a word stands."""

    __tablename__ = "directory_word"

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(16), primary_key=True)
    word: Mapped[str] = mapped_column(String(80), primary_key=True)
    entries: Mapped[int]
