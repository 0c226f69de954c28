#include "app/cli/model_endpoint.h"

#include "core/base/shell_word.h"
#include "core/secrets/keys.h"

#include <QCoreApplication>
#include <QUrl>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

namespace {
struct Text {
    Q_DECLARE_TR_FUNCTIONS(AskCommand)
};
} // namespace

Error withKeyAdvice(Error error, const settings::Settings& settings)
{
    if (error.code == ErrorCode::Secrets)
        error.sentence += u' ' + Text::tr("Or set the API key in the environment, such as OPENROUTER_API_KEY.");
    if (error.code == ErrorCode::ModelAuthentication && error.detail.isEmpty()) // nobody was asked yet
        error.sentence =
            Text::tr("There is no API key for %1. Store one with `kalpanactl secret set %2`, or set "
                     "OPENROUTER_API_KEY or its like.")
                .arg(QUrl(settings.modelAddress()).host(), shellWord(secrets::providerKey(settings.modelProvider())));
    return error;
}

} // namespace kalpana::cli
