#include "edge/net/bell.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace sidetone::net {

namespace {

int open_event() {
    const int event = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (event < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
    return event;
}

}  // namespace

Bell::Bell(boost::asio::io_context& context) : event_(context, open_event()) {}

void Bell::ring() {
    const std::uint64_t once = 1;
    // Fails only when the counter is at its end, and then it has rung.
    (void)!::write(event_.native_handle(), &once, sizeof once);
}

void Bell::stop() {
    boost::system::error_code ignored;
    event_.cancel(ignored);
}

}  // namespace sidetone::net
