#include "rehearse/data/randomized_data.hpp"

#include <string>
#include <vector>

#include "rehearse/core/errors.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

const SurvivalColumns columns{"t", "e", "arm", "X", {}};

Scenario scenario() {
  Scenario scenario;
  scenario.arms = {{"C", Role::control, 1, "", ""},
                   {"X", Role::experimental, 1, "", ""}};
  scenario.factors = {{"sex", {"f", "m"}, {0.5, 0.5}, {1.0, 1.0}},
                      {"arm", {"a", "b"}, {0.5, 0.5}, {1.0, 1.0}}};
  scenario.sites = {{"S1", 1.0}, {"S2", 1.0}, {"S3", 1.0}};
  scenario.randomization.stratify_by = {0};
  scenario.randomization.by_site = true;
  return scenario;
}

RandomizedTrial read(const std::string& text, const Scenario& by,
                     const std::string& order = "") {
  const CsvTable table = parse_csv(text, "d.csv");
  return randomized_trial(table, survival_data(table, columns), columns, by,
                          order);
}

std::string error_of(const std::string& text, const Scenario& by,
                     const std::string& order = "") {
  try {
    static_cast<void>(read(text, by, order));
  } catch (const IoError& error) {
    CHECK(error.fault() == IoFault::bad_data);
    return error.what();
  }
  return "no error";
}

using Numbers = std::vector<std::uint32_t>;
using Arms = std::vector<std::uint8_t>;

const std::string data =
    "t,e,arm,sex,site_id,entry\n"
    "5,1,X,m,S2,2025-07-09\n"
    ",1,C,f,S3,2025-07-07\n"
    "6,0,C,f,S1,2025-07-08\n"
    "7,1,NA,m,S1,2025-07-09\n";

}  // namespace

TEST_CASE("rows become participants in strata", "[config][analyze]") {
  const RandomizedTrial trial = read(data, scenario());
  CHECK(trial.stratum == Numbers{4, 2, 0, 3});
  CHECK(trial.arm == Arms{1, 0, 0, unknown_arm});
  CHECK(trial.person == Numbers{0, 2});  // the others lack a value
  CHECK(trial.keys == std::vector{pack(0, 0, Role::experimental, true),
                                  pack(1, 0, Role::control, false)});
  CHECK(trial.levels.empty());
}

TEST_CASE("a column may say the order of entry", "[config][analyze]") {
  const RandomizedTrial trial = read(data, scenario(), "entry");
  CHECK(trial.stratum == Numbers{2, 0, 4, 3});  // a tie as in the file
  CHECK(trial.arm == Arms{0, 0, 1, unknown_arm});
  CHECK(trial.person == Numbers{2, 1});
}

TEST_CASE("minimization takes levels from columns", "[config][analyze]") {
  Scenario by = scenario();
  by.randomization.stratify_by.clear();
  by.randomization.by_site = false;
  by.randomization.procedure.kind = ProcedureKind::minimization;
  by.randomization.minimize_over = {{std::nullopt, 1.0}, {0, 1.0}, {1, 1.0}};
  // Sites as `simulate` names their column; a factor called as a column of
  // lists has that of lists.
  const RandomizedTrial trial =
      read("t,e,arm,sex,site,factor_arm\n5,1,X,m,S2,a\n6,0,C,f,S3,b\n", by);
  CHECK(trial.stratum == Numbers{0, 0});
  CHECK(trial.levels == Numbers{1, 1, 0, 2, 0, 1});
}

TEST_CASE("randomized data that can't be read say why", "[config][analyze]") {
  const std::string head = "t,e,arm,sex,site_id,entry\n";
  const std::string good = "5,1,X,m,S2,1\n6,0,C,f,S1,2\n";
  Scenario other = scenario();
  other.arms[0].id = std::string{"placebo"};
  CHECK(error_of(head + good, other) ==
        "d.csv:1: the control arm is 'C' in the data, 'placebo' in the config "
        "(the config says in which ratio arms are drawn): give both the same "
        "names");
  CHECK(
      error_of("t,e,arm,sexe,site_id\n5,1,X,m,S2\n6,0,C,f,S1\n", scenario()) ==
      "d.csv:1: no column 'sex' (did you mean 'sexe'?) (the config's "
      "randomization looks at it): add it");
  CHECK(error_of(head + good + "1,1,X,w,S2,3\n", scenario()) ==
        "d.csv:4: column 'sex': 'w' is no level of the config (known: f, m)");
  CHECK(error_of(head + good + "1,1,X,f,S4,3\n", scenario()) ==
        "d.csv:4: column 'site_id': 'S4' is no site of the config (did you "
        "mean 'S1'?)");
  CHECK(error_of(head + good + "1,1,X,,S2,3\n", scenario()) ==
        "d.csv:4: column 'sex' has no value (everybody was randomized in a "
        "known level): fill it in");
  CHECK(
      error_of(head + good + "1,1,X,f,S2,07/08/2025\n", scenario(), "entry") ==
      "d.csv:4: column 'entry': '07/08/2025' is no number and no date such "
      "as 2025-07-07 (rows are put in order by it): correct it");
  CHECK(error_of(head + good, scenario(), "entri") ==
        "d.csv:1: no column 'entri' (did you mean 'entry'?) (--order names the "
        "order of entry): add it");
}
