"""The commands that look after stored tables: `status`, `retry-failures`, `verify`, `compact`."""

import argparse

from analysis.cli.shared import Commands, add_execution, progress

__all__ = ["add_commands"]

UNFIT = 5


def add_commands(commands: Commands, shared: argparse.ArgumentParser) -> None:
    """Add the commands of this module."""
    _add_status(commands, shared)
    _add_retry(commands, shared)
    _add_verify(commands, shared)
    _add_compact(commands, shared)


def _add_status(commands: Commands, shared: argparse.ArgumentParser) -> None:
    command = commands.add_parser(
        "status",
        parents=[shared],
        help="what of a corpus is analysed, missing, failed; which stores there are",
        description="Say how many articles of CORPUS are stored under today's code and settings, how many failed and how many "
        "are missing, and list every store of tables with what has made it stale. Nothing is analysed.",
        epilog="example: python -m analysis status data/raw --ner fast",
    )
    command.add_argument("corpus", metavar="CORPUS", nargs="?", help="file, folder or pattern; without it, only the stores")
    command.add_argument("--ner", default="model", metavar="ENGINE", help="what finds names: model (default), fast, rules")
    command.set_defaults(run=_status)


def _status(options: argparse.Namespace) -> int:
    from analysis.analyzer import Settings
    from analysis.corpus.status import corpus_status, store_status

    if options.corpus:
        found = corpus_status(options.corpus, Settings(ner=options.ner))
        engine = f" --ner {options.ner}" if options.ner != "model" else ""
        print(
            f"{options.corpus}: {found.n_articles:,} articles, {found.n_contents:,} different; {found.n_unreadable:,} not readable"
        )
        print(f"  done     {found.n_done:>10,}")
        print(f"  failed   {found.n_failed:>10,}{_hint(found.n_failed, 'retry-failures', options.corpus, engine)}")
        print(f"  missing  {found.n_missing:>10,}{_hint(found.n_missing, 'analyze', options.corpus, engine)}")
    listed = store_status()
    print(f"{len(listed)} store(s) of tables" if listed else "no store of tables yet")
    for one in listed:
        state = f"stale ({', '.join(one.stale)} changed)" if one.stale else "unknown" if one.stale is None else "current"
        size = f"{one.n_contents:,} articles in {one.n_parts:,} parts ({one.n_small:,} small), {one.n_bytes / 1e6:,.1f} MB"
        damaged = f", {one.n_damaged} damaged: run verify" if one.n_damaged else ""
        print(f"  {one.store.folder.name}  {state}: {size}{damaged}; {one.settings}")
    return 0


def _hint(number: int, command: str, corpus: str, engine: str) -> str:
    return f"   python -m analysis {command} {corpus}{engine}" if number else ""


def _add_retry(commands: Commands, shared: argparse.ArgumentParser) -> None:
    command = commands.add_parser(
        "retry-failures",
        parents=[shared],
        help="analyse the articles again that failed",
        description="Analyse those articles of CORPUS again whose analysis failed, because of a fault or because it killed its "
        "process; what succeeds takes the place of the failure.",
        epilog="example: python -m analysis retry-failures data/raw --workers 1",
    )
    add_execution(command)
    command.set_defaults(run=_retry)


def _retry(options: argparse.Namespace) -> int:
    from analysis.analyzer import Settings
    from analysis.corpus import analyze_corpus
    from analysis.corpus.status import corpus_status

    settings = Settings(ner=options.ner)
    before = corpus_status(options.corpus, settings).n_failed
    where = {"workers": options.workers, "cluster": options.cluster, "progress": progress(options)}
    analyze_corpus(options.corpus, settings, retry_failures=True, **where)
    after = corpus_status(options.corpus, settings).n_failed
    print(f"{before} failed before, {after} fail still")
    return 0


def _add_verify(commands: Commands, shared: argparse.ArgumentParser) -> None:
    command = commands.add_parser(
        "verify",
        parents=[shared],
        help="check every byte of the stored tables",
        description="Read every file of every part and compare it with what was written; name what is missing, truncated or "
        "altered, and exit with 5. Damaged parts are never read as truth; --repair takes them out, and the next run computes "
        "their articles again.",
        epilog="example: python -m analysis verify --repair",
    )
    command.add_argument("--repair", action="store_true", help="take damaged parts out")
    command.set_defaults(run=_verify)


def _verify(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from analysis.places import tables_folder
    from analysis.store.care import stores, verify

    found = stores(tables_folder())
    n_parts = sum(len(store.part_folders()) for store in found)
    n_damaged = 0
    with tqdm(total=n_parts, desc="verify", unit=" parts", disable=True if options.quiet else None) as bar:
        for store in found:
            for damage in verify(store, repair=options.repair, progress=bar.update):
                n_damaged += 1
                print(f"{damage.message}{'; taken out' if options.repair else ''}")
    print(f"{n_parts} parts checked, {n_damaged} damaged")
    if n_damaged and not options.repair:
        print("run `python -m analysis verify --repair`, then `analyze` again")
        return UNFIT
    return 0


def _add_compact(commands: Commands, shared: argparse.ArgumentParser) -> None:
    command = commands.add_parser(
        "compact",
        parents=[shared],
        help="join small parts of the stored tables; delete stale stores",
        description="Join the parts of fewer than 500 articles, as many mornings leave them, so that reading stays fast. "
        "A report that is being made meanwhile finds the joined part.",
        epilog="example: python -m analysis compact --delete-stale",
    )
    command.add_argument("--delete-stale", action="store_true", help="also delete the stores of older code, lexicons or models")
    command.set_defaults(run=_compact)


def _compact(options: argparse.Namespace) -> int:
    from analysis.corpus.status import store_status
    from analysis.store.care import compact, delete

    for one in store_status():
        if one.stale and options.delete_stale:
            delete(one.store)
            print(f"{one.store.folder.name}: deleted, {', '.join(one.stale)} had changed; {one.n_bytes / 1e6:,.1f} MB freed")
        else:
            before, after = compact(one.store)
            print(f"{one.store.folder.name}: {before} part(s), now {after}")
    return 0
