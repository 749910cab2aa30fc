"""How tables and their columns are called on the page."""

from typing import NamedTuple

__all__ = ["CAPTIONS", "LABELS", "Caption"]

LABELS = {
    "n_articles": "articles",
    "n_speakers": "speakers",
    "effective_voices": "effective number of voices",
    "top_share": "share of the first",
    "n_common": "quotes drawn",
    "effective_voices_common": "voices, same number of quotes",
    "top_share_common": "first, same number of quotes",
    "n_outlets": "number of outlets",
    "outlets": "outlets, the first to publish first",
    "first_seen": "first seen",
    "title": "headline",
    "n_words": "words",
    "n_quotes": "quotes",
    "n_quoted_words": "quoted words",
    "n_mentions": "mentions",
    "n_hits": "hits",
    "n_agency": "from an agency",
    "n_positive": "positive hits",
    "n_negative": "negative hits",
    "n_negated": "negated hits",
    "n_sentences": "sentences",
    "n_syllables": "syllables",
    "n_long_words": "long words",
    "n": "joint sentences",
    "n_a": "sentences with the first",
    "n_b": "sentences with the second",
    "entity_a": "first entity",
    "entity_b": "second entity",
    "n_texts": "texts",
    "n_quoted": "of these in quotes",
    "share_articles": "share of articles",
    "g2": "G²",
    "p_shuffled": "p (shuffles)",
    "alpha": "α (disparity)",
    "in_backbone": "in the backbone",
    "community_a": "group of the first",
    "community_b": "group of the second",
    "kind_a": "kind of the first",
    "kind_b": "kind of the second",
    "low": "low (95\u00a0%)",
    "high": "high (95\u00a0%)",
    "logit": "tone (logit)",
    "net": "net tone",
    "npmi": "NPMI",
    "lix": "LIX",
    "spearman": "Spearman's ρ",
    "lexicon_a": "first lexicon",
    "lexicon_b": "second lexicon",
    "per_1000_words": "hits per 1,000 words",
    "rate_low": "rate, low (95\u00a0%)",
    "rate_high": "rate, high (95\u00a0%)",
    "net_low": "net, low (95\u00a0%)",
    "net_high": "net, high (95\u00a0%)",
    "logit_no_topics": "tone, no topics",
    "is_topic": "topic word",
    "n_terms_hit": "terms found",
    "n_words_hit": "words hit",
    "n_compared": "compared with",
    "n_others": "articles of the others",
    "share_words": "share of words hit",
    "share_negated": "negated",
    "share_graded": "graded",
    "share_topics": "topic words",
    "hits_a": "hits, {a}",
    "hits_b": "hits, {b}",
    "rate_a": "per 100 words, {a}",
    "rate_b": "per 100 words, {b}",
    "group_a": "first group",
    "group_b": "second group",
    "value_a": "{a}",
    "value_b": "{b}",
    "n_articles_a": "articles, {a}",
    "n_articles_b": "articles, {b}",
    "top_terms": "most frequent terms",
    "share_quoted": "share in quotes",
    "reading_ease": "reading ease",
    "words_per_sentence": "words per sentence",
    "article_id": "article",
    "source_file": "file",
}
"""How a column is called on the page, where its own name is not plain."""


class Caption(NamedTuple):
    """How a table is shown: its caption, its columns that are shares, how many of its rows, and which columns (all).

    Cells of the `translated` columns are words of ours. A folded table has all that the figure above it shows, and opens
    at a click. In a label, {a} and {b} are the groups that the table names in `group_a` and `group_b`. Rows open to what
    `opens_to` says: sentences or articles.
    """

    text: str
    shares: tuple[str, ...] = ()
    most: int = 20
    columns: tuple[str, ...] = ()
    is_folded: bool = False
    translated: tuple[str, ...] = ()
    opens_to: str = "sentences"


CAPTIONS = {
    "overview": Caption("What the corpus holds", is_folded=True),
    "outlets": Caption("Outlets", is_folded=True),
    "coverage": Caption("Articles by outlet and period", most=100, columns=("outlet", "period", "n_articles"), is_folded=True),
    "outlet_entities": Caption("Share of each outlet's articles that name an entity", ("share",), 100, is_folded=True),
    "copies": Caption(
        "Texts that were published more than once, those of most outlets first",
        columns=("title", "first_seen", "n_articles", "n_outlets", "outlets"),
        opens_to="articles",
    ),
    "quote_density": Caption("Quote density by outlet and layer", ("density", "low", "high"), 40, is_folded=True),
    "speakers": Caption("Speakers by quoted words", ("share",)),
    "diversity": Caption("How many voices each outlet gives", ("top_share", "top_share_common")),
    "stances": Caption("How quotes are introduced, by outlet and stance of the verb", ("share",), 40, is_folded=True),
    "speaker_stances": Caption("How quotes are introduced, by speaker and stance of the verb", ("share",), is_folded=True),
    "tone": Caption(
        "Tone by outlet, lexicon and voice (logit; net tone per 100 words)",
        most=40,
        columns=(
            "outlet",
            "lexicon",
            "voice",
            "logit",
            "low",
            "high",
            "logit_no_topics",
            "net",
            "n_positive",
            "n_negative",
            "n_articles",
        ),
        is_folded=True,
    ),
    "tone_differences": Caption(
        "Tone of each outlet beside that of all others (difference of logits)",
        columns=("outlet", "lexicon", "voice", "difference", "low", "high", "p", "q", "n_articles", "n_others"),
    ),
    "word_shift": Caption(
        "Terms that make the tones differ, by what they contribute",
        columns=("term", "sign", "negated", "is_topic", "hits_a", "hits_b", "rate_a", "rate_b", "contribution"),
        is_folded=True,
    ),
    "tone_over_time": Caption(
        "Tone by period, lexicon and voice (logit; net tone per 100 words)",
        most=40,
        columns=("period", "lexicon", "voice", "logit", "low", "high", "net", "n_positive", "n_negative", "n_articles"),
        is_folded=True,
    ),
    "tone_by_part": Caption(
        "The narrator's tone in headlines and below them",
        columns=("part", "lexicon", "logit", "low", "high", "net", "n_positive", "n_negative", "n_words", "n_articles"),
    ),
    "tone_by_speaker": Caption(
        "Tone of what speakers say, by lexicon",
        columns=("speaker", "lexicon", "logit", "low", "high", "net", "n_positive", "n_negative", "n_words", "n_articles"),
        is_folded=True,
    ),
    "tone_around_entities": Caption(
        "Tone of the sentences that name an entity: co-occurrence, no opinion of it",
        columns=("entity", "lexicon", "voice", "logit", "low", "high", "n_positive", "n_negative", "n_sentences", "n_articles"),
        is_folded=True,
    ),
    "tone_terms": Caption("What tone is made of: the commonest hits", ("share",), is_folded=True),
    "lexicons": Caption(
        "What each lexicon sees",
        ("share_words", "share_negated", "share_graded", "share_topics", "share_quoted"),
        columns=(
            *("lexicon", "n_terms_hit", "n_hits", "share_words", "share_negated", "share_graded", "share_topics", "share_quoted"),
            "top_terms",
        ),
    ),
    "lexicon_agreement": Caption("Agreement of the lexicons on articles and outlets", is_folded=True),
    "frames": Caption(
        "Frame vocabulary by outlet",
        ("share_articles", "low", "high", "share_quoted"),
        40,
        ("outlet", "lexicon", "frame", "share_articles", "low", "high", "per_1000_words", "n_hits", "share_quoted", "n_articles"),
        is_folded=True,
    ),
    "comentions": Caption(
        "Pairs of entities named in one sentence, those beyond chance first",
        columns=("entity_a", "entity_b", "n", "n_texts", "n_quoted", "npmi", "q", "z", "in_backbone"),
    ),
    "entities": Caption(
        "Entities by number of articles",
        ("share_quoted", "share_articles", "low", "high"),
        columns=("entity", "kind", "n_articles", "share_articles", "low", "high", "n_mentions", "n_outlets", "share_quoted"),
        is_folded=True,
    ),
    "merges": Caption("Names that are counted as another's, and why", is_folded=True),
    "readability": Caption("Readability by outlet", most=40, is_folded=True),
    "readability_check": Caption("Our readability scores beside those of textstat", is_folded=True),
    "numbers": Caption("Its numbers beside those of the other articles in its language (densities in percent)", ("rank",)),
    "zones": Caption("The parts of the text"),
    "quotes": Caption(
        "Every quote, with who is quoted and by which verb", most=60, columns=("speaker", "cue", "stance", "kind", "excerpt")
    ),
    "words": Caption("Every word that a list of tone has", most=80, columns=("kind", "note", "excerpt"), is_folded=True),
    "differences": Caption(
        "What differs between the groups (shares from 0 to 1; differences of tone in logits)",
        most=60,
        columns=("measure", "name", "value_a", "value_b", "difference", "low", "high", "p", "q", "n_articles_a", "n_articles_b"),
        translated=("name",),
        is_folded=True,
    ),
    "provenance": Caption("Parameters, digest, versions", most=60, is_folded=True),
    "failures": Caption("What could not be read or analysed"),
}
"""Tables of the report by the name of their CSV file."""
