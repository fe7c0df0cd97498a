#include "enrolment_figures.hpp"

#include <fmt/format.h>

#include "estimate_text.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/text/number_text.hpp"

namespace rehearse {

Json enrolment_json(const EnrolmentEstimate& enrolment) {
  Json json{
      {"complete_months", distribution_json(enrolment.end, days_per_month)},
      {"replicates", enrolment.end.count}};
  if (enrolment.runout)
    json["runout_probability"] = proportion_json(enrolment.runout);
  return json;
}

std::string enrolment_text(const EnrolmentEstimate& enrolment) {
  const Distribution& end = enrolment.end;
  return fmt::format(
      "complete at {:.1f} months (5%–95% {:.1f}–{:.1f}, mean "
      "{:.1f}) in {} replicates",
      end.median / days_per_month, end.q05 / days_per_month,
      end.q95 / days_per_month, end.mean / days_per_month,
      grouped_text(end.count));
}

Figures site_figures(const std::string& id, const SiteEstimate& site) {
  const Distribution& n = site.participants;
  Figures figures{
      {"site_id", id, "Site", id},
      {"participants", distribution_json(n), "Participants",
       fmt::format("{:.1f} ({:.0f}–{:.0f})", n.mean, n.q05, n.q95)}};
  if (site.runout)
    figures.push_back(
        share("runout_probability", site.runout, "List runs out"));
  return figures;
}

}  // namespace rehearse
