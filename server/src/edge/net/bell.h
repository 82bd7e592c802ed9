// Wakes the thread of an io_context. asio's own post() rings while it holds the lock of the context; the woken thread
// runs at once, stops at that lock, and the waker has to be switched in again to let go of it: two changes of thread
// too many for each message. ring() on any thread, the rest on the context's thread or before it runs.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <utility>

namespace sidetone::net {

class Bell {
public:
    explicit Bell(boost::asio::io_context& context);

    void ring();
    /// Calls back once, at the next ring or for one that came before. Not called after stop().
    template <class Heard>
    void wait(Heard heard) {
        event_.async_read_some(boost::asio::buffer(&rings_, sizeof rings_),
                               [heard = std::move(heard)](const boost::system::error_code& error, std::size_t) mutable {
                                   if (!error) heard();
                               });
    }
    void stop();

private:
    boost::asio::posix::stream_descriptor event_;
    std::uint64_t rings_ = 0;
};

}  // namespace sidetone::net
