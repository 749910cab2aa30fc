"""One name an entity: inside an article, across articles, and by the user's own list."""

from pathlib import Path

import pandas as pd
import pytest
from conftest import analysed, prepared

from analysis.entities import Alias, find_merges, read_aliases, unify
from analysis.errors import SettingsError
from analysis.language.pipeline import Span
from analysis.language.spelling import is_initial_of, is_same_spelling
from analysis.mentions import find_mentions
from analysis.sentences import find_sentences


def named(text: str, *spans: tuple[str, str]) -> list[tuple[str, str, str, str | None]]:
    """Mentions of a text in which a recogniser found the first of each of these names."""
    ready = prepared(text)
    found = [Span(label, text.index(name), text.index(name) + len(name)) for name, label in spans]
    return [(m.surface, m.entity, m.kind, m.rule) for m in find_mentions(ready, found, find_sentences(ready))]


def test_two_countries_that_a_hyphen_joins_are_two() -> None:
    """ "Kazakhstan-Russie" is no place; "Pays-Bas" is one."""
    found = named("L'alliance Kazakhstan-Russie dure.", ("Kazakhstan-Russie", "LOC"))
    assert [(surface, kind) for surface, _, kind, _ in found] == [("Kazakhstan", "place"), ("Russie", "place")]
    assert [surface for surface, *_ in named("Les Pays-Bas ont gagné.", ("Pays-Bas", "LOC"))] == ["Pays-Bas"]


def test_a_name_found_once_is_found_wherever_the_article_has_it() -> None:
    """The recogniser saw the full name only."""
    found = named(
        "La maire Jeanne Dubreuil a parlé. Ensuite Dubreuil est partie. Dubreuil reviendra.", ("Jeanne Dubreuil", "PER")
    )
    assert [entity for _, entity, _, _ in found] == ["Jeanne Dubreuil"] * 3
    assert [rule for *_, rule in found] == [None, "surname", "surname"]


def test_an_acronym_stands_for_the_long_form_before_its_brackets() -> None:
    """Only where its letters are initials of it."""
    text = "L'Union des ports de l'Orme (UPO) proteste. L'UPO attend. Le Comité vert (ZZ) aussi."
    found = named(text, ("Union des ports de l'Orme", "ORG"), ("UPO", "ORG"), ("Comité vert", "ORG"), ("ZZ", "ORG"))
    assert ("UPO", "Union des ports de l'Orme", "organisation", "acronym") in found
    assert ("ZZ", "ZZ", "organisation", None) in found
    text = "L'antenne Afrique de la Fédération des ports (FDP) proteste."
    found = named(text, ("Afrique de la Fédération des ports", "ORG"), ("FDP", "ORG"))
    assert ("FDP", "FDP", "organisation", None) in found


def test_a_hashtag_takes_the_name_of_its_article() -> None:
    """One letter aside; hashtags that spell nothing stay out."""
    text = "Le président Kassim-Jomart Belkacem a parlé.\n\n#Kasim-Jomart Belkacem\n#énergie"
    found = named(text, ("Kassim-Jomart Belkacem", "PER"), ("Kasim-Jomart Belkacem", "LOC"))
    assert found[-1] == ("Kasim-Jomart Belkacem", "Kassim-Jomart Belkacem", "person", "hashtag")
    assert len(found) == 2


def test_the_names_of_a_list_have_one_kind() -> None:
    """Where most of them have it."""
    text = "Des firmes telles que Sibex, Gazor, Lukal et Tatnor investissent."
    found = named(text, ("Sibex", "ORG"), ("Gazor", "ORG"), ("Lukal", "LOC"), ("Tatnor", "ORG"))
    assert {kind for _, _, kind, _ in found} == {"organisation"}


def test_a_title_is_no_part_of_a_name() -> None:
    """As the labels' guides have it."""
    assert [surface for surface, *_ in named("Mme Odile Guérin est là.", ("Mme Odile Guérin", "PER"))] == ["Odile Guérin"]


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("Kassym-Jomart Tokarev", "Kasym-Jomart Tokarev", True),
        ("Benoît Nicol", "Benoit Nicol", True),
        ("Andréa Hélouin", "Andrea Helouin", True),
        ("Mohammed V", "Mohammed VI", False),
        ("Luka Karabat", "Nikola Karabat", False),
        ("Niger", "Nigeria", False),
        ("Corée du Nord", "Corée du Sud", False),
        ("Paul Martin", "Paula Martin", False),
        ("Jean Roy", "Jean Ray", False),
        ("Stéphane Lambert", "Stéphanie Lambert", False),
        ("Christian Lacroix", "Christina Lacroix", False),
        ("Michel Durand", "Michael Durand", False),
        ("Dominique Fabre", "Dominique Favre", False),
        ("Frédérik Vannier", "Frédéric Vannier", True),
        ("Jean XIII", "Jean XXIII", False),
    ],
)
def test_spellings_of_one_person_and_names_of_two(name: str, other: str, same: bool) -> None:
    """The traps of similarity."""
    assert is_same_spelling(name, other) is same
    assert is_same_spelling(other, name) is same


def test_an_initial_stands_for_a_first_name() -> None:
    """With the same surname only."""
    assert is_initial_of("B. Obamard", "Barack Obamard")
    assert not is_initial_of("C. Obamard", "Barack Obamard")
    assert not is_initial_of("B. Obamard", "Barack Obamar")


MENTIONS = pd.DataFrame(
    [
        ("a", "Kassym-Jomart Tokarev", "Kassym-Jomart Tokarev", "person", None),
        ("b", "Kassym-Jomart Tokarev", "Kassym-Jomart Tokarev", "person", None),
        ("c", "Kasym-Jomart Tokarev", "Kasym-Jomart Tokarev", "person", None),
        ("c", "K. Tokarev", "K. Tokarev", "person", None),
        ("a", "UPO", "Union des ports", "organisation", "acronym"),
        ("b", "UPO", "Union des ports", "organisation", "acronym"),
        ("d", "UPO", "UPO", "organisation", None),
        ("d", "Nigeria", "Nigeria", "place", None),
        ("d", "Niger", "Niger", "place", None),
    ],
    columns=["article_id", "surface", "entity", "kind", "rule"],
)


def test_merges_across_articles_have_their_rule() -> None:
    """Spelling and acronym; countries that look alike stay apart."""
    found = find_merges(MENTIONS, [])
    assert (found["Kasym-Jomart Tokarev"].entity, found["Kasym-Jomart Tokarev"].rule) == ("Kassym-Jomart Tokarev", "spelling")
    assert (found["UPO"].entity, found["UPO"].rule) == ("Union des ports", "acronym")
    assert not {"Niger", "Nigeria"} & set(found)


def test_the_user_s_list_wins() -> None:
    """Over every rule, in both directions, and to the end of a chain."""
    own = [
        Alias("Kasym-Jomart Tokarev", "Kasym-Jomart Tokarev", "", ""),
        Alias("Union des ports", "Ports unis", "organisation", "Q1"),
    ]
    found = find_merges(MENTIONS, own)
    assert found["Kasym-Jomart Tokarev"].entity == "Kasym-Jomart Tokarev"
    assert found["UPO"].entity == "Ports unis"
    assert found["Union des ports"] == ("Ports unis", "organisation", "alias")


def test_tables_come_out_under_one_name() -> None:
    """Mentions, co-mentions and speakers alike; nothing else changes."""
    tables = analysed("Jeanne Dubreuil a vu Paul Aubin à Lyon. « Nous partons demain matin », a dit Paul Aubin.")
    made = unify(tables, [Alias("Paul Aubin", "Paul-Henri Aubin", "person", "")])
    assert "Paul Aubin" not in set(made.mentions["entity"]) | set(made.quotes["reference"].dropna()) | set(
        made.comentions["entity_b"]
    )
    assert set(made.mentions.loc[made.mentions["rule"] == "alias", "surface"]) == {"Paul Aubin"}
    assert len(made.comentions) == len(tables.comentions)
    assert unify(tables, []) is tables


def test_the_user_s_list_undoes_what_an_article_tied() -> None:
    """A surname that is its own canonical name, a country under another name, a kind for all mentions."""
    tables = analysed("La ministre Jeanne Dubreuil a vu la Russie. Dubreuil est partie. La Russia aussi.")
    own = [Alias("Dubreuil", "Dubreuil", "other", ""), Alias("Russie", "Fédération russe", "organisation", "")]
    made = unify(tables, own).mentions
    assert made.loc[made["surface"] == "Dubreuil", ["entity", "kind"]].to_numpy().tolist() == [["Dubreuil", "other"]]
    assert made.loc[made["surface"] == "Dubreuil", "rule"].isna().all()
    assert set(made.loc[made["surface"].isin(["Russie", "Russia"]), "entity"]) == {"Fédération russe"}
    assert set(made.loc[made["entity"] == "Fédération russe", "kind"]) == {"organisation"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_a_list_from_a_spreadsheet(encoding: str, tmp_path: Path) -> None:
    """Any encoding, semicolons, empty lines."""
    path = tmp_path / "aliases.csv"
    path.write_bytes("alias;canonical;kind;wikidata\nl’Éole;Éole;place;Q1\n;;;\n".encode(encoding))
    assert read_aliases(path) == [Alias("l'Éole", "Éole", "place", "Q1")]


def test_names_that_stand_for_one_another_are_refused(tmp_path: Path) -> None:
    """No canonical name can be told from a circle, nor from two rows that disagree."""
    path = tmp_path / "aliases.csv"
    path.write_text("alias,canonical\nA,B\nB,A\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="stand for one another"):
        read_aliases(path)
    path.write_text("alias,canonical\nA,B\nA,C\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="line 3: 'A' stands for two names"):
        read_aliases(path)


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("Serge Dassart a parlé. Le groupe Dassart vend.", [("Serge Dassart", "PER"), ("Dassart vend", "ORG")], "organisation"),
        ("Le maire Paul Lyon est venu de Lyon.", [("Paul Lyon", "PER"), ("Lyon.", "LOC")], "place"),
    ],
)
def test_a_firm_or_a_town_called_like_a_person_stays_what_it_is(text: str, spans: list[tuple[str, str]], expected: str) -> None:
    """The label of the single word outweighs the surname."""
    ready = prepared(text)
    found = [
        Span(
            label,
            text.rindex(name),
            text.rindex(name) + len(name.split()[0].rstrip(".")) if label != "PER" else text.index(name) + len(name),
        )
        for name, label in spans
    ]
    mentions = find_mentions(ready, found, find_sentences(ready))
    assert mentions[-1].kind == expected
    assert mentions[-1].rule is None


def test_a_surname_of_two_words_and_one_that_is_a_word() -> None:
    """ "Le Penn" is a surname; "Petit" before a noun is none."""
    found = named("Marine Le Penn a parlé. Le Penn est partie.", ("Marine Le Penn", "PER"), ("Le Penn est", "PER"))
    assert found[0][1] == "Marine Le Penn"
    found = named("Jean Petit parle. Petit homme, petit pas.", ("Jean Petit", "PER"))
    assert [surface for surface, *_ in found] == ["Jean Petit"]


def test_an_acronym_before_its_brackets_and_one_of_two_meanings() -> None:
    """Both orders; what an article defines twice stays as it is."""
    found = named("La CDP (Confédération des ports) proteste.", ("CDP", "ORG"), ("Confédération des ports", "ORG"))
    assert found[0][:2] == ("CDP", "Confédération des ports")
    text = "Le Parti social (PS) parle. Le Parti suisse (PS) aussi."
    found = named(text, ("Parti social", "ORG"), ("PS", "ORG"), ("Parti suisse", "ORG"))
    assert all(rule is None for *_, rule in found)


def test_a_name_without_a_canonical_one_is_left_out() -> None:
    """Of mentions and pairs; the others stay."""
    tables = analysed("Jeanne Dubreuil a vu Paul Aubin à Lyon.")
    made = unify(tables, [Alias("Lyon", "", "", "")])
    assert "Lyon" not in set(made.mentions["entity"])
    assert not made.comentions[["entity_a", "entity_b"]].isin(["Lyon"]).any(axis=None)
    assert len(made.mentions) == len(tables.mentions) - 1


def test_a_wrong_list_says_where(tmp_path: Path) -> None:
    """Missing columns, missing names, unknown kinds."""
    path = tmp_path / "aliases.csv"
    assert read_aliases(path) == []
    path.write_text("alias,name\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="no column canonical"):
        read_aliases(path)
    path.write_text("alias,canonical,kind\nA,B,\n,C,\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="line 3"):
        read_aliases(path)
    path.write_text("alias,canonical,kind\nA,B,animal\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="a kind of person"):
        read_aliases(path)
