"""The understander as every program of ours has it: built once, and kept until the end."""

import gc

from nlu.entities.names import Places
from nlu.learning.store import Learnt
from nlu.understand import Understander


def lasting_understander(places: Places, learnt: Learnt) -> Understander:
    """Build it (seconds), and take its millions of words and phrases out of the garbage collection.

    They stay for good; looking through them again and again costs a third of the time of a long message.
    """
    understander = Understander(places, learnt)
    gc.freeze()
    return understander
