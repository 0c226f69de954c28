#include "app/desktop/look/fonts_ahead.h"

#include <QFontDatabase>
#include <QLibrary>

namespace kalpana::desktop::look {

std::jthread readFontsAhead()
{
    return std::jthread([] {
        // Qt Gui brings the library along. FcInit() may be called again and from any thread (FcInit(3)).
        if (const auto init = QLibrary::resolve(QStringLiteral("fontconfig"), 1, "FcInit"))
            reinterpret_cast<int (*)()>(init)();
    });
}

std::jthread listFontsAhead()
{
    return std::jthread([] { (void)QFontDatabase::families(); });
}

} // namespace kalpana::desktop::look
