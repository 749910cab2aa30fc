"""Which code this is: a digest of the package's own files, so that what older code computed is not taken for today's."""

import hashlib
from collections.abc import Collection
from functools import cache
from pathlib import Path

__all__ = ["code_digest"]


@cache
def code_digest(*patterns: str, within: Collection[str] = (), without: Collection[str] = ()) -> str:
    """Identify the content of the package's files that match a pattern: 64-bit BLAKE2b.

    `within` and `without`: names of rooms (folders and modules), to take only these or all but these.
    """
    package = Path(__file__).parent
    named = {path: {path.stem, *path.relative_to(package).parts} for pattern in patterns for path in package.rglob(pattern)}
    used = sorted(path for path, names in named.items() if not names & set(without) and (not within or names & set(within)))
    return hashlib.blake2b(b"".join(path.read_bytes() for path in used), digest_size=8).hexdigest()
