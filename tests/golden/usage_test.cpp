// Broken command lines, each with its exact message and exit status.
#include <string>

#include "golden/process.hpp"
#include "support/catch.hpp"

using rehearse::golden::shell;

namespace {

struct Case {
  std::string arguments;
  int status;
  std::string message;
};

// A usage error ends by naming the help that would have said so.
Case usage(const std::string& arguments, const std::string& command,
           const std::string& message) {
  const std::string name = command.empty() ? "rehearse" : "rehearse " + command;
  return {arguments, 64,
          name + ": " + message + "\nSee '" + name + " --help'.\n"};
}

const std::string commands =
    "the commands are power, sweep, merge, design, size, randomize, simulate, "
    "analyze, "
    "check, schema, init, info, keygen, open";
const std::string no_config =
    "CONFIG is missing (the file that states the trial): give one; 'rehearse "
    "init trial.toml' writes one to start from";

std::string bad_seed(const std::string& text) {
  return "--seed: '" + text +
         "' is no seed (a whole number from 0 to 18446744073709551615, or 64 "
         "hex digits): write e.g. --seed 20250707";
}

std::string bad_replicates(const std::string& text) {
  return "--replicates: '" + text +
         "' is no number of replicates (a whole number from 1, in digits "
         "alone): write e.g. --replicates 100000";
}

std::string bad_threads(const std::string& text) {
  return "--threads: '" + text +
         "' is no number of threads (a whole number from 1 to 1024): leave it "
         "out for all cores";
}

std::string bad_power(const std::string& text) {
  return "--require-power: '" + text +
         "' is no power (a number between 0 and 1): write e.g. "
         "--require-power 0.9";
}

void check(const Case& one) {
  CAPTURE(one.arguments);
  const auto result = shell("rehearse " + one.arguments);
  CHECK(result.status == one.status);
  CHECK(result.err == one.message);
  CHECK(result.out.empty());
}

}  // namespace

TEST_CASE("an unknown command or flag is met with the nearest",
          "[golden][usage]") {
  const auto one = GENERATE(values<Case>({
      usage("pwoer configs/w1.toml", "",
            "unknown command 'pwoer' (did you mean 'power'?); " + commands),
      usage("plot configs/w1.toml", "", "unknown command 'plot'; " + commands),
      usage("configs/w1.toml", "",
            "unknown command 'configs/w1.toml'; " + commands),
      usage("''", "", "unknown command ''; " + commands),
      usage(
          "--verison", "",
          "unknown flag '--verison' (did you mean '--version'?); the flags of "
          "a command come after its name"),
      usage("--quiet power configs/w1.toml", "",
            "unknown flag '--quiet' (known: --help, --version); the flags of a "
            "command come after its name"),
      usage("power configs/w1.toml --replicats=7", "power",
            "unknown flag '--replicats' (did you mean '--replicates'?)"),
      usage("power configs/w1.toml --thread 2", "power",
            "unknown flag '--thread' (did you mean '--threads'?)"),
      usage("power --quite", "power",
            "unknown flag '--quite' (did you mean '--quiet'?)"),
      usage("schema --fromat json", "schema",
            "unknown flag '--fromat' (known: --help)"),
      usage("power configs/w1.toml configs/w2.toml", "power",
            "unexpected 'configs/w2.toml' (everything it takes was given): "
            "leave it out, or put quotes around a value with spaces"),
  }));
  check(one);
}

TEST_CASE("what is missing or given twice is named", "[golden][usage]") {
  const auto one = GENERATE(values<Case>({
      usage("power", "power", no_config),
      usage("power --out", "power", no_config),
      usage("check", "check", no_config),
      usage("power --out configs/w1.toml --replicates 64", "power",
            "CONFIG is missing ('configs/w1.toml' is the folder of --out): "
            "give the config before --out"),
      usage("simulate configs/w1.toml", "simulate",
            "--replicate is missing (it has no default): give it"),
      usage("power configs/w1.toml --seed", "power",
            "--seed needs a value: write it after the flag"),
      usage("power configs/w1.toml --set", "power",
            "--set needs a value: write it after the flag"),
      usage("power configs/w1.toml --seed 1 --seed 2", "power",
            "--seed is given more than once (it takes one value): keep one "
            "of them"),
  }));
  check(one);
}

TEST_CASE("a value that makes no sense is refused", "[golden][usage]") {
  const auto one = GENERATE(values<Case>({
      usage("power configs/w1.toml --seed -1", "power", bad_seed("-1")),
      usage("power configs/w1.toml --seed 1.5", "power", bad_seed("1.5")),
      usage("power configs/w1.toml --seed 18446744073709551616", "power",
            bad_seed("18446744073709551616")),
      usage("power configs/w1.toml --seed ' 1'", "power", bad_seed(" 1")),
      usage("power configs/w1.toml --replicates 0", "power",
            bad_replicates("0")),
      usage("power configs/w1.toml --replicates 1e6", "power",
            bad_replicates("1e6")),
      usage("power configs/w1.toml --replicates -5", "power",
            bad_replicates("-5")),
      usage("power configs/w1.toml --threads 0", "power", bad_threads("0")),
      usage("power configs/w1.toml --threads -3", "power", bad_threads("-3")),
      usage("power configs/w1.toml --threads x", "power", bad_threads("x")),
      usage("power configs/w1.toml --threads 99999", "power",
            bad_threads("99999")),
      usage("power configs/w1.toml --require-power 90%", "power",
            bad_power("90%")),
      usage("power configs/w1.toml --require-power 1.5", "power",
            bad_power("1.5")),
      usage("power configs/w1.toml --format xml", "power",
            "--format: no such choice 'xml' (known: table, json, csv, md)"),
      usage("power configs/w1.toml --format jsno", "power",
            "--format: no such choice 'jsno' (did you mean 'json'?)"),
      usage("power configs/w1.toml --progress", "power",
            "--progress needs a value: write it after the flag"),
      usage("power configs/w1.toml --progress fast", "power",
            "--progress: no such choice 'fast' (known: auto, bar, json, "
            "none)"),
      usage("power configs/w1.toml --color alwys", "power",
            "--color: no such choice 'alwys' (did you mean 'always'?)"),
      usage("power configs/w1.toml --set foo", "power",
            "--set: 'foo' sets nothing (it has no '='): write KEY=VALUE, e.g. "
            "--set endpoint.effect.hazard_ratio=0.65"),
      usage("simulate configs/w1.toml --replicate x", "simulate",
            "--replicate: 'x' is no whole number from 0 to "
            "18446744073709551615: give one in digits alone"),
      usage("simulate configs/w1.toml --replicate 100000", "simulate",
            "--replicate: 100000 is not in the run (its 100,000 replicates "
            "are numbered from 0): ask for at most 99999, or raise "
            "--replicates"),
      usage("simulate configs/w3.toml --replicate 1 --look interm", "simulate",
            "--look: the config has no look 'interm' (did you mean "
            "'interim'?)"),
      usage("simulate configs/w3.toml --replicate 1 --table visits", "simulate",
            "--table visits: the config has no visits (events are seen when "
            "they happen): add [assessment] to it, or ask for participants or "
            "adtte"),
      usage("simulate configs/w3.toml --replicate 1 --table adtt", "simulate",
            "--table: there is no table 'adtt' (did you mean 'adtte'?)"),
      usage("simulate configs/w3.toml --replicate 1 --format md", "simulate",
            "--format: no such choice 'md' (known: csv, json)"),
  }));
  check(one);
}

TEST_CASE("a config that isn't there or is wrong is named", "[golden][usage]") {
  const auto one = GENERATE(values<Case>({
      {"power none.toml", 66,
       "rehearse power: none.toml: the config can't be read (it is missing, "
       "or no file): check its name\n"},
      {"power configs", 66,
       "rehearse power: configs: the config can't be read (it is missing, or "
       "no file): check its name\n"},
      {"check configs/w1.toml --set trial.partcipants=3 --set a.b=1", 78,
       "--set trial.partcipants=3: error: trial: unknown key 'partcipants' "
       "(did you mean 'participants'?)\n"
       "--set a.b=1: error: unknown key 'a' (known: schema_version, trial, "
       "arms, factors, sites, randomization, enrolment, endpoint, dropout, "
       "assessment, review, calibration, analysis, assurance, size, "
       "simulation, scenario, scenarios, sweep)\n"
       "2 errors\n"},
  }));
  check(one);
}

TEST_CASE("what cannot be written says where", "[golden][usage]") {
  const std::string brief = "power configs/w1.toml --replicates 64 ";
  const auto one = GENERATE_COPY(values<Case>({
      {brief + "--out /proc/none/x", 73,
       "rehearse power: /proc/none/x: the folder cannot be made (No such file "
       "or directory): choose another with --out\n"},
      {brief + "--out /dev/null", 73,
       "rehearse power: /dev/null: the folder cannot be made (Not a directory)"
       ": choose another with --out\n"},
      {brief + "--replicate-data none/rows.csv", 73,
       "rehearse power: none/rows.csv: cannot be created (No such file or "
       "directory): choose a folder that exists and may be written to\n"},
      {brief + "--replicate-data configs", 73,
       "rehearse power: configs: cannot be created (Is a directory): choose a "
       "folder that exists and may be written to\n"},
      {"power configs/w1.toml --replicates 5000 --replicate-data /dev/full", 74,
       "rehearse power: /dev/full: cannot be written (No space left on "
       "device): make room, or choose another place\n"},
      {brief + "--replicate-data /dev/full", 74,
       "rehearse power: /dev/full: cannot be written (No space left on "
       "device): make room, or choose another place\n"},
      {brief + "> /dev/full", 74,
       "rehearse power: standard output: cannot be written (No space left on "
       "device): make room, or choose another place\n"},
      {"schema > /dev/full", 74,
       "rehearse schema: standard output: cannot be written (No space left on "
       "device): make room, or choose another place\n"},
      {"power --help > /dev/full", 74,
       "rehearse power: standard output: cannot be written (No space left on "
       "device): make room, or choose another place\n"},
      {"init configs/w1.toml", 73,
       "rehearse init: configs/w1.toml: exists (it would be lost): choose "
       "another name, or overwrite it with --force\n"},
      {"init /dev/full --force", 74,
       "rehearse init: /dev/full: cannot be written (No space left on "
       "device): make room, or choose another place\n"},
      {"init none/trial.toml", 73,
       "rehearse init: none/trial.toml: cannot be created (No such file or "
       "directory): choose a folder that exists and may be written to\n"},
  }));
  check(one);
}
