"""Whether the translation server that is configured can be used."""

import asyncio

from assistant.cli.app import app, configured, say, stop, translation_server
from assistant.translating.translator import TranslationError
from locales.languages import SOURCE, offered

SENTENCE = "Guten Tag, wie kann ich Ihnen helfen?"


@app.command()
def translator() -> None:
    """Ask the translation server for its languages, and for one sentence in each of ours. Sends nothing of anybody."""
    server = translation_server(configured())
    if server is None:
        stop("No translation server is set (LOTSE_TRANSLATE_URL); nothing is translated by machine.")

    async def work() -> bool:
        try:
            known = await server.languages()
            well = True
            for code in sorted({language.base for language in offered()} - {SOURCE}):
                there, back = code in known.get(SOURCE, ()), SOURCE in known.get(code, ())
                said = await server.translate(SENTENCE, SOURCE, code) if there else "not offered by this server"
                say(f"{code}  {'' if back else '(not into German) '}{said}")
                well = well and there and back
            return well
        finally:
            await server.aclose()

    try:
        if not asyncio.run(work()):
            stop("Not every language can be translated both ways; people see originals alone there.")
    except TranslationError as error:
        stop(f"The translation server cannot be used: {error}.")
