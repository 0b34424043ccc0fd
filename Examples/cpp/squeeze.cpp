#include "squeeze.hpp"

#include <atomic>
#include <exception>
#include <stdexcept>
#include <thread>

#include <zlib.h>

std::string compress(std::string_view block) {
    z_stream stream{};
    // 16 more than the size of the window asks for the header and the trailer of gzip.
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::runtime_error("zlib can't start");
    }
    std::string member(deflateBound(&stream, block.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(block.data()));
    stream.avail_in = static_cast<uInt>(block.size());
    stream.next_out = reinterpret_cast<Bytef*>(member.data());
    stream.avail_out = static_cast<uInt>(member.size());
    const bool complete = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    member.resize(stream.total_out);
    deflateEnd(&stream);
    if (!complete) {
        throw std::runtime_error("zlib can't compress");
    }
    return member;
}

std::vector<std::string> compress_all(const std::vector<std::string>& blocks, unsigned threads) {
    std::vector<std::string> members(blocks.size());
    std::vector<std::exception_ptr> failures(threads);
    std::atomic<std::size_t> next{0};
    {
        std::vector<std::jthread> workers;
        for (unsigned worker = 0; worker < threads; ++worker) {
            workers.emplace_back([&, worker] {
                try {
                    for (std::size_t index; (index = next++) < blocks.size();) {
                        members[index] = compress(blocks[index]);
                    }
                } catch (...) {
                    failures[worker] = std::current_exception();
                }
            });
        }
    }
    for (const auto& failure : failures) {
        if (failure) {
            std::rethrow_exception(failure);
        }
    }
    return members;
}
