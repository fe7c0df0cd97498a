// What a config says of several arms and of deaths, in the scenario.
#include "hypothesis_texts.hpp"
#include "rehearse/core/units.hpp"

using namespace rehearse;
using namespace rehearse::test;

namespace {
const double month = days_per_month;
}

TEST_CASE("each arm has its effect, dropout and scans", "[config][exact]") {
  const Scenario s = load_toml(hypotheses_text()).scenario;
  REQUIRE(s.endpoint.effect.size() == 1);
  CHECK(s.endpoint.effect[0].hazard_ratio == 0.6);
  REQUIRE(s.endpoint.further.size() == 1);
  CHECK(s.endpoint.further[0].periods.at(0).hazard_ratio == 0.7);
  REQUIRE(s.further_dropout_hazard.size() == 1);
  CHECK(s.further_dropout_hazard[0] == s.dropout_hazard[0]);
  const Scenario own = scenario_of(
      "[dropout]\nannual_probability = 0.05",
      "[dropout.old]\nhazard_per_month = 0.01\n[dropout.new]\n"
      "hazard_per_month = 0.02\n[dropout.extra]\nhazard_per_month = 0.03\n"
      "[assessment]\nschedule = [{ every = '6 weeks' }]\n"
      "[assessment.arms.extra]\nmissed_probability = 0.2\n[review]\n"
      "[review.irc.arms.extra]\nsensitivity = 0.7");
  CHECK(own.dropout_hazard[0] == 0.01 / month);
  CHECK(own.dropout_hazard[1] == 0.02 / month);
  CHECK(own.further_dropout_hazard == std::vector{0.03 / month});
  REQUIRE(own.review);
  REQUIRE(own.review->assessment.arms.size() == 3);
  CHECK(own.review->assessment.arms[1].missed_probability == 0.0);
  CHECK(own.review->assessment.arms[2].missed_probability == 0.2);
  CHECK(own.review->assessment.arms[2].committee.reader.sensitivity == 0.7);
  // What is stated once is of every arm.
  const Scenario common = scenario_of(
      "[endpoint.effects.new]\nhazard_ratio = 0.6\n"
      "[endpoint.effects.extra]\nhazard_ratio = 0.7",
      "[endpoint.experimental]\ndistribution = 'exponential'\n"
      "median = '12 months'");
  CHECK(common.endpoint.experimental->median == 12 * month);
  CHECK(common.endpoint.further.at(0).model->median == 12 * month);
}

TEST_CASE("an effect may be by the level of a factor",
          "[config][exact][HYP-07]") {
  const std::string stated = "hazard_ratio_by = { sex = { m = 0.8, f = 0.5 } }";
  const Scenario further = scenario_of("hazard_ratio = 0.7", stated);
  REQUIRE(further.endpoint.further.at(0).by_level);
  CHECK(further.endpoint.further[0].by_level->factor == 0);
  CHECK(further.endpoint.further[0].by_level->hazard_ratio ==
        std::vector{0.5, 0.8});
  CHECK(further.endpoint.further[0].periods.empty());
  const Scenario first = scenario_of("hazard_ratio = 0.6", stated);
  REQUIRE(first.endpoint.by_level);
  CHECK(first.endpoint.effect.empty());
  CHECK(first.endpoint.by_level->hazard_ratio == std::vector{0.5, 0.8});
  CHECK(load_with(replaced(hypotheses_text(), "hazard_ratio = 0.6", stated),
                  {"endpoint.effects.new.hazard_ratio_by.sex.f=0.4"})
            .scenario.endpoint.by_level->hazard_ratio[0] == 0.4);
}

TEST_CASE("deaths differ by arm and by a switch", "[config][exact]") {
  const Scenario s = scenario_of(
      "fraction = 0.1\nafter_progression_median = \"12 months\"\n"
      "[endpoint.death.switch]\nprobability = 0.3\nhazard_ratio = 0.8\n",
      "fraction = 0.1\nafter_progression_hazard_ratio = 0.9\n"
      "[endpoint.death.after_progression]\ndistribution = 'weibull'\n"
      "shape = 1.2\nmedian = '14 months'\n"
      "[endpoint.death.arms.extra]\nfraction = 0.2\n"
      "after_progression_hazard_ratio = 0.7\n"
      "[endpoint.death.switch]\nprobability = 0.3\nacceleration = 1.25\n"
      "delay_mean = '1 month'\navailable_from = 2026-03-02\n");
  const DeathModel& death = s.endpoint.death;
  CHECK(death.first_event_fraction == 0.1);
  CHECK(death.after_progression_hazard == 0.0);
  CHECK(death.follows_progression());
  CHECK(death.after_progression->family == Family::weibull);
  CHECK(death.after_progression->shape == 1.2);
  CHECK(death.after_progression_hazard_ratio == 0.9);
  REQUIRE(death.arms.size() == 3);
  CHECK(death.arms[1] == ArmDeath{});
  CHECK(death.arms[2] == ArmDeath{0.2, 0.7});
  REQUIRE(death.switching);
  // 31 January to 2 March 2026: 30 days.
  CHECK(*death.switching == Switching{0.3, month, 30.0, 1.0, 1.25});
  const auto from = [](const std::string& text) {
    return scenario_of("probability = 0.3",
                       "probability = 0.3\navailable_from = " + text)
        .endpoint.death.switching->available_from;
  };
  CHECK(from("\"6 months\"") == 6 * month);
  CHECK(from("\"2026-02-01\"") == 1.0);
  CHECK(from("2020-01-01") == 0.0);
  const Switching plain =
      *load_toml(hypotheses_text()).scenario.endpoint.death.switching;
  CHECK(plain == Switching{0.3, 0.0, 0.0, 0.8, 1.0});
}
