#include "app/cli/commands.h"
#include "app/cli/terminal.h"
#include "core/secrets/keychain_store.h"
#include "core/secrets/keys.h"

#include <QCoreApplication>

#include <array>
#include <cstring>
#include <unistd.h>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(SecretCommand)
};

Result<Secret> fromStandardInput()
{
    constexpr qsizetype longest = 65536;
    QByteArray value;
    value.reserve(longest); // never moved, so that no copy of it lingers
    std::array<char, 4096> part{};
    for (ssize_t count = 0; value.size() < longest && (count = ::read(STDIN_FILENO, part.data(), part.size())) > 0;)
        value.append(part.data(), std::min<qsizetype>(count, longest - value.size()));
    ::explicit_bzero(part.data(), part.size());
    if (value.endsWith('\n'))
        value.chop(1);
    if (value.endsWith('\r'))
        value.chop(1);
    return Secret(std::move(value));
}

Result<Secret> readValue(const Context& context, const QString& key)
{
    if (::isatty(STDIN_FILENO) == 0)
        return fromStandardInput();
    auto terminal = Terminal::open();
    if (!terminal)
        return failure(ErrorCode::Usage, Text::tr("Give the secret on standard input."));
    return terminal->askSecret(Text::tr("Value of %1:").arg(key), context.stop);
}

Result<int> listKeys(const Context& context, secrets::SecretStore& store)
{
    const auto keys = store.keys();
    if (!keys)
        return std::unexpected(keys.error());
    for (const auto& key : *keys)
        context.output.result(key, {{u"type"_s, u"secret"_s}, {u"key"_s, key}});
    return 0;
}

} // namespace

Result<int> useSecrets(const Context& context, const Invocation& invocation)
{
    secrets::KeychainStore store;
    const auto& action = invocation.arguments[0];
    const auto key = invocation.arguments.value(1);
    if (action == "list"_L1 && key.isEmpty())
        return listKeys(context, store);
    if ((action != "set"_L1 && action != "delete"_L1) || key.isEmpty())
        return failure(ErrorCode::Usage, Text::tr("Say `secret set KEY`, `secret list` or `secret delete KEY`."));
    if (const auto fit = secrets::checkKey(key); !fit)
        return std::unexpected(fit.error());
    if (action == "delete"_L1) {
        const auto known = store.read(key);
        if (!known)
            return std::unexpected(known.error());
        if (!*known)
            return failure(ErrorCode::NotFound,
                           Text::tr("There is no secret %1. `kalpanactl secret list` names them.").arg(key));
        return store.remove(key).transform([] { return 0; });
    }
    const auto value = readValue(context, key);
    if (!value)
        return std::unexpected(value.error());
    if (value->isEmpty())
        return failure(ErrorCode::Usage, Text::tr("The secret is empty. Give it on standard input."));
    return store.write(key, *value).transform([] { return 0; });
}

} // namespace kalpana::cli
