// When participants enter: a rate that rises linearly to a plateau, or one for
// each period, and a model of how single entries fall around it.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "parts.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/trial/enrolment.hpp"

namespace rehearse::config {
namespace {

// Rates and a duration say the same of uniform and even enrolment (when the
// sample is full), and a Poisson process fills when it does.
void check_form(const Node& table, EnrolmentModel model, Faults& faults) {
  const Node* duration = find(table, "duration");
  const Node* rates = find(table, "rates");
  if (model == EnrolmentModel::poisson) {
    if (duration != nullptr) {
      faults.error(*duration,
                   "a duration doesn't go with model \"poisson\" (it enrols "
                   "until the sample is full): remove it");
    }
    if (rates == nullptr) {
      faults.error(table,
                   "'rates' is missing (model \"poisson\" enrols at them): add "
                   "rates = [{ per_month = 14 }]");
    }
    return;
  }
  refuse_both(table, "duration", "rates",
              "the rates say when the sample is full", faults);
  if (duration == nullptr && rates == nullptr) {
    faults.error(table,
                 "'duration' is missing (the sample enters in it): add "
                 "duration = \"16 months\", or 'rates'");
  }
}

// The profile is a ramp up to the plateau: one that is cut short would never
// reach the rate that is stated.
void check_ramp(const Node& table, const EnrolmentPlan& plan, Faults& faults) {
  const Node* ramp = find(table, "ramp_up");
  if (ramp == nullptr || plan.ramp_up == 0.0) return;
  const double end =
      plan.rates.empty() ? plan.duration : plan.rates.front().until;
  if (end == 0.0 || plan.ramp_up <= end) return;  // 0: reported elsewhere
  faults.error(*ramp,
               plan.rates.empty()
                   ? "the ramp-up is longer than the duration (the plateau "
                     "would never be reached): shorten it"
                   : "the ramp-up is longer than the first period of the rates "
                     "(it leads to that period's rate): shorten it");
}

// Whether the sample can't fill, or not within a thousand years.
void check_end(const Node& rates, const EnrolmentPlan& plan, int participants,
               Faults& faults) {
  const EnrolmentProfile profile{plan, participants};
  const std::size_t periods = plan.rates.size();
  const double last_begins = periods > 1 ? plan.rates[periods - 2].until : 0.0;
  const double enrolled = profile.cumulative_rate(last_begins);
  const bool stops = plan.rates.back().rate == 0.0;
  if (stops &&
      (plan.model == EnrolmentModel::poisson || enrolled < participants)) {
    faults.error(rates,
                 "enrolment may never finish (the last rate is 0): end with a "
                 "rate above 0");
  } else if (!stops && profile.expected_end() > longest_enrolment) {
    faults.error(rates,
                 "enrolling {} participants takes more than 1000 years at "
                 "these rates: raise them",
                 participants);
  }
}

// Otherwise the cumulative rate can't be inverted; that was reported.
bool increasing(const std::vector<RatePeriod>& periods) {
  return std::ranges::is_sorted(periods, std::less_equal{}, &RatePeriod::until);
}

}  // namespace

// A profile is built only of values that were found right: its constructor
// expects them.
void read_enrolment(const Node& root, Scenario& scenario, Faults& faults) {
  const Node& table = table_of(root, "enrolment");
  if (!get<std::string>(table, "model")) return;
  EnrolmentPlan& plan = scenario.enrolment;
  put_members(table, plan);
  refuse_foreign(table, "model", faults);
  if (plan.model == EnrolmentModel::sites)
    return read_site_enrolment(root, scenario, faults);
  check_form(table, plan.model, faults);
  const List& periods = elements(table, "rates");
  plan.rates = read_periods<RatePeriod>(periods, faults);
  check_ramp(table, plan, faults);
  const bool known = scenario.participants > 0 && increasing(plan.rates) &&
                     std::ranges::all_of(periods, [](const Node& period) {
                       return get<double>(period, "per_month").has_value();
                     });
  if (known && !plan.rates.empty())
    check_end(*find(table, "rates"), plan, scenario.participants, faults);
}

}  // namespace rehearse::config
