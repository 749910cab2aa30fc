"""The dictionary form of a word, by simplemma's word lists (Barbaresi 2021, doi:10.5281/zenodo.4673264)."""

from functools import lru_cache

__all__ = ["find_lemma", "has_lemmas"]


@lru_cache
def has_lemmas(language: str) -> bool:
    """Whether there are lemmas of a language."""
    from simplemma.strategies import DefaultDictionaryFactory

    try:
        DefaultDictionaryFactory().get_dictionary(language)
    except ValueError:
        return False
    return True


def find_lemma(word: str, *, language: str) -> str:
    """Return the dictionary form of a word in lower case, the word itself where it has none.

    >>> find_lemma("dénoncées", language="fr")
    'dénoncer'
    """
    from simplemma import lemmatize

    return str(lemmatize(word, lang=language)).lower()
