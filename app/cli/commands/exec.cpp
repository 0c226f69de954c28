#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/reached_workspace.h"
#include "app/cli/standard_input.h"
#include "remote/bridge/client/commands.h"

#include <QStringDecoder>

namespace kalpana::cli {

using namespace Qt::StringLiterals;
namespace client = bridge::client;

namespace {

/// Prints a command's output as it comes. On the I/O thread: a reader that does not keep up holds this connection back,
/// as it should.
class OutputPrinter final {
public:
    explicit OutputPrinter(Output& output) : m_output(output) {}

    void operator()(client::OutputChannel channel, std::string_view bytes)
    {
        const auto isOut = channel == client::OutputChannel::Out;
        const QByteArrayView view(bytes.data(), static_cast<qsizetype>(bytes.size()));
        QJsonObject object;
        if (m_output.isJson())
            object = {{u"type"_s, u"output"_s},
                      {u"channel"_s, isOut ? u"out"_s : u"error"_s},
                      {u"text"_s, QString((isOut ? m_outText : m_errorText).decode(view))}};
        m_output.raw(isOut ? m_output.out() : m_output.errorStream(), view, object);
    }

private:
    Output& m_output;
    QStringDecoder m_outText{QStringDecoder::Utf8};
    QStringDecoder m_errorText{QStringDecoder::Utf8};
};

client::InputSource inputFrom(const boost::asio::any_io_executor& executor)
{
    return [input = std::make_shared<StandardInput>(executor)](std::span<char> into) { return input->read(into); };
}

} // namespace

Result<int> executeCommand(const Context& context, const Invocation& invocation)
{
    const auto reached =
        ReachedWorkspace::open(context, invocation.arguments[0], ReachedWorkspace::Afterwards::LeaveRunning);
    if (!reached)
        return std::unexpected(reached.error());

    client::CommandSpec spec;
    const auto words = invocation.arguments.sliced(1);
    if (words.size() == 1)
        spec.shell = words[0].toStdString();
    else
        for (const auto& word : words)
            spec.argv.push_back(word.toStdString());
    const auto printer = std::make_shared<OutputPrinter>(context.output);
    const auto sink = [printer](client::OutputChannel channel, std::string_view bytes) { (*printer)(channel, bytes); };
    auto& io = reached->io();
    const auto result =
        io.run(client::runCommand(reached->client(), std::move(spec), sink, inputFrom(io.executor())), context.stop);
    if (!result)
        return std::unexpected(result.error());
    const auto code = result->signal.empty() ? result->exitCode : exitCodeOfSignal(result->signal);
    if (context.output.isJson())
        context.output.result({}, {{u"type"_s, u"exit"_s},
                                   {u"exitCode"_s, code},
                                   {u"signal"_s, QString::fromStdString(result->signal)},
                                   {u"milliseconds"_s, static_cast<qint64>(result->duration.count())},
                                   {u"truncated"_s, result->truncated}});
    return code;
}

} // namespace kalpana::cli
