#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/forecast/forecast.hpp"

namespace rehearse {

/// What is drawn anew from one future to the next. Futures come in pairs with
/// the same parameters; of every other pair, from the first on, both have the
/// same entries too.
struct CausesDrawn {
  bool parameters = true;
  bool enrolment = true;
};

/// How many there are after a time, in every future.
struct CountsByTime {
  std::vector<double> until;          ///< [days]
  std::vector<std::uint32_t> counts;  ///< by future, then by time
  [[nodiscard]] std::span<std::uint32_t> of(std::size_t future) {
    return std::span{counts}.subspan(future * until.size(), until.size());
  }
};

/// Futures of a trial, numbered.
struct FutureTable {
  std::size_t futures = 0;
  std::vector<std::vector<double>> days;  ///< of each milestone, by future
  CountsByTime events, participants;
  CountsByTime needed;  ///< participants by the day of each need
};

/// A milestone over the futures; `observed` by the cut-off, where that is
/// known. `by`: days of which the probability is asked for.
[[nodiscard]] MilestoneForecast milestone_forecast(const Milestone& milestone,
                                                   std::optional<int> observed,
                                                   std::span<const double> days,
                                                   std::span<const double> by,
                                                   const CausesDrawn& drawn);

/// Mean, 5 and 95% of a count at the `time`-th of the times.
[[nodiscard]] MonthForecast::Count count_forecast(const CountsByTime& counts,
                                                  std::size_t time);

/// Variances from pairs: what differs within a pair of the same parameters and
/// entries is chance, within one of the same parameters alone also entries; the
/// rest of the whole is parameters. Days beyond the 99% limit of the futures
/// that reach it are taken for that.
[[nodiscard]] VarianceByCause variance_by_cause(std::span<const double> days,
                                                const CausesDrawn& drawn,
                                                Counted counted);

/// The share of futures for which `happens`, with an error that knows of pairs.
[[nodiscard]] Proportion share_of_futures(const std::vector<bool>& happens);

}  // namespace rehearse
