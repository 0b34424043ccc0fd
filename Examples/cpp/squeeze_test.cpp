#include "squeeze.hpp"

#include <cstdio>
#include <cstdlib>

#include <zlib.h>

namespace {

void expect(bool holds, const char* what) {
    if (!holds) {
        std::fprintf(stderr, "squeeze-test: not so: %s\n", what);
        std::exit(1);
    }
}

// What zlib itself finds in a gzip file of one member.
std::string expanded(const std::string& member, std::size_t size) {
    std::string bytes(size + 1, '\0');
    z_stream stream{};
    expect(inflateInit2(&stream, MAX_WBITS + 16) == Z_OK, "zlib starts");
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(member.data()));
    stream.avail_in = static_cast<uInt>(member.size());
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_out = static_cast<uInt>(bytes.size());
    expect(inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_in == 0, "a member is whole");
    bytes.resize(stream.total_out);
    inflateEnd(&stream);
    return bytes;
}

}  // namespace

int main() {
    std::vector<std::string> blocks;
    for (std::size_t index = 0; index < 40; ++index) {
        std::string block(index * 1000, '\0');
        for (std::size_t at = 0; at < block.size(); ++at) {
            block[at] = static_cast<char>((at * at + index) % 251);
        }
        blocks.push_back(block);
    }
    const auto one = compress_all(blocks, 1);
    expect(one == compress_all(blocks, 7), "the result doesn't depend on the number of threads");
    for (std::size_t index = 0; index < blocks.size(); ++index) {
        expect(expanded(one.at(index), blocks[index].size()) == blocks[index], "each block comes back");
    }
    std::puts("squeeze-test: all holds");
}
