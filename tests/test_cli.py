"""The commands as a shell sees them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PROJECT

from analysis.cli import main


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "analysis", *arguments], capture_output=True, text=True, cwd=PROJECT, check=False
    )


def test_help_is_instant() -> None:
    """It loads none of the heavy packages, and shows the exit codes."""
    heavy = {"numpy", "pandas", "spacy", "matplotlib", "pyarrow", "papermill", "dateparser"}
    script = f"import sys, analysis.cli as c\ntry: c.main(['--help'])\nexcept SystemExit: pass\nprint(sorted({heavy!r} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert found.strip().endswith("[]")
    assert "exit codes" in found


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["analyze", "nowhere"], "cadrage: nowhere: no such file or folder"),
        (["report", "nowhere"], "cadrage: nowhere: no such file or folder"),
        (["report", "--notebook", "nope"], "no notebook 'nope'"),
        (["report", "-p", "report_langage", "fr"], "did you mean 'report_language'?"),
        (["report", "-p", "report_language", "xx"], "choose one of en, fr"),
        (["report", "-p", "lexicons", "vader_xx"], "lexicon 'vader_xx'"),
        (["check", "nowhere.html"], "nowhere.html: no such file"),
        (["evaluate", "quotes", "nowhere.jsonl"], "nowhere.jsonl: no such file"),
    ],
)
def test_wrong_input_exits_with_2_and_one_line(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What, where, how to mend it; no traceback."""
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert message in error
    assert "Traceback" not in error


@pytest.mark.parametrize("arguments", [["report", "--date", "yesterday"], ["nonsense"], []])
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    """As every command line does."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


def test_analyze_says_what_is_new_and_quiet_is_quiet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The result goes to stdout, notes to stderr."""
    monkeypatch.setenv("CADRAGE_TABLES", str(tmp_path / "tables"))
    (tmp_path / "a.csv").write_text("titre;texte\nPont;Le pont ferme.\n", encoding="utf-8")
    assert main(["analyze", str(tmp_path / "a.csv")]) == 0
    first = capsys.readouterr()
    assert first.out.startswith("1 new article(s) analysed, 0 known already")
    assert "columns texte → text, titre → title" in first.err
    assert main(["analyze", "-q", str(tmp_path / "a.csv")]) == 0
    second = capsys.readouterr()
    assert second.out.startswith("0 new article(s) analysed, 1 known already")
    assert second.err == ""


def test_a_page_that_breaks_its_contract_exits_with_5(tmp_path: Path) -> None:
    """`check` reads any page."""
    page = tmp_path / "page.html"
    page.write_text("<p>no</p>", encoding="utf-8")
    assert main(["check", str(page)]) == 5


def test_evaluate_scores_a_user_s_own_gold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A text whose labels are all found has F1 100."""
    text = "« Nous fermerons le pont », a déclaré Léa Morel."
    gold = tmp_path / "gold.jsonl"
    label = {"start": 2, "end": 24, "kind": "direct", "speaker": "Léa Morel", "reference": "Léa Morel"}
    gold.write_text(json.dumps({"id": "x", "lang": "fr", "text": text, "quotes": [label]}), encoding="utf-8")
    assert main(["evaluate", "quotes", str(gold)]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    exact = next(line for line in lines if line[:2] == ["marked", "exact"])
    assert exact[2:] == ["1", "1", "100.0", "100.0", "100.0", "100.0", "100.0"]
    speaker = next(line for line in lines if line[:2] == ["marked", "speaker"])
    assert speaker[3:7] == ["1", "1", "100.0", "100.0"]


def test_evaluate_lists_its_errors(tmp_path: Path) -> None:
    """A label that is not found is a row with its context."""
    gold, errors = tmp_path / "gold.jsonl", tmp_path / "errors.csv"
    label = {"start": 0, "end": 7, "kind": "direct"}
    gold.write_text(json.dumps({"id": "x", "lang": "fr", "text": "Le pont ferme ce soir.", "quotes": [label]}), encoding="utf-8")
    assert main(["evaluate", "quotes", str(gold), "--errors", str(errors)]) == 0
    assert errors.read_text(encoding="utf-8").splitlines()[1] == "x,missed,direct,,[Le pont] ferme ce soir."


def test_evaluate_scores_names_surnames_and_pairs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Any engine; surnames under their full name; the commonest pairs."""
    text = "Jeanne Dubreuil a vu Paul Aubin à Lyon. Dubreuil est repartie de Lyon avec Aubin."
    names = [("Jeanne Dubreuil", "Person"), ("Paul Aubin", "Person"), ("Lyon", "Location")]
    labels = [{"start": text.index(name), "end": text.index(name) + len(name), "label": label} for name, label in names]
    for name, label in (("Dubreuil", "Person"), ("Lyon", "Location"), ("Aubin", "Person")):
        start = text.rindex(name)
        labels.append({"start": start, "end": start + len(name), "label": label})
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"id": "x", "lang": "fr", "text": text, "entities": labels}), encoding="utf-8")
    for engine in ("model", "fast"):
        assert main(["evaluate", "mentions", str(gold), "--ner", engine]) == 0
        lines = [line.split() for line in capsys.readouterr().out.splitlines()]
        surnames = next(line for line in lines if line[:2] == ["surname", "right"])
        assert surnames[2] == "2"
        assert surnames[3] in ("1", "2")  # a recogniser may take "Aubin" alone for a place
        assert next(line for line in lines if line[:1] == ["pairs"])[3] == "3"
    assert main(["evaluate", "mentions", str(gold), "--ner", "best"]) == 2


def test_evaluate_compares_typographies_and_kinds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No style of marks changes a figure; the kinds that were confused are counted."""
    text = "« Nous fermerons le pont », a déclaré Léa Morel, qui parle d'un « choix douloureux »."
    labels = [{"start": 2, "end": 24, "kind": "direct"}, {"start": 66, "end": 82, "kind": "not_speech"}]
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"id": "x", "lang": "fr", "text": text, "quotes": labels}), encoding="utf-8")
    assert main(["evaluate", "quotes", str(gold), "--typographies"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["not_speech", "0", "1", "0", "0", "0"] in lines
    spreads = [line[-1] for line in lines if len(line) > 5 and line[0] == "marked"]
    assert spreads[-1] == "0.0"


@pytest.mark.slow
def test_a_report_from_the_shell(own_folders: Path) -> None:
    """The last line on stdout is the path of the page."""
    found = run("report", "data/sample", "--date", "2026-11-23", "-q")
    assert found.returncode == 0, found.stderr
    assert Path(found.stdout.strip()).is_file()
    assert found.stderr == ""
