// The linear system of a Newton step of the interval likelihood, whose pattern
// changes from step to step: our envelope matrix beside Eigen's sparse Cholesky
// in the natural order.
#include <benchmark/benchmark.h>

#include <Eigen/SparseCholesky>
#include <algorithm>
#include <boost/random/geometric_distribution.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <vector>

#include "rehearse/analysis/envelope_matrix.hpp"

using namespace rehearse;

namespace {

// An event between two nodes, of which 0 is no unknown.
struct Event {
  std::uint32_t first;
  std::uint32_t last;
};

// Most events are seen at the next scan, some after missed ones.
std::vector<Event> events_between(std::uint32_t nodes) {
  boost::random::mt19937_64 engine{20250707};
  boost::random::uniform_int_distribution<std::uint32_t> last{1, nodes};
  boost::random::geometric_distribution<std::uint32_t> missed{0.8};
  std::vector<Event> events;
  for (int i = 0; i < 160; ++i) {
    const std::uint32_t b = last(engine);
    events.push_back({b - 1 - std::min(b - 1, missed(engine)), b});
  }
  for (std::uint32_t b = 1; b <= nodes; ++b) events.push_back({b - 1, b});
  return events;
}

void by_envelope(benchmark::State& state) {
  const auto nodes = static_cast<std::uint32_t>(state.range(0));
  const auto events = events_between(nodes);
  EnvelopeMatrix matrix;
  std::vector<std::uint32_t> reach;
  std::vector<double> x;
  for (auto _ : state) {
    reach.clear();
    for (std::uint32_t i = 0; i < nodes; ++i) reach.push_back(i);
    for (const auto& [a, b] : events)
      if (a > 0) reach[b - 1] = std::min(reach[b - 1], a - 1);
    matrix.reset(reach);
    for (const auto& [a, b] : events) {
      matrix.add(b - 1, b - 1, 1.5);
      if (a == 0) continue;
      matrix.add(a - 1, a - 1, 1.5);
      matrix.add(b - 1, a - 1, -1.5);
    }
    matrix.factorize();
    x.assign(nodes, 1.0);
    matrix.solve(x);
    benchmark::DoNotOptimize(x.data());
  }
}

void by_eigen(benchmark::State& state) {
  using Sparse = Eigen::SparseMatrix<double>;
  const auto nodes = static_cast<int>(state.range(0));
  const auto events = events_between(static_cast<std::uint32_t>(nodes));
  Eigen::SimplicialLDLT<Sparse, Eigen::Lower, Eigen::NaturalOrdering<int>>
      cholesky;
  Sparse matrix(nodes, nodes);
  std::vector<Eigen::Triplet<double>> entries;
  Eigen::VectorXd x;
  for (auto _ : state) {
    entries.clear();
    for (const auto& [a, b] : events) {
      const int i = static_cast<int>(b) - 1;
      const int j = static_cast<int>(a) - 1;
      entries.emplace_back(i, i, 1.5);
      if (a == 0) continue;
      entries.emplace_back(j, j, 1.5);
      entries.emplace_back(i, j, -1.5);
    }
    matrix.setFromTriplets(entries.begin(), entries.end());
    cholesky.compute(matrix);
    x = cholesky.solve(Eigen::VectorXd::Ones(nodes));
    benchmark::DoNotOptimize(x.data());
  }
}

BENCHMARK(by_envelope)->Arg(10)->Arg(30)->Arg(100);
BENCHMARK(by_eigen)->Arg(10)->Arg(30)->Arg(100);

}  // namespace
