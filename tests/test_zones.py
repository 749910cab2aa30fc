"""A page as a scraper leaves it → its zones."""

import pytest
from conftest import article, prepared

from analysis.zones import prepare

SCRAPED = """Le port de Brévan change de mains

07:4203/02/2026, mardi
ZZP
La présidente du port, Odile Marchetti, parle d'un "nouveau départ" pour les dockers.
Crédit Photo : ZZP /
La présidente du port, Odile Marchetti, parle d'un "nouveau départ" pour les dockers.

Le port a été vendu lundi. Odile Marchetti a promis de garder
"tous les emplois"
, mais pas les horaires.

"Nous verrons bien"
, répond le délégué.


À lire également :
Les dockers votent jeudi

#Port de Brévan
#Dockers
"""


def zones_of(text: str, title: str | None = None) -> list[tuple[str, str]]:
    found = prepare(article(text, title=title)).zones
    return [(zone.zone, text[zone.start : zone.end].strip()) for zone in found]


def test_every_part_of_a_scraped_page_has_its_zone() -> None:
    """Title, stamp, agency, standfirst, credit, repeated caption, body, teasers, hashtags."""
    names = [name for name, _ in zones_of(SCRAPED)]
    assert names == ["title", "dateline", "byline", "standfirst", "credit", "duplicate", "body", "related", "tags"]


def test_zones_partition_the_text() -> None:
    """Laid end to end they are the text."""
    found = prepare(article(SCRAPED)).zones
    assert "".join(SCRAPED[zone.start : zone.end] for zone in found) == SCRAPED


def test_line_breaks_around_marks_are_mended() -> None:
    """A quote alone on its line belongs to its sentence; the offsets do not move."""
    text = prepared(SCRAPED).text
    assert len(text) == len(SCRAPED)
    assert 'garder "tous les emplois" , mais pas les horaires.\n\n"Nous verrons bien" , répond' in text


def test_windows_line_ends_change_nothing() -> None:
    """A file with CRLF has the same zones."""
    assert [name for name, _ in zones_of(SCRAPED.replace("\n", "\r\n"))] == [name for name, _ in zones_of(SCRAPED)]


@pytest.mark.parametrize(
    "stamp",
    [
        "18:0311/11/2025, mardi",
        "11/11/2025 18:03, mardi",
        "mardi 11 novembre 2025, 18h03",
        "Publié le 11/11/2025 à 18:03",
        "Tuesday, November 11, 2025",
        "11.11.2025 18:03",
        "Mis à jour le 11 nov. 2025",
    ],
)
def test_stamps_in_several_orders_are_datelines(stamp: str) -> None:
    """Only words of dates and digits stand on such a line."""
    assert ("dateline", stamp) in zones_of(f"Un titre court\n\n{stamp}\n\nLe corps commence ici. Il va plus loin.")


def test_a_sentence_with_a_date_is_no_stamp() -> None:
    """It has words that no stamp has."""
    assert zones_of("Il est né le 11 novembre 2025.\nIl vit ici.") == [("body", "Il est né le 11 novembre 2025.\nIl vit ici.")]


@pytest.mark.parametrize("lead", ["3 mai 2016, 14h30 . – ", "PARIS (AFP) - ", "Brévan, 3 mai (ZZP) — "])
def test_a_dateline_inside_the_first_line_is_cut_off(lead: str) -> None:
    """Place, agency and day before the dash are no news."""
    assert zones_of(f"{lead}Le pont est fermé depuis lundi.") == [
        ("dateline", lead.strip()),
        ("body", "Le pont est fermé depuis lundi."),
    ]


def test_a_repeated_paragraph_counts_once() -> None:
    """The second time it is a duplicate."""
    same = "Le maire a fermé le pont ce matin."
    assert [name for name, _ in zones_of(f"{same}\n\nAutre chose de plus.\n\n{same}")] == ["body", "duplicate"]


def test_the_given_title_is_found_in_the_text() -> None:
    """Where a reader gives the title, only that line is one."""
    assert zones_of("Le pont ferme\n\nIl ferme lundi, dit le maire.", title="Le pont ferme")[0][0] == "title"
    assert zones_of("Le pont ferme\n\nIl ferme lundi, dit le maire.", title="Autre titre")[0][0] == "body"


def test_hostile_lines_take_no_time() -> None:
    """A megabyte of one character does not hang the patterns."""
    for text in ("#a" * 200_000 + " b", " " * 500_000 + "x", "." * 500_000, '"' * 100_000, "\n" * 200_000 + "x"):
        assert len(prepared(text).text) == len(text)
