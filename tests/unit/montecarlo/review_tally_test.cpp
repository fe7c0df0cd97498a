// What is said of the reviewers, against slow sums over single replicates, and
// what their errors cost.
#include "rehearse/montecarlo/review_tally.hpp"

#include <cmath>
#include <vector>

#include "rehearse/core/moments.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/montecarlo/reading_cost.hpp"
#include "rehearse/montecarlo/replicate.hpp"
#include "rehearse/montecarlo/simulated_trial.hpp"
#include "support/catch.hpp"
#include "support/reviewed_trial.hpp"

using namespace rehearse;

namespace {

Scenario scenario_of(std::vector<std::string> set, std::uint64_t replicates) {
  set.emplace_back(  // the last isn't always reached
      "analysis.looks=[{name='interim',events=90},{name='final',events=164}]");
  set.emplace_back("analysis.efficacy.spending='lan-demets-obrien-fleming'");
  Scenario s = reviewed_trial(std::move(set));
  s.replicates = replicates;
  return s;
}

// Of replicates that reached a look.
std::vector<ReviewResult> reviews_at(const Scenario& s, std::size_t look) {
  const TrialPlan plan{s};
  ReplicateEngine engine{plan, {&s.analysis, 1}};
  std::vector<ReviewResult> results;
  for (std::uint64_t r = 0; r < s.replicates; ++r)
    if (engine.run(r)[look].reached) results.push_back(engine.reviews()[look]);
  return results;
}

struct Rates {
  double early;
  double late;
};

// Of the replicates from `first` on, pooled.
Rates rates_of(std::span<const ReviewResult> reviews, std::size_t arm) {
  double a1 = 0, a2 = 0, a3 = 0, b = 0, c = 0;
  for (const ReviewResult& review : reviews) {
    const AgreementCounts& n = review.agreement[arm];
    a1 += n[0];
    a2 += n[1];
    a3 += n[2];
    b += n[3];
    c += n[4];
  }
  return {(b + a3) / (a1 + a2 + a3 + b), (c + a2) / (b + c + a2 + a3)};
}

double same_status(std::span<const ReviewResult> reviews) {
  double same = 0;
  double all = 0;
  for (const ReviewResult& review : reviews)
    for (const AgreementCounts& n : review.agreement) {
      same += n[0] + n[1] + n[2] + n[5];
      all += n[0] + n[1] + n[2] + n[3] + n[4] + n[5];
    }
  return same / all;
}

// The error of a pooled figure, from its spread over batches. Of 200 batches
// its own relative error is 1/sqrt(400) = 0.05.
template <class Figure>
double spread_of(std::span<const ReviewResult> reviews, const Figure& figure) {
  constexpr std::size_t batches = 200;
  const std::size_t size = reviews.size() / batches;
  std::vector<double> values;
  for (std::size_t k = 0; k < batches; ++k)
    values.push_back(figure(reviews.subspan(k * size, size)));
  return Moments::of(values).sd() / std::sqrt(double{batches});
}

template <class Figure>
void check_ratio(const RatioEstimate& ours,
                 std::span<const ReviewResult> reviews, const Figure& figure) {
  CHECK(ours.estimate == Approx(figure(reviews)).epsilon(1e-12));
  CHECK(ours.mcse == Approx(spread_of(reviews, figure)).epsilon(0.2));
}

template <class Pick>
void check_discrepancy(const Discrepancy& ours,
                       std::span<const ReviewResult> reviews,
                       const Pick& pick) {
  for (std::size_t arm = 0; arm < arm_count; ++arm)
    check_ratio(ours.by_arm[arm], reviews,
                [&](auto part) { return pick(rates_of(part, arm)); });
  check_ratio(ours.difference, reviews, [&](auto part) {
    return pick(rates_of(part, 1)) - pick(rates_of(part, 0));
  });
}

ReadingCost cost_of_reading(const Scenario& s) {
  ReadingSample sample;
  RunOptions run;
  run.each_replicate = [&](std::uint64_t r, std::span<const LookResult> looks) {
    sample.add_read(r, looks);
  };
  CHECK(estimate_power(s, run).replicates == s.replicates);
  CHECK(sample.simulate_perfect(s, {}));
  return reading_cost(sample);
}

}  // namespace

// 200 batches: 0.2 is 4 of their error's relative errors, ten figures at each
// of two looks.
TEST_CASE("review estimates are sums over single replicates",
          "[montecarlo][review]") {
  const Scenario s = scenario_of({}, 8'000);
  const PowerEstimate e = estimate_power(s, {});
  REQUIRE(e.reviews.size() == 2);
  for (std::size_t look = 0; look < 2; ++look) {
    CAPTURE(look);
    const auto reviews = reviews_at(s, look);
    const ReviewEstimate& ours = e.reviews[look];
    REQUIRE(ours.replicates == reviews.size());
    check_discrepancy(ours.early, reviews, [](Rates r) { return r.early; });
    check_discrepancy(ours.late, reviews, [](Rates r) { return r.late; });
    check_ratio(ours.same_status, reviews, same_status);
    std::uint64_t flagged = 0;
    for (const ReviewResult& one : reviews) {
      const auto control = rates_of({&one, 1}, 0);
      const auto treated = rates_of({&one, 1}, 1);
      if (treated.early - control.early <= -0.075 &&
          treated.late - control.late >= 0.10)
        ++flagged;
    }
    CHECK(flagged > 0);
    CHECK(ours.flagged.estimate ==
          double(flagged) / static_cast<double>(reviews.size()));
    for (std::size_t arm = 0; arm < arm_count; ++arm) {
      for (std::size_t k = 0; k < reason_count; ++k) {
        std::vector<double> counts;
        for (const ReviewResult& one : reviews)
          counts.push_back(one.reasons[arm][k]);
        const Moments m = Moments::of(counts);
        CHECK(ours.reasons[arm][k].mean == Approx(m.mean).epsilon(1e-12));
        CHECK(ours.reasons[arm][k].sd == Approx(m.sd()).epsilon(1e-3));
      }
      for (std::size_t k = 0; k < agreement_count; ++k) {
        std::vector<double> counts;
        for (const ReviewResult& one : reviews)
          counts.push_back(one.agreement[arm][k]);
        const Moments m = Moments::of(counts);
        CHECK(ours.agreement[arm][k].mean == Approx(m.mean).epsilon(1e-12));
        CHECK(ours.agreement[arm][k].sd == Approx(m.sd()).epsilon(1e-3));
        CHECK(ours.agreement[arm][k].mcse ==
              Approx(m.sd() / std::sqrt(counts.size())).epsilon(1e-3));
      }
    }
  }
  CHECK(e.reviews[1].replicates < e.reviews[0].replicates);
}

TEST_CASE("review estimates are the same on any number of threads",
          "[montecarlo][review][exact][threads]") {
  const Scenario s = scenario_of({}, 5'000);
  RunOptions one;
  one.threads = 1;
  RunOptions three;
  three.threads = 3;
  const auto a = estimate_power(s, one).reviews;
  const auto b = estimate_power(s, three).reviews;
  for (std::size_t look = 0; look < 2; ++look) {
    CHECK(a[look].replicates == b[look].replicates);
    CHECK(a[look].early.difference.mcse == b[look].early.difference.mcse);
    CHECK(a[look].late.difference.estimate == b[look].late.difference.estimate);
    CHECK(a[look].same_status.mcse == b[look].same_status.mcse);
    CHECK(a[look].flagged.estimate == b[look].flagged.estimate);
    CHECK(a[look].reasons[1][0].sd == b[look].reasons[1][0].sd);
  }
}

// By hand: (50,10,15,20,10) gives EDR 0.36842 and LDR 0.36364 (domain.md §2).
TEST_CASE("rates of a single replicate by hand",
          "[montecarlo][review][exact][IRC-07]") {
  ReviewTally tally{1};
  LookResult look;
  look.reached = true;
  ReviewResult review;
  review.agreement = {{{50, 10, 15, 20, 10, 18}, {60, 20, 5, 5, 15, 40}}};
  tally.add({&look, 1}, {&review, 1});
  look.reached = false;  // isn't counted
  tally.add({&look, 1}, {&review, 1});
  const ReviewEstimate e = tally.estimates()[0];
  CHECK(e.replicates == 1);
  CHECK(e.early.by_arm[0].estimate == Approx(0.36842).margin(5e-6));
  CHECK(e.late.by_arm[0].estimate == Approx(0.36364).margin(5e-6));
  CHECK(e.early.by_arm[1].estimate == Approx(10.0 / 90.0));
  CHECK(e.late.by_arm[1].estimate == Approx(35.0 / 45.0));
  CHECK(e.early.difference.estimate == Approx(10.0 / 90.0 - 35.0 / 95.0));
  CHECK(e.same_status.estimate == Approx((93.0 + 125.0) / 268.0));
  CHECK(e.flagged.estimate == 1.0);
}

TEST_CASE("nothing seen gives no rate", "[montecarlo][review][exact]") {
  ReviewTally tally{1};
  CHECK(tally.estimates()[0].replicates == 0);
  LookResult look;
  look.reached = true;
  ReviewResult review{};
  review.agreement[0][5] = review.agreement[1][5] = 10;
  tally.add({&look, 1}, {&review, 1});
  const ReviewEstimate e = tally.estimates()[0];
  CHECK(std::isnan(e.early.by_arm[0].estimate));
  CHECK(std::isnan(e.late.difference.estimate));
  CHECK(e.same_status.estimate == 1.0);
  CHECK(e.flagged.estimate == 0.0);
}

TEST_CASE("readers who make no error cost nothing",
          "[montecarlo][review][exact]") {
  Scenario s = reviewed_trial(perfect_reads());
  s.replicates = 1'500;
  const ReadingCost cost = cost_of_reading(s);
  CHECK(cost.replicates == 1'500);
  CHECK(cost.perfect_power.estimate == estimate_power(s, {}).power.estimate);
  CHECK(cost.power.estimate == 0.0);
  CHECK(cost.power.mcse == 0.0);
  CHECK(cost.power.ci95[1] > 0.002);  // 3.84 / 1,504: not known to be none
  for (const MeanEstimate& zero : {cost.delay, cost.log_hazard_ratio}) {
    CHECK(zero.mean == 0.0);
    CHECK(zero.sd == 0.0);
    CHECK(zero.count == 1'500);
  }
}

// The pairs, one by one: the same trial with readers and a lag of their own.
TEST_CASE("what reading costs is the mean of paired differences",
          "[montecarlo][review][exact]") {
  Scenario s = reviewed_trial({"review.irc.read_lag='20 days'",
                               "review.investigator.arms.E.sensitivity=0.6",
                               "review.second_irc.sensitivity=0.8",
                               "review.adjudicator.sensitivity=0.9"});
  s.replicates = 1'200;
  const ReadingCost cost = cost_of_reading(s);
  const Scenario perfect = reviewed_trial(
      {"review.investigator.sensitivity=1", "review.irc.sensitivity=1",
       "review.investigator.false_positive=0", "review.irc.false_positive=0"});
  std::vector<double> power;
  std::vector<double> delay;
  std::vector<double> log_ratio;
  int rejected = 0;
  for (std::uint64_t r = 0; r < s.replicates; ++r) {
    const LookResult with = simulate_trial(s, r).looks[0];
    const LookResult without = simulate_trial(perfect, r).looks[0];
    rejected += without.reject ? 1 : 0;
    power.push_back((with.reject ? 1 : 0) - (without.reject ? 1 : 0));
    if (!with.reached || !without.reached) continue;
    delay.push_back(with.analysis_time - without.analysis_time);
    log_ratio.push_back(std::log(with.hazard_ratio / without.hazard_ratio));
  }
  CHECK(cost.perfect_power.estimate == Approx(rejected / 1200.0));
  CHECK(cost.power.estimate == Approx(Moments::of(power).mean));
  CHECK(cost.power.estimate < 0.0);
  CHECK(cost.delay.mean == Approx(Moments::of(delay).mean));
  CHECK(cost.delay.mean > 20.0);
  CHECK(cost.delay.mcse ==
        Approx(Moments::of(delay).sd() / std::sqrt(double(delay.size()))));
  CHECK(cost.delay.count == delay.size());
  CHECK(cost.log_hazard_ratio.mean == Approx(Moments::of(log_ratio).mean));
}
