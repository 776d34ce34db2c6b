"""The kinds of changes, the states of a task, and what can become of a measure. Pure."""

from typing import Literal, get_args

type Kind = Literal["benefit_law", "majority", "youth_ends", "moved", "title_ends"]
KINDS: tuple[Kind, ...] = get_args(Kind.__value__)

#: Settled by somebody, or overtaken: what it was noticed from is not so any more.
type State = Literal["open", "done", "dropped"]
STATES: tuple[State, ...] = get_args(State.__value__)

#: Handed over, a counsellor whom the person has named, a measure of their plan.
type MeasureKind = Literal["handover", "counsellor", "plan"]
MEASURE_KINDS: tuple[MeasureKind, ...] = get_args(MeasureKind.__value__)

type Decision = Literal["continue", "replace", "end"]
DECISIONS: tuple[Decision, ...] = get_args(Decision.__value__)
