// The randomize command as its users run it.
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "golden/golden_file.hpp"
#include "golden/process.hpp"
#include "rehearse/store/sha256.hpp"
#include "support/catch.hpp"

using rehearse::golden::content;
using rehearse::golden::done;
using rehearse::golden::has;
using rehearse::golden::scratch;
using rehearse::golden::shell;

namespace {

namespace fs = std::filesystem;

const std::string trial = "configs/nct07008976.toml";

}  // namespace

TEST_CASE("a seed's list is the same for ever", "[golden][randomize][LST-01]") {
  // Another version that changes these bytes breaks the lists of trials that
  // run: the CHANGELOG must say so under "Changes that alter results".
  const std::string command = "rehearse randomize " + trial + " --seed 2025";
  const std::string list = done(command + " 2>/dev/null").out;
  rehearse::golden::check("randomize.csv", list);
  CHECK(done(command + " 2>/dev/null").out == list);
  rehearse::golden::check("randomize-site.csv",
                          done(command + " --site-view 2>/dev/null").out);
}

TEST_CASE("a list of before its lengths grew is made again",
          "[golden][randomize][LST-01]") {
  // The bytes of version 0.1, which did not look at run-out: its resolved
  // config states the overrun.
  CHECK(rehearse::sha256_hex(done("rehearse randomize " + trial +
                                  " --seed 2025 --set "
                                  "randomization.overrun=0.5 2>/dev/null")
                                 .out) ==
        "66be1dc5d68eafa2061a99e5b5a38f1a0851fc37cb936c6b7b5c96c6ede72c69");
}

TEST_CASE("the trial's replicate 0 is allocated by the list of its seed",
          "[golden][randomize][LST-08]") {
  // With the config's own seed, row by row of each stratum.
  done(
      "rehearse randomize " + trial +
      " --seed 20250707 2>/dev/null | awk -F, 'NR>1 {print $5\",\"$6\",\"$7\","
      "\"$11\",\"$12}' | sort > $SCRATCH/list; rehearse simulate " +
      trial +
      " --replicate 0 --quiet | awk -F, 'NR>1 {print $4\",\"$5\",\"$6\",\"$8\","
      "\"$9}' | sort > $SCRATCH/simulated; "
      "test $(wc -l < $SCRATCH/simulated) -gt 200");
  const auto missing = done("comm -13 $SCRATCH/list $SCRATCH/simulated");
  // A stratum may be longer than its list; what is in the list is the list.
  std::istringstream lines{missing.out};
  int beyond = 0;
  for (std::string line; std::getline(lines, line);) ++beyond;
  CHECK(beyond <= 5);
}

TEST_CASE("lists say whether they may run out", "[golden][randomize]") {
  const std::string command =
      "rehearse randomize " + trial +
      " --set 'randomization.stratify_by=[\"site\",\"prior_lines\"]' "
      "--set trial.participants=250 --set randomization.block_sizes=[4] ";
  CHECK(has(done(command + "--seed 5 > $SCRATCH/long.csv").err,
            "runs out before 250 participants are allocated is 5.6e-05"));
  const std::string stated = "--set randomization.overrun=0.5 ";
  CHECK(has(done(command + stated + "--seed 5 > $SCRATCH/short.csv").err,
            "runs out before 250 participants are allocated is 0.77"));
  // Its checks are said, and in the folder's quality.json.
  CHECK(has(done(command + "--check $SCRATCH/short.csv").out,
            "is 0.77 (the config"));
  done(command + "--out $SCRATCH/quality --quiet");
  const auto quality =
      nlohmann::json::parse(content(scratch() / "quality/quality.json"));
  CHECK(quality.at("runout_probability").get<double>() ==
        Approx(5.62989747586728e-05));
}

TEST_CASE("what only an alternative says is said of it",
          "[golden][randomize]") {
  const auto report = done(
      "rehearse randomize " + trial +
      " --report --replicates 100 --compare 'few: list_length={default=4}'");
  CHECK(has(report.err,
            "--compare 'few': warning: randomization: the lists "
            "have 32 rows together"));
  CHECK_FALSE(has(report.err, "nct07008976.toml:"));
  const auto wrong = shell("rehearse randomize " + trial +
                           " --report --compare 'x: block_sizes=[5]'");
  CHECK(wrong.status == 78);
  CHECK(has(wrong.err, "--compare 'x': error: "));
  CHECK_FALSE(has(wrong.err, "nct07008976.toml:"));
}

TEST_CASE("a list's names are text to a spreadsheet", "[golden][randomize]") {
  std::ofstream{scratch() / "formula.toml"}
      << "[trial]\nid = 'T'\nparticipants = 8\n"
         "[[arms]]\nid = '=1+1'\nrole = 'experimental'\n"
         "[[arms]]\nid = 'b'\nrole = 'control'\n"
         "[randomization]\nblock_sizes = [4]\n";
  const std::string command = "rehearse randomize $SCRATCH/formula.toml ";
  const auto list = done(command + "--seed 1 | tee $SCRATCH/formula.csv").out;
  CHECK(has(list, ",\"'=1+1\"\n"));
  CHECK_FALSE(has(list, ",=1+1"));
  CHECK(has(done(command + "--check $SCRATCH/formula.csv --seed 1").out,
            "0 findings; byte for byte what this config and seed make\n"));
}

TEST_CASE("a dummy list is marked in every row and never the live one",
          "[golden][randomize][LST-06]") {
  const std::string live =
      done("rehearse randomize " + trial + " --seed 5 2>/dev/null").out;
  const std::string dummy =
      done("rehearse randomize " + trial + " --seed 5 --dummy 2>/dev/null").out;
  std::istringstream lines{dummy};
  std::string line;
  std::getline(lines, line);
  std::string arms;
  while (std::getline(lines, line)) {
    CHECK(line.starts_with("DUMMY-"));
    CHECK(has(line, ",DUMMY-R"));
    arms += line.substr(line.rfind(','));
  }
  std::string live_arms;
  std::istringstream live_lines{live};
  std::getline(live_lines, line);
  while (std::getline(live_lines, line))
    live_arms += line.substr(line.rfind(','));
  CHECK(arms.substr(0, 500) != live_arms.substr(0, 500));
  const auto refused = shell("rehearse randomize " + trial +
                             " --dummy --seed " + std::string(64, 'a'));
  CHECK(refused.status == 64);
  CHECK(has(refused.err, "64 hex digits is that of a live list"));
}

TEST_CASE("a list is checked", "[golden][randomize][LST-02]") {
  const auto same =
      done("rehearse randomize " + trial +
           " --seed 9 2>/dev/null > $SCRATCH/l.csv; rehearse randomize " +
           trial + " --check $SCRATCH/l.csv --seed 9");
  CHECK(has(same.out,
            "0 findings; byte for byte what this config and seed make\n"));
  const auto other = shell("rehearse randomize " + trial +
                           " --check $SCRATCH/l.csv --seed 10");
  CHECK(other.status == 1);
  CHECK(has(other.out, "reproducibility"));
  done("sed '7d' $SCRATCH/l.csv > $SCRATCH/cut.csv");
  const auto cut =
      shell("rehearse randomize " + trial + " --check $SCRATCH/cut.csv");
  CHECK(cut.status == 1);
  CHECK(has(cut.out, "cut.csv:"));
  // Another program's names.
  done(
      "sed '1s/,arm$/,treatment/' $SCRATCH/l.csv > $SCRATCH/t.csv; rehearse "
      "randomize " +
      trial + " --check $SCRATCH/t.csv --column arm=treatment");
  // And another's codes, with a column that is the kits'.
  done(
      "printf 'column,theirs,ours\\narm,1,TQB2102\\narm,2,T-DM1\\n' > "
      "$SCRATCH/map.csv; sed -e 's/,TQB2102$/,1/' -e 's/,T-DM1$/,2/' -e "
      "'s/$/,7/' -e '1s/,7$/,kit_number/' $SCRATCH/l.csv > $SCRATCH/coded.csv");
  const auto coded =
      done("rehearse randomize " + trial +
           " --check $SCRATCH/coded.csv --value-map $SCRATCH/map.csv --seed 9");
  CHECK(has(coded.out, "columns not used: kit_number\n"));
  CHECK(has(coded.out, "0 findings; cell for cell what this config"));
  const auto no_map = shell("rehearse randomize " + trial +
                            " --check $SCRATCH/coded.csv --value-map "
                            "$SCRATCH/coded.csv");
  CHECK(no_map.status == 65);
  CHECK(has(no_map.err,
            "no column 'column' (a value map has column, theirs "
            "and ours): add it"));
  const auto json =
      nlohmann::json::parse(shell("rehearse randomize " + trial +
                                  " --check $SCRATCH/cut.csv --format json")
                                .out);
  CHECK_FALSE(json.at("findings").empty());
}

TEST_CASE("the report compares alternatives", "[golden][randomize]") {
  const std::string command =
      "rehearse randomize " + trial +
      " --report --replicates 2000 --quiet --compare 'sites: block_sizes=[4], "
      "stratify_by=[\"site\"]' --compare 'procedure=\"minimization\", "
      "probability=0.8, minimize_over=[{factor=\"prior_lines\"}, "
      "{factor=\"site\"}]' --format ";
  for (const char* format : {"table", "md", "csv", "json"}) {
    const std::string text = done(command + format).out;
    rehearse::golden::check(
        std::string{"randomize-report."} +
            (std::string{format} == "table" ? "txt" : format),
        text);
    CHECK(done(command + format + " --threads 1").out == text);
  }
}

TEST_CASE("minimization allocates arrivals", "[golden][randomize][RND-06]") {
  const std::string command =
      "rehearse randomize " + trial +
      " --set randomization.procedure=minimization --set "
      "randomization.probability=0.8 --set "
      "'randomization.minimize_over=[{factor=\"prior_lines\"}]' --seed 3 ";
  // The config's own keys for blocks are refused by name.
  CHECK(has(shell(command).err, "'block_sizes' is of procedure"));
  done(
      "sed -e 's/^block_sizes.*//' -e 's/^stratify_by = .*visceral.*//' "
      "configs/nct07008976.toml > $SCRATCH/m.toml; printf "
      "'prior_lines\\n1\\n2+\\n1\\n' > $SCRATCH/a.csv");
  const std::string minimized =
      "rehearse randomize $SCRATCH/m.toml --set "
      "randomization.procedure=minimization --set "
      "randomization.probability=0.8 --set "
      "'randomization.minimize_over=[{factor=\"prior_lines\"}]' --seed 3 ";
  const auto none = shell(minimized);
  CHECK(none.status == 64);
  CHECK(has(none.err, "--arrivals FILE"));
  const auto list =
      done(minimized + "--arrivals $SCRATCH/a.csv 2>/dev/null").out;
  CHECK(std::count(list.begin(), list.end(), '\n') == 4);
}

TEST_CASE("a list needs no outcomes, and may have three arms",
          "[golden][randomize]") {
  std::ofstream{scratch() / "three.toml"}
      << "[trial]\nid = 'T'\nparticipants = 60\n"
         "[[arms]]\nid = 'a'\nrole = 'experimental'\n"
         "[[arms]]\nid = 'b'\nrole = 'experimental'\n"
         "[[arms]]\nid = 'c'\nrole = 'control'\nallocation = 2\n"
         "[randomization]\nblock_sizes = [4, 8]\n";
  const auto list =
      done("rehearse randomize $SCRATCH/three.toml --seed 1 2>/dev/null").out;
  CHECK(has(list, ",a\n"));
  CHECK(has(list, ",b\n"));
  CHECK(has(list, ",c\n"));
  done(
      "rehearse randomize $SCRATCH/three.toml --report --replicates 500 "
      "--quiet");
  CHECK(shell("rehearse power $SCRATCH/three.toml").status == 78);
}

TEST_CASE("analyze draws the arms anew", "[golden][randomize]") {
  const std::string data =
      "rehearse simulate " + trial +
      " --replicate 7 --quiet > $SCRATCH/d.csv; rehearse analyze "
      "$SCRATCH/d.csv --time time_days --event event --arm arm "
      "--experimental TQB2102 --stratum analysis_stratum ";
  const auto json =
      nlohmann::json::parse(done(data + "--randomization-test 999 --config " +
                                 trial + " --format json")
                                .out);
  const auto& test = json.at("randomization_test");
  CHECK(test.at("draws") == 999);
  CHECK(test.at("z") == json.at("logrank").at("z"));
  CHECK(test.at("p_one_sided").get<double>() < 0.01);
  for (const char* format : {"table", "md", "csv"})
    CHECK(
        has(done(data + "--randomization-test 99 --order entry_days --config " +
                 trial + " --format " + format)
                .out,
            format == std::string{"csv"} ? "randomization_test_p_one_sided"
                                         : "Re-randomized"));
  const auto no_config = shell(data + "--randomization-test 99");
  CHECK(no_config.status == 64);
  CHECK(has(no_config.err, "add --config FILE"));
  // In another order these arms can't have come from the blocks.
  const auto shuffled = done(
      "(head -1 $SCRATCH/d.csv; tail -n +2 "
      "$SCRATCH/d.csv | sort -t, -k9) > $SCRATCH/e.csv; "
      "rehearse analyze $SCRATCH/e.csv --time time_days "
      "--event event --arm arm --experimental TQB2102 "
      "--randomization-test 9 --config " +
      trial);
  CHECK(has(shuffled.err, "the arms can't have come from permuted blocks"));
}

TEST_CASE("a seed's digits mean the same in capitals", "[golden][randomize]") {
  const std::string hex =
      "00000000000000000000000000000000000000000000000000"
      "00000000abcdef";
  const std::string capitals =
      "00000000000000000000000000000000000000000000000000"
      "00000000ABCDEF";
  const std::string command = "rehearse randomize " + trial + " --seed ";
  CHECK(done(command + hex).out == done(command + capitals).out);
  // 64 digits are 256 bits even where they are all decimal.
  const std::string five = std::string(63, '0') + '5';
  CHECK(done(command + five).out != done(command + "5 2>/dev/null").out);
}

TEST_CASE("what would be ignored is refused", "[golden][randomize]") {
  for (const char* arguments :
       {" --passphrase-file ''", " --check ''", " --site-view",
        " --out $SCRATCH/x --format json", " --out $SCRATCH/x --site-view",
        " --report --dummy", " --compare mti=3"}) {
    INFO(arguments);
    CHECK(shell("rehearse randomize " + trial + arguments).status == 64);
  }
}
