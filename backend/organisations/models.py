"""Tenant, municipality, organisation, service, team, staff. The directory's names follow HSDS 3."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Identified, Moment


class Tenant(Identified, Base):
    """A Kreis or a kreisfreie Stadt that runs Lotse."""

    __tablename__ = "tenant"

    key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    #: Who runs it, who may be asked, how long what is kept: shown on the first screen.
    operator: Mapped[str] = mapped_column(String(200))
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Municipality(Identified, Base):
    """A town of the tenant; its settings can say that it has an Ausländerbehörde or Jugendamt of its own."""

    __tablename__ = "municipality"
    __table_args__ = (UniqueConstraint("tenant_id", "key"),)

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"))
    key: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Organization(Identified, Base):
    """An authority, a welfare body, an association."""

    __tablename__ = "organization"

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))


class Team(Identified, Base):
    """Staff who share a queue, whatever their employer. Access to cases follows membership here."""

    __tablename__ = "team"

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    key: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))

    __table_args__ = (UniqueConstraint("tenant_id", "key"),)


class Service(Identified, Base):
    """What an organisation does for people, under the destination code by which the rules name it."""

    __tablename__ = "service"

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    destination: Mapped[str] = mapped_column(String(32), index=True)
    #: None: for every municipality of the tenant that has no entry of its own.
    municipality_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("municipality.id"))
    name: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(32))
    email: Mapped[str | None] = mapped_column(String(200))
    url: Mapped[str | None] = mapped_column(String(300))
    address: Mapped[str | None] = mapped_column(String(300))
    #: Weekday codes (MO..SU) with opening and closing time, as HSDS schedules: [{"byday", "opens_at", "closes_at"}].
    schedule: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: An independent body that need not report people without papers (responsibility G1).
    no_reporting_duty: Mapped[bool] = mapped_column(default=False)
    #: The team whose inbox receives handovers; None: the person gets the address, nothing is passed on.
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("team.id"))


#: Roles: coordinators look after the whole directory of offers; neither opens a case.
MEMBER, COORDINATOR = "member", "coordinator"

#: Out of which money a post is paid (R81).
FUNDINGS = ("kim", "jmd", "mbe", "ki_teacher", "municipal", "other")


class Staff(Identified, Base):
    """Somebody who works with cases, or looks after the directory of offers."""

    __tablename__ = "staff"
    __table_args__ = (CheckConstraint(f"funding IN {FUNDINGS}", "funding"),)

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"))
    login: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(16), default="de")
    role: Mapped[str] = mapped_column(String(16), default=MEMBER, server_default=MEMBER)
    funding: Mapped[str] = mapped_column(String(16), default="municipal", server_default="municipal")
    active: Mapped[bool] = mapped_column(default=True)


class TeamMember(Base):
    """Membership, the only thing that opens a case."""

    __tablename__ = "team_member"

    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("team.id"), primary_key=True)
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"), primary_key=True)


class StaffLogin(Base):
    """A staff member's signed-in browser; only the hash of its cookie is kept."""

    __tablename__ = "staff_login"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment)


class LoginFailure(Identified, Base):
    """Failed sign-ins, to slow guessing down; the name as a keyed hash, the address not at all."""

    __tablename__ = "login_failure"

    login_hash: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
