// What the engine asks of a system, where there is none: no file can be read,
// solutions are kept in memory, and a library's compiled part is the standard
// one's.
#include <iconv.h>

#include <algorithm>
#include <map>
#include <string>

#include "hwy/contrib/sort/vqsort.h"
#include "rehearse/core/errors.hpp"
#include "rehearse/text/input_file.hpp"
#include "study/calibration_cache.hpp"

namespace rehearse {
namespace {

std::map<std::string, Calibration>& solutions() {
  static std::map<std::string, Calibration> known;
  return known;
}

}  // namespace

std::string read_input(const std::string& path, const InputLimit&) {
  throw IoError{IoFault::input_missing,
                path +
                    ": a page can't read files beside the config: put what "
                    "it holds into the config"};
}

std::filesystem::path calibration_file(const std::string& config_sha256) {
  return config_sha256;
}

CachedCalibration read_calibration(const std::filesystem::path& file) {
  const auto known = solutions().find(file.string());
  if (known == solutions().end()) return {};
  return {known->second, "", true};
}

void write_calibration(const std::filesystem::path& file,
                       Calibration calibration) {
  solutions()[file.string()] = calibration;
}

}  // namespace rehearse

namespace hwy {

Sorter::Sorter() = default;
void Sorter::Delete() {}
void Sorter::operator()(std::uint64_t* keys, std::size_t size,
                        SortAscending) const {
  std::sort(keys, keys + size);
}

}  // namespace hwy

// Encodings of files, of which there are none: the C library's tables of them
// are a tenth of the engine.
extern "C" {

iconv_t iconv_open(const char*, const char*) {
  return reinterpret_cast<iconv_t>(-1);
}
std::size_t iconv(iconv_t, char** __restrict, std::size_t* __restrict,
                  char** __restrict, std::size_t* __restrict) {
  return static_cast<std::size_t>(-1);
}
int iconv_close(iconv_t) { return 0; }

}  // extern "C"
