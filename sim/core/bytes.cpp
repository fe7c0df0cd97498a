#include "rehearse/core/bytes.hpp"

namespace rehearse {

namespace {

constexpr unsigned group_bits = 7;
constexpr std::uint64_t more_groups = 1U << group_bits;

[[noreturn]] void fail_early_end() {
  throw BytesError{"the bytes end too early"};
}

}  // namespace

void ByteWriter::whole(std::uint64_t value) {
  for (; value >= more_groups; value >>= group_bits)
    text_ += static_cast<char>(value | more_groups);
  text_ += static_cast<char>(value);
}

void ByteWriter::one(double& value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  for (unsigned shift = 0; shift < 64; shift += 8)
    text_ += static_cast<char>(bits >> shift);
}

void ByteWriter::one(std::string& value) {
  whole(value.size());
  text_ += value;
}

std::uint64_t ByteReader::whole(std::uint64_t most) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += group_bits) {
    if (left_.empty()) fail_early_end();
    const auto byte = static_cast<unsigned char>(left_.front());
    left_.remove_prefix(1);
    const std::uint64_t group = byte & (more_groups - 1);
    value |= group << shift;
    if (value >> shift != group || value > most)
      throw BytesError{"a number of the bytes is too large"};
    if (byte < more_groups) return value;
  }
  throw BytesError{"a number of the bytes is too long"};
}

void ByteReader::one(double& value) {
  if (left_.size() < sizeof value) fail_early_end();
  std::uint64_t bits = 0;
  for (unsigned i = 0; i < sizeof value; ++i)
    bits |= std::uint64_t{static_cast<unsigned char>(left_[i])} << 8 * i;
  left_.remove_prefix(sizeof value);
  value = std::bit_cast<double>(bits);
}

void ByteReader::one(std::string& value) {
  value.resize(static_cast<std::size_t>(whole(left_.size())));
  if (value.size() > left_.size()) fail_early_end();
  value = left_.substr(0, value.size());
  left_.remove_prefix(value.size());
}

std::uint64_t check_sum(std::string_view bytes) {
  std::uint64_t sum = 0xcbf29ce484222325;
  for (const char c : bytes)
    sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return sum;
}

}  // namespace rehearse
