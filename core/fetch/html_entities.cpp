#include "core/fetch/html_entities.h"

#include <algorithm>
#include <array>

namespace kalpana::fetch {

namespace {

struct Named {
    QLatin1StringView name;
    char32_t sign;
};

// Those that stand in texts; by their names, for the search.
constexpr std::array names{Named{QLatin1StringView("amp"), U'&'},    Named{QLatin1StringView("apos"), U'\''},
                           Named{QLatin1StringView("auml"), U'ä'},   Named{QLatin1StringView("bull"), U'•'},
                           Named{QLatin1StringView("ccedil"), U'ç'}, Named{QLatin1StringView("cent"), U'¢'},
                           Named{QLatin1StringView("copy"), U'©'},   Named{QLatin1StringView("dagger"), U'†'},
                           Named{QLatin1StringView("darr"), U'↓'},   Named{QLatin1StringView("deg"), U'°'},
                           Named{QLatin1StringView("eacute"), U'é'}, Named{QLatin1StringView("egrave"), U'è'},
                           Named{QLatin1StringView("emsp"), U' '},   Named{QLatin1StringView("ensp"), U' '},
                           Named{QLatin1StringView("equiv"), U'≡'},  Named{QLatin1StringView("euro"), U'€'},
                           Named{QLatin1StringView("ge"), U'≥'},     Named{QLatin1StringView("gt"), U'>'},
                           Named{QLatin1StringView("hArr"), U'⇔'},   Named{QLatin1StringView("hellip"), U'…'},
                           Named{QLatin1StringView("laquo"), U'«'},  Named{QLatin1StringView("larr"), U'←'},
                           Named{QLatin1StringView("ldquo"), U'“'},  Named{QLatin1StringView("le"), U'≤'},
                           Named{QLatin1StringView("lsquo"), U'‘'},  Named{QLatin1StringView("lt"), U'<'},
                           Named{QLatin1StringView("mdash"), U'—'},  Named{QLatin1StringView("micro"), U'µ'},
                           Named{QLatin1StringView("middot"), U'·'}, Named{QLatin1StringView("minus"), U'−'},
                           Named{QLatin1StringView("nbsp"), U' '},   Named{QLatin1StringView("ndash"), U'–'},
                           Named{QLatin1StringView("ne"), U'≠'},     Named{QLatin1StringView("ouml"), U'ö'},
                           Named{QLatin1StringView("para"), U'¶'},   Named{QLatin1StringView("plusmn"), U'±'},
                           Named{QLatin1StringView("pound"), U'£'},  Named{QLatin1StringView("quot"), U'"'},
                           Named{QLatin1StringView("rArr"), U'⇒'},   Named{QLatin1StringView("raquo"), U'»'},
                           Named{QLatin1StringView("rarr"), U'→'},   Named{QLatin1StringView("rdquo"), U'”'},
                           Named{QLatin1StringView("reg"), U'®'},    Named{QLatin1StringView("rsquo"), U'’'},
                           Named{QLatin1StringView("sect"), U'§'},   Named{QLatin1StringView("szlig"), U'ß'},
                           Named{QLatin1StringView("thinsp"), U' '}, Named{QLatin1StringView("times"), U'×'},
                           Named{QLatin1StringView("trade"), U'™'},  Named{QLatin1StringView("uarr"), U'↑'},
                           Named{QLatin1StringView("uuml"), U'ü'}};

constexpr qsizetype longest = 12; // with & and ;

char32_t numbered(QStringView digits)
{
    bool isNumber = false;
    const bool hex = digits.startsWith(u'x') || digits.startsWith(u'X');
    const auto number = hex ? digits.sliced(1).toUInt(&isNumber, 16) : digits.toUInt(&isNumber, 10);
    if (!isNumber)
        return 0;
    const bool isSign = number >= 0x20 && number <= 0x10ffff && !(number >= 0xd800 && number <= 0xdfff);
    const bool isSpace = number == u'\n' || number == u'\t';
    return isSign || isSpace ? number : char32_t{0xfffd};
}

} // namespace

Entity entityAt(QStringView text, qsizetype at)
{
    const auto window = text.sliced(at, std::min(longest, text.size() - at));
    const auto end = window.indexOf(u';');
    if (end < 2)
        return {};
    const auto inside = window.sliced(1, end - 1);
    if (inside.startsWith(u'#')) {
        const auto sign = numbered(inside.sliced(1));
        return sign == 0 ? Entity{} : Entity{sign, end + 1};
    }
    const auto found = std::ranges::find_if(names, [&](const Named& named) { return named.name == inside; });
    return found == names.end() ? Entity{} : Entity{found->sign, end + 1};
}

} // namespace kalpana::fetch
