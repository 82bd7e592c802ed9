#include "edge/live/detail/session_socket.h"

#include <boost/json/parse.hpp>

namespace sidetone::live {

namespace json = boost::json;

SessionSocket::SessionSocket(std::shared_ptr<Inbox> inbox, const net::UpgradeInfo& who)
    : inbox_(std::move(inbox)), connection_(who.connection) {
    (void)inbox_->push({connection_, Opened{who.remote_host}});
}

net::WebSocketHandler::Verdict SessionSocket::on_message(std::string message) {
    json::parse_options options;
    options.max_depth = 8;
    boost::system::error_code error;
    auto value = json::parse(message, error, {}, options);
    const bool room = error ? inbox_->push({connection_, NoJson{}}) : inbox_->push({connection_, std::move(value)});
    return room ? Verdict::Continue : Verdict::Pause;
}

void SessionSocket::on_closed() {
    (void)inbox_->push({connection_, Closed{}});
}

}  // namespace sidetone::live
