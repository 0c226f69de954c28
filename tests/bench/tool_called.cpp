// tool-called STEPS: a model reads a small file so often, over a real bridge of this computer. Prints two numbers,
// medians in milliseconds: from the end of the model's reply with the call until its server has the next request, and
// of reading the file by the bridge alone.

#include "core/agent/http_model.h"
#include "core/agent/turn.h"
#include "core/settings/settings.h"
#include "remote/host/local_host.h"
#include "remote/io/io_thread.h"
#include "remote/workspaces/bridge_tools.h"
#include "tests/support/scripted_model_server.h"
#include "tests/support/test_bridge.h"

#include <QCoreApplication>

#include <algorithm>
#include <chrono>
#include <cstdio>

using namespace kalpana;
using namespace Qt::StringLiterals;

namespace {

class NobodyAsked final : public agent::PermissionPrompt {
public:
    Result<agent::Decision> ask(const agent::PermissionRequest& request, std::stop_token) override
    {
        qFatal("it was asked: %s", qPrintable(request.title));
    }
};

class NobodyLooks final : public agent::EventSink {
public:
    void event(const agent::Event& event) override
    {
        if (const auto* failed = std::get_if<agent::TurnFailed>(&event.body))
            qFatal("%s", qPrintable(failed->error.sentence));
    }
};

double median(QList<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

template <typename Duration>
double milliseconds(Duration duration)
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const auto steps = argc > 1 ? QString::fromLocal8Bit(argv[1]).toInt() : 40;
    QByteArray replies;
    for (int step = 0; step < steps; ++step)
        replies += R"({"steps": [{"tools": [{"id": "c)" + QByteArray::number(step) +
                   R"(", "name": "read_file", "arguments": {"path": "small.txt"}}]}]},)";
    test::ScriptedModelServer server(R"({"replies": [)" + replies + R"({"steps": [{"text": "Done."}]}]})", "key");

    test::TestBridge bridge;
    bridge.folder().write(u"root/small.txt"_s, "A small file.\n");
    if (bridge.serve().code != 0)
        qFatal("the bridge did not start");
    const test::TemporaryFolder data;
    const auto settings = settings::Settings::load(data.path()).value();
    io::IoThread io;
    host::LocalHost host(io.executor());
    const auto line = std::make_shared<workspaces::Line>(io.executor());
    auto stream = io.run(host.openSocket(bridge.socket()));
    const auto client =
        io.run(bridge::client::Client::connect(std::move(*stream), Secret(std::string_view(bridge.token()))));
    line->set({.host = nullptr, .client = client.value(), .ideSocket = {}});
    workspaces::BridgeTools tools{io, line, settings};

    QList<double> alone;
    for (int i = 0; i < 200; ++i) {
        const auto begun = std::chrono::steady_clock::now();
        if (const auto read = tools.read(u"small.txt"_s, {}); !read)
            qFatal("%s", qPrintable(read.error().sentence));
        alone.append(milliseconds(std::chrono::steady_clock::now() - begun));
    }

    const auto store = agent::ChatStore::open(data.path(u"chats.db"_s)).value();
    const auto model =
        agent::httpModel({.address = server.address(), .model = u"m"_s, .key = Secret(QByteArray("key"))}).value();
    NobodyAsked permissions;
    NobodyLooks sink;
    const agent::TurnContext context{.model = *model,
                                     .tools = tools,
                                     .permissions = permissions,
                                     .store = *store,
                                     .sink = sink,
                                     .chat = store->create(u"w"_s).value(),
                                     .rules = {},
                                     .folder = bridge.root(),
                                     .limits = {.steps = steps + 1}};
    if (const auto ended = agent::runTurn(context, {.text = u"Read it"_s}, {}); !ended)
        qFatal("%s", qPrintable(ended.error().sentence));
    QList<double> taken;
    const auto times = server.times();
    for (int step = 0; step < steps; ++step)
        taken.append(milliseconds(times[step + 1].asked - times[step].ended));
    const Error closed{ErrorCode::Cancelled, u"The workspace was closed."_s};
    line->finish(closed);
    line->clear(closed);
    std::printf("%.2f %.2f\n", median(taken), median(alone));
    return 0;
}
