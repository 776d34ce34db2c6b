"""A rule set with one thing wrong is refused, and the message says where; the real one has words for everything."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from backend.organisations.directory import helplines
from backend.responsibility.checks import reason_keys, unexplained, version
from backend.responsibility.loading import DATA, rulebook
from backend.responsibility.sources import FaultyRules
from locales.catalogs import Catalogs
from locales.languages import offered

SAFETY, MINORS, LAST = "rules/1_safety.toml", "rules/2_minors.toml", "rules/6_topic_and_lead.toml"
OTHERWISE = '[[rule]]\nid = "L6"'  # the last rule of all

type Break = Callable[[str, str, str], tuple[Path, int]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


@pytest.fixture
def broken(folder: Path) -> Break:
    """Replace a piece of one file by another. Returns the folder, and the line of the row that the piece stands in."""

    def replace(file: str, old: str, new: str) -> tuple[Path, int]:
        path = folder / file
        before, found, after = path.read_text(encoding="utf-8").partition(old)
        assert found, f"{file} has no {old!r} any more"
        path.write_text(before + new + after, encoding="utf-8")
        return folder, _line_of_row((before + new).splitlines())

    return replace


def _line_of_row(lines: list[str]) -> int:
    """Where the row of the last of these lines begins; where rows are lines, it is the line itself."""
    return max((number for number, line in enumerate(lines, 1) if line.startswith("[[")), default=len(lines))


def problem(folder: Path) -> str:
    with pytest.raises(FaultyRules) as error:
        rulebook(folder)
    return str(error.value)


def test_a_copy_of_the_real_rules_is_taken(folder: Path) -> None:
    assert rulebook(folder) == rulebook(folder)
    assert rulebook(folder).rule_ids == rulebook().rule_ids


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        # keys
        ("needs.toml", 'id = "debts"\n', 'id = "debts"\ncolour = 1\n', "unknown key colour"),
        ("needs.toml", '{ to = "SCHULDNERBERATUNG"', '{ colour = 1, to = "SCHULDNERBERATUNG"', "unknown key colour"),
        ("destinations.toml", '{ id = "KIM"', '{ id = "KIM", colour = 1', "unknown key colour"),
        ("switches.toml", 'id = "lrag"', 'id = "lrag"\ncolour = 1', "unknown key colour"),
        ("additions.toml", 'note = "apply_now"', 'note = "apply_now"\ncolour = 1', "unknown key colour"),
        ("confirmations.toml", 'attribute = "in_school"', 'attribute = "in_school"\ncolour = 1', "unknown key colour"),
        ("benefit_authority.toml", 'id = "B1"', 'id = "B1"\ncolour = 1', "unknown key colour"),
        (SAFETY, 'id = "S5"', 'id = "S5"\ncolour = 1', "unknown key colour"),
        (SAFETY, '{ to = "POLICE_110"', '{ colour = 1, to = "POLICE_110"', "unknown key colour"),
        (LAST, 'id = "L9"', 'id = "L9"\nvalid_form = 2026-01-01', "unknown key valid_form"),
        # attributes
        ("definitions.toml", "minor = 'age", "minor = 'height", "unknown attribute or name: height"),
        ("benefit_authority.toml", "when = 'alg1'", "when = 'alg2'", "unknown attribute or name: alg2"),
        ("needs.toml", "when = 'age < 16'", "when = 'height < 16'", "unknown attribute or name: height"),
        ("additions.toml", "when = 'law_open'", "when = 'law_shut'", "unknown attribute or name: law_shut"),
        (MINORS, "when = 'age_disputed'", "when = 'age_disputd'", "unknown attribute or name: age_disputd"),
        # values
        (SAFETY, '"child_endangered" in', '"child_in_danger" in', "urgency_flags has no value child_in_danger"),
        (MINORS, 'residence_title == "abroad"', 'residence_title == "away"', "residence_title has no value away"),
        ("definitions.toml", 'title == "temp_', 'title == "tmp_', "residence_title has no value tmp_protection_24"),
        ("definitions.toml", '["work", "training"', '["work", "trainig"', "no attribute has the value trainig"),
        ("switches.toml", 'status = "unverified"', 'status = "perhaps"', "unknown status perhaps"),
        (SAFETY, 'confidence = "high"', 'confidence = "total"', "unknown confidence total"),
        # destinations
        ("needs.toml", 'to = "KITA"', 'to = "KITTA"', "unknown destination KITTA"),
        ("destinations.toml", 'to = "GESUNDHEITSAMT"', 'to = "GESUNDHEIT"', "unknown destination GESUNDHEIT"),
        ("additions.toml", 'to = "BENEFIT_AUTHORITY"', 'to = "BENEFIT"', "unknown destination BENEFIT"),
        ("benefit_authority.toml", 'to = "AGENTUR"', 'to = "AGENTURR"', "unknown destination AGENTURR"),
        (SAFETY, 'primary = "JUGENDAMT"', 'primary = "JUGEND"', "unknown destination JUGEND"),
        (SAFETY, '{ to = "POLICE_110"', '{ to = "POLICE"', "unknown destination POLICE"),
        (LAST, 'primary = "TOPIC_OWNER"', 'primary = "TOPIC"', "unknown destination TOPIC"),
        # switches, questions
        ("additions.toml", 'switch = "lrag"', 'switch = "lragg"', "unknown switch lragg"),
        ("confirmations.toml", 'attribute = "in_school"', 'attribute = "gender"', "nothing can be asked about gender"),
        (LAST, 'ask = "birth_date"', 'ask = "height"', "nothing can be asked about height"),
        (LAST, 'asks = ["residence_title"]', 'asks = ["gender"]', "nothing can be asked about gender"),
        ("needs.toml", 'asks = ["lives_in"]', 'asks = ["gender"]', "nothing can be asked about gender"),
        # a rule names or asks, and says why
        (LAST, 'ask = "birth_date"', 'ask = "birth_date"\nprimary = "KIM"\nreason = "L1"', "names somebody or asks"),
        (LAST, 'ask = "birth_date"\n', "", "names somebody or asks"),
        (LAST, 'reason = "L11"\n', "", "a reason is missing"),
        (SAFETY, 'text = "S5"\n', "", "a reason is missing"),
        # unreadable
        (MINORS, "when = 'age_disputed'", "when = 'age_disputed and'", "cannot read 'age_disputed and'"),
        (MINORS, "when = 'age_disputed'", "when = 'age + 1 < 18'", "not part of the condition language"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_file_and_line(broken: Break, file: str, old: str, new: str, says: str) -> None:
    folder, line = broken(file, old, new)
    assert re.match(f"{file}:{line}: .*{says}", problem(folder)), (line, problem(folder))


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("attributes.toml", 'id = "municipality"\n', 'id = "municipality"\ncolour = 1\n', "municipality: unknown key"),
        ("guards.toml", '"JOBCENTER"', '"JOBCENTRE"', "G2: unknown destination JOBCENTRE"),
        ("guards.toml", '["JOBCENTER"]', '["JOBCENTER"]\ncolour = 1', "G2: unknown key colour"),
        ("guards.toml", 'always = ["MENSCH"', 'always = ["MENSCHEN"', "G1: unknown destination MENSCHEN"),
        ("guards.toml", 'KI_SCHULE = ["L4b"', 'SCHULE = ["L4b"', "G1: unknown destination SCHULE"),
        ("guards.toml", 'instead = "FLUECHTLINGSBERATUNG"', 'instead = "X"', "G1: unknown destination X"),
    ],
)
def test_attributes_and_guards_are_named_by_their_name(broken: Break, file: str, old: str, new: str, says: str) -> None:
    folder, _ = broken(file, old, new)
    assert says in problem(folder)
    assert problem(folder).startswith(file)


@pytest.mark.parametrize("file", ["needs.toml", LAST, "guards.toml"])
def test_a_file_that_is_no_toml_is_named_with_its_line(folder: Path, file: str) -> None:
    path = folder / file
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, "when = ", ""]), encoding="utf-8")
    found = problem(folder)
    assert file in found
    assert f"line {len(lines) + 1}" in found


RULE = '[[rule]]\nid = "NEW"\nprimary = "KIM"\nreason = "L1"\n'


@pytest.mark.parametrize(
    "dead",
    [
        RULE + "when = 'young'\n\n",
        RULE + "when = 'young and certainly(minor)'\n\n",
        RULE + "when = 'certainly(minor)  and  young'\n\n",
        RULE + "when = 'young'\nvalid_from = 2026-01-01\nvalid_until = 2026-12-31\n\n",
    ],
)
def test_a_row_that_an_earlier_one_always_goes_before_is_refused(broken: Break, dead: str) -> None:
    folder, _ = broken(LAST, OTHERWISE, dead + OTHERWISE)
    lines = (folder / LAST).read_text(encoding="utf-8").splitlines()
    own, earlier = lines.index('id = "NEW"'), lines.index('id = "L1"')
    assert problem(folder) == f"{LAST}:{own}: can never fire, {LAST}:{earlier} always does before it"


@pytest.mark.parametrize(
    "alive",
    [
        RULE + "when = 'minor'\n\n",
        RULE + "when = 'young or minor'\n\n",
        RULE + "when = 'areas <= 1'\n\n",  # the earlier one needs an owner
    ],
)
def test_a_row_that_can_fire_is_taken(broken: Break, alive: str) -> None:
    folder, _ = broken(LAST, OTHERWISE, alive + OTHERWISE)
    assert "NEW" in rulebook(folder).rule_ids


def test_a_row_may_follow_its_like_that_is_law_for_some_time_only(broken: Break) -> None:
    broken(LAST, 'id = "L1"', 'id = "L1"\nvalid_until = 2026-12-31')
    folder, _ = broken(LAST, OTHERWISE, RULE + "when = 'young'\nvalid_from = 2027-01-01\n\n" + OTHERWISE)
    found = [rule for rule in rulebook(folder).rules if rule.id == "NEW"]
    assert [rule.in_force(date(2026, 12, 31)) for rule in found] == [False]
    assert [rule.in_force(date(2027, 1, 1)) for rule in found] == [True]


def test_nothing_can_follow_the_row_that_always_holds(folder: Path) -> None:
    path = folder / LAST
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, "", RULE, "when = 'age_disputed'"]), encoding="utf-8")
    assert problem(folder).startswith(f"{LAST}:{len(lines) + 2}: can never fire")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("needs.toml", '[{ to = "KITA" }]', '[{ to = "KITA" }, { to = "KI_SCHULE" }]'),
        ("benefit_authority.toml", 'id = "B6"\n', 'id = "B6"\nto = "LEAD"\n\n[[row]]\nid = "B7"\n'),
    ],
)
def test_owners_and_paying_offices_have_no_dead_rows_either(broken: Break, file: str, old: str, new: str) -> None:
    folder, line = broken(file, old, new)
    assert problem(folder).startswith(f"{file}:{line}: can never fire, {file}:")


def test_the_version_changes_with_every_letter_and_with_nothing_else(folder: Path) -> None:
    assert version(folder) == version(DATA)
    assert rulebook(folder).version == version(DATA)
    file = folder / "rules" / "5_open_questions_and_complexity.toml"
    file.write_text(file.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    assert version(folder) != version(DATA)
    assert re.fullmatch("[0-9a-f]{16}", version(DATA))


def test_a_text_that_nobody_wrote_is_found(broken: Break) -> None:
    broken(LAST, 'reason = "L11"', 'reason = "brand_new"')
    broken("additions.toml", 'note = "apply_now"', 'note = "apply_later"')
    folder, _ = broken(SAFETY, 'text = "S5"', 'text = "S5_new"')
    known = reason_keys(rulebook())
    missing = ["decision.apply_later", "reason.brand_new", "safety.S5_new"]
    found = unexplained(rulebook(folder), known.__contains__)
    assert [text.split(" ")[0] for text in found] == missing
    assert re.search(r"reason\.brand_new \(rules/6_topic_and_lead\.toml:\d+\)", found[1])


@pytest.mark.parametrize("language", [language.code for language in offered()])
def test_every_decision_can_be_explained_in_every_language(catalogs: Catalogs, language: str) -> None:
    assert unexplained(rulebook(), lambda key: catalogs.has(key, language)) == []


@pytest.mark.parametrize("language", [language.code for language in offered()])
def test_everybody_and_everything_that_is_named_has_a_name(catalogs: Catalogs, language: str) -> None:
    book = rulebook()
    elsewhere = {code: line.name["key"] for code, line in helplines().items()}
    keys = {elsewhere.get(code, f"destination.{code}.name") for code in book.destinations}
    keys |= {f"value.needs.{need}" for need in book.needs}
    assert sorted(key for key in keys if not catalogs.has(key, language)) == []
