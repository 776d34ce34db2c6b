"""What a message asks the directory for: which article answers it, which kinds of offers are meant.

People do not use the words of our texts ("my boss said don't come tomorrow", not "unemployed: the first day"), so this
is learnt from messages as people write them (`asked/`), and from the titles themselves (`titles/`), in all languages
together: what somebody asks in Ukrainian teaches how to read the same question in Romanian. What is not learnt, such as
the names of single offers, is found by its words (`nlu.intents.search`).
"""

from nlu.subjects.asked import ARTICLE, OFFER, asked, titles
from nlu.subjects.reader import NOTHING, Subject, SubjectReader

__all__ = ["ARTICLE", "NOTHING", "OFFER", "Subject", "SubjectReader", "asked", "titles"]
