#include "rehearse/endpoint/visit_draws.hpp"

#include "rehearse/random/columns.hpp"

namespace rehearse {

VisitDraws::VisitDraws(std::size_t participants)
    : first_(participants * words_per_chunk) {}

void VisitDraws::begin(std::uint64_t seed, std::uint64_t replicate) {
  address_ = {seed, Purpose::visit, replicate};
  later_item_ = 0;
  fill_words(address_, 0, first_);
}

const std::uint32_t* VisitDraws::later(std::size_t participant,
                                       std::size_t chunk) {
  const std::uint64_t item =
      std::uint64_t{chunk} << 32 | participant * items_per_chunk;
  if (item != later_item_) {
    fill_words(address_, item, later_);
    later_item_ = item;
  }
  return later_.data();
}

}  // namespace rehearse
