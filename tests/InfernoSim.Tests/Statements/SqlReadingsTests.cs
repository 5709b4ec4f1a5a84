using InfernoSim.Statements;

namespace InfernoSim.Tests.Statements;

/// <summary>A text is read once, and read the same whenever it comes again.</summary>
public sealed class SqlReadingsTests
{
    private readonly SqlReadings _readings = new();

    [Fact]
    public void A_text_that_comes_again_is_not_read_again()
    {
        const string Sql = "SELECT 1 FROM orders -- all";

        SqlReading first = _readings.Read(Sql);

        Assert.Equal(new SqlReading("SELECT 1 FROM orders", "SELECT", "/orders"), first);
        Assert.Same(first, _readings.Read(new string(Sql)));
    }

    [Fact]
    public void Texts_with_values_in_them_are_each_read_as_they_are_and_do_not_pile_up()
    {
        for (int i = 0; i < 2_000; i++)
        {
            Assert.Equal(new SqlReading($"DELETE FROM t{i} WHERE id = {i}", "DELETE", $"/t{i}"), _readings.Read($"DELETE  FROM t{i} WHERE id = {i};"));
        }

        Assert.InRange(_readings.Count, 1, 512);
    }

    [Fact]
    public void A_long_text_is_read_and_not_kept()
    {
        _readings.Read($"INSERT INTO notes VALUES ('{new string('x', 10_000)}')");

        Assert.Equal(0, _readings.Count);
    }
}
