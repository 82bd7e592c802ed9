// The program `sidetone`: one subcommand each for making a data folder, serving it, and telling people how to use it.
#include <CLI/CLI.hpp>
#include <exception>
#include <functional>
#include <iostream>
#include <memory>

#include "app/init.h"
#include "app/replay.h"
#include "app/serve.h"
#include "app/show.h"
#include "app/status.h"

namespace {

using namespace sidetone;

using Chosen = std::function<int()>;

/// A subcommand that runs with its options when it is the one that was chosen.
template <class Options>
CLI::App* add(CLI::App& program, Chosen& chosen, const char* name, const char* purpose,
              const std::shared_ptr<Options>& options, int (*run)(const Options&)) {
    auto* command = program.add_subcommand(name, purpose);
    command->callback([&chosen, options, run] { chosen = [options, run] { return run(*options); }; });
    return command;
}

void add_folder(CLI::App& program, Chosen& chosen) {
    const auto init = std::make_shared<app::InitOptions>();
    auto* command =
        add(program, chosen, "init", "Make a data folder: configuration, certificates, secrets and a seeded office",
            init, &app::run_init);
    command->add_option("--data", init->data, "The folder; must not exist or be empty")->required();
    command->add_option("--name", init->system_name, "System name, the SIP domain");
    command->add_option("--host", init->host,
                        "Host name or address under which browsers and phones reach this machine");

    const auto show = std::make_shared<app::ShowOptions>();
    command = add(program, chosen, "show",
                  "Print the address of the web client, the seeded people and the settings of a desk phone", show,
                  &app::run_show);
    command->add_option("--data", show->data, "The data folder")->required();

    const auto phone = std::make_shared<app::PhoneAccountOptions>();
    command =
        add(program, chosen, "phone-account", "Print the account of a person's first desk phone as key=value lines",
            phone, &app::run_phone_account);
    command->add_option("--data", phone->data, "The data folder")->required();
    command->add_option("name", phone->name, "Short name of the person")->required();
}

void add_server(CLI::App& program, Chosen& chosen) {
    const auto serve = std::make_shared<app::ServeOptions>();
    auto* command = add(program, chosen, "serve", "Run the telephone system", serve, &app::run_serve);
    command->add_option("--data", serve->data, "The data folder")->required();
    command->add_option("--web", serve->web, "Folder of the built web client");
    command->add_flag("--without-media-engine", serve->without_media_engine,
                      "Pass every SDP on as it is: to measure signalling alone");
    command->add_flag("--record", serve->record, "Record what happens from the first moment on");

    const auto status = std::make_shared<app::StatusOptions>();
    command = add(program, chosen, "status", "Say how the running server is", status, &app::run_status);
    command->add_option("--data", status->data, "The data folder")->capture_default_str();
    command->add_flag("--json", status->json, "As JSON, with the figures by their Prometheus names");
    command->add_flag("--watch", status->watch, "Again every second, until it is interrupted");
}

void add_recordings(CLI::App& program, Chosen& chosen) {
    const auto record = std::make_shared<app::RecordOptions>();
    auto* command =
        add(program, chosen, "record", "Record what the running server does, to make it happen again with replay",
            record, &app::run_record);
    command->add_option("--data", record->data, "The data folder")->capture_default_str();
    command->add_option("--megabytes", record->megabytes, "The most the file may take")
        ->capture_default_str()
        ->check(CLI::Range(1U, 4096U));
    command->add_option("action", record->action, "start, stop or state")
        ->required()
        ->check(CLI::IsMember({"start", "stop", "state"}));

    const auto replay = std::make_shared<app::ReplayOptions>();
    command = add(program, chosen, "replay", "Make a recording happen again, and say what is different", replay,
                  &app::run_replay);
    command->add_option("file", replay->file, "The recording")->required();
    command->add_flag("--accept", replay->accept,
                      "Write the file anew with the decisions of now, for a recording that is kept as a test");
}

int run(int argc, char** argv) {
    CLI::App program{"Sidetone, an open telephone system"};
    program.set_version_flag("--version", SIDETONE_VERSION);
    program.require_subcommand(1);
    Chosen chosen;
    add_folder(program, chosen);
    add_server(program, chosen);
    add_recordings(program, chosen);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error);
    }
    return chosen();
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
