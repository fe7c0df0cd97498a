"""The example of the README runs as it stands."""

import re
import subprocess
import sys
import unittest

from tests.support import PACKAGE, ROOT, TestInFolder

try:
    import matplotlib
except ImportError:
    matplotlib = None


class TestReadme(TestInFolder):
    @unittest.skipIf(matplotlib is None, "matplotlib isn't installed")
    def test_example(self):
        text = (PACKAGE / "README.md").read_text(encoding="utf-8")
        (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
        self.assertIn('"power.png"', example)
        figure = self.folder / "power.png"
        example = example.replace('"power.png"', repr(str(figure)))
        ran = subprocess.run([sys.executable, "-c", example], cwd=ROOT,
                             env=self.environment(), check=True,
                             stdout=subprocess.PIPE)
        self.assertRegex(ran.stdout.decode(), r"^0\.7\d\d ± 0\.00\d\n$")
        self.assertTrue(figure.read_bytes().startswith(b"\x89PNG"))


if __name__ == "__main__":
    unittest.main()
