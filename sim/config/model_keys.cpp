// Keys of an event-time model, of which a config has up to four: each arm's,
// and that of its uncured.
#include "key_groups.hpp"
#include "rehearse/trial/words.hpp"
#include "row.hpp"

namespace rehearse::config {
namespace {

constexpr std::string_view simple =
    "exponential|weibull|piecewise-exponential|log-logistic|log-normal";
constexpr std::string_view with_cure =
    "exponential|weibull|piecewise-exponential|log-logistic|log-normal|cure";

// What another distribution has instead.
constexpr Of by_distribution{"distribution"};

// What a model and the model of its uncured have in common. Which distribution
// has which of them is in model_part.cpp.
void add_simple(const Rows& row, std::string_view distributions) {
  row("distribution", Kind::choice, Need::required, Words{distributions},
      Example{"\"exponential\""}, "Distribution of the time to the event.");
  row("median", in_days<&ModelSpec::median>, by_distribution, positive_time,
      Example{"\"6.8 months\""}, "Median time to the event, of the whole arm.");
  row("hazard_per_month", a_month<&ModelSpec::hazard>, by_distribution,
      above(0.0, 1000.0), Example{"# 0.1"},
      "Exponential: the rate, instead of the median [1/month]; with factors "
      "that have hazard ratios that of their reference levels, not the whole "
      "arm's.");
  row("survival", Kind::records, by_distribution, closed(1, 2),
      "Survival at one time (exponential) or two (Weibull), instead of the "
      "median; of the whole arm.");
  row("survival[].at", in_days<&Landmark::at>, Need::required, positive_time,
      Example{"\"6 months\""}, "Time since randomization.");
  row("survival[].probability", to<&Landmark::probability>, Need::required,
      open(0.0, 1.0), Example{"0.5"},
      "Share without the event at that time [1].");
  // Beyond these a Weibull's scale or an event time leaves a double's range.
  row("shape", to<&ModelSpec::shape>, closed(0.05, 50.0), Example{"# 0.9"},
      Of{"distribution|survival"},  // two landmarks determine it
      "Weibull (R's shape) and log-logistic [1].");
  row("scale", in_days<&ModelSpec::scale>, by_distribution, positive_time,
      "Weibull: R's scale, instead of the median; of factors' reference "
      "levels.");
  row("sigma", to<&ModelSpec::sigma>, by_distribution, closed(0.02, 20.0),
      "Log-normal: standard deviation of the logarithm of the time [1].");
  row("periods", Kind::records, by_distribution, closed(1, 1000),
      "Piecewise exponential: the hazard until each time.");
  row("periods[].until", in_days<&HazardPeriod::until>, positive_time,
      "End of the period, since randomization; the last has none.");
  row("periods[].hazard_per_month", a_month<&HazardPeriod::hazard>,
      Need::required, hazard, Example{"0.1"},
      "Hazard in the period [1/month]; of factors' reference levels.");
}

}  // namespace

void add_model(std::vector<Key>& keys, const std::string& path) {
  const OneOf scales{"median|hazard_per_month|survival|scale"};
  keys.back().one_of.push_back(scales);  // of the table itself, the last row
  const Rows row{keys, path};
  add_simple(row, with_cure);
  row("cured", to<&ModelSpec::cured>, by_distribution, below(0.0, 1.0),
      "Cure: the share that never has the event [1].");
  row("uncured", by_distribution, scales,
      "Cure: the model of the others. A median in it is theirs.");
  add_simple({keys, path + ".uncured"}, simple);
}

}  // namespace rehearse::config
