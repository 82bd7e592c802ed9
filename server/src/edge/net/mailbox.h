// Work handed to the thread of an io_context, done in order. post() on any thread, the rest on the context's thread or
// before it runs. What is not done when the context stops is dropped.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "edge/net/bell.h"

namespace sidetone::net {

class Mailbox {
public:
    explicit Mailbox(boost::asio::io_context& context) : inside_(std::make_shared<Inside>(context)) { wait(inside_); }
    ~Mailbox() { inside_->bell.stop(); }
    Mailbox(const Mailbox&) = delete;
    Mailbox& operator=(const Mailbox&) = delete;

    void post(std::function<void()> work) {
        bool ring = false;
        {
            const std::lock_guard lock(inside_->mutex);
            inside_->work.push_back(std::move(work));
            ring = !std::exchange(inside_->rung, true);
        }
        if (ring) inside_->bell.ring();
    }

private:
    struct Inside {
        explicit Inside(boost::asio::io_context& context) : bell(context) {}
        Bell bell;
        std::mutex mutex;
        std::vector<std::function<void()>> work;
        bool rung = false;  ///< what is in `work` is sure to be taken
    };

    static void wait(const std::shared_ptr<Inside>& inside) {
        inside->bell.wait([inside] {
            std::vector<std::function<void()>> work;
            {
                const std::lock_guard lock(inside->mutex);
                work.swap(inside->work);
                inside->rung = false;
            }
            for (const auto& each : work) each();
            wait(inside);
        });
    }

    std::shared_ptr<Inside> inside_;
};

}  // namespace sidetone::net
