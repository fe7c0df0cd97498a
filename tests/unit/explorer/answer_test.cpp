#include "rehearse/explorer/answer.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "rehearse/config/edit_toml.hpp"
#include "rehearse/config/load.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/data/trial_listing.hpp"
#include "rehearse/report/power_report.hpp"
#include "rehearse/study/power.hpp"
#include "support/catch.hpp"
#include "unit/study/trial.hpp"

using namespace rehearse;

namespace {

using Json = nlohmann::json;

struct Answered {
  Json json;
  std::string part;
};

Answered ask(const Json& request, const std::vector<std::string>& parts = {}) {
  const std::vector<std::string_view> views{parts.begin(), parts.end()};
  const ExplorerAnswer answer = explorer_answer(request.dump(), views);
  return {Json::parse(answer.json), answer.part};
}

Json of(const char* what) { return {{"do", what}, {"config", trial_text}}; }

std::string message_of(const Answered& answer) {
  REQUIRE(answer.json["ok"] == false);
  return answer.json["errors"][0]["message"];
}

}  // namespace

TEST_CASE("parts are merged to the power of a run", "[explorer]") {
  Json request = of("power");
  std::vector<std::string> parts;
  for (const int chunk : {1, 0}) {
    request["first_chunk"] = chunk;
    const Answered answer = ask(request);
    CHECK(answer.json["replicates"] == 1024);
    parts.push_back(answer.part);
  }
  const Answered merged = ask(of("merge"), parts);
  const LoadedConfig config = read_trial({"simulation.replicates=2048"});
  CHECK(merged.json["summary"] ==
        print(report_of(study_power(config, {})), Format::json));
  const Json& ratios = merged.json["looks"][0]["hazard_ratio"];
  auto counted = ratios["below"].get<std::uint64_t>() +
                 ratios["above"].get<std::uint64_t>();
  for (const Json& count : ratios["count"])
    counted += count.get<std::uint64_t>();
  CHECK(counted == ratios["total"].get<std::uint64_t>());
  CHECK(counted > 2000);
  CHECK(ask(of("merge"), {merged.part}).json["summary"] ==
        merged.json["summary"]);
  CHECK(message_of(ask(of("merge"), {parts[0]})).find("chunk 0") !=
        std::string::npos);
  CHECK(message_of(ask(of("merge"), {"no part"})).find("damaged") !=
        std::string::npos);
}

TEST_CASE("errors stand where they are", "[explorer]") {
  Json request = of("check");
  std::string text = trial_text;
  text.replace(text.find("hazard_ratio = 0.5"), 12, "hazrd_ratio");
  request["config"] = text;
  const Answered answer = ask(request);
  CHECK(message_of(answer).find("did you mean 'hazard_ratio'") !=
        std::string::npos);
  CHECK(answer.json["errors"][0]["line"] == 23);
  CHECK(answer.json["errors"][0]["column"] == 1);
  CHECK(answer.json["errors"][0]["key"] == "endpoint.effect");
}

TEST_CASE("a set key is changed in the text, or added to its table",
          "[explorer]") {
  const std::string text =
      "# first\n[a]  # table\nb = [1, 2]  # two\n\n[[c.d]]\nname = \"x\"\n"
      "e = { f = 1 }\n";
  const auto edited = [&](const std::string& edit) {
    return edited_toml(text, "t.toml", edit);
  };
  CHECK(edited("a.b=[3]").find("b = [3]  # two\n") != std::string::npos);
  CHECK(edited("a.new=2.5").find("# two\nnew = 2.5\n\n[[c.d]]") !=
        std::string::npos);
  CHECK(edited("a.word=6 weeks").find("word = \"6 weeks\"\n") !=
        std::string::npos);
  CHECK(edited("c.d[0].e.f=7").find("e = { f = 7 }") != std::string::npos);
  CHECK(edited("c.d.x.name=y").find("name = \"y\"") != std::string::npos);
  CHECK(edited("c.d[0].e.g=7").find("e = { f = 1 , g = 7 }") !=
        std::string::npos);
  CHECK(edited("c.d[0].h=1").ends_with("e = { f = 1 }\nh = 1\n"));
  CHECK(edited("z.y=1").ends_with("\n[z]\ny = 1\n"));
  CHECK(edited("top=1").starts_with("top = 1\n# first\n"));
  CHECK(edited("a.b=").find("b =") == std::string::npos);
  CHECK(edited("a.none=") == text);
  CHECK_THROWS_AS(edited("c.d[0].e.f="), ConfigError);  // its list's element
  CHECK_THROWS_AS(edited("c.d[4].e=1"), ConfigError);
  CHECK_THROWS_AS(edited("nothing"), ConfigError);
  CHECK_THROWS_AS(edited("a=1"), ConfigError);
}

TEST_CASE("a key is taken out with its own line alone", "[explorer]") {
  const auto without = [](const std::string& text, const std::string& key) {
    return edited_toml(text, "t.toml", key + '=');
  };
  CHECK_THROWS_AS(without("rate_x = { rate = 1 }\n", "rate_x.rate"),
                  ConfigError);
  CHECK_THROWS_AS(without("rate = { rate = 1 }\n", "rate.rate"), ConfigError);
  CHECK(without("rate_x = 1\n\"rate\"  = 2  # two\n", "rate") ==
        "rate_x = 1\n");
  CHECK(without("rate = [\n 1,\n 2]\nb = 3\n", "rate") == "b = 3\n");
}

TEST_CASE("a list of tables gets one more element, or loses one",
          "[explorer]") {
  const std::string text =
      "[[a.b]]\nc = 1\n[a.b.d]\ne = [2,\n 3]\n\n# of the second\n"
      "[[a.b]]\nc = 4\n\n[z]\ny = []\nx = [{ w = 1 }]\n";
  const auto edited = [&](const std::string& edit) {
    return edited_toml(text, "t.toml", edit);
  };
  CHECK(edited("a.b[2]={}").find("c = 4\n\n[[a.b]]\n\n[z]\n") !=
        std::string::npos);
  CHECK(edited_toml(edited("a.b[2]={}"), "t.toml", "a.b[2].c=5")
            .find("[[a.b]]\nc = 5\n\n[z]") != std::string::npos);
  CHECK(edited("a.new[0]={}") == text + "\n[[a.new]]\n");
  CHECK(edited("a.b[0]=").starts_with("\n# of the second\n[[a.b]]\nc = 4\n"));
  CHECK(edited("a.b[1]=").find("3]\n\n# of the second\n\n[z]\n") !=
        std::string::npos);
  for (const char* refused : {"a.b[3]={}", "a.new[1]={}", "z.y[0]={}",
                              "z.x[1]={}", "z.x[0]=", "a.b[0].c[0]={}"}) {
    CAPTURE(refused);
    CHECK_THROWS_AS(edited(refused), ConfigError);
  }
}

TEST_CASE("names that hold dots stand in quotes", "[explorer]") {
  const std::string text =
      "[scenarios.\"HR 0.7\".endpoint.effect]\nhazard_ratio = 0.7\n"
      "[scenarios.late.endpoint.effect]\nhazard_ratio = 0.6\n";
  const auto values = values_of_toml(text, "t");
  const auto first = std::ranges::find(
      values, "scenarios.\"HR 0.7\".endpoint.effect.hazard_ratio",
      &PlacedValue::key);
  REQUIRE(first != values.end());
  CHECK(edited_toml(text, "t", first->key + "=0.8").find("ratio = 0.8\n") !=
        std::string::npos);
  Json request = of("check");
  request["config"] = std::string{trial_text} + text;
  CHECK(ask(request).json["scenarios"] == Json::parse(R"(["HR 0.7", "late"])"));
}

TEST_CASE("values are told with their places", "[explorer]") {
  // Of a config that isn't sound too.
  Json request = of("values");
  request["config"] = "[trial]\nparticipants = -5\n";
  const Json stated = ask(request).json;
  REQUIRE(stated["ok"] == true);
  REQUIRE(stated["values"].size() == 1);
  CHECK(stated["values"][0]["key"] == "trial.participants");
  CHECK(stated["values"][0]["line"] == 2);
  const auto values = values_of_toml("a = \"é\" # x\n[b]\nc = [1,\n 2]\n", "t");
  REQUIRE(values.size() == 2);
  CHECK(values[0].key == "a");
  CHECK(values[0].text == "\"é\"");
  CHECK(values[0].end_column == 8);
  CHECK(values[1].key == "b.c");
  CHECK(values[1].text == "[1,\n 2]");
  CHECK(values[1].end_line == 4);
  CHECK(values[1].value == Json::parse("[1, 2]"));
}

TEST_CASE("designs are compared on the same replicates", "[explorer]") {
  Json request{{"do", "compare"},
               {"a", {{"config", trial_text}}},
               {"b", {{"config", trial_text}}}};
  const Answered part = ask(request);
  request["do"] = "compare_merge";
  const Answered same = ask(request, {part.part});
  CHECK(same.json["difference"]["estimate"] == 0.0);
  CHECK(same.json["a"] == same.json["b"]);
  CHECK(message_of(ask(request, {part.part, part.part})).find("twice") !=
        std::string::npos);
  std::string damaged = part.part;
  damaged[damaged.size() - 12] ^= 1;  // what is counted of both
  CHECK(message_of(ask(request, {damaged})).find("damaged") !=
        std::string::npos);
}

TEST_CASE("a design that is compared has the first one's seed", "[explorer]") {
  Json request{{"do", "compare"},
               {"a", {{"config", trial_text}, {"seed", "11"}}},
               {"b", {{"config", trial_text}, {"seed", "12"}}}};
  const Answered part = ask(request);
  request["do"] = "compare_merge";
  const Answered same = ask(request, {part.part});
  CHECK(same.json["difference"]["estimate"] == 0.0);
  CHECK(same.json["difference"]["mcse"] == 0.0);
  CHECK(same.json["a"] == same.json["b"]);
  request["a"]["seed"] = "12";
  CHECK(message_of(ask(request, {part.part})).find("different seeds") !=
        std::string::npos);
}

TEST_CASE("a list's study isn't cut short in silence", "[explorer]") {
  Json request = of("list");
  request["replicates"] = 100'001;
  CHECK(message_of(ask(request)).find("100000") != std::string::npos);
}

TEST_CASE("every other request has its answer", "[explorer]") {
  for (const char* name :
       {"about", "check", "commands", "design", "list", "simulate"}) {
    CAPTURE(name);
    CHECK(ask(of(name)).json["ok"] == true);
  }
  CHECK(ask({{"do", "explain"}, {"what", "looks.events"}}).json["ok"] == true);
  const Json trial = ask(of("simulate")).json;
  CHECK(trial["curves"].size() == 20);
  CHECK(trial["at_risk"][0]["any"][0] == 1.0);
  CHECK(
      ask(of("design")).json["figures"]["survival"]["arms"][0]["survival"][0] ==
      1.0);
}

// The list's own columns, analysed by the definition: product of 1 - d/n.
TEST_CASE("a drawn curve is that of the listed trial", "[explorer]") {
  const Json drawn = ask(of("simulate")).json["curves"][0]["arms"][0];
  ListedTrial listed;
  static_cast<TrialConfig&>(listed.config) =
      parse_config(trial_text, "trial.toml", Dialect::toml, ".", {});
  const Scenario& scenario = listed.config.scenario;
  listed.look = scenario.analysis.looks.size() - 1;
  listed.trial = simulate_trial(scenario, 0, listed.look);
  std::vector<std::pair<double, bool>> seen;
  const ValueTable table = trial_rows(listed, TrialTable::participants);
  const auto column = [&](const char* name) {
    return std::ranges::find(table.header, name) - table.header.begin();
  };
  for (const auto& row : table.rows)
    if (row[column("arm")] == drawn["name"])
      seen.emplace_back(row[column("time_days")], row[column("event")] == 1);
  REQUIRE(seen.size() > 10);
  for (std::size_t i = 1; i < drawn["months"].size(); ++i) {
    const double days = drawn["months"][i].get<double>() * days_per_month;
    double survival = 1.0;
    for (const auto& [at, event] : seen) {
      if (!event || at > days + 1e-6) continue;
      double at_risk = 0.0;
      double events = 0.0;
      for (const auto& [time, failed] : seen) {
        at_risk += time >= at ? 1.0 : 0.0;
        events += failed && time == at ? 1.0 : 0.0;
      }
      survival *= std::pow(1.0 - events / at_risk, 1.0 / events);
    }
    CHECK(drawn["survival"][i].get<double>() == Approx(survival));
  }
}

TEST_CASE("what is no request is answered with what is wrong", "[explorer]") {
  CHECK(ask({{"do", "x"}}).json["ok"] == false);
  CHECK(ask(Json::array()).json["ok"] == false);
  Json request = of("power");
  request["chunks"] = -1;
  CHECK(message_of(ask(request)).find("'chunks'") != std::string::npos);
}
