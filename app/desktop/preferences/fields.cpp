#include "app/desktop/preferences/fields.h"

#include "app/desktop/look/widgets.h"

#include <QCoreApplication>
#include <QFrame>
#include <QGridLayout>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QRegularExpression>

namespace kalpana::desktop::preferences {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Preferences)
};

constexpr double mostDollars = 10'000;

} // namespace

QFrame* card(QGridLayout*& grid)
{
    auto* frame = new QFrame;
    frame->setObjectName(u"card"_s);
    grid = new QGridLayout(frame);
    grid->setContentsMargins(18, 16, 18, 16);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    grid->setColumnMinimumWidth(0, 128);
    grid->setColumnStretch(1, 1);
    return frame;
}

void addRow(QGridLayout& grid, const QString& title, QWidget* field, QLabel* hint)
{
    const int row = grid.rowCount();
    auto* label = look::label(title, ""_L1);
    label->setBuddy(field);
    field->setAccessibleName(title);
    grid.addWidget(label, row, 0);
    grid.addWidget(field, row, 1);
    if (hint) {
        hint->setWordWrap(true);
        grid.addWidget(hint, row + 1, 1);
    }
}

QLineEdit* field(const char* name, const QString& text, const QString& placeholder)
{
    auto* made = new QLineEdit(text);
    made->setObjectName(QString::fromLatin1(name));
    made->setPlaceholderText(placeholder);
    return made;
}

QJsonValue textIn(const QLineEdit& field)
{
    const auto text = field.text().trimmed();
    return text.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(text);
}

Checked<QJsonValue> countIn(QLineEdit& field, const QString& title, int most)
{
    const auto text = field.text().trimmed();
    bool isNumber = false;
    const auto number = text.toInt(&isNumber);
    if (text.isEmpty())
        return QJsonValue(QJsonValue::Undefined);
    if (!isNumber || number < 1 || number > most)
        return std::unexpected(
            Wrong{Text::tr("“%1”: write a whole number from 1 to %2, or nothing.").arg(title, QLocale().toString(most)),
                  &field});
    return number;
}

Checked<QJsonValue> dollarsIn(QLineEdit& field, const QString& title, double least)
{
    auto text = field.text().trimmed();
    text.remove(u'$');
    text.replace(u',', u'.');
    bool isNumber = false;
    const auto number = text.toDouble(&isNumber);
    if (text.isEmpty())
        return QJsonValue(QJsonValue::Undefined);
    if (!isNumber || !(number >= least && number <= mostDollars))
        return std::unexpected(
            Wrong{Text::tr("“%1”: write an amount in US dollars such as 2.50, at most 10,000, or nothing.").arg(title),
                  &field});
    return number;
}

Checked<QJsonValue> extensionsIn(QPlainTextEdit& field)
{
    static const QRegularExpression id(u"^[\\w-]+\\.[\\w.-]+(@[\\w.-]+)?$"_s);
    QJsonArray extensions;
    const auto lines = field.toPlainText().split(u'\n', Qt::SkipEmptyParts);
    for (const auto& line : lines) {
        const auto one = line.trimmed();
        const bool isFile = one.startsWith(u'/') && one.endsWith(".vsix"_L1);
        if (!one.isEmpty() && !isFile && !id.match(one).hasMatch())
            return std::unexpected(Wrong{Text::tr("\"%1\" is no extension. Write an id such as "
                                                  "ms-python.python, or the path of a .vsix file on the "
                                                  "host.")
                                             .arg(one),
                                         &field});
        if (!one.isEmpty())
            extensions.append(one);
    }
    return extensions.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(extensions);
}

QString shown(const QJsonValue& number)
{
    return number.isDouble() ? QLocale::c().toString(number.toDouble(), 'g', QLocale::FloatingPointShortest)
                             : QString();
}

} // namespace kalpana::desktop::preferences
