#include "rehearse/store/input_record.hpp"

#include "rehearse/store/sha256.hpp"

namespace rehearse {

InputRecord input_record(const std::string& name, std::string_view bytes) {
  return {name, sha256_hex(bytes)};
}

}  // namespace rehearse
