"""Lexicon files in every format, and the matching of their terms against a brute-force reference."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import LexiconError
from analysis.language.words import find_words, normalise
from analysis.lexicons import Term, available_lexicons, find_terms, fold_words, read_lexicon
from analysis.lexicons.matching import build_matcher, find_matches, split_term

WORDS = [
    "bien",
    "sûr",
    "péché",
    "pêche",
    "crise",
    "crises",
    "l'",
    "L’été",
    "mal-être",
    "a-t-il",
    "50 000",
    "İle",
    "de",
    "la",
    "DE",
]
GAPS = [" ", "  ", ", ", ". ", "\n", " - ", "-", " « ", "’", "\u00a0"]
TERM_WORDS = [
    "500",
    "1 500",
    "bien",
    "sûr",
    "péché",
    "pêche",
    "cris*",
    "crise",
    "l'été",
    "mal*",
    "de",
    "la",
    "50 000",
    "500",
    "d*",
    "a-t-il",
]


def reference(terms: list[tuple[str, ...]], text: str) -> list[tuple[int, int, int]]:
    """Try every term at every word: the first word that begins one, the longest there, exact before wildcard."""
    plain = normalise(text)
    words = find_words(plain)
    forms = fold_words(plain, words)
    found, at = [], 0
    while at < len(forms):
        fitting = [term for term in set(terms) if fits(term, forms, at, plain, words)]
        if fitting:
            best = max(fitting, key=lambda term: (len(term), [(not word.endswith("*"), len(word)) for word in term]))
            found.append((words.starts[at], words.ends[at + len(best) - 1], terms.index(best)))
        at += len(best) if fitting else 1
    return found


def fits(term, forms, at, text, words) -> bool:
    if at + len(term) > len(forms):
        return False
    gaps = [text[words.ends[i - 1] : words.starts[i]] for i in range(at + 1, at + len(term))]
    same = [
        form.startswith(word[:-1]) if word.endswith("*") else form == word for word, form in zip(term, forms[at:], strict=False)
    ]
    return all(same) and all(set(gap) <= set(" -'") for gap in gaps)


@given(
    st.lists(st.lists(st.sampled_from(TERM_WORDS), min_size=1, max_size=3).map(" ".join), min_size=1, max_size=12),
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), max_size=25).map(
        lambda pairs: "".join(map("".join, pairs))
    ),
    st.booleans(),
)
def test_matching_equals_brute_force(listed: list[str], text: str, wildcards: bool) -> None:
    """With wildcards and without (two engines): the same terms at the same characters."""
    terms = list(dict.fromkeys(split_term(term if wildcards else term.replace("*", "")) for term in listed))
    plain = normalise(text)
    words = find_words(plain)
    matches = find_matches(build_matcher(terms), fold_words(plain, words), plain, words)
    expected = reference(terms, text)
    assert [(start, end) for start, end, _, _ in matches] == [(start, end) for start, end, _ in expected]
    assert [len(terms[number]) for *_, number in matches] == [len(terms[number]) for *_, number in expected]
    assert [n_words for _, _, n_words, _ in matches] == [len(terms[number]) for *_, number in matches]
    if not wildcards:
        assert [number for *_, number in matches] == [number for *_, number in expected]


def write(folder: Path, name: str, content: str) -> str:
    (folder / name).write_text(content, encoding="utf-8")
    return str(folder / name)


FILES = {
    "numbered_fr.csv": "term,category\nguerre,1\npaix,-1\n",
    "signed_fr.csv": "term,weight,category\nbon,2,goût\nmauvais,-1,goût\n",
    "sides_fr.yml": "positive:\n  joie: [rire]\n",
    "Tag_FR.CSV": "# Language: fr-FR\n# un commentaire\nterm,polarity\n# un autre\nbon,positive\n",
    "mine_fr.csv": "term,polarity,weight,category\nbon,positive,2,\nmal*,negative,1.5,santé\nmise en cause,,1,conflit\n",
    "mine_fr.tsv": "term\tweight\nbon\t3\nmal\t-2\n",
    "excel.csv": "# language: fr\nterm;weight\nbon;1,5\n",
    "mine_fr.dic": "%\n1\tposemo\n2\tconflit (x)\n%\nbon\t1\nlutt*\t1\t2\nmise en cause\t2\n",
    "mine_fr.lc3": "+POSITIVE\nbon\n+NEG_POSITIVE\npas bon\n",
    "mine_fr.yml": "économie:\n  positive: [bon, croissance*]\n  thèmes:\n    - impôt\n",
}
EXPECTED = {
    "numbered_fr.csv": [("guerre", None, 1, "1"), ("paix", None, 1, "-1")],
    "signed_fr.csv": [("bon", "positive", 2, "goût"), ("mauvais", "negative", 1, "goût")],
    "sides_fr.yml": [("rire", "positive", 1, "positive/joie")],
    "Tag_FR.CSV": [("bon", "positive", 1, "positive")],
    "mine_fr.csv": [
        ("bon", "positive", 2, "positive"),
        ("mal*", "negative", 1.5, "santé"),
        ("mise en cause", None, 1, "conflit"),
    ],
    "mine_fr.tsv": [("bon", "positive", 3, "positive"), ("mal", "negative", 2, "negative")],
    "excel.csv": [("bon", "positive", 1.5, "positive")],
    "mine_fr.dic": [
        *[("bon", "positive", 1, "posemo"), ("lutt*", "positive", 1, "posemo")],
        *[("lutt*", None, 1, "conflit"), ("mise en cause", None, 1, "conflit")],
    ],
    "mine_fr.lc3": [("bon", "positive", 1, "POSITIVE"), ("pas bon", "negative", 1, "NEG_POSITIVE")],
    "mine_fr.yml": [
        *[("bon", "positive", 1, "économie/positive"), ("croissance*", "positive", 1, "économie/positive")],
        ("impôt", None, 1, "économie/thèmes"),
    ],
}


@pytest.mark.parametrize("name", FILES)
def test_every_format_is_read(tmp_path: Path, name: str) -> None:
    """Terms, sides, weights and categories; the language from the header or the name."""
    lexicon = read_lexicon(write(tmp_path, name, FILES[name]))
    assert [term for terms in lexicon.entries for term in terms] == [Term(*row) for row in EXPECTED[name]]
    assert lexicon.language == "fr"


def test_a_latin_file_is_read(tmp_path: Path) -> None:
    """Lists of the nineties are seldom UTF-8."""
    path = tmp_path / "mine_fr.csv"
    path.write_bytes("term,polarity\ndéçu,negative\n".encode("cp1252"))
    assert read_lexicon(str(path)).entries[0][0].term == "déçu"


def test_a_decomposed_file_finds_composed_words(tmp_path: Path) -> None:
    """Some systems save é as two characters; texts have one."""
    path = write(tmp_path, "mine_fr.csv", unicodedata.normalize("NFD", "term,polarity\néchec,negative\n"))
    assert len(find_terms("Un échec.", read_lexicon(path))) == 1


def test_no_term_is_found_inside_a_number(tmp_path: Path) -> None:
    """A number with its blank is one word, with wildcards in the list or without."""
    for more in ("", "foo*,positive\n"):
        path = write(tmp_path, f"mine{len(more)}_fr.csv", f"term,polarity\n500,positive\n{more}")
        assert find_terms("1 500 personnes", read_lexicon(path)) == []


def test_lemmas(tmp_path: Path) -> None:
    """A list of dictionary forms finds the forms in the text, also inside several words."""
    path = write(tmp_path, "mine_fr.csv", "# match: lemma\nterm,polarity\ndénoncer,negative\nbeau geste,positive\n")
    found = find_terms("Ils ont dénoncé de beaux gestes.", read_lexicon(path))
    assert [one.terms[0].term for one in found] == ["dénoncer", "beau geste"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a_fr.csv", "term,polarity\nbon,postive\n", "line 2: polarity 'postive' is not one of positive, negative"),
        ("a_fr.csv", "term,polarity,weight\n\nbon,positive,fort\n", "line 3: weight 'fort' is not a number"),
        ("a_fr.csv", "term,polarity,weight\nbon,positive,-1\n", "line 2: weight -1 is not above 0"),
        ("a_fr.csv", "term,polarity,weight\nbon,positive,nan\n", "line 2: weight 'nan' is not a finite number"),
        ("a_fr.csv", "term\nbon\n", "line 1: the columns are term; needed are term and one or more of"),
        ("a_fr.csv", "term,polarity\nbon,\n", "line 2: neither polarity nor category"),
        ("a_fr.csv", "term,polarity\nbon,positive,1\n", "line 2: more or fewer columns"),
        ("a_fr.csv", "term,polarity\n:-),positive\n", "term ':-)': it has no letter or digit"),
        ("a_fr.csv", "term,polarity\n*bon,positive\n", "a * stands only at the end of a word"),
        ("a_fr.csv", "term,polarity\nb*n,positive\n", "a * stands only at the end of a word"),
        ("a_fr.csv", 'term,polarity\n"bon,positive\n', "unexpected end of data; write a term on one line"),
        ("a_fr.csv", '"term,polarity\nbon,positive\n', "line 1, or the line behind it: unexpected end of data"),
        ("a_fr.csv", 'term,polarity\n"bon\ngros",positive\n', "line 3: a term over several lines"),
        ("a_fr.csv", "term,polarity,polarity\nbon,positive,positive\n", "the columns are term, polarity, polarity"),
        ("a_xyzt.csv", "# language: français\nterm,polarity\nbon,positive\n", "language 'français' is no code such as fr"),
        ("a_fr.yml", "positive:\n  négatif: [bon]\n", "category 'positive/négatif' is both positive and negative"),
        ("a_fr.yml", "a: &a\n  - *a\n", "nested without end"),
        ("a_fr.csv", "term,polarity\nbon,positive\nBon,negative\n", "line 3: term 'Bon' has another polarity or weight at"),
        ("a_fr.csv", "term,polarity\ndÃ©Ã§u,negative\n", "line 2: 'Ã©' is a letter in a wrong encoding"),
        ("a_fr.csv", "# language: fr\nterm,polarity\n", "no term"),
        ("a.csv", "term,polarity\nbon,positive\n", "open with a line '# language: fr' or end the name in _fr"),
        ("a_fr.csv", "# match: stem\nterm,polarity\nbon,positive\n", "'# match: stem' is not one of surface, lemma"),
        ("a_fr.dic", "bon 1\n", "categories between two lines with %"),
        ("a_fr.dic", "%\n1\tpos\n%\nbon\t7\n", "line 4: category 7 is not among 1"),
        ("a_fr.dic", "%\n1\tpos\n%\nlike (02)1/2\n", "line 4: 'like (02)1/2' is no term"),
        ("a_fr.lc3", "bon\n+POSITIVE\n", "line 1: 'bon' stands before the first category"),
        ("a_fr.yml", "pos:\n  - bon\n - mal\n", "no YAML"),
        ("a_fr.yml", "pos:\n  - no\n", "category pos: False is neither a category nor a term"),
    ],
)
def test_a_broken_lexicon_is_refused_with_its_line(tmp_path: Path, name: str, content: str, message: str) -> None:
    """Value, place and remedy."""
    path = write(tmp_path, name, content)
    with pytest.raises(LexiconError) as caught:
        read_lexicon(path)
    assert message in str(caught.value)


def test_an_unknown_lexicon_names_those_that_there_are() -> None:
    """A typo is mended at a glance."""
    with pytest.raises(LexiconError, match="known: afinn_en"):
        read_lexicon("vader_de")
    with pytest.raises(LexiconError, match="no such file"):
        read_lexicon("nowhere/tone.csv")


@pytest.mark.parametrize("name", available_lexicons())
def test_shipped_lexicons_say_where_they_come_from(name: str) -> None:
    """Licence, source and version stand in the file."""
    lexicon = read_lexicon(name)
    assert lexicon.licence
    assert lexicon.source
    assert lexicon.version
    assert lexicon.n_terms > (2_000 if lexicon.has_sides else 250)
