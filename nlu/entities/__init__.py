"""Facts that stand literally in a message: ages, dates, places, titles, ways to be reached."""

from nlu.entities.entity import Entity
from nlu.entities.reader import EntityReader

__all__ = ["Entity", "EntityReader"]
