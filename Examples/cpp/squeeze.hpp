// Compression of blocks with zlib, in the format of gzip (RFC 1952).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// How many bytes go into one block: each is a member of its own, and members one after another are a gzip file.
constexpr std::size_t block_size = 256 * 1024;

// One member of a gzip file that holds these bytes; throws std::runtime_error if zlib fails.
std::string compress(std::string_view block);

// The members of several blocks in their order, each compressed by one of `threads` threads.
std::vector<std::string> compress_all(const std::vector<std::string>& blocks, unsigned threads);
