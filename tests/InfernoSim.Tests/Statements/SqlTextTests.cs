using InfernoSim.Statements;

namespace InfernoSim.Tests.Statements;

public class SqlTextTests
{
    [Theory]
    [InlineData("SELECT 1", "SELECT 1")]
    [InlineData("  SELECT\r\n\t1 ;\n", "SELECT 1")]
    [InlineData("SELECT 1 -- why\nFROM t", "SELECT 1 FROM t")]
    [InlineData("SELECT /* a /* nested */ one */ 1", "SELECT 1")]
    [InlineData("/*traceparent='00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'*/ SELECT 1", "SELECT 1")]
    [InlineData("SELECT 1 /*traceparent='00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'*/", "SELECT 1")]
    [InlineData("SELECT 'a  -- b', \"c  /* d\"", "SELECT 'a  -- b', \"c  /* d\"")]
    [InlineData("SELECT 'it''s  so'  , 1", "SELECT 'it''s  so' , 1")]
    [InlineData(@"SELECT E'it\'s  so'  , 1", @"SELECT E'it\'s  so' , 1")]
    [InlineData("SELECT $tag$ a  $$ b $tag$  ,  $1", "SELECT $tag$ a  $$ b $tag$ , $1")]
    [InlineData("SELECT 'no end", "SELECT 'no end")]
    [InlineData("SELECT 1;\n\nSELECT 2;", "SELECT 1; SELECT 2")]
    [InlineData("", "")]
    public void A_text_is_matched_without_comments_and_with_one_space_outside_of_literals(string sql, string expected)
    {
        string normalized = SqlText.Normalize(sql);

        Assert.Equal(expected, normalized);
        Assert.Equal(normalized, SqlText.Normalize(normalized));
    }

    [Theory]
    [InlineData("SELECT \"o\".\"Id\" FROM \"Orders\" AS \"o\"", "SELECT", "Orders")]
    [InlineData("select count(*) from (select 1 from main.\"Order Lines\" as l) as s", "SELECT", "Order Lines")]
    [InlineData("INSERT INTO \"Orders\" (\"Item\") VALUES (@p0) RETURNING \"Id\"", "INSERT", "Orders")]
    [InlineData("INSERT OR IGNORE INTO Orders VALUES (1)", "INSERT", "Orders")]
    [InlineData("UPDATE \"Orders\" AS \"o\" SET \"Item\" = @p0", "UPDATE", "Orders")]
    [InlineData("DELETE FROM public.\"Orders\" WHERE 1", "DELETE", "Orders")]
    [InlineData("SET NOCOUNT ON; INSERT INTO [dbo].[Order Lines] ([Item]) VALUES (@p0)", "INSERT", "Order Lines")]
    [InlineData("MERGE [Orders] USING (VALUES (1)) AS i ON 0=1", "MERGE", "Orders")]
    [InlineData("MERGE INTO orders USING x ON a = b", "MERGE", "orders")]
    [InlineData("WITH late AS (SELECT id FROM shipments) UPDATE orders SET x = 1 FROM late", "UPDATE", "shipments")]
    [InlineData("WITH RECURSIVE t(n) AS (SELECT 1) SELECT n FROM t", "SELECT", "t")]
    [InlineData("(SELECT 1 FROM a) UNION SELECT 2 FROM b", "SELECT", "a")]
    [InlineData("COPY orders (id, item) FROM STDIN", "COPY", "orders")]
    [InlineData("TRUNCATE TABLE orders", "TRUNCATE", "orders")]
    [InlineData("CREATE TABLE IF NOT EXISTS \"Orders\" (a)", "CREATE", "Orders")]
    [InlineData("BEGIN", "BEGIN", null)]
    [InlineData("PRAGMA foreign_keys = 0", "PRAGMA", null)]
    [InlineData("SET search_path TO x", "SET", null)]
    [InlineData("", "", null)]
    public void Kind_and_table_are_read_from_the_text(string sql, string kind, string? table)
    {
        Assert.Equal(kind, SqlText.KindOf(sql));
        Assert.Equal(table, SqlText.TableOf(sql));
    }
}
