// A peer made of choices: it keeps what it heard and what it said, so that its next message has the branch, tags, CSeq
// and RSeq that belong there, and then perhaps one thing that does not. Both roles, several calls, forks. For the
// targets that drive whole dialogs. Does no I/O: what it says goes to `say`. One thread.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "fuzz/bytes.h"
#include "sip/message/message.h"

namespace sidetone::fuzz {

class PeerScript {
public:
    /// One phone of the peer.
    struct Phone {
        base::FlowId flow;
        std::string address;  ///< <sip:user@domain>
        std::string contact;  ///< <sip:user@host:port>
        std::string auth_user = {};
        std::string secret = {};
    };
    struct World {
        std::vector<Phone> phones;
        std::vector<std::string> targets;  ///< request URIs
        std::vector<std::string> bodies;   ///< offers and answers, the usual one first
    };
    using Say = std::function<void(base::FlowId, const std::string&)>;

    PeerScript(World world, Say say) : world_(std::move(world)), say_(std::move(say)) {}

    void heard(base::FlowId flow, const sip::Message& message);
    /// One thing, as the input chooses.
    void act(Bytes& input);
    /// What a phone that is in order does about what it heard last.
    void behave(Bytes& input);
    void register_phone(std::size_t phone);
    /// The phone has this flow now.
    void move(std::size_t phone, base::FlowId flow) { world_.phones[phone].flow = flow; }
    [[nodiscard]] const World& world() const { return world_; }
    /// Messages said since the process began, by all peers.
    static std::uint64_t said();

private:
    struct Call {
        std::size_t phone = 0;
        std::string call_id;
        std::string local_tag;
        std::string remote_tag;
        std::string remote;  ///< their address
        std::string target;
        std::uint32_t cseq = 0;
        std::uint32_t invite_cseq = 0;
        std::string invite_branch;
        std::string invite_body;
        std::string rack;        ///< of the last reliable response of theirs
        std::uint32_t rseq = 0;  ///< of ours
        bool tried_credentials = false;
        bool is_up = false;
    };
    struct Heard {
        base::FlowId flow;
        sip::Message message;
    };
    struct Outline;

    void say(base::FlowId flow, std::string text, Bytes& input);
    void say_request(const Call& call, const Outline& outline, Bytes& input);
    void mutate(Outline& outline, Bytes& input);
    void begin_call(Bytes& input);
    void request_in_call(Bytes& input);
    void acknowledge(Call& call, bool with_body, Bytes& input);
    void cancel(Call& call, Bytes& input);
    void acknowledge_provisional(Call& call, Bytes& input);
    void answer(const Heard& asked, int status, Bytes& input);
    void answer_any(Bytes& input);
    void repeat(Bytes& input);
    void send_with_credentials(Call& call, const sip::Message& challenge);
    void learn_response(const sip::Message& response);
    void learn_invite(base::FlowId flow, const sip::Message& invite);
    void keep(std::deque<Heard>& list, base::FlowId flow, const sip::Message& message);
    void forget(std::string_view call_id);
    [[nodiscard]] Call* call_of(std::string_view call_id);
    [[nodiscard]] Call* some_call(Bytes& input);
    [[nodiscard]] std::string body(Bytes& input);
    [[nodiscard]] std::string contact_row(std::size_t phone, Bytes& input);
    [[nodiscard]] std::string new_token(const char* prefix) { return prefix + std::to_string(++tokens_); }

    World world_;
    Say say_;
    std::deque<Call> calls_;
    std::deque<Heard> asked_;  ///< requests of theirs
    std::deque<Heard> told_;   ///< responses of theirs
    std::deque<std::pair<base::FlowId, std::string>> past_;
    bool heard_response_ = false;  ///< last
    std::uint64_t tokens_ = 0;
};

}  // namespace sidetone::fuzz
