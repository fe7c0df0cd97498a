#pragma once

#include "rehearse/forecast/forecast_models.hpp"
#include "rehearse/forecast/future_table.hpp"

namespace rehearse {

/// How many sites more are needed to be on time. They open at the cut-off, each
/// with a rate of the gamma distribution of the sites there are: in a time t
/// k of them bring a negative binomial number, of size k shape and mean
/// k mean t (Anisimov & Fedorov 2007, Stat. Med. 26:4958). `counts`:
/// participants in every future by the day of need number `number`. No rows
/// where sites aren't known, or the need is one of events.
[[nodiscard]] SitesNeeded needed_sites(const Need& need,
                                       const OngoingTrial& trial,
                                       const CountsByTime& counts,
                                       std::size_t number,
                                       const ForecastModels& models);

}  // namespace rehearse
