"""Summaries → sentences: what opens a report, and the alternative text of each figure, made from the numbers that it draws."""

import pandas as pd

from analysis.describe.essentials import Essential, describe_essentials, describe_limits
from analysis.language.messages import date_text, name_text, number_text, percent_text, translator
from analysis.voices import UNATTRIBUTED

__all__ = [
    "Essential",
    "describe_comentions",
    "describe_coverage",
    "describe_differences",
    "describe_entities",
    "describe_essentials",
    "describe_frames",
    "describe_lexicon_agreement",
    "describe_limits",
    "describe_outlet_entities",
    "describe_quote_density",
    "describe_readability",
    "describe_speakers",
    "describe_stances",
    "describe_tone",
    "describe_tone_entities",
    "describe_tone_over_time",
    "describe_tone_speakers",
    "describe_word_shift",
    "main_language",
    "main_vocabulary",
]


def describe_coverage(coverage: pd.DataFrame, *, language: str = "en") -> str:
    """Describe the figure of articles by period."""
    _ = translator(language)
    if coverage.empty:
        return _("No dated article.")
    days = coverage.groupby("period")["n_articles"].sum()
    return _("Bars: {n} articles from {first} to {last}; the tallest is that of {peak}, with {most}.").format(
        n=number_text(days.sum(), language),
        first=date_text(days.index.min(), language),
        last=date_text(days.index.max(), language),
        peak=date_text(pd.Timestamp(str(days.idxmax())), language),
        most=number_text(days.max(), language),
    )


def describe_quote_density(density: pd.DataFrame, *, language: str = "en") -> str:
    """Describe the figure of quote density by outlet."""
    _ = translator(language)
    marked = density[density["layer"] == "marked"].dropna(subset=["density"]).sort_values("density")
    if marked.empty:
        return _("No article with words.")
    if len(marked) == 1:
        return _("{outlet}: {share} of the words stand inside quotation marks.").format(**_share(marked.iloc[0], language))
    lowest, highest = _share(marked.iloc[0], language), _share(marked.iloc[-1], language)
    return _("Points: words inside quotation marks run from {low_share} ({low}) to {high_share} ({high}).").format(
        low=lowest["outlet"], low_share=lowest["share"], high=highest["outlet"], high_share=highest["share"]
    )


def _share(row: "pd.Series[float]", language: str) -> dict[str, str]:
    return {"outlet": name_text(str(row["outlet"]), language), "share": percent_text(float(row["density"]), language)}


def describe_speakers(speakers: pd.DataFrame, *, language: str = "en") -> str:
    """Describe the figure of the most quoted speakers."""
    _ = translator(language)
    named = speakers[speakers["speaker"] != UNATTRIBUTED]
    if named.empty:
        return _("No quote with a speaker.")
    first = named.iloc[0]
    unknown = float(speakers.loc[speakers["speaker"] == UNATTRIBUTED, "share"].sum())
    return _("Bars: {speaker} has most quoted words, {n} ({share}); {unknown} of quoted words have no speaker.").format(
        speaker=first["speaker"],
        n=number_text(first["n_words"], language),
        share=percent_text(first["share"], language),
        unknown=percent_text(unknown, language),
    )


def describe_stances(stances: pd.DataFrame, *, language: str = "en") -> str:
    """Describe the figure of how quotes are introduced."""
    _ = translator(language)
    if stances.empty:
        return _("No quote with a verb.")
    by = str(stances.columns[0])
    plain = stances[stances["stance"] == "neutral"]["n_quotes"].sum() / stances["n_quotes"].sum()
    telling = stances[stances["stance"] != "neutral"].sort_values("n_quotes", ascending=False)
    if telling.empty:
        return _("Heat map: all quotes are introduced by neutral verbs.")
    first = telling.iloc[0]
    return _(
        "Heat map: {plain} of the quotes have a neutral verb; the largest other cell is {name}, {stance}, with {n} quotes."
    ).format(
        plain=percent_text(float(plain), language),
        name=name_text(str(first[by]), language),
        stance=_(str(first["stance"])),
        n=number_text(int(first["n_quotes"]), language),
    )


def describe_tone(tone: pd.DataFrame, *, language: str = "en") -> str:
    """Describe the figure of tone by outlet."""
    _ = translator(language)
    narrator = tone[tone["voice"] == "narrator"].dropna(subset=["logit"]).sort_values("logit")
    narrator = narrator[narrator["lexicon"] == _most(narrator, "lexicon")]
    if narrator.empty:
        return _("No lexicon hit.")
    low, high = narrator.iloc[0], narrator.iloc[-1]
    template = _(
        "Points: in the narrator's voice tone runs from {low_tone} ({low}, {low_lexicon}) to {high_tone} ({high}, {high_lexicon})."
    )
    return template.format(
        low=_(str(low["outlet"])),
        low_lexicon=low["lexicon"],
        low_tone=number_text(low["logit"], language, digits=2),
        high=_(str(high["outlet"])),
        high_lexicon=high["lexicon"],
        high_tone=number_text(high["logit"], language, digits=2),
    )


def _most(table: pd.DataFrame, by: str) -> object:
    """The lexicon or language with most articles: extremes of different ones are never set side by side."""
    return table.groupby(by)["n_articles"].sum().idxmax() if len(table) else None


def describe_tone_over_time(tone: pd.DataFrame, *, language: str = "en") -> str:
    """Describe the figure of tone over time."""
    _ = translator(language)
    tone = main_language(tone.dropna(subset=["logit"]))
    if tone.empty:
        return _("No dated article with a lexicon hit.")
    return _("Lines: tone in {n} periods from {first} to {last}, by lexicon and voice; from {low} to {high}.").format(
        n=number_text(tone["period"].nunique(), language),
        first=date_text(tone["period"].min(), language),
        last=date_text(tone["period"].max(), language),
        low=number_text(tone["logit"].min(), language, digits=2),
        high=number_text(tone["logit"].max(), language, digits=2),
    )


def describe_tone_speakers(tone: pd.DataFrame, *, language: str = "en") -> str:
    """Describe the figure of the tone of what speakers say."""
    return _describe_named(tone, "speaker", language)


def describe_tone_entities(tone: pd.DataFrame, *, language: str = "en") -> str:
    """Describe the figure of the tone of sentences that name an entity."""
    return _describe_named(tone, "entity", language)


def _describe_named(tone: pd.DataFrame, by: str, language: str) -> str:
    _ = translator(language)
    given = tone.dropna(subset=["logit"])
    given = given[given["lexicon"] == _most(given, "lexicon")].sort_values("logit")
    if given.empty:
        return _("No lexicon hit.")
    template = _("Points: tone runs from {low_tone} ({low}) to {high_tone} ({high}), {lexicon}.")
    return template.format(
        low=given[by].iloc[0],
        high=given[by].iloc[-1],
        low_tone=number_text(given["logit"].iloc[0], language, digits=2),
        high_tone=number_text(given["logit"].iloc[-1], language, digits=2),
        lexicon=given["lexicon"].iloc[0],
    )


def describe_word_shift(shift: pd.DataFrame, *, language: str = "en") -> str:
    """Describe the figure of the terms that make two tones differ."""
    _ = translator(language)
    if shift.empty:
        return _("No lexicon hit.")
    first = shift.iloc[0]
    template = _(
        "Bars: from {a} to {b} net tone changes by {total} per 100 words; the term that weighs most is “{term}”, {share}."
    )
    return template.format(
        a=_(name_text(str(first["group_a"]), language)),
        b=_(name_text(str(first["group_b"]), language)),
        total=number_text(float(shift["contribution"].sum()), language, digits=2),
        term=first["term"],
        share=number_text(float(first["contribution"]), language, digits=2),
    )


def describe_lexicon_agreement(agreement: pd.DataFrame, *, language: str = "en") -> str:
    """Describe the figure of how far lexicons agree."""
    _ = translator(language)
    given = agreement.dropna(subset=["spearman"]).sort_values("n_compared", ascending=False)
    if given.empty:
        return _("Too few articles to compare lexicons.")
    first = given.iloc[0]
    return _("Points: {a} and {b} rank {n} articles with a correlation of {rho}.").format(
        a=first["lexicon_a"],
        b=first["lexicon_b"],
        n=number_text(int(first["n_compared"]), language),
        rho=number_text(float(first["spearman"]), language, digits=2),
    )


def describe_differences(compared: pd.DataFrame, *, language: str = "en") -> str:
    """Describe the figure of what differs between two groups."""
    _ = translator(language)
    if compared.empty:
        return _("Nothing to compare.")
    first = compared.iloc[0]
    sure = int(((compared["low"] > 0) | (compared["high"] < 0)).sum())
    template = _("Points: of {n} differences, {sure} have an interval without 0; the surest is {measure}: {a} → {b}.")
    write = percent_text if first["unit"] == "share" else number_text
    return template.format(
        n=number_text(len(compared), language),
        sure=number_text(sure, language),
        measure=_(str(first["measure"])) + ("" if pd.isna(first["name"]) else f" {_(str(first['name']))}"),
        a=write(float(first["value_a"]), language, digits=1),
        b=write(float(first["value_b"]), language, digits=1),
    )


def describe_frames(frames: pd.DataFrame, *, language: str = "en") -> str:
    """Describe the heat map of frame vocabulary."""
    _ = translator(language)
    if frames.empty:
        return _("No lexicon hit.")
    top = main_vocabulary(frames).sort_values("share_articles", ascending=False).iloc[0]
    return _("Heat map: the largest share is that of {frame} in {outlet}, {share} of its articles.").format(
        frame=_(str(top["frame"])),
        outlet=name_text(str(top["outlet"]), language),
        share=percent_text(float(top["share_articles"]), language),
    )


def main_language(tone: pd.DataFrame) -> pd.DataFrame:
    """Keep the language with most articles, which is what a figure shows of a table."""
    return tone[tone["language"] == _most(tone, "language")]


def main_vocabulary(frames: pd.DataFrame, *, most: int = 12) -> pd.DataFrame:
    """Keep the vocabulary with most articles and the largest outlets, which is what a figure shows of a table."""
    shown = frames[frames["lexicon"] == _most(frames, "lexicon")]
    largest = shown.groupby("outlet")["n_articles"].max().sort_values(ascending=False, kind="stable").index[:most]
    return shown[shown["outlet"].isin(largest)]


def describe_entities(entities: pd.DataFrame, *, language: str = "en") -> str:
    """Describe the figure of the entities that most articles name."""
    _ = translator(language)
    if entities.empty:
        return _("No name found.")
    first = entities.iloc[0]
    return _("Bars: most articles name {entity}, {n} or {share}.").format(
        entity=first["entity"],
        n=number_text(first["n_articles"], language),
        share=percent_text(float(first["share_articles"]), language),
    )


def describe_outlet_entities(shares: pd.DataFrame, *, language: str = "en") -> str:
    """Describe the heat map of outlets and entities."""
    _ = translator(language)
    if shares.empty:
        return _("No name found.")
    top = shares.sort_values("share", ascending=False).iloc[0]
    return _("Heat map: the largest share is that of {entity} in {outlet}, named in {share} of its articles.").format(
        entity=top["entity"], outlet=name_text(str(top["outlet"]), language), share=percent_text(float(top["share"]), language)
    )


def describe_comentions(pairs: pd.DataFrame, *, language: str = "en") -> str:
    """Describe the network of co-mentions."""
    _ = translator(language)
    if pairs.empty:
        return _("No two entities in one sentence.")
    first = pairs.iloc[0]
    return _("Network: most often together are {a} and {b}, in {n} sentences of {articles} articles.").format(
        a=first["entity_a"],
        b=first["entity_b"],
        n=number_text(first["n"], language),
        articles=number_text(first["n_texts"], language),
    )


def describe_readability(readability: pd.DataFrame, *, language: str = "en") -> str:
    """Describe the figure of readability by outlet."""
    _ = translator(language)
    if readability.empty:
        return _("No article with words.")
    ordered = readability[readability["language"] == _most(readability, "language")].sort_values("lix")
    easy, hard = ordered.iloc[0], ordered.iloc[-1]
    return _("Points: LIX runs from {low} ({easy}) to {high} ({hard}); higher is harder.").format(
        easy=name_text(str(easy["outlet"]), language),
        hard=name_text(str(hard["outlet"]), language),
        low=number_text(easy["lix"], language, digits=1),
        high=number_text(hard["lix"], language, digits=1),
    )
