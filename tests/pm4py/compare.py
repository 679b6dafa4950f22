"""Opens an event log and its exports with pm4py, DuckDB and openpyxl and compares what each would see.

    compare.py SOURCE.xes.gz ALL.xes ORIGIN.xes LOG.json LOG.sqlite EVENTS.parquet HALL.xlsx

Every number is taken from the source file. Prints what was compared; a difference ends with 1.
"""

import sys

import duckdb
import openpyxl
import pandas
import pm4py
from pm4py.objects.ocel.validation import ocel20_rel_validation

CASE, ACTIVITY = "case:concept:name", "concept:name"
RESOURCE, TIME = "org:resource", "time:timestamp"


def traces(frame):
    """The events of each case in their order: activity, resource, instant."""
    frame = frame.sort_values(TIME, kind="stable")
    stamps = frame[TIME].map(lambda at: round(at.timestamp() * 1000))
    rows = zip(frame[CASE], frame[ACTIVITY], frame[RESOURCE].fillna(""), stamps)
    found = {}
    for case, activity, resource, at in rows:
        found.setdefault(case, []).append((activity, resource, at))
    return found


def hand_overs(frame):
    """The matrix of hand-overs of work, as pm4py finds it."""
    frame = frame[[CASE, ACTIVITY, RESOURCE, TIME]].copy()
    frame[TIME] = frame[TIME].dt.tz_convert("UTC")
    # pm4py takes the events of a case in the order of the frame.
    frame = frame.sort_values([CASE, TIME], kind="stable").reset_index(drop=True)
    return pm4py.discover_handover_of_work_network(frame).connections


def compare(name, source, export):
    wanted, found = traces(source), traces(export)
    check(name, "cases", set(wanted), set(found))
    check(name, "events", len(source), len(export))
    check(name, "activities", counts(source, ACTIVITY), counts(export, ACTIVITY))
    check(name, "resources", counts(source, RESOURCE), counts(export, RESOURCE))
    check(name, "events of every case", wanted, found)
    wanted, found = hand_overs(source), hand_overs(export)
    check(name, "hand-over of work", wanted, found)
    assert len(wanted) > 100, "the source has hand-overs"


def counts(frame, column):
    return frame[column].value_counts().to_dict()


def check(name, what, wanted, found):
    if wanted != found:
        print(f"{name}: {what} differ")
        differ = [(w, f) for w, f in zip(sorted(wanted), sorted(found)) if w != f] \
            if hasattr(wanted, "__iter__") else (wanted, found)
        print(str(differ)[:2000])
        sys.exit(1)
    size = len(wanted) if hasattr(wanted, "__len__") else wanted
    print(f"{name}: {what} equal ({size})")


def of_ocel(name, log):
    """The events of an OCEL that were brought in, as a frame of its cases; and what relates to them."""
    events = log.events.rename(columns={"ocel:activity": ACTIVITY, "ocel:timestamp": TIME})
    brought = events["origin"].map(lambda value: str(value).lower() in ("true", "1", "1.0"))
    events = events[brought].sort_values("seq", key=lambda seq: seq.astype(int), kind="stable")
    events = events.rename(columns={"resource": RESOURCE, "origin_case": CASE})
    for kind, qualifier, column in (("case", "case", CASE), ("officer", "resource", RESOURCE)):
        relations = log.relations
        relations = relations[(relations["ocel:type"] == kind)
                              & (relations["ocel:qualifier"] == qualifier)]
        objects = dict(zip(relations["ocel:eid"], relations["ocel:oid"]))
        pairs = {(objects.get(event), value)
                 for event, value in zip(events["ocel:eid"], events[column])}
        here, there = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
        check(name, f"{kind} objects and their names", (len(pairs), False),
              (len(here) if len(here) == len(there) else -1, None in here))
    return events


def of_parquet(path):
    """The events that were brought in, out of the columns."""
    found = duckdb.sql(f"""SELECT origin_case, activity, resource, epoch_ms(occurred_at) FROM '{path}'
                           WHERE origin_case IS NOT NULL ORDER BY seq""").fetchall()
    frame = pandas.DataFrame(found, columns=[CASE, ACTIVITY, RESOURCE, TIME])
    frame[TIME] = pandas.to_datetime(frame[TIME], unit="ms", utc=True)
    return frame


def of_workbook(path):
    """The same, out of the sheets of events."""
    rows = []
    for sheet in openpyxl.load_workbook(path, read_only=True).worksheets:
        if sheet.title.startswith("事件 Events"):
            found = sheet.iter_rows(values_only=True)
            names = [name.split(" ")[-1] for name in next(found)]
            rows += [dict(zip(names, row)) for row in found]
    frame = pandas.DataFrame(rows)
    frame = frame[frame["origin_case"].notna()].sort_values("seq", kind="stable")
    # A sheet has no time zones: its dates are the hall's.
    frame[TIME] = pandas.to_datetime(frame["occurred_at"]).dt.round("ms").dt.tz_localize("Asia/Shanghai")
    return frame.rename(columns={"origin_case": CASE, "activity": ACTIVITY, "resource": RESOURCE})


def main(source, whole, origin, as_json, as_sqlite, as_parquet, as_xlsx):
    source = pm4py.read_xes(source)
    compare("xes of what was brought in", source, pm4py.read_xes(origin))
    export = pm4py.read_xes(whole)
    assert len(export) > len(source), "the hall did more than what was brought in"
    export = export[export["yichuang:origin"].astype(str).str.lower() == "true"]
    export = export.drop(columns=[CASE]).rename(columns={"case:yichuang:origin_case": CASE})
    compare("xes of everything", source, export)
    compare("ocel json", source, of_ocel("ocel json", pm4py.read_ocel2_json(as_json)))
    compare("ocel sqlite", source, of_ocel("ocel sqlite", pm4py.read_ocel2_sqlite(as_sqlite)))
    compare("parquet", source, of_parquet(as_parquet))
    compare("xlsx", source, of_workbook(as_xlsx))
    satisfied, unsatisfied = ocel20_rel_validation.apply(as_sqlite)
    check("ocel sqlite", "constraints that do not hold", [], list(unsatisfied))
    assert len(satisfied) > 20, "the constraints were checked"


if __name__ == "__main__":
    main(*sys.argv[1:])
