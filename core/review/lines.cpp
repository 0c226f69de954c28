#include "core/review/lines.h"

#include <QStringDecoder>

namespace kalpana::review {

QList<QByteArrayView> linesOf(QByteArrayView text)
{
    QList<QByteArrayView> lines;
    while (!text.isEmpty()) {
        const auto end = text.indexOf('\n');
        const auto size = end < 0 ? text.size() : end + 1;
        lines.append(text.first(size));
        text = text.sliced(size);
    }
    return lines;
}

Content contentOf(QByteArrayView bytes)
{
    if (bytes.contains('\0'))
        return Content::Binary;
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(bytes);
    return decoder.hasError() ? Content::OtherText : Content::Text;
}

} // namespace kalpana::review
