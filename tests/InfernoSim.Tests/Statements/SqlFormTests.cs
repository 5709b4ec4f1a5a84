using InfernoSim.Statements;

namespace InfernoSim.Tests.Statements;

public class SqlFormTests
{
    [Theory]
    [InlineData("SELECT a FROM t WHERE b=1", "select  a\nfrom T where b = 1")]
    [InlineData("SELECT o.\"Id\" FROM orders AS o WHERE o.\"Id\" = @__id_0", "SELECT o0.\"Id\" FROM orders AS o0 WHERE o0.\"Id\" = @id")]
    [InlineData("SELECT o.id FROM orders o", "SELECT x.id FROM orders AS x")]
    [InlineData("SELECT o.id FROM shop.orders o JOIN lines l ON l.o = o.id", "SELECT a.id FROM shop.orders a JOIN lines b ON b.o = a.id")]
    [InlineData("SELECT count(*) AS n FROM t", "SELECT count(*) AS total FROM t")]
    [InlineData("SELECT a FROM t WHERE b = $1 AND c = $2::int", "SELECT a FROM t WHERE b = $2 AND c = $1::int")]
    [InlineData("SELECT \"o\".\"Id\" FROM \"Orders\" AS \"o\"", "SELECT \"o1\".\"Id\" FROM \"Orders\" AS \"o1\"")]
    public void What_is_written_otherwise_and_means_the_same_has_the_same_form(string one, string other) =>
        Assert.Equal(SqlForm.Of(one).Text, SqlForm.Of(other).Text);

    [Theory]
    [InlineData("SELECT a FROM t", "SELECT b FROM t")]
    [InlineData("SELECT a FROM t", "SELECT a FROM u")]
    [InlineData("SELECT a FROM t WHERE b = 1", "SELECT a FROM t WHERE b > 1")]
    [InlineData("SELECT a FROM t WHERE b = 'X'", "SELECT a FROM t WHERE b = 'x'")]
    [InlineData("SELECT \"A\" FROM t", "SELECT \"a\" FROM t")]
    [InlineData("SELECT a FROM t WHERE b = @p AND c = @q", "SELECT a FROM t WHERE b = @p AND c = @p")]
    [InlineData("SELECT o.a FROM t AS o JOIN u AS p ON true", "SELECT p.a FROM t AS o JOIN u AS p ON true")]
    [InlineData("SELECT a AS b FROM t WHERE b = 1", "SELECT a AS c FROM t WHERE c = 1")]
    [InlineData("SELECT o.a AS b FROM t AS o WHERE o.b = 1", "SELECT o.a AS c FROM t AS o WHERE o.c = 1")]
    [InlineData("SELECT CAST(a AS int) FROM t", "SELECT CAST(a AS text) FROM t")]
    [InlineData("SELECT a::int FROM t", "SELECT a::text FROM t")]
    [InlineData("SELECT a FROM t ORDER BY b", "SELECT a FROM t ORDER BY b DESC")]
    [InlineData("SELECT 1 WHERE a IS DISTINCT FROM b AND c", "SELECT 1 WHERE a IS DISTINCT FROM b OR c")]
    [InlineData("SELECT substring(a FROM b FOR 1)", "SELECT substring(a FROM b FOR 2)")]
    [InlineData("SELECT a FROM t LIMIT 1", "SELECT a FROM t LIMIT 2")]
    public void What_asks_for_something_else_has_another_form(string one, string other) =>
        Assert.NotEqual(SqlForm.Of(one).Text, SqlForm.Of(other).Text);

    [Fact]
    public void Parameters_are_named_by_where_they_are_first_used() =>
        Assert.Equal([new("@b", "@1"), new("@a", "@2")], SqlForm.Of("SELECT @b, @a, @b").Parameters);
}
