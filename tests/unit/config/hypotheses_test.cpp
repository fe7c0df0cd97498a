// What a config says of hypotheses and their graph, in the scenario.
#include "hypothesis_texts.hpp"
#include "rehearse/config/sweep_plan.hpp"
#include "rehearse/core/units.hpp"

using namespace rehearse;
using namespace rehearse::test;
using Catch::Matchers::Contains;

namespace {

Hypothesis extra_with(const std::string& keys) {
  return scenario_of("alpha = 0.01\n", "alpha = 0.01\n" + keys + "\n")
      .hypotheses.at(1);
}

std::vector<std::string> warnings_of(const std::string& text) {
  std::vector<std::string> messages;
  for (const Diagnostic& warning : load_toml(text).warnings)
    messages.push_back(warning.location + ": " + warning.message);
  return messages;
}

}  // namespace

TEST_CASE("hypotheses are in the config's order", "[config][exact]") {
  const LoadedConfig loaded = load_toml(hypotheses_text());
  CHECK(loaded.warnings.empty());
  const Scenario& s = loaded.scenario;
  REQUIRE(s.arms.size() == 3);
  CHECK(s.arms[0].id == "old");
  CHECK(s.arms[1].id == "new");
  CHECK(s.arms[2].id == "extra");
  REQUIRE(s.hypotheses.size() == 3);
  CHECK(s.hypotheses[0].name == "PFS new");
  CHECK(s.hypotheses[0].endpoint == HypothesisEndpoint::pfs);
  CHECK(s.hypotheses[0].alpha == 0.015);
  CHECK(s.hypotheses[0].analysis.alpha == 0.015);
  CHECK(s.hypotheses[0].analysis.comparison ==
        Comparison{false, Switchers::as_randomized, {}, 1});
  CHECK(s.hypotheses[1].analysis.comparison ==
        Comparison{false, Switchers::as_randomized, {}, 2});
  CHECK(s.hypotheses[1].analysis.alpha == 0.01);
  CHECK_FALSE(s.hypotheses[1].look_back);
  CHECK_FALSE(s.hypotheses[1].harm_hazard_ratio);
  CHECK(s.hypotheses[1].also.empty());
  const Hypothesis& os = s.hypotheses[2];
  CHECK(os.endpoint == HypothesisEndpoint::os);
  CHECK(os.analysis.comparison ==
        Comparison{true, Switchers::as_randomized, {}, 1});
  CHECK(os.alpha == 0.0);
  CHECK(os.analysis.alpha == Approx(0.02));  // the greatest it can have
  CHECK(os.also == std::vector{SwitchingAnalysis::rpsft});
  CHECK(s.analysis.comparison == s.hypotheses[0].analysis.comparison);
  CHECK(s.analysis.alpha == 0.015);
  CHECK(s.analysis.looks.size() == 2);
}

TEST_CASE("looks come by a share of the events, or with others",
          "[config][exact]") {
  const Scenario s = load_toml(hypotheses_text()).scenario;
  CHECK(s.analysis.looks[0].events == 84);  // 0.7 x 120
  CHECK(s.analysis.planned_events == 120);
  const AnalysisPlan& os = s.hypotheses[2].analysis;
  REQUIRE(os.looks.size() == 2);
  CHECK(os.looks[0].with == std::size_t{1});
  CHECK_FALSE(os.looks[0].events);
  CHECK_FALSE(os.looks[1].with);
  CHECK(os.looks[1].events == 130);
  CHECK(os.planned_events == 130);
  // By hand: up to the next whole number, and no further for a last bit.
  const auto interim = [](const std::string& share) {
    return load_base_with(
               {"analysis.looks[1].events=130",
                "analysis.looks[0]={name=\"i\", information=" + share + "}"})
        .scenario.analysis.looks[0]
        .events;
  };
  CHECK(interim("0.7") == 91);  // 0.7 x 130 is 91 and a last bit
  CHECK(interim("0.701") == 92);
  CHECK(interim("0.5") == 65);
  // The share goes along with the last look.
  CHECK(load_with(hypotheses_text(), {"analysis.looks.final.events=150"})
            .scenario.analysis.looks[0]
            .events == 105);
  // Looks of [analysis] may come with the first hypothesis's own.
  const Scenario common =
      load_toml(replaced(replaced(hypotheses_text(), "information = 0.7",
                                  "with = \"one\""),
                         "alpha = 0.015\n",
                         "alpha = 0.015\n[[hypotheses.looks]]\nname = 'one'\n"
                         "events = 90\n[[hypotheses.looks]]\n"
                         "name = 'final'\nevents = 110\n"))
          .scenario;
  CHECK(common.hypotheses[1].analysis.looks[0].with == std::size_t{0});
  CHECK(common.hypotheses[1].analysis.planned_events == 120);
  CHECK(common.analysis.planned_events == 110);
}

TEST_CASE("a hypothesis's own keys are laid over the analysis's",
          "[config][exact]") {
  const Hypothesis own = extra_with(
      "look_back = true\nharm_hazard_ratio = 1.3\nspending_time = [0.4, 1]\n"
      "population = { sex = 'm' }\nstratify_by = ['age', 'sex']\n"
      "ties = 'exact'\nnull_hazard_ratio = 1.1\nplanned_events = 125\n"
      "efficacy = { spending = 'kim-demets', parameter = 3 }\n"
      "harm = { boundary = 'pocock' }");
  CHECK(own.look_back);
  CHECK(own.harm_hazard_ratio == 1.3);
  CHECK(own.analysis.spending_time == std::vector{0.4, 1.0});
  CHECK(own.analysis.comparison.population == std::vector{FactorLevel{0, 1}});
  CHECK(own.analysis.stratify_by == std::vector<std::size_t>{1, 0});
  CHECK(own.analysis.ties == Ties::exact);
  CHECK(own.analysis.null_hazard_ratio == 1.1);
  CHECK(own.analysis.planned_events == 125);
  const auto& rule = std::get<FunctionSpending>(own.analysis.efficacy.rule);
  CHECK(rule.family == Spending::kim_demets);
  CHECK(rule.parameter == 3.0);
  REQUIRE(own.analysis.harm);
  CHECK(own.analysis.harm->alpha == 0.01);  // that of efficacy: the share
  CHECK(own.analysis.looks.size() == 2);
  // A boundary stands instead of the common spending.
  const Hypothesis bound = extra_with("efficacy = { boundary = 'pocock' }");
  CHECK(std::get<WangTsiatis>(bound.analysis.efficacy.rule).delta == 0.5);
  // One look, and another test.
  const Hypothesis one = extra_with(
      "test = 'rmst(12 months)'\n[[hypotheses.looks]]\nname = 'only'\n"
      "calendar = '24 months'");
  CHECK(std::get<RmstTest>(one.analysis.test).horizon == 12 * days_per_month);
  CHECK(one.analysis.looks[0].calendar == 24 * days_per_month);
}

TEST_CASE("information 1 of looks of its own is its own", "[config][exact]") {
  const Scenario s =
      scenario_of("[analysis]\n", "[analysis]\nplanned_events = 122\n");
  CHECK(s.hypotheses[0].analysis.planned_events == 122);
  CHECK(s.hypotheses[2].analysis.planned_events == 130);
}

TEST_CASE("a population has levels in the order of the factors",
          "[config][exact]") {
  const Hypothesis both =
      extra_with("population = { sex = 'f', age = '>=65' }");
  const std::vector<FactorLevel> levels{{0, 0}, {1, 1}};
  CHECK(both.analysis.comparison.population == levels);
  const auto hash = [](const std::string& population) {
    return load_toml(
               replaced(hypotheses_text(), "alpha = 0.01\n",
                        "alpha = 0.01\npopulation = " + population + "\n"))
        .sha256;
  };
  CHECK(hash("{ sex = 'f', age = '>=65' }") ==
        hash("{ age = '>=65', sex = 'f' }"));
  CHECK(hash("\"all\"") == load_toml(hypotheses_text()).sha256);
}

TEST_CASE("the graph is by index", "[config][exact]") {
  const Multiplicity graph = load_toml(hypotheses_text()).scenario.multiplicity;
  CHECK(graph.alpha == 0.025);
  CHECK_FALSE(graph.parametric);
  REQUIRE(graph.transitions.size() == 2);
  CHECK(graph.transitions[1].from == 1);
  CHECK(graph.transitions[1].to == 2);
  CHECK(graph.transitions[1].weight == 0.5);
  REQUIRE(graph.success.size() == 1);
  CHECK(graph.success[0].name == "PFS new and OS");
  using Sets = std::vector<std::vector<std::size_t>>;
  CHECK(graph.success[0].any_of == Sets{{0, 2}});
  const auto sets = [](const std::string& text) {
    return scenario_of("\"PFS new and OS\"", '"' + text + '"')
        .multiplicity.success.at(0)
        .any_of;
  };
  CHECK(sets("any") == Sets{{0}, {1}, {2}});
  CHECK(sets("all") == Sets{{0, 1, 2}});
  CHECK(sets("OS or PFS new and PFS extra") == Sets{{2}, {0, 1}});
  CHECK(sets("PFS extra") == Sets{{1}});
}

TEST_CASE("tests by their correlation are asked for in two ways",
          "[config][exact]") {
  const LoadedConfig parametric = load_toml(parametric_text());
  CHECK(parametric.scenario.multiplicity.parametric);
  CHECK(load_toml(parametric.resolved_toml).scenario.multiplicity.parametric);
  const LoadedConfig dunnett = load_toml(dunnett_text());
  CHECK(dunnett.scenario.multiplicity.parametric);
  CHECK(dunnett.scenario.multiplicity.transitions.empty());
  CHECK(load_toml(dunnett.resolved_toml).scenario.multiplicity.parametric);
  CHECK_FALSE(load_toml(one_look_text()).scenario.multiplicity.parametric);
}

TEST_CASE("what is external is known to the graph alone", "[config][exact]") {
  const std::string text =
      replaced(hypotheses_text(), "success = [\"PFS new and OS\"]",
               "success = [\"any\", \"all\"]") +
      "[[hypotheses]]\nname = 'E'\nendpoint = 'external'\nalpha = 0\n";
  const Scenario s =
      load_toml(replaced(text, "  { from = \"PFS extra\", to = \"OS\"",
                         "  { from = \"PFS extra\", to = \"E\", weight = 0.5 "
                         "},\n  { from = \"PFS extra\", to = \"OS\""))
          .scenario;
  REQUIRE(s.hypotheses.size() == 4);
  CHECK(s.hypotheses[3].endpoint == HypothesisEndpoint::external);
  CHECK(s.hypotheses[3].analysis.looks.size() == 2);  // as [analysis] has them
  using Sets = std::vector<std::vector<std::size_t>>;
  CHECK(s.multiplicity.success[0].any_of == Sets{{0}, {1}, {2}});
  CHECK(s.multiplicity.success[1].any_of == Sets{{0, 1, 2}});
}

TEST_CASE("PFS is of the reader that a hypothesis says", "[config][exact]") {
  const std::string reviewed =
      replaced(hypotheses_text(), "[dropout]",
               "[assessment]\nschedule = [{ every = '6 weeks' }]\n[review]\n"
               "rules = 'treatment-policy'\n[dropout]");
  const Scenario s = load_toml(replaced(reviewed, "name = \"PFS extra\"",
                                        "name = \"PFS extra\"\n"
                                        "endpoint = \"pfs-investigator\""))
                         .scenario;
  const EndpointView committee{Reviewer::committee, treatment_policy_rules};
  const EndpointView investigator{Reviewer::investigator,
                                  treatment_policy_rules};
  CHECK(s.analysis.endpoint == committee);
  CHECK(s.hypotheses[0].analysis.endpoint == committee);
  CHECK(s.hypotheses[0].analysis.trigger == committee);
  CHECK(s.hypotheses[1].analysis.endpoint == investigator);
  CHECK(s.hypotheses[1].analysis.trigger == investigator);
}

TEST_CASE("the resolved config of hypotheses is the config", "[config]") {
  std::vector<std::string> texts = texts_of_hypotheses();
  for (const char* name :
       {"nct07008976-os.toml", "pfs-os-two-arms.toml", "subgroup.toml"})
    texts.push_back(
        read_file(std::string{REHEARSE_SOURCE_DIR "/configs/"} + name));
  for (const std::string& text : texts) {
    INFO(text);
    const LoadedConfig once = load_toml(text);
    const LoadedConfig twice =
        parse_config(once.resolved_toml, "x", Dialect::toml, "/none", {});
    CHECK(twice.resolved_toml == once.resolved_toml);
    CHECK(twice.scenario.hypotheses.size() == once.scenario.hypotheses.size());
    CHECK(twice.scenario.analysis.looks.size() ==
          once.scenario.analysis.looks.size());
  }
}

TEST_CASE("spelling doesn't change the hash of hypotheses", "[config]") {
  const std::string base = hypotheses_text();
  const std::string hash = load_toml(base).sha256;
  CHECK(load_toml(replaced(base, "alpha = 0.01\n",
                           "endpoint = 'pfs'\npopulation = 'all'\n"
                           "look_back = false\nalpha = 1e-2\n"))
            .sha256 == hash);
  const auto from = [&](const std::string& text) {
    return load_toml(replaced(base, "probability = 0.3",
                              "probability = 0.3\navailable_from = " + text))
        .sha256;
  };
  CHECK(from("2026-03-02") == from("\"2026-03-02\""));
  const auto test = [&](const std::string& text) {
    return load_toml(replaced(base, "alpha = 0.01\n",
                              "alpha = 0.01\ntest = '" + text +
                                  "'\n[[hypotheses.looks]]\nname = 'l'\n"
                                  "events = 99\n"))
        .sha256;
  };
  CHECK(test("fh(0, 1)") == test("fh(0,1)"));
  CHECK(test("fh(0,1)") != test("gehan"));
}

TEST_CASE("hypotheses are changed by name or index", "[config]") {
  const auto alpha = [](const std::string& set) {
    return load_with(hypotheses_text(), {set}).scenario.hypotheses[1].alpha;
  };
  CHECK(alpha("hypotheses[1].alpha=0.005") == 0.005);
  CHECK(alpha("hypotheses.\"PFS extra\".alpha=0.005") == 0.005);
  const Scenario s =
      load_with(hypotheses_text(), {"hypotheses.OS.looks.last.events=140",
                                    "hypotheses.OS.population={ sex = \"f\" }",
                                    "multiplicity.transitions[1].weight=0.25"})
          .scenario;
  CHECK(s.hypotheses[2].analysis.looks[1].events == 140);
  CHECK(s.hypotheses[2].analysis.comparison.population ==
        std::vector{FactorLevel{0, 0}});
  CHECK(s.multiplicity.transitions[1].weight == 0.25);
  CHECK_FALSE(is_analysis_key("hypotheses.OS.alpha"));
}

TEST_CASE("a scenario states hypotheses by index", "[config]") {
  const std::string text =
      hypotheses_text() +
      "[scenarios.women]\n\"hypotheses[1].population\" = { sex = 'f' }\n"
      "\"hypotheses[1].efficacy.boundary\" = 'pocock'\n"
      "\"hypotheses[2].looks[0].with\" = 'interim'\n"
      "[scenarios.old]\n\"hypotheses[1].population\" = { age = '>=65' }\n";
  const auto in = [&](const std::string& name) {
    return load_with(text, {"scenario=" + name}).scenario;
  };
  const Scenario women = in("women");
  CHECK(women.hypotheses[1].analysis.comparison.population ==
        std::vector{FactorLevel{0, 0}});
  CHECK(std::holds_alternative<WangTsiatis>(
      women.hypotheses[1].analysis.efficacy.rule));
  CHECK(women.hypotheses[2].analysis.looks[0].with == std::size_t{0});
  // A population is one value: another is no further condition.
  const std::string twice = replaced(
      text, "alpha = 0.01\n", "alpha = 0.01\npopulation = { sex = 'm' }\n");
  CHECK(load_with(twice, {"scenario=old"})
            .scenario.hypotheses[1]
            .analysis.comparison.population == std::vector{FactorLevel{1, 1}});
}

TEST_CASE("a list of three arms has no hypotheses", "[config]") {
  const LoadedConfig list = parse_config(hypotheses_text(), "t", Dialect::toml,
                                         config_folder, {}, Reading::list);
  CHECK_FALSE(list.has_outcomes);
  CHECK(list.scenario.hypotheses.empty());
  CHECK(list.scenario.arms.size() == 3);
  CHECK_THAT(list.resolved_toml, !Contains("hypotheses"));
}

TEST_CASE("what is unlikely of hypotheses is said", "[config]") {
  const std::string base = hypotheses_text();
  using Warnings = std::vector<std::string>;
  CHECK(warnings_of(replaced(base, "alpha = 0.01\n", "alpha = 0.005\n")) ==
        Warnings{"trial.toml:66:9: hypotheses[2].alpha: the shares sum to "
                 "0.02, less than analysis.alpha, 0.025 (the rest is never "
                 "used): raise some"});
  const std::string early =
      replaced(replaced(base,
                        "after_progression_median = \"12 months\"\n"
                        "[endpoint.death.switch]\nprobability = 0.3\n"
                        "hazard_ratio = 0.8\n",
                        ""),
               "also = [\"rpsft\"]\n", "");
  CHECK(warnings_of(early) ==
        Warnings{"trial.toml:60:12: hypotheses[2].endpoint: nobody dies after "
                 "progression (overall survival is of deaths before it alone): "
                 "state endpoint.death.after_progression_median"});
  // Of the common strata once, whoever uses them.
  CHECK(warnings_of(replaced(base, "[analysis]\n",
                             "[analysis]\nstratify_by = ['age']\n"))
            .size() == 1);
  CHECK(warnings_of(replaced(base, "hazard_ratio = 0.7", "hazard_ratio = 1.4"))
            .size() == 1);
}

TEST_CASE("analytic warnings are of PFS in two arms", "[config]") {
  const std::string one =
      replaced(as_hypothesis(base_text()), "annual_probability = 0.05",
               "annual_probability = 0.95");
  CHECK_FALSE(warnings_of(one).empty());  // the events hardly come
  CHECK(warnings_of(replaced(one, "name = 'H'\n",
                             "name = 'H'\npopulation = { sex = 'f' }\n"))
            .empty());
}
