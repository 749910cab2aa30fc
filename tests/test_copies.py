"""Near-copies: found whatever was changed, nothing else with them; publications or distinct texts counted."""

import random
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import analysis
from analysis import evidence, summaries
from analysis.copies import Comparisons, mark_copies
from analysis.corpus.comparisons import read_comparisons, write_comparisons
from analysis.errors import SettingsError
from analysis.tables import Tables

WORDS = (
    "maire port pont grève usine élu vote budget loi école train gare lac forêt route tunnel quai marché hiver pluie fête stade "
    "musée vigne colline moulin barrage facteur navire câble boulanger horloge fanfare préau verger chapelle digue écluse phare"
).split()


def sentence(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=12)).capitalize() + "."


def text_of(seed: int, n: int = 30) -> str:
    chance = random.Random(seed)
    return "\n\n".join(" ".join(sentence(chance) for _ in range(3)) for _ in range(n // 3))


def every_twentieth(text: str) -> str:
    words = text.split(" ")
    return " ".join("autrement" if number % 20 == 10 else word for number, word in enumerate(words))


CHANGES: dict[str, Callable[[str], str]] = {
    "nothing": lambda text: text,
    "headline": lambda text: f"Un tout autre titre pour la même dépêche\n\n{text}",
    "words": every_twentieth,
    "cut": lambda text: text[: len(text) * 8 // 10],
    "added": lambda text: f"{text}\n\n{text_of(99, 6)}",
}


def marked(texts: dict[str, str], published: dict[str, str] | None = None) -> pd.DataFrame:
    rows = {"article_id": list(texts), "text": list(texts.values()), "language": "fr"}
    dates = [(published or {}).get(name) for name in texts]
    return analysis.analyze(pd.DataFrame({**rows, "published": dates}), analysis.Settings(lexicons=(), ner="rules")).articles


@pytest.mark.parametrize("change", list(CHANGES))
def test_a_changed_copy_is_found_among_others(change: str) -> None:
    """And no other article is taken for one."""
    texts = {f"a{number}": text_of(number) for number in range(8)}
    found = marked({**texts, "copy": CHANGES[change](texts["a3"])}).set_index("article_id")["copy_cluster"]
    assert found["copy"] == found["a3"] == "a3"
    assert found.drop(["copy", "a3"]).eq(found.drop(["copy", "a3"]).index).all()


def test_the_first_published_gives_its_name(sample: Tables) -> None:
    """Undated articles come last; the order of the rows does not matter."""
    texts = {"late": text_of(1), "early": every_twentieth(text_of(1)), "undated": text_of(1) + " Fin.", "other": text_of(2)}
    dates = {"late": "2026-11-03", "early": "2026-11-02"}
    for names in (list(texts), list(texts)[::-1]):
        found = marked({name: texts[name] for name in names}, dates).set_index("article_id")
        assert found["copy_cluster"].to_dict() == {"late": "early", "early": "early", "undated": "early", "other": "other"}
        assert found.loc["undated", "first_seen"] == pd.Timestamp("2026-11-02", tz="UTC")
        assert pd.isna(found.loc["other", "first_seen"])


def test_a_press_review_does_not_make_one_of_what_it_reviews() -> None:
    """Each text that it contains stays a text of its own but the largest, whose copy it is."""
    texts = {"a": text_of(1, 33), "b": text_of(2), "review": text_of(1, 33) + "\n\n" + text_of(2)}
    found = marked(texts).set_index("article_id")["copy_cluster"]
    assert found["a"] != found["b"]


def test_formulas_of_a_few_words_are_no_copies() -> None:
    """Texts below thirty words are copies to the letter or not at all."""
    found = marked({"a": "La séance est levée à midi.", "b": "La séance est levée à minuit.", "c": "La séance est levée à midi."})
    assert found["copy_cluster"].tolist() == ["a", "b", "a"]


def report(place: str, mayor: str, number: int) -> str:
    return (
        f"Hier, le conseil municipal de {place} s'est réuni dans la grande salle, comme chaque mois. Selon {mayor}, qui le préside et a "
        f"ouvert la séance à dix-huit heures devant un public nombreux, les élus ont adopté le budget, soit {number} millions d'euros, "
        "par dix-sept voix contre quatre. L'opposition a regretté que la dette augmente encore, et demandé un audit des comptes. La "
        "prochaine séance aura lieu le mois prochain, à la même heure et au même endroit, et sera ouverte au public."
    )


def test_reports_to_one_pattern_are_no_copies() -> None:
    """They share nine words in ten, and name other places, persons and figures; a dispatch with one figure mended is a copy."""
    reports = {"a": report("Brévan", "Léa Morel", 31), "b": report("Valmont", "Paul Ardant", 47)}
    found = marked({**reports, "mended": report("Brévan", "Léa Morel", 32)}).set_index("article_id")["copy_cluster"]
    assert found.to_dict() == {"a": "a", "b": "b", "mended": "a"}


def test_texts_are_read_only_where_signatures_are_alike() -> None:
    """Not those that are nothing alike."""
    texts = {"a": text_of(1), "b": text_of(3), "c": text_of(2), "d": every_twentieth(text_of(2))}
    tables = analysis.analyze(
        pd.DataFrame({"article_id": list(texts), "text": list(texts.values())}), analysis.Settings(ner="rules")
    )
    asked: list[str] = []
    found = mark_copies(tables.articles, tables.signatures, lambda ids: asked.extend(ids) or texts)
    assert found["copy_cluster"].tolist() == ["a", "b", "c", "c"]
    assert sorted(asked) == ["c", "d"]


def test_what_was_compared_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also from the disk; a damaged file, or one of another code, is as none, and the copies are the same."""
    texts = {"c": text_of(2), "d": every_twentieth(text_of(2)), "e": text_of(3)}
    tables = analysis.analyze(
        pd.DataFrame({"article_id": list(texts), "text": list(texts.values())}), analysis.Settings(ner="rules")
    )
    asked: list[str] = []

    def mark(comparisons: Comparisons) -> list[str]:
        asked.clear()
        found = mark_copies(tables.articles, tables.signatures, lambda ids: asked.extend(ids) or texts, comparisons)
        return found["copy_cluster"].tolist()

    first = Comparisons()
    assert mark(first) == ["c", "c", "e"]
    assert (sorted(asked), first.n_new) == (["c", "d"], 1)
    write_comparisons(first, tmp_path)
    again = read_comparisons(tmp_path)
    assert mark(again) == ["c", "c", "e"]
    assert (asked, again.n_new) == ([], 0)
    kept = next(tmp_path.iterdir())
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-20])
    assert mark(read_comparisons(tmp_path)) == ["c", "c", "e"]
    assert sorted(asked) == ["c", "d"]
    kept.write_bytes(whole)
    monkeypatch.setattr("analysis.corpus.comparisons._code", lambda: "another")
    assert read_comparisons(tmp_path).counts.empty


@pytest.fixture(scope="module")
def republished() -> Tables:
    dispatch = "« Le pont ferme », a dit Léa Morel à Lyon. C'est une bonne nouvelle. " + text_of(5)
    rows = [
        ("a", dispatch, "Fil", 1),
        ("b", dispatch + " Fin.", "Canal", 2),
        ("c", text_of(6), "Canal", 2),
        ("d", dispatch, "Canal", 3),
    ]
    articles = pd.DataFrame(rows, columns=["article_id", "text", "outlet", "day"]).assign(language="fr")
    return analysis.analyze(articles.assign(published=articles["day"].map("2026-11-0{}".format)), analysis.Settings(ner="rules"))


def test_the_most_republished_are_listed(republished: Tables) -> None:
    """With where they came first and who printed them."""
    (row,) = summaries.copies(republished).to_dict("records")
    assert (row["copy_cluster"], row["outlet"], row["n_articles"], row["n_outlets"]) == ("a", "Fil", 3, 2)
    assert row["outlets"] == "Fil, Canal"
    assert summaries.overview(republished).set_index("figure")["value"][["articles", "distinct texts"]].tolist() == [4, 2]


SUMMARIES = [
    name
    for name in summaries.__all__
    if callable(getattr(summaries, name))
    and hasattr(getattr(summaries, name), "__wrapped__")
    and name not in ("group_shift", "compare", "word_shift")
]


@pytest.mark.parametrize("name", SUMMARIES)
def test_every_summary_counts_publications_or_distinct_texts(republished: Tables, name: str) -> None:
    """Distinct texts: as if the copies had never been read."""
    summary = getattr(summaries, name)
    given = republished.articles if name == "coverage" else republished
    chosen = summaries.choose_texts(given, "distinct")
    pd.testing.assert_frame_equal(summary(given, texts="distinct"), summary(chosen))
    pd.testing.assert_frame_equal(summary(given), summary(given, texts="publications"))


def test_distinct_keeps_a_text_whose_first_copy_is_not_chosen(republished: Tables) -> None:
    """As in a report of one day."""
    later = republished._replace(articles=republished.articles.query("article_id != 'a'").reset_index(drop=True))
    assert summaries.choose_texts(later.articles, "distinct")["article_id"].tolist() == ["b", "c"]


def test_another_word_is_refused(republished: Tables) -> None:
    """With what is possible."""
    with pytest.raises(SettingsError, match="texts='unique': give one of publications, distinct"):
        summaries.speakers(republished, texts="unique")


def test_a_row_of_copies_opens_to_its_articles(republished: Tables) -> None:
    """In the order of publication, headline first, in at most 25 words."""
    found = summaries.copies(republished)
    listed = evidence.copies(republished, found)
    own = listed[listed["row"] == 0]
    assert own["total"].tolist() == [3, 3, 3]
    assert own["article_id"].tolist() == ["a", "b", "d"]
    assert all(len("".join(text for text, _ in parts).split()) <= evidence.EXCERPT_WORDS + 1 for parts in own["parts"])


def test_cautions_tell_of_copies(republished: Tables) -> None:
    """How many articles repeat others, or that they are left out."""
    every = [(message, number) for message, _, number in summaries.cautions(republished)]
    distinct = [(message, number) for message, _, number in summaries.cautions(summaries.choose_texts(republished, "distinct"))]
    assert [number for message, number in every if "repeats the text" in message and "left out" not in message] == [2]
    assert [number for message, number in distinct if "left out" in message] == [2]
    assert not any("each counts" in message for message, _ in distinct)
