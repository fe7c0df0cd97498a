// `compare` as it is called.
#include <nlohmann/json.hpp>

#include "golden/golden_file.hpp"
#include "golden/process.hpp"
#include "support/catch.hpp"

using namespace rehearse;
using golden::done;
using golden::has;
using golden::shell;

TEST_CASE("two designs stand side by side", "[golden][compare][CMP-02]") {
  for (const char* format : {"table", "md", "csv", "json"})
    golden::check(
        std::string{"compare."} + format,
        done(std::string{"rehearse compare configs/w1.toml configs/w3.toml "
                         "--replicates 2000 --quiet --format "} +
             format)
            .out);
}

TEST_CASE("B runs with the seed and replicates of A", "[golden][compare]") {
  const auto both = [](const std::string& more) {
    return done(
               "rehearse compare configs/w1.toml --with "
               "endpoint.effect.hazard_ratio=0.7 --replicates 3000 --seed 5 "
               "--quiet --format json " +
               more)
        .out;
  };
  const auto json = nlohmann::json::parse(both("--threads 1"));
  CHECK(both("--threads 1") == both("--threads 2"));
  REQUIRE(json["differs"].size() == 1);
  CHECK(json["differs"][0]["key"] == "endpoint.effect.hazard_ratio");
  CHECK(json["differs"][0]["b"] == "0.7");
  const auto power = [](const std::string& more) {
    return nlohmann::json::parse(
        done("rehearse power configs/w1.toml --replicates 3000 --seed 5 "
             "--quiet --format json " +
             more)
            .out)["power"];
  };
  CHECK(json["power"]["a"] == power(""));
  CHECK(json["power"]["b"] == power("--set endpoint.effect.hazard_ratio=0.7"));
}

TEST_CASE("hypotheses are compared by their names", "[golden][compare]") {
  const auto json = nlohmann::json::parse(
      done("rehearse compare configs/subgroup.toml --with "
           "endpoint.control.median='9 months' --replicates 500 --quiet "
           "--format json")
          .out);
  CHECK(json["also"].size() > 1);
  for (const auto& one : json["also"])
    CHECK(one["power"]["difference"]["estimate"].is_number());
}

TEST_CASE("a hypothesis has its own looks, the trial its end",
          "[golden][compare]") {
  const std::string trial =
      "configs/nct07008976-os.toml --replicates 200 --quiet --format json";
  const std::string change = "hypotheses.OS.looks.final.events=120";
  const auto json = nlohmann::json::parse(
      done("rehearse compare " + trial + " --with " + change).out);
  const auto alone = nlohmann::json::parse(
      done("rehearse power " + trial + " --set " + change).out);
  const auto& end = json["end_months"];
  const auto& os = json["also"][0];
  CHECK(os["name"] == "OS");
  CHECK(os["looks"]["a"][2]["planned_events"] == 150);
  CHECK(os["looks"]["b"] == alone["hypotheses"][1]["looks"]);
  CHECK(end["a"]["estimate"] >
        json["expected"]["a"]["duration_months"]["estimate"]);
  CHECK(end["difference"]["estimate"] < -5.0);
  const std::string table =
      done("rehearse compare configs/nct07008976-os.toml --with " + change +
           " --replicates 100 --quiet")
          .out;
  for (const char* part : {"The trial ends [months]", "At OS, final",
                           "Expected events, OS", "Power for PFS of B less"})
    CHECK(has(table, part));
}

TEST_CASE("what can't be compared is said", "[golden][compare]") {
  const auto alone = shell("rehearse compare configs/w1.toml");
  CHECK(alone.status == 64);
  CHECK(has(alone.err, "name a second config"));
  const auto wrong = shell(
      "rehearse compare configs/w1.toml --with endpoint.effect.hazard_rati=1");
  CHECK(wrong.status == 78);
  CHECK(has(wrong.err, "--with endpoint.effect.hazard_rati=1"));
  CHECK(has(wrong.err, "did you mean 'hazard_ratio'"));
  CHECK(shell("rehearse compare configs/w1.toml no.toml").status == 66);
}
