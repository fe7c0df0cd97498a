// Numbers of participants: their probabilities are held against Boost's.
#include "randomization/count_distributions.hpp"

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/poisson.hpp>

#include "support/catch.hpp"

using namespace rehearse;

namespace {

// Every count, and on either side none that is missed.
template <class Distribution>
void check_all(const CountDistribution& counts, const Distribution& boosts) {
  double sum = 0.0;
  for (std::size_t i = 0; i < counts.probability.size(); ++i) {
    const double n = counts.first + static_cast<double>(i);
    const double expected = boost::math::pdf(boosts, n);
    CHECK(counts.probability[i] ==
          Approx(expected).epsilon(1e-11).margin(1e-25));
    sum += counts.probability[i];
  }
  CHECK(sum == Approx(1.0).epsilon(1e-13));
}

}  // namespace

TEST_CASE("numbers of a Poisson process have Boost's probabilities",
          "[randomization][counts][exact]") {
  for (const double mean : {0.3, 1.0, 5.0, 30.75, 123.4, 5000.0})
    check_all(poisson_counts(mean, 4'000'000'000),
              boost::math::poisson_distribution<>{mean});
}

TEST_CASE("numbers of independent participants have Boost's probabilities",
          "[randomization][counts][exact]") {
  for (const std::uint32_t trials : {1U, 2U, 17U, 246U, 5000U})
    for (const double p : {1e-6, 0.01, 0.125, 0.5, 0.9, 0.999999})
      check_all(binomial_counts(trials, p),
                boost::math::binomial_distribution<>{double(trials), p});
  CHECK(binomial_counts(7, 1.0).first == 7);
}

TEST_CASE("numbers end where the list does", "[randomization][counts]") {
  const CountDistribution cut = poisson_counts(30.0, 10);
  CHECK((cut.first == 0 && cut.last() == 10));
  CHECK(cut.probability[10] ==
        Approx(boost::math::pdf(boost::math::poisson_distribution<>{30.0}, 10))
            .epsilon(1e-11));
  const CountDistribution none = poisson_counts(500.0, 3);
  CHECK((none.first == 3 && none.probability == std::vector<double>{0.0}));
}
