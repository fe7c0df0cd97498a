#include "plain_log_rank.hpp"

#include <cmath>
#include <map>
#include <set>

namespace rehearse {
namespace {

struct AtTime {
  double at_risk = 0.0;
  double at_risk_experimental = 0.0;
  double events = 0.0;
  double events_experimental = 0.0;
};

AtTime counts_at(double time, const std::vector<PlainParticipant>& stratum,
                 const std::string& experimental) {
  AtTime counts;
  for (const PlainParticipant& one : stratum) {
    const double mine = one.arm == experimental ? 1.0 : 0.0;
    if (one.time < time) continue;
    counts.at_risk += 1.0;
    counts.at_risk_experimental += mine;
    if (!one.event || one.time != time) continue;
    counts.events += 1.0;
    counts.events_experimental += mine;
  }
  return counts;
}

}  // namespace

double plain_log_rank(const std::vector<PlainParticipant>& participants,
                      const std::string& experimental) {
  std::map<std::string, std::vector<PlainParticipant>> strata;
  for (const auto& one : participants) strata[one.stratum].push_back(one);
  double fewer = 0.0;
  double variance = 0.0;
  for (const auto& [name, stratum] : strata) {
    std::set<double> times;
    for (const auto& one : stratum)
      if (one.event) times.insert(one.time);
    for (const double time : times) {
      const auto [n, n1, d, d1] = counts_at(time, stratum, experimental);
      fewer += d * n1 / n - d1;
      if (n > 1.0)
        variance += d * (n1 / n) * (1.0 - n1 / n) * (n - d) / (n - 1.0);
    }
  }
  return fewer / std::sqrt(variance);
}

}  // namespace rehearse
