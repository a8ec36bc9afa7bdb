"""The quarter's records written by XlsxWriter: the same cells in one sheet. Not ours; run when the package is present."""

import io
import json
import sys
import time
from importlib.metadata import version

import xlsxwriter

with open(sys.argv[1], encoding="utf-8") as given:
    rows = json.load(given)

seconds = []
for _ in range(int(sys.argv[3])):
    started = time.perf_counter()
    book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
    sheet = book.add_worksheet("Записи")
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    book.close()
    seconds.append(time.perf_counter() - started)

print(json.dumps({
    "seconds": seconds,
    "version": version("xlsxwriter"),
}))
