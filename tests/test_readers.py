"""Files of every kind → articles; whatever is broken is named and nothing else is lost."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

import analysis
from analysis.errors import CorpusError
from analysis.readers import read_corpus
from analysis.readers.dates import parse_date, parse_stamp
from analysis.readers.records import map_columns

TEXT = "Le maire a fermé le pont ce matin, dit la préfecture."


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", json.dumps({"headline": "Pont", "pubdate": "2026-02-03", "journal": "Le Fanal", "body": TEXT})),
        ("a.json", json.dumps([{"titre": "Pont", "date": "2026-02-03", "source": "Le Fanal", "texte": TEXT}])),
        ("a.csv", f'Titre;Date de publication;Journal;Texte\nPont;03/02/2026;Le Fanal;"{TEXT}"\n'),
        ("a.tsv", f"title\tdate\toutlet\ttext\nPont\t2026-02-03\tLe Fanal\t{TEXT}\n"),
        ("a.csv", f'\ufefftitle,published,media,content\r\nPont,2026-02-03,Le Fanal,"{TEXT}"\r\n'),
        ("Le Fanal/a.txt", f"Pont\n\n03/02/2026\n\n{TEXT} Et il rouvrira."),
    ],
)
def test_every_format_gives_the_same_article(tmp_path: Path, name: str, content: str) -> None:
    """Column names are French or English, dates in the language's order."""
    write(tmp_path / name, content)
    row = read_corpus(tmp_path).articles.iloc[0]
    assert (row["title"], row["outlet"], row["language"]) == ("Pont", "Le Fanal", "fr")
    assert row["published"] == pd.Timestamp("2026-02-03", tz="UTC")
    assert TEXT in row["text"]


def test_parquet_is_known_by_its_content(tmp_path: Path) -> None:
    """Whatever the file is called."""
    pd.DataFrame({"titre": ["Pont"], "texte": [TEXT]}).to_parquet(tmp_path / "export.bin")
    assert read_corpus(tmp_path).articles["title"].tolist() == ["Pont"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_encodings_are_detected(tmp_path: Path, encoding: str) -> None:
    """« é » comes out as « é »."""
    text = "« L’été sera sec », prévient la préfète. " * 5
    write(tmp_path / "a.txt", text.encode(encoding))
    assert read_corpus(tmp_path).articles["text"].tolist() == [text]


def test_a_few_damaged_bytes_do_not_turn_utf8_into_mojibake(tmp_path: Path) -> None:
    """The rest stays readable, and a note says where."""
    write(tmp_path / "a.txt", ("L’été sera très sec à Brévan. " * 20).encode() + b"\xff fin.")
    reading = read_corpus(tmp_path)
    assert "très sec à Brévan" in reading.articles["text"][0]
    assert any("not UTF-8" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("value", "language", "expected", "is_noted"),
    [
        ("03/04/2025", "fr", "2025-04-03", True),
        ("03/04/2025", "en", "2025-03-04", True),
        ("13/04/2025", "en", "2025-04-13", False),
        ("04/04/2025", "fr", "2025-04-04", False),
        ("2025-04-03T10:00:00+02:00", "fr", "2025-04-03 08:00", False),
        ("3 avril 2025", "fr", "2025-04-03", False),
        ("April 3, 2025", "en", "2025-04-03", False),
        ("1er mars 2025 à 7h30", "fr", "2025-03-01 07:30", False),
        ("hier", "fr", None, True),
        ("avril 2025", "fr", None, True),
        ("", "fr", None, False),
        (None, "fr", None, False),
    ],
)
def test_dates_are_never_guessed_in_silence(value: str | None, language: str, expected: str | None, is_noted: bool) -> None:
    """The language orders an ambiguous date, and a note says so; what is no date leaves the article undated."""
    found, note = parse_date(value, language)
    assert found == (pd.Timestamp(expected, tz="UTC").to_pydatetime() if expected else None)
    assert (note is not None) == is_noted


@pytest.mark.parametrize(
    "stamp", ["18:0311/11/2025, mardi", "11/11/2025 18:03, mardi", "Publié le 11/11/2025 à 18:03", "11/11/202518:03"]
)
def test_stamps_are_read_though_glued(stamp: str) -> None:
    """Scrapers glue hour and date in either order."""
    assert parse_stamp(stamp, "fr")[0] == datetime(2025, 11, 11, 18, 3, tzinfo=UTC)


def test_columns_are_mapped_by_the_surest_name() -> None:
    """`text` wins over `content`, whatever their order."""
    assert map_columns(["content", "TEXT", "Auteur(s)", "Auteurs"]) == {"text": "TEXT", "author": "Auteurs"}


def failures_of(folder: Path) -> list[str]:
    write(folder / "good.jsonl", json.dumps({"id": "good", "text": TEXT}))
    reading = read_corpus(folder)
    assert "good" in reading.articles["article_id"].tolist()
    return reading.failures["message"].tolist()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", b"", "empty.txt: the file is empty"),
        ("blank.txt", b" \n\n", "blank.txt: the file is empty"),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "this is an image"),
        ("data.bin", bytes(range(256)) * 99, "data.bin: "),
        ("a.pdf", b"%PDF-1.7 blah", "this is a PDF"),
        ("page.html", b"<!DOCTYPE html><p>Bonjour</p>", "HTML and XML are not read yet"),
        ("notext.csv", b"titre;date\nPont;2026-02-03\n", "no text column among titre, date"),
        ("broken.jsonl", b'{"text": "bon"}\n{"text": \n', "broken.jsonl, line 2: not valid JSON"),
        ("keys.jsonl", b'{"titre": "Pont"}', "no text among the keys titre"),
        ("list.jsonl", b'{"text": "bon"}\n[1]', "a JSON object is needed, not list"),
        ("void.jsonl", b'{"id": "x", "text": " "}', "void.jsonl, line 1: the article has no text"),
        ("wide.csv", b"title,text\nPont,Il ferme,encore\n", "wide.csv, line 2: more cells than the header has"),
        ("torn.parquet", b"PAR1 torn", "damaged Parquet"),
    ],
)
def test_bad_input_is_named_and_the_rest_is_read(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    """A row of failures says what, where and how to mend it."""
    write(tmp_path / name, content)
    assert any(message in found for found in failures_of(tmp_path)), failures_of(tmp_path)


def test_a_taken_id_is_renamed_and_the_same_article_twice_is_left_out(tmp_path: Path) -> None:
    """Two articles are never merged, one is never counted twice."""
    write(tmp_path / "a.jsonl", "\n".join(json.dumps({"id": "x", "text": text}) for text in (TEXT, "Autre texte du jour.", TEXT)))
    reading = read_corpus(tmp_path)
    assert len(reading.articles) == 2
    assert reading.articles["article_id"].is_unique
    assert reading.failures["error"].tolist() == ["DuplicateArticle"]
    assert any("is taken by another article" in note for note in reading.notes)


def test_a_folder_with_nothing_readable_says_why(tmp_path: Path) -> None:
    """And an absent one what to give."""
    write(tmp_path / "empty.txt", b"")
    with pytest.raises(CorpusError, match=r"(?s)no article could be read.*empty\.txt: the file is empty"):
        analysis.read_articles(tmp_path)
    with pytest.raises(CorpusError, match="no such file or folder"):
        analysis.read_articles(tmp_path / "nowhere")


def test_a_glob_takes_what_it_matches(tmp_path: Path) -> None:
    """Files of several formats at once."""
    write(tmp_path / "a.txt", TEXT)
    write(tmp_path / "b.jsonl", json.dumps({"text": TEXT}))
    write(tmp_path / "c.csv", f'text\n"{TEXT}"\n')
    assert len(read_corpus(str(tmp_path / "[ab].*")).articles) == 2


def test_text_is_kept_as_it_was_read(tmp_path: Path) -> None:
    """NULs, emoji and line ends stay, only Unicode is composed."""
    text = "Il pleut 🌧 sur Bre\u0301van,\x00 dit-on.\r\nFin."
    write(tmp_path / "a.jsonl", json.dumps({"text": text}))
    assert read_corpus(tmp_path).articles["text"][0] == "Il pleut 🌧 sur Brévan,\x00 dit-on.\r\nFin."


@pytest.mark.parametrize(
    ("name", "content", "texts"),
    [
        (
            "open.csv",
            'id,text\n1,Bon.\n2,"Le maire part.\n3,Bien.\n4,"Fin, dit-il."\n',
            ["Bon.", '"Le maire part.', "Bien.", "Fin, dit-il."],
        ),
        (
            "open.tsv",
            'id\ttext\n1\tBon.\n2\t"Nous restons, a dit Lou.\n3\tBien.\n',
            ["Bon.", '"Nous restons, a dit Lou.', "Bien."],
        ),
        ("mac.csv", "id,text\r1,Bon.\r2,Bien.\r", ["Bon.", "Bien."]),
        ("lines.csv", 'id,text\n1,"Un.\n\nDeux."\n2,Bien.\n', ["Un.\n\nDeux.", "Bien."]),
        ("blank.csv", "\nid,text\n1,Bon.\n", ["Bon."]),
        ("one.json", '{\n  "id": "1",\n  "text": "Bon."\n}', ["Bon."]),
        ("wrapped.json", '{"articles": [\n{"id": "1", "text": "Bon."}]}', ["Bon."]),
        ("parts.jsonl", '{"id": "1", "text": ["Un.", "Deux."]}', ["Un.\n\nDeux."]),
        ("null.jsonl", '{"id": "1", "text": null, "body": "Bon."}', ["Bon."]),
        ("null_date.jsonl", '{"id": "1", "text": "Bon.", "date": "0001-01-01T00:00:00+01:00"}', ["Bon."]),
    ],
)
def test_untidy_files_lose_nothing(tmp_path: Path, name: str, content: str, texts: list[str]) -> None:
    """Unclosed quotation marks, old line ends, cells with line breaks, wrapped or pretty-printed JSON."""
    write(tmp_path / name, content)
    reading = read_corpus(tmp_path)
    assert reading.failures["message"].tolist() == []
    assert sorted(reading.articles["text"]) == sorted(texts)


@pytest.mark.parametrize(
    ("fields", "column", "value"),
    [
        ({"source": {"id": None, "name": "Le Fanal"}}, "outlet", "Le Fanal"),
        ({"lang": "anglais"}, "language", "en"),
        ({"lang": "fr-FR"}, "language", "fr"),
        ({"auteur": "AFP"}, "agency", "AFP"),
        ({"texte": "PARIS (AFP) - Le pont ferme ce soir."}, "agency", "AFP"),
    ],
)
def test_fields_of_exports_are_understood(tmp_path: Path, fields: dict[str, object], column: str, value: str) -> None:
    """Nested sources, names of languages, agencies that sign as authors or in the dateline."""
    write(tmp_path / "a.jsonl", json.dumps({"texte": TEXT, **fields}))
    assert read_corpus(tmp_path).articles[column].tolist() == [value]


def test_columns_left_aside_are_named(tmp_path: Path) -> None:
    """And so are those that are missing."""
    write(tmp_path / "a.csv", f'Titre;Humeur;Texte\nPont;gaie;"{TEXT}"\n')
    assert any("left aside: Humeur; no column for: published, outlet" in note for note in read_corpus(tmp_path).notes)


def test_json_that_python_writes_is_read(tmp_path: Path) -> None:
    """NaN and numbers beyond 64 bits, in an array too."""
    (tmp_path / "a.json").write_text('[{"id": 12345678901234567890123, "text": "Oui.", "score": NaN}, {"id": 2, "text": "Non."}]')
    assert read_corpus(tmp_path).articles["article_id"].tolist() == ["12345678901234567890123", "2"]
