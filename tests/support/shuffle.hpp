#pragma once

#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cstddef>
#include <utility>
#include <vector>

/// Any order alike, the same with every standard library.
template <class Value>
void shuffle(std::vector<Value>& values, boost::random::mt19937_64& engine) {
  for (std::size_t left = values.size(); left > 1; --left) {
    boost::random::uniform_int_distribution<std::size_t> any{0, left - 1};
    std::swap(values[left - 1], values[any(engine)]);
  }
}
