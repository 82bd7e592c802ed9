// The program `sidetone`: one subcommand each for making a data folder, serving it, and telling people how to use it.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "app/init.h"
#include "app/replay.h"
#include "app/serve.h"
#include "app/show.h"
#include "app/status.h"

namespace {

using namespace sidetone;

int run(int argc, char** argv) {
    CLI::App program{"Sidetone, an open telephone system"};
    program.set_version_flag("--version", SIDETONE_VERSION);
    program.require_subcommand(1);

    app::InitOptions init;
    auto* init_command =
        program.add_subcommand("init", "Make a data folder: configuration, certificates, secrets and a seeded office");
    init_command->add_option("--data", init.data, "The folder; must not exist or be empty")->required();
    init_command->add_option("--name", init.system_name, "System name, the SIP domain");
    init_command->add_option("--host", init.host,
                             "Host name or address under which browsers and phones reach this machine");

    app::ServeOptions serve;
    auto* serve_command = program.add_subcommand("serve", "Run the telephone system");
    serve_command->add_option("--data", serve.data, "The data folder")->required();
    serve_command->add_option("--web", serve.web, "Folder of the built web client");
    serve_command->add_flag("--without-media-engine", serve.without_media_engine,
                            "Pass every SDP on as it is: to measure signalling alone");

    serve_command->add_flag("--record", serve.record, "Record what happens from the first moment on");

    app::RecordOptions record;
    auto* record_command =
        program.add_subcommand("record", "Record what the running server does, to make it happen again with replay");
    record_command->add_option("--data", record.data, "The data folder")->capture_default_str();
    record_command->add_option("--megabytes", record.megabytes, "The most the file may take")
        ->capture_default_str()
        ->check(CLI::Range(1U, 4096U));
    record_command->add_option("action", record.action, "start, stop or state")
        ->required()
        ->check(CLI::IsMember({"start", "stop", "state"}));

    app::ReplayOptions replay;
    auto* replay_command = program.add_subcommand("replay", "Make a recording happen again, and say what is different");
    replay_command->add_option("file", replay.file, "The recording")->required();

    replay_command->add_flag("--accept", replay.accept,
                             "Write the file anew with the decisions of now, for a recording that is kept as a test");

    app::ShowOptions show;
    auto* show_command = program.add_subcommand(
        "show", "Print the address of the web client, the seeded people and the settings of a desk phone");
    show_command->add_option("--data", show.data, "The data folder")->required();

    app::StatusOptions status;
    auto* status_command = program.add_subcommand("status", "Say how the running server is");
    status_command->add_option("--data", status.data, "The data folder")->capture_default_str();
    status_command->add_flag("--json", status.json, "As JSON, with the figures by their Prometheus names");
    status_command->add_flag("--watch", status.watch, "Again every second, until it is interrupted");

    app::PhoneAccountOptions phone;
    auto* phone_command =
        program.add_subcommand("phone-account", "Print the account of a person's first desk phone as key=value lines");
    phone_command->add_option("--data", phone.data, "The data folder")->required();
    phone_command->add_option("name", phone.name, "Short name of the person")->required();

    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error);
    }
    if (*init_command) return app::run_init(init);
    if (*serve_command) return app::run_serve(serve);
    if (*show_command) return app::run_show(show);
    if (*record_command) return app::run_record(record);
    if (*replay_command) return app::run_replay(replay);
    if (*status_command) return app::run_status(status);
    return app::run_phone_account(phone);
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << "sidetone: " << error.what() << "\n";
        return 1;
    }
}
