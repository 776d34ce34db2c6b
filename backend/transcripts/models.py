"""Conversation, message, turn, effect."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Identified, Moment
from backend.privacy.sealing import Sealed, SealedColumn

SENDERS = ("person", "assistant", "system", "staff")
OWNERS = ("assistant", "person")
#: Under this name the gateway keeps that it has answered danger in a message.
SAFETY_EFFECT = "gateway.safety"
TURN_STATES = ("pending", "done", "superseded")
#: Kind of a line that is the machine's translation of the line it replies to; its sender is who wrote that one.
TRANSLATION = "translation"
TASK_STATES = ("wanted", "done", "failed")


class Conversation(Identified, Base):
    """One thread on one channel. The token is ours; only its hash is kept."""

    __tablename__ = "conversation"
    __table_args__ = (CheckConstraint(f"owner IN {OWNERS}", "owner"), UniqueConstraint("id", "case_id"))

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_record.id"), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    #: The meeting point, shelter or page whose link was followed; a tag, nothing personal.
    origin: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(16))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    #: Who answers; its epoch grows with every change, so that late answers of the other are dropped.
    owner: Mapped[str] = mapped_column(String(16), default="assistant")
    owner_epoch: Mapped[int] = mapped_column(default=0)
    owner_staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    #: The dialogue's tracker is ``<conversation>.<epoch>``.
    epoch: Mapped[int] = mapped_column(default=0)
    epoch_turns: Mapped[int] = mapped_column(default=0)
    epoch_used_at: Mapped[datetime | None] = mapped_column(Moment)

    def next_epoch(self) -> None:
        """Start the tracker afresh: it is a cache, and everything that counts is in the case."""
        self.epoch += 1
        self.epoch_turns = 0

    def answered_by(self, staff_id: uuid.UUID) -> bool:
        """Whether it is this member of staff who answers."""
        return self.owner == "person" and self.owner_staff_id == staff_id

    last_seq: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_active_at: Mapped[datetime] = mapped_column(Moment)
    #: When the person ended it on a device that is not theirs: nobody reads answers there any more.
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class Message(Identified, Base):
    """A line of the transcript. The database refuses to change or delete it, but for an erasure."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        # The same case as its conversation's: the database holds it, whatever code does.
        ForeignKeyConstraint(["conversation_id", "case_id"], ["conversation.id", "conversation.case_id"]),
        UniqueConstraint("conversation_id", "client_id", name="uq_message_client_id"),
        CheckConstraint(f"sender IN {SENDERS}", "sender"),
    )

    conversation_id: Mapped[uuid.UUID]
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_record.id"), index=True)
    seq: Mapped[int]
    sender: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    #: Message key of the wording; None for what people wrote themselves.
    key: Mapped[str | None] = mapped_column(String(96))
    language: Mapped[str] = mapped_column(String(16))
    #: The text as it was shown or written.
    text: Mapped[Sealed] = mapped_column(SealedColumn)
    #: Parameters, choices with what they do, contacts, items: an ``Utterance`` without its key.
    content: Mapped[Sealed | None] = mapped_column(SealedColumn)
    #: The attribute that this message asks for.
    question: Mapped[str | None] = mapped_column(String(32))
    client_id: Mapped[str | None] = mapped_column(String(64))
    #: The message that this one answers.
    reply_to_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("message.id"))
    author_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)


class Turn(Base):
    """What is still to be done about a person's message. Apart from the message, because that never changes."""

    __tablename__ = "turn"
    __table_args__ = (CheckConstraint(f"state IN {TURN_STATES}", "state"),)

    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("message.id"), primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversation.id"), index=True)
    seq: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), default="pending", index=True)
    #: Set once the person has been told that the answer will be late, so that they are told once.
    told_late_at: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class Effect(Base):
    """What an action did for a message: a repeated call gets the same result and does nothing twice."""

    __tablename__ = "effect"

    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("message.id"), primary_key=True)
    action: Mapped[str] = mapped_column(String(48), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    #: The utterances and slots that the first call returned.
    result: Mapped[Sealed] = mapped_column(SealedColumn)


class TranslationTask(Base):
    """A line that is to be put into another language by machine. What comes of it is a line of its own."""

    __tablename__ = "translation_task"
    __table_args__ = (CheckConstraint(f"state IN {TASK_STATES}", "state"),)

    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("message.id"), primary_key=True)
    #: The language to put it into.
    language: Mapped[str] = mapped_column(String(16), primary_key=True)
    state: Mapped[str] = mapped_column(String(16), default="wanted", index=True)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(Moment)


class Draft(Base):
    """What a member of staff has begun to write in a case and not sent: theirs alone, until they send it or leave."""

    __tablename__ = "draft"

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    text: Mapped[Sealed] = mapped_column(SealedColumn)
    kept_at: Mapped[datetime] = mapped_column(Moment)
