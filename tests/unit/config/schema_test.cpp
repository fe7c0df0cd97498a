#include "rehearse/config/schema.hpp"

#include <nlohmann/json.hpp>

#include "config/keys.hpp"
#include "config/parse.hpp"
#include "files.hpp"
#include "hypothesis_texts.hpp"
#include "rehearse/text/text.hpp"
#include "source_texts.hpp"

using namespace rehearse;
using namespace rehearse::test;
using Json = nlohmann::json;

namespace {

// Configs that state every key between them.
std::vector<std::string> texts_of_every_key() {
  const std::string base = base_text();
  const auto with_model = [&](const std::string& model) {
    return replaced(
        base, "distribution = \"exponential\"\nmedian = \"8 months\"", model);
  };
  const std::vector<std::string> models{
      "distribution = 'exponential'\nhazard_per_month = 0.1",
      "distribution = 'exponential'\n"
      "survival = [{ at = '6 months', probability = 0.5 }]",
      "distribution = 'weibull'\nscale = '9 months'\nshape = 0.8",
      "distribution = 'log-normal'\nmedian = '9 months'\nsigma = 1.2",
      "distribution = 'piecewise-exponential'\nperiods = [{ until = '6 "
      "months', hazard_per_month = 0.1 }, { hazard_per_month = 0.06 }]",
  };
  std::vector<std::string> texts{
      load_config(REHEARSE_SOURCE_DIR "/configs/nct07008976.toml")
          .resolved_toml,
      load_config(REHEARSE_SOURCE_DIR "/configs/nct07008976-irc.toml")
          .resolved_toml,
      load_config(REHEARSE_SOURCE_DIR "/configs/w2.toml").resolved_toml, base};
  const std::string effect = "[endpoint.effect]\nhazard_ratio = 0.6";
  for (const std::string& model :
       {std::string{"distribution = 'exponential'\nmedian = '8 months'"},
        models[0], models[1], models[2], models[3], models[4]}) {
    texts.push_back(with_model(model));
    texts.push_back(
        with_model("distribution = 'cure'\ncured = 0.1\n"
                   "[endpoint.control.uncured]\n" +
                   model));
    texts.push_back(
        replaced(base, effect, "[endpoint.experimental]\n" + model));
    texts.push_back(replaced(base, effect,
                             "[endpoint.experimental]\ndistribution = 'cure'\n"
                             "cured = 0.1\n[endpoint.experimental.uncured]\n" +
                                 model));
  }
  texts.push_back(replaced(base, "count = 5", "file = 'sites.csv'"));
  texts.push_back(
      replaced(base, "count = 5", "site_id = ['a', 'b']\nweight = [1, 2]"));
  texts.push_back(replaced(
      replaced(replaced(base, "participants = 200",
                        "participants = 200\nstart_date = 2025-07-07"),
               "count = 5",
               "site_id = ['a', 'b', 'c']\nopens = ['', '2025-08-01', '']\n"
               "rate_per_month = [0, 20, 0]\ncap = [0, 150, 0]\n"
               "region = ['', '', 'EU']\n"
               "frailty = { distribution = 'lognormal', variance = 0.1 }"),
      "model = \"uniform\"\nduration = \"12 months\"",
      "model = 'sites'\nopening = '6 months'\n"
      "opening_distribution = 'uniform'\nrate_per_month = 9\n"
      "rate_shape = 1.2\ncap = 120\nscreening = '28 days'\n"
      "screen_failure = 0.2\n"
      "pauses = [{ from = '2026-02-14', until = '9 months' }]\n"
      "[[enrolment.regions]]\nname = 'EU'\nopens = '2026-01-31'\n"
      "opening = '1 months'"));
  const auto with_procedure = [&](const std::string& procedure) {
    texts.push_back(replaced(base, "block_sizes = [4]", procedure));
  };
  with_procedure("procedure = 'chen'\nprobability = 0.7\nmti = 3");
  with_procedure("procedure = 'urn'\ninitial_balls = 1\nadded_balls = 2");
  with_procedure("procedure = 'block-urn'\nlambda = 3");
  with_procedure(
      "block_sizes = [4]\noverrun = 0.2\nnumber_pattern = '{row}'\n"
      "list_length = { default = 40, 'sex=m' = 60 }");
  texts.push_back(replaced(
      base, "block_sizes = [4]\nstratify_by = [\"sex\"]",
      "procedure = 'minimization'\nprobability = 0.8\nimbalance = 'sd'\n"
      "minimize_over = [{ factor = 'sex', weight = 2 }, { factor = 'site' }]"));
  texts.push_back(replaced(base, "duration = \"12 months\"",
                           "rates = [{ until = '3 months', per_month = 9 }, "
                           "{ per_month = 18 }]"));
  texts.push_back(
      replaced(base, "annual_probability = 0.05", "hazard_per_month = 0.01"));
  texts.push_back(replaced(base, "[dropout]\nannual_probability = 0.05",
                           "[dropout.new]\nannual_probability = 0.05\n"
                           "[dropout.old]\nhazard_per_month = 0.01"));
  std::string looks = replaced(
      base, "events = 80",
      "calendar = '9 months'\ninformation_fraction = 0.5\n[[analysis.looks]]\n"
      "name = 'second'\nevents = 90\nfollow_up = '3 months'\nat = 'latest'\n"
      "wait_at_most = '6 months'\nefficacy = false");
  texts.push_back(replaced(looks, "spending = \"lan-demets-pocock\"",
                           "spending = 'kim-demets'\nparameter = 3"));
  const std::string stops =
      replaced(base, "[analysis]\n",
               "[analysis]\nsides = 1\nnull_hazard_ratio = 1.0\n"
               "also_tests = ['gehan']\n");
  texts.push_back(replaced(
      replaced(stops, "spending = \"lan-demets-pocock\"",
               "boundary = 'wang-tsiatis'\nparameter = 0.2\n"
               "[analysis.futility]\nbinding = true\ntrend = 'design'\n"
               "[analysis.harm]\nalpha = 0.05\nspending = 'user'\n"
               "cumulative_alpha = [0.01, 0.05]\ninformation = 'actual'"),
      "events = 80", "events = 80\nfutility_z = 0.0\nharm = false"));
  for (const char* rule :
       {"futility_conditional_power = 0.2", "futility_hazard_ratio = 0.95"})
    texts.push_back(
        replaced(base, "events = 80",
                 std::string{"events = 80\nfutility = true\n"}.append(rule)));
  texts.push_back(
      replaced(base, "spending = \"lan-demets-pocock\"",
               "spending = 'user'\ncumulative_alpha = [0.01, 0.025]\n"
               "[analysis.futility]\nspending = 'kim-demets'\nparameter = 2\n"
               "power = 0.85\n[analysis.harm]\nboundary = 'haybittle-peto'\n"
               "parameter = 2.5"));
  texts.push_back(replaced(base, "[analysis.efficacy]",
                           "[analysis.futility]\nspending = 'user'\n"
                           "cumulative_beta = [0.02, 0.1]\n"
                           "[analysis.efficacy]"));
  texts.push_back(
      replaced(base, "[analysis]\n", "[analysis]\nalpha_two_sided = 0.05\n"));
  texts.push_back("scenario = 'x'\n" + base +
                  "[scenarios.x]\nanalysis.alpha = 0.01\n");
  texts.push_back(base +
                  "[assurance]\nlog_hazard_ratio = { mean = -0.5, sd = "
                  "0.2 }\n[size]\nsolve = 'rate'\n");
  texts.push_back(base +
                  "[forecast]\nprior_events = 20\nprior_participants = 30\n"
                  "dropout = \"none\"\n"
                  "distributions = ['cure', 'log-normal']\n");
  texts.push_back(base +
                  "[assurance]\ntable = [{ hazard_ratio = 0.6, "
                  "probability = 1.0 }]\n");
  texts.push_back(
      base +
      "[assessment]\nschedule = [{ every = '6 weeks' }]\n"
      "[assessment.arms.new]\nwindow = '3 days'\nmissed_probability = 0.1\n"
      "schedule = [{ every = '8 weeks', until = '16 weeks' }, { every = '7 "
      "weeks' }]\n"
      "[review]\nrules = 'own'\n"
      "[review.investigator.arms.new]\nsensitivity = 0.6\n"
      "false_positive = 0.01\n"
      "[review.irc.arms.old]\nsensitivity = 0.8\nfalse_positive = 0.05\n"
      "[review.second_irc]\nread_lag = '9 days'\n"
      "sensitivity = 0.8\nfalse_positive = 0.03\n[review.adjudicator]\n"
      "sensitivity = 0.9\nfalse_positive = 0.02\n"
      "[review.variants.own]\nbased_on = 'treatment-policy'\n"
      "missed_visits_allowed = 2\nafter_missed_visits = 'event'\n"
      "new_therapy = 'last-scan'\nno_scan = 'day-1'\n"
      "scans_stopped = 'ignore'\n"
      "[calibration]\ntarget = 'irc-observed'\n");
  texts.push_back(replaced(base, "events = 80", "information = 0.7"));
  texts.push_back(base +
                  "[conduct]\nmisstratified = { sex = 0.03 }\n"
                  "analyse_strata = 'corrected'\nineligible = 0.01\n"
                  "forced_allocation = 0.02\nforced_row = 'returned'\n");
  for (const std::string& text : texts_of_hypotheses()) texts.push_back(text);
  for (const std::string& text : texts_of_sources()) texts.push_back(text);
  return texts;
}

bool states(const config::Node& node, std::span<const std::string_view> path) {
  if (path.empty()) return true;
  std::string_view name = path.front();
  if (const auto* list = config::as<config::List>(&node)) {
    return std::ranges::any_of(
        *list, [&](const config::Node& n) { return states(n, path); });
  }
  const auto* table = config::as<config::Table>(&node);
  if (table == nullptr) return false;
  if (name.ends_with("[]")) name.remove_suffix(2);
  return std::ranges::any_of(*table, [&](const config::Member& m) {
    return (m.key == name || name == "*") && states(m.value, path.subspan(1));
  });
}

const Json& schema_at(const Json& schema,
                      std::span<const std::string_view> path) {
  if (path.empty()) return schema;
  std::string_view name = path.front();
  const bool list = name.ends_with("[]");
  if (list) name.remove_suffix(2);
  const Json& child = name == "*" ? schema.at("additionalProperties")
                                  : schema.at("properties").at(name);
  return schema_at(list ? child.at("items") : child, path.subspan(1));
}

}  // namespace

TEST_CASE("every key of the table is accepted", "[config][CFG-08]") {
  std::vector<config::Node> trees;
  for (const std::string& text : texts_of_every_key()) {
    INFO(text);
    REQUIRE(faults_of(text).empty());
    trees.push_back(config::parse_toml(text, "x"));
  }
  for (const config::Key& key : config::keys()) {
    if (key.kind == config::Kind::later || key.kind == config::Kind::elsewhere)
      continue;
    INFO(key.path);
    const auto path = split(key.path, '.');
    CHECK(std::ranges::any_of(
        trees, [&](const config::Node& tree) { return states(tree, path); }));
  }
}

TEST_CASE("every key of a version to come is refused by name",
          "[config][errors]") {
  int keys = 0;
  for (const config::Key& key : config::keys()) {
    if (key.kind != config::Kind::later) continue;
    // The third hypothesis has looks of its own.
    const std::string path = with_all_replaced(
        with_all_replaced(key.path, "hypotheses[]", "hypotheses[2]"), "[]",
        "[0]");
    const std::string text = path + "=1";
    const bool own = path.starts_with("hypotheses");
    CHECK(faults_of(own ? hypotheses_text() : base_text(), {{text}, {}, {}}) ==
          std::vector<std::string>{
              "--set " + text + ": " + path +
              ": known but not available in this version (it would be "
              "ignored): remove it"});
    ++keys;
  }
  CHECK(keys == 1);
}

TEST_CASE("the schema knows every key", "[config][CFG-08]") {
  const Json schema = Json::parse(json_schema());
  CHECK(schema.at("$schema") == "https://json-schema.org/draft/2020-12/schema");
  for (const config::Key& key : config::keys()) {
    INFO(key.path);
    const auto path = split(key.path, '.');
    if (key.kind == config::Kind::later) {
      CHECK_THROWS_AS(schema_at(schema, path), Json::out_of_range);
    } else {
      CHECK(schema_at(schema, path).at("description") == key.doc);
      CHECK_FALSE(key.doc.empty());
    }
  }
  const Json& alpha =
      schema.at("properties").at("analysis").at("properties").at("alpha");
  CHECK(alpha.at("exclusiveMinimum") == 0);
  CHECK(alpha.at("exclusiveMaximum") == 0.5);
  CHECK(alpha.at("default") == 0.025);
  CHECK(schema.at("additionalProperties") == false);
}

TEST_CASE("the starter is a config", "[config]") {
  const std::string text = starter_config();
  const LoadedConfig loaded = load_toml(text);
  CHECK(loaded.warnings.empty());
  CHECK(loaded.scenario.analysis.looks.size() == 2);
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 80);
}

TEST_CASE("each graph's starter is a config with hypotheses", "[config]") {
  for (const auto& [word, graph] : words_of(ExampleGraph{})) {
    INFO(word);
    const std::string text = starter_config(Dialect::toml, graph);
    const LoadedConfig loaded = load_toml(text);
    CHECK(loaded.warnings.empty());
    CHECK(loaded.scenario.hypotheses.size() >= 2);
    CHECK_FALSE(loaded.scenario.multiplicity.transitions.empty());
    CHECK(parse_config(starter_config(Dialect::json, graph), "x", Dialect::json,
                       "/none", {})
              .sha256 == loaded.sha256);
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 80);
  }
}

TEST_CASE("every optional line of the starter is a key", "[config]") {
  // Each '# key = value' alone, uncommented: whatever is wrong with it beside
  // the rest, its key is known and its value has the right form.
  const std::string text = starter_config();
  std::istringstream lines{text};
  int optional = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto equals = line.find(" = ");
    if (!line.starts_with("# ") || equals == std::string::npos ||
        line.find(' ', 2) != equals) {
      continue;
    }
    ++optional;
    const auto at = text.find("\n" + line + "\n");
    std::string changed = text;
    changed.erase(at + 1, 2);
    for (const std::string& fault : faults_of(changed)) {
      INFO(line);
      CHECK(fault.find("unknown") == std::string::npos);
      CHECK(fault.find("expected") == std::string::npos);
      CHECK(fault.find("syntax") == std::string::npos);
    }
  }
  CHECK(optional >= 15);
}
