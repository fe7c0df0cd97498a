#include "rehearse/random/word_stream.hpp"

#include "rehearse/random/columns.hpp"

namespace rehearse {

void WordStream::refill() {
  fill_words(address_, item_, words_);
  item_ += words_.size() / 4;
  used_ = 0;
}

}  // namespace rehearse
