"""Looking inside: who is responsible for a constellation, what a message is understood to say."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from assistant import reading, routing
from assistant.cli.app import app, configured, need_room, need_rules, places, say, stop, trained
from assistant.engine.training import TrainingFailed, crossvalidated, learnt_path
from assistant.lasting import lasting_understander
from backend.core.clock import local_date, system_clock
from backend.core.settings import ROOT
from backend.responsibility import handbook
from backend.responsibility.checks import unexplained
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Locality, Misconfigured
from backend.seeds import load
from locales.catalogs import Catalogs
from locales.languages import SOURCE, is_offered
from nlu.evaluation import directory
from nlu.evaluation.figures import main_figures
from nlu.evaluation.report import report
from nlu.evaluation.sentences import CROSSED, MEASURED_AS_OF, RELEASE, load_spoken
from nlu.evaluation.sentences import load as load_sentences
from nlu.evaluation.spoken import figures as spoken_figures
from nlu.evaluation.spoken import told
from nlu.learning.store import Learnt


@app.command()
def route(
    file: Annotated[Path, typer.Argument(help="JSON lines; - for standard input.", allow_dash=True)],
    language: Annotated[str, typer.Option(help="Language of the reasons.")] = "de",
    local: Annotated[Path | None, typer.Option(help="A tenant's file: what its municipalities set otherwise.")] = None,
) -> None:
    """Who is responsible: one constellation a line in, one decision a line out. Exit code 1 if a line is faulty."""
    if not is_offered(language):
        stop(f"There is no language {language}.")
    need_rules()
    faulty = False
    with sys.stdin if str(file) == "-" else file.open(encoding="utf-8") as lines:
        towns = _localities(local)
        explain = routing.in_words(Catalogs.load(), language)
        for answer in routing.answers(lines, explain, towns, local_date(system_clock())):
            faulty |= answer["status"] == "error"
            say(json.dumps(answer, ensure_ascii=False))
    raise typer.Exit(1 if faulty else 0)


@app.command()
def rules() -> None:
    """Check the rules of responsibility and print them as Markdown: what stands in docs/responsibility-rules.md."""
    book, catalogs = rulebook(), Catalogs.load()
    missing = unexplained(book, lambda key: catalogs.has(key, SOURCE))
    if missing:
        stop(f"These texts are missing: {', '.join(missing)}")
    say(handbook.markdown(book, catalogs))


def _localities(file: Path | None) -> Mapping[str, Locality]:
    try:
        return routing.localities(file)
    except Misconfigured as error:
        stop(f"{file}: {error}")


@app.command()
def understand(
    file: Annotated[Path, typer.Argument(help='JSON lines {"text": ..., "language": optional}; - for standard input.')],
    intents: Annotated[bool, typer.Option(help="Also the intent, which Rasa reads.")] = True,
    local: Annotated[Path | None, typer.Option(help="A tenant's file: the towns it names.")] = None,
) -> None:
    """What messages are understood to say: one in, one out. How fast it was goes to standard error."""
    settings = configured()
    need_room(settings.var)
    model = trained(settings)
    towns = load.read(local)["municipality"] if local else []
    named = {town["key"]: (town["name"], *town.get("aliases", ())) for town in towns}
    understander = lasting_understander(named, Learnt.load(learnt_path(places(settings))))
    try:
        with sys.stdin if str(file) == "-" else file.open(encoding="utf-8") as source:
            messages = list(reading.lines(source))
        found, rate = reading.read_all(understander, messages, local_date(system_clock()))
        answers: list[dict[str, object]] = []
        if intents:
            answers, with_rate = reading.with_intents(places(settings), model, messages, found)
    except (OSError, UnicodeDecodeError) as error:
        stop(f"{file} cannot be read: {error}.")
    except (reading.BadLine, reading.NoIntents) as error:
        stop(str(error))
    for position, understood in enumerate(found):
        say(json.dumps(reading.shown(understood, answers[position] if answers else None), ensure_ascii=False))
    typer.echo(f"{len(found)} messages; {rate:.0f} a second without the intent", err=True)
    if intents:
        typer.echo(f"{with_rate:.0f} a second for the intent", err=True)


@app.command()
def evaluate(
    to: Annotated[Path, typer.Option(help="Where the report is written.")] = ROOT / "docs" / "understanding.md",
    release: Annotated[bool, typer.Option(help="The second set, once per release; prints figures.")] = False,
) -> None:
    """Measure how well messages are understood, on sentences that no model has seen."""
    settings = configured()
    need_room(settings.var)
    model = trained(settings)
    understander = lasting_understander({}, Learnt.load(learnt_path(places(settings))))
    sentences = load_sentences(RELEASE) if release else load_sentences()
    try:
        pairs, rate, parse_rate = reading.measured(places(settings), model, understander, sentences, MEASURED_AS_OF)
    except reading.NoIntents as error:
        stop(str(error))
    spoken = told(load_spoken(), understander.language)
    looked = directory.looked_up(
        directory.load(), lambda text, language: understander.understand(text, language).subjects
    )
    for name, value in {**main_figures(pairs), **spoken_figures(spoken), **directory.figures(looked)}.items():
        say(f"{100 * value:6.1f}  {name}")
    say(f"{rate:.0f} messages a second without the intent, {parse_rate:.0f} for the intent")
    if not release:
        notes = (ROOT / "nlu" / "evaluation" / "NOTES.md").read_text(encoding="utf-8").strip()
        crossed = json.loads(CROSSED.read_text(encoding="utf-8")) if CROSSED.is_file() else None
        to.write_text(report(pairs, spoken, looked, crossed, local_date(system_clock()), notes), encoding="utf-8")
        say(f"Wrote {to}.")


@app.command()
def crossvalidate(
    folds: Annotated[int, typer.Option(help="Parts that the sentences are divided into.", min=2)] = 5,
    to: Annotated[Path, typer.Option(help="Where the figures are written.")] = CROSSED,
) -> None:
    """Judge every training sentence by models that have not learnt it; takes some minutes for each part."""
    settings = configured()
    need_room(settings.var)
    try:
        counts = crossvalidated(places(settings), folds, say)
    except TrainingFailed as failed:
        stop(str(failed))
    day = local_date(system_clock()).isoformat()
    to.write_text(json.dumps({"measured": day, **counts}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    say(f"Wrote {to}.")
