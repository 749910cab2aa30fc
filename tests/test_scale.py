"""Killed at any moment, nothing lost and nothing twice: parts, executors, inventories, damage, failures."""

import json
import os
import socket
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from conftest import PROJECT

import analysis
from analysis import analyzer, summaries
from analysis.cli import main
from analysis.corpus import analyze_corpus
from analysis.corpus.spool import open_spool
from analysis.corpus.status import corpus_status, store_status
from analysis.errors import DamagedError
from analysis.places import tables_folder
from analysis.readers import CorpusFile, find_files, inventory, jsonl, read_file
from analysis.readers.inventory import take_inventory
from analysis.readers.records import Notes
from analysis.store import Store
from analysis.store.care import compact, sweep, verify
from analysis.tables import TABLES, Failure, Tables
from analysis.tone import tone

SETTINGS = analysis.Settings(ner="rules")
TEXTS = (
    "« Le pont ferme », a dit Léa Morel à Lyon.",
    "Le port de Brest rouvre, selon la mairie. Une bonne nouvelle.",
    "La gare de Metz attend. Personne ne vient.",
)


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CADRAGE_TABLES", str(tmp_path / "tables"))
    return tmp_path / "tables"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path / "raw" / "a.jsonl", *TEXTS).parent


def write(file: Path, *texts: str) -> Path:
    """Write articles as JSON lines."""
    file.parent.mkdir(exist_ok=True)
    rows = [json.dumps({"id": f"{file.stem}{number}", "text": text, "lang": "fr"}) for number, text in enumerate(texts)]
    file.write_text("\n".join(rows), encoding="utf-8")
    return file


def rows_of(corpus: Path) -> Tables:
    """Every row that is stored, in a fixed order."""
    found = analyze_corpus(corpus, SETTINGS)
    tables = found.store.read_all(found.reading.articles)
    return Tables(*(table.sort_values(list(table.columns), ignore_index=True) for table in tables))


def assert_same(left: Tables, right: Tables) -> None:
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(left, name), getattr(right, name))


# --- parts -----------------------------------------------------------------------------------------


def test_parts_are_cut_alike_in_every_run(tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their names are those of their contents, whatever the order of the articles."""
    names = []
    for number, texts in enumerate((TEXTS, TEXTS[::-1])):
        monkeypatch.setenv("CADRAGE_TABLES", str(tmp_path / f"tables{number}"))
        run = analyze_corpus(write(corpus / "a.jsonl", *texts).parent, SETTINGS)
        names.append([part.name for part in run.store.part_folders()])
    assert names[0] == names[1]


def test_exact_copies_are_analysed_once_and_each_has_its_rows(tmp_path: Path) -> None:
    """Also two in one file, and one of another outlet."""
    rows = [{"id": f"c{number}", "text": TEXTS[0], "lang": "fr", "outlet": f"Journal {number}"} for number in range(3)]
    (tmp_path / "c.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    run = analyze_corpus(tmp_path / "c.jsonl", SETTINGS)
    (part,) = run.store.parts()
    assert (run.n_new, len(part.contents)) == (3, 1)
    tables = analysis.read_tables(tmp_path / "c.jsonl", ner="rules")
    assert tables.quotes["article_id"].tolist() == ["c0", "c1", "c2"]
    assert tables.articles["outlet"].tolist() == ["Journal 0", "Journal 1", "Journal 2"]


DAMAGES = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-5]),
    "bit flipped": lambda path: path.write_bytes(
        path.read_bytes()[:40] + bytes([path.read_bytes()[40] ^ 1]) + path.read_bytes()[41:]
    ),
    "missing": lambda path: path.unlink(),
    "emptied": lambda path: path.write_bytes(b""),
}


@pytest.mark.parametrize("file", ["articles.parquet", "hits.parquet", "signatures.parquet", "manifest.json"])
@pytest.mark.parametrize("damage", list(DAMAGES))
def test_damage_is_named_never_read_and_mended(corpus: Path, file: str, damage: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A part that is damaged is computed again: at once where its files tell by their sizes, else when asked."""
    before = rows_of(corpus)
    (part,) = analyze_corpus(corpus, SETTINGS).store.part_folders()
    DAMAGES[damage](part / file)
    assert main(["verify", "-q"]) == 5
    assert str(part / file) in capsys.readouterr().out
    if damage == "bit flipped" and file != "manifest.json":
        with pytest.raises(DamagedError, match="altered; run `python -m analysis verify --repair`"):
            rows_of(corpus)
    assert main(["verify", "-q", "--repair"]) == 0
    assert_same(before, rows_of(corpus))
    assert main(["verify", "-q"]) == 0


def test_a_truncated_part_is_computed_again_without_being_asked(corpus: Path) -> None:
    """The next run sees it by its size, and replaces it."""
    before = rows_of(corpus)
    (part,) = analyze_corpus(corpus, SETTINGS).store.part_folders()
    DAMAGES["truncated"](part / "quotes.parquet")
    assert analyze_corpus(corpus, SETTINGS)[2:] == (3, 0)
    assert_same(before, rows_of(corpus))


def test_small_parts_are_joined(corpus: Path) -> None:
    """The same rows from one part; a run killed before the small ones were deleted gives them once."""
    for number, text in enumerate(("Un autre pont.", "Un autre port.")):
        analyze_corpus(corpus, SETTINGS)
        write(corpus / f"b{number}.jsonl", text)
    before = rows_of(corpus)
    store = analyze_corpus(corpus, SETTINGS).store
    small = store.part_folders()
    kept = {path: {file.name: file.read_bytes() for file in path.iterdir()} for path in small}
    assert compact(store) == (3, 1)
    assert_same(before, rows_of(corpus))
    for path, files in kept.items():
        path.mkdir()
        for name, content in files.items():
            (path / name).write_bytes(content)
    assert len(store.parts()) == 4
    assert_same(before, rows_of(corpus))


def test_a_part_that_is_joined_while_it_is_read_is_found_again(corpus: Path) -> None:
    """What is held was listed before the small parts went; a run beside it does not stumble either."""
    analyze_corpus(corpus, SETTINGS)
    write(corpus / "b.jsonl", "Un autre pont.")
    run = analyze_corpus(corpus, SETTINGS)
    held, before = run.store.contents(), run.store.read_all(run.reading.articles)
    compact(run.store)
    assert_same(before, run.store.read_all(run.reading.articles, held=held))


def test_what_is_no_store_is_left_alone(corpus: Path, own_store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither verify nor compact touches what somebody else put into the folder; nor a store that does not say what it is."""
    store = analyze_corpus(corpus, SETTINGS).store
    (own_store / "my_exports" / "2026").mkdir(parents=True)
    (store.folder / "notes").mkdir()
    (store.folder / "about.json").write_text("", encoding="utf-8")
    assert main(["verify", "-q", "--repair"]) == 0
    assert main(["compact", "-q", "--delete-stale"]) == 0
    assert (own_store / "my_exports" / "2026").is_dir()
    assert (store.folder / "notes").is_dir()
    assert analyze_corpus(corpus, SETTINGS)[2:] == (0, 3)


def test_what_killed_runs_leave_is_swept_and_what_others_write_is_not(corpus: Path, own_store: Path) -> None:
    """Only what processes of this machine left that are no more."""
    store = analyze_corpus(corpus, SETTINGS).store
    ours, others = (store.folder / f".writing-x@{host}@999999999" for host in (socket.gethostname(), "elsewhere"))
    running = store.folder / f".writing-x@{socket.gethostname()}@{os.getpid()}"
    for path in (ours, others, running):
        path.mkdir()
    sweep(tables_folder())
    assert [path.exists() for path in (ours, others, running)] == [False, True, True]


# --- failures --------------------------------------------------------------------------------------


def test_failures_are_kept_counted_and_retried(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A failed article is not analysed again until it is asked for; what succeeds then takes its place."""
    find = analyzer.find_sentences

    def fail(prepared: object) -> object:
        if "Brest" in prepared.text:
            raise RuntimeError("boom")
        return find(prepared)

    with monkeypatch.context() as patch:
        patch.setattr(analyzer, "find_sentences", fail)
        analyze_corpus(corpus, SETTINGS)
    failures = analysis.read_tables(corpus, ner="rules").failures
    assert failures["article_id"].tolist() == ["a1"]
    assert failures["message"].str.startswith("article a1: boom").all()
    assert corpus_status(corpus, SETTINGS)[4:] == (2, 1, 0)
    assert main(["retry-failures", str(corpus), "--ner", "rules", "-q"]) == 0
    assert "1 failed before, 0 fail still" in capsys.readouterr().out
    assert analysis.read_tables(corpus, ner="rules").failures.empty
    assert corpus_status(corpus, SETTINGS)[4:] == (3, 0, 0)


POISON = """
import os
import analysis.analyzer as analyzer
prepare = analyzer.prepare
def poisoned(article):
    if "Brest" in article.text:
        os._exit(9)
    return prepare(article)
analyzer.prepare = poisoned
"""


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "analysis", *arguments]
    return subprocess.run(command, check=False, env={**os.environ, **environment}, capture_output=True, text=True, timeout=300)


@pytest.mark.slow
@pytest.mark.parametrize("where", [["--workers", "2"], ["--cluster", "local"]], ids=["processes", "dask"])
def test_an_article_that_kills_its_process_is_found_and_the_rest_is_done(tmp_path: Path, corpus: Path, where: list[str]) -> None:
    """Named in failures under its own id."""
    (tmp_path / "sitecustomize.py").write_text(POISON, encoding="utf-8")
    made = run("analyze", str(corpus), "--ner", "rules", "-q", *where, PYTHONPATH=str(tmp_path))
    assert made.returncode == 0, made.stderr
    tables = analysis.read_tables(corpus, ner="rules")
    assert tables.failures[["article_id", "error"]].to_numpy().tolist() == [["a1", "WorkerDied"]]
    assert sorted(tables.metrics["article_id"]) == ["a0", "a2"]


@pytest.mark.slow
def test_an_article_that_kills_a_run_without_workers_is_found_by_the_next(tmp_path: Path, corpus: Path) -> None:
    """The first run dies; the next works in a process of its own."""
    (tmp_path / "sitecustomize.py").write_text(POISON, encoding="utf-8")
    codes = [run("analyze", str(corpus), "--ner", "rules", "-q", PYTHONPATH=str(tmp_path)).returncode for _ in range(2)]
    assert codes == [9, 0]
    assert analysis.read_tables(corpus, ner="rules").failures["article_id"].tolist() == ["a1"]


# --- executors -------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("target", ["worker", "run", "dask"])
def test_killed_at_random_moments_nothing_is_lost_or_doubled(target: str) -> None:
    """One moment here; `python benchmarks/faults.py` tries twenty of each."""
    command = [sys.executable, "benchmarks/faults.py", "--trials", "1", "--articles", "450", target]
    made = subprocess.run(command, check=False, cwd=PROJECT, capture_output=True, text=True, timeout=300)
    assert made.returncode == 0, made.stdout + made.stderr
    assert f"{target}: 1 moments, 1 killed" in made.stdout


@pytest.mark.slow
def test_two_runs_at_once_give_the_tables_of_one(corpus: Path, own_store: Path) -> None:
    """Neither fails; every row is there once."""
    command = [sys.executable, "-m", "analysis", "analyze", str(corpus), "--ner", "rules", "-q"]
    runs = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(3)]
    assert [one.wait(timeout=120) for one in runs] == [0, 0, 0]
    together = rows_of(corpus)
    assert len(Store(own_store, analyzer.fingerprint(SETTINGS)).parts()) == 1
    for path in own_store.rglob("*.parquet"):
        path.unlink()
    assert_same(together, rows_of(corpus))


def test_a_cluster_that_is_not_there_is_said_so(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the address and what to do."""
    from analysis.corpus import cluster

    monkeypatch.setattr(cluster, "_SECONDS_TO_CONNECT", 1)
    with pytest.raises(analysis.AnalysisError, match=r"--cluster tcp://127\.0\.0\.1:1: no Dask scheduler answers there"):
        analyze_corpus(corpus, SETTINGS, cluster="tcp://127.0.0.1:1")


# --- reading ---------------------------------------------------------------------------------------


def test_what_has_not_changed_is_not_read_again(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither for its ids nor for its texts."""
    monkeypatch.setattr(inventory, "_SETTLED_SECONDS", 0)
    analyze_corpus(corpus, SETTINGS)
    write(corpus / "b.jsonl", "Un autre pont.")
    read: list[str] = []
    original = inventory.read_file
    monkeypatch.setattr(inventory, "read_file", lambda file, notes: read.append(file.name) or original(file, notes))
    assert analyze_corpus(corpus, SETTINGS)[2:] == (1, 3)
    assert read == ["b.jsonl"]
    assert analyze_corpus(corpus, analysis.Settings(ner="rules", lexicons=("vader_fr",)))[2:] == (4, 0)
    assert read == ["b.jsonl", "a.jsonl", "b.jsonl"]


@pytest.mark.parametrize("seconds", [0, 2], ids=["settled", "just now"])
def test_what_has_changed_is_read_again(corpus: Path, seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where length and time of the file are as before, and where it was written a moment ago."""
    monkeypatch.setattr(inventory, "_SETTLED_SECONDS", seconds)
    file = write(corpus / "a.jsonl", "Le pont ferme à Lyon.")
    before = file.stat()
    assert analysis.read_tables(corpus, ner="rules").mentions["entity"].tolist() == ["Lyon"]
    file.write_text(file.read_text(encoding="utf-8").replace("Lyon", "Metz"), encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert analysis.read_tables(corpus, ner="rules").mentions["entity"].tolist() == ["Metz"]
    file.unlink()
    write(corpus / "b.jsonl", "Rien.")
    assert analysis.read_tables(corpus, ner="rules").articles["article_id"].tolist() == ["b0"]


def test_a_disk_that_did_not_answer_is_asked_again(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unlike a file that is broken, which is told from memory."""
    monkeypatch.setattr(inventory, "_SETTLED_SECONDS", 0)
    write(corpus / "b.jsonl", "Un autre pont.")
    original = inventory.read_file

    def fail(file: CorpusFile, notes: Notes) -> Iterator[object]:
        if file.name == "b.jsonl":
            return iter([Failure(None, file.name, "read", "OSError", "Input/output error")])
        return original(file, notes)

    with monkeypatch.context() as patch:
        patch.setattr(inventory, "read_file", fail)
        assert analyze_corpus(corpus, SETTINGS)[2:] == (3, 0)
    assert analyze_corpus(corpus, SETTINGS)[2:] == (1, 3)


def test_files_of_one_name_in_the_folders_of_a_pattern_are_all_read(tmp_path: Path) -> None:
    """Names are relative to where the pattern begins."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.jsonl").write_text(json.dumps({"id": name, "text": f"Le {name} ferme."}), encoding="utf-8")
    run = analyze_corpus(str(tmp_path / "*" / "x.jsonl"), SETTINGS)
    assert run.reading.articles["source_file"].tolist() == ["a/x.jsonl", "b/x.jsonl"]


def test_an_inventory_is_only_a_cache(corpus: Path, own_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Damaged or gone, the corpus is read again; failures and notes come back from it."""
    monkeypatch.setattr(inventory, "_SETTLED_SECONDS", 0)
    file = corpus / "a.jsonl"
    file.write_text(file.read_text(encoding="utf-8") + "\n{broken", encoding="utf-8")
    before = take_inventory(corpus, own_store / "inventories", known=None, keep=lambda _: None)
    again = take_inventory(corpus, own_store / "inventories", known=None, keep=lambda _: None)
    (place,) = (own_store / "inventories").iterdir()
    place.write_bytes(place.read_bytes()[:-30])
    anew = take_inventory(corpus, own_store / "inventories", known=None, keep=lambda _: None)
    for found in (again, anew):
        pd.testing.assert_frame_equal(found.articles, before.articles)
        pd.testing.assert_frame_equal(found.failures, before.failures)
        assert found.notes == before.notes
    assert "line 4" in before.failures["message"].iloc[0]


LINE = json.dumps({"id": "{n}", "text": "Le pont ferme à Lyon. " * 400, "lang": "fr"})
LARGE = {
    "lines.jsonl": ("", "\n", ""),
    "array.json": ("[", ",", "]"),
}


@pytest.mark.parametrize("name", [*LARGE, "rows.csv"])
def test_files_of_any_size_are_read_in_pieces(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty megabytes are read in a tenth of the memory."""
    if name in LARGE:
        opening, between, closing = LARGE[name]
        content = opening + between.join(LINE.replace("{n}", str(number)) for number in range(2_000)) + closing
    else:
        content = "id,texte,langue\n" + "".join(f'{number},"{"Le pont ferme. " * 600}",fr\n' for number in range(2_000))
    (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.setattr(jsonl, "_LARGEST_WHOLE", 1 << 20)
    (file,) = find_files(tmp_path / name)
    notes = Notes()
    next(read_file(file, notes))  # what is loaded once
    tracemalloc.start()
    number = sum(1 for _ in read_file(file, notes))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert number == 2_000
    assert peak < len(content) / 5


def test_the_spool_gives_each_content_once_and_in_order(tmp_path: Path) -> None:
    """Under its content as id; nothing is left in the folder."""
    with open_spool(tmp_path) as spool:
        for item in read_file(find_files(write(tmp_path / "raw" / "s.jsonl", *TEXTS, TEXTS[0]))[0], Notes()):
            spool.add(item)
        assert len(spool) == 3
        parts = list(spool.cut(2))
        assert [len(part) for part in parts] == [2, 1]
        contents = [one.content for part in parts for one in part]
        assert contents == sorted(contents) == [one.article_id for part in parts for one in part]
        assert [path.name for path in tmp_path.iterdir()] == ["raw"]


def test_pieces_add_up_to_the_whole(sample: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rates are ratios of sums; every article is in one piece, and near-copies are those of the whole corpus."""
    corpus = PROJECT / "data" / "sample"
    pieces = list(analysis.read_in_pieces(corpus, articles_at_once=10, ner="rules"))
    whole = analysis.read_tables(corpus, ner="rules")
    assert [len(one.articles) for one in pieces] == [10] * 6 + [4]
    together = pd.concat([one.articles for one in pieces]).sort_values("article_id", ignore_index=True)
    pd.testing.assert_frame_equal(together, whole.articles)
    assert sum(len(one.failures) for one in pieces) == len(whole.failures)
    added = summaries.add_up((summaries.quote_density(one) for one in pieces), ["outlet", "layer"])
    expected = summaries.quote_density(whole)
    assert (added["n_quoted_words"] / added["n_words"]).tolist() == pytest.approx(expected["density"].tolist())
    tones = tone(summaries.add_up((summaries.tone_by_outlet(one) for one in pieces), ["outlet", "lexicon", "voice"]))
    both = tones.merge(summaries.tone_by_outlet(whole).dropna(subset=["logit"]), on=["outlet", "lexicon", "voice"])
    assert both["logit_x"].tolist() == pytest.approx(both["logit_y"].tolist())


def test_distinct_texts_are_chosen_before_the_corpus_is_cut(tmp_path: Path) -> None:
    """One text is in one piece, however small pieces are."""
    text = "Le pont de Lyon ferme et la gare de Metz attend. " * 8
    rows = [{"id": f"c{number}", "text": f"{text}{'x' * number}", "lang": "fr"} for number in range(4)]
    (tmp_path / "c.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    counted = {
        texts: sum(
            len(one.articles)
            for one in analysis.read_in_pieces(tmp_path / "c.jsonl", articles_at_once=1, ner="rules", texts=texts)
        )
        for texts in summaries.TEXTS
    }
    assert counted == {"publications": 4, "distinct": 1}
    with pytest.raises(analysis.AnalysisError, match="articles_at_once=0: give 1 or more"):
        next(analysis.read_in_pieces(tmp_path / "c.jsonl", articles_at_once=0))


def test_only_the_tables_that_are_asked_for_are_read(corpus: Path) -> None:
    """Metrics alone give the densities."""
    tables = analysis.read_tables(corpus, ner="rules", names=["metrics"])
    assert {name for name, table in tables._asdict().items() if len(table)} == {"articles", "metrics"}
    assert tables.articles["text"].eq("").all()
    whole = analysis.read_tables(corpus, ner="rules")
    pd.testing.assert_frame_equal(summaries.quote_density(tables), summaries.quote_density(whole))
    with pytest.raises(analysis.AnalysisError, match="no table 'metric'; the tables are"):
        analysis.read_tables(corpus, names=["metric"])


# --- commands --------------------------------------------------------------------------------------


def test_status_tells_what_is_done_stale_and_failed(
    corpus: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before, after, and when the code has changed."""
    assert main(["status", str(corpus), "--ner", "rules"]) == 0
    assert "missing           3   python -m analysis analyze" in capsys.readouterr().out
    analyze_corpus(corpus, SETTINGS)
    assert main(["status", str(corpus), "--ner", "rules"]) == 0
    told = capsys.readouterr().out
    assert "done              3" in told
    assert "current: 3 articles in 1 parts (1 small)" in told
    monkeypatch.setattr(analyzer, "code_digest", lambda *_, **__: "other")
    (one,) = store_status()
    assert one.stale == ("code",)
    assert main(["compact", "-q", "--delete-stale"]) == 0
    assert store_status() == []


def test_verify_finds_nothing_wrong_where_nothing_is(corpus: Path) -> None:
    """And reads every part."""
    store = analyze_corpus(corpus, SETTINGS).store
    assert list(verify(store)) == []
