#include "remote/bridge/server/terminal/record.h"

#include "remote/bridge/protocol/fields.h"

#include <algorithm>
#include <limits>

namespace kalpana::bridge::server {

namespace {

TerminalEnd endFrom(const Json& json)
{
    protocol::Fields fields(json);
    TerminalEnd end{.signal = fields.optionalText("signal").value_or(""),
                    .reason = fields.optionalText("reason").value_or(""),
                    .at = static_cast<std::int64_t>(fields.optionalNumber("at").value_or(0))};
    if (const auto code = fields.optionalNumber("exitCode"))
        end.exitCode = static_cast<int>(std::min<std::uint64_t>(*code, 255));
    return end;
}

} // namespace

Json toJson(const TerminalRecord& record)
{
    Json json{{"number", record.number},       {"argv", record.argv},
              {"folder", record.folder},       {"title", record.title},
              {"rows", record.size.rows},      {"columns", record.size.columns},
              {"createdAt", record.createdAt}, {"pid", record.pid},
              {"startTime", record.startTime}, {"mark", record.mark},
              {"tmux", record.tmux},           {"backing", record.backing == TerminalBacking::Tmux ? "tmux" : "pty"}};
    if (record.end) {
        json["end"] = {{"signal", record.end->signal}, {"reason", record.end->reason}, {"at", record.end->at}};
        if (record.end->exitCode)
            json["end"]["exitCode"] = *record.end->exitCode;
    }
    return json;
}

std::optional<TerminalRecord> terminalRecordFrom(const Json& json)
{
    if (!json.is_object())
        return std::nullopt;
    protocol::Fields fields(json);
    const auto number = fields.number("number");
    const auto rows = fields.number("rows");
    const auto columns = fields.number("columns");
    TerminalRecord record{.number = static_cast<std::uint32_t>(number),
                          .argv = fields.texts("argv"),
                          .folder = fields.optionalText("folder").value_or(""),
                          .title = fields.optionalText("title").value_or(""),
                          .backing = fields.text("backing") == "tmux" ? TerminalBacking::Tmux : TerminalBacking::Pty,
                          .createdAt = static_cast<std::int64_t>(fields.optionalNumber("createdAt").value_or(0)),
                          .pid = static_cast<pid_t>(fields.optionalNumber("pid").value_or(0)),
                          .startTime = fields.optionalNumber("startTime").value_or(0),
                          .tmux = fields.optionalText("tmux").value_or(""),
                          .mark = fields.optionalText("mark").value_or("")};
    if (fields.failure() || number == 0 || number > std::numeric_limits<std::uint32_t>::max() || rows == 0 ||
        (record.backing == TerminalBacking::Tmux) == record.tmux.empty() || rows > kMostRows || columns == 0 ||
        columns > kMostColumns || record.argv.empty())
        return std::nullopt;
    record.size = {static_cast<std::uint16_t>(rows), static_cast<std::uint16_t>(columns)};
    if (const auto end = json.find("end"); end != json.end() && end->is_object())
        record.end = endFrom(*end);
    return record;
}

} // namespace kalpana::bridge::server
