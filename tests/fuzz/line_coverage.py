"""Which lines of the readers a run of fuzz_readers took, by layer, as Markdown.

usage: line_coverage.py OBJECTS ROOT

OBJECTS is the folder of the objects of `fuzz_coverage`,
where the run left its counts. Lines that none took are in OBJECTS/missed.txt.
"""

import collections
import json
import pathlib
import subprocess
import sys


def counts(objects, root):
    """How often each line of each of our sources and headers was run."""
    lines = collections.defaultdict(dict)
    for notes in sorted(objects.rglob("*.gcno")):
        data = notes.with_suffix(".gcda")
        if not data.exists():
            print(f"line_coverage: {data} is missing", file=sys.stderr)
            continue
        printed = subprocess.run(
            ["gcov", "--json-format", "--stdout", str(data)], check=True,
            capture_output=True, text=True, cwd=objects).stdout
        for document in printed.splitlines():
            for file in json.loads(document)["files"]:
                path = pathlib.Path(file["file"])
                if not path.is_relative_to(root / "sim"):
                    continue
                seen = lines[path.relative_to(root / "sim")]
                for line in file["lines"]:
                    number = line["line_number"]
                    seen[number] = max(seen.get(number, 0), line["count"])
    return lines


def main():
    objects, root = (pathlib.Path(arg).resolve() for arg in sys.argv[1:])
    lines = counts(objects, root)
    layers = collections.defaultdict(lambda: [0, 0])
    missed = []
    for path, seen in sorted(lines.items()):
        layers[path.parts[0]][0] += sum(count > 0 for count in seen.values())
        layers[path.parts[0]][1] += len(seen)
        missed += [f"sim/{path}:{number}" for number, count in
                   sorted(seen.items()) if count == 0]
    (objects / "missed.txt").write_text("\n".join(missed) + "\n")
    rows = list(layers.items())
    rows.append(("all", [sum(n) for n in zip(*layers.values())]))
    print("| layer | lines | taken |\n|---|--:|--:|")
    for layer, (taken, all_of_it) in rows:
        print(f"| {layer} | {all_of_it:,} | {100 * taken / all_of_it:.1f} % |")


main()
