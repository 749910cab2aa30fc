"""Marks of every kind, speech or not, speakers and cues."""

import pytest
from conftest import analysed, prepared

from analysis.quotes.marks import find_marked
from analysis.tables import Tables


def quotes_of(tables: Tables, text: str) -> list[tuple[str, str]]:
    return [(kind, text[start:end]) for kind, start, end in tables.quotes[["kind", "start", "end"]].itertuples(index=False)]


MARKS = [
    "« {} »",
    "«\u00a0{}\u00a0»",
    "«{}»",
    "“{}”",
    '"{}"',
    "„{}“",
    "‹ {} ›",
    "”{}”",
    "‘{}’",
]


@pytest.mark.parametrize("marks", [mark for mark in MARKS if mark != "”{}”"])
def test_every_kind_of_mark_holds_the_same_quote(marks: str) -> None:
    """The result does not depend on which marks a site uses."""
    text = f"La maire l'a dit hier : {marks.format('Nous fermerons le pont')}, puis elle est partie."
    found = find_marked(prepared(text).text, 0, len(text))
    assert [text[span.start : span.end] for span in found] == ["Nous fermerons le pont"]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("« Il m'a dit “revenez” hier », dit-elle.", ["Il m'a dit “revenez” hier"]),
        ("« Le mot « honte » est faible », dit-elle.", ["Le mot « honte » est faible"]),
        ("Il lance : « Partez ! Le car attend.", ["Partez ! Le car attend."]),
        ("» Lire aussi : la météo", []),
        ("l'élément d'aujourd'hui, les boys' rock 'n' roll", []),
        ('Un écran de 27" et un autre, "plus grand", dit-il.', ["plus grand"]),
        ('qualifiant le plan "d\'élément central".', ["d'élément central"]),
        ("‘The boys’ team lost,’ said Cole.", ["The boys’ team lost,"]),
        ('""', []),
        ('"""', []),
    ],
)
def test_pairs_are_made_by_type_not_by_order(text: str, spans: list[str]) -> None:
    """Nested, unclosed, stray and misleading marks."""
    assert [text[span.start : span.end] for span in find_marked(prepared(text).text, 0, len(text))] == spans


def test_one_span_a_paragraph_where_the_mark_reopens() -> None:
    """A long quote keeps its first paragraph."""
    text = "« Premier point du discours.\n\n« Second point du discours », conclut Ada Morel."
    assert [found for _, found in quotes_of(analysed(text), text)] == ["Premier point du discours.", "Second point du discours"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Léa Morel a déclaré : « Nous fermerons le pont demain. »", "direct"),
        ("Léa Morel a jugé ce calendrier « absurde et cruel ».", "partial"),
        ("Le film « La Grande Vague » sort mercredi à Brévan.", "not_speech"),
        ("Le mot « crise » vient du grec ancien.", "not_speech"),
        ("Ces « experts » ont encore parlé à la radio.", "not_speech"),
        ("Le chalutier « Alcyon » est rentré au port hier.", "not_speech"),
    ],
)
def test_speech_is_told_from_names_titles_and_scare_quotes(text: str, kind: str) -> None:
    """What is marked but not said is kept and never counted."""
    assert [found for found, _ in quotes_of(analysed(text), text)] == [kind]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Léa Morel a affirmé mardi que le pont tiendra.", "le pont tiendra"),
        ("Selon Léa Morel, le pont tiendra encore dix ans.", "le pont tiendra encore dix ans"),
        ("Le pont tiendra encore dix ans, a assuré Léa Morel.", "Le pont tiendra encore dix ans"),
        ("Léa Morel préside le port. Le pont tiendra, assure-t-elle.", "Le pont tiendra"),
    ],
)
def test_reported_clauses_without_marks(text: str, content: str) -> None:
    """The clause alone: no que, no temporal adverb, no inquit."""
    tables = analysed(text)
    assert [found for kind, found in quotes_of(tables, text) if kind == "indirect"] == [content]
    assert tables.quotes["reference"].tolist() == ["Léa Morel"]


@pytest.mark.parametrize(
    ("text", "speaker", "reference", "cue"),
    [
        ("« Nous fermerons le pont », a déclaré Léa Morel.", "Léa Morel", "Léa Morel", "a déclaré"),
        ("Léa Morel prévient : « Nous fermerons le pont. »", "Léa Morel", "Léa Morel", "prévient"),
        ("Léa Morel est arrivée. « Nous fermerons le pont », a-t-elle dit.", "elle", "Léa Morel", "a-t-elle dit"),
    ],
)
def test_the_speaker_is_beside_the_cue(text: str, speaker: str, reference: str, cue: str) -> None:
    """The mention as written, and whom it stands for."""
    quote = analysed(text).quotes.iloc[0]
    assert (quote["speaker"], quote["reference"], quote["cue"]) == (speaker, reference, cue)
    assert text[quote["speaker_start"] : quote["speaker_end"]] == speaker


def test_a_quote_without_a_speaker_is_kept() -> None:
    """Dropping it would bias the density."""
    quote = analysed("« Nous fermerons le pont demain matin. »").quotes.iloc[0]
    assert quote["kind"] == "direct"
    assert quote["speaker"] is None or quote["speaker"] != quote["speaker"]
