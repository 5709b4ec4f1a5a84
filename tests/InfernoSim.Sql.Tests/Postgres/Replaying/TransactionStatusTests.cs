using InfernoSim.Sql.Postgres.Replaying;

namespace InfernoSim.Sql.Tests.Postgres.Replaying;

public class TransactionStatusTests
{
    [Fact]
    public void A_transaction_is_open_from_its_beginning_to_its_end()
    {
        var status = new TransactionStatus();

        status.Completed("BEGIN", "BEGIN");
        char inside = status.Letter;
        status.Completed("COMMIT", "COMMIT");

        Assert.Equal(('T', 'I'), (inside, status.Letter));
    }

    [Fact]
    public void An_error_fails_a_transaction_until_it_is_rolled_back_to_a_savepoint_or_whole()
    {
        var status = new TransactionStatus();
        status.Completed("BEGIN", "BEGIN");

        status.Fail();
        bool failed = status.HasFailed;
        status.Completed("ROLLBACK", "ROLLBACK TO SAVEPOINT a");
        char afterSavepoint = status.Letter;
        status.Completed("ROLLBACK", "ROLLBACK");

        Assert.True(failed);
        Assert.Equal(('T', 'I'), (afterSavepoint, status.Letter));
    }

    [Fact]
    public void An_error_outside_of_a_transaction_leaves_the_session_as_it_is()
    {
        var status = new TransactionStatus();

        status.Fail();

        Assert.Equal('I', status.Letter);
    }
}
