#include "core/secrets/environment_store.h"

#include <QRegularExpression>

namespace kalpana::secrets {

using namespace Qt::StringLiterals;

Result<std::optional<Secret>> EnvironmentStore::read(const QString& key)
{
    static const QRegularExpression providerKeyForm(u"\\Aprovider/([^/]+)/api-key\\z"_s);
    if (const auto match = providerKeyForm.match(key); match.hasMatch()) {
        static const QRegularExpression notInNames(u"[^A-Z0-9]"_s);
        const auto variable = match.captured(1).toUpper().replace(notInNames, u"_"_s) + u"_API_KEY"_s;
        for (const auto& name : {variable.toLatin1(), QByteArray("KALPANA_MODEL_API_KEY")})
            if (auto value = qgetenv(name.constData()); !value.isEmpty())
                return Secret(std::move(value));
    }
    return m_behind.read(key);
}

} // namespace kalpana::secrets
