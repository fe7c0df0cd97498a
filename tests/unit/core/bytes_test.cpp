#include "rehearse/core/bytes.hpp"

#include <limits>

#include "rehearse/core/quantile_histogram.hpp"
#include "support/catch.hpp"

using namespace rehearse;

TEST_CASE("values come back from bytes", "[core][exact]") {
  std::uint64_t small = 5;
  std::uint64_t large = std::numeric_limits<std::uint64_t>::max();
  std::uint32_t middle = 300;
  double number = -0.1;
  std::string text = "a\0b";
  std::vector<double> list{1.5, std::numeric_limits<double>::infinity()};
  ByteWriter writer;
  writer(small, large, middle, number, text);
  writer.list(list);
  ByteReader reader{writer.text()};
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  std::uint32_t c = 0;
  double d = 0;
  std::string e;
  std::vector<double> f;
  reader(a, b, c, d, e);
  reader.list(f);
  CHECK(reader.at_end());
  CHECK((a == small && b == large && c == middle && d == number));
  CHECK(e == text);
  CHECK(f == list);
}

TEST_CASE("bytes that end early, or hold too much, are refused", "[core]") {
  std::uint64_t large = 70'000;
  ByteWriter writer;
  writer(large);
  std::uint16_t narrow = 0;
  CHECK_THROWS_AS(ByteReader{writer.text()}(narrow), BytesError);
  double number = 0;
  CHECK_THROWS_AS(ByteReader{"1234567"}(number), BytesError);
  std::string text;
  CHECK_THROWS_AS(ByteReader{"\x05"
                             "abc"}(text),
                  BytesError);
  std::uint64_t endless = 0;
  CHECK_THROWS_AS(ByteReader{std::string(11, '\x80')}(endless), BytesError);
}

TEST_CASE("a histogram comes back from bytes", "[core][exact]") {
  for (const Binning binning :
       {Binning::count, Binning::absolute, Binning::relative}) {
    QuantileHistogram histogram{binning};
    for (int i = 1; i < 200; ++i) histogram.add(i * 0.75);
    histogram.add(std::numeric_limits<double>::infinity());
    if (binning == Binning::absolute) histogram.add(-3.25);
    QuantileHistogram same{binning};
    ByteWriter writer;
    writer(histogram);
    ByteReader{writer.text()}(same);
    CHECK(same.total() == histogram.total());
    for (const double p : {0.001, 0.05, 0.5, 0.95, 0.9999})
      CHECK(same.quantile(p) == histogram.quantile(p));
    std::string damaged = writer.text();
    damaged.back() = static_cast<char>(damaged.back() + 1);
    CHECK_THROWS_AS(ByteReader{damaged}(same), BytesError);
  }
}
