#include "remote/bridge/server/session/token.h"

#include <QTest>

using namespace kalpana::bridge::server;

class TokenTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tokens_areLong_andNeverTheSame()
    {
        const auto one = Token::make();
        const auto other = Token::make();
        QCOMPARE(one->text().size(), std::size_t{64});
        QVERIFY(one->text() != other->text());
    }

    void onlyTheWholeToken_isEqual()
    {
        const auto token = Token::make();
        const auto text = token->text();
        QVERIFY(token->equals(text));
        QVERIFY(!token->equals(""));
        QVERIFY(!token->equals(text + "0"));
        QVERIFY(!token->equals(text.substr(0, 63)));
        auto wrong = text;
        wrong.front() = wrong.front() == 'a' ? 'b' : 'a';
        QVERIFY(!token->equals(wrong));
    }
};

QTEST_GUILESS_MAIN(TokenTest)
#include "token_test.moc"
