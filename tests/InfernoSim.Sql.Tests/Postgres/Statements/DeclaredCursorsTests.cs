using InfernoSim.Sql.Postgres.Statements;

namespace InfernoSim.Sql.Tests.Postgres.Statements;

public class DeclaredCursorsTests
{
    [Theory]
    [InlineData("DECLARE c CURSOR FOR SELECT 1", false, false)]
    [InlineData("DECLARE c CURSOR WITHOUT HOLD FOR SELECT 1", false, false)]
    [InlineData("DECLARE c CURSOR FOR SELECT 1 AS cursor, 2 AS with, 3 AS hold", false, false)]
    [InlineData("declare C scroll cursor /* kept */ with hold for select 1", false, true)]
    [InlineData("DECLARE c CURSOR WITH HOLD FOR SELECT 1", true, false)]
    public void A_cursor_ends_with_its_transaction_unless_it_is_held_and_that_was_not_rolled_back(string declaration, bool isRolledBack, bool isThere)
    {
        var cursors = new DeclaredCursors();
        cursors.Run(declaration);
        string? before = cursors.TextOf("c");

        cursors.EndTransaction(isRolledBack);

        Assert.Equal(declaration, before);
        Assert.Equal(isThere ? declaration : null, cursors.TextOf("c"));
    }

    [Fact]
    public void A_cursor_that_is_held_is_not_of_a_later_transaction_that_is_rolled_back()
    {
        var cursors = new DeclaredCursors();
        cursors.Run("DECLARE c CURSOR WITH HOLD FOR SELECT 1");
        cursors.EndTransaction(isRolledBack: false);

        cursors.EndTransaction(isRolledBack: true);

        Assert.NotNull(cursors.TextOf("c"));
    }
}
