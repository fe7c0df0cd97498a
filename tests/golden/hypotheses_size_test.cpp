// `size --simulate` of a trial of several hypotheses.
#include <nlohmann/json.hpp>
#include <string>

#include "golden/process.hpp"
#include "support/catch.hpp"

using rehearse::golden::done;
using rehearse::golden::has;
using rehearse::golden::shell;
using Json = nlohmann::json;

namespace {

const std::string size =
    "rehearse size configs/subgroup.toml --simulate --replicates 3000 --quiet ";

Json json_of(const std::string& script) {
  return Json::parse(done(script + " --format json").out);
}

// What --set has of the changes.
std::string set(const Json& changes) {
  std::string flags;
  for (const Json& change : changes)
    flags += " --set '" + change.get<std::string>() + "'";
  return flags;
}

}  // namespace

TEST_CASE("a simulated size of a success has the power, one event fewer hasn't",
          "[golden]") {
  const Json found = json_of(size + "--power 0.75 --success all");
  const Json& simulated = found.at("simulated");
  const Json& fewer = simulated.at("one_event_fewer");
  const double power = simulated.at("power").at("estimate");
  const double less = fewer.at("power").at("estimate");
  CHECK(found.at("success") == "all");
  CHECK(power >= 0.75);
  CHECK(less < 0.75);
  CHECK(fewer.at("events") == found.at("events").get<int>() - 1);
  CHECK(simulated.at("difference").at("estimate").get<double>() ==
        Approx(power - less).margin(1e-12));
  CHECK(found.at("events") == found.at("looks").at(1).at("events"));
  CHECK(found.at("participants").get<int>() % 2 == 0);
  // Events and participants in proportion: 140 to 400 as stated.
  CHECK(found.at("participants").get<double>() ==
        Approx(found.at("events").get<double>() * 400.0 / 140.0).margin(2.0));

  // `power` of the config with the changes is the same, and of what is written.
  const std::string run =
      "rehearse power configs/subgroup.toml --replicates 3000 --quiet";
  const Json again = json_of(run + set(found.at("changes")));
  CHECK(again.at("joint").at("all").at("estimate") == power);
  done(size + "--power 0.75 --success all --write $SCRATCH/sized.toml");
  const Json written =
      json_of("rehearse power $SCRATCH/sized.toml --replicates 3000 --quiet");
  CHECK(written.at("joint").at("all").at("estimate") == power);
}

TEST_CASE("a size of a hypothesis may keep the participants", "[golden]") {
  const Json found =
      json_of(size + "--power 0.85 --hypothesis positive --solve events");
  CHECK(found.at("hypothesis") == "positive");
  CHECK(found.at("participants") == 400);
  const Json again =
      json_of("rehearse power configs/subgroup.toml --replicates 3000 --quiet" +
              set(found.at("changes")));
  CHECK(again.at("power").at("estimate") ==
        found.at("simulated").at("power").at("estimate"));
  CHECK(again.at("looks").at(1).at("planned_events") == found.at("events"));
  // The other's information is of as many more.
  CHECK(has(found.at("changes").dump(), "hypotheses[1].planned_events="));
  const std::string text =
      done(size + "--power 0.85 --hypothesis positive --solve events").out;
  CHECK(has(text, "400 participants and"));
  CHECK(has(text,
            "the participants stay; counted at look 'final' of "
            "'positive'"));
}

TEST_CASE("what a size of hypotheses can't be is said", "[golden]") {
  const auto error = [](const std::string& flags) {
    const auto result =
        shell("rehearse size configs/subgroup.toml --power 0.9 " + flags);
    CHECK(result.status == 64);
    return result.err;
  };
  CHECK(has(error(""), "there is no formula): add --simulate"));
  CHECK(has(error("--simulate --success each"),
            "--success: the config names no success 'each'"));
  CHECK(has(error("--simulate --success any --hypothesis positive"),
            "are both given"));
  CHECK(has(error("--simulate --solve rate"), "'rate' is of one hypothesis"));
  const auto one =
      shell("rehearse size configs/w1.toml --power 0.9 --success any");
  CHECK(one.status == 64);
  CHECK(has(one.err, "--success: the config has no [[hypotheses]]"));
  const auto far = shell(
      "rehearse size configs/subgroup.toml --power 0.999 --simulate --solve "
      "events --replicates 200 --quiet");
  CHECK(far.status == 78);
  CHECK(has(far.err, "is out of reach (with 400 participants and"));
}
