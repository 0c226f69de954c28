#include "app/cli/commands.h"
#include "core/base/shell_word.h"
#include "remote/holder/ask_holder.h"

#include <QCoreApplication>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

Result<int> openWorkspace(const Context& context, const Invocation& invocation)
{
    const auto record = context.findRecord(invocation.arguments[0]);
    if (!record)
        return std::unexpected(record.error());
    const auto address = holder::askForAddress(context.dataFolder, record->id);
    if (!address && address.error().code == ErrorCode::NotFound)
        return failure(ErrorCode::NotFound,
                       QCoreApplication::translate(
                           "OpenCommand", "No program holds \"%1\" open. Run `kalpanactl up %2`, or open it in "
                                          "the Kalpana window.")
                           .arg(record->name, shellWord(record->name)));
    if (!address)
        return std::unexpected(address.error());
    const auto text = address->toString(QUrl::FullyEncoded);
    context.output.result(text, {{u"type"_s, u"address"_s}, {u"name"_s, record->name}, {u"address"_s, text}});
    return 0;
}

} // namespace kalpana::cli
