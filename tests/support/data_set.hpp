#pragma once
// Data sets for tests of the analysis.
#include <algorithm>
#include <cstddef>
#include <vector>

#include "rehearse/analysis/ranked_times.hpp"
#include "rehearse/trial/observation_key.hpp"

namespace rehearse {

struct Subject {
  double time;
  bool event;
  Role arm;
  std::size_t stratum = 0;
};

struct DataSet {
  std::vector<ObservationKey> keys;  // sorted
  std::vector<double> times;         // of the ticks
  std::size_t strata = 1;
};

inline DataSet data_set(const std::vector<Subject>& subjects) {
  std::vector<double> times;
  times.reserve(subjects.size());
  for (const Subject& s : subjects) times.push_back(s.time);
  const RankedTimes ranked = rank_times(times);
  DataSet data{{}, ranked.distinct, 1};
  data.keys.reserve(subjects.size());
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const Subject& s = subjects[i];
    data.keys.push_back(pack(ranked.rank[i], s.stratum, s.arm, s.event));
    data.strata = std::max(data.strata, s.stratum + 1);
  }
  std::ranges::sort(data.keys);
  return data;
}

}  // namespace rehearse
