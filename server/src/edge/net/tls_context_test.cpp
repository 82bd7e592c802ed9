#include "edge/net/tls_context.h"

#include <gtest/gtest.h>

#include <fstream>
#include <future>
#include <thread>

#include "edge/net/listener.h"
#include "edge/net/shard.h"
#include "edge/net/testing/edge_bench.h"

namespace sidetone::net {
namespace {

class Echo final : public Protocol {
public:
    void on_open(Connection&) override {}
    void on_bytes(Connection& connection, std::string_view bytes) override { connection.write(std::string(bytes)); }
    void on_deadline(Connection&) override {}
    void on_send(Connection&, Outgoing&&) override {}
    void on_closed(Connection&, Closed) override {}
};

class TlsContextTest : public ::testing::Test {
protected:
    TlsContextTest() {
        threads.start();
        ListenerConfig config;
        config.address = "127.0.0.1";
        config.tls = &tls;
        config.make_protocol = [] { return std::make_unique<Echo>(); };
        listener = std::make_shared<Listener>(threads, std::move(config));
        listener->start();
    }
    ~TlsContextTest() override {
        listener->stop();
        threads.stop();
    }
    testing::TemporaryFolder folder;
    testing::RealClock clock;
    TlsContext tls{testing::make_certificate(folder.path(), "first")};
    NetThreads threads{1, 100, clock};
    std::shared_ptr<Listener> listener;
};

TEST_F(TlsContextTest, LargeTransfersComeBackWhole) {
    testing::Client client(listener->port(), true);
    EXPECT_EQ(client.tls_version(), "TLSv1.3");
    std::string much;
    for (int i = 0; i < 40'000; ++i) much += std::to_string(i) + " ";
    std::thread sender([&] { client.send(much); });
    sender.join();
    EXPECT_EQ(client.read_exactly(much.size()), much);
}

TEST_F(TlsContextTest, AStopWithTimeWritesWhatIsQueuedBeforeItCloses) {
    testing::Client client(listener->port(), true);
    client.send("x");
    EXPECT_EQ(client.read_exactly(1), "x");
    // More than the buffers of the two sockets hold: the most of it waits in the queue when the stop begins.
    auto& shard = threads.shard(0);
    const auto much = std::make_shared<const std::string>(32 * 1024 * 1024, 'y');
    std::promise<void> queued;
    shard.post([&] {
        shard.each_connection([&](Connection& one) {
            one.set_write_limit(64 * 1024 * 1024);
            one.write("first", much);
        });
        queued.set_value();
    });
    queued.get_future().wait();
    std::thread stopping([this] { threads.stop(std::chrono::seconds{60}); });
    EXPECT_EQ(client.read_to_end().size(), 5 + much->size());
    client.close();
    stopping.join();
}

TEST_F(TlsContextTest, AStopWithTimeEndsWhenItIsOver) {
    testing::Client never_closes(listener->port(), false);
    testing::Client client(listener->port(), true);
    client.send("x");
    EXPECT_EQ(client.read_exactly(1), "x");
    threads.stop(std::chrono::milliseconds{50});
    EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(TlsContextTest, AReloadedCertificateServesNewConnectionsAndOldOnesGoOn) {
    testing::Client old(listener->port(), true);
    EXPECT_EQ(old.peer_common_name(), "first");
    testing::make_certificate(folder.path(), "second");
    EXPECT_TRUE(tls.reload_certificate());
    testing::Client fresh(listener->port(), true);
    EXPECT_EQ(fresh.peer_common_name(), "second");
    old.send("still here");
    EXPECT_EQ(old.read_exactly(10), "still here");
}

TEST_F(TlsContextTest, ABrokenCertificateFileLeavesTheOldOneInUse) {
    std::ofstream(folder.path() / "server.pem") << "no certificate";
    EXPECT_FALSE(tls.reload_certificate());
    testing::Client fresh(listener->port(), true);
    EXPECT_EQ(fresh.peer_common_name(), "first");
}

TEST_F(TlsContextTest, ConnectionsBeyondTheBoundAreClosedAtOnce) {
    NetThreads few(1, 1, clock);
    few.start();
    ListenerConfig config;
    config.address = "127.0.0.1";
    config.make_protocol = [] { return std::make_unique<Echo>(); };
    const auto small = std::make_shared<Listener>(few, std::move(config));
    small->start();
    testing::Client first(small->port(), false);
    first.send("a");
    EXPECT_EQ(first.read_exactly(1), "a");
    testing::Client second(small->port(), false);
    EXPECT_EQ(second.read_to_end(), "");
    first.send("b");
    EXPECT_EQ(first.read_exactly(1), "b");
    EXPECT_EQ(few.counters().refused_full, 1U);
    small->stop();
    few.stop();
}

}  // namespace
}  // namespace sidetone::net
