#include "guess_tally.hpp"

#include <algorithm>
#include <bit>
#include <variant>

namespace rehearse {

namespace {

// An arm of several that seem equally likely is guessed at random: what is
// averaged is the probability of a right guess.
double right_share(ConvergenceGuesser& guesser, const Participants& people) {
  guesser.begin();
  double right = 0.0;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const std::uint32_t guess = guesser.guess(people, i);
    if ((guess >> people.arm[i] & 1U) != 0) right += 1.0 / std::popcount(guess);
    guesser.see(people, i);
  }
  return right / static_cast<double>(people.size());
}

}  // namespace

GuessTally::GuessTally(const TrialPlan& plan)
    : plan_(plan),
      of_all_(plan, GuesserView::everybody),
      levels_(plan.minimized_levels.size()),
      probabilities_(plan.ratio.size()) {
  if (plan.sites > 0) of_own_site_.emplace(plan, GuesserView::own_site);
  if (const auto* rule = std::get_if<Minimization>(&plan.allocator))
    rule_ = *rule;
}

void GuessTally::add(const Participants& people) {
  columns_[right_of_all].push_back(right_share(of_all_, people));
  if (of_own_site_)
    columns_[right_of_own_site].push_back(right_share(*of_own_site_, people));
  if (rule_) add_rule(people, *rule_);
}

void GuessTally::add_rule(const Participants& people, Minimization& rule) {
  rule.begin({}, 0);  // it draws nothing here
  double most_probable = 0.0;
  double certain = 0.0;
  for (std::size_t i = 0; i < people.size(); ++i) {
    plan_.minimized_levels_of(people, i, levels_);
    rule.probabilities(levels_, probabilities_);
    const double most = std::ranges::max(probabilities_);
    most_probable += most;
    if (most == 1.0) certain += 1.0;
    rule.add(levels_, people.arm[i]);
  }
  const auto size = static_cast<double>(people.size());
  columns_[right_by_rule].push_back(most_probable / size);
  columns_[certain_by_rule].push_back(certain / size);
}

GuessMoments GuessTally::take() {
  GuessMoments moments;
  for (std::size_t share = 0; share < guess_share_count; ++share) {
    moments[share] = Moments::of(columns_[share]);
    columns_[share].clear();
  }
  return moments;
}

}  // namespace rehearse
