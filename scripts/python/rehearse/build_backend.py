"""Makes the package's wheel (PEP 517, 427, 621) with Python alone.

No setuptools, no wheel, nothing to download: `pip install` of this folder
works on a machine without a network. The facts are pyproject.toml's.
"""

import base64
import csv
import gzip
import hashlib
import io
import os
import pathlib
import re
import tarfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
# Of every file: the same sources give the same bytes.
TIME = (1980, 1, 1, 0, 0, 0)


def _project():
    """[project] of pyproject.toml, which has one text on a line."""
    text = (HERE / "pyproject.toml").read_text(encoding="utf-8")
    facts = dict(re.findall(r'^([a-z-]+) = "([^"]*)"$', text, re.MULTILINE))
    extras = text.partition("[project.optional-dependencies]\n")[2]
    facts["extras"] = re.findall(r'^([a-z]+) = \["([^"]*)"\]$', extras,
                                 re.MULTILINE)
    return facts


def _metadata(project):
    lines = ["Metadata-Version: 2.1", f"Name: {project['name']}",
             f"Version: {project['version']}",
             f"Summary: {project['description']}",
             f"Requires-Python: {project['requires-python']}"]
    for extra, needed in project["extras"]:
        lines += [f"Provides-Extra: {extra}",
                  f"Requires-Dist: {needed}; extra == '{extra}'"]
    lines.append("Description-Content-Type: text/markdown")
    readme = (HERE / project["readme"]).read_text(encoding="utf-8")
    return "\n".join(lines) + "\n\n" + readme


def _package_files(project):
    package = HERE / project["name"]
    return sorted(path for path in package.iterdir()
                  if path.suffix == ".py" or path.name == "py.typed")


def _files(project):
    """Names in the wheel and their bytes, but for RECORD."""
    info = f"{project['name']}-{project['version']}.dist-info"
    for path in _package_files(project):
        yield f"{project['name']}/{path.name}", path.read_bytes()
    yield f"{info}/METADATA", _metadata(project).encode()
    yield f"{info}/WHEEL", (b"Wheel-Version: 1.0\nGenerator: build_backend\n"
                            b"Root-Is-Purelib: true\nTag: py3-none-any\n")


def _record(files, name):
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    for file, data in files:
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest())
        rows.writerow([file, "sha256=" + digest.decode().rstrip("="),
                       len(data)])
    rows.writerow([name, "", ""])
    return text.getvalue().encode()


def build_wheel(wheel_directory, config_settings=None,
                metadata_directory=None):
    project = _project()
    stem = f"{project['name']}-{project['version']}"
    files = list(_files(project))
    record = f"{stem}.dist-info/RECORD"
    files.append((record, _record(files, record)))
    name = f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w",
                         zipfile.ZIP_DEFLATED) as wheel:
        for file, data in files:
            entry = zipfile.ZipInfo(file, TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            wheel.writestr(entry, data)
    return name


def build_sdist(sdist_directory, config_settings=None):
    project = _project()
    stem = f"{project['name']}-{project['version']}"
    name = f"{stem}.tar.gz"
    sources = [HERE / file for file in ("pyproject.toml", "build_backend.py",
                                        project["readme"])]
    files = [(str(path.relative_to(HERE)), path.read_bytes())
             for path in sources + _package_files(project)]
    files.append(("PKG-INFO", _metadata(project).encode()))
    with open(os.path.join(sdist_directory, name), "wb") as raw, \
            gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed, \
            tarfile.open(fileobj=packed, mode="w") as archive:
        for file, data in files:
            entry = tarfile.TarInfo(f"{stem}/{file}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return name
