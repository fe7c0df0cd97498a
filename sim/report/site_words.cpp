// Sites in words: how they enrol, and how they differ.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "rehearse/core/units.hpp"
#include "rehearse/report/scenario_words.hpp"
#include "rehearse/trial/site_course.hpp"
#include "rehearse/trial/words.hpp"

namespace rehearse {

namespace {

std::string rate_words(const SiteEnrolment& enrolment) {
  double rates = 0.0;
  for (const SiteActivity& site : enrolment.sites()) rates += site.rate;
  std::string words =
      fmt::format("by {} sites, together {:.4g} a month when all are open",
                  enrolment.sites().size(), rates * days_per_month);
  if (std::isfinite(enrolment.shape()))
    words +=
        fmt::format(" on average (gamma, shape {:.4g})", enrolment.shape());
  return words;
}

}  // namespace

// Theory's figures: those of the simulation are `power`'s.
std::string site_enrolment_words(const Scenario& scenario,
                                 const SiteEnrolment& enrolment) {
  const SitesPlan& plan = scenario.enrolment.by_site;
  std::string words = rate_words(enrolment);
  double last = 0.0;
  for (const SiteActivity& site : enrolment.sites())
    last = std::max(last, site.opens + site.opening);
  if (last > 0.0)
    words += fmt::format("; the last opens at {}",
                         fmt::format("{:.6g} months", last / days_per_month));
  if (plan.screen_failure > 0.0)
    words += fmt::format("; {:.4g}% of those screened fail",
                         100.0 * plan.screen_failure);
  if (plan.screening > 0.0)
    words += fmt::format("; entry {:.4g} days after consent", plan.screening);
  if (!plan.pauses.empty())
    words += fmt::format("; {} pause{}", plan.pauses.size(),
                         plan.pauses.size() == 1 ? "" : "s");
  const SiteCourse course{enrolment, scenario.participants};
  const auto at = [&](double probability) {
    return course.end_quantile(probability) / days_per_month;
  };
  return words + fmt::format(
                     "; full at {:.1f} months (5%–95% {:.1f}–{:.1f}) "
                     "by theory",
                     at(0.5), at(0.05), at(0.95));
}

std::string frailty_words(const Frailty& frailty) {
  return fmt::format("hazards {} by site, variance {:.4g}",
                     word_of(frailty.distribution), frailty.variance);
}

}  // namespace rehearse
