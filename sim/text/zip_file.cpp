#include "rehearse/text/zip_file.hpp"

#include <boost/crc.hpp>
#include <cstdint>
#include <limits>

#include "rehearse/core/expect.hpp"

namespace rehearse {
namespace {

constexpr std::uint32_t local_header = 0x04034b50;
constexpr std::uint32_t central_header = 0x02014b50;
constexpr std::uint32_t end_of_directory = 0x06054b50;
constexpr std::uint16_t needed_version = 10;  // 1.0: nothing is compressed
constexpr std::uint16_t first_date = 1U << 5 | 1U;  // 1980-01-01

// Numbers are little-endian.
void add16(std::string& bytes, std::uint16_t value) {
  bytes += static_cast<char>(value & 0xFFU);
  bytes += static_cast<char>(value >> 8);
}

void add32(std::string& bytes, std::uint32_t value) {
  add16(bytes, static_cast<std::uint16_t>(value & 0xFFFFU));
  add16(bytes, static_cast<std::uint16_t>(value >> 16));
}

std::uint32_t size32(const std::string& bytes) {
  expect(bytes.size() < std::numeric_limits<std::uint32_t>::max(),
         "an archive is smaller than 4 GB");
  return static_cast<std::uint32_t>(bytes.size());
}

// What the header beside a file and that in the directory have in common.
void add_description(std::string& bytes, const ZipEntry& entry) {
  boost::crc_32_type crc;
  crc.process_bytes(entry.bytes.data(), entry.bytes.size());
  add16(bytes, needed_version);
  add16(bytes, 0);  // flags
  add16(bytes, 0);  // stored
  add16(bytes, 0);  // midnight
  add16(bytes, first_date);
  add32(bytes, crc.checksum());
  add32(bytes, size32(entry.bytes));  // compressed
  add32(bytes, size32(entry.bytes));
  add16(bytes, static_cast<std::uint16_t>(entry.name.size()));
  add16(bytes, 0);  // extra field
}

}  // namespace

std::string zip_of(const std::vector<ZipEntry>& entries) {
  std::string bytes;
  std::string directory;
  for (const ZipEntry& entry : entries) {
    add32(directory, central_header);
    add16(directory, needed_version);  // made by, on FAT
    add_description(directory, entry);
    add16(directory, 0);  // comment
    add16(directory, 0);  // disk
    add16(directory, 0);  // internal attributes
    add32(directory, 0);  // external attributes
    add32(directory, size32(bytes));
    directory += entry.name;
    add32(bytes, local_header);
    add_description(bytes, entry);
    bytes += entry.name;
    bytes += entry.bytes;
  }
  const std::uint32_t begin = size32(bytes);
  const auto count = static_cast<std::uint16_t>(entries.size());
  bytes += directory;
  add32(bytes, end_of_directory);
  add16(bytes, 0);  // this disk
  add16(bytes, 0);  // the directory's
  add16(bytes, count);
  add16(bytes, count);
  add32(bytes, size32(directory));
  add32(bytes, begin);
  add16(bytes, 0);  // comment
  return bytes;
}

}  // namespace rehearse
