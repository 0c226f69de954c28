#include "app/desktop/layout/saved_layout.h"

#include "app/desktop/background/background.h"
#include "core/settings/settings.h"

namespace kalpana::desktop::layout {

QByteArray SavedLayout::value(const QString& key) const
{
    return QByteArray::fromBase64(m_settings.value(key).toString().toLatin1());
}

void SavedLayout::save(const QString& key, const QByteArray& value)
{
    m_background.run(
        &m_context,
        [&settings = m_settings, key, text = QString::fromLatin1(value.toBase64())](std::stop_token) {
            return settings.setValue(key, text);
        },
        [](const Result<void>& saved) {
            if (!saved)
                qWarning("%s", qUtf8Printable(saved.error().sentence));
        });
}

} // namespace kalpana::desktop::layout
