#pragma once
// Of libsodium what hashes; runtime/sha256.cpp has it.
#include <cstddef>

inline constexpr std::size_t crypto_hash_sha256_BYTES = 32;

int crypto_hash_sha256(unsigned char* digest, const unsigned char* bytes,
                       unsigned long long size);
char* sodium_bin2hex(char* hex, std::size_t room, const unsigned char* bytes,
                     std::size_t size);
