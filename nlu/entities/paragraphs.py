"""Residence titles by their paragraph, in the ways people write it: "§ 25 Abs. 3", "25 V", "25.3", "Paragraph 24".

A bare number is an age or a house number far more often than a paragraph. It counts only with a sign or word for
"paragraph" before it, with "Abs." behind it, or where it is all the message says and can be nothing else ("25.3").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import tomllib

from nlu.entities.entity import Span

DATA = Path(__file__).parent / "data" / "paragraphs.toml"
HOME_LAW = "aufenthg"
# No "iii": folding makes it "ii", as any letter written three times.
ROMAN = {"i": "1", "iv": "4", "v": "5", "vii": "7"}
OFTEN_BARE = "25"
LONGEST_BARE = 24  # characters of a message that is nothing but a paragraph with a word or two around it

PARAGRAPH = re.compile(
    r"(?<![\w.,])(?P<sign>§+|paragra(?:ph|f|phen)\w?|section|para|art(?:ikel|icle)?|(?:ال)?(?:فقره|ماده|بند)|(?:ال)?با?راغراف)?\s?"
    r"(?P<number>\d{1,3})\s?(?P<letter>[a-h](?![\w]))?"
    r"(?:\s?(?P<by>abs(?:atz|\.)?|para(?:graph)?\.?|subsection|\(|[./,]|(?<=\s)(?=[iv]+\b))\s?(?P<section>[1-7]|vii|iv|i|v)(?![\d\w])\)?)?"
    r"(?:[\s,]*(?:s(?:atz|\.)?\s?\d[\s,]*)?(?:alt(?:ernative|\.)?|var(?:iante|\.)?)\s?(?P<variant>\d))?"
    r"(?P<law>[\s,]*(?:aufenthg|aufenthaltsgesetz|asylg|asylgesetz|bvfg|freizugg|sgb|stag|bgb|stgb|asylblg|bafog|estg|gg|schulg)\b)?"
)
LAWS = {"aufenthaltsgesetz": HOME_LAW, "asylgesetz": "asylg", "": HOME_LAW}
NO_PARAGRAPH_AFTER = re.compile(
    r"(?:str|strasse|weg|platz|allee|gasse|ring|ufer|nr|nummer|zimmer|haus|klasse|class)\.?\s?$"
)
UNIT = re.compile(r"\s?(?:%|jahr|year|euro|uhr|km|سن|عام|يورو)")
DAY = re.compile(r"(?:\b(?:am|bis|vom|seit|on|until|from|termin|um)|يوم|بتاريخ)\s?$")


class ParagraphReader:
    """Reads `residence_title` from numbers of paragraphs (data/paragraphs.toml)."""

    def __init__(self) -> None:
        """Load the table."""
        with DATA.open("rb") as file:
            laws = tomllib.load(file)
        self._titles = {
            (law, number): title
            for law, titles in laws.items()
            for title, numbers in titles.items()
            for number in numbers
        }

    def read(self, folded: str) -> Iterator[Span]:
        """Titles in the order of the text."""
        for match in PARAGRAPH.finditer(folded):
            title = self._titles.get((_law(match), _number(match)))
            if title is not None and _is_paragraph(folded, match):
                yield Span("residence_title", title, match.start(), match.end())


def _law(match: re.Match[str]) -> str:
    written = (match["law"] or "").strip(" ,")
    return LAWS.get(written, written)


def _number(match: re.Match[str]) -> str:
    section = match["section"]
    parts = [match["number"] + (match["letter"] or ""), ROMAN.get(section, section), match["variant"]]
    return ".".join(part for part in parts if part)


def _is_paragraph(folded: str, match: re.Match[str]) -> bool:
    before = folded[max(0, match.start() - 12) : match.start()]
    if match["sign"] or match["law"] or (match["by"] or "").startswith(("abs", "para", "sub")):
        return True
    if NO_PARAGRAPH_AFTER.search(before) or DAY.search(before):
        return False
    if match["letter"]:
        return len(match["number"]) > 1 and match.end("number") == match.start("letter")
    bare = len(folded) <= LONGEST_BARE and not UNIT.match(folded, match.end())
    return bare and match["number"] == OFTEN_BARE and match["by"] in (".", "", "(")
