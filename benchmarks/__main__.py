"""The whole suite by one command, one after the other: `python benchmarks CORPUS [--quick]`.

CORPUS: real French articles, for rates; sizes are those of invented corpora. What each part measures, and
what came out, stands in README.md beside this file. The whole takes hours; --quick takes smaller sizes and fewer rounds.
"""

import argparse
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent

SUITE: dict[str, tuple[list[str], list[str]]] = {
    "speed.py": (["{corpus}"], ["{corpus}", "--rounds", "3", "--articles", "2000"]),
    "stages.py": (["{corpus}"], ["{corpus}", "1"]),
    "matching.py": (["{corpus}"], ["{corpus}"]),
    "copies.py": ([], ["1000", "5000"]),
    "pairs.py": ([], []),
    "scale.py": ([], ["--sizes", "1000", "5000"]),
    "faults.py": ([], ["--trials", "3", "--articles", "500"]),
}
"""Each part with its arguments: of the whole suite, and of the quick one."""


def main(corpus: str, *, quick: bool) -> int:
    """Run every part; return how many failed."""
    failed = 0
    for name, arguments in SUITE.items():
        print(f"\n== {name} ==", flush=True)
        given = [one.format(corpus=corpus) for one in arguments[quick]]
        failed += subprocess.run([sys.executable, str(FOLDER / name), *given], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="python benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", metavar="CORPUS")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    sys.exit(min(main(options.corpus, quick=options.quick), 1))
