#include "system/windows/owner.hpp"

#include <aclapi.h>
#include <sddl.h>

#include <memory>
#include <string>
#include <vector>

namespace rehearse {
namespace {

struct LocalFreer {
  void operator()(void* memory) const { ::LocalFree(memory); }
};
template <class T>
using Local = std::unique_ptr<T, LocalFreer>;

// The security identifier of whose process this is, as text; empty if unknown.
std::wstring own_identifier() {
  ::HANDLE token = nullptr;
  if (::OpenProcessToken(::GetCurrentProcess(), TOKEN_QUERY, &token) == 0)
    return {};
  ::DWORD size = 0;
  ::GetTokenInformation(token, TokenUser, nullptr, 0, &size);
  std::vector<std::max_align_t> user(size / sizeof(std::max_align_t) + 1);
  const bool known =
      ::GetTokenInformation(token, TokenUser, user.data(), size, &size) != 0;
  ::CloseHandle(token);
  wchar_t* text = nullptr;
  if (!known ||
      ::ConvertSidToStringSidW(
          reinterpret_cast<::TOKEN_USER*>(user.data())->User.Sid, &text) == 0)
    return {};
  const Local<wchar_t> kept{text};
  return text;
}

// All rights for the owner, also on what is made in a folder; none inherited.
void* owner_descriptor() {
  const std::wstring owner = own_identifier();
  if (owner.empty()) return nullptr;
  const std::wstring list = L"D:P(A;OICI;FA;;;" + owner + L")";
  void* descriptor = nullptr;
  ::ConvertStringSecurityDescriptorToSecurityDescriptorW(
      list.c_str(), SDDL_REVISION_1, &descriptor, nullptr);
  return descriptor;
}

// Whom a machine's owner can't keep out, as root elsewhere.
bool administers(::PSID who) {
  return ::IsWellKnownSid(who, WinLocalSystemSid) != 0 ||
         ::IsWellKnownSid(who, WinBuiltinAdministratorsSid) != 0;
}

bool lets_others_read(::ACL* list, ::PSID owner) {
  for (::DWORD i = 0; i < list->AceCount; ++i) {
    void* found = nullptr;
    if (::GetAce(list, i, &found) == 0) return true;
    const auto* rule = static_cast<::ACCESS_ALLOWED_ACE*>(found);
    if (rule->Header.AceType != ACCESS_ALLOWED_ACE_TYPE) continue;
    ::PSID who = const_cast<::DWORD*>(&rule->SidStart);
    constexpr ::DWORD reading = FILE_READ_DATA | GENERIC_READ | GENERIC_ALL;
    if ((rule->Mask & reading) != 0 && ::EqualSid(who, owner) == 0 &&
        !administers(who))
      return true;
  }
  return false;
}

}  // namespace

OwnerOnly::OwnerOnly(Access access) {
  if (access == Access::owner_only) descriptor_ = owner_descriptor();
  attributes_ = {sizeof(attributes_), descriptor_, FALSE};
}

OwnerOnly::~OwnerOnly() { ::LocalFree(descriptor_); }

::SECURITY_ATTRIBUTES* OwnerOnly::attributes() const {
  return descriptor_ == nullptr ? nullptr : &attributes_;
}

bool is_open_to_others(::HANDLE handle) {
  ::PSID owner = nullptr;
  ::ACL* list = nullptr;
  void* descriptor = nullptr;
  if (::GetSecurityInfo(handle, SE_FILE_OBJECT,
                        OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION,
                        &owner, nullptr, &list, nullptr,
                        &descriptor) != ERROR_SUCCESS)
    return true;  // it isn't known to be closed
  const Local<void> kept{descriptor};
  return list == nullptr || owner == nullptr || lets_others_read(list, owner);
}

bool make_owner_only(::HANDLE handle) {
  const Local<void> descriptor{owner_descriptor()};
  return descriptor != nullptr &&
         ::SetKernelObjectSecurity(
             handle,
             DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION,
             descriptor.get()) != 0;
}

}  // namespace rehearse
