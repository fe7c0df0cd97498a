"""Makes the package's wheel (PEP 517, 427, 621) with Python alone.

No setuptools, no wheel, nothing to download: `pip install` of this folder
works on a machine without a network. The facts are pyproject.toml's.

With --config-settings binary=PROGRAM the wheel has the command line in it, for
this machine's kind, or for that of --config-settings platform=TAG.
"""

import base64
import csv
import gzip
import hashlib
import io
import os
import pathlib
import re
import sysconfig
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


def _program_files(project, info, settings):
    """The command line, and the name by which a shell finds it."""
    program = pathlib.Path(settings["binary"]).read_bytes()
    yield f"{project['name']}/bin/rehearse", program, 0o755
    yield (f"{info}/entry_points.txt",
           b"[console_scripts]\nrehearse = rehearse.process:main\n", 0o644)


def _tag(settings):
    if "binary" not in settings:
        return "py3-none-any"
    platform = settings.get("platform", sysconfig.get_platform())
    return "py3-none-" + re.sub(r"[-.]", "_", platform)


def _files(project, settings):
    """Names in the wheel, their bytes and modes, but for RECORD."""
    info = f"{project['name']}-{project['version']}.dist-info"
    pure = "binary" not in settings
    for path in _package_files(project):
        yield f"{project['name']}/{path.name}", path.read_bytes(), 0o644
    if not pure:
        yield from _program_files(project, info, settings)
    yield f"{info}/METADATA", _metadata(project).encode(), 0o644
    yield (f"{info}/WHEEL",
           f"Wheel-Version: 1.0\nGenerator: build_backend\n"
           f"Root-Is-Purelib: {str(pure).lower()}\n"
           f"Tag: {_tag(settings)}\n".encode(), 0o644)


def _record(files, name):
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    for file, data, _ in files:
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest())
        rows.writerow([file, "sha256=" + digest.decode().rstrip("="),
                       len(data)])
    rows.writerow([name, "", ""])
    return text.getvalue().encode()


def build_wheel(wheel_directory, config_settings=None,
                metadata_directory=None):
    project, settings = _project(), config_settings or {}
    stem = f"{project['name']}-{project['version']}"
    files = list(_files(project, settings))
    record = f"{stem}.dist-info/RECORD"
    files.append((record, _record(files, record), 0o644))
    name = f"{stem}-{_tag(settings)}.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w",
                         zipfile.ZIP_DEFLATED) as wheel:
        for file, data, mode in files:
            entry = zipfile.ZipInfo(file, TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100000 | mode) << 16
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
