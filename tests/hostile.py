"""A corpus whose every field attacks the page: scripts, markup of five kinds, scripts of five alphabets, control characters."""

import json
from itertools import cycle, islice
from pathlib import Path

__all__ = ["HOSTILE", "SCRIPT", "write_hostile_corpus"]

SCRIPT = "<script>window.PWNED=1</script>"
HOSTILE = (
    SCRIPT,
    '<img src=x onerror="window.PWNED=1">',
    "\"><svg onload='window.PWNED=1'><b>",
    "[lien](javascript:window.PWNED=1) ![image](https://evil.example/x.png)",
    "# Titre **gras** `code` | a | b |\n|---|---|",
    "Aide de $5bn réduite à $3bn, {perte $3bn ^^ x_1",
    "{} {0} {n} {{x}} %s %(n)s %d %",
    r"\frac{1}{2} $$x^2$$ \input{/etc/passwd} \end{document}",
    "清华大学新闻网 日本語ニュース 한국어",
    "شبكة الأخبار العربية",
    "Новости Ελληνικά İıßﬀ",
    "🗞️ 👩‍👩‍👧 e\u0301\u0301",
    "\x00\x01\x08\x1b[31m\u202eevil\u202c \u2028 \ufffe \ud7ff",
    "</style><style>*{display:none}</style></table></details>",
    "<!-- --> ]]> <![CDATA[ &lt;b&gt; &amp;amp;",
    "mot" * 3_334,
)
"""The longest has more than 10,000 characters."""


def write_hostile_corpus(folder: Path, *, n: int = 80) -> Path:
    """Write articles with a payload in every field; speakers, entities and quoted words are payloads too."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [_article(number, payload) for number, payload in enumerate(islice(cycle(HOSTILE), n))]
    path = folder / "hostile <b> $1 {x}.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return folder


def _article(number: int, payload: str) -> dict[str, str]:
    return {
        "id": f"{payload[:200]} {number}",
        "title": f"{payload} {number}",
        "outlet": payload if number < len(HOSTILE) else HOSTILE[number % 5],
        "date": f"2026-11-{1 + number % 28:02d}",
        "author": payload,
        "section": payload,
        "agency": payload,
        "url": ("javascript:window.PWNED=1", f"https://news.example/{payload[:100]}")[number % 2],
        "text": (
            f"{payload}\n\n« Nous sommes heureux de {payload[:300]} », a déclaré Léa {payload[:60]} Morel, de {payload[:60]}.\n\n"
            f"La crise inquiète Paris et Bruxelles. Selon {payload[:60]}, le ministre Paul Aubin a promis une belle victoire. "
            f"« La guerre est une horreur », a dénoncé Paul Aubin à Paris devant la {payload[:60]}."
        ),
    }
