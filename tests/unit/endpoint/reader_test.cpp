#include "rehearse/endpoint/reader.hpp"

#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/owens_t.hpp>
#include <cmath>
#include <numbers>

#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr double pi = std::numbers::pi;

ReaderAccuracy sensitive(double p) { return {p, 0.0}; }

double quantile(double p) {
  return -std::numbers::sqrt2 * boost::math::erfc_inv(2.0 * p);
}

// P(X < h, Y < k) at correlation r (Owen 1956, Annals of Mathematical
// Statistics 27:1075, equation 2.1), h and k not 0.
double bivariate_normal(double p, double q, double r) {
  const double h = quantile(p);
  const double k = quantile(q);
  const double root = std::sqrt(1.0 - r * r);
  return 0.5 * (p + q) - boost::math::owens_t(h, (k / h - r) / root) -
         boost::math::owens_t(k, (h / k - r) / root) -
         (h * k < 0.0 ? 0.5 : 0.0);
}

CallProbabilities progressed(const ReaderAccuracy& investigator,
                             const Committee& committee, double correlation) {
  return call_probabilities(investigator, committee, correlation,
                            TumourState::progressed);
}

}  // namespace

TEST_CASE("both readers call as a bivariate normal says",
          "[endpoint][exact][IRC-03]") {
  // Sheppard (1899): 1/4 + asin(rho) / (2 pi) at even odds.
  for (const double rho : {0.0, 0.3, 0.5, 0.9, 0.999, 1.0}) {
    CAPTURE(rho);
    const CallProbabilities half =
        progressed(sensitive(0.5), {sensitive(0.5), {}}, rho);
    CHECK(half.both == Approx(0.25 + std::asin(rho) / (2 * pi)).margin(1e-10));
    CHECK(half.investigator_only == Approx(0.5 - half.both).margin(1e-12));
    CHECK(half.committee_only == Approx(0.5 - half.both).margin(1e-12));
  }
  for (const double rho : {0.2, 0.5, 0.95, 0.9999})
    for (const double p : {0.03, 0.6, 0.85})
      for (const double q : {0.02, 0.85, 0.999}) {
        CAPTURE(rho, p, q);
        const CallProbabilities calls =
            progressed(sensitive(p), {sensitive(q), {}}, rho);
        CHECK(calls.both == Approx(bivariate_normal(p, q, rho)).margin(1e-10));
        CHECK(calls.both + calls.investigator_only == Approx(p));
        CHECK(calls.both + calls.committee_only == Approx(q));
      }
}

TEST_CASE("readers at the limits of correlation and accuracy",
          "[endpoint][exact]") {
  const CallProbabilities apart =
      progressed(sensitive(0.6), {sensitive(0.85), {}}, 0.0);
  CHECK(apart.both == Approx(0.6 * 0.85));
  const CallProbabilities one =
      progressed(sensitive(0.6), {sensitive(0.85), {}}, 1.0);
  CHECK(one.both == Approx(0.6));
  CHECK(one.investigator_only == Approx(0.0).margin(1e-12));
  const CallProbabilities perfect =
      progressed(sensitive(1.0), {sensitive(1.0), {}}, 0.5);
  CHECK(perfect.both == Approx(1.0));
  const CallProbabilities none = call_probabilities(
      sensitive(1.0), {sensitive(1.0), {}}, 0.5, TumourState::stable);
  CHECK(none.both + none.investigator_only + none.committee_only == 0.0);
}

TEST_CASE("an adjudicator makes the majority of three", "[endpoint][exact]") {
  // At even odds and correlation 1/2 the number who call, of any four, is
  // uniform on 0 … 4 (their order with the shared part is exchangeable). INV
  // and two of three others: 3/4 of those with three calls, all with four.
  const ReaderAccuracy even = sensitive(0.5);
  const Committee panel{even, Adjudication{even, even}};
  const CallProbabilities half = progressed(even, panel, 0.5);
  CHECK(half.both == Approx((0.75 + 1.0) / 5.0).margin(1e-10));
  CHECK(half.committee_only == Approx(0.5 - 0.35).margin(1e-10));
  // Independent reads, by hand: ab + (a (1 - b) + b (1 - a)) c.
  const Committee mixed{sensitive(0.8),
                        Adjudication{sensitive(0.7), sensitive(0.95)}};
  const double decision = 0.8 * 0.7 + (0.8 * 0.3 + 0.7 * 0.2) * 0.95;
  const CallProbabilities apart = progressed(sensitive(0.6), mixed, 0.0);
  CHECK(apart.both == Approx(0.6 * decision));
  CHECK(apart.committee_only == Approx(0.4 * decision));
  // Fully dependent reads: the second of three in order of sensitivity.
  const CallProbabilities one = progressed(sensitive(0.6), mixed, 1.0);
  CHECK(one.both + one.committee_only == Approx(0.8));
}

TEST_CASE("a finding's words are its probability", "[endpoint][exact]") {
  const CallProbabilities stable{0.0, 0.25, 0.0};
  const CallProbabilities calls{0.5, 0.125, 0.25};
  const FindingTable table{0.5, {stable, calls}};
  const auto at = [&](double u, TumourState state) {
    return table.find(static_cast<std::uint32_t>(u * 0x1p32), state);
  };
  constexpr auto there = TumourState::progressed;
  constexpr auto not_there = TumourState::stable;
  CHECK(at(0.0, there) == Finding::both);
  CHECK(at(0.249, there) == Finding::both);
  CHECK(at(0.25, there) == Finding::investigator);
  CHECK(at(0.3126, there) == Finding::committee);
  CHECK(at(0.437, there) == Finding::committee);
  CHECK(at(0.438, there) == Finding::no_call);
  CHECK(at(0.499, there) == Finding::no_call);
  CHECK(at(0.5, there) == Finding::missed);
  CHECK(at(0.124, not_there) == Finding::investigator);
  CHECK(at(0.126, not_there) == Finding::no_call);
  CHECK(at(0.5, not_there) == Finding::missed);
  CHECK(table.has_false_calls());
  // Certain is certain.
  const FindingTable perfect{0.0, {CallProbabilities{}, {1.0, 0.0, 0.0}}};
  CHECK(perfect.find(0xFFFFFFFF, there) == Finding::both);
  CHECK(perfect.find(0, not_there) == Finding::no_call);
  CHECK(perfect.find(0xFFFFFFFF, not_there) == Finding::no_call);
  CHECK_FALSE(perfect.has_false_calls());
  CHECK_FALSE(perfect.is_missed(0xFFFFFFFF));
  CHECK(FindingTable{1.0, {stable, calls}}.is_missed(0));
}
