#pragma once

#include "rehearse/system/file.hpp"
#include "system/windows/wide_text.hpp"

namespace rehearse {

/// What a file or folder is made with that is its owner's alone: an access
/// list that names nobody else and inherits nothing.
class OwnerOnly {
 public:
  explicit OwnerOnly(Access access);
  ~OwnerOnly();
  OwnerOnly(const OwnerOnly&) = delete;
  OwnerOnly& operator=(const OwnerOnly&) = delete;

  /// None where the system's own are meant, or the list could not be made.
  [[nodiscard]] ::SECURITY_ATTRIBUTES* attributes() const;

 private:
  void* descriptor_ = nullptr;
  mutable ::SECURITY_ATTRIBUTES attributes_{};
};

/// Whether its access list lets anybody read but its owner, the system and
/// administrators.
[[nodiscard]] bool is_open_to_others(::HANDLE handle);

/// Gives it the list of `OwnerOnly`. False if that isn't allowed.
[[nodiscard]] bool make_owner_only(::HANDLE handle);

}  // namespace rehearse
