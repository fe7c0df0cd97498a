#include "rehearse/store/run_origin.hpp"

#include <fmt/chrono.h>

#include <ctime>

#include "rehearse/system/process.hpp"

namespace rehearse {

RunOrigin run_origin() {
  return {fmt::format("{:%FT%TZ}", fmt::gmtime(std::time(nullptr))),
          user_name(), host_name()};
}

}  // namespace rehearse
