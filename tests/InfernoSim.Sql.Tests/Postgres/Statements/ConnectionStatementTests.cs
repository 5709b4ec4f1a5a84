using InfernoSim.Sql.Postgres.Statements;

namespace InfernoSim.Sql.Tests.Postgres.Statements;

public class ConnectionStatementTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" ; -- ping")]
    [InlineData("SELECT version()")]
    [InlineData("select pg_catalog.current_setting('server_version_num')")]
    [InlineData("SET extra_float_digits = 3")]
    [InlineData("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")]
    [InlineData("SHOW TRANSACTION ISOLATION LEVEL")]
    [InlineData("DISCARD ALL")]
    [InlineData("SELECT t.oid FROM pg_type AS t JOIN pg_catalog.pg_class c ON c.oid = t.typrelid WHERE typname = $1")]
    [InlineData("SELECT 1 FROM information_schema.tables")]
    [InlineData("SELECT typname FROM (SELECT typname FROM pg_type) x")]
    [InlineData("SELECT typname FROM pg_catalog.pg_type LEFT JOIN (SELECT r.r FROM pg_namespace JOIN (SELECT s.r FROM generate_series(1, array_upper(current_schemas(false), 1)) AS s(r)) AS r USING (nspname)) AS sp ON true")]
    [InlineData("SET SESSION AUTHORIZATION DEFAULT;RESET ALL;CLOSE ALL;UNLISTEN *;SELECT pg_advisory_unlock_all();DISCARD SEQUENCES;DISCARD TEMP")]
    [InlineData("LISTEN orders")]
    public void What_drivers_and_pools_send_belongs_to_the_connection(string text) => Assert.True(ConnectionStatement.Is(text));

    [Theory]
    [InlineData("SELECT 1")]
    [InlineData("SELECT nextval('orders_id_seq')")]
    [InlineData("SELECT * FROM orders")]
    [InlineData("SELECT * FROM pg_type, orders")]
    [InlineData("SELECT * FROM pg_type, generate_series(1, 2), orders")]
    [InlineData("SELECT * FROM pg_type JOIN unnest(array[1, 2]) x ON true, lateral_function(3)")]
    [InlineData("SELECT i FROM generate_series(1, 3) i")]
    [InlineData("SELECT o.* FROM pg_class c JOIN orders o ON true")]
    [InlineData("SET app.tenant = '42'")]
    [InlineData("SET search_path TO tenant_7")]
    [InlineData("SET LOCAL statement_timeout = 5")]
    [InlineData("SET ROLE accounting")]
    [InlineData("SET SESSION AUTHORIZATION ann")]
    [InlineData("BEGIN")]
    [InlineData("SELECT version(); DELETE FROM orders")]
    [InlineData("INSERT INTO log SELECT version()")]
    [InlineData("SELECT set_config('app.tenant', '42', true)")]
    public void What_a_service_asks_for_does_not(string text) => Assert.False(ConnectionStatement.Is(text));
}
