"""The files for schedulers: their own tools read them, and the commands in them make a report."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from conftest import PROJECT

FILES = PROJECT / "docs" / "scheduling"
CRON = (FILES / "cadrage.cron").read_text(encoding="utf-8")
SERVICE = (FILES / "cadrage.service").read_text(encoding="utf-8")
WORKFLOW = yaml.safe_load((FILES / "pages.yml").read_text(encoding="utf-8"))
YESTERDAY = f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d}"


def cron_line() -> tuple[str, str]:
    """When, and what a shell is given."""
    line = next(line for line in CRON.splitlines() if re.match(r"[\d*]", line))
    *fields, command = line.split(maxsplit=5)
    return " ".join(fields), command.replace(r"\%", "%")


def service_command() -> str:
    """What ExecStart hands to the shell, with systemd's %% undone."""
    start = re.search(r"^ExecStart=/bin/sh -c '(.*)'$", SERVICE, re.MULTILINE).group(1)
    return start.replace("%%", "%")


def workflow_steps() -> list[dict[str, object]]:
    return WORKFLOW["jobs"]["report"]["steps"]


def workflow_command() -> str:
    return next(str(step["run"]) for step in workflow_steps() if "analysis report" in str(step.get("run")))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout as the files suppose it: an environment, and an article of yesterday."""
    for folder in ("data/raw", "articles", "reports"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    rows = [{"text": f"« Oui », a dit Léa Morel. {day}", "date": day, "lang": "fr"} for day in (YESTERDAY, "2020-01-01")]
    for folder in ("data/raw", "articles"):
        (tmp_path / folder / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("command", [cron_line()[1], service_command(), workflow_command()], ids=["cron", "systemd", "GitHub"])
def test_the_command_makes_the_report_of_yesterday(command: str, checkout: Path) -> None:
    """In the bare environment of a scheduler, from the folder of the checkout."""
    folders = {name: str(checkout / name.removeprefix("CADRAGE_").lower()) for name in ("CADRAGE_TABLES", "CADRAGE_REPORTS")}
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(checkout), "CADRAGE": str(checkout), **folders}
    found = subprocess.run(["/bin/sh", "-c", command], cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    record = json.loads((checkout / "reports" / YESTERDAY / "framing_report" / "run.json").read_text(encoding="utf-8"))
    assert record["n_articles"] == 1
    assert record["parameters"]["since"] == record["parameters"]["until"] == YESTERDAY


def test_the_crontab_runs_every_morning() -> None:
    """Five fields in their ranges; every other line is a comment or a variable."""
    assert cron_line()[0] == "30 5 * * *"
    others = [line for line in CRON.splitlines() if not re.match(r"(#|\w+=|30 5 \* \* \* )", line)]
    assert others == []


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_takes_its_units(tmp_path: Path) -> None:
    """Its own check says nothing against them."""
    for name in ("cadrage.service", "cadrage.timer"):
        (tmp_path / name).write_text(
            (FILES / name).read_text(encoding="utf-8").replace("%h/cadrage", str(tmp_path)), encoding="utf-8"
        )
    command = ["systemd-analyze", "verify", "--user", str(tmp_path / "cadrage.timer"), str(tmp_path / "cadrage.service")]
    found = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}, check=False
    )
    assert (found.returncode, found.stderr) == (0, "")


def test_the_workflow_publishes_to_pages() -> None:
    """Pinned actions, least rights, no input inside a command, failed notebooks left out."""
    assert set(WORKFLOW["permissions"]) == {"contents", "pages", "id-token"}
    assert WORKFLOW[True]["schedule"] == [{"cron": "30 5 * * *"}]  # YAML 1.1 reads `on` as true
    uses = [step["uses"] for step in workflow_steps() if "uses" in step]
    assert all(re.fullmatch(r"actions/[\w-]+@v\d+", use) for use in uses)
    assert uses[-2:] == ["actions/upload-pages-artifact@v3", "actions/deploy-pages@v4"]
    commands = " ".join(str(step.get("run", "")) for step in workflow_steps())
    assert "${{" not in commands
    assert "rm -rf reports/.failed" in commands
    targets = set(re.findall(r"make ([a-z]+)", commands))
    assert all(re.search(rf"^{target}:", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE) for target in targets)


def test_the_mail_script_sends_the_record(tmp_path: Path) -> None:
    """With the status in its subject."""
    fake = tmp_path / "mail"
    fake.write_text('#!/bin/sh\necho "$@"\ncat\n', encoding="utf-8")
    fake.chmod(0o755)
    (tmp_path / "run.json").write_text('{"status": "failed"}', encoding="utf-8")
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "CADRAGE_STATUS": "failed", "CADRAGE_MAIL": "a@news.example"}
    command = [str(FILES / "mail.sh"), str(tmp_path / "run.json")]
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.splitlines() == ["-s Cadrage: failed a@news.example", '{"status": "failed"}']
