#include "rehearse/montecarlo/review_tally.hpp"

#include <cmath>

#include "rehearse/core/numbers.hpp"
#include "rehearse/montecarlo/estimates.hpp"

namespace rehearse {

namespace {

// A count and of how many, one after the other; arms by role.
constexpr std::size_t early_terms = 0;
constexpr std::size_t late_terms = 4;
constexpr std::size_t status_terms = 8;

template <class Sums, class Counts>
void add_counts(Sums& sums, const Counts& counts) {
  for (std::size_t arm = 0; arm < arm_count; ++arm)
    for (std::size_t k = 0; k < counts[arm].size(); ++k) {
      const std::uint64_t n = counts[arm][k];
      sums[arm][k].value += n;
      sums[arm][k].square += n * n;
    }
}

template <class Sums>
void merge_sums(Sums& sums, const Sums& other) {
  for (std::size_t arm = 0; arm < arm_count; ++arm)
    for (std::size_t k = 0; k < sums[arm].size(); ++k) {
      sums[arm][k].value += other[arm][k].value;
      sums[arm][k].square += other[arm][k].square;
    }
}

template <class Sum>
MeanEstimate mean_of(const Sum& sum, std::uint64_t replicates) {
  const auto n = static_cast<double>(replicates);
  const double mean = static_cast<double>(sum.value) / n;
  const double square = static_cast<double>(sum.square) / n;
  const double sd = std::sqrt(std::max(0.0, square - mean * mean));
  return {mean, sd, sd / std::sqrt(n), replicates};
}

double rate(std::uint32_t count, std::uint32_t of) {
  return of == 0 ? not_a_number : static_cast<double>(count) / of;
}

}  // namespace

void ReviewTally::add(std::span<const LookResult> looks,
                      std::span<const ReviewResult> reviews) {
  for (std::size_t look = 0; look < looks_.size(); ++look)
    if (looks[look].reached) looks_[look].add(reviews[look]);
}

void ReviewTally::merge(const ReviewTally& other) {
  for (std::size_t look = 0; look < looks_.size(); ++look)
    looks_[look].merge(other.looks_[look]);
}

std::vector<ReviewEstimate> ReviewTally::estimates() const {
  std::vector<ReviewEstimate> estimates;
  for (const OfLook& look : looks_) estimates.push_back(look.estimate());
  return estimates;
}

ReviewTally::Terms ReviewTally::terms_of(const ReviewResult& review) {
  Terms terms{};
  for (std::size_t arm = 0; arm < arm_count; ++arm) {
    const AgreementCounts& n = review.agreement[arm];
    const Share early = early_discrepancy(n);
    const Share late = late_discrepancy(n);
    terms[early_terms + 2 * arm] = early.count;
    terms[early_terms + 2 * arm + 1] = early.of;
    terms[late_terms + 2 * arm] = late.count;
    terms[late_terms + 2 * arm + 1] = late.of;
    const auto& [a1, a2, a3, b, c, d] = n;
    terms[status_terms] += a1 + a2 + a3 + d;
    terms[status_terms + 1] += a1 + a2 + a3 + b + c + d;
  }
  return terms;
}

void ReviewTally::OfLook::add(const ReviewResult& review) {
  ++replicates;
  add_counts(reasons, review.reasons);
  add_counts(agreement, review.agreement);
  const Terms t = terms_of(review);
  for (std::size_t i = 0; i < term_count; ++i) {
    terms[i] += t[i];
    for (std::size_t j = 0; j < term_count; ++j)
      products[i][j] += std::uint64_t{t[i]} * t[j];
  }
  const auto difference = [&t](std::size_t first) {
    return rate(t[first + 2], t[first + 3]) - rate(t[first], t[first + 1]);
  };
  if (suggests_biased_investigator(difference(early_terms),
                                   difference(late_terms)))
    ++flagged;
}

void ReviewTally::OfLook::merge(const OfLook& other) {
  replicates += other.replicates;
  flagged += other.flagged;
  merge_sums(reasons, other.reasons);
  merge_sums(agreement, other.agreement);
  for (std::size_t i = 0; i < term_count; ++i) {
    terms[i] += other.terms[i];
    for (std::size_t j = 0; j < term_count; ++j)
      products[i][j] += other.products[i][j];
  }
}

double ReviewTally::OfLook::sum_of(std::size_t term) const {
  return static_cast<double>(terms[term]);
}

// Standard error of a sum over replicates of weighted terms with mean 0.
double ReviewTally::OfLook::error_of(
    const std::array<double, term_count>& weights) const {
  double square = 0.0;
  for (std::size_t i = 0; i < term_count; ++i)
    for (std::size_t j = 0; j < term_count; ++j)
      square += weights[i] * weights[j] * static_cast<double>(products[i][j]);
  return std::sqrt(std::max(0.0, square));
}

// Of a term and the one after it.
RatioEstimate ReviewTally::OfLook::ratio(std::size_t term) const {
  const double of = sum_of(term + 1);
  if (of == 0.0) {
    return {not_a_number, not_a_number};
  }
  const double estimate = sum_of(term) / of;
  std::array<double, term_count> weights{};
  weights[term] = 1.0 / of;
  weights[term + 1] = -estimate / of;
  return {estimate, error_of(weights)};
}

// Arms are correlated within a replicate: they share the cut.
Discrepancy ReviewTally::OfLook::discrepancy(std::size_t first_term) const {
  Discrepancy d{{ratio(first_term), ratio(first_term + 2)}, {}};
  std::array<double, term_count> weights{};
  for (std::size_t arm = 0; arm < arm_count; ++arm) {
    const double sign = arm == 0 ? -1.0 : 1.0;
    const double of = sum_of(first_term + 2 * arm + 1);
    weights[first_term + 2 * arm] = sign / of;
    weights[first_term + 2 * arm + 1] = -sign * d.by_arm[arm].estimate / of;
  }
  d.difference = {d.by_arm[1].estimate - d.by_arm[0].estimate,
                  error_of(weights)};
  return d;
}

ReviewEstimate ReviewTally::OfLook::estimate() const {
  ReviewEstimate e;
  e.replicates = replicates;
  if (replicates == 0) return e;
  for (std::size_t arm = 0; arm < arm_count; ++arm) {
    for (std::size_t k = 0; k < reason_count; ++k)
      e.reasons[arm][k] = mean_of(reasons[arm][k], replicates);
    for (std::size_t k = 0; k < agreement_count; ++k)
      e.agreement[arm][k] = mean_of(agreement[arm][k], replicates);
  }
  e.same_status = ratio(status_terms);
  e.early = discrepancy(early_terms);
  e.late = discrepancy(late_terms);
  e.flagged = proportion_of(flagged, replicates);
  return e;
}

}  // namespace rehearse
