#include "rehearse/analysis/envelope_matrix.hpp"

#include <array>
#include <boost/random/mersenne_twister.hpp>
#include <vector>

#include "support/catch.hpp"

using namespace rehearse;

TEST_CASE("an envelope matrix is solved", "[analysis][intervals]") {
  // A graph's Laplacian, plus something on its diagonal, with rows that begin
  // anywhere.
  boost::random::mt19937_64 engine{20250707};
  for (std::size_t size = 1; size < 30; ++size) {
    std::vector<std::vector<double>> full(size, std::vector<double>(size));
    std::vector<std::uint32_t> first(size);
    for (std::size_t i = 0; i < size; ++i) {
      first[i] = static_cast<std::uint32_t>(engine() % (i + 1));
      full[i][i] += 0.25 + static_cast<double>(i % 3);
      for (std::size_t j = first[i]; j < i; j += 2) {
        const double edge = static_cast<double>(engine() % 8);
        full[i][i] += edge;
        full[j][j] += edge;
        full[i][j] -= edge;
      }
    }
    EnvelopeMatrix matrix;
    matrix.reset(first);
    std::vector<double> known(size), right(size);
    for (std::size_t i = 0; i < size; ++i)
      known[i] = static_cast<double>(engine() % 9) - 4.0;
    for (std::size_t i = 0; i < size; ++i)
      for (std::size_t j = first[i]; j <= i; ++j) {
        matrix.add(i, j, full[i][j]);
        right[i] += full[i][j] * known[j];
        if (i != j) right[j] += full[i][j] * known[i];
      }
    matrix.factorize();
    matrix.solve(right);
    for (std::size_t i = 0; i < size; ++i)
      CHECK(right[i] == Approx(known[i]).margin(1e-11));
  }
}

TEST_CASE("a matrix without rank is not divided by", "[analysis][intervals]") {
  EnvelopeMatrix matrix;
  const std::array<std::uint32_t, 2> first{0, 0};
  matrix.reset(first);
  matrix.add(0, 0, 1.0);
  matrix.add(1, 0, 1.0);
  matrix.add(1, 1, 1.0);
  matrix.factorize();
  std::array<double, 2> x{1.0, 1.0};
  matrix.solve(x);
  CHECK(x[0] + x[1] == Approx(1.0));
}
