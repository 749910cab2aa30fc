"""Rebuild the lexicons of this folder from their published sources (see README.md beside this file).

pip download --no-deps -d SOURCES vaderSentiment-fr==1.3.4 textblob-fr==0.2.0 vaderSentiment==3.3.2 afinn==0.1
python data/lexicons/rebuild.py SOURCES          # write the files
python data/lexicons/rebuild.py SOURCES --check  # say whether they are what the sources and the changes give
"""

import csv
import hashlib
import io
import re
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

HERE = Path(__file__).parent
WORD = re.compile(r"[^\W\d_]+(?:[-' ][^\W\d_]+)*")
FRENCH_STOP_WORDS = frozenset(
    """plus moins très bien tout toute tous toutes même mêmes autre autres seul seule seuls seules premier première dernier dernière
    grand grande petit petite nouveau nouvelle certain certaine propre vrai vraie encore""".split()
)
SMALLEST_PATTERN_WEIGHT = 0.15
SMALLEST_VADER_FR_WEIGHT = 0.25
"""Below it the translated ratings take sides by chance ("condamné" −0.1, "condamnons" +0.2)."""


def main(sources: Path, *, only_check: bool = False) -> None:
    """Write the CSV files from the archives in `sources`, or compare them with what is there."""
    made = {name: _content(about, weights, _left_out(name)) for name, about, weights in _lexicons(sources)}
    for name, content in made.items():
        path = HERE / f"{name}.csv"
        if not only_check:
            path.write_text(content, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != content:
            sys.exit(f"{path.name} is not what its source and the stated changes give")
    print(f"{', '.join(made)}: {'as the sources give them' if only_check else 'written'}")


def _left_out(lexicon: str) -> frozenset[str]:
    with (HERE / "left_out.csv").open(encoding="utf-8", newline="") as opened:
        return frozenset(term for row in csv.DictReader(opened) if row["lexicon"] == lexicon for term in row["terms"].split("|"))


def _lexicons(sources: Path) -> Iterator[tuple[str, dict[str, str], dict[str, float]]]:
    vader_fr = _from_tar(next(sources.glob("vader[sS]entiment_fr-1.3.4.tar.gz")), "vaderSentiment_fr/fr_lexicon.txt")
    pattern_fr = _from_zip(next(sources.glob("textblob_fr-0.2.0*.whl")), "textblob_fr/fr-sentiment.xml")
    vader_en = _from_zip(next(sources.glob("vaderSentiment-3.3.2*.whl")), "vaderSentiment/vader_lexicon.txt")
    afinn_en = _from_tar(next(sources.glob("afinn-0.1.tar.gz")), "afinn/data/AFINN-en-165.txt")
    weights = {term: weight for term, weight in _split_weights(vader_fr, "->") if abs(weight) >= SMALLEST_VADER_FR_WEIGHT}
    yield "vader_fr", VADER_FR | _digest(vader_fr), weights
    yield "pattern_fr", PATTERN_FR | _digest(pattern_fr), _pattern(pattern_fr)
    yield "vader_en", VADER_EN | _digest(vader_en), dict(_split_weights(vader_en, "\t"))
    yield "afinn_en", AFINN_EN | _digest(afinn_en), dict(_split_weights(afinn_en, "\t"))


def _digest(source: str) -> dict[str, str]:
    return {"source_sha256": hashlib.sha256(source.encode()).hexdigest()}


VADER_FR = {
    "language": "fr",
    "version": "vaderSentiment-fr 1.3.4",
    "licence": "MIT, copyright C.J. Hutto 2016 and the authors of vaderSentiment-fr",
    "source": "https://pypi.org/project/vaderSentiment-fr/1.3.4/ (vaderSentiment_fr/fr_lexicon.txt)",
    "unit": "mean rating from 0 to 4",
    "changes": f"emoticons, acronyms with digits, entries below {SMALLEST_VADER_FR_WEIGHT} and those in left_out.csv left out; sign written as polarity",
}
VADER_EN = {
    "language": "en",
    "version": "vaderSentiment 3.3.2",
    "licence": "MIT, copyright C.J. Hutto 2016 (Hutto & Gilbert 2014, ICWSM)",
    "source": "https://pypi.org/project/vaderSentiment/3.3.2/ (vaderSentiment/vader_lexicon.txt)",
    "unit": "mean rating from 0 to 4",
    "changes": "emoticons, entries with digits and entries of weight 0 left out; sign written as polarity",
}
AFINN_EN = {
    "language": "en",
    "version": "AFINN-en-165, in afinn 0.1",
    "licence": "ODbL 1.0 (data/LICENSE of the package; https://opendatacommons.org/licenses/odbl/1-0/); Finn Årup Nielsen 2011-2015",
    "source": "https://pypi.org/project/afinn/0.1/ (afinn/data/AFINN-en-165.txt)",
    "unit": "valence from 0 to 5",
    "changes": "entries with digits and entries of weight 0 left out; sign written as polarity",
}
PATTERN_FR = {
    "language": "fr",
    "version": "pattern.fr 1.1, in textblob-fr 0.2.0",
    "licence": "PDDL (stated in the file); Tom De Smedt, Walter Daelemans, fabelier.org",
    "source": "https://pypi.org/project/textblob-fr/0.2.0/ (textblob_fr/fr-sentiment.xml)",
    "unit": "polarity from 0 to 1",
    "changes": f"mean over senses; |polarity| below {SMALLEST_PATTERN_WEIGHT} function words and those in left_out.csv left out; sign written as polarity",
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


def _content(about: dict[str, str], weights: dict[str, float], left_out: frozenset[str]) -> str:
    target = io.StringIO()
    target.writelines(f"# {key}: {value}\n" for key, value in about.items())
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(("term", "polarity", "weight", "category"))
    for term, weight in sorted(weights.items()):
        if weight and term not in left_out:
            writer.writerow((term, "positive" if weight > 0 else "negative", f"{abs(weight):g}", ""))
    return target.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]), only_check="--check" in sys.argv)
