#include "rehearse/random/word_stream.hpp"

namespace rehearse {

void WordStream::refill() {
  const PhiloxKey key = address_.key();
  for (std::size_t block = 0; block < words_.size(); block += 4) {
    const PhiloxCounter words = philox4x32(address_.counter(item_++), key);
    for (std::size_t word = 0; word < 4; ++word)
      words_[block + word] = words[word];
  }
  used_ = 0;
}

}  // namespace rehearse
