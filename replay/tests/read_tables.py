"""Reads one export as CSV, Parquet and XLSX with programs that are not ours, and compares the three.

    read_tables.py EVENTS.csv EVENTS.parquet BOOK.xlsx

Ends with 0 when they say the same, with 1 and words when they do not.
"""

import csv
import datetime
import sys

import duckdb
import openpyxl

TIMES = ("occurred_at", "recorded_at")


def check(what, wanted, found):
    if wanted != found:
        print(f"{what} differ:\n{str(wanted)[:1500]}\n{str(found)[:1500]}")
        sys.exit(1)


def ms(text):
    return round(datetime.datetime.fromisoformat(text).timestamp() * 1000)


def parquet_rows(path):
    types = duckdb.sql(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
    types = {row[0]: row[1] for row in types}
    check("types of columns", {"BIGINT", "VARCHAR", "TIMESTAMP WITH TIME ZONE"}, set(types.values()))
    check("columns of instants", sorted(TIMES),
          sorted(name for name, kind in types.items() if kind.startswith("TIMESTAMP")))
    columns = [f"epoch_ms({name})" if name in TIMES else f'"{name}"' for name in types]
    rows = duckdb.sql(f"SELECT {', '.join(columns)} FROM '{path}'").fetchall()
    return list(types), [dict(zip(types, row)) for row in rows]


def sheet_rows(book, title):
    """The rows of all sheets of a title, by the last word of each heading, which is the name for programs."""
    found = []
    for sheet in book.worksheets:
        if sheet.title != title and not sheet.title.startswith(title + " "):
            continue
        check("frozen heading of " + sheet.title, "A2", sheet.freeze_panes)
        rows = sheet.iter_rows(values_only=True)
        heading = next(rows)
        assert all(any(ord(letter) > 0x2E80 for letter in name) for name in heading), heading
        found += [dict(zip(heading, row)) for row in rows]
    return found


def main(as_csv, as_parquet, as_xlsx):
    with open(as_csv, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows, "there are events"
    names, columns = parquet_rows(as_parquet)
    check("columns", list(rows[0]), names)
    check("events", len(rows), len(columns))
    for row, found in zip(rows, columns):
        wanted = {name: ms(text) if name in TIMES else int(text) if name == "seq" else text or None
                  for name, text in row.items()}
        check("parquet, record " + row["seq"], wanted, found)
    book = openpyxl.load_workbook(as_xlsx)
    events = sheet_rows(book, "事件 Events")
    check("events of the workbook", len(rows), len(events))
    for row, found in zip(rows, events):
        found = {heading.split(" ")[-1]: value for heading, value in found.items()}
        check("kind of record " + row["seq"], row["kind"], found["kind"].split(" ")[-1])
        for name, text in row.items():
            if name in TIMES:
                assert isinstance(found[name], datetime.datetime), f"{name} is no date: {found[name]}"
                local = datetime.datetime.fromisoformat(text).replace(tzinfo=None)
                apart = abs((found[name] - local).total_seconds())
                assert apart < 0.001, f"{name} of record {row['seq']}: {text}, {found[name]}"
            elif name == "seq":
                check("seq", int(text), found[name])
            elif name != "kind":
                check(f"{name} of record {row['seq']}", text or None, found[name])
    cases = sheet_rows(book, "办件 Cases")
    counted = {}
    for row in rows:
        if row["case"]:
            counted[row["case"]] = counted.get(row["case"], 0) + 1
    check("cases and their events", counted,
          {case["办件编号 number"]: case["事件数 events"] for case in cases})
    for case in cases:
        assert isinstance(case["收件时间 received at"], datetime.datetime), case
        assert len(case["申请人标识 applicant token"]) == 32, case
    print(f"{len(rows)} events and {len(cases)} cases are the same in csv, parquet and xlsx")


if __name__ == "__main__":
    main(*sys.argv[1:])
