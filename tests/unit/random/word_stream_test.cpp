#include "rehearse/random/word_stream.hpp"

#include <boost/random/gamma_distribution.hpp>
#include <boost/random/poisson_distribution.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cmath>
#include <random>

#include "support/catch.hpp"

using namespace rehearse;

// Means at 4 standard errors: a false alarm has probability 6e-5 each.
TEST_CASE("Boost's distributions draw on a word stream",
          "[random][statistical]") {
  static_assert(std::uniform_random_bit_generator<WordStream>);
  constexpr int draws = 100'000;
  WordStream words{{6, Purpose::allocation, 0}, 0};
  const auto check_mean = [&](auto distribution, double mean, double variance) {
    double sum = 0.0;
    for (int i = 0; i < draws; ++i) sum += distribution(words);
    CHECK(std::abs(sum / draws - mean) < 4.0 * std::sqrt(variance / draws));
  };
  check_mean(boost::random::gamma_distribution<double>{2.5, 0.4}, 1.0, 0.4);
  check_mean(boost::random::poisson_distribution<int>{7.5}, 7.5, 7.5);
  check_mean(boost::random::uniform_int_distribution<int>{1, 6}, 3.5,
             35.0 / 12.0);
}
