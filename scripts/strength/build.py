"""Compiles a wrong source and links test programs with it, beside a tree that
has been built and that stays as it is."""

import json
import pathlib
import re
import shlex
import shutil
import subprocess

DROPPED = re.compile(r"-W(?!l,)|-O\d|-MD$|-Winvalid-pch")


class Build:
    """A folder that ninja has built, and the sources that it is of."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        cache = (self.folder / "CMakeCache.txt").read_text()
        self.root = pathlib.Path(
            re.search(r"CMAKE_HOME_DIRECTORY:INTERNAL=(.*)", cache)[1])
        self.entries = {}  # of a source, from the root: its compilations
        commands = (self.folder / "compile_commands.json").read_text()
        for entry in json.loads(commands):
            file = str(pathlib.Path(entry["file"]).relative_to(self.root)) \
                if entry["file"].startswith(str(self.root)) else entry["file"]
            entry["output"] = re.search(r" -o (\S+)", entry["command"])[1]
            self.entries.setdefault(file, []).append(entry)
        self.links = {}
        self.readers = None

    def link_of(self, target):
        """The command that links a program, as words."""
        if target not in self.links:
            out = subprocess.run(
                ["ninja", "-t", "commands", "-s", target], cwd=self.folder,
                check=True, capture_output=True, text=True).stdout
            line = out.strip().splitlines()[-1]
            words = shlex.split(line.removeprefix(": && ")
                                .removesuffix(" && :"))
            self.links[target] = [w for w in words if w != "&&"]
        return self.links[target]

    def readers_of(self, header):
        """Sources that include a header, with what includes it."""
        if self.readers is None:
            self.readers = {}
            out = subprocess.run(["ninja", "-t", "deps"], cwd=self.folder,
                                 check=True, capture_output=True, text=True)
            of_output = {e["output"]: file for file, all_of_it in
                         self.entries.items() for e in all_of_it}
            for block in out.stdout.split("\n\n"):
                head, _, rest = block.partition("\n")
                source = of_output.get(head.split(":")[0])
                for line in rest.splitlines() if source else ():
                    path = (self.folder / line.strip()).resolve()
                    if path.is_relative_to(self.root):
                        name = str(path.relative_to(self.root))
                        self.readers.setdefault(name, set()).add(source)
        return sorted(self.readers.get(header, ()))


class Workshop:
    """One worker's folder: a wrong source, its objects and programs."""

    def __init__(self, build, folder):
        self.build, self.folder = build, folder
        self.sources = folder / "sources"
        self.objects = folder / "objects"
        self.programs = folder / "programs"
        self.own = {}  # test sources that name the program, compiled for us
        for made in (self.objects, self.programs):
            made.mkdir(parents=True, exist_ok=True)

    def set_up(self, file, text):
        """Takes a source in hand. Which ones are to be compiled is returned."""
        shutil.rmtree(self.sources, ignore_errors=True)
        self.changed = {}
        files = [file]
        if file.endswith(".hpp"):
            files = [f for f in self.build.readers_of(file)]
        for each in [file, *files]:
            copy = self.sources / each
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text((self.build.root / each).read_text())
        (self.sources / file).write_text(text)
        self.files = set(files)

    def compile(self, file, entry, source=None, extra=()):
        """The object, or None where the compiler refuses."""
        output = self.objects / entry["output"].replace("/", "_")
        words = shlex.split(entry["command"])
        while "ccache" in words[0]:
            words.pop(0)
        words = [w for w in words if not DROPPED.match(w)]
        flags, skip = [], False
        for word in words[1:]:
            if skip:
                skip = False
            elif word in ("-o", "-c", "-MT", "-MF"):
                skip = True
            else:
                flags.append(word)
        if source is None:
            source = self.sources / file
            flags = [f"-I{self.sources}/sim", f"-I{self.sources}/include",
                     f"-iquote{(self.build.root / file).parent}", *flags]
        done = subprocess.run(
            [words[0], *flags, "-w", "-O1", *extra, "-o", str(output), "-c",
             str(source)], cwd=entry["directory"], capture_output=True)
        return output if done.returncode == 0 else None

    def object_of(self, entry, file):
        if entry["output"] not in self.changed:
            self.changed[entry["output"]] = self.compile(file, entry)
        return self.changed[entry["output"]]

    def library_entries(self):
        for file in sorted(self.files):
            for entry in self.build.entries[file]:
                if "/rehearse_" in entry["output"]:
                    yield file, entry

    def compiles(self):
        return all(self.object_of(entry, file)
                   for file, entry in self.library_entries())

    def bytes_of_objects(self):
        return [self.object_of(entry, file).read_bytes()
                for file, entry in self.library_entries()]

    def own_object(self, output):
        """Tests that run the program are to run ours."""
        if output not in self.own:
            self.own[output] = None
            for file, entries in self.build.entries.items():
                for entry in entries:
                    if entry["output"] == output:
                        text = (self.build.root / file).read_text()
                        if "REHEARSE_BINARY" in text:
                            program = self.programs / "rehearse"
                            self.own[output] = self.compile(
                                file, entry, self.build.root / file,
                                ["-UREHEARSE_BINARY",
                                 f'-DREHEARSE_BINARY="{program}"'])
        return self.own[output]

    def link(self, target):
        """A program with the wrong objects first; None if it doesn't link."""
        by_output = {entry["output"]: (file, entry) for file in self.files
                     for entry in self.build.entries[file]}
        words, replaced = [], set()
        inputs = self.build.link_of(target)
        program = self.programs / pathlib.Path(target).name
        after_o = False
        for word in inputs:
            if after_o:
                word, after_o = str(program), False
            elif word == "-o":
                after_o = True
            elif word in by_output:
                file, entry = by_output[word]
                replaced.add(file)
                word = str(self.object_of(entry, file))
            elif word.endswith(".o") and target.startswith("tests/"):
                word = str(self.own_object(word) or word)
            words.append(word)
        first = next(i for i, w in enumerate(words) if w.endswith(".a"))
        ours = [str(self.object_of(entry, file))
                for file, entry in self.library_entries()
                if file not in replaced
                and any(self.archive(entry) in w for w in words)]
        words[first:first] = ours
        if "ccache" in words[0]:
            words.pop(0)
        done = subprocess.run([*words, "-fuse-ld=gold"],
                              cwd=self.build.folder, capture_output=True)
        return program if done.returncode == 0 else None

    @staticmethod
    def archive(entry):
        return "lib" + re.search(r"rehearse_\w+", entry["output"])[0] + ".a"
