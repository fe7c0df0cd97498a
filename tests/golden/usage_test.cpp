// Broken command lines, each with its exact message and exit status.
#include <sstream>
#include <string>

#include "golden/process.hpp"
#include "rehearse/text/text_table.hpp"
#include "support/catch.hpp"

using rehearse::golden::done;
using rehearse::golden::has;
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
    "the commands are power, sweep, merge, table, design, size, compare, "
    "randomize, "
    "simulate, analyze, forecast, report, check, schema, init, info, keygen, "
    "open, explain, "
    "keys, verify, qualify, help, version";
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
         "' is no number of replicates (a whole number from 1): write e.g. "
         "--replicates 100000";
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
          "[golden][usage][OPS-03]") {
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
      usage("init --multiplicity hom", "init",
            "--multiplicity: no such choice 'hom' (did you mean 'holm'?)"),
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
            "--replicate is missing (it has no default): give it, or "
            "--replicates A-B for several"),
      usage("simulate configs/w1.toml --replicate 1 --replicates 0-9",
            "simulate",
            "--replicate and --replicates A-B are both given (either says "
            "which): keep one"),
      usage("help pwoer", "help",
            "unknown command 'pwoer' (did you mean 'power'?); " + commands),
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
      usage("power configs/w1.toml --replicates 1.5", "power",
            bad_replicates("1.5")),
      usage("power configs/w1.toml --replicates 10,000", "power",
            "--replicates: '10,000' is no number of replicates (commas "
            "between thousands): write 10000"),
      usage("power configs/w1.toml --replicates 10.000", "power",
            "--replicates: '10.000' is no number of replicates (points "
            "between thousands): write 10000"),
      usage("sweep configs/w1.toml --vary trial.participants=246,10,000",
            "sweep",
            "--vary: '10,000' of 'trial.participants' is two values, 10 and "
            "000 (commas separate them): write 10000 if one number is meant"),
      usage("power configs/w1.toml --replicates -5", "power",
            bad_replicates("-5")),
      usage("power configs/w1.toml --threads 0", "power", bad_threads("0")),
      usage("power configs/w1.toml --threads -3", "power", bad_threads("-3")),
      usage("power configs/w1.toml --threads x", "power", bad_threads("x")),
      usage("power configs/w1.toml --threads 99999", "power",
            bad_threads("99999")),
      usage("power configs/w1.toml --require-power 90%", "power",
            "--require-power: '90%' is no power (a percentage): write 0.9"),
      usage("power configs/w1.toml --require-power 1.5", "power",
            bad_power("1.5")),
      usage(
          "power configs/w1.toml --format xml", "power",
          "--format: no such choice 'xml' (known: table, json, csv, md, html, "
          "latex, docx, rtf, xlsx)"),
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
            "--replicate: 'x' is no number of a replicate (a whole number "
            "from 0): write e.g. --replicate 7"),
      usage("simulate configs/w1.toml --replicates 9-3", "simulate",
            "--replicates: '9-3' is no range (A-B, A from 0 to B): write e.g. "
            "0-99"),
      usage("simulate configs/w1.toml --replicates 0-100000", "simulate",
            "--replicates: 100000 is not in the run (its 100,000 replicates "
            "are numbered from 0): ask for at most 99999, or raise "
            "simulation.replicates by --set"),
      usage("simulate configs/w1.toml --replicate 100000", "simulate",
            "--replicate: 100000 is not in the run (its 100,000 replicates "
            "are numbered from 0): ask for at most 99999, or raise "
            "--replicates"),
      usage("simulate configs/w3.toml --replicate 1 --look interm", "simulate",
            "--look: the config has no look 'interm' (did you mean "
            "'interim'?)"),
      usage("simulate configs/w3.toml --replicate 1 --table visits", "simulate",
            "--table visits: the config has no visits (events are seen when "
            "they happen): add [assessment] to it, or ask for another table"),
      usage("simulate configs/w3.toml --replicate 1 --adam xpt", "simulate",
            "--adam goes with --out (it writes several files): add --out DIR"),
      usage("simulate configs/w3.toml --replicates 1-2 --adam xpt --out d",
            "simulate",
            "--adam doesn't go with --replicates A-B (a data set is of one "
            "trial): ask for one with --replicate"),
      usage("simulate configs/w3.toml --replicate 1 --table adtt", "simulate",
            "--table: there is no table 'adtt' (did you mean 'adtte'?)"),
      usage("simulate configs/w3.toml --replicates 1-2 --format md", "simulate",
            "--format: several replicates are csv or json (the others show "
            "what the looks of one gave): choose one of these, or give "
            "--replicate"),
  }));
  check(one);
}

TEST_CASE("a config that isn't there or is wrong is named",
          "[golden][usage][OPS-03]") {
  const auto one = GENERATE(values<Case>({
      {"power none.toml", 66,
       "rehearse power: none.toml: the config can't be read (it is missing, "
       "or no file): check its name\n"},
      {"power configs", 66,
       "rehearse power: configs: the config can't be read (it is missing, or "
       "no file): check its name\n"},
      {"power configs/w1", 66,
       "rehearse power: configs/w1: the config can't be read (there is no "
       "such file, but 'configs/w1.toml' exists): did you mean that one?\n"},
      {"power configs/nct0708976.toml", 66,
       "rehearse power: configs/nct0708976.toml: the config can't be read "
       "(there is no such file, but 'configs/nct07008976.toml' exists): did "
       "you mean that one?\n"},
      {"check configs/w1.toml --set hazard_ratio=.7", 78,
       "--set hazard_ratio=.7: error: unknown key 'hazard_ratio' (did you "
       "mean 'endpoint.effect.hazard_ratio' or "
       "'endpoint.death.switch.hazard_ratio' or "
       "'factors[0].hazard_ratio'?)\n1 error\n"},
      {"check configs/w1.toml --set endpoint.effect.hazard_ratio=0,7", 78,
       "--set endpoint.effect.hazard_ratio=0,7: error: "
       "endpoint.effect.hazard_ratio: expected a number, found \"0,7\" (a "
       "decimal comma): write 0.7\n1 error\n"},
      {"check configs/w1.toml --set 'endpoint.control.median=“8 months”'", 78,
       "--set endpoint.control.median=“8 months”: error: “ is a typographic "
       "quotation mark (a word processor's; a value's are straight): write "
       "\", or leave it out\n1 error\n"},
      {"check configs/w1.toml --set analysis.looks.finale.events=9", 78,
       "--set analysis.looks.finale.events=9: error: no element of the list "
       "is called 'finale' (did you mean 'final'?)\n1 error\n"},
      {"check configs/w1.toml --set trial.partcipants=3 --set a.b=1", 78,
       "--set trial.partcipants=3: error: trial: unknown key 'partcipants' "
       "(did you mean 'participants'?)\n"
       "--set a.b=1: error: unknown key 'a' (known: schema_version, trial, "
       "arms, factors, sites, randomization, enrolment, endpoint, dropout, "
       "assessment, review, calibration, analysis, hypotheses, "
       "multiplicity, conduct, assurance, size, forecast, simulation, "
       "scenario, scenarios, "
       "sweep)\n"
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

TEST_CASE("help fits the screen, and breaks no word", "[golden][usage]") {
  const std::string width = GENERATE("80", "40");
  for (const std::string command :
       {"power", "sweep", "merge", "design", "size", "compare", "randomize",
        "simulate", "analyze", "check", "schema", "init", "info", "keygen",
        "open", "verify"}) {
    const std::string wide = done("COLUMNS=1000 rehearse help " + command).out;
    const std::string text =
        done("COLUMNS=" + width + " rehearse help " + command).out;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
      if (line.ends_with(" \\")) line.resize(line.size() - 2);
      const bool one_word =
          line.find(' ', line.find_first_not_of(' ')) == std::string::npos;
      CAPTURE(line);
      CHECK((rehearse::display_width(line) <= std::stoul(width) || one_word ||
             has(line, "\"") || has(line, "'")));
    }
    std::istringstream words{text};
    for (std::string word; words >> word;) {
      CAPTURE(word);
      CHECK((word == "\\" || has(wide, word)));
    }
  }
}

TEST_CASE("what a command doesn't use isn't in its help", "[golden][usage]") {
  const auto lacks = [](const std::string& command, const std::string& flag) {
    CAPTURE(command, flag);
    CHECK_FALSE(has(done("rehearse help " + command).out, flag));
  };
  lacks("design", "--seed");
  lacks("design", "--replicates");
  lacks("info", "--seed");
  lacks("merge", "--color");
  lacks("keygen", "--quiet");
  lacks("open", "--color");
  // Scripts may still give all commands the same.
  done("rehearse design configs/w1.toml --replicates 8 --seed 3");
}

TEST_CASE("a config comes from standard input, in either dialect",
          "[golden][usage]") {
  const std::string named = done("rehearse check configs/w1.toml").out;
  CHECK(done("rehearse check - < configs/w1.toml").out == named);
  done("rehearse init $SCRATCH/one.json; rehearse init $SCRATCH/one.toml");
  const std::string json = done("rehearse check - < $SCRATCH/one.json").out;
  CHECK(json == done("rehearse check $SCRATCH/one.toml").out);
  CHECK(done("rehearse sweep - --vary trial.participants=240,246 --replicates "
             "64 --quiet < configs/w1.toml")
            .out.size() > 100);
  const auto wrong = shell("echo 'x = 1' | rehearse check -");
  CHECK(has(wrong.err, "standard input:1:1: error: unknown key 'x'"));
}

TEST_CASE("advice can be pasted into a shell", "[golden][usage]") {
  const auto result = done("cd $SCRATCH; rehearse init 'a trial.toml'");
  CHECK(result.err ==
        "a trial.toml is written: edit it, then\n"
        "  rehearse check 'a trial.toml'\n"
        "  rehearse power 'a trial.toml'\n");
  done("cd $SCRATCH; rehearse check 'a trial.toml'");
}

TEST_CASE("what an office program does to a config is named",
          "[golden][usage]") {
  const auto fault = [](const std::string& edit) {
    return shell("sed '" + edit +
                 "' configs/w1.toml > $SCRATCH/office.toml; cd $SCRATCH; "
                 "rehearse check office.toml")
        .err;
  };
  CHECK(has(fault("s/\"6.8 months\"/“6.8 months”/"),
            "error: syntax: “ is a typographic quotation mark (a word "
            "processor's; a config's are straight): write \"\n"));
  CHECK(has(fault("s/^hazard_ratio = 0.6.*/hazard_ratio = 0,6/"),
            "error: syntax: '0,6' is no number (a decimal comma): write "
            "0.6\n"));
  CHECK(has(shell("printf '{\"trial\": {\\n\"participants\": 1,5\\n}}' | "
                  "rehearse check -")
                .err,
            "'1,5' is no number (a decimal comma): write 1.5"));
}
