// Squeeze compresses its standard input with all processors, in the format of gzip.
//
// It does without <iostream>, which would make a static program a megabyte larger.
#include "squeeze.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <thread>

namespace {

// The next blocks of a file, at most so many; fewer at its end.
std::vector<std::string> read_blocks(std::FILE* input, std::size_t most) {
    std::vector<std::string> blocks;
    while (blocks.size() < most) {
        std::string block(block_size, '\0');
        block.resize(std::fread(block.data(), 1, block.size(), input));
        if (block.empty()) {
            break;
        }
        blocks.push_back(std::move(block));
    }
    if (std::ferror(input)) {
        throw std::runtime_error("can't read standard input");
    }
    return blocks;
}

void write(const std::string& bytes, std::FILE* output) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), output) != bytes.size()) {
        throw std::runtime_error("can't write standard output");
    }
}

void run(std::FILE* input, std::FILE* output) {
    const unsigned threads = std::max(1U, std::thread::hardware_concurrency());
    bool empty = true;
    for (;;) {
        const auto blocks = read_blocks(input, threads * 4);
        if (blocks.empty()) {
            break;
        }
        empty = false;
        for (const auto& member : compress_all(blocks, threads)) {
            write(member, output);
        }
    }
    if (empty) {
        write(compress(""), output);
    }
    if (std::fflush(output) != 0) {
        throw std::runtime_error("can't write standard output");
    }
}

}  // namespace

int main() {
    try {
        run(stdin, stdout);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "squeeze: %s\n", error.what());
        return 1;
    }
}
