using System.Text;
using InfernoSim.Matching;
using InfernoSim.Statements;

namespace InfernoSim.Tests.Statements;

public class SqlStatementTests
{
    [Fact]
    public void A_statement_says_its_text_and_its_parameters_with_their_types()
    {
        var statement = new SqlStatement("orders", "sqlite", "INSERT INTO \"Order Lines\"\n (\"Item\", \"Price\") VALUES (@p0, @p1);", [new("@p0", "String", "pen"), new("@p1", "Decimal", null)]);

        Assert.Equal(("INSERT", "sql://orders/Order%20Lines"), (statement.Kind, statement.Url));
        Assert.Equal(
            """{"system":"sqlite","text":"INSERT INTO \"Order Lines\" (\"Item\", \"Price\") VALUES (@p0, @p1)","parameters":{"@p0":{"type":"String","value":"pen"},"@p1":{"type":"Decimal","value":null}}}""",
            Encoding.UTF8.GetString(statement.Json.Span));
    }

    [Fact]
    public void Parameters_without_names_of_their_own_go_by_their_places()
    {
        var statement = new SqlStatement("orders", "sqlite", "SELECT ?, ?", [new("", "Int64", 1), new("@a", "Int64", 2), new("@a", "Int64", 3)]);

        Assert.EndsWith("""{"?1":{"type":"Int64","value":1},"@a":{"type":"Int64","value":2},"?3":{"type":"Int64","value":3}}}""", Encoding.UTF8.GetString(statement.Json.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT 1", "SQL orders: SELECT 1")]
    [InlineData("SELECT 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'", "SQL orders: SELECT 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…")]
    public void A_statement_is_shown_by_its_text(string sql, string display) =>
        Assert.Equal(display, CallDisplay.Of(DependencyRequest.Of(new SqlStatement("orders", "sqlite", sql), null)));

    [Fact]
    public void A_statement_whose_text_was_not_kept_is_shown_by_kind_and_table() =>
        Assert.Equal("SQL orders: INSERT Order Lines", SqlDisplay.Of("orders", "INSERT", "/Order%20Lines", default));
}
