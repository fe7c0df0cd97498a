// Exceptions of WebAssembly for C++: Debian's libc++abi for wasm32 has none.
// What the compiler calls is the Itanium ABI's (Level II: C++ ABI), and the
// tables that a handler is found in are the language specific data of LLVM.
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <typeinfo>

namespace {

// What std::type_info of libc++abi is: whether a handler of this type takes an
// object of another, whose address it may move (private_typeinfo.h).
struct TypeInfo : std::type_info {
  virtual void noop1() const = 0;
  virtual void noop2() const = 0;
  virtual bool can_catch(const TypeInfo* thrown, void*& object) const = 0;
};

// Before the object that is thrown.
struct Header {
  const std::type_info* type;
  void* (*destroy)(void*);  // destructors of WebAssembly return the object
  std::size_t references;
  int handlers;    // that are entered
  Header* caught;  // the one entered before
  void* adjusted;  // the object, as its handler's type has it
};
constexpr std::size_t header_size = (sizeof(Header) + 15) / 16 * 16;

Header* header_of(void* object) {
  return reinterpret_cast<Header*>(static_cast<char*>(object) - header_size);
}
void* object_of(Header* header) {
  return reinterpret_cast<char*>(header) + header_size;
}

Header* innermost = nullptr;  // of the handlers that are entered

void release(Header* header) {
  if (--header->references > 0) return;
  if (header->destroy != nullptr) header->destroy(object_of(header));
  std::free(header);
}

std::uint32_t unsigned_leb(const std::uint8_t*& at) {
  std::uint32_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    const std::uint8_t byte = *at++;
    value |= std::uint32_t{byte & 0x7FU} << shift;
    if (byte < 0x80) return value;
  }
}

std::int32_t signed_leb(const std::uint8_t*& at) {
  std::uint32_t value = 0;
  unsigned shift = 0;
  std::uint8_t byte = 0;
  do {
    byte = *at++;
    value |= std::uint32_t{byte & 0x7FU} << shift;
    shift += 7;
  } while (byte >= 0x80);
  if ((byte & 0x40) != 0 && shift < 32) value |= ~std::uint32_t{0} << shift;
  return static_cast<std::int32_t>(value);
}

constexpr std::uint8_t omitted = 0xFF;

}  // namespace

extern "C" {

// Written by a landing pad before it asks which of its handlers it is.
struct LandingPad {
  std::uintptr_t index;
  std::uintptr_t table;
  std::uintptr_t selector;
};
LandingPad __wasm_lpad_context{};

// The handler of this pad that takes the exception: its number, or 0 where
// there is clean-up alone.
int _Unwind_CallPersonality(void* exception) {
  auto* const header = static_cast<Header*>(exception);
  __wasm_lpad_context.selector = 0;
  const auto* at =
      reinterpret_cast<const std::uint8_t*>(__wasm_lpad_context.table);
  if (at == nullptr) return 0;
  if (*at++ != omitted) std::abort();  // landing pads have a base of their own
  const std::uint8_t* types = nullptr;
  if (*at++ != omitted) {
    const std::uint32_t offset = unsigned_leb(at);
    types = at + offset;
  }
  ++at;  // the encoding of call sites
  const std::uint32_t size = unsigned_leb(at);
  const std::uint8_t* const actions = at + size;
  for (std::uintptr_t site = 0; site < __wasm_lpad_context.index; ++site) {
    unsigned_leb(at);
    unsigned_leb(at);
  }
  unsigned_leb(at);
  const std::uint32_t first = unsigned_leb(at);
  if (first == 0) return 0;
  for (const std::uint8_t* action = actions + first - 1;;) {
    const std::int32_t index = signed_leb(action);
    if (index > 0) {
      const auto* type =
          *(reinterpret_cast<const TypeInfo* const*>(types) - index);
      void* object = object_of(header);
      if (type == nullptr ||
          type->can_catch(static_cast<const TypeInfo*>(header->type), object)) {
        header->adjusted = object;
        __wasm_lpad_context.selector = static_cast<std::uintptr_t>(index);
        return 0;
      }
    }
    const std::uint8_t* const here = action;
    const std::int32_t next = signed_leb(action);
    if (next == 0) return 0;
    action = here + next;
  }
}

void* __cxa_allocate_exception(std::size_t size) noexcept {
  void* const room = std::calloc(1, header_size + size);
  if (room == nullptr) std::abort();
  return object_of(static_cast<Header*>(room));
}

void __cxa_free_exception(void* object) noexcept {
  std::free(header_of(object));
}

__attribute__((noreturn)) static void raise(Header* header) {
  __builtin_wasm_throw(0, header);
}

__attribute__((noreturn)) void __cxa_throw(void* object, std::type_info* type,
                                           void* (*destroy)(void*)) {
  Header* const header = header_of(object);
  header->type = type;
  header->destroy = destroy;
  header->references = 1;
  header->adjusted = object;
  raise(header);
}

void* __cxa_get_exception_ptr(void* exception) noexcept {
  return static_cast<Header*>(exception)->adjusted;
}

void* __cxa_begin_catch(void* exception) noexcept {
  auto* const header = static_cast<Header*>(exception);
  // One that is thrown again while it is handled counts down from below.
  header->handlers =
      header->handlers < 0 ? 1 - header->handlers : header->handlers + 1;
  if (header != innermost) {
    header->caught = innermost;
    innermost = header;
  }
  return header->adjusted;
}

void __cxa_end_catch() {
  Header* const header = innermost;
  if (header == nullptr) return;
  if (header->handlers < 0) {  // thrown again: it lives on
    if (++header->handlers == 0) innermost = header->caught;
    return;
  }
  if (--header->handlers > 0) return;
  innermost = header->caught;
  release(header);
}

__attribute__((noreturn)) void __cxa_rethrow() {
  if (innermost == nullptr) std::terminate();
  innermost->handlers = -innermost->handlers;
  raise(innermost);
}

void* __cxa_current_primary_exception() noexcept {
  if (innermost == nullptr) return nullptr;
  ++innermost->references;
  return object_of(innermost);
}

void __cxa_increment_exception_refcount(void* object) noexcept {
  if (object != nullptr) ++header_of(object)->references;
}

void __cxa_decrement_exception_refcount(void* object) noexcept {
  if (object != nullptr) release(header_of(object));
}

// As a throw of its own, so that it may be handled within another's handler.
// Within its own handler it is as `throw;`. One that is handled further out
// would need a header of its own: nobody throws such a one.
__attribute__((noreturn)) void __cxa_rethrow_primary_exception(void* object) {
  Header* const header = header_of(object);
  if (header == innermost && header->handlers > 0) __cxa_rethrow();
  if (header->handlers != 0) std::abort();
  ++header->references;
  raise(header);
}

unsigned __cxa_uncaught_exceptions() noexcept { return 0; }
bool __cxa_uncaught_exception() noexcept { return false; }

// Named by every table; the work is done above.
int __gxx_wasm_personality_v0(...) { return 0; }

void _Unwind_DeleteException(void*) {}

}  // extern "C"
