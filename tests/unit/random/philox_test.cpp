#include "rehearse/random/philox.hpp"

#include <fstream>
#include <sstream>
#include <string>

#include "rehearse/random/columns.hpp"
#include "rehearse/random/word_stream.hpp"
#include "support/catch.hpp"
#include "support/random123_words.hpp"

using namespace rehearse;

TEST_CASE("philox4x32 gives Random123's known answers",
          "[random][exact][OPS-02]") {
  std::ifstream file{REHEARSE_SOURCE_DIR "/tests/support/random123.txt"};
  REQUIRE(file);
  int vectors = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream words{line};
    words >> std::hex;
    PhiloxCounter counter;
    PhiloxKey key;
    PhiloxCounter expected;
    for (auto& word : counter) words >> word;
    for (auto& word : key) words >> word;
    for (auto& word : expected) words >> word;
    REQUIRE(words);
    CHECK(philox4x32(counter, key) == expected);
    ++vectors;
  }
  CHECK(vectors == 3);
}

TEST_CASE("philox4x32 is the library's on other inputs", "[random][exact]") {
  PhiloxCounter counter{1, 2, 3, 4};
  for (std::uint32_t i = 0; i < 1000; ++i) {
    const PhiloxKey key{counter[1] ^ i, counter[2]};
    const PhiloxCounter words = philox4x32(counter, key);
    REQUIRE(words == random123_words(counter, key));
    counter = words;
  }
}

TEST_CASE("a stream's words are the library's at the documented counter",
          "[random][exact]") {
  const StreamAddress address{0x0123456789ABCDEF, Purpose::dropout,
                              0x0000'BEEF'CAFE'F00D};
  const std::uint64_t first_item = 0xFFFF'FFFEULL;  // carries into word 1
  WordStream words{address, first_item};
  for (std::uint64_t item = first_item; item < first_item + 9; ++item) {
    const PhiloxCounter counter{static_cast<std::uint32_t>(item),
                                static_cast<std::uint32_t>(item >> 32),
                                0xCAFEF00D, 7U << 16 | 0xBEEF};
    for (const std::uint32_t word :
         random123_words(counter, {0x89ABCDEF, 0x01234567}))
      REQUIRE(words() == word);
  }
}
