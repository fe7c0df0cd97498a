#include "rehearse/store/build_info.hpp"

#include "rehearse/version.hpp"

namespace rehearse {

BuildInfo build_info() {
  return {REHEARSE_VERSION, REHEARSE_GIT_REVISION, REHEARSE_COMPILER,
          REHEARSE_FLAGS};
}

}  // namespace rehearse
