// The list that would run the trial: its rows, codes and numbers.
#include "rehearse/lists/randomization_list.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "rehearse/lists/number_pattern.hpp"
#include "rehearse/lists/seed.hpp"
#include "rehearse/trial/simulate.hpp"
#include "unit/config/files.hpp"

using namespace rehearse;
using namespace rehearse::test;

namespace {

LoadedConfig load_list(const std::string& text) {
  return parse_config(text, "trial.toml", Dialect::toml, config_folder, {},
                      Reading::list);
}

// Two arms and what `rest` says.
Scenario scenario_of(const std::string& rest) {
  return load_list(
             "[trial]\nid = 'T'\nparticipants = 100\n"
             "[[arms]]\nid = 'new'\nrole = 'experimental'\n"
             "[[arms]]\nid = 'old'\nrole = 'control'\n" +
             rest + "\n[simulation]\nseed = 7\n")
      .scenario;
}

std::string factor(const std::string& name, std::size_t levels) {
  std::string text = "[[factors]]\nname = '" + name + "'\nlevels = [";
  std::string shares;
  for (std::size_t i = 0; i < levels; ++i) {
    text += "'" + name + std::to_string(i + 1) + "', ";
  }
  const std::string share = std::to_string(1.0 / static_cast<double>(levels));
  double sum = 0.0;
  for (std::size_t i = 0; i + 1 < levels; ++i) {
    shares += share + ", ";
    sum += std::stod(share);
  }
  return text + "]\nprevalence = [" + shares + std::to_string(1.0 - sum) +
         "]\n";
}

const std::string blocks_of_4 = "[randomization]\nblock_sizes = [4]\n";

using Row = std::tuple<std::string, std::string, std::uint32_t, std::uint32_t,
                       std::uint32_t>;

// number, code, arm, block and place of each stratum's rows, by its name.
std::map<std::string, std::vector<Row>> by_stratum(
    const RandomizationList& list) {
  std::map<std::string, std::vector<Row>> rows;
  for (const ListRow& row : list.rows) {
    const ListStratum& stratum = list.strata[row.stratum];
    rows[stratum.name].emplace_back(row.number, stratum.code,
                                    row.assignment.arm, row.assignment.block,
                                    row.seq_in_stratum);
  }
  return rows;
}

std::vector<std::string> codes_of(const RandomizationList& list) {
  std::vector<std::string> codes;
  for (const ListStratum& stratum : list.strata) codes.push_back(stratum.code);
  return codes;
}

std::string error_of(const Scenario& scenario) {
  try {
    (void)make_randomization_list(scenario);
  } catch (const ConfigError& error) {
    REQUIRE(error.diagnostics().size() == 1);
    const Diagnostic& fault = error.diagnostics().front();
    return fault.location + ": " + fault.message;
  }
  return "no error";
}

}  // namespace

TEST_CASE("codes tell any number of strata apart", "[config][exact]") {
  const auto [factors, strata] = GENERATE(
      table<std::string, std::size_t>({{"", 1},
                                       {factor("f", 25), 25},
                                       {factor("f", 26), 26},
                                       {factor("f", 27), 27},
                                       {factor("f", 31), 31},
                                       {factor("a", 8) + factor("b", 8), 64},
                                       {factor("f", 100), 100},
                                       {factor("a", 10) + factor("b", 10), 100},
                                       {factor("f", 677), 677}}));
  const bool none = factors.empty();
  const bool two = factors.find("'b'") != std::string::npos;
  const Scenario scenario = scenario_of(
      factors + blocks_of_4 + "list_length = { default = 8 }\nstratify_by = [" +
      (none  ? ""
       : two ? "'a', 'b'"
             : "'f'") +
      "]");
  const RandomizationList list = make_randomization_list(scenario);
  REQUIRE(list.strata.size() == strata);
  REQUIRE(list.rows.size() == 8 * strata);
  std::set<int> codes;
  std::set<std::string> numbers;
  for (const std::string& code : codes_of(list)) codes.insert(std::stoi(code));
  CHECK(codes.size() == strata);  // also as a spreadsheet reads them
  for (const ListRow& row : list.rows) numbers.insert(row.number);
  CHECK(numbers.size() == list.rows.size());
  CHECK(std::ranges::is_sorted(list.rows, {}, &ListRow::stratum));
}

TEST_CASE("codes are the site's number, then the levels'", "[config][exact]") {
  const std::string factors = factor("a", 2) + factor("b", 12);
  const std::string sites = "[sites]\ncount = 11\n";
  const RandomizationList list =
      make_randomization_list(scenario_of(factors + sites + blocks_of_4 +
                                          "stratify_by = ['b', 'site', 'a']\n"
                                          "list_length = { default = 4 }"));
  CHECK(list.factors == std::vector<std::string>{"b", "a"});
  REQUIRE(list.strata.size() == 2 * 12 * 11);
  const ListStratum& first = list.strata.front();
  CHECK(first.code == "1011");
  CHECK(first.name == "b=b1;a=a1;site=1");
  CHECK(first.site_id == "1");
  CHECK(first.levels == std::vector<std::string>{"b1", "a1"});
  CHECK(list.strata[1].code == "1012");
  CHECK(list.strata[2].code == "1021");
  CHECK(list.strata[24].code == "2011");
  CHECK(list.strata.back().code == "11122");
  CHECK(list.strata.back().name == "b=b12;a=a2;site=11");
  CHECK(make_randomization_list(scenario_of(blocks_of_4)).strata[0].code ==
        "1");
}

TEST_CASE("a site or level more leaves the others' rows", "[config][exact]") {
  const auto rows_of = [](const std::string& sites, std::size_t levels) {
    return by_stratum(make_randomization_list(scenario_of(
        factor("a", levels) + factor("b", 2) + "[sites]\nsite_id = [" + sites +
        "]\n" + blocks_of_4 + "stratify_by = ['a', 'b', 'site']\n" +
        "list_length = { default = 12 }")));
  };
  const auto before = rows_of("'S1', 'S2'", 3);
  REQUIRE(before.size() == 12);
  for (const auto& after :
       {rows_of("'S1', 'S2', 'S3'", 3), rows_of("'S1', 'S2'", 4)}) {
    REQUIRE(after.size() > before.size());
    for (const auto& [name, rows] : before) CHECK(after.at(name) == rows);
  }
  // Put in front it changes codes, and with them numbers, but never an arm.
  const auto moved = rows_of("'S0', 'S1', 'S2'", 3);
  for (const auto& [name, rows] : before)
    for (std::size_t i = 0; i < rows.size(); ++i) {
      CHECK(std::get<2>(moved.at(name)[i]) == std::get<2>(rows[i]));
      CHECK(std::get<0>(moved.at(name)[i]) != std::get<0>(rows[i]));
    }
}

TEST_CASE("no stratum's list is another's", "[config][exact]") {
  std::map<std::uint32_t, std::vector<std::uint32_t>> arms;
  for (const ListRow& row :
       make_randomization_list(
           scenario_of(factor("a", 20) + blocks_of_4 +
                       "stratify_by = ['a']\nlist_length = { default = 40 }"))
           .rows)
    arms[row.stratum].push_back(row.assignment.arm);
  std::set<std::vector<std::uint32_t>> lists;
  for (const auto& [stratum, list] : arms) lists.insert(list);
  CHECK(lists.size() == 20);  // of 6^10 each
}

TEST_CASE("patterns make numbers", "[config][exact]") {
  Scenario scenario =
      scenario_of("[sites]\nsite_id = ['7', 'Köln']\n" + blocks_of_4 +
                  "stratify_by = ['site']\nlist_length = { default = 4 }");
  const auto last_with = [&](const std::string& pattern,
                             const std::string& prefix = "") {
    scenario.randomization.number_pattern = pattern;
    return make_randomization_list(scenario, {"", prefix, 0})
        .rows.back()
        .number;
  };
  CHECK(last_with("R{stratum:02}{seq:04}") == "R020004");
  CHECK(last_with("{row}") == "8");
  CHECK(last_with("{row:018}") == "000000000000000008");
  CHECK(last_with("{site}/{seq:01}") == "Köln/4");
  CHECK(last_with("x{stratum}-{seq:03}y{row}") == "x2-004y8");
  CHECK(last_with("{stratum}-{seq}", "DUMMY-") == "DUMMY-2-4");
  scenario.randomization.number_pattern = "{site:03}-{seq}";
  CHECK(make_randomization_list(scenario).rows.front().number == "007-1");
  CHECK(make_randomization_list(scenario, {"", "DUMMY-", 0}).list_id ==
        "DUMMY-T");
  CHECK(make_randomization_list(scenario, {"L2", "DUMMY-", 0}).list_id ==
        "DUMMY-L2");
}

TEST_CASE("a pattern's fault is said", "[config][errors]") {
  const std::map<std::string, std::string> faults{
      {"R{stratum:02}{seq:04}", ""},
      {"{row}", ""},
      {"{seq}", ""},
      {"R{stratum:02}{sqe:04}",
       "'{sqe}' is no part of a number (did you mean 'seq'?)"},
      {"{}{seq}",
       "'{}' is no part of a number (known: stratum, seq, row, site)"},
      {"{seq:4}",
       "'4' is no width (a zero and 1 to 18 digits): write e.g. {seq:04}"},
      {"{row:019}",
       "'019' is no width (a zero and 1 to 18 digits): write e.g. {row:04}"},
      {"{row:0}",
       "'0' is no width (a zero and 1 to 18 digits): write e.g. {row:04}"},
      {"{row:}",
       "'' is no width (a zero and 1 to 18 digits): write e.g. {row:04}"},
      {"R{seq",
       "a brace stands alone (braces hold a part of the number): write e.g. "
       "R{stratum:02}{seq:04}"},
      {"R}{seq}",
       "a brace stands alone (braces hold a part of the number): write e.g. "
       "R{stratum:02}{seq:04}"},
      {"{{seq}}",
       "a brace stands alone (braces hold a part of the number): write e.g. "
       "R{stratum:02}{seq:04}"},
      {"R{stratum}",
       "neither {seq} nor {row} is in it (numbers would repeat): write e.g. "
       "R{stratum:02}{seq:04}"},
      {"",
       "neither {seq} nor {row} is in it (numbers would repeat): write "
       "e.g. R{stratum:02}{seq:04}"},
      {"{" + std::string(500, 'x') + "}",
       "'{" + std::string(20, 'x') +
           "}' is no part of a number (known: stratum, seq, row, site)"}};
  for (const auto& [pattern, fault] : faults) {
    CHECK(pattern_fault(pattern).value_or("") == fault);
    CHECK(fault.size() < 120);
  }
}

TEST_CASE("a number given twice names both rows", "[config][errors]") {
  const std::string strata = factor("f", 12) + blocks_of_4 +
                             "stratify_by = ['f']\n"
                             "list_length = { default = 12 }\n";
  const auto with = [&](const std::string& pattern) {
    return error_of(scenario_of(strata + "number_pattern = '" + pattern + "'"));
  };
  const std::string advice =
      " (each needs its own): write e.g. \"R{stratum:02}-{seq:04}\" or "
      "\"R{row:06}\"";
  CHECK(with("R{seq:03}") ==
        "randomization.number_pattern: \"R{seq:03}\" gives row 1 (stratum "
        "f=f1) and row 13 (stratum f=f2) the number 'R001'" +
            advice);
  CHECK(with("R{stratum}-{seq}") == "no error");
  CHECK(with("R{stratum:02}-{seq:04}") == "no error");
  CHECK(error_of(scenario_of("[sites]\ncount = 11\n" + blocks_of_4 +
                             "stratify_by = ['site']\n"
                             "list_length = { default = 12 }\n"
                             "number_pattern = 'R{stratum}{seq}'")) ==
        "randomization.number_pattern: \"R{stratum}{seq}\" gives row 11 "
        "(stratum site=1) and row 121 (stratum site=11) the number 'R111'" +
            advice);
  CHECK(with("{site}{seq}") ==
        "randomization.number_pattern: {site} is in the pattern, but the list "
        "has no sites (site neither stratifies nor is minimized over): remove "
        "{site}, or stratify by \"site\"");
}

TEST_CASE("a factor may have the name of a list's column", "[config]") {
  const RandomizationList list = make_randomization_list(
      scenario_of(factor("arm", 2) + blocks_of_4 + "stratify_by = ['arm']"));
  CHECK(list.factors == std::vector<std::string>{"factor_arm"});
}

TEST_CASE("the list is what the simulator allocates",
          "[config][exact][LST-08]") {
  const std::string keys = GENERATE(
      "procedure = 'complete'", "block_sizes = [4, 6]",
      "procedure = 'random-allocation'", "procedure = 'urn'",
      "procedure = 'biased-coin'\nprobability = 0.7",
      "procedure = 'big-stick'\nmti = 3",
      "procedure = 'chen'\nmti = 3\nprobability = 0.6",
      "procedure = 'block-urn'\nlambda = 2", "procedure = 'maximal'\nmti = 3");
  const Scenario scenario =
      load_toml(replaced(base_text(),
                         "block_sizes = [4]\nstratify_by = [\"sex\"]",
                         keys + "\nstratify_by = [\"sex\", \"site\"]\n"
                                "list_length = { default = 60 }"))
          .scenario;
  const TrialPlan plan{scenario};
  TrialSimulator simulator{plan};
  for (const std::uint64_t replicate : {0, 3}) {
    auto rows =
        by_stratum(make_randomization_list(scenario, {"", "", replicate}));
    simulator.enrol(replicate);
    simulator.randomize(replicate);
    std::map<std::string, std::size_t> next;
    const Participants& people = simulator.participants();
    for (std::size_t i = 0; i < people.size(); ++i) {
      const std::string name = stratum_name(scenario, people.stratum[i]);
      const Row& row = rows.at(name).at(next[name]++);
      REQUIRE(std::get<2>(row) == people.arm[i]);
      REQUIRE(std::get<3>(row) == people.block[i]);
    }
  }
}
