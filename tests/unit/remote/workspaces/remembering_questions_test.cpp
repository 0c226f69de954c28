#include "remote/workspaces/remembering_questions.h"

#include <QTest>

using namespace kalpana;
using namespace kalpana::workspaces;
using namespace Qt::StringLiterals;

namespace {

/// A user who counts how often they were asked.
class CountingUser final : public ssh::Questions {
public:
    Result<bool> acceptHostKey(const ssh::HostKeyQuestion&, std::stop_token) override { return true; }
    Result<Secret> password(const ssh::PasswordQuestion&, std::stop_token) override
    {
        return Secret(QByteArray::number(++asked));
    }
    Result<Secret> passphrase(const ssh::PassphraseQuestion&, std::stop_token) override
    {
        return Secret(QByteArray::number(++asked));
    }
    int asked = 0;
};

} // namespace

class RememberingQuestionsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void samePassword_isAskedOnce()
    {
        CountingUser user;
        RememberingQuestions questions(user);
        const ssh::PasswordQuestion question{.user = u"dev"_s, .host = u"box"_s};
        QVERIFY(questions.password(question, {})->equals("1"));
        QVERIFY(questions.password(question, {})->equals("1"));
        QCOMPARE(user.asked, 1);
    }

    void refusedPassword_isForgotten()
    {
        CountingUser user;
        RememberingQuestions questions(user);
        ssh::PasswordQuestion question{.user = u"dev"_s, .host = u"box"_s};
        QVERIFY(questions.password(question, {})->equals("1"));
        question.attempt = 2;
        QVERIFY(questions.password(question, {})->equals("2"));
        question.attempt = 1;
        QVERIFY(questions.password(question, {})->equals("2"));
    }

    void otherHostsAndFiles_areAskedApart()
    {
        CountingUser user;
        RememberingQuestions questions(user);
        QVERIFY(questions.password({.user = u"dev"_s, .host = u"box"_s}, {})->equals("1"));
        QVERIFY(questions.password({.user = u"dev"_s, .host = u"other"_s}, {})->equals("2"));
        QVERIFY(questions.passphrase({.file = u"/key"_s}, {})->equals("3"));
    }
};

QTEST_GUILESS_MAIN(RememberingQuestionsTest)
#include "remembering_questions_test.moc"
