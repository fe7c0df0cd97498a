// [scenarios]: what is laid over a config, and what goes.
#include "files.hpp"

using namespace rehearse;
using namespace rehearse::test;
using Texts = std::vector<std::string>;

namespace {

std::string resolved(const std::string& text, const Overrides& overrides = {}) {
  CAPTURE(text);
  REQUIRE(faults_of(text, overrides) == Texts{});
  return load_toml(text, overrides).resolved_toml;
}

const Overrides chosen{{"scenario=x"}, {}, {}};

// The base config under a scenario x with these lines.
std::string with_scenario(const std::string& lines) {
  return base_text() + "\n[scenarios.x]\n" + lines + "\n";
}

struct Table {
  std::string header;  // of the table in the base config, with its values
  std::string open;    // what stands before a statement there
  std::string path;    // of the scenario's key
  Texts statements;    // each a whole one, without its braces
};

const Texts models{
    "distribution = 'exponential', median = '8 months'",
    "distribution = 'exponential', hazard_per_month = 0.1",
    "distribution = 'exponential', survival = [{ at = '6 months', "
    "probability = 0.5 }]",
    "distribution = 'weibull', median = '8 months', shape = 0.8",
    "distribution = 'weibull', scale = '9 months', shape = 0.8",
    "distribution = 'weibull', survival = [{ at = '6 months', probability = "
    "0.6 }, { at = '12 months', probability = 0.3 }]",
    "distribution = 'log-logistic', median = '8 months', shape = 1.2",
    "distribution = 'log-normal', median = '8 months', sigma = 1.2",
    "distribution = 'piecewise-exponential', periods = [{ until = '6 months', "
    "hazard_per_month = 0.1 }, { hazard_per_month = 0.06 }]",
    "distribution = 'cure', cured = 0.1, median = '8 months', uncured = { "
    "distribution = 'exponential' }",
    "distribution = 'cure', cured = 0.1, uncured = { distribution = "
    "'exponential', median = '6 months' }",
    "distribution = 'cure', cured = 0.2, uncured = { distribution = 'weibull', "
    "scale = '6 months', shape = 0.9 }",
};

const std::vector<Table> tables{
    {"[endpoint.control]\ndistribution = \"exponential\"\nmedian = "
     "\"8 months\"",
     "[endpoint]\ncontrol", "endpoint.control", models},
    {"[endpoint.effect]\nhazard_ratio = 0.6",
     "",
     "endpoint",
     {"effect = { hazard_ratio = 0.6 }",
      "effect = { periods = [{ until = '3 months', hazard_ratio = 1.0 }, { "
      "hazard_ratio = 0.5 }] }",
      "experimental = { " + models[0] + " }",
      "experimental = { " + models[5] + " }"}},
    {"[dropout]\nannual_probability = 0.05",
     "[endpoint.effect]\nhazard_ratio = 0.6\n[dropout]",
     "dropout",
     {"annual_probability = 0.05", "hazard_per_month = 0.01",
      "new = { annual_probability = 0.05 }, old = { hazard_per_month = 0.02 }",
      "new = { hazard_per_month = 0.01 }, old = { annual_probability = 0.1 "
      "}"}},
    {"[enrolment]\nmodel = \"uniform\"\nduration = \"12 months\"",
     "[enrolment]",
     "enrolment",
     {"model = 'uniform', duration = '12 months'",
      "model = 'even', rates = [{ per_month = 18 }]",
      "model = 'poisson', rates = [{ until = '6 months', per_month = 8 }, { "
      "per_month = 18 }]"}},
    {"[sites]\ncount = 5",
     "[sites]",
     "sites",
     {"count = 5", "file = 'sites.csv'",
      "site_id = ['a', 'b'], weight = [1, 2]"}},
    {"[randomization]\nblock_sizes = [4]\nstratify_by = [\"sex\"]",
     "[randomization]",
     "randomization",
     {"procedure = 'permuted-block', block_sizes = [4, 6], block_weights = [1, "
      "2], stratify_by = ['sex']",
      "procedure = 'chen', probability = 0.7, mti = 3, stratify_by = ['sex']",
      "procedure = 'urn', initial_balls = 1, added_balls = 2, stratify_by = "
      "['sex']",
      "procedure = 'block-urn', lambda = 3, stratify_by = ['sex']",
      "procedure = 'minimization', probability = 0.8, imbalance = 'sd', "
      "minimize_over = [{ factor = 'sex', weight = 2 }, { factor = 'site' "
      "}]"}},
    {"[analysis.efficacy]\nspending = \"lan-demets-pocock\"",
     "[analysis.efficacy]",
     "analysis.efficacy",
     {"spending = 'lan-demets-pocock'",
      "spending = 'hwang-shih-decani', parameter = -4.0",
      "spending = 'user', cumulative_alpha = [0.01, 0.025]",
      "boundary = 'pocock'", "boundary = 'wang-tsiatis', parameter = 0.25"}},
    {"[[analysis.looks]]\nname = \"interim\"\nevents = 80",
     "[[analysis.looks]]",
     "\"analysis.looks[0]\"",
     {"name = 'interim', events = 80, futility_z = 0.0",
      "name = 'interim', events = 80, futility_conditional_power = 0.2",
      "name = 'interim', events = 80, futility_hazard_ratio = 0.95"}},
    {"[simulation]",
     "[assurance]",
     "assurance",
     {"log_hazard_ratio = { mean = -0.5, sd = 0.2 }",
      "table = [{ hazard_ratio = 0.6, probability = 1.0 }]"}},
};

// A statement as the lines of a table; commas of the outermost alone end one.
std::string lines_of(const std::string& statement) {
  std::string lines;
  int depth = 0;
  for (const char c : statement) {
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
    lines += c == ',' && depth == 0 ? '\n' : c;
  }
  return lines;
}

std::string base_with(const Table& table, const std::string& statement) {
  std::string text;
  if (table.path == "endpoint.control")
    text = table.open + " = { " + statement + " }";
  else if (table.path == "endpoint")  // a header of its own was before
    text = "[endpoint." + statement.substr(0, statement.find(' ')) + "]\n" +
           lines_of(statement.substr(
               statement.find('{') + 2,
               statement.rfind('}') - statement.find('{') - 3));
  else
    text = table.open + "\n" + lines_of(statement);
  if (table.path == "dropout")
    return replaced(base_text(),
                    "[endpoint.effect]\nhazard_ratio = 0.6\n" + table.header,
                    text);
  if (table.path == "assurance") text += "\n[simulation]";
  return replaced(base_text(), table.header, text);
}

}  // namespace

TEST_CASE("a scenario that states a table wholly gives that table",
          "[config][scenarios]") {
  // Whatever the config states there, in every pair of two statements.
  for (const Table& table : tables)
    for (const std::string& before : table.statements)
      for (const std::string& after : table.statements) {
        const std::string text = base_with(table, before) +
                                 "\n[scenarios.x]\n" + table.path + " = { " +
                                 after + " }\n";
        CAPTURE(before, after);
        CHECK(resolved(text, chosen) == resolved(base_with(table, after)));
      }
}

TEST_CASE("a scenario is laid over key by key", "[config][scenarios]") {
  const std::string wanted =
      load_base_with({"endpoint.control.median=6 months",
                      "analysis.looks[1].events=130", "analysis.alpha=0.01"})
          .resolved_toml;
  for (const char* lines :
       {"endpoint.control.median = '6 months'\n'analysis.looks[1].events' = "
        "130\nanalysis.alpha = 0.01",
        "'endpoint.control.median' = '6 months'\n[scenarios.x.analysis]\nalpha "
        "= 0.01\nlooks = [{ name = 'interim', events = 80 }, { name = 'final', "
        "events = 130 }]",
        "[scenarios.x.endpoint.control]\nmedian = '6 months'\ndistribution = "
        "'exponential'\n[scenarios.x.analysis]\nalpha = "
        "0.01\n[[scenarios.x.analysis.looks]]\nname = 'interim'\nevents = "
        "80\n[[scenarios.x.analysis.looks]]\nname = 'final'\nevents = 130"})
    CHECK(resolved(with_scenario(lines), chosen) == wanted);
}

TEST_CASE("scenarios that don't hold change nothing", "[config][scenarios]") {
  const std::string text = with_scenario("endpoint.effect.hazard_ratio = 0.7");
  const std::string base = load_toml(base_text()).sha256;
  CHECK(load_toml(text).sha256 == base);
  CHECK(load_toml(text, {{"scenario=base"}, {}, {}}).sha256 == base);
  CHECK(load_toml("scenario = 'base'\n" + text).sha256 == base);
  CHECK(load_toml("scenario = 'x'\n" + text).sha256 != base);
  CHECK(load_toml("scenario = 'x'\n" + text).sha256 ==
        load_toml(text, chosen).sha256);
}

TEST_CASE("the command line is put over the scenario, a cell over that",
          "[config][scenarios]") {
  const std::string text = with_scenario("endpoint.effect.hazard_ratio = 0.7");
  const auto ratio = [&](const Overrides& overrides) {
    return load_toml(text, overrides).scenario.endpoint.effect[0].hazard_ratio;
  };
  const std::string set = "endpoint.effect.hazard_ratio=0.8";
  const std::string vary = "endpoint.effect.hazard_ratio=0.9";
  CHECK(ratio({{"scenario=x"}, {}, {}}) == 0.7);
  CHECK(ratio({{set, "scenario=x"}, {}, {}}) == 0.8);
  CHECK(ratio({{set}, {}, {}, {}, {"scenario=x", vary}}) == 0.9);
  CHECK(ratio({{"scenarios.x.endpoint.effect.hazard_ratio=0.5"},
               {},
               {},
               {},
               {"scenario=x"}}) == 0.5);
  // A number is a name too.
  CHECK(load_toml(base_text() + "[scenarios.2026]\nanalysis.alpha = 0.01\n",
                  {{}, {}, {}, {}, {"scenario=2026"}})
            .scenario.analysis.alpha == 0.01);
}

TEST_CASE("without leaves keys out", "[config][scenarios]") {
  // Elements of a list are counted in the config; a table that is left out
  // can be stated anew.
  std::string wanted = base_text();
  for (const char* gone :
       {"[[analysis.looks]]\nname = \"interim\"\nevents = 80\n",
        "[dropout]\nannual_probability = 0.05\n"})
    wanted = replaced(wanted, gone, "");
  wanted = replaced(wanted, "events = 120", "events = 130");
  wanted = replaced(wanted, "stratify_by = [\"sex\"]\n[enrolment]",
                    "number_pattern = '{row}'\n[enrolment]");
  CHECK(resolved(with_scenario(
                     "without = ['analysis.looks[0]', 'dropout', "
                     "'randomization']\n'analysis.looks[1].events' = 130\n"
                     "randomization = { block_sizes = [4], number_pattern = "
                     "'{row}' }"),
                 chosen) == resolved(wanted));
}

TEST_CASE("a scenario in JSON", "[config][scenarios]") {
  const std::string json = R"({"schema_version": 1,
    "scenarios": {"x": {"analysis.looks[1].evnts": 3}}, "scenario": "y"})";
  const auto faults = faults_of(json, {}, Dialect::json);
  CHECK(std::ranges::count(
            faults,
            "trial.json:/scenario: scenario: there is no scenario 'y' (known: "
            "base, x)") == 1);
}
