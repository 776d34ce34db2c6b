"""The question for the yes to an agreement, as it stands in the chat. Keys and values; no sentence stands here."""

from backend.casework.models import Agreement
from backend.privacy.sealing import Vault
from backend.transcripts.schemas import Choice, Do, Item, Utterance
from locales.wording import Wording

#: The open question of the case while a proposal waits for its answer.
AGREEMENT = "agreement"
ANSWERS = ("yes", "no", "later")
STYLES = {"yes": "primary", "no": "secondary", "later": "quiet"}
PARTS = ("goals", "steps")


def question(agreement: Agreement, vault: Vault, team: str) -> Utterance:
    """The goals word by word as staff wrote them, and the answers; each says to which text it is one."""
    words = vault.open("agreement.text", agreement.text)
    return Utterance(
        key="ask.agreement",
        params={"team": team},
        kind="question",
        question=AGREEMENT,
        items=tuple(
            Item(label=Wording.of("agreement", part).to_json(), value=words[part]) for part in PARTS if words[part]
        ),
        choices=tuple(_choice(agreement, answer) for answer in ANSWERS),
    )


def as_text(agreement: Agreement, vault: Vault) -> str:
    """The same words as one text, as the person gets them translated."""
    words = vault.open("agreement.text", agreement.text)
    return "\n\n".join(words[part] for part in PARTS if words[part])


def _choice(agreement: Agreement, answer: str) -> Choice:
    do = Do(intent="answer", attribute=AGREEMENT, value={"agreement": str(agreement.id), "answer": answer})
    label = Wording.of("value", AGREEMENT, answer).to_json()
    return Choice(id=answer, label=label, do=do, icon=answer, style=STYLES[answer])  # type: ignore[arg-type]  # one of three
