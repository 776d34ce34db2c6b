"""What a machine can hold of the rules of Leichte Sprache."""

import pytest

from locales import easy


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Das Amt hilft Ihnen.\nEs kostet nichts.", None),
        ("Wir geben nur etwas weiter, wenn Sie Ja sagen.", None),
        ("eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf", None),
        ("eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn", "a sentence of 13 words"),
        ("Das wäre gut.", "subjunctive: wäre"),
        ("Sie könnten fragen.", "subjunctive: könnten"),
        ("Die Adresse des Amtes steht hier.", "genitive: des"),
        ("Der Brief wurde geschickt.", "passive: wurde"),
        ("Sie bekommen Geld, weil Sie wenig haben.", "subordinate clause: weil"),
    ],
)
def test_what_is_too_hard_is_found(text: str, fault: str | None) -> None:
    found = list(easy.faults(text))
    assert bool(found) is (fault is not None), found
    assert fault is None or found[0].startswith(fault)
