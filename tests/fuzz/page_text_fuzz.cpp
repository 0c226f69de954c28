// A page of the web as text: the first line is its type, the rest its body. It ends soon, loads nothing, and what hides
// other signs is gone.

#include "core/fetch/body_text.h"
#include "tests/fuzz/holds.h"

#include <QUrl>

using kalpana::test::holds;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const auto end = input.indexOf('\n');
    const auto type = end < 0 ? QByteArray("text/html") : input.first(end);
    static const QUrl address(QStringLiteral("https://a.example/docs/"));
    const auto text = kalpana::fetch::textOf(end < 0 ? input : input.sliced(end + 1), type, address);
    if (!text || kalpana::fetch::mediaType(type) != "text/html")
        return 0;
    holds(text->text.size() <= 40 * (input.size() + 1), "a page does not grow without bound");
    for (const auto c : text->text + text->title)
        holds(c != QChar(0x202e) && c != QChar(0x200b) && c != QChar(7), "nothing hides");
    return 0;
}
