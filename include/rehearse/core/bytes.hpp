#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace rehearse {

/// Bytes that don't hold what they should.
class BytesError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Values as bytes, the same on every machine: whole numbers in groups of seven
// bits (small ones are one byte), doubles as their eight bytes, little-endian.
// A type says once what it is made of, for both directions:
//   template <class Bytes> void pass(Bytes& bytes) { bytes(count, mean); }
// Vectors and arrays keep their size; `list` is of one that bytes determine.

/// Appends values to a text of bytes.
class ByteWriter {
 public:
  static constexpr bool reads = false;

  template <class... Values>
  void operator()(Values&... values) {
    (one(values), ...);
  }
  template <class T>
  void list(std::vector<T>& values) {
    whole(values.size());
    for (T& value : values) one(value);
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void whole(std::uint64_t value);
  void one(double& value);
  void one(std::string& value);
  template <std::unsigned_integral T>
  void one(T& value) {
    whole(value);
  }
  template <class T>
  void one(std::vector<T>& values) {
    for (T& value : values) one(value);
  }
  template <class T, std::size_t size>
  void one(std::array<T, size>& values) {
    for (T& value : values) one(value);
  }
  template <class T>
  requires requires(T& value, ByteWriter& bytes) { value.pass(bytes); }
  void one(T& value) { value.pass(*this); }

  std::string text_;
};

/// Takes values off bytes that are not trusted. \throws BytesError where these
/// end too early, or a number is too large for its place.
class ByteReader {
 public:
  static constexpr bool reads = true;

  explicit ByteReader(std::string_view bytes) : left_(bytes) {}

  template <class... Values>
  void operator()(Values&... values) {
    (one(values), ...);
  }
  template <class T>
  void list(std::vector<T>& values) {
    // What is listed takes a byte each at least.
    values.resize(static_cast<std::size_t>(whole(left_.size())));
    for (T& value : values) one(value);
  }
  [[nodiscard]] bool at_end() const { return left_.empty(); }
  [[nodiscard]] std::size_t left() const { return left_.size(); }

 private:
  [[nodiscard]] std::uint64_t whole(std::uint64_t most);
  void one(double& value);
  void one(std::string& value);
  template <std::unsigned_integral T>
  void one(T& value) {
    value = static_cast<T>(whole(T(-1)));
  }
  template <class T>
  void one(std::vector<T>& values) {
    for (T& value : values) one(value);
  }
  template <class T, std::size_t size>
  void one(std::array<T, size>& values) {
    for (T& value : values) one(value);
  }
  template <class T>
  requires requires(T& value, ByteReader& bytes) { value.pass(bytes); }
  void one(T& value) { value.pass(*this); }

  std::string_view left_;
};

/// A sum of bytes that any single damaged one changes (FNV-1a, 64 bits).
[[nodiscard]] std::uint64_t check_sum(std::string_view bytes);

}  // namespace rehearse
