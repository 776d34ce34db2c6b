"""Every table of every subject, in one place, so that metadata is complete wherever it is compared."""

from backend.cases import models as cases
from backend.casework import models as casework
from backend.changes import models as changes
from backend.consent import models as consent
from backend.core.database import Base
from backend.delivery import models as delivery
from backend.gaps import models as gaps
from backend.handovers import models as handovers
from backend.interpreting import models as interpreting
from backend.merging import models as merging
from backend.offers import models as offers
from backend.organisations import models as organisations
from backend.privacy import models as privacy
from backend.reminders import models as reminders
from backend.replies import models as replies
from backend.responsibility import models as responsibility
from backend.transcripts import models as transcripts
from backend.worklists import models as worklists

__all__ = [
    "cases", "casework", "changes", "consent", "delivery", "gaps", "handovers", "interpreting", "merging", "metadata",
    "offers", "organisations", "privacy", "reminders", "replies", "responsibility", "transcripts", "worklists",
]  # fmt: skip

metadata = Base.metadata
