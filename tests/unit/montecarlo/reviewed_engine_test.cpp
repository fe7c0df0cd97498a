// What must stay the same, or change in a known way, when a reviewed trial is
// looked at otherwise.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

#include "rehearse/core/moments.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/montecarlo/replicate.hpp"
#include "rehearse/montecarlo/simulated_trial.hpp"
#include "support/catch.hpp"
#include "support/reference_trial.hpp"
#include "support/reviewed_trial.hpp"
#include "unit/montecarlo/counting_allocator.hpp"

using namespace rehearse;

namespace {

bool same_bytes(double a, double b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}

void check_same(const LookResult& a, const LookResult& b) {
  REQUIRE(a.reached == b.reached);
  REQUIRE(a.reject == b.reject);
  REQUIRE(a.events_by_arm == b.events_by_arm);
  REQUIRE(a.participants == b.participants);
  REQUIRE(same_bytes(a.analysis_time, b.analysis_time));
  REQUIRE(same_bytes(a.z, b.z));
  REQUIRE(same_bytes(a.hazard_ratio, b.hazard_ratio));
  REQUIRE(same_bytes(a.log_hazard_ratio_se, b.log_hazard_ratio_se));
  REQUIRE(same_bytes(a.median[0], b.median[0]));
  REQUIRE(same_bytes(a.median[1], b.median[1]));
}

std::vector<std::string> and_perfect(std::vector<std::string> set) {
  for (std::string& key : perfect_reads()) set.push_back(std::move(key));
  return set;
}

// Interim and final, and the trial's other endpoints.
Scenario two_looks(std::vector<std::string> set) {
  set.emplace_back(
      "analysis.looks=[{name='interim',events=90},{name='final',events=150}]");
  set.emplace_back("analysis.efficacy.spending='lan-demets-obrien-fleming'");
  set.emplace_back("review.also_rules=['treatment-policy']");
  return reviewed_trial(std::move(set));
}

}  // namespace

// Each progression is then seen on the next whole day, censoring is at the last
// whole day, deaths keep theirs. From the participants' latent times.
TEST_CASE("daily scans round progressions up to whole days",
          "[montecarlo][review][exact]") {
  const Scenario s = reviewed_trial(and_perfect(
      {"assessment.schedule=[{every='1 day'}]", "assessment.window='0 days'"}));
  const TrialPlan plan{s};
  ReplicateEngine engine{plan, {&s.analysis, 1}, {}, 1};
  AnalysisWorkspace workspace;
  workspace.reserve(plan.participants, 1);
  for (std::uint64_t replicate = 0; replicate < 200; ++replicate) {
    const LookResult look = engine.run(replicate)[0];
    const Participants& people = engine.participants();
    std::vector<double> calendar;  // of all events
    std::vector<ObservationKey> data;
    for (std::size_t i = 0; i < people.size(); ++i) {
      const double seen = std::ceil(people.progression[i]);
      const double event = std::min(seen, people.death[i]);
      const double follow_up = std::min(people.dropout_time[i],
                                        look.analysis_time - people.entry[i]);
      if (event <= people.dropout_time[i] && event < never)
        calendar.push_back(people.entry[i] + event);
      if (look.analysis_time <= people.entry[i]) continue;
      const bool known = event <= follow_up;
      const double time = known ? event : std::max(1.0, std::floor(follow_up));
      data.push_back(
          pack(ticks(time), 0, static_cast<Role>(people.arm[i]), known));
    }
    std::ranges::sort(calendar);
    REQUIRE(look.analysis_time == calendar[163]);
    std::ranges::sort(data);
    const SurvivalSummary expected =
        summarize(data, 1, s.analysis.ties, 1.0, workspace);
    REQUIRE(look.events_by_arm == expected.events);
    REQUIRE(same_bytes(look.z, expected.z));
    REQUIRE(same_bytes(look.hazard_ratio, std::exp(expected.log_hazard_ratio)));
  }
}

// The grid of days moves little: the continuous engine is near. One event more
// or less at the cut moves z by 2/sqrt(164) = 0.16 and the hazard ratio by 2%.
TEST_CASE("daily scans find nearly what is seen at once",
          "[montecarlo][review]") {
  Scenario s = reviewed_trial(and_perfect(
      {"assessment.schedule=[{every='1 day'}]", "assessment.window='0 days'"}));
  Scenario at_once = s;
  at_once.review.reset();
  s.endpoint.death = at_once.endpoint.death = {0.05, 0.0};
  double differences = 0.0;
  for (std::uint64_t replicate = 0; replicate < 50; ++replicate) {
    const LookResult daily = simulate_trial(s, replicate).looks[0];
    const LookResult seen = simulate_trial(at_once, replicate).looks[0];
    // The 164th event is at most a day later.
    CHECK(daily.analysis_time >= seen.analysis_time);
    CHECK(daily.analysis_time <= seen.analysis_time + 1.0);
    // Another event of the same day may be the 164th: one of them less.
    CHECK(daily.z == Approx(seen.z).margin(0.35));
    CHECK(daily.hazard_ratio == Approx(seen.hazard_ratio).epsilon(0.06));
    differences += daily.z - seen.z;
  }
  CHECK(std::abs(differences / 50) < 0.03);
}

TEST_CASE("readers who see what is there agree",
          "[montecarlo][review][exact]") {
  const Scenario s = two_looks(
      {"review.investigator.sensitivity=1", "review.irc.sensitivity=1",
       "review.investigator.false_positive=0", "review.irc.false_positive=0",
       "assessment.missed_probability=0.2",
       "assessment.arms.E.window='3 days'"});
  const TrialPlan plan{s};
  const auto plans = analysis_plans(s);
  REQUIRE(plans.size() == 3);
  ReplicateEngine engine{plan, plans};
  for (std::uint64_t replicate = 0; replicate < 300; ++replicate) {
    const auto looks = engine.run(replicate);
    for (std::size_t look = 0; look < 2; ++look) {
      check_same(looks[look], looks[4 + look]);
      for (const AgreementCounts& n : engine.reviews()[look].agreement) {
        const auto& [a1, a2, a3, b, c, d] = n;
        CHECK(a1 > 0);
        CHECK(a2 + a3 + b + c == 0);
      }
    }
  }
}

TEST_CASE("everybody who entered is counted once by reason and agreement",
          "[montecarlo][review][exact]") {
  const Scenario s = two_looks({"review.irc.read_lag='21 days'"});
  const TrialPlan plan{s};
  ReplicateEngine engine{plan, {&s.analysis, 1}};
  for (std::uint64_t replicate = 0; replicate < 100; ++replicate) {
    const auto looks = engine.run(replicate);
    for (std::size_t look = 0; look < 2; ++look) {
      const ReviewResult& review = engine.reviews()[look];
      std::uint32_t ended = 0;
      std::uint32_t read = 0;
      for (std::size_t arm = 0; arm < arm_count; ++arm) {
        std::uint32_t events = 0;
        for (std::size_t k = 0; k < reason_count; ++k) {
          ended += review.reasons[arm][k];
          if (is_event(static_cast<Reason>(k)))
            events += review.reasons[arm][k];
        }
        CHECK(events == looks[look].events_by_arm[arm]);
        for (const std::uint32_t n : review.agreement[arm]) read += n;
      }
      CHECK(ended == looks[look].participants);
      CHECK(read == looks[look].participants);
    }
  }
}

namespace {

// A replicate's data observed by hand, for other arms than it had.
struct Observed {
  AssessmentPlan plan;
  Assessment assessment;
  ReviewedEndpoint endpoint;
  Observations observations;
  Cut cut;
  SurvivalSummary summary;

  Observed(const Scenario& s, const AssessmentSpec& spec,
           const Participants& people, std::uint64_t replicate)
      : plan(spec),
        assessment(plan, people.size()),
        endpoint(assessment, s.analysis.endpoint),
        observations(people.size()) {
    assessment.assess(
        s.seed, replicate,
        {people.arm, people.progression, people.death, people.dropout_time});
    const std::vector<std::uint32_t> one_stratum{0};
    observations.observe(people, one_stratum, endpoint);
    cut = observations.cut_of(s.analysis.looks[0], people, 0.0);
    AnalysisWorkspace workspace;
    workspace.reserve(people.size(), 1);
    summary = summarize(observations.data_at(cut.time, people), 1,
                        s.analysis.ties, 1.0, workspace);
  }
};

}  // namespace

TEST_CASE("arms that change their names change the sign of z",
          "[montecarlo][review]") {
  const Scenario s = reviewed_trial(
      {"assessment.arms.E.schedule=[{every='7 weeks'}]",
       "assessment.arms.C.missed_probability=0.2",
       "review.investigator.arms.E.sensitivity=0.6",
       "review.irc.arms.C.false_positive=0.05", "review.irc.read_lag='9 days'",
       "endpoint.reader=" + std::string{GENERATE("irc", "investigator")}});
  AssessmentSpec swapped = s.review->assessment;
  std::swap(swapped.arms[0], swapped.arms[1]);
  for (std::uint64_t replicate = 0; replicate < 50; ++replicate) {
    const SimulatedTrial trial = simulate_trial(s, replicate);
    Participants people = trial.participants;
    const Observed before{s, s.review->assessment, people, replicate};
    CHECK(before.cut.time == trial.looks[0].analysis_time);
    CHECK(before.summary.z == trial.looks[0].z);  // the engine's own
    for (std::uint8_t& arm : people.arm) arm = 1 - arm;
    const Observed after{s, swapped, people, replicate};
    CHECK(after.cut.time == before.cut.time);
    CHECK(after.summary.events[0] == before.summary.events[1]);
    CHECK(after.summary.z == Approx(-before.summary.z).epsilon(1e-12));
    CHECK(after.summary.log_hazard_ratio ==
          Approx(-before.summary.log_hazard_ratio).epsilon(1e-9));
  }
}

// With a lag a death may be known before the reading of an earlier scan shows
// that progression came first; and under rules of one's own, the investigator's
// progression may count until the committee's reading of the same scan falls
// under another rule.
TEST_CASE("a later cut takes no event away, nor moves it to a later time",
          "[montecarlo][review][exact]") {
  const std::string lag = GENERATE("0 days", "30 days");
  const std::string reader = GENERATE("irc", "investigator");
  const std::string rules = GENERATE("fda", "treatment-policy", "own");
  CAPTURE(lag, reader, rules);
  const Scenario s = reviewed_trial(
      {"review.irc.read_lag='" + lag + "'", "endpoint.reader=" + reader,
       "assessment.missed_probability=0.3",
       "review.discontinuation.hazard_per_month=0.06",
       "review.variants.own={scans_stopped='event',after_missed_visits='event'"
       "}",
       "review.rules=" + rules});
  const bool at_once = lag == "0 days" || reader == "investigator";
  const bool final = at_once || rules != "own";
  std::size_t events = 0;
  for (std::uint64_t replicate = 0; replicate < 10; ++replicate) {
    const SimulatedTrial trial = simulate_trial(s, replicate);
    const Participants& people = trial.participants;
    Observed seen{s, s.review->assessment, people, replicate};
    for (std::size_t i = 0; i < people.size(); ++i) {
      const double known = seen.endpoint.event_known(i);
      std::optional<Outcome> event;
      for (double cut = 3.5; cut < 1500; cut += 9.25) {
        const Outcome now = seen.endpoint.outcome_at(i, cut);
        REQUIRE(now.time <= std::max(cut, 1.0));
        if (event && final)
          REQUIRE((is_event(now.reason) && now.time <= event->time));
        if (event && at_once) REQUIRE(now == *event);
        if (is_event(now.reason)) event = now;
        if (final) REQUIRE(is_event(now.reason) == (known <= cut));
      }
      // The data hold it from the very moment on which looks count it.
      if (known >= 1500) continue;
      ++events;
      REQUIRE(is_event(seen.endpoint.outcome_at(i, known).reason));
      REQUIRE_FALSE(
          is_event(seen.endpoint.outcome_at(i, known - duration_step).reason));
    }
  }
  CHECK(events > 1000);
}

TEST_CASE("the order of rows within ties changes nothing",
          "[montecarlo][review]") {
  const Scenario s = reviewed_trial({"assessment.window='0 days'"});
  const SimulatedTrial trial = simulate_trial(s, 3);
  Observed seen{s, s.review->assessment, trial.participants, 3};
  const auto sorted =
      seen.observations.data_at(seen.cut.time, trial.participants);
  std::vector<reference::Observation> rows;
  for (const ObservationKey key : sorted)
    rows.push_back({time_of_tick(tick_of(key)), is_event(key),
                    static_cast<int>(arm_of(key)), 0});
  std::map<double, int> ties;
  for (const auto& row : rows) ++ties[row.time];
  CHECK(ties.size() < rows.size() / 2);  // there are many
  const auto same = [&] {
    CHECK(reference::logrank_z(rows) == Approx(seen.summary.z).epsilon(1e-12));
    CHECK(reference::cox_log_hazard_ratio(rows, Ties::efron) ==
          Approx(seen.summary.log_hazard_ratio).epsilon(1e-10));
  };
  same();
  std::ranges::reverse(rows);
  same();
  // Events of one arm first within a tie, then of the other.
  for (const int first : {0, 1}) {
    std::ranges::sort(rows, {}, [&](const auto& row) {
      return std::pair{row.time, row.arm != first};
    });
    same();
  }
}

TEST_CASE("an analysis is the same alone and among others",
          "[montecarlo][review][exact]") {
  Scenario s = two_looks({"review.irc.read_lag='14 days'"});
  s.replicates = 2'000;
  const auto plans = analysis_plans(s);
  const auto collect = [&](std::span<const AnalysisPlan> analyses,
                           unsigned threads) {
    std::vector<LookResult> all;
    RunOptions options;
    options.threads = threads;
    options.each_replicate = [&](std::uint64_t,
                                 std::span<const LookResult> looks) {
      all.insert(all.end(), looks.begin(), looks.end());
    };
    (void)estimate_powers(s, analyses, options);
    return all;
  };
  const auto together = collect(plans, 1);
  const auto on_three = collect(plans, 3);
  REQUIRE(together.size() == on_three.size());
  for (std::size_t k = 0; k < together.size(); ++k)
    check_same(together[k], on_three[k]);
  for (std::size_t a = 0; a < plans.size(); ++a) {
    const auto alone = collect({&plans[a], 1}, 2);
    for (std::size_t k = 0; k < alone.size(); ++k)
      check_same(alone[k], together[k / 2 * 6 + 2 * a + k % 2]);
  }
}

TEST_CASE("an analysis is compared with the first, replicate by replicate",
          "[montecarlo][review][exact]") {
  // Two looks of the first analysis, the last alone of another endpoint.
  Scenario s = two_looks({});
  s.replicates = 1500;  // more than a chunk
  auto analyses = analysis_plans(s);
  analyses.resize(2);
  REQUIRE(analyses[1].endpoint != analyses[0].endpoint);
  analyses[1].looks.erase(analyses[1].looks.begin());
  double power = 0.0;
  std::vector<double> differences;
  RunOptions options;
  options.each_replicate = [&](std::uint64_t,
                               std::span<const LookResult> looks) {
    REQUIRE(looks.size() == 3);
    power += looks[2].reject ? 1.0 : 0.0;
    power -= looks[0].reject || looks[1].reject ? 1.0 : 0.0;
    differences.push_back(looks[2].log_hazard_ratio -
                          looks[1].log_hazard_ratio);
  };
  const auto estimates = estimate_powers(s, analyses, options);
  const Moments expected = Moments::of(differences);
  CHECK(estimates[1].difference.estimate == Approx(power / 1500).margin(1e-12));
  CHECK(estimates[0].difference.estimate == 0.0);
  CHECK(estimates[1].log_hazard_ratio_difference.mean ==
        Approx(expected.mean).epsilon(1e-10));
  CHECK(expected.sd() > 0.01);
}

TEST_CASE("every endpoint is cut where the first one's events say",
          "[montecarlo][review][exact]") {
  const Scenario s = two_looks({});
  const auto plans = analysis_plans(s);
  REQUIRE(plans.size() == 3);
  CHECK(plans[1].endpoint.rules == treatment_policy_rules);
  CHECK(plans[1].endpoint.reviewer == Reviewer::committee);
  CHECK(plans[2].endpoint.rules == fda_rules);
  CHECK(plans[2].endpoint.reviewer == Reviewer::investigator);
  for (const AnalysisPlan& plan : plans)
    CHECK(plan.trigger == s.analysis.endpoint);
  const TrialPlan trial{s};
  ReplicateEngine engine{trial, plans};
  int differ = 0;
  for (std::uint64_t replicate = 0; replicate < 50; ++replicate) {
    const auto looks = engine.run(replicate);
    for (std::size_t k = 2; k < 6; ++k) {
      CHECK(looks[k].analysis_time == looks[k % 2].analysis_time);
      differ += looks[k].events != looks[k % 2].events ? 1 : 0;
    }
    if (looks[1].reached) CHECK(looks[1].events == 150);
  }
  CHECK(differ > 100);
}

TEST_CASE("the loop of reviewed replicates allocates nothing",
          "[montecarlo][review][exact]") {
  const Scenario s = two_looks({"review.irc.read_lag='14 days'"});
  const TrialPlan plan{s};
  const auto plans = analysis_plans(s);
  ReplicateEngine engine{plan, plans};
  // Bounds of the events that looks have are made once.
  for (std::uint64_t replicate = 0; replicate < 500; ++replicate)
    (void)engine.run(replicate);
  const std::uint64_t before = allocations;
  for (std::uint64_t replicate = 0; replicate < 500; ++replicate)
    (void)engine.run(replicate);
  CHECK(allocations == before);
}
