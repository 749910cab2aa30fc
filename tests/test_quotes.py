"""Marks of every kind, speech or not, speakers and cues."""

import json
from pathlib import Path

import pandas as pd
import pytest
from conftest import analysed, prepared

from analysis import analyze
from analysis.errors import CorpusError
from analysis.evaluation.gold import read_gold
from analysis.evaluation.typography import TYPOGRAPHIES, rewrite
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
        ("Elle dit ''Nous fermerons le pont'', puis part.", ["Nous fermerons le pont"]),
        ("Elle dit : <<Nous fermerons le pont>>, puis part.", ["Nous fermerons le pont"]),
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


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("La ministre Léa Morel est arrivée. Elle a déclaré : « Nous fermerons le pont. »", "Léa Morel"),
        ("Le président Paul Aubin recevait Léa Morel. « Nous fermerons le pont », a-t-elle dit.", "Léa Morel"),
        ("Le président Paul Aubin recevait Léa Morel. « Nous fermerons le pont », a-t-il dit.", "Paul Aubin"),
        ("Paul Aubin, maire de Brévan depuis 2014, a prévenu : « Nous fermerons le pont. »", "Paul Aubin"),
        ("« Nous fermerons le pont », a annoncé la porte-parole, Léa Morel.", "Léa Morel"),
        ("Le maire Paul Aubin a salué le projet de Léa Morel, soulignant qu'il « tient bon ».", "Paul Aubin"),
        ("Léa Morel, économiste, a parlé hier. « Nous verrons demain matin », nuance l'économiste.", "Léa Morel"),
        ("Selon les chiffres du ministère de l'Intérieur, le pont « tiendra encore ».", "ministère de l'Intérieur"),
        ("Le plan a été jugé « ruineux et cruel » par Léa Morel.", "Léa Morel"),
        ("Un témoin a assuré que le pont tremblait.", "Un témoin"),
    ],
)
def test_speakers_stand_for_persons_and_bodies(text: str, reference: str) -> None:
    """Pronouns by gender and subject, roles, appositions, participles, agents, carriers, unnamed persons."""
    assert analysed(text).quotes["reference"].tolist()[-1] == reference


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Léa Morel a déclaré avoir reçu une lettre du maire.", "avoir reçu une lettre du maire"),
        ("Le pont ferme, selon la préfecture de Brévan.", "Le pont ferme"),
        (
            "La préfecture a indiqué que le pont fermerait lundi et que le port suivrait.",
            "le pont fermerait lundi et que le port suivrait",
        ),
        ("Le pont tiendra, a encore précisé hier la maire de Brévan, avant de partir.", "Le pont tiendra"),
        ("Léa Morel pense que le pont tiendra et espère que le port rouvrira.", "le port rouvrira"),
    ],
)
def test_reported_speech_of_unnamed_and_coordinated_sources(text: str, content: str) -> None:
    """Infinitives that state, bodies without a name, coordinated clauses and verbs."""
    tables = analysed(text)
    assert content in [found for kind, found in quotes_of(tables, text) if kind == "indirect"]


@pytest.mark.parametrize(
    "text",
    [
        "La demande de gazole augmente, tandis que le prix du pétrole baisse encore.",
        "On sait que le pont tiendra encore.",
        "Rien n'indique que le pont tiendra encore.",
        "Le pont a été conçu pour que les camions passent.",
    ],
)
def test_nothing_is_reported_where_nobody_speaks(text: str) -> None:
    """Nouns that look like verbs, impersonal subjects, clauses of purpose."""
    assert analysed(text).quotes.empty


CASES = [json.loads(line) for line in Path(__file__).with_name("quote_cases.jsonl").read_text(encoding="utf-8").splitlines()]
"""Invented passages in the manner of many newsrooms, French and English, with all their quotes."""


@pytest.fixture(scope="module")
def found_in_cases() -> dict[str, list[tuple[str, str, str | None]]]:
    articles = pd.DataFrame([{"article_id": str(n), "text": c["text"], "language": c["language"]} for n, c in enumerate(CASES)])
    quotes = analyze(articles).quotes
    return {
        str(n): [
            (q.kind, case["text"][q.start : q.end], q.reference if isinstance(q.reference, str) else None)
            for q in quotes[quotes["article_id"] == str(n)].itertuples()
        ]
        for n, case in enumerate(CASES)
    }


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["text"][:40] for case in CASES])
def test_all_quotes_of_invented_passages(number: int, found_in_cases: dict[str, list[tuple[str, str, str | None]]]) -> None:
    """Kind, exact words and reference of every quote, and no other quote."""
    expected = [(quote["kind"], quote["content"], quote["reference"]) for quote in CASES[number]["quotes"]]
    assert found_in_cases[str(number)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "‘les boys' a ",
        '« a “b ‘c" d ',
        "— Oui ?\n",
        "selon Paul Aubin, ",
        "Le maire a dit que le mot est dit ",
        '.... a "b',
        "« Ab cd tout le monde. »\n",
        "Bonjour à tous.\n#tag\n",
    ],
)
def test_finding_quotes_is_linear(text: str) -> None:
    """Four times the text takes at most about four times the steps, counted in calls, not in seconds."""
    import cProfile
    import pstats

    from analysis.quotes import find_quotes
    from analysis.sentences import find_sentences

    def calls(n: int) -> int:
        ready = prepared(text * n)
        sentences = find_sentences(ready)
        with cProfile.Profile() as profile:
            find_quotes(ready, sentences, [])
        return pstats.Stats(profile).total_calls

    assert calls(2_000) < 6 * calls(500) + 1_000


def test_an_inquit_of_nothing_but_auxiliaries_is_given_up_at_once() -> None:
    """Commas inside marks do not make the search start again and again."""
    import cProfile
    import pstats

    from analysis.quotes import find_quotes

    def calls(n: int) -> int:
        ready = prepared("« Oui" + ", a" * n + " »")
        with cProfile.Profile() as profile:
            find_quotes(ready, [], [])
        return pstats.Stats(profile).total_calls

    assert calls(800) < 6 * calls(200) + 1_000


def test_the_same_text_in_any_typography_gives_the_same_quotes() -> None:
    """« », “ ”, straight marks, or each mark alone on its line as a scraper leaves it."""
    text = "La maire a salué une alliance « fondée sur la confiance », appelant à « un cap ». « Nous verrons », a-t-elle dit."
    variants = [
        text,
        text.replace("« ", "“").replace(" »", "”"),
        text.replace("« ", '"').replace(" »", '"'),
        text.replace("« ", '\n"').replace(" »", '"\n'),
    ]
    found = [analysed(variant).quotes[["kind", "n_words", "speaker", "cue", "cue_class"]] for variant in variants]
    assert all(one.equals(found[0]) for one in found)


def test_two_quotes_side_by_side_keep_their_labels_in_any_typography() -> None:
    """Both would take the blank between them; each label still holds its own words."""
    row = {"text": "Il dit « oui oui » « non non » hier.", "quotes": []}
    for words in ("oui oui", "non non"):
        start = row["text"].index(words)
        row["quotes"].append({"start": start, "end": start + len(words), "kind": "partial"})
    for name in TYPOGRAPHIES:
        rewritten = rewrite(row, name)
        held = [rewritten["text"][label["start"] : label["end"]] for label in rewritten["quotes"]]
        assert held == ["oui oui", "non non"], name


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "the file is empty"),
        ('{"id": "x", "text": null, "quotes": []}', "text is no string"),
        ('{"id": "x", "text": "a", "quotes": ["x"]}', "no list of objects"),
        ('{"id": "x", "text": "a", "quotes": null}', "no list of objects"),
        ('{"id": "x", "text": "a", "quotes": [{"start": 0, "end": 5, "kind": "direct"}]}', "no span of a text of 1"),
    ],
)
def test_a_wrong_gold_says_what_is_wrong(line: str, told: str, tmp_path: Path) -> None:
    """Every way to break it is a CorpusError that names the line."""
    gold = tmp_path / "gold.jsonl"
    gold.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=told):
        read_gold("quotes", gold)
