#include "rehearse/config/load.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "files.hpp"
#include "rehearse/config/schema.hpp"

using namespace rehearse;
using namespace rehearse::test;
using Catch::Matchers::Contains;

namespace {
const double month = 30.4375;
}

TEST_CASE("every file of configs/ loads", "[config]") {
  int files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator{REHEARSE_SOURCE_DIR "/configs"}) {
    if (entry.path().extension() != ".toml") continue;
    INFO(entry.path());
    // The registry's file of sites has columns that are not used.
    for (const Diagnostic& warning : load_config(entry.path()).warnings)
      CHECK(warning.message.find("that are not used: name, city, province, "
                                 "status") != std::string::npos);
    ++files;
  }
  CHECK(files >= 4);
}

TEST_CASE("the trial's config is the scenario that it states",
          "[config][exact]") {
  const Scenario s =
      load_config(REHEARSE_SOURCE_DIR "/configs/nct07008976.toml").scenario;
  CHECK(s.id == "NCT07008976");
  CHECK(s.participants == 246);
  CHECK(s.start_date == "2025-07-07");
  CHECK(s.arms[0].id == "T-DM1");
  CHECK(s.arms[0].role == Role::control);
  CHECK(s.arms[1].id == "TQB2102");
  CHECK(s.arms[1].dose == "6 mg/kg");
  CHECK(s.experimental_first);
  REQUIRE(s.factors.size() == 3);
  CHECK(s.factors[1].prevalence == std::vector{0.3, 0.7});
  CHECK(s.factors[1].hazard_ratio == std::vector{1.0, 1.35});
  CHECK(s.sites.size() == 31);
  CHECK(s.sites.back().id == "31");
  CHECK(s.randomization.procedure.block_sizes == std::vector{4, 6});
  CHECK(s.randomization.procedure.block_weights == std::vector{1, 1});
  CHECK(s.randomization.stratify_by == std::vector<std::size_t>{0, 1, 2});
  CHECK_FALSE(s.randomization.by_site);
  CHECK(s.stratum_streams.size() == 8);
  CHECK(s.enrolment.model == EnrolmentModel::uniform);
  CHECK(s.enrolment.duration == 16 * month);
  CHECK(s.enrolment.ramp_up == 6 * month);
  CHECK(s.endpoint.control.family == Family::exponential);
  CHECK(s.endpoint.control.median == 6.8 * month);
  REQUIRE(s.endpoint.effect.size() == 1);
  CHECK(s.endpoint.effect[0].hazard_ratio == 0.6);
  CHECK(std::isinf(s.endpoint.effect[0].until));
  // By hand: -ln(0.9) / 12 = 0.00878004 a month.
  CHECK(s.dropout_hazard[0] * month == Approx(0.008780043).epsilon(1e-6));
  CHECK(s.dropout_hazard[0] == s.dropout_hazard[1]);
  CHECK(s.analysis.alpha == 0.025);
  CHECK(s.analysis.stratify_by == std::vector<std::size_t>{0, 1, 2});
  CHECK(std::get<FunctionSpending>(s.analysis.efficacy.rule).family ==
        Spending::lan_demets_obrien_fleming);
  REQUIRE(s.analysis.looks.size() == 2);
  CHECK(s.analysis.looks[0].events == 115);
  CHECK(s.analysis.looks[1].name == "final");
  CHECK(s.analysis.planned_events == 164);
  CHECK(s.replicates == 100'000);
  CHECK(s.seed == 20250707);
}

TEST_CASE("what is left out has its default", "[config][exact]") {
  CHECK(load_toml(base_text()).resolved_toml ==
        read_file(config_folder + "base.resolved.toml"));
}

TEST_CASE("the resolved config is the config", "[config][CFG-04]") {
  const std::vector<std::string> texts{
      base_text(),
      starter_config(),
      read_file(REHEARSE_SOURCE_DIR "/configs/nct07008976.toml"),
      read_file(REHEARSE_SOURCE_DIR "/configs/w2.toml"),
      replaced(base_text(), "count = 5", "file = \"sites.csv\""),
      replaced(base_text(), "seed = 7", "seed = \"18446744073709551615\""),
      replaced(base_text(), "id = \"T\"", "id = \"T \\\"\\\\ é\"")};
  for (const std::string& text : texts) {
    const auto rename = [](std::string t) {  // a name of files holds no '\'
      const auto at = t.find("\\\\");
      return at == std::string::npos ? t : t.erase(at, 2);
    };
    const LoadedConfig once = load_toml(rename(text));
    const LoadedConfig twice =
        parse_config(once.resolved_toml, "x", Dialect::toml, "/none", {});
    CHECK(twice.resolved_toml == once.resolved_toml);
    CHECK(twice.sha256 == once.sha256);
    CHECK(twice.seed_text == once.seed_text);
    CHECK(twice.scenario.stratum_streams == once.scenario.stratum_streams);
    CHECK(twice.scenario.sites.size() == once.scenario.sites.size());
    CHECK(twice.scenario.endpoint.control.median ==
          once.scenario.endpoint.control.median);
  }
}

TEST_CASE("order, units and spelling of numbers don't change the hash",
          "[config][CFG-03]") {
  std::string text = replaced(base_text(), "\"12 months\"", "\"1 year\"");
  text = replaced(text, "0.05", "5e-2");
  text = replaced(text, "id = \"T\"\nparticipants = 200",
                  "participants = 2_00 # a comment\nid = 'T'");
  text = replaced(text, "[analysis]\n", "[analysis]\nties = \"efron\"\n");
  CHECK(load_toml(text).sha256 == load_toml(base_text()).sha256);
  text = replaced(text, "5e-2", "0.051");
  CHECK(load_toml(text).sha256 != load_toml(base_text()).sha256);
}

TEST_CASE("a config in JSON is the one in TOML", "[config]") {
  const LoadedConfig toml =
      load_config(REHEARSE_SOURCE_DIR "/configs/nct07008976.toml");
  const LoadedConfig json = load_config(config_folder + "nct07008976.json");
  CHECK(json.resolved_toml == toml.resolved_toml);
  CHECK(json.sha256 == toml.sha256);
}

TEST_CASE("faults of a JSON config are located by pointer",
          "[config][errors][CFG-01]") {
  std::string text = read_file(config_folder + "nct07008976.json");
  text = replaced(text, "\"participants\": 246", "\"particpants\": 246");
  text = replaced(text, "\"6.8 months\"", "6.8");
  text = replaced(text, "\"events\": 115", "\"events\": \"a/b~c\"");
  CHECK(faults_of(text, {}, Dialect::json) ==
        std::vector<std::string>{
            "trial.json:/trial/particpants: trial: unknown key 'particpants' "
            "(did you mean 'participants'?)",
            "trial.json:/endpoint/control/median: endpoint.control.median: the "
            "number 6.8 has no unit (days or months?): write e.g. \"6.8 "
            "months\"",
            "trial.json:/analysis/looks/0/events: analysis.looks[0].events: "
            "expected a whole number, found \"a/b~c\""});
  CHECK(faults_of("{\"a/b~c\": 1}", {}, Dialect::json).front() ==
        "trial.json: 'trial' is missing (it has no default): add [trial]");
  CHECK(faults_of("{\"a/b~c\": 1}", {}, Dialect::json)
            .back()
            .starts_with("trial.json:/a~1b~0c: unknown key 'a/b~c' (known: "
                         "schema_version, "));
  CHECK(faults_of("{\"trial\": {\"id\": 1, \"id\": 2}}", {}, Dialect::json) ==
        std::vector<std::string>{
            "trial.json:/trial/id: the key 'id' is given twice (one would be "
            "ignored): keep one"});
  CHECK(faults_of("{\"trial\":\n  {\"id\" 1}}", {}, Dialect::json) ==
        std::vector<std::string>{
            "trial.json:2:9: syntax: parse error at line 2, column 9: syntax "
            "error while parsing object separator - unexpected number literal; "
            "expected ':'"});
  CHECK(faults_of(std::string(100, '['), {}, Dialect::json) ==
        std::vector<std::string>{
            "trial.json:/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/"
            "0/0/0/0/0: the value is nested too deeply (no key is): check its "
            "brackets"});
}

TEST_CASE("a value on the command line is TOML, or bare text", "[config]") {
  const auto median = [](const std::string& value) {
    return load_base_with({"endpoint.control.median=" + value})
        .scenario.endpoint.control.median;
  };
  CHECK(median("\"9 months\"") == 9 * month);
  CHECK(median("9 months") == 9 * month);
  CHECK_THROWS_AS(median("9 months\n[x]"), ConfigError);
  CHECK(load_base_with({"trial.title="}).scenario.title.empty());
}

TEST_CASE("the command line changes a config", "[config][CFG-05]") {
  const Scenario s =
      load_toml(base_text(), {{"analysis.looks[1].events=125",
                               "analysis.looks[1].name=\"last\"",
                               "factors[0].prevalence=[0.25, 0.75]",
                               "trial.\"title\"=a = b", "analysis.ties=exact"},
                              "8",
                              "12"})
          .scenario;
  CHECK(s.analysis.looks[1].events == 125);
  CHECK(s.analysis.planned_events == 125);
  CHECK(s.analysis.looks[1].name == "last");
  CHECK(s.factors[0].prevalence == std::vector{0.25, 0.75});
  CHECK(s.title == "a = b");
  CHECK(s.analysis.ties == Ties::exact);
  CHECK(load_base_with({"analysis.ties=breslow"}).scenario.analysis.ties ==
        Ties::breslow);
  CHECK(s.seed == 8);
  CHECK(s.replicates == 12);
  const Scenario made =
      load_toml(
          replaced(base_text(), "[dropout]\nannual_probability = 0.05\n", ""),
          {{"dropout.new.hazard_per_month=0.01",
            "dropout.\"old\".hazard_per_month=0"},
           {},
           {}})
          .scenario;
  CHECK(made.dropout_hazard[1] == 0.01 / month);
  CHECK(made.dropout_hazard[0] == 0.0);
}

TEST_CASE("a file that can't be read is missing", "[config][errors]") {
  for (const std::string& name : {config_folder, config_folder + "none.toml"}) {
    try {
      (void)load_config(name);
      FAIL("it was read");
    } catch (const IoError& error) {
      CHECK(error.fault() == IoFault::input_missing);
    }
  }
}

TEST_CASE("no config is huge or deep", "[config][errors]") {
  CHECK(faults_of(std::string(2'000'001, ' ')) ==
        std::vector<std::string>{
            "trial.toml: the file is larger than 2 MB (no config is): check "
            "that it is the one you mean"});
  const std::string key(201, 'k');
  const std::string long_key =
      "the key is too long (no key is): check its quotes";
  CHECK(faults_of("\n" + key + " = 1") ==
        std::vector<std::string>{"trial.toml:2:1: " + long_key});
  CHECK(faults_of("{\"" + key + "\": [1, 2]}", {}, Dialect::json) ==
        std::vector<std::string>{"trial.json: " + long_key});
  std::string dots = "\na";
  for (int i = 0; i < 100'000; ++i) dots += ".a";
  CHECK(faults_of(dots + " = 1") ==
        std::vector<std::string>{"trial.toml:2:1: the key has too many dots "
                                 "(no key is so long): check the line"});
  CHECK(faults_of("a = " + std::string(40, '[') + std::string(40, ']')) ==
        std::vector<std::string>{"trial.toml:1:37: the value is nested too "
                                 "deeply (no key is): check its brackets and "
                                 "dots"});
}

TEST_CASE("sites come from a CSV file beside the config", "[config]") {
  const auto with = [](const std::string& name) {
    return replaced(base_text(), "count = 5", "file = \"" + name + "\"");
  };
  const auto sites = load_toml(with("sites.csv")).scenario.sites;
  REQUIRE(sites.size() == 2);
  CHECK(sites[0].id == "01, east");
  CHECK(sites[0].weight == 2.0);
  CHECK(sites[1].id == "02");
  CHECK(sites[1].weight == 0.5);
  const auto faults = faults_of(with("bad_sites.csv"));
  REQUIRE(faults.size() == 2);
  CHECK_THAT(faults[0], Catch::Matchers::EndsWith(
                            "bad_sites.csv:3: weight: \"x\" is no weight (a "
                            "number above 0 and at most 1e+09): correct it"));
  CHECK_THAT(faults[1], Catch::Matchers::EndsWith(
                            "bad_sites.csv:3: site_id: the site '01' is given "
                            "twice (each must be its own): rename or remove "
                            "one"));
  CHECK_THAT(faults_of(with("base.toml")).at(0),
             Catch::Matchers::StartsWith("trial.toml:21:8: sites.file: "));
  // A column that nearly is one of ours is an error, another is said.
  const auto misspelt = faults_of(with("sites_weight_misspelt.csv"));
  REQUIRE(misspelt.size() == 1);
  CHECK_THAT(misspelt[0],
             Catch::Matchers::EndsWith(
                 "has a column 'Weight' (did you mean 'weight'? it would not "
                 "be used): rename or remove it"));
  const auto warnings = load_toml(with("sites.csv")).warnings;
  const auto unused =
      std::ranges::find_if(warnings, [](const Diagnostic& warning) {
        return warning.message.find(
                   "not used: city (the known ones are "
                   "site_id, weight)") != std::string::npos;
      });
  CHECK(unused != warnings.end());
}

TEST_CASE("a stratum that is said a thousand times is one",
          "[config][errors]") {
  std::string many;
  for (int i = 0; i < 3000; ++i) many += "\"sex\", ";
  std::string text = base_text();
  const std::string once = "stratify_by = [\"sex\"]";
  text.replace(text.find(once), once.size(), "stratify_by = [" + many + "]");
  CHECK_THROWS_AS(load_toml(text), ConfigError);
}

TEST_CASE("a look by time says what is expected of it", "[config]") {
  const auto warnings_at = [](const std::string& fraction) {
    std::string text = read_file(REHEARSE_SOURCE_DIR "/configs/w3.toml");
    text = replaced(
        text, "events = 113",
        "calendar = \"12 months\"\ninformation_fraction = " + fraction);
    std::vector<std::string> messages;
    for (const Diagnostic& warning : load_toml(text).warnings)
      if (warning.message.find("of the events are stated") != std::string::npos)
        messages.push_back(warning.message);
    return messages;
  };
  CHECK(warnings_at("0.35").empty());
  CHECK(warnings_at("0.7") ==
        std::vector<std::string>{
            "analysis.looks[0].information_fraction: 0.7 of the events are "
            "stated, but 0.362 are expected by then "
            "(bounds are those of the events that a trial has, in theory of "
            "those expected): state 0.36, or time the look by events"});
}

TEST_CASE("names that look alike are refused", "[config][errors]") {
  const auto sites = [](const std::string& names) {
    return faults_of(
        replaced(base_text(), "count = 5", "site_id = [" + names + "]"));
  };
  CHECK(sites("'A', 'B'").empty());
  CHECK(sites("'A', 'a', 'A2', 'A 2', 'A\xC2\xB2'").empty());
  // A space at the end, two in the middle, no-break and zero-width ones, and
  // the two Unicode forms of a u with two dots.
  for (const char* pair :
       {"'A', 'A '", "'A', ' A'", "'A 1', 'A  1'", "'A 1', 'A\xC2\xA0\x31'",
        "'A', 'A\xE2\x80\x8B'", "'K\xC3\xBC', 'Ku\xCC\x88'"}) {
    INFO(pair);
    const auto faults = sites(pair);
    REQUIRE(faults.size() == 1);
    CHECK_THAT(faults[0],
               Catch::Matchers::Contains("looks like") &&
                   Catch::Matchers::EndsWith(
                       "given before (they differ in spaces, invisible "
                       "characters or Unicode form alone, and will be mixed "
                       "up): rename or remove one"));
  }
  CHECK_THAT(sites("'A', ' '").at(0),
             Catch::Matchers::Contains("the site is empty"));
}

TEST_CASE("of many faults 100 are told, and the others counted",
          "[config][errors]") {
  const auto error_of = [](const std::string& text, Dialect dialect) {
    try {
      (void)parse_config(text, "t", dialect, config_folder, {});
    } catch (const ConfigError& error) {
      return error;
    }
    FAIL("it was read");
    return ConfigError{{}};
  };
  std::string toml;
  std::string json = "{\"a\": 1";
  for (int i = 0; i < 100'000; ++i) {
    toml += "k" + std::to_string(i) + " = 1\n";
    json += ",\"k" + std::to_string(i) + "\":1";
  }
  for (const auto& [text, dialect] :
       {std::pair{toml, Dialect::toml}, {json + '}', Dialect::json}}) {
    const ConfigError error = error_of(text, dialect);
    CHECK(error.diagnostics().size() == 100);
    // The keys, and the tables that are missing.
    CHECK(error.untold() + 100 >= 100'000);
    CHECK(error.untold() + 100 <= 100'020);
  }
  // In one line that no terminal shows: no copy of it is kept.
  std::string list = "[randomization]\nblock_sizes = [";
  for (int i = 0; i < 100'000; ++i) list += "\"a\",";
  const ConfigError error = error_of(list + "]", Dialect::toml);
  for (const Diagnostic& fault : error.diagnostics())
    CHECK(fault.line.size() <= 160);
}

TEST_CASE("a message is no longer than a screen", "[config][errors]") {
  const auto faults =
      faults_of("[trial]\nid = \"" + std::string(1'000'000, 'x') + "\"");
  REQUIRE_FALSE(faults.empty());
  for (const std::string& fault : faults) CHECK(fault.size() < 1000);
}

TEST_CASE("more scenarios than anybody names are refused", "[config][errors]") {
  std::string text = base_text();
  for (int i = 0; i < 1001; ++i)
    text +=
        "\n[scenarios.s" + std::to_string(i) + "]\n\"trial.participants\"=9";
  const auto faults = faults_of(text);
  REQUIRE(faults.size() == 1);
  CHECK_THAT(faults[0], Contains("1001 scenarios are stated (at most 1000"));
}
