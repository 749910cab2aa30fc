"""Rebuild the lexicons of this folder from their published sources (see README.md beside this file).

pip download --no-deps --no-binary :none: -d SOURCES vaderSentiment-fr==1.3.4 textblob-fr==0.2.0 vaderSentiment==3.3.2
python data/lexicons/rebuild.py SOURCES
"""

import csv
import re
import sys
import tarfile
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

HERE = Path(__file__).parent
WORD = re.compile(r"[^\W\d_]+(?:[-' ][^\W\d_]+)*")
FRENCH_STOP_WORDS = frozenset(
    [
        "plus",
        "moins",
        "très",
        "bien",
        "tout",
        "toute",
        "tous",
        "toutes",
        "même",
        "mêmes",
        "autre",
        "autres",
        "seul",
        "seule",
        "seuls",
        "seules",
        "premier",
        "première",
        "dernier",
        "dernière",
        "grand",
        "grande",
        "petit",
        "petite",
        "nouveau",
        "nouvelle",
        "certain",
        "certaine",
        "propre",
        "vrai",
        "vraie",
        "encore",
    ]
)
SMALLEST_PATTERN_WEIGHT = 0.15


def main(sources: Path) -> None:
    """Write the three CSV files from the archives in `sources`."""
    fr = _from_tar(next(sources.glob("vader[sS]entiment_fr-1.3.4.tar.gz")), "vaderSentiment_fr/fr_lexicon.txt")
    en = _from_zip(next(sources.glob("vaderSentiment-3.3.2*.whl")), "vaderSentiment/vader_lexicon.txt")
    xml = _from_zip(next(sources.glob("textblob_fr-0.2.0*.whl")), "textblob_fr/fr-sentiment.xml")
    _write("vader_fr", VADER_FR, dict(_split_weights(fr, "->")))
    _write("vader_en", VADER_EN, dict(_split_weights(en, "\t")))
    _write("pattern_fr", PATTERN_FR, _pattern(xml))


VADER_FR = {
    "language": "fr",
    "version": "vaderSentiment-fr 1.3.4",
    "licence": "MIT, copyright C.J. Hutto 2016 and the authors of vaderSentiment-fr",
    "source": "https://pypi.org/project/vaderSentiment-fr/1.3.4/ (vaderSentiment_fr/fr_lexicon.txt)",
    "unit": "mean rating from 0 to 4",
    "changes": "emoticons, acronyms with digits and entries of weight 0 left out; sign written as category",
}
VADER_EN = {
    "language": "en",
    "version": "vaderSentiment 3.3.2",
    "licence": "MIT, copyright C.J. Hutto 2016 (Hutto & Gilbert 2014, ICWSM)",
    "source": "https://pypi.org/project/vaderSentiment/3.3.2/ (vaderSentiment/vader_lexicon.txt)",
    "unit": "mean rating from 0 to 4",
    "changes": "emoticons, entries with digits and entries of weight 0 left out; sign written as category",
}
PATTERN_FR = {
    "language": "fr",
    "version": "pattern.fr 1.1, in textblob-fr 0.2.0",
    "licence": "PDDL (stated in the file); Tom De Smedt, Walter Daelemans, fabelier.org",
    "source": "https://pypi.org/project/textblob-fr/0.2.0/ (textblob_fr/fr-sentiment.xml)",
    "unit": "polarity from 0 to 1",
    "changes": f"mean over senses; |polarity| below {SMALLEST_PATTERN_WEIGHT} and function words left out; sign written as category",
}


def _from_tar(archive: Path, ending: str) -> str:
    with tarfile.open(archive) as opened:
        name = next(name for name in opened.getnames() if name.endswith(ending))
        member = opened.extractfile(name)
        assert member is not None
        return member.read().decode("utf-8")


def _from_zip(archive: Path, name: str) -> str:
    with zipfile.ZipFile(archive) as opened:
        return opened.read(name).decode("utf-8")


def _split_weights(content: str, separator: str) -> list[tuple[str, float]]:
    rows = (line.split(separator) for line in content.splitlines() if separator in line)
    return [(row[0].strip().lower(), float(row[1])) for row in rows if WORD.fullmatch(row[0].strip())]


def _pattern(xml: str) -> dict[str, float]:
    senses: dict[str, list[float]] = {}
    for word in ET.fromstring(xml).iter("word"):
        form = word.attrib["form"].strip().lower()
        if WORD.fullmatch(form) and form not in FRENCH_STOP_WORDS:
            senses.setdefault(form, []).append(float(word.attrib["polarity"]))
    means = {form: sum(values) / len(values) for form, values in senses.items()}
    return {form: round(mean, 3) for form, mean in means.items() if abs(mean) >= SMALLEST_PATTERN_WEIGHT}


def _write(name: str, about: dict[str, str], weights: dict[str, float]) -> None:
    with (HERE / f"{name}.csv").open("w", encoding="utf-8", newline="") as target:
        target.writelines(f"# {key}: {value}\n" for key, value in about.items())
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(("term", "category", "weight"))
        for term, weight in sorted(weights.items()):
            if weight:
                writer.writerow((term, "positive" if weight > 0 else "negative", f"{abs(weight):g}"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
