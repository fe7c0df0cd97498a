#include "support/assessment_luck.hpp"

#include <cmath>
#include <numbers>

#include "rehearse/core/time_grid.hpp"
#include "rehearse/random/stream_address.hpp"
#include "support/random123_words.hpp"

namespace reference {

using namespace rehearse;

namespace {

double normal_distribution(double x) {
  return 0.5 * std::erfc(-x / std::numbers::sqrt2);
}

double normal_quantile(double p) {
  double low = -40;
  double high = 40;
  for (int i = 0; i < 200; ++i) {
    const double middle = 0.5 * (low + high);
    (normal_distribution(middle) < p ? low : high) = middle;
  }
  return p <= 0 ? -1e300 : p >= 1 ? 1e300 : low;
}

// P(INV and IRC), P(INV), P(IRC): sums over Z in steps of 0.01, which for
// smooth integrands with such tails leaves no error.
std::array<double, 3> joint_calls(const ArmAssessment& arm, double correlation,
                                  bool progressed) {
  const auto quantile = [&](const ReaderAccuracy& reader) {
    return normal_quantile(progressed ? reader.sensitivity
                                      : reader.false_positive);
  };
  const auto panel = arm.committee.adjudication.value_or(Adjudication{{}, {}});
  const std::array<double, 4> quantiles{
      quantile(arm.investigator), quantile(arm.committee.reader),
      quantile(panel.second), quantile(panel.adjudicator)};
  constexpr double step = 0.01;
  std::array<double, 3> sums{};
  for (double z = -9; z < 9; z += step) {
    const double weight =
        step * std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
    const auto call = [&](std::size_t reader) {
      return normal_distribution(
          (quantiles[reader] - std::sqrt(correlation) * z) /
          std::sqrt(1 - correlation));
    };
    const double inv = call(0);
    double irc = call(1);
    if (arm.committee.adjudication) {
      const double second = call(2);
      irc = irc * second + (irc * (1 - second) + second * (1 - irc)) * call(3);
    }
    sums[0] += weight * inv * irc;
    sums[1] += weight * inv;
    sums[2] += weight * irc;
  }
  return sums;
}

}  // namespace

AssessmentLuck::AssessmentLuck(const AssessmentSpec& spec, std::uint64_t seed,
                               std::uint64_t replicate)
    : spec_(spec), seed_(seed), replicate_(replicate) {
  for (std::size_t arm = 0; arm < 2; ++arm)
    for (std::size_t state = 0; state < 2; ++state)
      joint_[arm][state] =
          joint_calls(spec.arms[arm], spec.correlation, state == 1);
}

// Sixteen visits to a chunk of eight items for each participant.
DrawnVisit AssessmentLuck::visit(std::size_t participant, std::size_t arm,
                                 int number) const {
  const auto v = static_cast<std::uint64_t>(number - 1);
  const StreamAddress address{seed_, Purpose::visit, replicate_};
  const auto four = random123_words(
      address.counter((v / 16) << 32 | (8 * participant + v % 16 / 2)),
      address.key());
  const std::size_t half = v % 2;
  const ArmAssessment& his = spec_.arms[arm];
  const int window = his.schedule.window();
  DrawnVisit drawn{};
  drawn.offset =
      static_cast<int>(four[2 * half] / 0x1p32 * (2 * window + 1)) - window;
  const double made = 1 - his.missed_probability;
  const double u = (four[2 * half + 1] + 0.5) / 0x1p32;
  drawn.missed = u > made;
  for (std::size_t state = 0; state < 2; ++state) {
    const auto [both, inv, irc] = joint_[arm][state];
    drawn.investigator[state] = u < made * inv;
    drawn.committee[state] =
        u < made * both || (u > made * inv && u < made * (inv + irc - both));
  }
  return drawn;
}

DrawnParticipant AssessmentLuck::draw(std::size_t participant,
                                      const TrueCourse& course) const {
  const ScanSchedule& schedule = spec_.arms[course.arm].schedule;
  DrawnParticipant who;
  who.intervals = {schedule.intervals().begin(), schedule.intervals().end()};
  who.window = schedule.window();
  who.progression = course.progression;
  who.death = course.death;
  who.dropout = course.dropout;
  who.lag = spec_.committee_lag;
  const StreamAddress address{seed_, Purpose::discontinuation, replicate_};
  const auto four =
      random123_words(address.counter(participant), address.key());
  const auto u = [&](std::size_t word) { return (four[word] + 0.5) / 0x1p32; };
  who.scans_stop = u(0) < spec_.stop_after_investigator;
  const auto& [hazard, probability, delay] = spec_.discontinuation;
  if (hazard > 0 && u(1) < probability) {
    who.toxicity = -std::log(u(2)) / hazard;
    who.new_therapy = duration_on_grid(who.toxicity - delay * std::log(u(3)));
  }
  who.visit = [this, participant, arm = course.arm](int number) {
    return visit(participant, arm, number);
  };
  return who;
}

}  // namespace reference
