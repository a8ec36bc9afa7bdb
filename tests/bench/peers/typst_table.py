"""The month's journal set by typst: the same cells, fonts and paper. Not ours; run when the package is present."""

import json
import resource
import sys
import time
from importlib.metadata import version

import typst

rows_path, fonts, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
with open(rows_path, encoding="utf-8") as given:
    rows = json.load(given)

HEAD = ["№", "Обращение", "Проведено", "Код", "Категория", "Возраст", "Форма", "Вид", "Тема", "Консультант",
        "Результат", "Подтверждение"]


def cell(text):
    return "[" + "".join("\\" + c if c in "\\#$*_`<>@[]~=-+/" else c for c in text) + "]"


source = """#set page(paper: "a4", flipped: true, margin: (left: 30mm, right: 10mm, top: 20mm, bottom: 20mm),
  header: context align(center)[#counter(page).display() из #counter(page).final().first()])
#set text(font: "PT Serif", size: 7pt, lang: "ru")
#table(columns: (auto,) * 6 + (1fr,) * 6,
  table.header(%s),
  %s
)
""" % (", ".join(map(cell, HEAD)), ",\n  ".join(", ".join(map(cell, row)) for row in rows))

seconds = []
peak = 0
for _ in range(times):
    # A compiler of its own each time: typst remembers what it has set before.
    compiler = typst.Compiler(source.encode(), font_paths=[fonts])
    started = time.perf_counter()
    pdf = compiler.compile(format="pdf")
    seconds.append(time.perf_counter() - started)
    # Of the first setting alone: what is remembered for later ones does not count.
    peak = peak or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

print(json.dumps({
    "seconds": seconds,
    "version": version("typst"),
    "peak": peak,
}))
