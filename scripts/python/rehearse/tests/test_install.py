"""The package installs with nothing but pip: no network, setuptools, wheel."""

import importlib.util
import os
import pathlib
import subprocess
import sys
import tarfile
import unittest
import zipfile

import build_backend
from tests.support import PACKAGE, TestInFolder

# scripts/check-version holds it against the project's.
VERSION = build_backend._project()["version"]
INFO = f"rehearse-{VERSION}.dist-info"
HAS_PIP = importlib.util.find_spec("pip") is not None


class TestInstall(TestInFolder):
    def pip(self, *arguments):
        # A folder instead of the environment: Debian's own is not to be
        # changed. Neither setuptools nor wheel can be imported.
        block = self.folder / "block"
        block.mkdir(exist_ok=True)
        for name in ("setuptools", "wheel"):
            (block / f"{name}.py").write_text("raise ImportError(__name__)\n")
        return subprocess.run(
            [sys.executable, "-m", "pip", "install", "--no-index", "--no-deps",
             "--disable-pip-version-check", "--target",
             str(self.folder / "site"), *arguments],
            env=self.environment(PYTHONPATH=str(block)), check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def imports(self):
        return subprocess.run(
            [sys.executable, "-c",
             "import rehearse, rehearse.plot; print(rehearse.__file__)"],
            env=self.environment(PYTHONPATH=str(self.folder / "site")),
            cwd=str(self.folder), check=True, stdout=subprocess.PIPE,
            text=True).stdout

    @unittest.skipUnless(HAS_PIP, "pip isn't installed")
    def test_pip_offline(self):
        for more in ([], ["--no-build-isolation"]):
            with self.subTest(more=more):
                done = self.pip("--upgrade", *more, str(PACKAGE))
                self.assertEqual(done.returncode, 0, done.stdout)
                self.assertIn(str(self.folder / "site"), self.imports())

    def test_wheel_is_whole(self):
        names = [build_backend.build_wheel(str(self.folder)) for _ in range(2)]
        self.assertEqual(names[0], names[1])
        with zipfile.ZipFile(self.folder / names[0]) as wheel:
            self.assertIsNone(wheel.testzip())
            files = wheel.namelist()
            record = wheel.read(f"{INFO}/RECORD").decode()
            metadata = wheel.read(f"{INFO}/METADATA").decode()
        sources = {f"rehearse/{path.name}"
                   for path in (PACKAGE / "rehearse").glob("*.py")}
        self.assertLessEqual(sources | {"rehearse/py.typed"}, set(files))
        self.assertEqual([line.split(",")[0] for line in record.split()], files)
        for line in ("Name: rehearse", f"Version: {VERSION}",
                     "Requires-Python: >=3.9",
                     "Requires-Dist: matplotlib>=3.5; extra == 'plot'"):
            self.assertIn(line, metadata)

    @unittest.skipUnless(HAS_PIP, "pip isn't installed")
    def test_wheel_with_the_program(self):
        name = build_backend.build_wheel(
            str(self.folder), {"binary": os.environ["REHEARSE_BIN"]})
        self.assertNotIn("-any.whl", name)
        done = self.pip(str(self.folder / name))
        self.assertEqual(done.returncode, 0, done.stdout)
        environment = self.environment(PYTHONPATH=str(self.folder / "site"),
                                       PATH="/nowhere")
        environment.pop("REHEARSE_BIN", None)

        def run(*command):
            return subprocess.run(
                command, env=environment, cwd=str(self.folder), check=True,
                stdout=subprocess.PIPE, text=True).stdout

        found = run(sys.executable, "-c",
                    "import rehearse.process; "
                    "print(rehearse.process.find_binary())")
        self.assertEqual(found.strip(),
                         str(self.folder / "site/rehearse/bin/rehearse"))
        self.assertEqual(
            run(sys.executable, str(self.folder / "site/bin/rehearse"),
                "--version").split(), ["rehearse", VERSION])

    def test_sdist_is_whole(self):
        name = build_backend.build_sdist(str(self.folder))
        with tarfile.open(self.folder / name) as archive:
            files = {pathlib.PurePath(file).name for file in archive.getnames()}
        self.assertLessEqual({"pyproject.toml", "build_backend.py",
                              "README.md", "PKG-INFO", "__init__.py"}, files)


if __name__ == "__main__":
    unittest.main()
